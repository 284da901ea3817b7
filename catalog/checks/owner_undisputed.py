"""Does the neighbourhood agree with the owner?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from catalog.answers import CheckState, OwnerState
from catalog.database import rows
from catalog.health.check import HealthCheck, Subject, Subjects, Verdict
from catalog.health.kinds import OWNED

_DECIDED = frozenset({OwnerState.DECLARED, OwnerState.CONTESTED, OwnerState.STALE})
_BY_PEOPLE = frozenset({OwnerState.OVERRIDDEN, OwnerState.CONFIRMED})


class OwnerUndisputed(HealthCheck):
    """A declared owner that independent kinds of evidence contradict is likely wrong or out of date."""

    name = "ownership.undisputed"
    title = "Owner is undisputed"
    description = "Other evidence (pipeline, lineage, facets, containers) does not point to another team."
    dimension = "ownership"
    weight = 3
    applies_to = OWNED

    def judge(self, subjects: Subjects, now: datetime) -> Iterable[Verdict]:
        """Compares the owner with the resolver's best suggestion."""
        suggested = {
            row[0]: row[1]
            for row in rows(
                "SELECT entity_id, suggestions -> 0 FROM catalog_resolvedownership "
                "WHERE entity_id = ANY(%s) AND role = 'accountable' AND valid_to IS NULL AND jsonb_array_length(suggestions) > 0",
                [[subject.id for subject in subjects]],
            )
        }
        for subject in subjects:
            yield self._verdict(subject, suggested.get(subject.id))

    def _verdict(self, subject: Subject, best: dict[str, object] | None) -> Verdict:
        if subject.owner_state in _BY_PEOPLE:
            return Verdict(entity_id=subject.id, state=CheckState.PASS, text="A person decided who owns it.")
        if subject.owner_state not in _DECIDED:
            return Verdict(entity_id=subject.id, state=CheckState.NOT_APPLICABLE, text="There is no owner to dispute.")
        other = best["owner"] if best else None
        if best is None or other == subject.owner_ref:
            return Verdict(
                entity_id=subject.id, state=CheckState.PASS, text=f"Nothing contradicts {subject.owner_ref}."
            )
        families = best["families"] if isinstance(best["families"], list) else []
        return Verdict(
            entity_id=subject.id,
            state=CheckState.WARN,
            score=0.3,
            text=f"{subject.owner_ref} is declared, but {' and '.join(map(str, families))} point to {other}.",
            evidence={"owner": subject.owner_ref, "suggested": other, "families": families},
            remedy=f"Confirm {subject.owner_ref}, or give it to {other}.",
            effort_minutes=5,
        )
