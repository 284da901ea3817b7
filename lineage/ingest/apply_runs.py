"""Events to runs: state, times, parent, what was read and written. Writer of Run, RunDataset and JobParent.

Order never matters. State: a terminal event beats all others, of several the latest wins; else START or RUNNING beat
OTHER. Start is the least START, everything else the least, the greatest, or the value of the latest event that said it.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.database import execute, rows
from catalog.names import OpenLineageName
from lineage.ingest.batch import Observation, design_run_id
from lineage.openlineage import RANK, RANK_COMPLETE, facet_time, parent_of, run_key

RunId = tuple[uuid.UUID, int]
ERROR_LIMIT = 8_192


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

    def merge(self, other: RunPatch) -> None:
        """Take in another patch of the same run; commutative and idempotent."""
        if _state_key(other) > _state_key(self):
            self.state, self.ended_at = other.state, other.ended_at
        self.started_at = _least(self.started_at, other.started_at)
        self.first_event_at = min(self.first_event_at, other.first_event_at)
        self.last_event_at, self.last_event_rank = max(
            (self.last_event_at, self.last_event_rank), (other.last_event_at, other.last_event_rank)
        )
        self.nominal_start_at = _greatest(self.nominal_start_at, other.nominal_start_at)
        self.nominal_end_at = _greatest(self.nominal_end_at, other.nominal_end_at)
        if other.parent_job_id is not None and _parent_key(other) > _parent_key(self):
            self.parent_key, self.parent_job_id = other.parent_key, other.parent_job_id
        if other.error is not None and (other.error_at, other.error) > (
            self.error_at or _NEVER,
            self.error or "",
        ):
            self.error, self.error_at = other.error, other.error_at
        self.url = _greatest(self.url, other.url)
        self.has_datasets = self.has_datasets or other.has_datasets
        self.is_explicit = self.is_explicit or other.is_explicit


_NEVER = datetime.fromisoformat("0001-01-01T00:00:00+00:00")


def _state_key(patch: RunPatch) -> tuple[bool, datetime, int]:
    return (patch.state >= RANK_COMPLETE, patch.ended_at or _NEVER, patch.state)


def _parent_key(patch: RunPatch) -> tuple[str, int]:
    return (str(patch.parent_key or ""), patch.parent_job_id or 0)


def _least(a: Any, b: Any) -> Any:
    return b if a is None else a if b is None else min(a, b)


def _greatest(a: Any, b: Any) -> Any:
    return b if a is None else a if b is None else max(a, b)


@dataclass(frozen=True, slots=True)
class RunsApplied:
    """What a batch touched: runs, those that turned out to state their lineage outright, the (run, job, dataset, output)
    rows that are new, jobs with a new parent or child."""

    runs: list[RunId]
    newly_explicit: list[RunId]
    new_uses: set[tuple[uuid.UUID, int, int, bool]]
    related_jobs: set[int]


def runs_apply(observations: Sequence[Observation], ids: dict[OpenLineageName, int]) -> RunsApplied:
    """Merge the batch into Run, RunDataset and JobParent."""
    patches: dict[RunId, RunPatch] = {}
    for observation in observations:
        if observation.run_uid is None:
            continue
        patch = _patch(observation, ids)
        key = (patch.id, patch.job_id)
        if key in patches:
            patches[key].merge(patch)
        else:
            patches[key] = patch
    newly_explicit = _not_yet_explicit(sorted(key for key, patch in patches.items() if patch.is_explicit))
    _upsert_runs([patches[key] for key in sorted(patches)])
    return RunsApplied(
        sorted(patches), newly_explicit, _upsert_datasets(observations), _upsert_parents(observations, ids)
    )


def _not_yet_explicit(runs: list[RunId]) -> list[RunId]:
    if not runs:
        return []
    found = rows(
        "SELECT r.id, r.job_id FROM unnest(%s::uuid[], %s::int[]) AS k(id, job_id) JOIN lineage_run r USING (id, job_id) "
        "WHERE NOT r.is_explicit",
        [[run for run, _ in runs], [job for _, job in runs]],
    )
    return [(run, job) for run, job in found]


def _patch(observation: Observation, ids: dict[OpenLineageName, int]) -> RunPatch:
    event = observation.event
    assert observation.run_uid is not None
    is_design = event.run_id is None
    run_id = event.run_id.strip().lower() if event.run_id is not None else design_run_id(observation)
    nominal = event.run_facets.get("nominalTime")
    parent = parent_of(event)
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


_RUN_TYPES = {
    "id": "uuid",
    "job_id": "int",
    "run_key": "uuid",
    "run_id": "text",
    "source_id": "int",
    "state": "smallint",
    "started_at": "timestamptz",
    "ended_at": "timestamptz",
    "first_event_at": "timestamptz",
    "last_event_at": "timestamptz",
    "last_event_rank": "smallint",
    "nominal_start_at": "timestamptz",
    "nominal_end_at": "timestamptz",
    "parent_key": "uuid",
    "parent_job_id": "int",
    "error": "text",
    "error_at": "timestamptz",
    "url": "text",
    "has_datasets": "boolean",
    "is_design": "boolean",
    "is_explicit": "boolean",
}
_STATE_WINS = (
    "(excluded.state >= 3, coalesce(excluded.ended_at, '-infinity'), excluded.state) > "
    "(r.state >= 3, coalesce(r.ended_at, '-infinity'), r.state)"
)
_PARENT_WINS = (
    "excluded.parent_job_id IS NOT NULL AND "
    "(coalesce(excluded.parent_key::text, '') COLLATE \"C\", excluded.parent_job_id) > "
    "(coalesce(r.parent_key::text, '') COLLATE \"C\", coalesce(r.parent_job_id, 0))"
)
_ERROR_WINS = (
    'excluded.error IS NOT NULL AND (excluded.error_at, excluded.error COLLATE "C") > '
    "(coalesce(r.error_at, '-infinity'), coalesce(r.error, '') COLLATE \"C\")"
)
_UPSERT_RUNS = f"""
INSERT INTO lineage_run AS r ({", ".join(_RUN_TYPES)})
SELECT * FROM unnest({", ".join(f"%s::{kind}[]" for kind in _RUN_TYPES.values())})
ON CONFLICT (id, job_id) DO UPDATE SET
  state = CASE WHEN {_STATE_WINS} THEN excluded.state ELSE r.state END,
  ended_at = CASE WHEN {_STATE_WINS} THEN excluded.ended_at ELSE r.ended_at END,
  started_at = least(r.started_at, excluded.started_at),
  first_event_at = least(r.first_event_at, excluded.first_event_at),
  last_event_rank = CASE WHEN (excluded.last_event_at, excluded.last_event_rank) > (r.last_event_at, r.last_event_rank)
    THEN excluded.last_event_rank ELSE r.last_event_rank END,
  last_event_at = greatest(r.last_event_at, excluded.last_event_at),
  nominal_start_at = greatest(r.nominal_start_at, excluded.nominal_start_at),
  nominal_end_at = greatest(r.nominal_end_at, excluded.nominal_end_at),
  parent_key = CASE WHEN {_PARENT_WINS} THEN excluded.parent_key ELSE r.parent_key END,
  parent_job_id = CASE WHEN {_PARENT_WINS} THEN excluded.parent_job_id ELSE r.parent_job_id END,
  error = CASE WHEN {_ERROR_WINS} THEN excluded.error ELSE r.error END,
  error_at = CASE WHEN {_ERROR_WINS} THEN excluded.error_at ELSE r.error_at END,
  url = greatest(r.url COLLATE "C", excluded.url),
  has_datasets = r.has_datasets OR excluded.has_datasets,
  is_explicit = r.is_explicit OR excluded.is_explicit
