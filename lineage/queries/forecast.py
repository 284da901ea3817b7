"""When does everything downstream arrive, if this is late, and which deadlines does that break?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from catalog.answers import EntityCard, EntityLink
from catalog.database import rows
from catalog.errors import InvalidError
from catalog.permissions import require
from catalog.queries.cards import cards_by_id, links_by_id
from catalog.viewers import Viewer
from lineage.answers import ArrivalBasis, Delay, DelayForecast, RunState
from lineage.forecast import P90, Landing, Step, landings, step_of
from lineage.queries.arrivals import NOTHING, Known, instant, known_of, promises_among, run_seconds, steps_of
from lineage.queries.runs import last_runs
from lineage.queries.subgraph import EDGES_A_HOP, Subgraph, subgraph_extend, subgraph_start

HOPS_MAX = 10
NODES_MAX = 1_000
DELAYS_MAX = 200
UNFORECAST_MAX = 50
YEARS = range(1970, 3000)
_WRITERS_MAX = 20


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is downstream, and what is known of it."""

    asked: int
    reach: Subgraph
    known: dict[int, Known]
    runs: dict[int, list[float]]
    deadlines: dict[int, tuple[float, bool]]


def delay_list(viewer: Viewer, *, ref: str, arrives_at: datetime | None = None, max_hops: int = 6) -> DelayForecast:
    """The landing of everything at most `max_hops` datasets downstream when this one arrives at an instant, by default when
    it is likely to. Raises NotFoundError."""
    require(viewer, "lineage.read")
    if not 1 <= max_hops <= HOPS_MAX:
        raise InvalidError.of("max_hops", f"must be a whole number from 1 to {HOPS_MAX}")
    if arrives_at is not None and arrives_at.year not in YEARS:
        raise InvalidError.of("arrives_at", f"must lie in the years {YEARS[0]} to {YEARS[-1]}")
    now = datetime.now(UTC)
    ground = _ground(viewer, ref, max_hops)
    basis, landing = _own(ground, now.timestamp())
    if arrives_at is not None:
        basis, landing = ArrivalBasis.GIVEN, Landing(arrives_at.timestamp())
    found = _landings(ground, landing) if landing else {}
    cards = cards_by_id(viewer, [node for node, distance in ground.reach.steps.items() if distance > 0])
    links = links_by_id(viewer, ground.reach.steps)
    delays = sorted(
        (_delay(ground, node, found[node], cards[node], links) for node in cards if node in found), key=_order
    )
    bare = sorted((links[node] for node in cards if node not in found), key=lambda link: link.ref)
    return DelayForecast(
        entity=links[ground.asked],
        as_of=now,
        arrives_at=instant(landing.at) if landing else None,
        basis=basis,
        delays=tuple(delays[:DELAYS_MAX]),
        breach_count=sum(delay.breach for delay in delays),
        unforecast_count=len(bare),
        unforecast=tuple(bare[:UNFORECAST_MAX]),
        truncated=ground.reach.truncated or len(delays) > DELAYS_MAX,
    )


def _ground(viewer: Viewer, ref: str, max_hops: int) -> _Ground:
    asked, reach = subgraph_start(viewer, ref)
    subgraph_extend(reach, list(reach.steps), "source", steps=EDGES_A_HOP * max_hops, limit=NODES_MAX)
    known = known_of(reach.steps)
    deadlines = {node: (facts.deadline, False) for node, facts in known.items() if facts.deadline is not None}
    deadlines |= {
        node: (known[node].arrivals[-1] + within.total_seconds(), True)
        for node, within in promises_among(reach.steps).items()
        if node in known and known[node].arrivals
    }
    return _Ground(asked, reach, known, run_seconds(reach.steps), deadlines)


def _own(ground: _Ground, now: float) -> tuple[ArrivalBasis, Landing | None]:
    """When the entity asked about arrives, as far as its runs tell."""
    takes = _takes(ground.asked)
    glance = last_runs([ground.asked]).get(ground.asked)
    if glance is not None and glance.state is RunState.RUNNING:
        return ArrivalBasis.RUNNING, Landing(max(now, glance.at.timestamp() + takes.seconds), takes.spread)
    deadline = ground.deadlines.get(ground.asked)
    if deadline is not None and deadline[0] < now:
        return ArrivalBasis.LATE, Landing(now + takes.seconds, takes.spread)
    due = ground.known.get(ground.asked, NOTHING).due
    if due is not None:
        return ArrivalBasis.DUE, Landing(max(now, due.at), due.spread)
    return ArrivalBasis.UNKNOWN, None


def _takes(entity_id: int) -> Step:
    """How long runs of a job take, or of the slowest of those that write a dataset; nothing when that is not known."""
    writers = rows(
        "SELECT source_id FROM lineage_edge WHERE target_id = %s ORDER BY 1 LIMIT %s", [entity_id, _WRITERS_MAX]
    )
    steps = [step_of(runs, runs) for runs in run_seconds([entity_id, *(row[0] for row in writers)]).values()]
    return max((step for step in steps if step), key=lambda step: step.seconds, default=Step(0.0, 0.0))


def _landings(ground: _Ground, landing: Landing) -> dict[int, Landing]:
    """Of the entity asked about, which stands for all that a pipeline consists of, and of what is below."""
    parents, _ = ground.reach.adjacency()
    steps = steps_of(ground.reach.edges, ground.known, ground.runs)
    due = {node: facts.due for node, facts in ground.known.items() if facts.due is not None}
    starts = {node: landing for node, distance in ground.reach.steps.items() if distance == 0}
    return landings(parents, steps, due, starts)


def _delay(ground: _Ground, node: int, landing: Landing, card: EntityCard, links: dict[int, EntityLink]) -> Delay:
    deadline, promised = ground.deadlines.get(node, (None, False))
    p90 = landing.quantile(P90)
    return Delay(
        entity=card,
        predicted_at=instant(landing.at),
        predicted_p90_at=instant(p90),
        deadline=None if deadline is None else instant(deadline),
        promised=promised,
        slack_seconds=None if deadline is None else round(deadline - p90),
        breach=deadline is not None and landing.at > deadline,
        waits_for=links.get(landing.via) if landing.via is not None else None,
        team=card.owner,
    )


def _order(delay: Delay) -> tuple[bool, int, str]:
    return delay.slack_seconds is None, delay.slack_seconds or 0, delay.entity.ref
