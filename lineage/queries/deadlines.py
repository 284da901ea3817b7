"""Which promises of freshness cannot be kept, and what makes it so?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from catalog.answers import EntityCard, EntityLink
from catalog.database import rows
from catalog.paging import CountState, Page, Pager
from catalog.permissions import require, visible
from catalog.queries.cards import CARD_COLUMNS, CARD_FROM, CARD_WIDTH, cards_of, links_by_id
from catalog.queries.filters import EntityFilter, filter_sql
from catalog.viewers import Viewer
from lineage.answers import Deadline
from lineage.forecast import P95, Landing, Step, landings, slowest_way
from lineage.promises import ANNOTATION, promise_of
from lineage.queries.arrivals import NOTHING, Known, instant, known_of, run_seconds, steps_of
from lineage.queries.subgraph import EDGES_A_HOP, Subgraph, subgraph_extend

PROMISES_MAX = 500
NODES_MAX = 5_000
HOPS = 6
# Fewer gaps say nothing of one in twenty.
GAPS_MIN = 20
_KEY = f"metadata.annotations.{ANNOTATION}"


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is known of what the promised things are made from; `found` is when each comes as soon as it can."""

    known: dict[int, Known]
    steps: dict[tuple[int, int], Step]
    found: dict[int, Landing]

    def p95(self, entity_id: int) -> float | None:
        """By when the next one is there, 19 times of 20: not before it can be, nor before it is due."""
        landings = (self.found.get(entity_id), self.known.get(entity_id, NOTHING).due)
        return max((landing.quantile(P95) for landing in landings if landing), default=None)


def deadline_list(
    viewer: Viewer,
    *,
    filter: EntityFilter | None = None,
    keepable: bool | None = None,
    first: int,
    after: str | None = None,
) -> Page[Deadline]:
    """Promises of freshness beside what can be expected, least slack first; with `keepable` those that can be kept, or that
    cannot. Of more than 500 promised things those of the most important tiers are looked at, and the count says so."""
    require(viewer, "lineage.read")
    pager = Pager("deadline_list", viewer, [repr(filter), keepable], first=first, after=after)
    promised, is_cut = _promised(viewer, filter)
    ground = _ground([entity_id for entity_id, _, _ in promised])
    ways = {entity_id: _way(ground, entity_id) for entity_id, _, _ in promised}
    links = links_by_id(viewer, {node for way in ways.values() for node in way})
    listed = [_deadline(ground, *promise, ways[promise[0]], links) for promise in promised]
    kept = sorted((d for d in listed if keepable is None or d.keepable is keepable), key=_position)
    rest = [d for d in kept if pager.position is None or _position(d) > tuple(pager.position)]
    state = CountState.AT_LEAST if is_cut else CountState.EXACT
    return pager.page([(d, list(_position(d))) for d in rest[: pager.first + 1]], total=(len(kept), state))


def _promised(
    viewer: Viewer, entity_filter: EntityFilter | None
) -> tuple[list[tuple[int, EntityCard, timedelta]], bool]:
    """(id, card, promise) of visible things with a promise that can be read, and whether there are more."""
    hidden, hidden_params = visible(viewer)
    where, params = filter_sql(entity_filter)
    found = rows(
        f"SELECT {CARD_COLUMNS}, p.value FROM catalog_descriptorfield p JOIN {CARD_FROM} ON e.id = p.entity_id "
        f"WHERE p.key = %s AND e.deleted_at IS NULL AND {hidden} AND {where} ORDER BY e.tier NULLS LAST, e.ref LIMIT %s",
        [_KEY, *hidden_params, *params, PROMISES_MAX + 1],
    )
    looked_at = found[:PROMISES_MAX]
    promised = [
        (row[0], card, within)
        for row, card in zip(looked_at, cards_of(viewer, looked_at), strict=True)
        if (within := promise_of(row[CARD_WIDTH] or ""))
    ]
    return promised, len(found) > PROMISES_MAX


def _ground(entity_ids: Sequence[int]) -> _Ground:
    """Up to six hops above, what comes when it is due, and how soon after that the rest can."""
    reach = Subgraph(dict.fromkeys(entity_ids, 0))
    subgraph_extend(reach, entity_ids, "target", steps=HOPS * EDGES_A_HOP, limit=NODES_MAX)
    known = known_of(reach.steps)
    steps = steps_of(reach.edges, known, run_seconds(reach.steps))
    waiting = {target for _, target in steps}
    given = {node: facts.due for node, facts in known.items() if facts.due is not None and node not in waiting}
    # What came after the last arrival of what is made from it has come for the next one.
    arrived = {
        (source, target): known[source].arrivals[-1]
        for source, target in steps
        if known[source].arrivals[-1] > known[target].arrivals[-1]
    }
    return _Ground(known, steps, landings(reach.adjacency()[0], steps, {}, given, arrived))


def _way(ground: _Ground, entity_id: int) -> list[int]:
    return slowest_way(ground.found, entity_id) if entity_id in ground.found else []


def _deadline(
    ground: _Ground,
    entity_id: int,
    card: EntityCard,
    within: timedelta,
    way: Sequence[int],
    links: dict[int, EntityLink],
) -> Deadline:
    arrivals = ground.known.get(entity_id, NOTHING).arrivals
    p95_at = ground.p95(entity_id)
    p95 = _p95_seconds(arrivals, p95_at)
    slack = None if p95 is None else round(within.total_seconds() - p95)
    slowest = max(zip(way, way[1:], strict=False), key=lambda edge: _takes(ground.steps[edge]), default=(0, entity_id))[
        1
    ]
    return Deadline(
        entity=card,
        within_seconds=round(within.total_seconds()),
        deadline=instant(arrivals[-1]) + within if arrivals else None,
        p95_at=None if p95_at is None else instant(p95_at),
        p95_seconds=None if p95 is None else round(p95),
        slack_seconds=slack,
        keepable=None if slack is None else slack >= 0,
        bottleneck=links.get(slowest) if way else None,
        path=tuple(links[node] for node in way if node in links),
        team=card.owner,
    )


def _p95_seconds(arrivals: Sequence[float], p95_at: float | None) -> float | None:
    """What 19 of 20 gaps are shorter than: by the gaps there were when they are enough, by what is expected, by the longer."""
    gaps = sorted(later - earlier for earlier, later in zip(arrivals, arrivals[1:], strict=False))
    seen = gaps[len(gaps) * 19 // 20] if len(gaps) >= GAPS_MIN else None
    ahead = p95_at - arrivals[-1] if arrivals and p95_at is not None else None
    return max((value for value in (seen, ahead) if value is not None), default=None)


def _takes(step: Step) -> float:
    return step.seconds + P95 * step.spread


def _position(deadline: Deadline) -> tuple[bool, int, str]:
    return deadline.slack_seconds is None, deadline.slack_seconds or 0, deadline.entity.ref