"""


def _upsert_runs(patches: list[RunPatch]) -> None:
    if patches:
        execute(_UPSERT_RUNS, [[getattr(patch, name) for patch in patches] for name in _RUN_TYPES])


def _upsert_datasets(observations: Sequence[Observation]) -> set[tuple[uuid.UUID, int, int, bool]]:
    merged: dict[tuple[uuid.UUID, int, int, bool], list[Any]] = {}
    for observation in observations:
        if observation.run_uid is None:
            continue
        for use, dataset_id in zip(observation.event.datasets, observation.dataset_ids, strict=True):
            key = (observation.run_uid, observation.job_id, dataset_id, use.output)
            new = [observation.time, *_statistics(use.io_facets), _version(use.facets)]
            old = merged.get(key)
            merged[key] = new if old is None else [min(old[0], new[0]), *map(_greatest, old[1:], new[1:])]
    if not merged:
        return set()
    keys = sorted(merged)
    # The jobs are locked, so what is absent now is new. (RETURNING cannot tell on a partitioned table.)
    runs = sorted({key[:2] for key in keys})
    known = rows(
        "SELECT d.run_id, d.job_id, d.dataset_id, d.output FROM unnest(%s::uuid[], %s::int[]) AS k(run_id, job_id) "
        "JOIN lineage_rundataset d USING (run_id, job_id)",
        [[run for run, _ in runs], [job for _, job in runs]],
    )
    execute(
        """
        INSERT INTO lineage_rundataset AS d
          (run_id, job_id, dataset_id, output, seen_at, row_count, byte_count, file_count, version)
        SELECT * FROM unnest(%s::uuid[], %s::int[], %s::int[], %s::boolean[], %s::timestamptz[],
          %s::bigint[], %s::bigint[], %s::bigint[], %s::text[])
        ON CONFLICT (run_id, job_id, dataset_id, output) DO UPDATE SET
          seen_at = least(d.seen_at, excluded.seen_at),
          row_count = greatest(d.row_count, excluded.row_count),
          byte_count = greatest(d.byte_count, excluded.byte_count),
          file_count = greatest(d.file_count, excluded.file_count),
          version = greatest(d.version COLLATE "C", excluded.version)
        WHERE (d.seen_at, d.row_count, d.byte_count, d.file_count, d.version) IS DISTINCT FROM
          (least(d.seen_at, excluded.seen_at), greatest(d.row_count, excluded.row_count),
           greatest(d.byte_count, excluded.byte_count), greatest(d.file_count, excluded.file_count),
           greatest(d.version COLLATE "C", excluded.version))
        """,
        [
            *([key[i] for key in keys] for i in range(4)),
            *([merged[key][i] for key in keys] for i in range(5)),
        ],
    )
    return set(keys) - {tuple(row) for row in known}


def _statistics(io_facets: Any) -> list[int | None]:
    """Rows, bytes and files from outputStatistics, inputStatistics or dataQualityMetrics."""
    counts: list[int | None] = [None, None, None]
    for facet in ("outputStatistics", "inputStatistics", "dataQualityMetrics"):
        body = io_facets.get(facet)
        if not isinstance(body, dict):
            continue
        values = (body.get("rowCount"), body.get("size", body.get("bytes")), body.get("fileCount"))
        for index, value in enumerate(values):
            if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
                counts[index] = _greatest(counts[index], value)
    return counts


def _version(facets: Any) -> str | None:
    body = facets.get("version")
    value = body.get("datasetVersion") if isinstance(body, dict) else None
    return str(value)[:200] if isinstance(value, str | int) and value != "" else None


def _upsert_parents(observations: Sequence[Observation], ids: dict[OpenLineageName, int]) -> set[int]:
    merged: dict[tuple[int, int], tuple[datetime, datetime]] = {}
    for observation in observations:
        parent = parent_of(observation.event)
        if parent is None or ids[parent.job] == observation.job_id:
            continue
        key = (observation.job_id, ids[parent.job])
        first, last = merged.get(key, (observation.time, observation.time))
        merged[key] = (min(first, observation.time), max(last, observation.time))
    keys = sorted(merged)
    if not keys:
        return set()
    touched = rows(
        """
        INSERT INTO lineage_jobparent AS p (job_id, parent_id, first_seen_at, last_seen_at)
        SELECT * FROM unnest(%s::int[], %s::int[], %s::timestamptz[], %s::timestamptz[])
        ON CONFLICT (job_id, parent_id) DO UPDATE SET
          first_seen_at = least(p.first_seen_at, excluded.first_seen_at),
          last_seen_at = greatest(p.last_seen_at, excluded.last_seen_at)
        RETURNING job_id, parent_id, xmax = 0
        """,
        [
            [key[0] for key in keys],
            [key[1] for key in keys],
            [merged[key][0] for key in keys],
            [merged[key][1] for key in keys],
        ],
    )
    return {entity_id for job_id, parent_id, is_new in touched if is_new for entity_id in (job_id, parent_id)}
