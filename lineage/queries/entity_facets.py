"""What producers last said of datasets and jobs, in their own words."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.permissions import require
from catalog.queries.entities import entity_ids_of
from catalog.queries.members import members_of
from catalog.viewers import Viewer
from lineage.answers import EntityFacets
from lineage.queries.names import facets_by_id, facets_shown


def facets_get(viewer: Viewer, *, refs: Sequence[str]) -> tuple[EntityFacets, ...]:
    """The latest instance of each facet; none to who may not read events, none that names something hidden."""
    require(viewer, "lineage.read")
    ids = [entity_id for entity_id, _ in entity_ids_of(viewer, refs)]
    heads, members = members_of(ids)
    found = facets_by_id(viewer, members, whole=True)
    shown = facets_shown(viewer, found, whole=True)
    by_head: dict[int, dict[str, object]] = {entity_id: {} for entity_id in ids}
    # Of merged entities the latest instance of all counts.
    told = (
        (name, found[m][name][1], head, body)
        for head, m in zip(heads, members, strict=True)
        for name, body in shown[m].items()
    )
    for name, _, head, body in sorted(told, key=lambda one: one[:3]):
        by_head[head][name] = body
    return tuple(EntityFacets(facets=by_head[entity_id]) for entity_id in ids)
