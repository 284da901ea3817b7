"""The one machine write door: OpenLineage events, one or many. Stored and committed, then answered.

Answers are chosen by what the stock clients do with them (docs/openlineage.md): overload is 503 with Retry-After, never
429, which they drop; a body is refused (413) only above 32 MiB; whatever has an identity is kept.
"""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

import orjson
from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from catalog.database import planned_once
from catalog.errors import BodyTooLargeError, ForbiddenError, InvalidError, UnavailableError
from catalog.ingest.sanity import PayloadRefused
from catalog.ingest.sources import OPENLINEAGE, producer_ensure, source_heartbeat
from catalog.permissions import allowed, require
from catalog.viewers import Viewer
from lineage.answers import WarningKind
from lineage.fragments import NotTakenApart, raw_items
from lineage.ingest.acceptance import REFUSED, batch_summary, event_accept, event_known
from lineage.ingest.inbox import StoredEvent, events_store
from lineage.ingest.tally import Tallies, tallies_write
from lineage.openlineage import Event, EventRefused
from lineage.tasks import inbox_apply
from portal.api.faults import fault_of, fault_response, json_response
from portal.backlog import BACKLOG
from portal.celery import STALE_SECONDS
from portal.fast_lane import Outcome, Post, Taken
from portal.metrics import INTAKE, REDACTIONS
from portal.tokens import bearers_of

BODY_MAX = 32 * 1024 * 1024
BATCH_MAX = 10_000
IN_FLIGHT_MAX = 32
RING_SECONDS = 0.2
CONNECTION_CHECK_SECONDS = 1.0
HEARTBEAT_SECONDS = 10.0
_in_flight = threading.BoundedSemaphore(IN_FLIGHT_MAX)
_last: dict[str, float] = {}


@csrf_exempt
@require_POST
def lineage(request: HttpRequest) -> HttpResponse:
    """POST /api/v1/lineage: one event; 201 with an empty body once it is committed."""
    return _guarded(request, _one)


@csrf_exempt
@require_POST
def lineage_batch(request: HttpRequest) -> HttpResponse:
    """POST /api/v1/lineage/batch: a JSON array; 200 with a summary, the good ones committed."""
    return _guarded(request, _many)


def _guarded(request: HttpRequest, handle: Any) -> HttpResponse:
    """Shed before the body is read, so that refusing costs next to nothing."""
    if not _in_flight.acquire(blocking=False):
        INTAKE.labels("openlineage", "shed").inc()
        return fault_response(request, UnavailableError("Busy; the event was not stored. Send it again."))
    try:
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]
        require(viewer, "intake.write")
        if BACKLOG.refresh():
            INTAKE.labels("openlineage", "shed").inc()
            raise UnavailableError("The inbox is behind; the event was not stored. Send it again.")
        response: HttpResponse = handle(request, viewer)
    except Exception as error:
        return fault_response(request, fault_of(error))
    finally:
        _in_flight.release()
    return response


