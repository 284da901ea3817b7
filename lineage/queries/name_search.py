"""Datasets and jobs by a part of their name."""

from __future__ import annotations

from datetime import datetime

from catalog.database import rows
from catalog.names import DATASET_SCHEME, JOB_SCHEME
from catalog.permissions import require, visible
from catalog.viewers import Viewer
from catalog.words import Word
from lineage.sheets import Name, NameHit, Slice


class NameSort(Word):
    """What a search by name sorts by."""

    NAME = "name", "Name, then namespace."
    UPDATED_AT = "updated_at", "Last change, latest first."


_ORDER = {
    NameSort.NAME: 'n.key COLLATE "C", n.namespace COLLATE "C", e.id',
    NameSort.UPDATED_AT: 'e.updated_at DESC, n.key COLLATE "C", n.namespace COLLATE "C", e.id',
}


def name_search(
    viewer: Viewer,
    *,
    text: str,
    is_job: bool | None = None,
    namespace: str | None = None,
    after: datetime | None = None,
    before: datetime | None = None,
    sort: NameSort = NameSort.NAME,
    limit: int,
) -> Slice[NameHit]:
    """Datasets and jobs one of whose names holds the text, letter case aside; `%` stands for any characters and `_` for
    one. Changed after and before these instants."""
    require(viewer, "lineage.read")
    schemes = [DATASET_SCHEME, JOB_SCHEME] if is_job is None else [JOB_SCHEME if is_job else DATASET_SCHEME]
    hidden, params = visible(viewer)
    where = "TRUE"
    given: list[object] = []
    for condition, value in (
        ("n.namespace = %s", namespace),
        ("e.updated_at > %s", after),
        ("e.updated_at < %s", before),
    ):
        if value is not None:
            where += f" AND {condition}"
            given.append(value)
    base = (
        "FROM (SELECT DISTINCT entity_id FROM catalog_alias WHERE scheme = ANY(%s) AND key ILIKE %s) m "
        "JOIN catalog_entity e ON e.id = m.entity_id AND e.deleted_at IS NULL AND e.canonical_id IS NULL AND NOT e.stub "
        "JOIN LATERAL (SELECT a.scheme, a.namespace, a.key FROM catalog_alias a WHERE a.entity_id = e.id "
        f"AND a.scheme = ANY(%s) ORDER BY a.id LIMIT 1) n ON true WHERE {hidden} AND {where}"
    )
    arguments = [schemes, f"%{text}%", schemes, *params, *given]
    order = _ORDER[sort]
    found = rows(
        f"SELECT n.namespace, n.key, n.scheme, e.updated_at {base} ORDER BY {order} LIMIT %s", [*arguments, limit]
    )
    total = rows(f"SELECT count(*) {base}", arguments)[0][0]
    return Slice(
        items=tuple(
            NameHit(name=Name(space, key), is_job=scheme == JOB_SCHEME, updated_at=updated)
            for space, key, scheme, updated in found
        ),
        total_count=total,
    )
