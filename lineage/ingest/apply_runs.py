"""Events to runs: state, times, parent, what was read and written. Writer of Run, RunDataset and JobParent.

Order never matters: the rules are those of lineage/ingest/run_patches.py, in memory as in SQL.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from catalog.database import array_text, execute, records, recordset, rows
from catalog.names import OpenLineageName
from lineage.fragments import found_once
from lineage.ingest.batch import Observation
from lineage.ingest.run_patches import EVENTS_LIMIT, RunPatch, greatest, patch_of
from lineage.lifecycle import FACET as LIFECYCLE
from lineage.lifecycle import change_of

RunId = tuple[uuid.UUID, int]
RunUse = tuple[uuid.UUID, int, int, bool]
# A dataset, and whether it is written
Use = tuple[int, bool]
# First and last time at which an event of the run named the dataset
Span = tuple[datetime, datetime]
UseSpans = dict[RunId, dict[Use, Span]]


@dataclass(frozen=True, slots=True)
class RunsApplied:
    """What a batch touched: runs, those that turned out to state their lineage outright, those that had completed before, those
    that were known and turned out to be told in snapshots, the (run, job, dataset, output) rows that are new, the spans that
    were known of runs told in snapshots, jobs with a new parent or child."""

    runs: list[RunId]
    newly_explicit: list[RunId]
    newly_snapshot: list[RunId]
    completed_before: set[RunId]
    new_uses: set[RunUse]
    known_spans: UseSpans
    related_jobs: set[int]


def runs_apply(observations: Sequence[Observation], ids: dict[OpenLineageName, int]) -> RunsApplied:
    """Merge the batch into Run, RunDataset and JobParent."""
    patches: dict[RunId, RunPatch] = {}
    for observation in observations:
        if observation.run_uid is None:
            continue
        patch = patch_of(observation, ids)
        key = (patch.id, patch.job_id)
        if key in patches:
            patches[key].merge(patch)
        else:
            patches[key] = patch
    runs = sorted(patches)
    newly_explicit = _not_yet_explicit([run for run in runs if patches[run].is_explicit])
    # The jobs are locked, so what is absent now is new. (RETURNING cannot tell on a partitioned table.)
    known = _uses_known(runs)
    newly_snapshot = [run for run in runs if patches[run].is_snapshot and run in known.adding_up]
    _upsert_runs([patches[key] for key in runs])
    return RunsApplied(
        runs,
        newly_explicit,
        newly_snapshot,
        known.completed,
        _upsert_datasets(observations) - known.uses,
        known.spans,
        _upsert_parents(observations, ids),
    )


class SeenRun(NamedTuple):
    """A run as it is stored now, with what it read and wrote."""

    id: uuid.UUID
    job_id: int
    source_id: int
    first_at: datetime
    last_at: datetime
    is_explicit: bool
    states_edges: bool
    is_snapshot: bool
    is_open: bool
    """Neither ended nor a JobEvent, and its events add up."""
    is_completed: bool
    """It succeeded; a JobEvent always counts as that."""
    is_over: bool
    """It ended; a JobEvent never ran."""
    arrived_at: datetime | None
    """When it ended, if it succeeded."""
    inputs: list[int]
    outputs: list[int]


def runs_see(runs: Sequence[RunId]) -> list[SeenRun]:
    """These runs with all that earlier batches stored of them."""
    found = rows(
        """
        SELECT r.id, r.job_id, r.source_id, r.first_event_at, r.last_event_at, r.is_explicit,
          EXISTS (SELECT 1 FROM lineage_runedge e WHERE e.run_id = r.id AND e.job_id = r.job_id),
          r.is_snapshot, r.state < 3 AND NOT r.is_snapshot, r.state = 3, r.state >= 3 AND NOT r.is_design,
          CASE WHEN r.state = 3 AND NOT r.is_design THEN r.ended_at END,
          coalesce(d.inputs, '{}'), coalesce(d.outputs, '{}')
        FROM unnest(%s::uuid[], %s::int[]) AS k(id, job_id) JOIN lineage_run r USING (id, job_id)
        CROSS JOIN LATERAL (
          SELECT array_agg(dataset_id) FILTER (WHERE NOT output) AS inputs, array_agg(dataset_id) FILTER (WHERE output) AS outputs
          FROM lineage_rundataset d WHERE d.run_id = r.id AND d.job_id = r.job_id
        ) d
        """,
        [[run for run, _ in runs], [job for _, job in runs]],
    )
    return [SeenRun(*row) for row in found]


def use_spans(runs: Sequence[RunId]) -> UseSpans:
    """What these runs read and wrote, and when it was named."""
    if not runs:
        return {}
    found = rows(
        "SELECT d.run_id, d.job_id, d.dataset_id, d.output, d.seen_at, coalesce(d.last_at, d.seen_at) "
        "FROM unnest(%s::uuid[], %s::int[]) AS k(run_id, job_id) JOIN lineage_rundataset d USING (run_id, job_id)",
        [[run for run, _ in runs], [job for _, job in runs]],
    )
    spans: UseSpans = defaultdict(dict)
    for run, job, dataset_id, output, first, last in found:
        spans[run, job][dataset_id, output] = (first, last)
    return spans


def _not_yet_explicit(runs: list[RunId]) -> list[RunId]:
    if not runs:
        return []
    found = rows(
        "SELECT r.id, r.job_id FROM unnest(%s::uuid[], %s::int[]) AS k(id, job_id) JOIN lineage_run r USING (id, job_id) "
        "WHERE NOT r.is_explicit",
        [[run for run, _ in runs], [job for _, job in runs]],
    )
    return [(run, job) for run, job in found]


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
    "is_snapshot": "boolean",
    "named_at": "timestamptz",
    "event_ids": "text",  # an array: a list of lists would be one list
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
SELECT {", ".join(_RUN_TYPES)}::bigint[] FROM {recordset(_RUN_TYPES)}
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
  is_explicit = r.is_explicit OR excluded.is_explicit,
  is_snapshot = r.is_snapshot OR excluded.is_snapshot,
  named_at = greatest(r.named_at, excluded.named_at),
  event_ids = CASE WHEN r.event_ids @> excluded.event_ids THEN r.event_ids ELSE ARRAY(
    SELECT DISTINCT id FROM unnest(r.event_ids || excluded.event_ids) id ORDER BY id DESC LIMIT {EVENTS_LIMIT}) END
"""


