"""Why is this late, failed or unhealthy? The graph above it, and what that feeds, given to lineage.root_cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from catalog.answers import EntityCard, EntityLink
from catalog.errors import InvalidError
from catalog.permissions import require
from catalog.queries.cards import cards_by_id, links_by_id
from catalog.viewers import Viewer
from lineage.answers import Cause, CauseChange, CauseReport, CauseSign
from lineage.queries.cause_changes import changes_before
from lineage.queries.signs import Condition, conditions_at, conditions_now
from lineage.queries.subgraph import EDGES_A_HOP, Subgraph, subgraph_extend, subgraph_start
from lineage.root_cause import HOPS_MAX, Situation, Suspect, suspects_of

LIMIT_MAX = 10
NODES_MAX = 2_000
_ABOVE_MAX = 1_000
# What changed just before counts for something, less than what a suspect explains.
CHANGE_BONUS = 0.05
_PAST = (
    "Of the past only runs and lineage tell: who was unhealthy, whose promise was broken and whose source was silent then "
    "is not taken into account.",
    "A cadence is learned from the last 100 arrivals that are kept.",
)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the answer is made of."""

    asked: int
    reach: Subgraph
    conditions: dict[int, Condition]
    suspects: Sequence[Suspect]


def cause_list(viewer: Viewer, *, ref: str, at: datetime | None = None, limit: int = 5) -> CauseReport:
    """Suspects for what is wrong with an entity, now or at an instant, best first; 1 to 10.

    Of at most 1,000 entities up to six hops above it, and of what they feed, 2,000 in all, nearest first. An entity with
    nothing wrong has none. Raises NotFoundError.
    """
    require(viewer, "lineage.read")
    now = datetime.now(UTC)
    if not 1 <= limit <= LIMIT_MAX:
        raise InvalidError.of("limit", f"must be a whole number from 1 to {LIMIT_MAX}")
    if at is not None and at > now:
        raise InvalidError.of("at", "lies in the future")
    found = _look(viewer, ref, at)
    condition = found.conditions.get(found.asked, Condition())
    causes, hidden = _causes(viewer, found, limit)
    return CauseReport(
        entity=links_by_id(viewer, [found.asked])[found.asked],
        as_of=at or now,
        sign=condition.sign,
        since=condition.since,
        causes=causes,
        wrong_count=sum(known.sign is not None for known in found.conditions.values()),
        unmonitored_count=len(found.reach.steps) - len(found.conditions),
        hidden_count=hidden,
        truncated=found.reach.truncated,
        unknown=_PAST if at is not None else (),
    )


def _look(viewer: Viewer, ref: str, at: datetime | None) -> _Found:
    """Up from the entity, then down from what may be a suspect: what is wrong, and what nobody watches."""
    asked, reach = subgraph_start(viewer, ref)
    steps = HOPS_MAX * EDGES_A_HOP
    subgraph_extend(reach, list(reach.steps), "target", steps=steps, limit=_ABOVE_MAX, as_of=at)
    above = _conditions(list(reach.steps), at)
    starts = [node for node in reach.steps if node not in above or above[node].sign]
    subgraph_extend(reach, starts, "source", steps=steps, limit=NODES_MAX, as_of=at)
    below = _conditions([node for node in reach.steps if node not in above], at)
    conditions = above | below
    wrong = {node for node, known in conditions.items() if known.sign}
    if asked in conditions and asked not in wrong:
        return _Found(asked, reach, conditions, ())
    parents, children = reach.adjacency()
    situation = Situation(
        parents=parents, children=children, observed=conditions.keys(), anomalous=wrong, hop=EDGES_A_HOP
    )
    return _Found(asked, reach, conditions, suspects_of(situation, asked))


def _conditions(entity_ids: Sequence[int], at: datetime | None) -> dict[int, Condition]:
    return conditions_now(entity_ids) if at is None else conditions_at(entity_ids, at)


def _causes(viewer: Viewer, found: _Found, limit: int) -> tuple[tuple[Cause, ...], int]:
    """The best suspects with what changed before them, and how many of the best are hidden from the viewer."""
    best = found.suspects[: 2 * LIMIT_MAX]
    cards = cards_by_id(viewer, [suspect.node for suspect in best])
    shown = [suspect for suspect in best if suspect.node in cards]
    onsets = {suspect.node: onset for suspect in shown if (onset := _onset(found, suspect))}
    changes = changes_before(onsets)
    links = links_by_id(viewer, {node for suspect in shown for node in suspect.path})
    causes = [
        _cause(found, suspect, cards[suspect.node], onsets.get(suspect.node), changes.get(suspect.node, ()), links)
        for suspect in shown
    ]
    causes.sort(key=lambda cause: -cause.score)
    return tuple(causes[:limit]), len(best[:limit]) - sum(suspect.node in cards for suspect in best[:limit])


def _onset(found: _Found, suspect: Suspect) -> datetime | None:
    if suspect.monitored:
        return found.conditions[suspect.node].since
    return min((since for node in suspect.explains if (since := found.conditions[node].since)), default=None)


def _cause(
    found: _Found,
    suspect: Suspect,
    card: EntityCard,
    onset: datetime | None,
    changes: tuple[CauseChange, ...],
    links: dict[int, EntityLink],
) -> Cause:
    sign = found.conditions[suspect.node].sign if suspect.monitored else CauseSign.UNMONITORED
    assert sign is not None
    bonus = CHANGE_BONUS * len({change.kind for change in changes})
    return Cause(
        entity=card,
        score=round(min(1.0, suspect.score + bonus), 4),
        sign=sign,
        monitored=suspect.monitored,
        onset_at=onset,
        explains=len(suspect.explains),
        changes=changes,
        path=tuple(links[node] for node in suspect.path if node in links),
        team=card.owner,
    )
