"""Did a person say within a year that the owner is right?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from catalog.answers import CheckState, OwnerState
from catalog.database import rows
from catalog.health.check import HealthCheck, Subjects, Verdict
from catalog.health.kinds import OWNED

_NOBODY = frozenset({None, OwnerState.ORPHAN, OwnerState.STALE, OwnerState.UNOWNED_OK})


class OwnerConfirmed(HealthCheck):
    """Ownership that nobody has looked at for a year is a guess."""

    name = "ownership.confirmed"
    title = "Owner was confirmed"
    description = "A person set or confirmed the owner in the last days."
    dimension = "ownership"
    weight = 1
    applies_to = OWNED
    params = {"days": 365.0}

    def judge(self, subjects: Subjects, now: datetime) -> Iterable[Verdict]:
        """Looks at the assertions in force."""
        confirmed: dict[int, datetime] = dict(
            rows(
                "SELECT entity_id, max(created_at) FROM catalog_ownershipassertion WHERE entity_id = ANY(%s) "
                "AND revoked_at IS NULL AND role = 'accountable' AND kind IN ('override', 'confirm') GROUP BY 1",
                [[subject.id for subject in subjects]],
            )
        )
        within = timedelta(days=self.param["days"])
        for subject in subjects:
            at = confirmed.get(subject.id)
            if subject.owner_state in _NOBODY:
                text = "There is no owner who could be confirmed."
                yield Verdict(entity_id=subject.id, state=CheckState.NOT_APPLICABLE, text=text)
            elif at is not None and at > now - within:
                yield Verdict(
                    entity_id=subject.id,
                    state=CheckState.PASS,
                    text=f"Confirmed on {at:%Y-%m-%d}.",
                    observed_at=at,
                    recheck_at=at + within,
                )
            else:
                yield Verdict(
                    entity_id=subject.id,
                    state=CheckState.FAIL,
                    text=f"Nobody confirmed {subject.owner_ref} in the last {self.param['days']:g} days.",
                    remedy="Confirm the owner.",
                    effort_minutes=1,
                )
