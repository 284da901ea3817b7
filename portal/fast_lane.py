"""The fast lane of events: what machines post at the same time is read and stored together, in one transaction.

A POST through Django's door costs about a millisecond, and a commit of its own. Here a thread takes all posts that wait,
asks once who sends them, and stores what is good in one statement; meanwhile the next ones gather. Nothing else is
different, and it is answered after the commit too. Whatever needs more than `stored` for an answer (a token that is
unknown, a field that is wrong, a secret to take out) is passed back and goes through the door, which says so.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum

log = logging.getLogger(__name__)

# Posts in one transaction: more would wait longer without costing less each.
TOGETHER_MAX = 100
# Where several post at once, so long is waited for more of them, unless so many are there: two statements cost about as
# much for eight posts as for three. Who posts one after the other waits for nobody.
GATHER_SECONDS, ENOUGH = 0.001, 8
# Bigger bodies hold others up: they go through the door.
BODY_MAX = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Post:
    """What one machine sent: its bearer token, the events, and whether they are a batch."""

    token: str
    body: bytes
    is_batch: bool


class Outcome(Enum):
    """What became of a post that cannot be answered with what was stored."""

    PASSED = "passed on to the door"
    UNAVAILABLE = "the database is away"
    SLOW = "no answer in time; it may be stored later"


# How many events were stored (one of them may have been there already), or why none.
Taken = int | Outcome
Take = Callable[[Sequence[Post]], list[Taken]]


class FastLane:
    """Gathers posts while others are stored. Belongs to one event loop."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="events")
        self._lock = threading.Lock()
        self._waiting: list[tuple[Post, asyncio.Future[Taken]]] = []
        self._is_working = False
        self.count = 0
        """Posts that were handed in and are not done, answered or not."""

    def take(self, post: Post) -> asyncio.Future[Taken]:
        """What becomes of a post, once it is committed. Its work goes on when somebody else has given the answer."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Taken] = loop.create_future()
        self.count += 1
        with self._lock:
            self._waiting.append((post, future))
            is_idle, self._is_working = not self._is_working, True
        if is_idle:
            self._thread.submit(self._work, loop)
        return future

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        together: list[tuple[Post, asyncio.Future[Taken]]] = []
        while True:
            if len(together) > 1 and len(self._waiting) < ENOUGH:
                time.sleep(GATHER_SECONDS)
            with self._lock:
                together, self._waiting = self._waiting[:TOGETHER_MAX], self._waiting[TOGETHER_MAX:]
                self._is_working = bool(together)
            if not together:
                return
            try:
                taken = self._take([post for post, _ in together])
            except Exception:
                log.exception("posts could not be taken together")
                taken = [Outcome.PASSED] * len(together)
            loop.call_soon_threadsafe(self._tell, [future for _, future in together], taken)

    def _tell(self, futures: Sequence[asyncio.Future[Taken]], taken: Sequence[Taken]) -> None:
        self.count -= len(futures)
        for future, one in zip(futures, taken, strict=True):
            if not future.done():
                future.set_result(one)
