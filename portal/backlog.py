"""Is the inbox too far behind to take more? Asked for each request of events, so it is read at most once a second.

Asking costs nothing; reading is a statement, and belongs into a thread. When the database does not answer, nothing is
known to be late: storing will tell by itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections

from lineage.ingest.inbox import inbox_counts

FRESH_SECONDS = 1.0


class Backlog:
    """What one process knows of the inbox."""

    def __init__(
        self,
        read: Callable[[], Mapping[str, float]] = inbox_counts,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read = read
        self._clock = clock
        self._lock = threading.Lock()
        self._read_at = float("-inf")
        self.is_late = False

    @property
    def is_stale(self) -> bool:
        """Whether what is known is older than a second, and nobody is reading it anew."""
        return self._clock() - self._read_at >= FRESH_SECONDS and not self._lock.locked()

    def refresh(self) -> bool:
        """Read again unless somebody else has or does; whether the inbox is late."""
        if not self._lock.acquire(blocking=False):
            return self.is_late
        try:
            if self._clock() - self._read_at >= FRESH_SECONDS:
                self.is_late = self._look()
                self._read_at = self._clock()
        finally:
            self._lock.release()
        return self.is_late

    def refresh_in_thread(self) -> None:
        """As refresh, in a thread that no request is served by: its connection may be an old one."""
        close_old_connections()
        self.refresh()

    def _look(self) -> bool:
        if not settings.SHED_SECONDS:
            return False
        try:
            counts = self._read()
        except (DatabaseError, InterfaceError):
            return False
        return counts["oldest_seconds"] > settings.SHED_SECONDS and counts["waiting"] > settings.SHED_EVENTS


BACKLOG = Backlog()
