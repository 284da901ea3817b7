"""How often do its runs succeed?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from math import sqrt

from catalog.answers import CheckState
from catalog.health.check import HealthCheck, Subject, Subjects, Verdict
from lineage.checks.run_facts import CHANGED_SQL, RUN_KINDS, Facts, facts_of, without_runs

RUNS_MIN = 5
_Z = 1.96  # 95 %, as is usual: one failure in few runs weighs more than one in many


class SuccessRate(HealthCheck):
    """The lower bound of Wilson's interval for the share of the last 30 finished runs that succeeded."""

    name = "reliability.success_rate"
    title = "Its runs succeed"
    description = (
        "How sure one can be that a run succeeds: Wilson's lower bound over the last 30 finished runs, as a share of "
        "what as many runs without a failure would have."
    )
    dimension = "reliability"
    weight = 6
    applies_to = RUN_KINDS
    params = {"target": 0.9, "warn": 0.7}
    changed_sql = CHANGED_SQL

    def judge(self, subjects: Subjects, now: datetime) -> Iterable[Verdict]:
        """Looks at the outcomes in the run facts."""
        facts, missing = subjects.shared(facts_of), subjects.shared(without_runs)
        for subject in subjects:
            yield missing.get(subject.id) or self._judged(subject, facts[subject.id])

    def _judged(self, subject: Subject, facts: Facts) -> Verdict:
        finished, succeeded = len(facts.outcomes), facts.succeeded
        evidence = {"finished": finished, "succeeded": succeeded, "frequent_error": facts.frequent_error}
        text = f"{succeeded} of {finished} runs succeeded."
        if finished < RUNS_MIN:
            return Verdict(
                entity_id=subject.id,
                state=CheckState.NO_DATA,
                text=f"{text} A rate needs {RUNS_MIN} finished runs.",
                evidence=evidence,
                observed_at=facts.last_ended_at,
            )
        score = lower_bound(succeeded, finished) / lower_bound(finished, finished)
        state = CheckState.FAIL
        if score >= self.param["warn"]:
            state = CheckState.PASS if score >= self.param["target"] else CheckState.WARN
        return Verdict(
            entity_id=subject.id,
            state=state,
            score=score,
            text=text,
            evidence=evidence,
            observed_at=facts.last_ended_at,
            remedy=None if state is CheckState.PASS else _remedy(facts.frequent_error),
        )


def lower_bound(succeeded: int, finished: int) -> float:
    """Lower end of Wilson's score interval; 30 of 30 have .89, so scores are given as a share of a perfect record's."""
    rate, z2 = succeeded / finished, _Z * _Z
    centre = rate + z2 / (2 * finished)
    return (centre - _Z * sqrt((rate * (1 - rate) + z2 / (4 * finished)) / finished)) / (1 + z2 / finished)


def _remedy(frequent_error: str | None) -> str:
    if frequent_error is None:
        return "Find out why its runs fail: they sent no error."
    return f"Fix what fails most often: {frequent_error}."
