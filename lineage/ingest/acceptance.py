"""From the bytes of an event to what the inbox keeps: identity checked, secrets taken out, within limits.

Most events say again what their last one said. So a facet is searched for secrets once: while its text is known to hold
nothing that has to be changed, only what is new in an event is looked at.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec
import orjson

from catalog.errors import ForbiddenError
from catalog.ingest.redaction import redact
from catalog.ingest.sanity import PayloadRefused, normalise
from catalog.names import digest_json
from lineage.answers import WarningKind
from lineage.fragments import Group, Memory, NotTakenApart, put_together, take_apart
from lineage.ingest.batch import FUTURE_TOLERANCE
from lineage.ingest.inbox import SHARDS, StoredEvent
from lineage.ingest.tally import Tallies
from lineage.openlineage import Event, EventRefused, parse_event

EVENT_KEEP_ALL = 10 * 1024 * 1024
LARGE = "facet above 256 KiB in a large event"
AHEAD = "clock more than an hour ahead"
FACET_KEEP = 256 * 1024
# Bigger events are read as a whole.
APART_MAX = 1024 * 1024
REFUSED = (EventRefused, PayloadRefused, ForbiddenError)
# Facets that need no change, by name and digest; whether their text is the one that we would write.
_CLEAN: Memory[bool] = Memory(60_000)


def event_accept(raw: bytes, check: Callable[[Event], None], tallies: Tallies) -> StoredEvent:
    """Take secrets out, check identity and what the caller `check`s, and make it ready to store; counts what it finds.

    In this order: what is refused is quoted in the answer, and the namespace to check is the one that is stored.
    Raises one of REFUSED.
    """
    found = event_known(raw, check)
    if found is not None:
        return found
    payload: Any = None
    try:
        payload = orjson.loads(raw)
        return _accept(payload, check, tallies)
    except orjson.JSONDecodeError as error:
        tallies.add(WarningKind.REJECTED, "no JSON", "$", None)
        raise EventRefused("body", f"is not JSON: {error}") from error
    except REFUSED as error:
        tallies.add(WarningKind.REJECTED, *_reason(error), payload)
        raise


def event_known(raw: bytes, check: Callable[[Event], None]) -> StoredEvent | None:
    """An event in which there is nothing to refuse, to take out or to mend; None when it has to be read as a whole."""
    if len(raw) > APART_MAX:
        return None
    try:
        payload, groups = take_apart(raw)
        if normalise(payload) is not payload or redact(payload)[0] is not payload:
            return None
        event = parse_event(payload)
        check(event)
    except (NotTakenApart, *REFUSED):
        return None
    if _is_ahead(event):
        return None
    clean: list[Group] = []
    for node, key, facets in groups:
        texts = {name: _clean(name, text) for name, text in facets.items()}
        known = {name: text for name, text in texts.items() if text is not None}
        if len(known) < len(texts):
            return None
        clean.append((node, key, known))
    return _stored(event, *put_together(payload, clean))


def _clean(name: str, text: msgspec.Raw) -> msgspec.Raw | None:
    """The facet as we write it; None when it cannot stay as it is."""
    key = hashlib.blake2b(text, digest_size=16).digest() + name.encode()
    is_ours = _CLEAN.get(key)
    if is_ours:
        return text
    try:
        value = orjson.loads(bytes(text))
        # As deep, and below such names, as it can stand in an event.
        event = {"inputs": [{"inputFacets": {name: value}}]}
        if is_ours is None and (normalise(event) is not event or redact(event)[0] is not event):
            return None
    except (orjson.JSONDecodeError, PayloadRefused):
        return None
    ours = orjson.dumps(value)
    _CLEAN.put(key, ours == bytes(text))
    return msgspec.Raw(ours)


def _accept(payload: Any, check: Callable[[Event], None], tallies: Tallies) -> StoredEvent:
    payload, redacted = redact(normalise(payload))
    event = parse_event(payload)
    check(event)
    wrong = [(WarningKind.REDACTED, item.rule, item.path) for item in redacted]
    if _is_ahead(event):
        wrong.append((WarningKind.AHEAD, AHEAD, "/eventTime"))
    body = orjson.dumps(payload)
    if len(body) > EVENT_KEEP_ALL:
        wrong += [(WarningKind.DROPPED, LARGE, path) for path in _drop_large_facets(payload)]
        body = orjson.dumps(payload)
    for kind, rule, path in wrong:
        tallies.add(kind, rule, path, payload)
    try:
        _, digest = put_together(*take_apart(body))
    except NotTakenApart:  # a group of facets that is a text, say
        digest = digest_json(payload).bytes
    return _stored(event, body, digest, wrong)


def _is_ahead(event: Event) -> bool:
    """Whether the producer's clock is so far ahead that the event will count for the moment it arrived."""
    return event.time > datetime.now(UTC) + FUTURE_TOLERANCE


def _stored(
    event: Event, body: bytes, digest: bytes, wrong: Iterable[tuple[WarningKind, str, str]] = ()
) -> StoredEvent:
    about = event.job or event.datasets[0].name
    return StoredEvent(
        kind=event.kind,
        digest=uuid.UUID(bytes=digest),
        body=body,
        source_id=0,
        warnings=[{"kind": kind.value, "path": path, "rule": rule} for kind, rule, path in wrong] or None,
        shard=about.digest.bytes[0] % SHARDS,
    )


def _reason(error: Exception) -> tuple[str, str]:
    """Why an event is refused, and where: a field that it must have, a limit, or a namespace."""
    if isinstance(error, EventRefused):
        return error.field, error.field
    if isinstance(error, PayloadRefused):
        return error.message.partition(";")[0], error.field
    return "namespace not allowed for the token", "job.namespace"


def _drop_large_facets(payload: dict[str, Any]) -> list[str]:
    """Of an event above 10 MiB keep what says who and what: facets above 256 KiB go; where they were."""
    dropped = []
    owners = [(f"/{key}", payload.get(key)) for key in ("run", "job", "dataset")]
    owners += [(f"/{key}/{i}", use) for key in ("inputs", "outputs") for i, use in enumerate(payload.get(key) or ())]
    for path, owner in owners:
        for group in ("facets", "inputFacets", "outputFacets"):
            facets = owner.get(group) if isinstance(owner, dict) else None
            if not isinstance(facets, dict):
                continue
            for name in list(facets):
                if len(orjson.dumps(facets[name])) > FACET_KEEP:
                    del facets[name]
                    dropped.append(f"{path}/{group}/{name}")
    return dropped


def batch_summary(accepted: int, failed: list[dict[str, Any]]) -> dict[str, Any]:
    """The answer to a batch, as OpenLineage's specification has it."""
    return {
        "status": "partial_success" if failed else "success",
        "summary": {
            "received": accepted + len(failed),
            "successful": accepted,
            "failed": len(failed),
            "retriable": 0,
            "non_retriable": len(failed),
        },
        "failed_events": failed,
    }