_plain: Callable[[RunPatch], tuple[Any, ...]] = attrgetter(*(name for name in _RUN_TYPES if name != "event_ids"))


def _values(patch: RunPatch) -> tuple[Any, ...]:
    return (*_plain(patch), array_text(patch.event_ids))


def _upsert_runs(patches: list[RunPatch]) -> None:
    if patches:
        execute(_UPSERT_RUNS, records(_RUN_TYPES, map(_values, patches)))


_USE = {
    "run_id": "uuid",
    "job_id": "int",
    "dataset_id": "int",
    "output": "boolean",
    "seen_at": "timestamptz",
    "row_count": "bigint",
    "byte_count": "bigint",
    "file_count": "bigint",
    "version": "text",
    "last_at": "timestamptz",
    "change": "smallint",
}


class _Known(NamedTuple):
    """What these runs are known to have read and written; which of them completed, which are not told in snapshots; and of
    those that are, when each dataset was named."""

    uses: set[RunUse]
    completed: set[RunId]
    adding_up: set[RunId]
    spans: UseSpans


def _uses_known(runs: Sequence[RunId]) -> _Known:
    found = rows(
        "SELECT r.id, r.job_id, d.dataset_id, d.output, r.state = 3, r.is_snapshot, CASE WHEN r.is_snapshot THEN d.seen_at END, "
        "CASE WHEN r.is_snapshot THEN coalesce(d.last_at, d.seen_at) END FROM unnest(%s::uuid[], %s::int[]) AS k(id, job_id) "
        "JOIN lineage_run r USING (id, job_id) LEFT JOIN lineage_rundataset d ON d.run_id = r.id AND d.job_id = r.job_id",
        [[run for run, _ in runs], [job for _, job in runs]],
    )
    spans: UseSpans = defaultdict(dict)
    for run, job, dataset_id, output, _, is_snapshot, first, last in found:
        if is_snapshot and dataset_id is not None:
            spans[run, job][dataset_id, output] = (first, last)
    return _Known(
        {row[:4] for row in found},
        {row[:2] for row in found if row[4]},
        {row[:2] for row in found if not row[5]},
        spans,
    )


