"""Whether datasets are there, and what happened to them: one answer for every door."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence

from catalog.answers import EntityLink, ExistenceState
from catalog.database import Row, rows
from catalog.permissions import require
from catalog.queries.cards import links_by_id
from catalog.queries.entities import entity_ids_of
from catalog.queries.members import members_of
from catalog.viewers import Viewer
from lineage.answers import DatasetChange, Existence
from lineage.lifecycle import DROPPED, KINDS, STATES

# Not gone: e is the entity that stands for all it is merged with.
LIVING = "NOT EXISTS (SELECT 1 FROM lineage_gonedataset g WHERE g.dataset_id = e.id)"
# A change (c) of a run that failed, or was stopped, is what it meant to do.
TOOK_PLACE = "NOT EXISTS (SELECT 1 FROM lineage_run f WHERE f.id = c.run_id AND f.job_id = c.job_id AND f.state >= 4)"
_CHANGES = f"""
SELECT m.head, c.change, max(c.at) AS at, (array_agg(c.job_id ORDER BY c.at DESC, c.job_id))[1],
  (array_agg(c.run_id ORDER BY c.at DESC, c.job_id))[1], coalesce(o.canonical_id, o.id)
FROM unnest(%(heads)s::int[], %(members)s::int[]) AS m(head, member)
JOIN lineage_datasetchange c ON c.dataset_id = m.member LEFT JOIN catalog_entity o ON o.id = c.former_id
WHERE {TOOK_PLACE} GROUP BY m.head, c.change, coalesce(o.canonical_id, o.id) ORDER BY at DESC, c.change DESC, 6
"""


def dropped_among(entity_ids: Collection[int]) -> set[int]:
    """Those of the datasets that were dropped."""
    found = rows(
        "SELECT dataset_id FROM lineage_gonedataset WHERE dataset_id = ANY(%s) AND change = %s",
        [list(entity_ids), DROPPED],
    )
    return {row[0] for row in found}


def gone_among(entity_ids: Collection[int]) -> set[int]:
    """Those of the datasets that were dropped or renamed."""
    return {
        row[0]
        for row in rows("SELECT dataset_id FROM lineage_gonedataset WHERE dataset_id = ANY(%s)", [list(entity_ids)])
    }


def existence_get(viewer: Viewer, *, refs: Sequence[str]) -> tuple[Existence, ...]:
    """Of each dataset; anything else is there as long as it is known."""
    require(viewer, "lineage.read")
    ids = [entity_id for entity_id, _ in entity_ids_of(viewer, refs)]
    heads, members = members_of(ids)
    told = rows(_CHANGES, {"heads": heads, "members": members})
    gone = {
        row[0]: row[1:]
        for row in rows(
            "SELECT g.dataset_id, g.at, g.change, g.job_id, g.run_id, coalesce(t.canonical_id, t.id) FROM lineage_gonedataset g "
            "LEFT JOIN catalog_entity t ON t.id = g.to_id WHERE g.dataset_id = ANY(%s)",
            [heads],
        )
    }
    links = links_by_id(
        viewer,
        {i for row in told for i in (row[3], row[5]) if i}
        | {i for row in gone.values() for i in (row[2], row[4]) if i},
    )
    changes: dict[int, list[DatasetChange]] = defaultdict(list)
    for head, change, at, job_id, run, former_id in told:
        changes[head].append(
            DatasetChange(
                kind=KINDS[change],
                at=at,
                job=links.get(job_id),
                run_id=_run_id(run, job_id, links),
                former=links.get(former_id),
            )
        )
    return tuple(_existence(gone.get(entity_id), changes[entity_id], links) for entity_id in ids)


def _existence(gone: Row | None, changes: list[DatasetChange], links: dict[int, EntityLink]) -> Existence:
    at, change, job_id, run, to_id = gone or (None, None, None, None, None)
    return Existence(
        state=STATES[change] if change else ExistenceState.LIVE,
        since=at,
        job=links.get(job_id),
        run_id=_run_id(run, job_id, links),
        renamed_to=links.get(to_id),
        changes=tuple(changes),
    )


def _run_id(run: uuid.UUID | None, job_id: int | None, links: dict[int, EntityLink]) -> str | None:
    return f"run_{run}" if run is not None and job_id in links else None