def _one(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    raw, tallies = _body(request), Tallies()
    try:
        event = event_accept(raw, namespace_check(viewer), tallies)
    except REFUSED as error:
        INTAKE.labels("openlineage", "refused").inc()
        tallies_write(_source(viewer), tallies)
        if isinstance(error, EventRefused | PayloadRefused):
            raise InvalidError.of(error.field, error.message) from error
        raise
    _store([event], viewer, tallies)
    return HttpResponse(status=201)


def _many(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    items, tallies = _items(_body(request), viewer), Tallies()
    if len(items) > BATCH_MAX:
        raise InvalidError.of("$", f"a batch has at most {BATCH_MAX} events; this one has {len(items)}")
    accepted: list[StoredEvent] = []
    failed: list[dict[str, Any]] = []
    check = namespace_check(viewer)
    for index, item in enumerate(items):
        try:
            accepted.append(event_accept(bytes(item), check, tallies))
        except REFUSED as error:
            INTAKE.labels("openlineage", "refused").inc()
            failed.append({"index": index, "reason": str(error), "retriable": False})
    if accepted or tallies:
        _store(accepted, viewer, tallies)
    return json_response(batch_summary(len(accepted), failed))


def _items(raw: bytes, viewer: Viewer) -> list[Any]:
    """The events of a batch as bytes."""
    try:
        return raw_items(raw)
    except NotTakenApart:
        try:
            payloads = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            tallies = Tallies()
            tallies.add(WarningKind.REJECTED, "no JSON", "$", None)
            tallies_write(_source(viewer), tallies)
            raise InvalidError.of("body", f"is not JSON: {error}") from error
    if not isinstance(payloads, list):
        raise InvalidError.of("$", "a batch must be a JSON array of events")
    return [orjson.dumps(payload) for payload in payloads]


def _body(request: HttpRequest) -> bytes:
    """The body, inflated with a limit on what comes out: 1 MB of gzip can hold 1 GB."""
    declared = request.headers.get("Content-Length", "")
    if declared.isdigit() and int(declared) > BODY_MAX:
        raise BodyTooLargeError(f"The body has {declared} bytes; at most {BODY_MAX} are accepted.")
    raw = request.read(BODY_MAX + 1)
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip"):
        raise InvalidError.of("Content-Encoding", f"{encoding[:40]!r} is unknown; known are gzip and identity")
    if encoding == "gzip":
        inflater = zlib.decompressobj(wbits=31)
        try:
            raw = inflater.decompress(raw, BODY_MAX + 1)
        except zlib.error as error:
            raise InvalidError.of("body", "is not gzip, as Content-Encoding says") from error
    if len(raw) > BODY_MAX:
        raise BodyTooLargeError(f"The body has more than {BODY_MAX} bytes inflated.")
    return raw


def namespace_check(viewer: Viewer) -> Callable[[Event], None]:
    """A token writes only in the namespaces it is bound to: those of the job, or of the dataset of a DatasetEvent."""

    def check(event: Event) -> None:
        namespace = event.job.namespace if event.job else event.datasets[0].name.namespace
        if viewer.namespaces and not any(fnmatchcase(namespace, pattern) for pattern in viewer.namespaces):
            raise ForbiddenError(f"The token may not write in namespace {namespace!r}; it is bound to others.")

    return check


def _source(viewer: Viewer) -> int:
    return producer_ensure(viewer.source or OPENLINEAGE)


def _store(events: list[StoredEvent], viewer: Viewer, tallies: Tallies) -> None:
    source_id = _source(viewer)
    stored = [replace(event, source_id=source_id) for event in events]
    if tallies:
        for (kind, rule, _), (count, _) in tallies.items():
            if kind == WarningKind.REDACTED:
                REDACTIONS.labels(rule).inc(count)
        with transaction.atomic():
            new = events_store(stored)
            # Last, so that whoever counts the same waits for the commit alone.
            tallies_write(source_id, tallies)
    else:
        new = events_store(stored)
    after_store([source_id], len(stored), new)


def after_store(source_ids: Iterable[int], count: int, new: int) -> None:
    """Count what was stored, and ring the bell of those who apply it."""
    INTAKE.labels("openlineage", "stored").inc(new)
    INTAKE.labels("openlineage", "duplicate").inc(count - new)
    for source_id in source_ids:
        if _once_every(f"heartbeat {source_id}", HEARTBEAT_SECONDS):
            source_heartbeat(source_id)
    if _once_every("ring", RING_SECONDS):
        # When the broker is away nothing is lost: the sweep finds the rows.
        inbox_apply.apply_async_on_commit(expires=STALE_SECONDS)


def _once_every(key: str, seconds: float) -> bool:
    """True at most once in so many seconds for each process: a bell needs no echo."""
    now = time.monotonic()
    if now - _last.get(key, 0.0) < seconds:
        return False
    _last[key] = now
    return True


def posts_take(posts: Sequence[Post]) -> list[Taken]:
    """Store what these posts hold, those of them in which all is good, in one transaction; what became of each."""
    if _once_every("connection", CONNECTION_CHECK_SECONDS):
        close_old_connections()
    try:
        return _posts_take(posts)
    except (OperationalError, InterfaceError):
        close_old_connections()  # a lost one is closed now; the next posts get another
        return [Outcome.UNAVAILABLE] * len(posts)


@planned_once()
def _posts_take(posts: Sequence[Post]) -> list[Taken]:
    bearers = bearers_of({post.token for post in posts})
    sources = {
        token: bearer.source_id or _source(bearer.viewer)
        for token, bearer in bearers.items()
        if allowed(bearer.viewer, "intake.write")
    }
    taken: list[Taken] = []
    stored: list[StoredEvent] = []
    for post in posts:
        source_id = sources.get(post.token)
        events = _known(post, bearers[post.token].viewer, source_id) if source_id is not None else None
        taken.append(Outcome.PASSED if events is None else len(events))
        stored += events or ()
    if stored:
        after_store(set(sources.values()), len(stored), events_store(stored))
    return taken


def _known(post: Post, viewer: Viewer, source_id: int) -> list[StoredEvent] | None:
    """The events of a post; None when the door has something to say of it."""
    check = namespace_check(viewer)
    try:
        items = raw_items(post.body) if post.is_batch else [post.body]
    except NotTakenApart:
        return None
    if len(items) > BATCH_MAX:
        return None
    events = []
    for item in items:
        event = event_known(bytes(item), check, source_id)
        if event is None:
            return None
        events.append(event)
    return events