def _upsert_datasets(observations: Sequence[Observation]) -> set[RunUse]:
    merged: dict[RunUse, list[Any]] = {}
    for observation in observations:
        if observation.run_uid is None:
            continue
        for use, dataset_id in zip(observation.event.datasets, observation.dataset_ids, strict=True):
            key = (observation.run_uid, observation.job_id, dataset_id, use.output)
            change = found_once(use.facets, LIFECYCLE, change_of)
            new = [observation.time, *_statistics(use.io_facets), _version(use.facets), observation.time, change]
            old = merged.get(key)
            merged[key] = new if old is None else [min(old[0], new[0]), *map(greatest, old[1:], new[1:])]
    if not merged:
        return set()
    keys = sorted(merged)
    execute(
        f"""
        INSERT INTO lineage_rundataset AS d ({", ".join(_USE)}) SELECT * FROM {recordset(_USE)}
        ON CONFLICT (run_id, job_id, dataset_id, output) DO UPDATE SET
          seen_at = least(d.seen_at, excluded.seen_at),
          row_count = greatest(d.row_count, excluded.row_count),
          byte_count = greatest(d.byte_count, excluded.byte_count),
          file_count = greatest(d.file_count, excluded.file_count),
          version = greatest(d.version COLLATE "C", excluded.version),
          last_at = greatest(d.last_at, excluded.last_at),
          change = greatest(d.change, excluded.change)
        WHERE (d.seen_at, d.row_count, d.byte_count, d.file_count, d.version, d.last_at, d.change) IS DISTINCT FROM
          (least(d.seen_at, excluded.seen_at), greatest(d.row_count, excluded.row_count),
           greatest(d.byte_count, excluded.byte_count), greatest(d.file_count, excluded.file_count),
           greatest(d.version COLLATE "C", excluded.version), greatest(d.last_at, excluded.last_at),
           greatest(d.change, excluded.change))
        """,
        records(_USE, ((*key, *merged[key]) for key in keys)),
    )
    return set(keys)


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
                counts[index] = greatest(counts[index], value)
    return counts


def _version(facets: Any) -> str | None:
    body = facets.get("version")
    value = body.get("datasetVersion") if isinstance(body, dict) else None
    return str(value)[:200] if isinstance(value, str | int) and value != "" else None


_PARENT = {"job_id": "int", "parent_id": "int", "first_seen_at": "timestamptz", "last_seen_at": "timestamptz"}


def _upsert_parents(observations: Sequence[Observation], ids: dict[OpenLineageName, int]) -> set[int]:
    merged: dict[tuple[int, int], tuple[datetime, datetime]] = {}
    for observation in observations:
        parent = observation.parent
        if parent is None or ids[parent.job] == observation.job_id:
            continue
        key = (observation.job_id, ids[parent.job])
        first, last = merged.get(key, (observation.time, observation.time))
        merged[key] = (min(first, observation.time), max(last, observation.time))
    keys = sorted(merged)
    if not keys:
        return set()
    touched = rows(
        f"""
        INSERT INTO lineage_jobparent AS p ({", ".join(_PARENT)}) SELECT * FROM {recordset(_PARENT)}
        ON CONFLICT (job_id, parent_id) DO UPDATE SET
          first_seen_at = least(p.first_seen_at, excluded.first_seen_at),
          last_seen_at = greatest(p.last_seen_at, excluded.last_seen_at)
        RETURNING job_id, parent_id, xmax = 0
        """,
        records(_PARENT, ((*key, *merged[key]) for key in keys)),
    )
    return {entity_id for job_id, parent_id, is_new in touched if is_new for entity_id in (job_id, parent_id)}
