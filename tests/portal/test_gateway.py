"""What the gateway refuses without a thread: late bodies, too much at once, events while many requests wait."""

from __future__ import annotations

import asyncio
import json
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError

from portal import gateway
from portal.backlog import Backlog
from portal.gateway import BEHIND, SLOW, Gateway
from portal.metrics import INTAKE
from tests.product import wait_for


class Wire:
    """Stands for the network side: a body in parts, and the answer that was given."""

    def __init__(self, *parts: bytes, silent: bool = False) -> None:
        self.parts, self.silent = list(parts), silent
        self.read = 0
        self.answers: list[tuple[int, dict[str, str], bytes]] = []

    async def __call__(self) -> bytes:
        return b"".join([part async for part in self])

    def __aiter__(self) -> Wire:
        return self

    async def __anext__(self) -> bytes:
        if self.silent:
            await asyncio.Event().wait()
        if self.read == len(self.parts):
            raise StopAsyncIteration
        self.read += 1
        return self.parts[self.read - 1]

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answers.append((status, dict(headers), body))


def scope(path: str = "/", **headers: str) -> Any:
    found = {name.replace("_", "-"): value for name, value in headers.items()}
    return SimpleNamespace(
        path=path,
        query_string="",
        method="POST",
        scheme="http",
        http_version="1.1",
        server="127.0.0.1:8800",
        client="[::1]:4711",
        headers=SimpleNamespace(get=found.get, items=found.items),
    )


def echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [("content-type", "text/plain")])
    return [environ["REMOTE_ADDR"].encode(), b" ", environ["wsgi.input"].read()]


def ask(wire: Wire, asked: Any, application: Any = echo, **options: Any) -> tuple[int, dict[str, str], bytes]:
    asyncio.run(Gateway(application, threads=1, **options)(asked, wire))
    (answer,) = wire.answers
    return answer


def test_it_works():
    answer = ask(Wire(b"a", b"b"), scope(content_length="2"))
    assert answer == (200, {"content-type": "text/plain"}, b"::1 ab")


def test_a_body_that_never_comes_is_to_be_sent_again():
    status, headers, body = ask(Wire(silent=True), scope(content_length="2"), body_seconds=0.0)
    assert (status, headers["retry-after"], headers["connection"]) == (503, "2", "close")
    assert json.loads(body)["detail"] == "The body did not arrive in time. Send it again."


@pytest.mark.parametrize(
    ("path", "size"),
    [(gateway.IMPORT_PATH, 3 * 2**20), ("/api/v1/lineage/batch", 3 * 2**20), ("/graphql", 2 * 2**20 + 1)],
)
def test_a_door_gets_as_much_of_a_body_as_it_takes(path, size):
    def measured(environ, start_response):
        start_response("200 OK", [])
        return [str(len(environ["wsgi.input"].read())).encode()]

    assert ask(Wire(*[b"x" * 2**20] * 3), scope(path, transfer_encoding="chunked"), measured)[2] == str(size).encode()


def test_bodies_hold_so_much_together(monkeypatch):
    monkeypatch.setattr(gateway, "HELD_BYTES", 5)
    made = Gateway(echo, threads=1)
    over, after = Wire(b"abc", b"def"), Wire(b"abcde")
    asyncio.run(made(scope(transfer_encoding="chunked"), over))
    asyncio.run(made(scope(transfer_encoding="chunked"), after))
    assert [answer[0] for answer in (*over.answers, *after.answers)] == [503, 200]


@pytest.mark.parametrize(("path", "status"), [("/api/v1/lineage", 503), ("/api/v1/lineage/batch", 503), ("/", 200)])
def test_events_are_shed_before_their_body_is_read(monkeypatch, path, status):
    monkeypatch.setattr(gateway, "WAITING_MAX", 0)
    wire = Wire(b"ab")
    before = INTAKE.labels("openlineage", "shed")._value.get()
    assert ask(wire, scope(path, content_length="2"))[0] == status
    assert INTAKE.labels("openlineage", "shed")._value.get() - before == (status == 503)
    assert wire.read == (0 if status == 503 else 1)


def test_lineage_is_read_while_events_are_shed(monkeypatch):
    monkeypatch.setattr(gateway, "WAITING_MAX", 0)
    asked = scope("/api/v1/lineage")
    asked.method = "GET"
    assert ask(Wire(), asked)[0] == 200


class Inbox:
    """Stands for the database's answer; counts how often it was asked."""

    def __init__(self, waiting: float = 0.0, oldest: float = 0.0) -> None:
        self.counts = {"waiting": waiting, "oldest_seconds": oldest, "parked": 0.0}
        self.asked = 0

    def read(self) -> dict[str, float]:
        self.asked += 1
        return self.counts


