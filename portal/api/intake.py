"""The one machine write door: OpenLineage events, one or many. Stored and committed, then answered.

Answers are chosen by what the stock clients do with them (docs/openlineage.md): overload is 503 with Retry-After, never
429, which they drop; a body is refused (413) only above 32 MiB; whatever has an identity is kept.
"""

from __future__ import annotations

import threading
import time
import zlib
from fnmatch import fnmatchcase
from typing import Any

import orjson
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from catalog.errors import BodyTooLargeError, ForbiddenError, InvalidError, UnavailableError
from catalog.ingest.redaction import redact
from catalog.ingest.sanity import PayloadRefused, normalise
from catalog.ingest.sources import producer_ensure, source_heartbeat
from catalog.names import digest_json
from catalog.permissions import require
from catalog.viewers import Viewer
from lineage.answers import WarningKind
from lineage.ingest.inbox import StoredEvent, events_store
from lineage.ingest.tally import Tallies, tallies_write
from lineage.openlineage import Event, EventRefused, parse_event
from lineage.tasks import inbox_apply
from portal.api.faults import fault_of, fault_response, json_response
from portal.backlog import BACKLOG
from portal.metrics import INTAKE, REDACTIONS

BODY_MAX = 32 * 1024 * 1024
BATCH_MAX = 10_000
EVENT_KEEP_ALL = 10 * 1024 * 1024
FACET_KEEP = 256 * 1024
IN_FLIGHT_MAX = 32
RING_SECONDS = 0.2
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
    payload, tallies = _json(request, viewer), Tallies()
    try:
        event = _accept(payload, viewer, tallies)
    except _REFUSED as error:
        _refuse(error, payload, tallies)
        tallies_write(_source(viewer), tallies)
        if isinstance(error, ForbiddenError):
            raise
        raise InvalidError.of(error.field, error.message) from error
    _store([event], viewer, tallies)
    return HttpResponse(status=201)


