"""OpenLineage payloads as typed values. Pure; tolerant of unknown facets; strict about identity alone.

What is refused: no JSON object, no parsable eventTime, no runId, no job or dataset name, an unknown eventType.
Everything else real producers do (no schemaURL, a producer that is no URI, naive times, runIds that are no UUID) is
accepted. Rules: OpenLineage 2-0-2; docs/openlineage.md lists them with what producers really send.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from catalog.names import DATASET_SCHEME, JOB_SCHEME, OpenLineageName
from lineage.granularity import job_named

EVENT_TYPES = ("OTHER", "START", "RUNNING", "COMPLETE", "ABORT", "FAIL")
RANK = {name: rank for rank, name in enumerate(EVENT_TYPES)}
RANK_COMPLETE = RANK["COMPLETE"]
Facets = Mapping[str, Any]


class EventRefused(ValueError):
    """The event has no identity; `field` is the path of what is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class DatasetUse:
    """A dataset of an event: read, or written (`output`)."""

    name: OpenLineageName
    output: bool
    facets: Facets
    io_facets: Facets


@dataclass(frozen=True, slots=True)
class ParentRun:
    """Who started a run. `run_key` is None when the producer left the run id empty."""

    job: OpenLineageName
    run_key: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Event:
    """One run, job or dataset event; `job` is None for a dataset event, `run_id` for all but run events."""

    kind: str
    rank: int
    time: datetime
    job: OpenLineageName | None
    job_facets: Facets
    run_id: str | None
    run_facets: Facets
    datasets: tuple[DatasetUse, ...]

    @property
    def is_terminal(self) -> bool:
        """No more events of this run are expected."""
        return self.rank >= RANK_COMPLETE


@lru_cache(20_000)
def run_key(run_id: str) -> uuid.UUID:
    """A run id as 16 bytes: itself when it is a UUID, else a digest; compared without case."""
    text = run_id.strip().lower()
    try:
        return uuid.UUID(text)
    except ValueError:
        return digest_uuid("run", text)


def run_uid(job_id: int, key: uuid.UUID) -> uuid.UUID:
    """Id of a run: Dagster sends all assets of one run under one run id, so the job is part of it."""
    return uuid.UUID(bytes=hashlib.blake2b(job_id.to_bytes(4, "big") + key.bytes, digest_size=16).digest())


def digest_uuid(*parts: str) -> uuid.UUID:
    """16 bytes for a tuple of texts."""
    raw = "\0".join(parts).encode("utf-8", "surrogatepass")
    return uuid.UUID(bytes=hashlib.blake2b(raw, digest_size=16).digest())


def parse_time(value: object, field: str = "eventTime") -> datetime:
    """RFC 3339 and what producers make of it: naive means UTC, nanoseconds are cut."""
    if not isinstance(value, str) or not value.strip():
        raise EventRefused(field, "is missing; send an RFC 3339 time such as 2026-01-31T06:00:00Z")
    try:
        time = datetime.fromisoformat(value.strip())
        if time.tzinfo is None:
            time = time.replace(tzinfo=UTC)
        return time.astimezone(UTC)
    except (ValueError, OverflowError):
        raise EventRefused(field, f"{value[:40]!r} is no RFC 3339 time such as 2026-01-31T06:00:00Z") from None


def parse_event(payload: object) -> Event:
    """One event; raises EventRefused naming the field."""
    if not isinstance(payload, dict):
        raise EventRefused("$", "an event must be a JSON object")
    time = parse_time(payload.get("eventTime"))
    if payload.get("run") is not None:
        return _run_event(payload, time)
    if payload.get("job") is not None:
        job, facets = _job(payload["job"])
        return Event("job", 0, time, job, facets, None, {}, _datasets(payload))
    if payload.get("dataset") is not None:
        use = _dataset(payload["dataset"], "dataset", output=True)
        return Event("dataset", 0, time, None, {}, None, {}, (use,))
    raise EventRefused("run", "an event needs run and job, or job, or dataset")


def _run_event(payload: dict[str, Any], time: datetime) -> Event:
    run = payload["run"]
    if not isinstance(run, dict):
        raise EventRefused("run", "must be an object with runId")
    run_id = _text(run.get("runId"), "run.runId")
    event_type = payload.get("eventType")
    if event_type is None:
        event_type = "OTHER"
    if not isinstance(event_type, str) or event_type not in RANK:
        raise EventRefused("eventType", f"{str(event_type)[:40]!r} is unknown; known are {', '.join(sorted(RANK))}")
    job, facets = _job(payload.get("job"))
    return Event("run", RANK[event_type], time, job, facets, run_id, _facets(run), _datasets(payload))


