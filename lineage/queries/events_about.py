"""Which events are about a run, a job or a dataset: by what their runs remember, and by looking into what is not applied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from catalog.database import rows
from catalog.names import DATASET_SCHEME, JOB_SCHEME, OpenLineageName
from catalog.permissions import visible
from catalog.viewers import Viewer
from lineage.openlineage import listed, run_key
from lineage.queries.event_cards import EVENT_BESIDE, EVENT_COLUMNS, HELD, RawEvent, held_rows, raw_event
from lineage.queries.names import ids_named
from lineage.queries.runs_about import runs_about

RUNS_MAX = 5_000
HELD_MAX = 1_000


def events_about(
    viewer: Viewer, *, ref: str | None, run_id: str | None, until: datetime | None, held_alone: bool
) -> list[int]:
    """Numbers of events, newest first: of the last 5,000 runs that began before `until` (of each run the last 100), and
    those among the last 1,000 that wait or are parked; or these alone."""
    join, where, group = "", list[tuple[str, Any]](), list[int]()
    if ref is not None:
        about = runs_about(viewer, ref, reading=True)
        join, group = about.join, about.ids
        where.append((about.condition, group))
    if run_id is not None:
        where.append(("r.run_key = %s", run_key(run_id)))
    if until is not None:
        # Clocks may be up to an hour ahead.
        where.append(("r.first_event_at < %s + interval '1 hour'", until))
    numbers = _held(viewer, set(group) if ref is not None else None, run_id)
    return sorted(numbers if held_alone else numbers | _of_runs(viewer, join, where), reverse=True)


def _of_runs(viewer: Viewer, join: str, where: list[tuple[str, Any]]) -> set[int]:
    """Of runs whose last event is at least as new as the first that is kept."""
    hidden, params = visible(viewer)
    condition = " AND ".join(text for text, _ in where)
    found = rows(
        f"SELECT DISTINCT unnest(r.event_ids) FROM (SELECT r.event_ids FROM lineage_run r {join} "
        f"JOIN catalog_entity e ON e.id = r.job_id WHERE {condition} AND {hidden} "
        "ORDER BY r.first_event_at DESC, r.id LIMIT %s) r "
        "WHERE r.event_ids[1] >= (SELECT id FROM lineage_inboxevent ORDER BY day, id LIMIT 1)",
        [*(value for _, value in where), *params, RUNS_MAX],
    )
    return {row[0] for row in found}


def _held(viewer: Viewer, group: set[int] | None, run_id: str | None) -> set[int]:
    table = held_rows(HELD)
    found = [
        raw_event(row)
        for row in rows(
            f"SELECT {EVENT_COLUMNS} FROM (SELECT id, day FROM {table} h ORDER BY id DESC LIMIT %s) k "
            f"JOIN lineage_inboxevent e ON e.day = k.day AND e.id = k.id {EVENT_BESIDE}",
            [HELD_MAX],
        )
    ]
    if run_id is not None:
        key = run_key(run_id)
        found = [event for event in found if _run_key(event) == key]
    if group is not None:
        named = {event.number: set(_names(event)) for event in found}
        known = ids_named(viewer, {name for names in named.values() for name in names})
        found = [event for event in found if any(known.get(name) in group for name in named[event.number])]
    return {event.number for event in found}


def _run_key(event: RawEvent) -> Any:
    run = event.payload.get("run")
    run_id = run.get("runId") if isinstance(run, dict) else None
    return run_key(run_id) if isinstance(run_id, str) else None


def _names(event: RawEvent) -> Iterator[OpenLineageName]:
    """Its job and datasets, as far as it names them."""
    payload = event.payload
    uses = [payload.get("dataset"), *listed(payload.get("inputs")), *listed(payload.get("outputs"))]
    for scheme, owner in [(JOB_SCHEME, payload.get("job")), *((DATASET_SCHEME, use) for use in uses)]:
        named = (owner.get("namespace"), owner.get("name")) if isinstance(owner, dict) else (None, None)
        if isinstance(named[0], str) and isinstance(named[1], str):
            yield OpenLineageName(scheme, named[0], named[1])