def _many(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    payloads, tallies = _json(request, viewer), Tallies()
    if not isinstance(payloads, list):
        raise InvalidError.of("$", "a batch must be a JSON array of events")
    if len(payloads) > BATCH_MAX:
        raise InvalidError.of("$", f"a batch has at most {BATCH_MAX} events; this one has {len(payloads)}")
    accepted: list[StoredEvent] = []
    failed: list[dict[str, Any]] = []
    for index, payload in enumerate(payloads):
        try:
            accepted.append(_accept(payload, viewer, tallies))
        except _REFUSED as error:
            _refuse(error, payload, tallies)
            failed.append({"index": index, "reason": str(error), "retriable": False})
    if accepted or tallies:
        _store(accepted, viewer, tallies)
    summary = {
        "received": len(payloads),
        "successful": len(accepted),
        "failed": len(failed),
        "retriable": 0,
        "non_retriable": len(failed),
    }
    status = "partial_success" if failed else "success"
    return json_response({"status": status, "summary": summary, "failed_events": failed})


_REFUSED = (EventRefused, PayloadRefused, ForbiddenError)


def _refuse(error: Exception, payload: Any, tallies: Tallies) -> None:
    """Count an event that is not taken, by what was wrong with it: a field that it must have, or a limit."""
    INTAKE.labels("openlineage", "refused").inc()
    if isinstance(error, EventRefused):
        tallies.add(WarningKind.REJECTED, error.field, error.field, payload)
    elif isinstance(error, PayloadRefused):
        tallies.add(WarningKind.REJECTED, error.message.partition(";")[0], error.field, payload)
    else:
        tallies.add(WarningKind.REJECTED, "namespace not allowed for the token", "job.namespace", payload)


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


def _json(request: HttpRequest, viewer: Viewer) -> Any:
    raw = _body(request)
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        tallies = Tallies()
        tallies.add(WarningKind.REJECTED, "no JSON", "$", None)
        tallies_write(_source(viewer), tallies)
        raise InvalidError.of("body", f"is not JSON: {error}") from error


def _accept(payload: Any, viewer: Viewer, tallies: Tallies) -> StoredEvent:
    """Take secrets out, check identity and namespace, and make it ready to store.

    In this order: what is refused is quoted in the answer, and the namespace to check is the one that is stored.
    """
    payload, redacted = redact(normalise(payload))
    event = parse_event(payload)
    _check_namespace(event, viewer)
    for item in redacted:
        REDACTIONS.labels(item.rule).inc()
        tallies.add(WarningKind.REDACTED, item.rule, item.path, payload)
    body = orjson.dumps(payload)
    warnings = [{"path": item.path, "rule": item.rule} for item in redacted]
    if len(body) > EVENT_KEEP_ALL:
        dropped = _drop_large_facets(payload)
        for warning in dropped:
            tallies.add(WarningKind.DROPPED, "facet above 256 KiB in a large event", warning["path"], payload)
        warnings += dropped
        body = orjson.dumps(payload)
    return StoredEvent(kind=event.kind, digest=digest_json(payload), body=body, source_id=0, warnings=warnings or None)


def _check_namespace(event: Event, viewer: Viewer) -> None:
    """A token writes only in the namespaces it is bound to: those of the job, or of the dataset of a DatasetEvent."""
    namespace = event.job.namespace if event.job else event.datasets[0].name.namespace
    if viewer.namespaces and not any(fnmatchcase(namespace, pattern) for pattern in viewer.namespaces):
        raise ForbiddenError(f"The token may not write in namespace {namespace!r}; it is bound to others.")


def _drop_large_facets(payload: dict[str, Any]) -> list[dict[str, str]]:
    """Of an event above 10 MiB keep what says who and what: facets above 256 KiB go, and a warning stays."""
    warnings = []
    owners = [("run", payload.get("run")), ("job", payload.get("job")), ("dataset", payload.get("dataset"))]
    owners += [(f"{key}[{i}]", use) for key in ("inputs", "outputs") for i, use in enumerate(payload.get(key) or ())]
    for path, owner in owners:
        for group in ("facets", "inputFacets", "outputFacets"):
            facets = owner.get(group) if isinstance(owner, dict) else None
            if not isinstance(facets, dict):
                continue
            for name in list(facets):
                if len(orjson.dumps(facets[name])) > FACET_KEEP:
                    del facets[name]
                    warnings.append(
                        {"path": f"{path}.{group}.{name}", "rule": "dropped: above 256 KiB in a large event"}
                    )
    return warnings


def _source(viewer: Viewer) -> int:
    return producer_ensure(viewer.source or "openlineage")


def _store(events: list[StoredEvent], viewer: Viewer, tallies: Tallies) -> None:
    source_id = _source(viewer)
    stored = [
        StoredEvent(kind=e.kind, digest=e.digest, body=e.body, source_id=source_id, warnings=e.warnings) for e in events
    ]
    if tallies:
        with transaction.atomic():
            new = events_store(stored)
            # Last, so that whoever counts the same waits for the commit alone.
            tallies_write(source_id, tallies)
    else:
        new = events_store(stored)
    INTAKE.labels("openlineage", "stored").inc(new)
    INTAKE.labels("openlineage", "duplicate").inc(len(stored) - new)
    if _once_every(f"heartbeat {source_id}", HEARTBEAT_SECONDS):
        source_heartbeat(source_id)
    if _once_every("ring", RING_SECONDS):
        # When the broker is away nothing is lost: the sweep finds the rows.
        inbox_apply.apply_async_on_commit(expires=30)


def _once_every(key: str, seconds: float) -> bool:
    """True at most once in so many seconds for each process: a bell needs no echo."""
    now = time.monotonic()
    if now - _last.get(key, 0.0) < seconds:
        return False
    _last[key] = now
    return True
