"""What the gateway refuses without a thread: late bodies, too much at once, events while many requests wait."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest

from portal import gateway
from portal.gateway import Gateway
from portal.metrics import INTAKE


class Wire:
    """Stands for the network side: a body in parts, and the answer that was given."""

    def __init__(self, *parts: bytes, silent: bool = False) -> None:
        self.parts, self.silent = list(parts), silent
        self.read = 0
        self.answers: list[tuple[int, dict[str, str], bytes]] = []

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


def test_an_application_that_fails_answers_500():
    def broken(environ, start_response):
        raise ValueError("secret")

    assert ask(Wire(), scope(), broken) == (500, {}, b"")
