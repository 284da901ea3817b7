"""Answers about background tasks: what runs, how it went, and what still waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.answers.fields import doc
from catalog.words import Word


class TaskState(Word):
    """How a background task does."""

    OK = "ok", "Its last run went well."
    FAILING = "failing", "Its last run broke; the error says how."
    OVERDUE = "overdue", "It has not run for three times its interval."
    WAITING = "waiting", "It has not run yet."


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCard:
    """One periodic task of the product."""

    name: str = doc("Name, such as catalog.ownership_refresh.")
    title: str = doc("What it does.")
    state: TaskState = doc("State.")
    interval_seconds: float = doc("Seconds between two runs.")
    started_at: datetime | None = doc("Start of the last run; null before the first.")
    duration_seconds: float | None = doc("How long the last run took.")
    row_count: int | None = doc("Rows the last run worked on.")
    total_count: int = doc("Rows all runs worked on.")
    run_count: int = doc("Runs so far.")
    failure_count: int = doc("Runs that broke so far.")
    backlog: int | None = doc("Rows that wait for it; null when it has no queue.")
    backlog_seconds: float | None = doc("Age of the oldest row that waits.")
    error: str | None = doc("Why the last broken run broke.")
    failed_at: datetime | None = doc("When a run broke last.")
