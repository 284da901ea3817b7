"""The door of events without its database: what it answers to a body, what it would store, and whether both are right."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from unittest import mock

import orjson
import zstandard
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import RequestFactory

from catalog.ingest.redaction import redact
from catalog.ingest.sanity import PayloadRefused, normalise
from catalog.viewers import Viewer, ViewerKind
from lineage.ingest.batch import names_of, observe
from lineage.ingest.inbox import LeasedEvent, StoredEvent
from lineage.openlineage import EventRefused
from portal.api import intake
from portal.fast_lane import Outcome, Post
from portal.tokens import Bearer
from tests.fuzz import shapes

ONE, BATCH = intake.lineage, intake.lineage_batch
ANSWERS = {ONE: {201, 400, 413}, BATCH: {200, 400, 413}}
MACHINE = Viewer(kind=ViewerKind.TOKEN, key="token:fuzz", scopes=frozenset({"ingest:write"}), source="fuzz")


class Finding(AssertionError):
    """Something that must never happen."""


@dataclass
class Kept:
    """What the door would have stored."""

    events: list[StoredEvent] = field(default_factory=list)


@contextmanager
def door_alone() -> Iterator[Kept]:
    """The door with nothing behind it: what it stores is kept here."""
    kept = Kept()

    def store(events: list[StoredEvent]) -> int:
        kept.events += events
        return len(events)

    replaced: dict[str, Callable[..., Any]] = {
        "events_store": store,
        "producer_ensure": lambda key: 1,
        "tallies_write": lambda source_id, tallies: None,
        "after_store": lambda source_ids, count, new: None,
        "bearers_of": lambda tokens: dict.fromkeys(tokens, Bearer(MACHINE, 1)),
        "_posts_take": intake._posts_take.__wrapped__,  # without planned_once, which needs a database
        "close_old_connections": lambda: None,
    }
    with (
        mock.patch.multiple(intake, **replaced),
        mock.patch.object(intake.transaction, "atomic", return_value=nullcontext()),
        mock.patch.object(intake.BACKLOG, "refresh", return_value=False),
    ):
        yield kept


def post(view: Any, body: bytes, *, is_packed: bool = False) -> HttpResponse:
    """One POST."""
    headers = {"Content-Encoding": "gzip"} if is_packed else {}
    request = RequestFactory().post("/", body, content_type="application/json", headers=headers)
    request.viewer = MACHINE  # type: ignore[attr-defined]
    return view(request)  # type: ignore[no-any-return]


def tried(kept: Kept, view: Any, body: bytes, *, is_packed: bool, secrets: tuple[str, ...] = ()) -> list[StoredEvent]:
    """Send a body by both ways in and check all that can be checked; what was stored."""
    kept.events.clear()
    response = post(view, body, is_packed=is_packed)
    stored = list(kept.events)
    expect(response.status_code in ANSWERS[view], f"answered with {response.status_code}: {response.content[:300]!r}")
    for secret in secrets:
        expect(secret.encode() not in response.content, f"the answer tells a secret: {response.content[:300]!r}")
    if response.status_code == 200:
        summary = orjson.loads(response.content)["summary"]
        expect(summary["successful"] == len(stored), f"{summary} but {len(stored)} stored")
    else:
        expect(len(stored) == (response.status_code == 201), f"{response.status_code} and {len(stored)} stored")
    for event in stored:
        whole(event, secrets)
    if not is_packed:
        same_by_lane(kept, view, body, stored)
    return stored


def whole(event: StoredEvent, secrets: tuple[str, ...]) -> None:
    """What is stored is JSON that PostgreSQL takes, without secrets, and can be read as an event."""
    for secret in secrets:
        expect(secret.encode() not in event.body, f"a secret is stored: {event.body[:2000]!r}")
    try:
        payload = orjson.loads(event.body)
        expect(normalise(payload) is payload, f"normal it would be another: {event.body[:500]!r}")
    except (orjson.JSONDecodeError, PayloadRefused) as error:
        raise Finding(f"cannot be kept: {error}: {event.body[:500]!r}") from error
    again = redact(payload)[1]
    expect(not again, f"still holds what is redacted: {again[:3]}: {event.body[:500]!r}")
    try:
        names_of(observe(leased(event)))
    except (EventRefused, ValueError) as error:
        raise Finding(f"stored, but cannot be read: {error}: {event.body[:500]!r}") from error


def leased(event: StoredEvent) -> LeasedEvent:
    """As a worker gets it."""
    now = datetime.now(UTC)
    return LeasedEvent(
        id=1, day=now.date(), attempts=1, source_id=1, received_at=now, body=zstandard.compress(event.body)
    )


def same_by_lane(kept: Kept, view: Any, body: bytes, stored: list[StoredEvent]) -> None:
    """The fast lane stores the same as the door, or passes on."""
    kept.events.clear()
    try:
        (taken,) = intake.posts_take([Post("hw_x", body, is_batch=view is BATCH)])
    except DatabaseError as error:
        raise Finding("the lane asked the database") from error
    expect(taken is not Outcome.UNAVAILABLE, "the lane says that the database is away")
    if taken is Outcome.PASSED:
        expect(not kept.events, "the lane passed on and stored")
        return
    said = [(e.kind, e.digest, e.shard, orjson.loads(e.body)) for e in kept.events]
    wanted = [(e.kind, e.digest, e.shard, orjson.loads(e.body)) for e in stored]
    expect(said == wanted, f"the lane stored {said} and the door {wanted}")


def packed(body: bytes) -> bytes:
    """As gzip; the same bytes give the same."""
    return gzip.compress(body, compresslevel=1, mtime=0)


def expect(is_so: bool, text: str) -> None:
    """Raise a Finding that says what is wrong unless it is so."""
    if not is_so:
        raise Finding(text[:4000])


def random_case(dice: random.Random) -> tuple[Any, bytes, bool, tuple[str, ...]]:
    """A view, a body for it, whether it is packed, and the secrets in it."""
    events, secrets = [], []
    for _ in range(1 if dice.random() < 0.5 else dice.randrange(5)):
        made = shapes.event(dice)
        if dice.random() < 0.3:
            made, secret = shapes.planted(dice, made)
            secrets.append(secret)
        else:
            for _ in range(dice.randrange(4)):
                made = shapes.bend(dice, made)
        events.append(made)
    is_batch = len(events) != 1 or dice.random() < 0.3
    body = shapes.written(events if is_batch else events[0])
    if not secrets and dice.random() < 0.3:
        body = shapes.spoil(dice, body)
    is_packed = dice.random() < 0.3
    body = packed(body) if is_packed else body
    if is_packed and dice.random() < 0.2:
        body = shapes.spoil(dice, body)
    return BATCH if is_batch else ONE, body, is_packed, tuple(secrets)
