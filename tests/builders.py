"""Builders: the smallest events, descriptors and viewers that a test needs, and the way in for them."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from catalog.health.refresh import health_pending
from catalog.ingest.pipeline import SyncOutcome, source_sync
from catalog.ingest.sources import SourceSpec, producer_ensure, source_ensure
from catalog.ingest.stitch import stitch_pending
from catalog.names import digest_json
from catalog.ownership.refresh import ownership_pending
from catalog.viewers import Role, Viewer, ViewerKind
from lineage.facts.refresh import facts_pending
from lineage.ingest.alias_groups import aliases_pending
from lineage.ingest.apply import inbox_drain
from lineage.ingest.inbox import StoredEvent, events_store
from lineage.openlineage import parse_event

NAMESPACE = "postgres://db:5432"
JOBS = "scheduler"
T0 = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
VIEWER = Viewer(kind=ViewerKind.PERSON, key="person:viewer", role=Role.VIEWER)
ADMIN = Viewer(kind=ViewerKind.PERSON, key="person:admin", role=Role.ADMIN)
# Above the numbers that tests give themselves: which runs there are may not depend on what ran before.
_runs = itertools.count(1_000_001)


def run_id(number: int | None = None) -> str:
    """A UUID for a run, the same for the same number."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, str(next(_runs) if number is None else number)))


def dataset(
    name: str, *, namespace: str = NAMESPACE, facets: dict[str, Any] | None = None, **io: Any
) -> dict[str, Any]:
    """A dataset of an event; `io` may be inputFacets or outputFacets."""
    return {"namespace": namespace, "name": name, "facets": facets or {}, **io}


def schema(*columns: str) -> dict[str, Any]:
    """A schema facet: "id:int"."""
    return {"schema": {"fields": [dict(zip(("name", "type"), column.split(":"), strict=True)) for column in columns]}}


def column_lineage(**fields: str) -> dict[str, Any]:
    """A columnLineage facet: target="dataset.column"."""
    return {
        "columnLineage": {
            "fields": {
                target: {
                    "inputFields": [
                        {
                            "namespace": NAMESPACE,
                            "name": source.rpartition(".")[0],
                            "field": source.rpartition(".")[2],
                            "transformations": [{"type": "DIRECT", "subtype": "IDENTITY"}],
                        }
                    ]
                }
                for target, source in fields.items()
            }
        }
    }


def event(
    job: str = "load",
    kind: str | None = "COMPLETE",
    *,
    run: str | None = None,
    minutes: float = 0,
    inputs: list[Any] | tuple[Any, ...] = (),
    outputs: list[Any] | tuple[Any, ...] = (),
    run_facets: dict[str, Any] | None = None,
    job_facets: dict[str, Any] | None = None,
    namespace: str = JOBS,
) -> dict[str, Any]:
    """A RunEvent at T0 + minutes; datasets may be given by name alone."""
    made: dict[str, Any] = {
        "eventTime": (T0 + timedelta(minutes=minutes)).isoformat(),
        "run": {"runId": run or run_id(), "facets": run_facets or {}},
        "job": {"namespace": namespace, "name": job, "facets": job_facets or {}},
        "inputs": [dataset(d) if isinstance(d, str) else d for d in inputs],
        "outputs": [dataset(d) if isinstance(d, str) else d for d in outputs],
        "producer": "https://example.com/tests",
    }
    if kind is not None:
        made["eventType"] = kind
    return made


def parent(run: str, job: str, namespace: str = JOBS) -> dict[str, Any]:
    """A parent facet."""
    return {"parent": {"run": {"runId": run}, "job": {"namespace": namespace, "name": job}}}


def store(*events: dict[str, Any], source: str = "openlineage") -> int:
    """Put events into the inbox as the door does; how many were new."""
    source_id = producer_ensure(source)
    return events_store(
        [
            StoredEvent(kind=parse_event(e).kind, digest=digest_json(e), body=orjson.dumps(e), source_id=source_id)
            for e in events
        ]
    )


def ingest(*events: dict[str, Any], source: str = "openlineage") -> int:
    """Store events and apply all that waits; how many were applied."""
    store(*events, source=source)
    applied = inbox_drain()
    settle()
    return applied


def settle() -> None:
    """Let the background tasks work off what waits, as the worker does within seconds."""
    aliases_pending()
    stitch_pending()
    ownership_pending()
    stitch_pending()
    facts_pending()
    health_pending()


def dataset_ref(name: str) -> str:
    """Ref of a dataset of NAMESPACE that no descriptor claims."""
    return f"resource:postgres-db-5432/{name}"


def job_ref(name: str) -> str:
    """Ref of a job of JOBS that no descriptor claims."""
    return f"component:scheduler/{name}"


def descriptor(kind: str, name: str, *, spec: dict[str, Any] | None = None, **metadata: Any) -> dict[str, Any]:
    """A Backstage descriptor."""
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": {"name": name, **metadata},
        "spec": spec or {},
    }


def files_source(root: Any, *, key: str = "files", trusted: bool = True, precedence: int = 100) -> str:
    """A source that reads descriptors below a folder."""
    source_ensure(
        SourceSpec(
            key=key,
            title=key,
            kind="files",
            config={"root": str(root), "patterns": ["**/*.yaml"]},
            trusted_for_owners=trusted,
            precedence=precedence,
        )
    )
    return key


def sync(key: str) -> SyncOutcome:
    """Read a source now."""
    return source_sync(key)
