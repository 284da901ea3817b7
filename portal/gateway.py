"""From the network's event loop to the product's threads: a request gets a thread when the whole of it is here.

Threads are few and a sender may be slow, or silent on purpose: read by a thread, a handful of announced bodies that
never come would stop the portal. So bodies are collected on the event loop, with a limit on their time, their size and
on what all of them hold together; what is above gets its answer without a thread. The same place sees how many requests
wait, so it is here that events are shed, before their body is read: when too many requests wait, when those would take
too long, and when the inbox is behind; and here that an event gets its answer though everything behind hangs.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import threading
import time
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from lineage.ingest.acceptance import batch_summary
from portal.backlog import BACKLOG, Backlog
from portal.deadlines import Deadlines
from portal.fast_lane import BODY_MAX as LANE_BODY_MAX
from portal.fast_lane import FastLane, Outcome, Post, Taken
from portal.metrics import INTAKE, REQUESTS, SECONDS
from portal.request_ids import next_request_id
from portal.wire import announced_of, environ_of, refuse, unavailable

log = logging.getLogger(__name__)

BODY_SECONDS, WATCH_SECONDS = 15.0, 1.0
# What the largest doors take (events, imports), and what all others do, with a byte more that shows it was too much. A door says
# so itself, by the length that was announced or by that byte.
EVENTS_PATH = "/api/v1/lineage"
BATCH_PATH = "/api/v1/lineage/batch"
IMPORT_PATH = "/api/portal/v1/import"
LARGE_BODY_BYTES = 32 * 1024 * 1024 + 1
BODY_BYTES = 2 * 1024 * 1024 + 1
# A body announced to be no longer is read at once: what all connections hold uncounted of such is 16 MiB.
WHOLE_BYTES = 64 * 1024
HELD_BYTES = 256 * 1024 * 1024
# Requests that have or await a thread, when events begin to be refused; people's pages go on.
WAITING_MAX = 64
# An event is taken only while those before it need no longer than this, by what the last ones took.
WAIT_SECONDS = 0.2
# One event gets its answer within so many seconds, whatever hangs behind: its sender tries again, and if it had been
# stored after all that changes nothing. A batch takes its time.
ANSWER_SECONDS = 1.5
# Connections that come at once are all taken by the web process that wakes first, and stay with it while another has nothing to
# do. So an answer with n others under way beside it ends its connection in n of so many cases: the client opens another, which
# goes where less is to do. Where nothing else is under way connections last. Senders of events keep theirs.
MOVES_ON = 200
BUSY = "Busy; the request was not taken. Send it again."
BEHIND = "The inbox is behind; the event was not stored. Send it again."
SLOW = "No answer in time; the event may be stored already. Send it again."
LATE = "The body did not arrive in time. Send it again."
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
_LANE_SECONDS = SECONDS.labels("intake")


@dataclass(slots=True)
class Answer:
    """What the application said."""

    status: int = 500
    headers: list[tuple[str, str]] | None = None
    body: bytes = b""
    # What is made while it is sent, in place of a body.
    parts: Iterable[bytes] | None = None

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        """WSGI's start_response."""
        self.status, self.headers = int(status.partition(" ")[0]), headers


