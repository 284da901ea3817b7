"""What determined when a run of a pipeline ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.answers import EntityLink, doc
from lineage.answers.runs import RunState


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalTask:
    """A task of a run of a pipeline: all runs of one job that the run started, as one."""

    job: EntityLink | None = doc("The job; null when the viewer may not see it.")
    state: RunState = doc("State of the last of its runs.")
    attempts: int = doc("How often it ran.")
    started_at: datetime = doc("Start of the first of its runs.")
    ended_at: datetime = doc("End of the last of its runs.")
    waited_for: EntityLink | None = doc(
        "What it depends on that ended last before it began; null for the start of the run, or when hidden."
    )
    wait_seconds: float = doc("From the end of that, or the start of the run, to its start.")
    run_seconds: float = doc("From its start to its end.")
    slack_seconds: float = doc("How much later it could have ended without the run ending later.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalPath:
    """The chain of tasks that determined when the last ended run of a pipeline was over."""

    entity: EntityLink = doc("The pipeline.")
    run_id: str | None = doc("OpenLineage run id of that run; null when none with ended tasks is known.")
    started_at: datetime | None = doc("Start of the run, else of its first task.")
    ended_at: datetime | None = doc("End of its last task.")
    steps: tuple[CriticalTask, ...] = doc("The chain, first to last: waits and runs add up to the whole.")
    others: tuple[CriticalTask, ...] = doc("All other tasks, least slack first.")
    shorten: EntityLink | None = doc("Step whose run costs the whole most; null when hidden, or without steps.")
    gain_seconds: float = doc("How much earlier the run would have ended had that step taken no time.")
    unfinished_count: int = doc("Tasks without a start or an end, which are left out.")
    truncated: bool = doc("True when the run had more task runs than the 1,000 looked at.")