@pytest.mark.parametrize(
    ("waiting", "oldest", "late"),
    [(5_001, 61, True), (5_000, 61, False), (5_001, 60, False), (0, 0, False), (10_000, 600, True)],
)
def test_the_inbox_is_late_when_many_wait_and_one_has_waited_long(settings, waiting, oldest, late):
    settings.SHED_SECONDS, settings.SHED_EVENTS = 60, 5_000
    assert Backlog(Inbox(waiting, oldest).read).refresh() is late


def test_shedding_by_age_can_be_switched_off(settings):
    settings.SHED_SECONDS = 0
    inbox = Inbox(10_000, 600)
    assert Backlog(inbox.read).refresh() is False
    assert inbox.asked == 0


def test_the_inbox_is_read_once_a_second(settings):
    settings.SHED_SECONDS, settings.SHED_EVENTS = 60, 5_000
    now, inbox = [100.0], Inbox(10_000, 600)
    backlog = Backlog(inbox.read, lambda: now[0])
    assert (backlog.is_stale, backlog.is_late) == (True, False)
    assert [backlog.refresh() for _ in range(3)] == [True] * 3
    assert (inbox.asked, backlog.is_stale) == (1, False)
    inbox.counts["oldest_seconds"] = 3.0
    now[0] += 0.9
    assert (backlog.refresh(), inbox.asked) == (True, 1)
    now[0] += 0.1
    assert (backlog.is_stale, backlog.refresh(), inbox.asked) == (True, False, 2)


def test_a_database_that_is_away_sheds_nothing(settings):
    def gone() -> dict[str, float]:
        raise OperationalError("gone")

    assert Backlog(gone).refresh() is False


@pytest.mark.parametrize(("path", "status"), [("/api/v1/lineage", 503), ("/", 200)])
def test_events_are_shed_while_the_inbox_is_behind(settings, path, status):
    settings.SHED_SECONDS, settings.SHED_EVENTS = 60, 5_000
    backlog = Backlog(Inbox(10_000, 600).read)
    backlog.refresh()
    wire = Wire(b"ab")
    answer = ask(wire, scope(path, content_length="2"), backlog=backlog)
    assert (answer[0], wire.read) == (status, 0 if status == 503 else 1)
    if status == 503:
        assert (answer[1]["retry-after"], json.loads(answer[2])["detail"]) == ("2", BEHIND)


def test_events_are_taken_again_when_the_inbox_has_caught_up(settings):
    """While all are refused no request looks: the gateway itself has to."""
    settings.SHED_SECONDS, settings.SHED_EVENTS = 60, 5_000
    now, inbox = [100.0], Inbox(10_000, 600)
    backlog = Backlog(inbox.read, lambda: now[0])
    backlog.refresh()
    inbox.counts["waiting"] = 0.0
    made = Gateway(echo, threads=1, backlog=backlog)
    first, second, third = (Wire(b"ab") for _ in range(3))
    events = scope("/api/v1/lineage", content_length="2")
    asyncio.run(made(events, first))
    now[0] += 1.0
    asyncio.run(made(events, second))
    made._looking.result(10)
    asyncio.run(made(events, third))
    assert [wire.answers[0][0] for wire in (first, third)] == [503, 200]
    assert inbox.asked == 2


