"""What breaks if something changes: everything downstream of it, nearest and most important first.

Which entities these are is known as ids after one walk; cards, ways and reads are fetched for a page of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.answers import EntityLink
from catalog.database import rows
from catalog.paging import CountState, Page, Pager
from catalog.permissions import require
from catalog.queries.cards import cards_by_id, links_by_id
from catalog.queries.filters import EntityFilter
from catalog.queries.members import groups_of
from catalog.viewers import Viewer
from lineage.answers import BASIS_RANK, Direction, EdgeBasis, Impact
from lineage.queries.affected import EVERY, Affected, affected_by

EXPORT_PAGE = 500
PATH_MAX = 20
# By what impacts are sorted: hop, tier, readers (negative), and id, the eldest first.
Position = tuple[int, int, float, int]


def impact_list(
    viewer: Viewer,
    *,
    ref: str,
    columns: Sequence[str] | None = None,
    max_hops: int | None = None,
    direction: Direction = Direction.DOWNSTREAM,
    filter: EntityFilter | None = None,
    as_of: datetime | None = None,
    first: int,
    after: str | None = None,
) -> Page[Impact]:
    """Everything that is made from an entity, or with `direction` upstream that it is made from, however far away it is: by
    hop, tier, readers and age. `max_hops` (1..20) ends it earlier.

    With up to 100 columns it is told of each entity whether column lineage knows that they reach it; nothing is left out for
    that. A filter narrows the list, never the way, and what the viewer may not see is passed through.
    """
    require(viewer, "lineage.read")
    affected = affected_by(viewer, ref, columns=columns, max_hops=max_hops, direction=direction, as_of=as_of)
    arguments = [affected.ref, columns, max_hops, direction, repr(filter), as_of]
    pager = Pager("impact_list", viewer, arguments, first=first, after=after)
    counted = affected.counted(viewer, filter)
    ordered = _in_order(affected, counted, pager.position)
    found: list[tuple[Impact, list[Any]]] = []
    # Again where something went since it was walked to: a page that is not full would be taken for the last one
    while places := list(islice(ordered, pager.first + 1 - len(found))):
        found += _impacts(viewer, affected, places)
    return pager.page(found, total=(int(counted.sum()), CountState.EXACT))


def impact_export(
    viewer: Viewer,
    *,
    ref: str,
    columns: Sequence[str] | None = None,
    max_hops: int | None = None,
    direction: Direction = Direction.DOWNSTREAM,
    filter: EntityFilter | None = None,
    as_of: datetime | None = None,
) -> Iterator[tuple[Impact, ...]]:
    """All that impact_list has, in its order, without an end: pages of 500, each read when it is asked for."""
    require(viewer, "lineage.read")
    affected = affected_by(viewer, ref, columns=columns, max_hops=max_hops, direction=direction, as_of=as_of)
    ordered = _in_order(affected, affected.counted(viewer, filter), None)
    while places := list(islice(ordered, EXPORT_PAGE)):
        yield tuple(impact for impact, _ in _impacts(viewer, affected, places))


def _in_order(affected: Affected, counted: NDArray[np.bool_], after: Sequence[Any] | None) -> Iterator[Position]:
    """The nodes that count, in order, from a position on."""
    tiers, readers = affected.worth()
    keys = [key[counted] for key in (affected.closure.hops, tiers, -readers, affected.closure.ids)]
    order = np.lexsort(keys[::-1])
    keys = [key[order] for key in keys]
    begin = 0
    if after is not None:
        is_behind = np.zeros(len(keys[0]), np.bool_)
        for key, value in reversed(list(zip(keys, after, strict=True))):
            is_behind = (key > value) | ((key == value) & is_behind)
        begin = len(is_behind) - int(is_behind.sum())
    for hop, tier, use, entity_id in zip(*(key[begin:] for key in keys), strict=True):
        yield int(hop), int(tier), float(use), int(entity_id)


def _impacts(viewer: Viewer, affected: Affected, places: Sequence[Position]) -> list[tuple[Impact, list[Any]]]:
    """Impacts with their positions."""
    positions = {place[3]: place for place in places}
    cards = cards_by_id(viewer, positions)
    ways = _ways(viewer, affected, list(cards))
    reads = _last_reads(list(cards))
    return [
        (
            Impact(
                entity=cards[entity_id],
                hop=place[0],
                path=ways[entity_id],
                columns=affected.columns.get(entity_id, ()),
                exact=affected.is_exact(entity_id),
                last_read_at=reads.get(entity_id),
            ),
            list(place),
        )
        for entity_id, place in positions.items()
        if entity_id in cards
    ]


def _ways(viewer: Viewer, affected: Affected, ids: Sequence[int]) -> dict[int, tuple[EntityLink, ...]]:
    """A shortest way to each, looked for from its end, a hop at a time for all of them."""
    hops, side = affected.hops, "target" if affected.downstream else "source"
    ways = {entity_id: [entity_id] for entity_id in ids}
    for _ in range(PATH_MAX - 1):
        ends = sorted({way[-1] for way in ways.values() if hops[way[-1]]})
        if not ends:
            break
        before: dict[int, int] = {}
        for source, target in affected.steps.edges(side, ends, EVERY, ends=affected.starts):
            node, neighbour = (target, source) if affected.downstream else (source, target)
            if hops.get(neighbour) == hops[node] - 1:
                before[node] = min(neighbour, before.get(node, neighbour))
        for way in ways.values():
            if way[-1] in before:
                way.append(before[way[-1]])
    links = links_by_id(viewer, {node for way in ways.values() for node in way})
    return {entity_id: tuple(links[node] for node in reversed(way) if node in links) for entity_id, way in ways.items()}


def _last_reads(ids: Sequence[int]) -> dict[int, datetime]:
    """When each dataset was last seen to be read by a run."""
    groups = groups_of(ids)
    heads = {member: head for head, group in groups.items() for member in group}
    last: dict[int, datetime] = {}
    for member, at in rows(
        "SELECT v.source_id, max(v.last_seen_at) FROM lineage_edgeevidence v JOIN catalog_entity e ON e.id = v.source_id "
        "WHERE v.source_id = ANY(%s) AND e.kind NOT IN ('job', 'pipeline') AND v.via_id = 0 AND v.basis = %s GROUP BY 1",
        [list(heads), BASIS_RANK[EdgeBasis.INPUT_OUTPUT]],
    ):
        last[heads[member]] = max(at, last.get(heads[member], at))
    return last
