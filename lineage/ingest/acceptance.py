"""From the bytes of an event to what the inbox keeps: identity checked, secrets taken out, within limits.

Most events say again what their last one said. So a facet is searched for secrets once, and so is a dataset with its
facets: while its text is known to hold nothing that has to be changed, only what is new in an event is looked at.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import orjson

from catalog.errors import ForbiddenError
from catalog.ingest.redaction import redact
from catalog.ingest.sanity import DATASETS_MAX, NAME_BYTES_MAX, PayloadRefused, normalise
from catalog.names import digest_json
from lineage.answers import WarningKind
from lineage.fragments import (
    Group,
    Item,
    Items,
    Memory,
    NotTakenApart,
    digest_of,
    is_worth_remembering,
    item_apart,
    item_together,
    put_together,
    take_apart,
)
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
# What events say outside of datasets and facets, but for their time and run, when it needs no change; by digest.
_CLEAN_REST: Memory[bool] = Memory(20_000)
# Datasets of events that need no change and are written as we would, by the digest of their text: without their facets, and
# the digest as Item has it. Half a kilobyte each, so that the memory stays below 20 MB.
_CLEAN_ITEMS: Memory[tuple[dict[str, Any], str]] = Memory(20_000)


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


def event_known(raw: bytes, check: Callable[[Event], None], source_id: int = 0) -> StoredEvent | None:
    """An event in which there is nothing to refuse, to take out or to mend; None when it has to be read as a whole."""
    if len(raw) > APART_MAX:
        return None
    try:
        payload, groups, items = take_apart(raw)
        if sum(map(len, items.values())) > DATASETS_MAX or not _is_rest_clean(payload):
            return None
        nodes, put = _items_clean(items)
        event = parse_event(payload | nodes)
        check(event)
        if _is_ahead(event):
            return None
        return _stored(event, *put_together(payload, _facets_clean(groups), put), source_id=source_id)
    except (NotTakenApart, _NotClean, *REFUSED):
        return None


class _NotClean(ValueError):
    """Something that cannot stay as it is."""


def _is_rest_clean(payload: dict[str, Any]) -> bool:
    """Whether an event without datasets and facets can stay as it is. Of two that differ in time and run alone the second one
    is known: what is no time is refused later, and a run id is never a secret.
    """
    run, time = payload.get("run"), payload.get("eventTime")
    if not (isinstance(run, dict) and _is_short(time) and _is_short(run.get("runId"))):
        return _is_clean(payload)
    try:
        key = digest_of(orjson.dumps(payload | {"eventTime": None, "run": run | {"runId": None}}))
    except orjson.JSONEncodeError:  # nested too deep to be written
        return _is_clean(payload)
    if _CLEAN_REST.get(key):
        return True
    is_clean = _is_clean(payload)
    if is_clean:
        _CLEAN_REST.put(key, True)
    return is_clean


def _is_short(text: object) -> bool:
    """A text of which neither the length nor a character can be a reason to mend or refuse it."""
    return isinstance(text, str) and len(text) <= NAME_BYTES_MAX and text.isascii() and text.isprintable()


def _is_clean(payload: dict[str, Any]) -> bool:
    return normalise(payload) is payload and redact(payload)[0] is payload


def _items_clean(items: Items) -> tuple[dict[str, list[Any]], dict[str, list[Item]]]:
    """Inputs and outputs without their facets, and as we write them."""
    nodes: dict[str, list[Any]] = {}
    put: dict[str, list[Item]] = {}
    for key, some in items.items():
        found = [_item_clean(item) for item in some]
        nodes[key] = [node for node, _ in found]
        put[key] = [item for _, item in found]
    return nodes, put


def _item_clean(raw: msgspec.Raw) -> tuple[dict[str, Any], Item]:
    key = digest_of(raw)
    known = _CLEAN_ITEMS.get(key)
    if known is not None:
        return known[0], Item(raw, known[1])
    node, groups = item_apart(raw)
    if not _is_clean({"inputs": [node]}):
        raise _NotClean
    item = item_together(node, _facets_clean(groups))
    if bytes(item.text) == bytes(raw) and is_worth_remembering(raw, node):
        _CLEAN_ITEMS.put(key, (node, item.digest))
    return node, item


def _facets_clean(groups: Sequence[Group]) -> list[Group]:
    return [(node, key, {name: _clean(name, text) for name, text in facets.items()}) for node, key, facets in groups]


def _clean(name: str, text: msgspec.Raw) -> msgspec.Raw:
    """The facet as we write it; raises _NotClean."""
    key = digest_of(text) + name.encode()
    is_ours = _CLEAN.get(key)
    if is_ours:
        return text
    try:
        value = orjson.loads(bytes(text))
        # As deep, and below such names, as it can stand in an event.
        event = {"inputs": [{"inputFacets": {name: value}}]}
        if is_ours is None and (normalise(event) is not event or redact(event)[0] is not event):
            raise _NotClean
    except (orjson.JSONDecodeError, PayloadRefused) as error:
        raise _NotClean from error
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
        event_apart, groups, items = take_apart(body)
        together = {key: [item_together(*item_apart(item)) for item in some] for key, some in items.items()}
        _, digest = put_together(event_apart, groups, together)
    except NotTakenApart:  # a group of facets that is a text, say
        digest = digest_json(payload).bytes
    return _stored(event, body, digest, wrong)


def _is_ahead(event: Event) -> bool:
    """Whether the producer's clock is so far ahead that the event will count for the moment it arrived."""
    return event.time > datetime.now(UTC) + FUTURE_TOLERANCE


def _stored(
    event: Event,
    body: bytes,
    digest: bytes,
    wrong: Iterable[tuple[WarningKind, str, str]] = (),
    *,
    source_id: int = 0,
) -> StoredEvent:
    about = event.job or event.datasets[0].name
    return StoredEvent(
        kind=event.kind,
        digest=uuid.UUID(bytes=digest),
        body=body,
        source_id=source_id,
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
