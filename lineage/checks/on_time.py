"""Did it arrive when it was due?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from catalog.answers import CheckState, FreshnessState
from catalog.database import rows
from catalog.health.check import HealthCheck, Subject, Subjects, Verdict
from lineage.cadence import GAPS_MIN, IRREGULAR_ABOVE, OVERDUE, Due
from lineage.checks.neighbours import downstream
from lineage.checks.promises import promises_of, unreadable
from lineage.checks.run_facts import CHANGED_SQL, RUN_KINDS, Facts, excused_by_silence, facts_of, moment
from lineage.promises import ANNOTATION

# While its source is silent nobody tells when it comes back.
SILENT_RECHECK = timedelta(seconds=60)
DECLARE = f"Promise how fresh it is: annotation {ANNOTATION}, such as 26h."
_WORDS = {
    FreshnessState.LATE: "It was due by",
    FreshnessState.MISSED: "A whole cycle was missed: it was due by",
    FreshnessState.STOPPED: "Five cycles were missed: it was due by",
}


@dataclass(frozen=True, slots=True)
class _Expectation:
    """When something is due, and why one thinks so: `promise` or `learned`."""

    basis: str
    last_at: datetime
    expected_at: datetime
    due: Due


class OnTime(HealthCheck):
    """The next arrival is not overdue, by a declared promise or by the cadence of its runs."""

    name = "freshness.on_time"
    title = "Arrives on time"
    description = "The last arrival is no older than promised or, without a promise, than its cadence leads to expect."
    dimension = "freshness"
    weight = 10
    applies_to = RUN_KINDS
    changed_sql = CHANGED_SQL

    def judge(self, subjects: Subjects, now: datetime) -> Iterable[Verdict]:
        """Looks at run facts, annotations, signs of life of the sources, and which neighbours are late themselves."""
        facts, promises = subjects.shared(facts_of), subjects.shared(promises_of)
        late: list[tuple[Subject, _Expectation, Facts | None]] = []
        for subject in subjects:
            known = facts.get(subject.id)
            text, within = promises.get(subject.id, ("", None))
            if text and within is None:
                yield unreadable(subject.id, text, **_evidence(FreshnessState.UNKNOWN, None, known))
                continue
            expectation = _expectation(subject, known, within)
            if expectation is None:
                yield _unknown(subject, known, promised=within is not None)
            elif now < expectation.due.deadline_at:
                yield _on_time(subject, expectation, known, now)
            elif known is not None and excused_by_silence(subjects, known, expectation.due.deadline_at):
                yield _silent(subject, expectation, known, now)
            else:
                late.append((subject, expectation, known))
        causes = _causes([subject.id for subject, _, _ in late])
        for subject, expectation, known in late:
            yield _late(subject, expectation, known, now, causes.get(subject.id))

    def spread(self, entity_ids: Sequence[int]) -> Iterable[int]:
        """What reads them may be late because of them."""
        return downstream(entity_ids)


def _expectation(subject: Subject, facts: Facts | None, within: timedelta | None) -> _Expectation | None:
    if within is not None:
        if subject.last_arrival_at is None:
            return None
        deadline = subject.last_arrival_at + within
        return _Expectation("promise", subject.last_arrival_at, deadline, Due(deadline, within))
    if facts is None or facts.last_arrival_at is None or facts.expected_at is None or facts.deadline_at is None:
        return None
    due = Due(facts.deadline_at, facts.expected_at - facts.last_arrival_at)
    return _Expectation("learned", facts.last_arrival_at, facts.expected_at, due)


def _evidence(state: FreshnessState, expectation: _Expectation | None, facts: Facts | None) -> dict[str, Any]:
    last_at = expectation.last_at if expectation else facts.last_arrival_at if facts else None
    return {
        "freshness": state.value,
        "last_arrival_at": last_at.isoformat() if last_at else None,
        "expected_at": expectation.expected_at.isoformat() if expectation else None,
        "deadline_at": expectation.due.deadline_at.isoformat() if expectation else None,
        "basis": expectation.basis if expectation else "none",
        "period_seconds": facts.period_seconds if facts else None,
        "sample_count": facts.sample_count if facts else 0,
    }


def _unknown(subject: Subject, facts: Facts | None, *, promised: bool) -> Verdict:
    state = FreshnessState.UNKNOWN
    if promised:
        text, remedy = (
            "It is promised to be fresh, but no arrival was seen.",
            "Send OpenLineage events from what writes it.",
        )
    elif facts is None or facts.last_arrival_at is None:
        text, remedy = "No arrival was seen.", DECLARE
    elif facts.irregularity is not None and facts.irregularity > IRREGULAR_ABOVE:
        state = FreshnessState.IRREGULAR
        text, remedy = f"It arrives irregularly: gaps differ by {facts.irregularity:.0%} of the typical one.", DECLARE
    else:
        text = f"Too few arrivals to learn a cadence: {facts.sample_count} gaps, {GAPS_MIN} over a day are needed."
        remedy = DECLARE
    return Verdict(
        entity_id=subject.id,
        state=CheckState.NO_DATA,
        text=text,
        evidence=_evidence(state, None, facts),
        remedy=remedy,
        effort_minutes=5,
    )


def _on_time(subject: Subject, expectation: _Expectation, facts: Facts | None, now: datetime) -> Verdict:
    due = expectation.due
    return Verdict(
        entity_id=subject.id,
        state=CheckState.PASS,
        text=f"Arrived {moment(expectation.last_at)}; the next one is due by {moment(due.deadline_at)}.",
        evidence=_evidence(FreshnessState.ON_TIME, expectation, facts),
        observed_at=expectation.last_at,
        recheck_at=due.changes_after(now),
    )


def _silent(subject: Subject, expectation: _Expectation, facts: Facts, now: datetime) -> Verdict:
    heard = f"since {moment(facts.heard_at)}" if facts.heard_at else "ever"
    return Verdict(
        entity_id=subject.id,
        state=CheckState.NO_DATA,
        text=f"It was due by {moment(expectation.due.deadline_at)}, but source {facts.source} was not heard of {heard}.",
        evidence=_evidence(FreshnessState.UNKNOWN, expectation, facts) | {"silent_source": facts.source},
        observed_at=expectation.last_at,
        remedy=f"See why source {facts.source} sends nothing.",
        recheck_at=now + SILENT_RECHECK,
    )


def _late(
    subject: Subject, expectation: _Expectation, facts: Facts | None, now: datetime, cause: int | None
) -> Verdict:
    state, due = expectation.due.state_at(now), expectation.due
    last_at = moment(expectation.last_at)
    return Verdict(
        entity_id=subject.id,
        state=CheckState.FAIL,
        score=0.3 if state is FreshnessState.LATE else 0.0,
        text=f"{_WORDS[state]} {moment(due.deadline_at)}; the last one arrived {last_at}.",
        evidence=_evidence(state, expectation, facts),
        observed_at=expectation.last_at,
        remedy="See why its run is late; a new schedule is learned after three late arrivals."
        if cause is None
        else "What it is made from is late itself: wait for that, or ask its owner.",
        attributed_to=cause,
        recheck_at=due.changes_after(now),
    )


def _causes(entity_ids: Sequence[int]) -> dict[int, int]:
    """The farthest late entity upstream of each, within three hops along late ones."""
    return dict(
        rows(
            "WITH RECURSIVE up AS (SELECT id AS root, id, 0 AS hop FROM unnest(%s::int[]) AS late(id) UNION "
            "SELECT up.root, e.source_id, up.hop + 1 FROM up JOIN lineage_edge e ON e.target_id = up.id "
            "JOIN catalog_healthstate h ON h.entity_id = e.source_id AND h.freshness = ANY(%s) "
            "WHERE up.hop < 3 AND e.source_id <> up.root) "
            "SELECT DISTINCT ON (root) root, id FROM up WHERE hop > 0 ORDER BY root, hop DESC, id",
            [list(entity_ids), [state.value for state in OVERDUE]],
        )
    )
