"""Is there an owner who can answer?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from catalog.answers import CheckState, OwnerState
from catalog.health.check import HealthCheck, Subjects, Verdict
from catalog.health.kinds import OWNED

_VERDICTS: dict[OwnerState, tuple[CheckState, float | None, str, str | None]] = {
    OwnerState.OVERRIDDEN: (CheckState.PASS, None, "{owner} owns it: a person decided so.", None),
    OwnerState.CONFIRMED: (CheckState.PASS, None, "{owner} owns it and has accepted it.", None),
    OwnerState.DECLARED: (CheckState.PASS, None, "{owner} is declared as its owner.", None),
    OwnerState.CONTESTED: (
        CheckState.WARN,
        0.5,
        "Sources name different owners; {owner} is the newest.",
        "Decide between them: set the owner, with the reason.",
    ),
    OwnerState.STALE: (
        CheckState.FAIL,
        0.0,
        "{owner} is declared as its owner, and cannot answer: unknown, dissolved, or without members.",
        "Name a team that exists.",
    ),
    OwnerState.ORPHAN: (CheckState.FAIL, 0.0, "Nobody owns it.", "Name the team that answers for it."),
    OwnerState.UNOWNED_OK: (CheckState.NOT_APPLICABLE, None, "A person decided that it needs no owner.", None),
}


class OwnerValid(HealthCheck):
    """Reads the resolver's state off the card."""

    name = "ownership.valid"
    title = "Has a valid owner"
    description = "The resolver found a team that exists and has members."
    dimension = "ownership"
    weight = 5
    applies_to = OWNED

    def judge(self, subjects: Subjects, now: datetime) -> Iterable[Verdict]:
        """One verdict by owner state."""
        for subject in subjects:
            if subject.owner_state is None:
                yield Verdict(entity_id=subject.id, state=CheckState.NO_DATA, text="The owner is not resolved yet.")
                continue
            state, score, text, remedy = _VERDICTS[subject.owner_state]
            yield Verdict(
                entity_id=subject.id,
                state=state,
                score=score,
                text=text.format(owner=subject.owner_ref),
                evidence={"owner": subject.owner_ref, "owner_state": subject.owner_state.value},
                remedy=remedy,
                effort_minutes=5 if remedy else None,
            )
