"""What ran."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.answers import EntityCard, EntityLink, KeyValue, TextState, doc
from catalog.words import Word
from lineage.answers.existence import ChangeKind


class RunState(Word):
    """State of one run, the same for every scheduler."""

    QUEUED = "queued", "Accepted, not started."
    RUNNING = "running", "Started, no end seen."
    SUCCESS = "success", "Ended well."
    FAILED = "failed", "Ended badly."
    ABORTED = "aborted", "Stopped by a person or the scheduler."
    SKIPPED = "skipped", "Slot skipped on purpose."
    UNKNOWN = "unknown", "The source does not say."


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCard:
    """One run of one job."""

    id: str = doc("Id (run_...).")
    run_id: str = doc("OpenLineage run id; several jobs may share one.")
    job: EntityLink = doc("Job or pipeline.")
    state: RunState = doc("State.")
    nominal_start_at: datetime | None = doc("Start of the data interval.")
    nominal_end_at: datetime | None = doc("End of the data interval.")
    started_at: datetime | None = doc("Started.")
    ended_at: datetime | None = doc("Ended.")
    duration_seconds: float | None = doc("Seconds from start to end, or until now.")
    error: str | None = doc("Error class and first line; null unless FAILED.")
    parent_id: str | None = doc("Run that started this one.")
    url: str | None = doc("Page of the scheduler or its log.")
    source: str = doc("Source key.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """A pipeline or job, and its runs in a stretch of time."""

    entity: EntityCard = doc("Pipeline or job.")
    runs: tuple[RunCard, ...] = doc("Its own runs that were under way in the stretch, oldest first; the last 50.")
    usual_seconds: float | None = doc("How long runs take: median of the last 30 that ended well; null without one.")
    truncated: bool = doc("True when it had more runs in the stretch.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDataset:
    """One dataset of one run."""

    dataset: EntityLink = doc("The dataset.")
    row_count: int | None = doc("Rows read or written.")
    byte_count: int | None = doc("Bytes read or written.")
    file_count: int | None = doc("Files read or written.")
    version: str | None = doc("Version of the data after the run.")
    change: ChangeKind | None = doc(
        "What the run did to it beside reading or writing: overwritten, ...; null when not said."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedText:
    """A text that not everybody may read."""

    text: str | None = doc("The text, when state is AVAILABLE.")
    state: TextState = doc("Why it is or is not there.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDetail:
    """The rest of what is known of a run."""

    card: RunCard = doc("The card.")
    inputs: tuple[RunDataset, ...] = doc("Datasets read; at most 500.")
    outputs: tuple[RunDataset, ...] = doc("Datasets written; at most 500.")
    error_text: RestrictedText = doc("Error in full.")
    children: tuple[RunCard, ...] = doc("Runs it started; at most 500.")
    parameters: tuple[KeyValue, ...] = doc(
        "What it was started with, secrets removed; at most 500; none without event.read."
    )
    facets: dict[str, Any] = doc(
        "All its OpenLineage facets by name, the latest instance of each; none without event.read."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCode:
    """What a job runs, as its producer tells."""

    job: EntityLink = doc("The job.")
    language: str | None = doc("Language: sql, python, ...")
    dialect: str | None = doc("Dialect of the SQL.")
    repo_url: str | None = doc("Address of the repository.")
    path: str | None = doc("Path in the repository.")
    version: str | None = doc("Commit, tag or branch last seen.")
    url: str | None = doc("Page that shows it.")
    sql: RestrictedText = doc("SQL text of the latest event that had one.")
    source_code: RestrictedText = doc("Other source code of the latest event that had some.")
    seen_at: datetime = doc("Event that told the latest of this.")
