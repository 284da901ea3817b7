"""Is what it is made from well?

Losses travel down the graph a hop at a time: each entity keeps its own loss, the worst one a hop up (near), and the worst
one up to two hops up, the second hop discounted (far). From these of its parents an entity knows the worst of three hops:
U = 1 - max over ancestors at distance d of 0.6^(d-1) * own loss. The own loss leaves out this check, so nothing goes round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.answers import CheckState
from catalog.database import rows
from catalog.health.check import HealthCheck, Subjects, Verdict
from catalog.names import Kind
from lineage.checks.neighbours import downstream
from lineage.checks.run_facts import RUN_KINDS

DISCOUNT = 0.6
# (loss, entity that has it); of equal losses that of the lowest id counts
Loss = tuple[float, int | None]
_NONE: Loss = (0.0, None)


@dataclass(frozen=True, slots=True)
class _Parent:
    own: Loss
    near: Loss
    far: Loss


class Upstream(HealthCheck):
    """The worst loss among what it is made from, up to three hops up; farther ones count less."""

    name = "upstream.condition"
    title = "What it is made from is well"
    description = "1 less the worst loss of Condition up to three hops upstream; each hop beyond the first counts 0.6."
    dimension = "upstream"
    weight = 5
    applies_to = RUN_KINDS | {Kind.DASHBOARD}
    changed_sql = (
        "SELECT e.target_id, max(h.told_at) FROM lineage_edge e "
        "JOIN catalog_healthstate h ON h.entity_id = e.source_id GROUP BY 1"
    )

    def judge(self, subjects: Subjects, now: datetime) -> Iterable[Verdict]:
        """Looks at the stored losses of the direct parents."""
        parents: dict[int, list[_Parent]] = defaultdict(list)
        for child, parent, own, near, near_cause, far, far_cause in rows(
            "SELECT e.target_id, e.source_id, coalesce(h.own_loss, 0), coalesce(h.near_loss, 0), h.near_cause_id, "
            "coalesce(h.far_loss, 0), h.far_cause_id FROM lineage_edge e "
            "LEFT JOIN catalog_healthstate h ON h.entity_id = e.source_id WHERE e.target_id = ANY(%s)",
            [[subject.id for subject in subjects]],
        ):
            parents[child].append(_Parent((own, parent), (near, near_cause), (far, far_cause)))
        for subject in subjects:
            yield _judged(subject.id, parents.get(subject.id, ()))

    def spread(self, entity_ids: Sequence[int]) -> Iterable[int]:
        """What is made from them."""
        return downstream(entity_ids)


def _judged(entity_id: int, parents: Sequence[_Parent]) -> Verdict:
    own = [parent.own for parent in parents]
    near = _worst(own)
    far = _worst(own + [_discounted(entity_id, parent.near) for parent in parents])
    loss, cause = _worst(own + [_discounted(entity_id, parent.far) for parent in parents])
    evidence = {"near_loss": near[0], "near_cause": near[1], "far_loss": far[0], "far_cause": far[1]}
    if not parents:
        text = "It is made from nothing that is known."
        return Verdict(entity_id=entity_id, state=CheckState.NOT_APPLICABLE, text=text, evidence=evidence)
    score = 1 - loss
    state = CheckState.FAIL
    if score >= 0.6:
        state = CheckState.PASS if score >= 0.9 else CheckState.WARN
    return Verdict(
        entity_id=entity_id,
        state=state,
        score=score,
        text=f"The worst of what it is made from costs it {loss:.0%}."
        if cause
        else "All that it is made from is well.",
        evidence=evidence,
        remedy=None if state is CheckState.PASS else "What it is made from has to become well first; ask its owner.",
        attributed_to=None if state is CheckState.PASS else cause,
    )


def _discounted(entity_id: int, loss: Loss) -> Loss:
    """A loss one hop farther. What reads its own output is not upstream of itself."""
    return _NONE if loss[1] == entity_id else (DISCOUNT * loss[0], loss[1])


def _worst(losses: Iterable[Loss]) -> Loss:
    loss, cause = max(losses, key=lambda item: (item[0], -(item[1] or 0)), default=_NONE)
    return (round(loss, 4), cause) if loss > 0 else _NONE
