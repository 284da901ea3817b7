"""Is a promise of freshness kept?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from catalog.answers import CheckState
from catalog.database import rows
from catalog.health.check import HealthCheck, Subject, Subjects, Verdict
from lineage.cadence import RATED_GAPS
from lineage.checks.promises import promises_of, unreadable
from lineage.checks.run_facts import CHANGED_SQL, RUN_KINDS, excused_by_silence, facts_of


class Slo(HealthCheck):
    """Share of the last 28 gaps between arrivals that were no longer than promised."""

    name = "freshness.slo"
    title = "Keeps its promise of freshness"
    description = "Where a promise is declared: share of the last 28 gaps between arrivals that were no longer than it."
    dimension = "freshness"
    weight = 4
    applies_to = RUN_KINDS
    params = {"target": 0.95, "warn": 0.8}
    changed_sql = CHANGED_SQL

    def judge(self, subjects: Subjects, now: datetime) -> Iterable[Verdict]:
        """Looks at annotations and run facts."""
        promises = subjects.shared(promises_of)
        promised = [subject for subject in subjects if subject.id in promises]
        facts, arrivals = subjects.shared(facts_of), _arrivals_of(promised)
        for subject in subjects:
            if subject.id not in promises:
                text = "No promise of freshness is declared."
                yield Verdict(entity_id=subject.id, state=CheckState.NOT_APPLICABLE, text=text)
                continue
            written, within = promises[subject.id]
            known = facts.get(subject.id)
            if within is None:
                yield unreadable(subject.id, written)
            elif known is None or len(newest := arrivals[subject.id]) < 2:
                text = f"Promised within {written}; fewer than two arrivals were seen."
                yield Verdict(entity_id=subject.id, state=CheckState.NO_DATA, text=text)
            else:
                due_by = newest[0] + within
                overdue = now >= due_by and not excused_by_silence(subjects, known, due_by)
                yield self._kept(subject, newest, (written, within), now, overdue=overdue)

    def _kept(
        self,
        subject: Subject,
        newest: Sequence[datetime],
        promise: tuple[str, timedelta],
        now: datetime,
        *,
        overdue: bool,
    ) -> Verdict:
        written, within = promise
        kept = [later - earlier <= within for later, earlier in zip(newest, newest[1:], strict=False)]
        if overdue:
            kept = [False, *kept][:RATED_GAPS]
        share = sum(kept) / len(kept)
        state = CheckState.FAIL
        if share >= self.param["warn"]:
            state = CheckState.PASS if share >= self.param["target"] else CheckState.WARN
        return Verdict(
            entity_id=subject.id,
            state=state,
            score=share,
            text=f"Promised within {written}: kept in {sum(kept)} of the last {len(kept)} gaps between arrivals.",
            evidence={"within_seconds": within.total_seconds(), "share": share, "gaps": len(kept), "overdue": overdue},
            observed_at=newest[0],
            remedy=None if state is CheckState.PASS else "Make it arrive more often, or promise what it can keep.",
            recheck_at=newest[0] + within if now < newest[0] + within else None,
        )


def _arrivals_of(subjects: Sequence[Subject]) -> dict[int, list[datetime]]:
    """The arrivals around the last 28 gaps, newest first."""
    return dict(
        rows(
            "SELECT entity_id, arrivals[1:%s] FROM lineage_runfacts WHERE entity_id = ANY(%s)",
            [RATED_GAPS + 1, [subject.id for subject in subjects]],
        )
    )
