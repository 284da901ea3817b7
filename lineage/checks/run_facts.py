"""What the checks of freshness and reliability read of runs, and what they say where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.answers import CheckState
from catalog.database import rows
from catalog.health.check import Subject, Subjects, Verdict
from catalog.names import Kind
from lineage.openlineage import RANK

# What runs make or are.
RUN_KINDS = frozenset({Kind.DATASET, Kind.MODEL, Kind.JOB, Kind.PIPELINE})
SUCCESS = RANK["COMPLETE"]
CHANGED_SQL = "SELECT entity_id, computed_at FROM lineage_runfacts"


@dataclass(frozen=True, slots=True)
class Facts:
    """A row of RunFacts, with the source that the last finished run came from and when it was last heard of."""

    source: str
    heard_at: datetime | None
    last_ended_at: datetime
    last_error: str | None
    frequent_error: str | None
    outcomes: Sequence[int]
    last_arrival_at: datetime | None
    sample_count: int
    period_seconds: float | None
    irregularity: float | None
    expected_at: datetime | None
    deadline_at: datetime | None
    on_time_share: float | None

    @property
    def succeeded(self) -> int:
        """How many of the last finished runs did."""
        return sum(state == SUCCESS for state in self.outcomes)

    def silent_since(self, instant: datetime) -> bool:
        """Whether the source was not heard of at or after an instant: then nothing can be said to be late."""
        return self.heard_at is None or self.heard_at < instant


def facts_of(subjects: Subjects) -> dict[int, Facts]:
    """Facts by entity; those without a finished run have none."""
    found = rows(
        "SELECT f.entity_id, s.key, s.heartbeat_at, f.last_ended_at, f.last_error, f.frequent_error, f.outcomes, "
        "f.arrivals[1], f.sample_count, f.period_seconds, f.irregularity, f.expected_at, f.deadline_at, f.on_time_share "
        "FROM lineage_runfacts f JOIN catalog_source s ON s.id = f.source_id WHERE f.entity_id = ANY(%s)",
        [[subject.id for subject in subjects]],
    )
    return {row[0]: Facts(*row[1:]) for row in found}


def excused_by_silence(subjects: Subjects, facts: Facts, deadline_at: datetime) -> bool:
    """Whether what was due cannot be called late, since nobody tells: its source has several senders, and none was heard
    since. A source with one sender, a job or a pipeline, has nothing to tell apart its silence from that one's lateness:
    what is late would excuse itself."""
    return facts.silent_since(deadline_at) and facts.source in subjects.shared(_sources_with_senders)


def _sources_with_senders(subjects: Subjects) -> set[str]:
    """Sources of these entities that more than one job or pipeline reports to. A scan that ends at the second sender."""
    keys = {facts.source for facts in subjects.shared(facts_of).values()}
    found = rows(
        f"SELECT s.key, (SELECT true {_SENDERS} AND {_SENDER} <> (SELECT {_SENDER} {_SENDERS} LIMIT 1) LIMIT 1) "
        "FROM catalog_source s WHERE s.key = ANY(%s)",
        [sorted(keys)],
    )
    return {key for key, has_several in found if has_several}


# The jobs of a pipeline start and stop together: they are one sender.
_SENDER = "CASE WHEN e.kind = 'job' THEN coalesce(e.parent_ref, e.ref) ELSE e.ref END"
_SENDERS = (
    "FROM lineage_runfacts f JOIN catalog_entity e ON e.id = f.entity_id WHERE f.source_id = s.id "
    "AND e.kind IN ('job', 'pipeline')"
)


def moment(at: datetime) -> str:
    """An instant as people read it."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def without_runs(subjects: Subjects) -> dict[int, Verdict]:
    """Verdicts on reliability for what has no finished run: views never do, and what nobody is known to write need not."""
    facts = subjects.shared(facts_of)
    bare = [subject for subject in subjects if subject.id not in facts or subject.type == "view"]
    written = {
        row[0]
        for row in rows("SELECT DISTINCT target_id FROM lineage_edge WHERE target_id = ANY(%s)", [[s.id for s in bare]])
    }
    return {subject.id: _bare(subject, is_written=subject.id in written) for subject in bare}


def _bare(subject: Subject, *, is_written: bool) -> Verdict:
    if subject.type == "view":
        return Verdict(entity_id=subject.id, state=CheckState.NOT_APPLICABLE, text="A view has no runs.")
    if subject.kind in {Kind.JOB, Kind.PIPELINE} or is_written:
        return Verdict(
            entity_id=subject.id,
            state=CheckState.NO_DATA,
            text="No finished run was seen.",
            remedy="Send OpenLineage events from what runs it.",
            effort_minutes=30,
        )
    text = "Nothing is known to write it, so no runs."
    return Verdict(entity_id=subject.id, state=CheckState.NOT_APPLICABLE, text=text)
