"""Requests that are answered past the event loop: reads without a body, and what has a short one."""

from __future__ import annotations

import asyncio
import threading

import pytest

from portal import gateway
from portal.gateway import Gateway
from tests.portal.test_gateway import Wire, echo, read
from tests.product import wait_for


class Slow:
    """An application whose first read waits, and that notes the thread of each."""

    def __init__(self) -> None:
        self.begun, self.goes_on = threading.Event(), threading.Event()
        self.threads: list[str] = []

    def __call__(self, environ, start_response):
        self.threads.append(threading.current_thread().name)
        if not self.begun.is_set():
            self.begun.set()
            assert self.goes_on.wait(60)
        return echo(environ, start_response)


@pytest.fixture
def slow():
    """A gateway with one thread, where one read is under way."""
    slow = Slow()
    made, loop, first = Gateway(slow, threads=1), asyncio.new_event_loop(), read()
    caller = threading.Thread(target=made.take, args=(first, loop), name="caller")
    caller.start()
    assert slow.begun.wait(60)
    yield slow, made, loop
    slow.goes_on.set()
    assert first.ended.result(60) is None
    caller.join()
    loop.close()


def test_as_many_reads_as_threads_are_answered_where_they_come_and_more_by_those(slow):
    application, made, loop = slow
    watcher = read()
    assert made.take(watcher, loop)
    assert watcher.ended.result(60) is None
    assert application.threads == ["caller", "web_0"]
    assert made.waiting == 1


def test_what_has_others_beside_it_moves_its_client_on_now_and_then(slow, monkeypatch):
    _, made, loop = slow
    found = []
    for chance in (0.9 / gateway.MOVES_ON, 1.1 / gateway.MOVES_ON):
        monkeypatch.setattr(gateway.random, "random", lambda chance=chance: chance)
        watcher = read()
        made.take(watcher, loop)
        assert watcher.ended.result(60) is None
        found.append(watcher.proto.answers[0][1].get("connection"))
    assert found == ["close", None]


def test_a_read_without_a_body_needs_no_event_loop():
    made, loop = Gateway(echo, threads=1), asyncio.new_event_loop()
    for method in ("GET", "HEAD"):
        watcher = read(method)
        assert made.take(watcher, loop)
        assert watcher.ended.result(60) is None
        assert watcher.proto.answers == [(200, {"content-type": "text/plain"}, b"::1 ")]
    wait_for(lambda: made.waiting == 0, "nothing waits")
    made.is_leaving = True
    watcher = read(content_length="0")
    assert made.take(watcher, loop)
    assert watcher.ended.result(60) is None
    assert watcher.proto.answers[0][1]["connection"] == "close"
    loop.close()


class Body:
    """Stands for a body that is on its way."""

    def __init__(self, found: bytes | Exception = b"") -> None:
        self.found, self.is_cancelled = found, False

    def add_done_callback(self, arrived):
        self.arrived = arrived

    def done(self):
        return False

    def result(self):
        if isinstance(self.found, Exception):
            raise self.found
        return self.found

    def cancel(self):
        self.is_cancelled = True


class Posted(Wire):
    """Its network side."""

    def __init__(self, body):
        super().__init__()
        self.body = body

    def __call__(self):
        return self.body


def sent(body):
    """A request whose body is on its way."""
    watcher = read("POST", content_length="2")
    watcher.proto = Posted(body)
    return watcher


def test_a_short_body_gets_a_thread_once_it_is_here():
    made, loop, body = Gateway(echo, threads=1), asyncio.new_event_loop(), Body(b"ab")
    watcher = sent(body)
    assert made.take(watcher, loop)
    made.watch(loop)
    assert (made.waiting, watcher.proto.answers) == (0, [])
    body.arrived(body)
    assert watcher.ended.result(60) is None
    assert watcher.proto.answers == [(200, {"content-type": "text/plain"}, b"::1 ab")]
    wait_for(lambda: made.waiting == 0, "nothing waits")
    loop.close()


def test_a_short_body_that_never_comes_is_to_be_sent_again():
    made, loop, body = Gateway(echo, threads=1, body_seconds=0.0), asyncio.new_event_loop(), Body(b"ab")
    watcher = sent(body)
    assert made.take(watcher, loop)
    made.watch(loop)
    ((status, headers, _),) = watcher.proto.answers
    assert (status, headers["retry-after"], headers["connection"], body.is_cancelled) == (503, "2", "close", True)
    body.arrived(body)  # as its end is told, too
    assert (len(watcher.proto.answers), watcher.ended.done(), made.waiting) == (1, False, 0)
    loop.close()


def test_a_short_body_that_breaks_off_ends_its_request():
    made, loop, body = Gateway(echo, threads=1), asyncio.new_event_loop(), Body(ConnectionError("gone"))
    watcher = sent(body)
    assert made.take(watcher, loop)
    body.arrived(body)
    assert watcher.ended.result(60) is body.found
    loop.close()


def test_events_and_what_may_be_long_are_left_to_the_event_loop():
    made, loop = Gateway(echo, threads=1), asyncio.new_event_loop()
    event = read("POST", content_length="1")
    event.scope.path = "/api/v1/lineage"
    long = str(gateway.WHOLE_BYTES + 1)
    others = [event, read("POST"), read("DELETE"), read(content_length=long), read(transfer_encoding="chunked")]
    assert [made.take(watcher, loop) for watcher in others] == [False] * 5
    assert made.waiting == 0
    loop.close()


def test_a_read_whose_answer_cannot_be_given_is_ended():
    made, loop = Gateway(echo, threads=1), asyncio.new_event_loop()
    watcher = read()
    watcher.proto = None
    assert made.take(watcher, loop)
    assert isinstance(watcher.ended.result(60), AttributeError)
    loop.close()
