"""Do the tests of its data pass?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.answers import CheckState
from catalog.database import rows
from catalog.health.check import HealthCheck, Subjects, Verdict
from catalog.names import Kind

NAMED = 10
_WARN = 0.5  # what a test counts whose failure is only a warning


@dataclass(frozen=True, slots=True)
class Result:
    """The latest result of one test."""

    test: str
    column: str | None
    error: bool
    success: bool
    at: datetime

    @property
    def weight(self) -> float:
        """How much it counts."""
        return 1.0 if self.error else _WARN

    @property
    def title(self) -> str:
        """`unique(id)`."""
        return f"{self.test}({self.column})" if self.column else self.test


class QualityTests(HealthCheck):
    """Share of the tests whose latest result is a pass, by severity."""

    name = "quality.tests"
    title = "Its tests pass"
    description = (
        "Share of the data tests (dataQualityAssertions facets) whose latest result is a pass; those that only warn "
        "count half. Results that are too old do not count."
    )
    dimension = "quality"
    weight = 8
    applies_to = frozenset({Kind.DATASET})
    params = {"max_age_days": 40}
    changed_sql = "SELECT dataset_id, max(at) FROM lineage_qualitytest GROUP BY 1"

    def judge(self, subjects: Subjects, now: datetime) -> Iterable[Verdict]:
        """Looks at the latest result of each test."""
        results: dict[int, list[Result]] = {subject.id: [] for subject in subjects}
        for dataset_id, *result in rows(
            "SELECT dataset_id, assertion, column_path, severity IS DISTINCT FROM 'warn', success, at "
            "FROM lineage_qualitytest WHERE dataset_id = ANY(%s) ORDER BY dataset_id, assertion, column_path",
            [sorted(results)],
        ):
            results[dataset_id].append(Result(*result))
        age = timedelta(days=self.param["max_age_days"])
        for entity_id, found in results.items():
            young = [result for result in found if result.at > now - age]
            yield _judged(entity_id, young, min(r.at for r in young) + age) if young else _untested(entity_id, found)


def _untested(entity_id: int, old: Sequence[Result]) -> Verdict:
    last = max((result.at for result in old), default=None)
    return Verdict(
        entity_id=entity_id,
        state=CheckState.NO_DATA,
        text=f"Its tests last ran on {last:%Y-%m-%d}." if last else "It has no tests.",
        observed_at=last,
        remedy="Run its tests again." if last else "Add a test: that its key is unique and not null, to begin with.",
        effort_minutes=10,
    )


def _judged(entity_id: int, results: Sequence[Result], recheck_at: datetime) -> Verdict:
    failing = [result for result in results if not result.success]
    state = CheckState.PASS
    if failing:
        state = CheckState.FAIL if any(result.error for result in failing) else CheckState.WARN
    passing = sum(result.weight for result in results if result.success)
    worst = min(failing, key=lambda result: (not result.error, result.title), default=None)
    names = ", ".join(result.title for result in failing[:3]) + (" and others" if len(failing) > 3 else "")
    return Verdict(
        entity_id=entity_id,
        state=state,
        score=passing / sum(result.weight for result in results),
        text=f"{len(results) - len(failing)} of {len(results)} tests pass" + (f"; failing: {names}." if names else "."),
        evidence={
            "tests": len(results),
            "failing": [
                {"test": r.test, "column": r.column, "severity": "error" if r.error else "warn", "at": r.at.isoformat()}
                for r in failing[:NAMED]
            ],
        },
        observed_at=max(result.at for result in results),
        remedy=f"Find out why {worst.title} fails." if worst else None,
        recheck_at=recheck_at,
    )
