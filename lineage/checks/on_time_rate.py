"""How often did it arrive on time lately?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from catalog.answers import CheckState
from catalog.health.check import HealthCheck, Subject, Subjects, Verdict
from lineage.cadence import RATED_GAPS
from lineage.checks.on_time import DECLARE
from lineage.checks.run_facts import CHANGED_SQL, RUN_KINDS, facts_of


class OnTimeRate(HealthCheck):
    """Share of the last 28 cycles that ended before their deadline, by the cadence of its runs."""

    name = "freshness.on_time_rate"
    title = "Has arrived on time"
    description = "Share of the last 28 cycles that ended before their deadline, by the cadence as it is known now."
    dimension = "freshness"
    weight = 6
    applies_to = RUN_KINDS
    params = {"target": 0.95, "warn": 0.8}
    changed_sql = CHANGED_SQL

    def judge(self, subjects: Subjects, now: datetime) -> Iterable[Verdict]:
        """Looks at run facts."""
        facts = subjects.shared(facts_of)
        for subject in subjects:
            known = facts.get(subject.id)
            if known is None or known.on_time_share is None:
                yield Verdict(
                    entity_id=subject.id,
                    state=CheckState.NO_DATA,
                    text="It has no cadence by which past arrivals could be judged.",
                    remedy=DECLARE,
                    effort_minutes=5,
                )
                continue
            yield self._rated(subject, known.on_time_share, min(known.sample_count, RATED_GAPS), known.last_arrival_at)

    def _rated(self, subject: Subject, share: float, cycles: int, last_at: datetime | None) -> Verdict:
        state = CheckState.FAIL
        if share >= self.param["warn"]:
            state = CheckState.PASS if share >= self.param["target"] else CheckState.WARN
        return Verdict(
            entity_id=subject.id,
            state=state,
            score=share,
            text=f"{round(share * cycles)} of the last {cycles} arrivals were on time.",
            evidence={"share": share, "cycles": cycles},
            observed_at=last_at,
            remedy=None if state is CheckState.PASS else "Find what delays it, or give its schedule more time.",
        )
