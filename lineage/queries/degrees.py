"""Datasets that nothing reads or writes, and what has the most neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from catalog.answers import EntityCard
from catalog.database import rows
from catalog.errors import InvalidError
from catalog.names import Kind
from catalog.paging import CountState, Page, Pager
from catalog.permissions import require, visible
from catalog.queries.cards import CARD_COLUMNS, CARD_FROM, cards_of
from catalog.queries.filters import EntityFilter, filter_sql
from catalog.viewers import Viewer
from lineage.answers import Direction, Hub, Orphan, OrphanKind
from lineage.estate_arrays import EstateArrays, Ids
from lineage.queries.estate_read import whole_graph

LIMIT_MAX = 100
# Candidates that are looked up at once: most pass, unless a filter is narrow.
_CHUNK = 500


def orphan_list(
    viewer: Viewer,
    *,
    kinds: Sequence[OrphanKind] | None = None,
    filter: EntityFilter | None = None,
    first: int,
    after: str | None = None,
) -> Page[Orphan]:
    """Datasets that nothing reads, that nothing writes, or neither; the most important first: by tier, then age."""
    require(viewer, "lineage.read")
    wanted = list(dict.fromkeys(kinds or OrphanKind))
    pager = Pager("orphan_list", viewer, [wanted, repr(filter)], first=first, after=after)
    graph = whole_graph()
    lacking = _lacking(graph)
    ids = np.concatenate([lacking[kind] for kind in wanted])
    ids = ids[np.lexsort((ids, graph.tier[ids]))]
    if pager.position:
        tier, node = pager.position
        ids = ids[(graph.tier[ids] > tier) | ((graph.tier[ids] == tier) & (ids > node))]
    kind_of = {int(node): kind for kind in wanted for node in np.intersect1d(lacking[kind], ids)}
    found: list[tuple[Orphan, list[int]]] = []
    for node, card in _shown(viewer, ids, filter):
        found.append((Orphan(entity=card, kind=kind_of[node]), [int(graph.tier[node]), node]))
        if len(found) > pager.first:
            break
    everything = filter is None and (not visible(viewer)[1] or not graph.is_restricted[ids].any())
    total = (len(ids), CountState.EXACT) if everything and not after else (None, CountState.NOT_COUNTED)
    return pager.page(found, total=total)


def hub_list(
    viewer: Viewer,
    *,
    direction: Direction = Direction.DOWNSTREAM,
    filter: EntityFilter | None = None,
    limit: int = 20,
) -> tuple[Hub, ...]:
    """What has the most direct neighbours in a direction, or in both; most first."""
    require(viewer, "lineage.read")
    if not 1 <= limit <= LIMIT_MAX:
        raise InvalidError.of("limit", f"must be a whole number from 1 to {LIMIT_MAX}")
    graph = whole_graph()
    up, down = _degrees(graph)
    counts = {Direction.UPSTREAM: up, Direction.DOWNSTREAM: down, Direction.BOTH: up + down}[direction]
    ids = np.flatnonzero(counts).astype(np.int32)
    ids = ids[np.lexsort((ids, -counts[ids]))]
    found = []
    for node, card in _shown(viewer, ids, filter):
        found.append(Hub(entity=card, upstream_count=int(up[node]), downstream_count=int(down[node])))
        if len(found) == limit:
            break
    return tuple(found)


def _degrees(graph: EstateArrays) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(upstream, downstream) neighbours of each node that are there, of nodes that are there."""
    there = np.flatnonzero(graph.is_there).astype(np.int32)
    sources, targets = graph.downstream.pairs(there)
    kept = graph.is_there[targets] & (sources != targets)
    return (
        np.bincount(targets[kept], minlength=graph.size),
        np.bincount(sources[kept], minlength=graph.size),
    )


def _lacking(graph: EstateArrays) -> dict[OrphanKind, Ids]:
    kinds = graph.attributes["kind"]
    (number,) = rows("SELECT catalog_facet('kind', %s)", [Kind.DATASET.value])[0]
    is_dataset = graph.is_there & (kinds.codes == kinds.numbers.get(number, -1))
    up, down = _degrees(graph)
    return {
        kind: np.flatnonzero(is_dataset & (up.astype(bool) == is_written) & (down.astype(bool) == is_read)).astype(
            np.int32
        )
        for kind, is_written, is_read in (
            (OrphanKind.UNREAD, True, False),
            (OrphanKind.UNWRITTEN, False, True),
            (OrphanKind.ISOLATED, False, False),
        )
    }


def _shown(viewer: Viewer, ids: Ids, entity_filter: EntityFilter | None) -> Iterator[tuple[int, EntityCard]]:
    """Cards of those of the ids that the viewer may see and that pass the filter, in their order."""
    condition, params = visible(viewer)
    where, where_params = filter_sql(entity_filter)
    for begin in range(0, len(ids), _CHUNK):
        chunk = ids[begin : begin + _CHUNK].tolist()
        found = rows(
            f"SELECT {CARD_COLUMNS} FROM {CARD_FROM} WHERE e.id = ANY(%s) AND e.deleted_at IS NULL AND {condition} AND {where}",
            [chunk, *params, *where_params],
        )
        cards = {row[0]: card for row, card in zip(found, cards_of(viewer, found), strict=True)}
        yield from ((node, cards[node]) for node in chunk if node in cards)