class Hanging:
    """An application that hangs until it is told to go on; keeps the paths it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.go_on = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.asked.append(environ["PATH_INFO"])
        self.go_on.wait(60)
        return echo(environ, start_response)


class Prompt(ThreadPoolExecutor):
    """One thread, which has begun its first piece of work when that is handed over."""

    def __init__(self, hanging: Hanging) -> None:
        super().__init__(1)
        self.hanging = hanging

    def submit(self, *work: Any) -> Any:
        future = super().submit(*work)
        wait_for(lambda: self.hanging.asked, "the thread to begin")
        return future


@pytest.fixture
def hung(monkeypatch):
    monkeypatch.setattr(gateway, "ANSWER_SECONDS", 0.0)
    hanging = Hanging()
    backlog = Backlog(Inbox().read)
    backlog.refresh()  # known: no thread is asked to look
    made = Gateway(hanging, threads=1, backlog=backlog)
    made._threads = Prompt(hanging)
    return made, hanging


def test_events_are_answered_while_threads_hang_and_count_as_waiting(hung):
    made, hanging = hung
    wires = [Wire(b"ab") for _ in range(2)]

    async def story():
        for wire in wires:
            await made(scope("/api/v1/lineage", content_length="2"), wire)
        waiting = made.waiting
        hanging.go_on.set()
        while made.waiting:
            await asyncio.sleep(0)
        return waiting

    assert asyncio.run(story()) == 2
    answers = [(wire.answers[0][0], json.loads(wire.answers[0][2])["detail"]) for wire in wires]
    assert answers == [(503, SLOW), (503, SLOW)]
    # Their senders send them again; stored twice is stored once.
    assert hanging.asked == ["/api/v1/lineage"] * 2


def test_a_batch_takes_its_time(hung):
    made, hanging = hung
    wire = Wire(b"ab")

    async def story():
        asking = asyncio.create_task(made(scope("/api/v1/lineage/batch", content_length="2"), wire))
        while not hanging.asked:
            await asyncio.sleep(0)
        await asyncio.wait({asking}, timeout=0.05)
        early = list(wire.answers)
        hanging.go_on.set()
        await asking
        return early

    assert asyncio.run(story()) == []
    assert wire.answers[0][0] == 200


@pytest.mark.parametrize(("waiting", "status"), [(1, 200), (2, 200), (3, 503)])
def test_events_are_shed_when_those_before_them_would_take_too_long(waiting, status):
    made = Gateway(echo, threads=1)
    made._seconds_each, made._in_threads = 0.09, waiting
    wire = Wire(b"ab")
    asyncio.run(made(scope("/api/v1/lineage", content_length="2"), wire))
    assert wire.answers[0][0] == status


def test_a_connection_ends_with_its_answer_when_the_process_is_to_stop():
    made, wire = Gateway(echo, threads=1), Wire()
    made.is_leaving = True
    asyncio.run(made(scope(), wire))
    assert wire.answers[0][:2] == (200, {"content-type": "text/plain", "connection": "close"})


class Watcher:
    """Stands for a request of the network side that somebody has to end."""

    def __init__(self, asked: Any) -> None:
        self.scope, self.proto = asked, Wire()
        self.ended: Future[BaseException | None] = Future()

    def done(self) -> None:
        self.ended.set_result(None)

    def err(self, error: BaseException) -> None:
        self.ended.set_result(error)


def read(method: str = "GET", **headers: str) -> Watcher:
    asked = scope("/", **headers)
    asked.method = method
    return Watcher(asked)


class Stream(list[bytes]):
    """What is made while it is sent; tells the threads that made each piece."""

    streaming = True

    def __init__(self, *parts: Any) -> None:
        super().__init__(parts)
        self.made: list[str] = []
        self.is_closed = False

    def __iter__(self) -> Any:
        for part in super().__iter__():
            self.made.append(threading.current_thread().name.rpartition("_")[0])
            if isinstance(part, Exception):
                raise part
            yield part

    def close(self) -> None:
        self.is_closed = True


async def call(made: Gateway, wire: Wire) -> None:
    await made(scope("/"), wire)


async def take(made: Gateway, wire: Wire) -> None:
    watcher = read()
    watcher.proto = wire
    assert made.take(watcher, asyncio.get_running_loop())
    assert await asyncio.wrap_future(watcher.ended) is None


@pytest.mark.parametrize("way", [call, take])
@pytest.mark.parametrize(
    ("parts", "pieces", "leaves_after"),
    [
        ([b"a", b"b"], [b"a", b"b"], None),
        ([b"a", ValueError(), b"b"], [b"a"], None),
        ([b"a", b"b", b"c"], [b"a"], 1),
    ],
)
def test_a_stream_is_sent_as_it_is_made(parts, pieces, leaves_after, way):
    stream, sent = Stream(*parts), []

    class Transport:
        async def send_bytes(self, part: bytes) -> None:
            if len(sent) == leaves_after:
                raise RuntimeError("the client has gone")
            sent.append((part, len(stream.made), gateway._in_threads))

    class Streaming(Wire):
        def response_stream(self, status: int, headers: list[tuple[str, str]]) -> Transport:
            self.answer = (status, dict(headers), b"")
            return Transport()

    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "application/json")])
        return stream

    wire, gateway = Streaming(), Gateway(application, threads=2)
    asyncio.run(way(gateway, wire))
    assert wire.answer == (200, {"Content-Type": "application/json"}, b"")
    # a piece is sent before the next one is made, and no thread waits for that
    assert sent == [(piece, number, 0) for number, piece in enumerate(pieces, start=1)]
    assert (stream.is_closed, set(stream.made), gateway.waiting) == (True, {"web"}, 0)


def test_an_application_that_fails_answers_500():
    def broken(environ, start_response):
        raise ValueError("secret")

    assert ask(Wire(), scope(), broken) == (500, {}, b"")
