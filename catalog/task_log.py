"""How the background tasks do: every run leaves a line, so that a page and /metrics can say what works and what waits.

Writer of TaskReport.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable

from django.db import DatabaseError

from catalog.database import execute

QUIET_SECONDS = 10.0
_last_told: dict[str, float] = {}


def reported(name: str) -> Callable[[Callable[[], int | None]], Callable[[], int | None]]:
    """A task's function that tells of its runs. Runs without work are told of at most every ten seconds: some run each
    second, and a row written each second for nothing costs more than it tells."""

    def decorate(work: Callable[[], int | None]) -> Callable[[], int | None]:
        @functools.wraps(work)
        def run() -> int | None:
            begun = time.monotonic()
            try:
                count = work()
            except Exception as error:
                _tell(name, time.monotonic() - begun, None, f"{type(error).__name__}: {error}")
                raise
            if count or time.monotonic() - _last_told.get(name, -QUIET_SECONDS) >= QUIET_SECONDS:
                _last_told[name] = time.monotonic()
                _tell(name, time.monotonic() - begun, count, None)
            return count

        return run

    return decorate


def _tell(name: str, seconds: float, count: int | None, error: str | None) -> None:
    try:
        execute(
            "INSERT INTO catalog_taskreport AS t (name, started_at, ended_at, seconds, row_count, total_count, run_count, "
            "failure_count, error, failed_at, is_failing) VALUES (%(name)s, clock_timestamp() - make_interval(secs => %(s)s), "
            "clock_timestamp(), %(s)s, %(count)s, coalesce(%(count)s, 0), 1, (%(error)s::text IS NOT NULL)::int, %(error)s, "
            "CASE WHEN %(error)s::text IS NOT NULL THEN clock_timestamp() END, %(error)s::text IS NOT NULL) "
            "ON CONFLICT (name) DO UPDATE SET started_at = excluded.started_at, ended_at = excluded.ended_at, "
            "seconds = excluded.seconds, row_count = excluded.row_count, total_count = t.total_count + excluded.total_count, "
            "run_count = t.run_count + 1, failure_count = t.failure_count + excluded.failure_count, "
            "error = coalesce(excluded.error, t.error), failed_at = coalesce(excluded.failed_at, t.failed_at), "
            "is_failing = excluded.is_failing",
            {"name": name, "s": seconds, "count": count, "error": error and error[:2000]},
        )
    except DatabaseError:
        pass  # the run itself has told the database's trouble
