"""What has to be done within so many seconds, on an event loop: one timer for all of it, since each has as long as the others.

A timer of its own for each of 2,000 requests a second costs more than reading their bodies.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any


class Deadline:
    """Of one piece of work: `late` is called at that time of the loop, unless the work has ended."""

    __slots__ = ("at", "late")

    def __init__(self, at: float, late: Callable[[], Any]) -> None:
        self.at = at
        self.late: Callable[[], Any] | None = late

    def end(self) -> None:
        """The work is done."""
        self.late = None


class Deadlines:
    """Those of one kind of work. Belongs to one event loop."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._waiting: deque[Deadline] = deque()
        self._is_timed = False

    def begin(self, late: Callable[[], Any]) -> Deadline:
        """Work begins; unless it ends in time `late` is called."""
        loop = asyncio.get_running_loop()
        deadline = Deadline(loop.time() + self._seconds, late)
        while self._waiting and self._waiting[0].late is None:
            self._waiting.popleft()
        self._waiting.append(deadline)
        if not self._is_timed:
            self._is_timed = True
            loop.call_at(deadline.at, self._look, loop)
        return deadline

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        while self._waiting and (self._waiting[0].late is None or self._waiting[0].at <= now):
            deadline = self._waiting.popleft()
            late = deadline.late
            deadline.end()
            if late is not None:
                late()
        self._is_timed = bool(self._waiting)
        if self._is_timed:
            loop.call_at(self._waiting[0].at, self._look, loop)
