"""What breaks if something changes: everything downstream of it, nearest and most important first.

Which entities these are is known as ids after one walk; cards, ways and reads are fetched for a page of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from catalog.answers import EntityLink
from catalog.database import rows
from catalog.paging import COUNT_LIMIT, CountState, Page, Pager
from catalog.permissions import require, visible
from catalog.queries.cards import CARD_COLUMNS, CARD_FROM, CARD_WIDTH, cards_of, links_by_id
from catalog.queries.filters import EntityFilter, filter_sql
from catalog.queries.members import groups_of
from catalog.viewers import Viewer
from lineage.answers import BASIS_RANK, Direction, EdgeBasis, Impact
from lineage.queries.affected import EVERY, Affected, affected_by

EXPORT_PAGE = 500
PATH_MAX = 20
# Hops are put in order together until there are so many entities: long thin graphs take few statements, and of wide
# ones only the hops that a page needs are looked at.
_ORDERED = 1_000
# Behind the last tier: entities without one.
_NO_TIER = 6
# By what the entities of a hop are sorted.
_WORTH = f"r.hop, coalesce(e.tier, {_NO_TIER}), -coalesce(s.popularity, 0), e.ref"


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
    hop, tier, use and ref. `max_hops` (1..20) ends it earlier.

    With up to 100 columns it is told of each entity whether column lineage knows that they reach it; nothing is left out for
    that. A filter narrows the list, never the way, and what the viewer may not see is passed through.
    """
    require(viewer, "lineage.read")
    affected = affected_by(viewer, ref, columns=columns, max_hops=max_hops, direction=direction, as_of=as_of)
    arguments = [affected.ref, columns, max_hops, direction, repr(filter), as_of]
    pager = Pager("impact_list", viewer, arguments, first=first, after=after)
    ids = islice(_ordered(viewer, affected, filter, pager.position, pager.first + 1), pager.first + 1)
    found = _impacts(viewer, affected, list(ids))
    return pager.page(found, total=_total(viewer, affected, filter))


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
    ordered = _ordered(viewer, affected, filter, None, None)
    while ids := list(islice(ordered, EXPORT_PAGE)):
        yield tuple(impact for impact, _ in _impacts(viewer, affected, ids))


def _ordered(
    viewer: Viewer,
    affected: Affected,
    entity_filter: EntityFilter | None,
    after: Sequence[Any] | None,
    limit: int | None,
) -> Iterator[int]:
    """Ids of what is seen, in order; of each group of hops at most `limit`."""
    condition, params = visible(viewer)
    where, where_params = filter_sql(entity_filter)
    for ids, hops in _groups(affected, after[0] if after else 1):
        found = rows(
            "SELECT e.id FROM unnest(%s::int[], %s::int[]) AS r(id, hop) JOIN catalog_entity e ON e.id = r.id "
            f"LEFT JOIN catalog_searchdocument s ON s.entity_id = e.id WHERE {condition} AND {where} "
            f"AND ({_WORTH}) > (%s, %s, %s, %s) ORDER BY {_WORTH} LIMIT %s",
            [ids, hops, *params, *where_params, *(after or (0, 0, 0, "")), limit],
        )
        yield from (entity_id for (entity_id,) in found)


def _groups(affected: Affected, since: int) -> Iterator[tuple[list[int], list[int]]]:
    """Ids and hops of whole hops, from a hop on."""
    ids: list[int] = []
    hops: list[int] = []
    for entity_id, hop in affected.hops.items():
        if hop < since:
            continue
        if len(ids) >= _ORDERED and hop > hops[-1]:
            yield ids, hops
            ids, hops = [], []
        ids.append(entity_id)
        hops.append(hop)
    if ids:
        yield ids, hops


def _total(viewer: Viewer, affected: Affected, entity_filter: EntityFilter | None) -> tuple[int, CountState]:
    """How many there are, of the nearest 10,000 where there are more."""
    condition, params = visible(viewer)
    where, where_params = filter_sql(entity_filter)
    reached = [entity_id for entity_id, hop in affected.hops.items() if hop]
    count = rows(
        f"SELECT count(*) FROM catalog_entity e WHERE e.id = ANY(%s) AND {condition} AND {where}",
        [reached[:COUNT_LIMIT], *params, *where_params],
    )[0][0]
    return count, CountState.EXACT if len(reached) <= COUNT_LIMIT else CountState.AT_LEAST


def _impacts(viewer: Viewer, affected: Affected, ids: Sequence[int]) -> list[tuple[Impact, list[Any]]]:
    """Impacts with their place in the order."""
    condition, params = visible(viewer)
    found = rows(
        f"SELECT {CARD_COLUMNS}, coalesce(s.popularity, 0) FROM unnest(%s::int[]) WITH ORDINALITY AS k(id, place) "
        f"JOIN ({CARD_FROM}) ON e.id = k.id LEFT JOIN catalog_searchdocument s ON s.entity_id = e.id "
        f"WHERE {condition} ORDER BY k.place",
        [list(ids), *params],
    )
    ways = _ways(viewer, affected, [row[0] for row in found])
    reads = _last_reads([row[0] for row in found])
    items: list[tuple[Impact, list[Any]]] = []
    for row, card in zip(found, cards_of(viewer, found), strict=True):
        hop = affected.hops[row[0]]
        impact = Impact(
            entity=card,
            hop=hop,
            path=ways[row[0]],
            columns=affected.columns.get(row[0], ()),
            exact=affected.is_exact(row[0]),
            last_read_at=reads.get(row[0]),
        )
        items.append((impact, [hop, card.tier or _NO_TIER, -row[CARD_WIDTH], card.ref]))
    return items


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
