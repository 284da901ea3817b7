"""Looks at the queue over and over: how many events of each source wait, and for how long the first of them has."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import psycopg

from tests.chaos.experiment import Stage, database

WAITING = (
    "SELECT coalesce(source_id, 0), count(*), extract(epoch FROM clock_timestamp() - min(queued_at))::float8 "
    "FROM lineage_inboxwork GROUP BY 1"
)


@dataclass(frozen=True)
class Sample:
    """One look (monotonic seconds): rows that wait and the age of the oldest, by source."""

    when: float
    waiting: dict[int, tuple[int, float]]


class Watch:
    """Takes samples from a thread of its own; silent while the database is away."""

    def __init__(self, stage: Stage, *, pause: float = 0.05) -> None:
        self.samples: list[Sample] = []
        self._stage = stage
        self._pause = pause
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                with database(self._stage.product) as link:
                    while not self._over.wait(self._pause):
                        found = {source: (count, age) for source, count, age in link.execute(WAITING)}
                        self.samples.append(Sample(time.monotonic(), found))
            except psycopg.Error:
                self._over.wait(self._pause)

    def longest_wait(self, source: int) -> float:
        """For how long (seconds) an event of the source was seen to wait."""
        return max((s.waiting[source][1] for s in self.samples if source in s.waiting), default=0.0)
