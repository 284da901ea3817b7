"""What a job runs: the latest facets that tell of its code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from catalog.database import rows
from catalog.permissions import require, visible
from catalog.queries.cards import links_by_id
from catalog.queries.entities import entity_ids_of
from catalog.queries.members import members_of
from catalog.viewers import Viewer
from lineage.answers import JobCode, RestrictedText
from lineage.queries.texts import Texts

_FACETS = ("sql", "sourceCode", "sourceCodeLocation")
# Latest of each facet over a job and those that were merged into it; (body, time) by name.
Told = dict[str, tuple[dict[str, Any], datetime]]


def code_get(viewer: Viewer, *, refs: Sequence[str]) -> tuple[JobCode | None, ...]:
    """The code of each job, in order; None where no event told of any. SQL and source code are for who may read events."""
    require(viewer, "lineage.read")
    ids = [entity_id for entity_id, _ in entity_ids_of(viewer, refs)]
    heads, members = members_of(ids)
    shown, params = visible(viewer)
    told: dict[int, Told] = {}
    for head, name, body, at in rows(
        "SELECT DISTINCT ON (m.head, f.name) m.head, f.name, f.body, f.at FROM unnest(%s::int[], %s::int[]) AS m(head, id) "
        "JOIN catalog_entity e ON e.id = m.id JOIN lineage_entityfacet f ON f.entity_id = e.id "
        f"WHERE f.name = ANY(%s) AND f.body IS NOT NULL AND {shown} ORDER BY m.head, f.name, f.at DESC, f.rank DESC, e.id",
        [heads, members, list(_FACETS), *params],
    ):
        if isinstance(body, dict):
            told.setdefault(head, {})[name] = (body, at)
    links, show = links_by_id(viewer, ids), _Shown(viewer)
    return tuple(
        JobCode(
            job=links[entity_id],
            language=show.plain(told[entity_id], "sourceCode", "language")
            or ("sql" if "sql" in told[entity_id] else None),
            dialect=show.plain(told[entity_id], "sql", "dialect"),
            repo_url=show.plain(told[entity_id], "sourceCodeLocation", "repoUrl"),
            path=show.plain(told[entity_id], "sourceCodeLocation", "path"),
            version=show.plain(told[entity_id], "sourceCodeLocation", "version", "tag", "branch"),
            url=show.plain(told[entity_id], "sourceCodeLocation", "url"),
            sql=show.restricted(told[entity_id], "sql", "query"),
            source_code=show.restricted(told[entity_id], "sourceCode", "sourceCode"),
            seen_at=max(at for _, at in told[entity_id].values()),
        )
        if entity_id in told
        else None
        for entity_id in ids
    )


class _Shown:
    """Texts of facets as far as the viewer may read them."""

    def __init__(self, viewer: Viewer) -> None:
        self._texts = Texts(viewer)

    def plain(self, told: Told, facet: str, *keys: str) -> str | None:
        """The first of these that is there; None when it names something hidden."""
        return self._texts.plain(next(filter(None, (_text(told, facet, key) for key in keys)), None))

    def restricted(self, told: Told, facet: str, key: str) -> RestrictedText:
        """A text for who may read events, and that names nothing hidden from them."""
        return self._texts.restricted(_text(told, facet, key))


def _text(told: Told, facet: str, key: str) -> str | None:
    value = told[facet][0].get(key) if facet in told else None
    return value if isinstance(value, str) and value.strip() else None
