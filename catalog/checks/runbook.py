"""Does somebody who is woken by it know where to look?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from catalog.answers import CheckState
from catalog.database import rows
from catalog.health.check import HealthCheck, Subjects, Verdict
from catalog.health.kinds import ARRIVES


class Runbook(HealthCheck):
    """A link of type runbook, or one whose title says so."""

    name = "documentation.runbook"
    title = "Has a runbook"
    description = "One of its links leads to a runbook; asked only of tiers 1 and 2."
    dimension = "documentation"
    weight = 2
    applies_to = ARRIVES

    def judge(self, subjects: Subjects, now: datetime) -> Iterable[Verdict]:
        """Looks at the links of the stitched descriptor."""
        asked = [subject.id for subject in subjects if subject.tier in {1, 2}]
        found = {
            row[0]
            for row in rows(
                "SELECT DISTINCT d.entity_id FROM catalog_entitydocument d "
                "CROSS JOIN LATERAL jsonb_array_elements(coalesce(d.descriptor #> '{metadata,links}', '[]')) AS link "
                "WHERE d.entity_id = ANY(%s) AND (link ->> 'type' = 'runbook' OR link ->> 'title' ILIKE '%%runbook%%')",
                [asked],
            )
        }
        for subject in subjects:
            if subject.tier not in {1, 2}:
                yield Verdict(
                    entity_id=subject.id, state=CheckState.NOT_APPLICABLE, text="Only tiers 1 and 2 need a runbook."
                )
            elif subject.id in found:
                yield Verdict(entity_id=subject.id, state=CheckState.PASS, text="It links a runbook.")
            else:
                yield Verdict(
                    entity_id=subject.id,
                    state=CheckState.FAIL,
                    text="None of its links leads to a runbook.",
                    remedy="Add a link of type runbook.",
                    effort_minutes=15,
                )
