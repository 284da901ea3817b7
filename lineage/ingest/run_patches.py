"""What events say of one run, merged by the same rules as in the database. Pure.

State: a terminal event beats all others, of several the latest wins; else START or RUNNING beat OTHER. Start is the least
START, everything else the least, the greatest, or the value of the latest event that said it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.names import OpenLineageName
from lineage.fragments import found_once
from lineage.ingest.batch import Observation, design_run_id
from lineage.openlineage import RANK, RANK_COMPLETE, facet_time, is_snapshot, run_key

ERROR_LIMIT = 8_192
# A stream sends events for years: the last so many are known by the run.
EVENTS_LIMIT = 100


@dataclass(slots=True)
class RunPatch:
    """What one batch says of one run; merged in memory by the same rules as in the database."""

    id: uuid.UUID
    job_id: int
    run_key: uuid.UUID
    run_id: str
    source_id: int
    state: int
    started_at: datetime | None
    ended_at: datetime | None
    first_event_at: datetime
    last_event_at: datetime
    last_event_rank: int
    nominal_start_at: datetime | None
    nominal_end_at: datetime | None
    parent_key: uuid.UUID | None
    parent_job_id: int | None
    error: str | None
    error_at: datetime | None
    url: str | None
    has_datasets: bool
    is_design: bool
    is_explicit: bool
    is_snapshot: bool
    named_at: datetime | None
    event_ids: list[int]

    def merge(self, other: RunPatch) -> None:
        """Take in another patch of the same run; commutative and idempotent."""
        if _state_key(other) > _state_key(self):
            self.state, self.ended_at = other.state, other.ended_at
        self.started_at = _least(self.started_at, other.started_at)
        self.first_event_at = min(self.first_event_at, other.first_event_at)
        self.last_event_at, self.last_event_rank = max(
            (self.last_event_at, self.last_event_rank), (other.last_event_at, other.last_event_rank)
        )
        self.nominal_start_at = greatest(self.nominal_start_at, other.nominal_start_at)
        self.nominal_end_at = greatest(self.nominal_end_at, other.nominal_end_at)
        if other.parent_job_id is not None and _parent_key(other) > _parent_key(self):
            self.parent_key, self.parent_job_id = other.parent_key, other.parent_job_id
        if other.error is not None and (other.error_at, other.error) > (
            self.error_at or _NEVER,
            self.error or "",
        ):
            self.error, self.error_at = other.error, other.error_at
        self.url = greatest(self.url, other.url)
        self.has_datasets = self.has_datasets or other.has_datasets
        self.is_explicit = self.is_explicit or other.is_explicit
        self.is_snapshot = self.is_snapshot or other.is_snapshot
        self.named_at = greatest(self.named_at, other.named_at)
        self.event_ids = sorted({*self.event_ids, *other.event_ids}, reverse=True)[:EVENTS_LIMIT]


_NEVER = datetime.fromisoformat("0001-01-01T00:00:00+00:00")


def _state_key(patch: RunPatch) -> tuple[bool, datetime, int]:
    return (patch.state >= RANK_COMPLETE, patch.ended_at or _NEVER, patch.state)


def _parent_key(patch: RunPatch) -> tuple[str, int]:
    return (str(patch.parent_key or ""), patch.parent_job_id or 0)


def _least(a: Any, b: Any) -> Any:
    return b if a is None else a if b is None else min(a, b)


def greatest(a: Any, b: Any) -> Any:
    return b if a is None else a if b is None else max(a, b)


def patch_of(observation: Observation, ids: dict[OpenLineageName, int]) -> RunPatch:
    event = observation.event
    assert observation.run_uid is not None
    is_design = event.run_id is None
    run_id = event.run_id.strip().lower() if event.run_id is not None else design_run_id(observation)
    nominal = event.run_facets.get("nominalTime")
    parent = observation.parent
    error = _error(event.run_facets.get("errorMessage"))
    state = RANK["COMPLETE"] if is_design else event.rank
    return RunPatch(
        id=observation.run_uid,
        job_id=observation.job_id,
        run_key=run_key(run_id),
        run_id=run_id[:500],
        source_id=observation.source_id,
        state=state,
        started_at=observation.time if event.rank == RANK["START"] else None,
        ended_at=observation.time if state >= RANK_COMPLETE else None,
        first_event_at=observation.time,
        last_event_at=observation.time,
        last_event_rank=event.rank,
        nominal_start_at=facet_time(nominal, "nominalStartTime"),
        nominal_end_at=facet_time(nominal, "nominalEndTime"),
        parent_key=parent.run_key if parent else None,
        parent_job_id=ids[parent.job] if parent else None,
        error=error,
        error_at=observation.time if error else None,
        url=_run_url(event.run_facets),
        has_datasets=bool(event.datasets),
        is_design=is_design,
        is_explicit=observation.stated is not None and observation.stated.is_complete,
        is_snapshot=not is_design and found_once(event.job_facets, "jobType", is_snapshot),
        named_at=observation.time if event.datasets else None,
        event_ids=[observation.inbox_id],
    )


def _error(facet: object) -> str | None:
    if not isinstance(facet, dict) or not isinstance(facet.get("message"), str):
        return None
    trace = facet.get("stackTrace")
    text = facet["message"] + (f"\n{trace}" if isinstance(trace, str) and trace else "")
    return text[:ERROR_LIMIT] or None


def _run_url(facets: Any) -> str | None:
    """A page of the run, where an Airflow, dbt or Dagster facet gives one."""
    for facet, key in (("airflow", "taskInstanceUrl"), ("dbt_run", "run_url"), ("externalQuery", "url")):
        value = facets.get(facet)
        url = value.get(key) if isinstance(value, dict) else None
        if isinstance(url, str) and url.startswith(("http://", "https://")):
            return url[:2000]
    return None