class Gateway:
    """Calls a WSGI application for the requests of granian's RSGI worker."""

    def __init__(
        self,
        application: Application,
        *,
        threads: int,
        body_seconds: float = BODY_SECONDS,
        backlog: Backlog = BACKLOG,
        lane: FastLane | None = None,
    ) -> None:
        self._application = application
        self._backlog = backlog
        self._lane = lane
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="web")
        self._bodies, self._answers = Deadlines(body_seconds), Deadlines(ANSWER_SECONDS)
        # Short bodies on their way, the oldest first: until when, and who is told if it is later.
        self._body_seconds = body_seconds
        self._expected: dict[Any, tuple[float, Any]] = {}
        self._at_once = threads
        self._in_threads, self._counting = 0, threading.Lock()
        self._held = 0
        self._seconds_each = 0.0
        # Set before the process stops: connections end with their next answer, none in between.
        self.is_leaving = False
        self._looking: Future[None] = Future()
        self._looking.set_result(None)

    def take(self, watcher: Any, loop: asyncio.AbstractEventLoop) -> bool:
        """Answer past the event loop: all that it would do is hand a request to a thread and back, which costs a third of a short
        answer. A read without a body is answered in the calling thread, while fewer than there are threads are under way: then
        one more can call at any time. False: it has to be called."""
        scope = watcher.scope
        announced = announced_of(scope)
        if announced:
            return self._expect(watcher, announced, loop)
        if scope.method not in ("GET", "HEAD"):
            return False
        if self._count(1) <= self._at_once:
            self._read(watcher, b"", loop)
        else:
            self._threads.submit(self._read, watcher, b"", loop)
        return True

    def _expect(self, watcher: Any, announced: str, loop: asyncio.AbstractEventLoop) -> bool:
        """Answer what has a short body, once that is here. This takes the event loop one step, where a coroutine takes three."""
        if watcher.scope.path.startswith(EVENTS_PATH) or not announced.isdigit() or int(announced) > WHOLE_BYTES:
            return False
        body = watcher.proto()
        self._expected[body] = (time.monotonic() + self._body_seconds, watcher.proto)
        body.add_done_callback(partial(self._arrived, watcher, loop))
        if body.done():
            loop.call_soon_threadsafe(lambda: None)  # it may be called without the loop being woken
        return True

    def _arrived(self, watcher: Any, loop: asyncio.AbstractEventLoop, body: Any) -> None:
        if self._expected.pop(body, None) is None:
            return  # too late
        try:
            found = body.result()
        except BaseException as error:
            watcher.err(error)
        else:
            self._count(1)
            self._threads.submit(self._read, watcher, found, loop)

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on refuse short bodies that do not come in time."""
        now = time.monotonic()
        for body, (until, proto) in list(self._expected.items()):
            if until > now:
                break
            del self._expected[body]
            refuse(proto, LATE)
            body.cancel()
        loop.call_later(WATCH_SECONDS, self.watch, loop)

    def _read(self, watcher: Any, body: bytes, loop: asyncio.AbstractEventLoop) -> None:
        try:
            try:
                answer = self._answer(environ_of(watcher.scope, body))
            finally:
                self._count(-1)
            if answer.parts is None:
                watcher.proto.response_bytes(answer.status, self._headers(answer, moves=True), answer.body)
                watcher.done()
            else:
                asyncio.run_coroutine_threadsafe(self._rest(watcher, answer), loop)
        except BaseException as error:
            watcher.err(error)

    async def _rest(self, watcher: Any, answer: Answer) -> None:
        assert answer.parts is not None
        await self._stream(watcher.proto.response_stream(answer.status, self._headers(answer)), answer.parts)
        watcher.done()

    def _headers(self, answer: Answer, *, moves: bool = False) -> list[tuple[str, str]]:
        """`moves`: the client's next request may be better off on another connection."""
        ends = self.is_leaving or (moves and random.random() * MOVES_ON < self._in_threads)
        return [*(answer.headers or []), *([("connection", "close")] if ends else [])]

    def _count(self, more: int) -> int:
        with self._counting:
            self._in_threads += more
            return self._in_threads

    async def __call__(self, scope: Any, proto: Any) -> None:
        """One request."""
        is_events = scope.method == "POST" and scope.path.startswith(EVENTS_PATH)
        if is_events and (detail := self._shed()):
            INTAKE.labels("openlineage", "shed").inc()
            refuse(proto, detail)
            return
        parts: list[bytes] = []
        try:
            is_large = is_events or scope.path == IMPORT_PATH
            if not await self._collect(scope, proto, parts, LARGE_BODY_BYTES if is_large else BODY_BYTES):
                refuse(proto, BUSY)
                return
            body = parts[0] if len(parts) == 1 else b"".join(parts)
            answer = await (self._event(scope, body) if is_events else self._answered(scope, body))
            if answer is None:
                refuse(proto, SLOW)
            else:
                headers = self._headers(answer, moves=not is_events)
                if answer.parts is None:
                    proto.response_bytes(answer.status, headers, answer.body)
                else:
                    await self._stream(proto.response_stream(answer.status, headers), answer.parts)
        except TimeoutError:
            refuse(proto, LATE)
        finally:
            self._held -= sum(map(len, parts))

    @property
    def waiting(self) -> int:
        """Requests that have or await a thread, those too whose sender was told that it takes too long."""
        return self._in_threads + (self._lane.count if self._lane is not None else 0)

    def _shed(self) -> str | None:
        """Why events are refused now, before their body is read; None when they are taken."""
        if self._backlog.is_stale and self._looking.done():
            self._looking = self._threads.submit(self._backlog.refresh_in_thread)
        waiting = self.waiting
        if waiting >= WAITING_MAX or waiting * self._seconds_each > WAIT_SECONDS:
            return BUSY
        return BEHIND if self._backlog.is_late else None

    async def _event(self, scope: Any, body: bytes) -> Answer | None:
        """The answer to events; None when that to a single one does not come in time."""
        is_single = scope.path == EVENTS_PATH
        begun, before = time.perf_counter(), self.waiting
        try:
            if self._lane is not None and (post := post_of(scope, body)) is not None:
                taken = await self._taken(self._lane.take(post), is_timed=is_single)
                if taken is Outcome.SLOW:
                    return None
                if (answer := answer_of(post, taken)) is not None:
                    _LANE_SECONDS.observe(time.perf_counter() - begun)
                    REQUESTS.labels("intake", "POST", answer.status).inc()
                    return answer
            work = self._answered(scope, body)
            return await self._in_time(work, ANSWER_SECONDS + begun - time.perf_counter()) if is_single else await work
        finally:
            if is_single:
                seconds = (time.perf_counter() - begun) / (before + 1)
                self._seconds_each += (seconds - self._seconds_each) / 16

    async def _taken(self, future: asyncio.Future[Taken], *, is_timed: bool) -> Taken:
        if not is_timed:
            return await future
        deadline = self._answers.begin(partial(_give_up, future))
        try:
            return await future
        finally:
            deadline.end()

    async def _in_time(self, work: Coroutine[Any, Any, Answer], seconds: float) -> Answer | None:
        """The answer to one event; None when it does not come in time. Its work goes on, and counts as waiting, until it
        is done: so what hangs does not pile up."""
        task = asyncio.get_running_loop().create_task(work)
        await asyncio.wait({task}, timeout=max(0.0, seconds))
        return task.result() if task.done() else None

    async def _answered(self, scope: Any, body: bytes) -> Answer:
        answer: Answer = await self._threaded(partial(self._answer, environ_of(scope, body)))
        return answer

    async def _stream(self, transport: Any, parts: Iterable[bytes]) -> None:
        """Send what is made piece by piece. Making a piece takes a thread, and none is held while a slow client reads: what is
        here and not sent is one piece."""
        made = iter(parts)
        try:
            while (part := await self._threaded(lambda: next(made, None))) is not None:
                await transport.send_bytes(part)
        except Exception as error:  # the client has gone, or the piece could not be made: nothing more can be said
            log.warning("an answer was cut short: %s", error.__class__.__name__)
        finally:
            await self._threaded(getattr(parts, "close", lambda: None))

    async def _threaded(self, work: Callable[[], Any]) -> Any:
        self._count(1)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._count(-1)

    async def _collect(self, scope: Any, proto: Any, parts: list[bytes], limit: int) -> bool:
        """Fill `parts` with the body, cut at the limit; False when all bodies together hold too much already. TimeoutError when
        it does not come in time."""
        announced = announced_of(scope)
        if not announced or (announced.isdigit() and int(announced) > limit):
            return True
        task = asyncio.current_task()
        assert task is not None
        deadline = self._bodies.begin(task.cancel)
        try:
            if announced.isdigit() and int(announced) <= WHOLE_BYTES:
                parts.append(await proto())
                self._held += len(parts[0])
                return self._held <= HELD_BYTES
            return await self._collect_parts(proto, parts, limit)
        except asyncio.CancelledError:
            if deadline.late is not None:
                raise  # somebody else has ended the request
            task.uncancel()
            raise TimeoutError from None
        finally:
            deadline.end()

    async def _collect_parts(self, proto: Any, parts: list[bytes], limit: int) -> bool:
        size = 0
        async for chunk in proto:
            part = bytes(chunk[: limit - size])
            if self._held + len(part) > HELD_BYTES:
                return False
            parts.append(part)
            self._held += len(part)
            size += len(part)
            if size == limit:
                break
        return True

    def _answer(self, environ: dict[str, Any]) -> Answer:
        """In a thread: the application's answer, whole, or what it is made of when it is a stream of unknown length."""
        answer = Answer()
        try:
            chunks = self._application(environ, answer.start)
            if getattr(chunks, "streaming", False) and "content-length" not in {
                n.lower() for n, _ in answer.headers or []
            }:
                answer.parts = chunks
                return answer
            try:
                answer.body = b"".join(chunks)
            finally:
                getattr(chunks, "close", lambda: None)()
                # Requests are parts of circles, and go late: their bodies need not.
                environ["wsgi.input"].close()
        except Exception:
            log.exception("the application failed")
            return Answer()
        return answer


def _give_up(future: asyncio.Future[Taken]) -> None:
    if not future.done():
        future.set_result(Outcome.SLOW)


def post_of(scope: Any, body: bytes) -> Post | None:
    """The post of a machine that may take the fast lane."""
    kind, _, token = (scope.headers.get("authorization") or "").partition(" ")
    if scope.path not in (EVENTS_PATH, BATCH_PATH) or kind.lower() != "bearer" or len(body) > LANE_BODY_MAX:
        return None
    if scope.headers.get("content-encoding"):
        return None
    return Post(token.strip(), body, is_batch=scope.path == BATCH_PATH)


def answer_of(post: Post, taken: Taken) -> Answer | None:
    """What the door would have answered; None when it has to be asked."""
    if taken is Outcome.PASSED:
        return None
    identity = ("x-request-id", next_request_id())
    if isinstance(taken, Outcome):
        status, headers, body = unavailable("The database is not available now.")
        return Answer(status, [*headers, identity], body)
    if post.is_batch:
        return Answer(
            200, [("content-type", "application/json"), identity], json.dumps(batch_summary(taken, [])).encode()
        )
    return Answer(201, [identity])
