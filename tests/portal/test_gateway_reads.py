"""Reads without a body: answered past the event loop."""

from __future__ import annotations

import asyncio

from portal.gateway import Gateway
from tests.portal.test_gateway import echo, read
from tests.product import wait_for


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


def test_what_has_a_body_is_left_to_the_event_loop():
    made, loop = Gateway(echo, threads=1), asyncio.new_event_loop()
    others = [read("POST"), read("DELETE"), read(content_length="1"), read(transfer_encoding="chunked")]
    assert [made.take(watcher, loop) for watcher in others] == [False] * 4
    assert made.waiting == 0
    loop.close()


def test_a_read_whose_answer_cannot_be_given_is_ended():
    made, loop = Gateway(echo, threads=1), asyncio.new_event_loop()
    watcher = read()
    watcher.proto = None
    assert made.take(watcher, loop)
    assert isinstance(watcher.ended.result(60), AttributeError)
    loop.close()
