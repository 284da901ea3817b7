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
from lineage.ingest.inbox import StoredEvent, events_store
from lineage.openlineage import Event, EventRefused, parse_event
from lineage.tasks import inbox_apply
from portal.api.faults import fault_of, fault_response, json_response
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
        response: HttpResponse = handle(request, viewer)
    except Exception as error:
        return fault_response(request, fault_of(error))
    finally:
        _in_flight.release()
    return response


def _one(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    payload = _json(_body(request))
    try:
        event = _accept(payload, viewer)
    except (EventRefused, PayloadRefused) as error:
        INTAKE.labels("openlineage", "refused").inc()
        raise InvalidError.of(error.field, error.message) from error
    _store([event], viewer)
    return HttpResponse(status=201)


def _many(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    payloads = _json(_body(request))
    if not isinstance(payloads, list):
        raise InvalidError.of("$", "a batch must be a JSON array of events")
    if len(payloads) > BATCH_MAX:
        raise InvalidError.of("$", f"a batch has at most {BATCH_MAX} events; this one has {len(payloads)}")
    accepted: list[StoredEvent] = []
    failed: list[dict[str, Any]] = []
    for index, payload in enumerate(payloads):
        try:
            accepted.append(_accept(payload, viewer))
        except (EventRefused, PayloadRefused, ForbiddenError) as error:
            INTAKE.labels("openlineage", "refused").inc()
            failed.append({"index": index, "reason": str(error), "retriable": False})
    if accepted:
        _store(accepted, viewer)
    summary = {
        "received": len(payloads),
        "successful": len(accepted),
        "failed": len(failed),
        "retriable": 0,
        "non_retriable": len(failed),
    }
    status = "partial_success" if failed else "success"
    return json_response({"status": status, "summary": summary, "failed_events": failed})


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


def _json(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise InvalidError.of("body", f"is not JSON: {error}") from error


def _accept(payload: Any, viewer: Viewer) -> StoredEvent:
    """Take secrets out, check identity and namespace, and make it ready to store.

    In this order: what is refused is quoted in the answer, and the namespace to check is the one that is stored.
    """
    payload, redacted = redact(normalise(payload))
    event = parse_event(payload)
    _check_namespace(event, viewer)
    for item in redacted:
        REDACTIONS.labels(item.rule).inc()
    body = orjson.dumps(payload)
    warnings = [{"path": item.path, "rule": item.rule} for item in redacted]
    if len(body) > EVENT_KEEP_ALL:
        warnings += _drop_large_facets(payload)
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


def _store(events: list[StoredEvent], viewer: Viewer) -> None:
    source_id = producer_ensure(viewer.source or "openlineage")
    stored = [
        StoredEvent(kind=e.kind, digest=e.digest, body=e.body, source_id=source_id, warnings=e.warnings) for e in events
    ]
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