def _text(value: object, field: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise EventRefused(field, "must be a text that is not empty")
    return value


def _facets(owner: dict[str, Any], key: str = "facets") -> Facets:
    facets = owner.get(key)
    return facets if isinstance(facets, Mapping) else {}


def _job(value: object) -> tuple[OpenLineageName, Facets]:
    if not isinstance(value, dict):
        raise EventRefused("job", "must be an object with namespace and name")
    name = job_named(_text(value.get("namespace"), "job.namespace"), _text(value.get("name"), "job.name"))
    return name, _facets(value)


def _dataset(value: object, field: str, *, output: bool) -> DatasetUse:
    if not isinstance(value, dict):
        raise EventRefused(field, "must be an object with namespace and name")
    name = OpenLineageName(
        DATASET_SCHEME,
        _text(value.get("namespace"), f"{field}.namespace"),
        _text(value.get("name"), f"{field}.name"),
    )
    io_facets = _facets(value, "outputFacets" if output else "inputFacets")
    return DatasetUse(name, output, _facets(value), io_facets)


def _datasets(payload: dict[str, Any]) -> tuple[DatasetUse, ...]:
    uses: list[DatasetUse] = []
    for key, output in (("inputs", False), ("outputs", True)):
        items = payload.get(key)
        if items is None:
            continue
        if not isinstance(items, list):
            raise EventRefused(key, "must be a list of datasets")
        uses.extend(_dataset(item, f"{key}[{index}]", output=output) for index, item in enumerate(items))
    return tuple(uses)


def parent_of(event: Event) -> ParentRun | None:
    """The run that started this one, from facet `parent` or the older `parentRun`."""
    for key in ("parent", "parentRun"):
        facet = event.run_facets.get(key)
        job = facet.get("job") if isinstance(facet, dict) else None
        if not isinstance(facet, dict) or not isinstance(job, dict):
            continue
        namespace, name = job.get("namespace"), job.get("name")
        if not (isinstance(namespace, str) and namespace and isinstance(name, str) and name):
            continue
        run = facet.get("run")
        run_id = run.get("runId") if isinstance(run, dict) else None
        key_ = run_key(run_id) if isinstance(run_id, str) and run_id.strip() else None
        if key_ is not None and event.run_id and key_ == run_key(event.run_id):
            return None  # a run that names itself
        return ParentRun(job_named(namespace, name), key_)
    return None


def is_snapshot(facet: object) -> bool:
    """Whether a `jobType` facet says that each event of its job stands for itself (emissionPattern COMPLETE_SNAPSHOT)."""
    pattern = facet.get("emissionPattern") if isinstance(facet, dict) and not facet.get("_deleted") else None
    return isinstance(pattern, dict) and pattern.get("eventContentMode") == "COMPLETE_SNAPSHOT"


def named_beside(event: Event) -> set[OpenLineageName]:
    """What an event only refers to: the root's job, other names of its datasets, and what a dataset was called before."""
    names = set()
    root = facet.get("root") if isinstance(facet := event.run_facets.get("parent"), dict) else None
    job = _named(JOB_SCHEME, root.get("job") if isinstance(root, dict) else None)
    if job is not None:
        names.add(job)
    for use in event.datasets:
        names.update(other for other, _ in symlinks_of(use.facets.get("symlinks")))
        former = former_name(use.facets.get("lifecycleStateChange"))
        if former is not None:
            names.add(former)
    return names


def former_name(facet: object) -> OpenLineageName | None:
    """What a `lifecycleStateChange` facet says that the dataset was called before."""
    return _named(DATASET_SCHEME, facet.get("previousIdentifier") if isinstance(facet, dict) else None)


def symlinks_of(facet: object) -> set[tuple[OpenLineageName, str]]:
    """Other names of a dataset, each with the facet's word for it (TABLE, LOCATION, ...)."""
    found = set()
    for item in listed(facet.get("identifiers")) if isinstance(facet, dict) and not facet.get("_deleted") else ():
        name = _named(DATASET_SCHEME, item)
        if name is not None:
            found.add((name, str(item.get("type") or "")))
    return found


def _named(scheme: str, item: object) -> OpenLineageName | None:
    namespace, name = (item.get("namespace"), item.get("name")) if isinstance(item, dict) else (None, None)
    if not (isinstance(namespace, str) and namespace.strip() and isinstance(name, str) and name.strip()):
        return None
    return job_named(namespace, name) if scheme == JOB_SCHEME else OpenLineageName(scheme, namespace, name)


def facet_time(facet: object, key: str) -> datetime | None:
    """A time inside a facet, None when absent or not a time."""
    if not isinstance(facet, dict):
        return None
    try:
        return parse_time(facet.get(key), key)
    except EventRefused:
        return None


def listed(value: object) -> list[Any]:
    """The items of a list; none where a producer sends something else in its place."""
    return value if isinstance(value, list) else []
