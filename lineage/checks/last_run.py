"""Did the last finished run succeed?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import takewhile

from catalog.answers import CheckState
from catalog.health.check import HealthCheck, Subject, Subjects, Verdict
from lineage.checks.run_facts import CHANGED_SQL, RUN_KINDS, SUCCESS, Facts, facts_of, moment, without_runs
from lineage.openlineage import RANK


class LastRun(HealthCheck):
    """The last finished run succeeded."""

    name = "reliability.last_run"
    title = "Its last run succeeded"
    description = "The last finished run succeeded; three that did not in a row cap Condition."
    dimension = "reliability"
    weight = 3
    applies_to = RUN_KINDS
    changed_sql = CHANGED_SQL

    def judge(self, subjects: Subjects, now: datetime) -> Iterable[Verdict]:
        """Looks at the outcomes in the run facts."""
        facts, missing = subjects.shared(facts_of), subjects.shared(without_runs)
        for subject in subjects:
            yield missing.get(subject.id) or _judged(subject, facts[subject.id])


def _judged(subject: Subject, facts: Facts) -> Verdict:
    failed = len(list(takewhile(lambda state: state != SUCCESS, facts.outcomes)))
    ended = moment(facts.last_ended_at)
    if not failed:
        return Verdict(
            entity_id=subject.id,
            state=CheckState.PASS,
            text=f"The last run succeeded, {ended}.",
            evidence={"failed_in_a_row": 0},
            observed_at=facts.last_ended_at,
        )
    verb = "was aborted" if facts.outcomes[0] == RANK["ABORT"] else "failed"
    run = "The last run" if failed == 1 else f"{failed} runs in a row did not succeed; the last one"
    return Verdict(
        entity_id=subject.id,
        state=CheckState.FAIL,
        text=f"{run} {verb}, {ended}" + (f": {facts.last_error}" if facts.last_error else "."),
        evidence={"failed_in_a_row": failed, "error": facts.last_error},
        observed_at=facts.last_ended_at,
        remedy="Fix the error and run it again.",
    )
