"""What is kept for how long: raw events by the day, runs one by one. Nothing that an answer rests on goes.

A run stays, however old, while what holds now rests on it: the run that shows a job's edges, the latest JobEvent, the
last run of a job, and the runs that the facts of a job or dataset are made from (lineage/facts/refresh.py). Evidence of
edges, schemas and facets stay in any case: they are what is known, not the record of how.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import transaction

from catalog.database import Turn, retrying, rows, take_turns
from lineage.ingest.partitions import EventDay, day_drop, days_stored
from lineage.ingest.removal import runs_delete
from lineage.ingest.tally import tallies_fold

JOBS = 200
RUNS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPolicy:
    """Days for which raw events and runs are kept."""

    event_days: int
    run_days: int


@dataclass(slots=True)
class RunsGone:
    """What went of the runs."""

    runs: int = 0
    datasets: int = 0
    jobs: set[int] = field(default_factory=set)
    is_complete: bool = True


def events_expire(
    policy: RetentionPolicy, *, dry_run: bool = False, tell: Callable[[EventDay, bool], object] = lambda day, gone: None
) -> int:
    """Drop the days of raw events that are older than the policy keeps; how many. `tell` hears of each."""
    first = datetime.now(UTC).date() - timedelta(days=policy.event_days)
    dropped = 0
    for day in days_stored(before=first):
        gone = not day.is_kept and (dry_run or day_drop(day.day, event_count=day.event_count))
        dropped += gone
        tell(day, gone)
    if not dry_run:
        tallies_fold(first)
    return dropped


def runs_expire(
    policy: RetentionPolicy,
    *,
    dry_run: bool = False,
    seconds: float = float("inf"),
    tell: Callable[[RunsGone], object] = lambda gone: None,
) -> RunsGone:
    """Delete runs older than the policy keeps, in small transactions, job after job, for so many seconds at most."""
    before = datetime.now(UTC) - timedelta(days=policy.run_days)
    deadline = time.monotonic() + seconds
    gone, cursor = RunsGone(), 0
    while jobs := _jobs_after(cursor):
        cursor = jobs[-1]
        while _expire_some(jobs, before, gone, dry_run=dry_run):
            tell(gone)
            if time.monotonic() > deadline:
                gone.is_complete = False
                return gone
    return gone


def _jobs_after(cursor: int) -> list[int]:
    """The next entities that have runs, by id."""
    return [
        row[0]
        for row in rows(
            "SELECT e.id FROM catalog_entity e WHERE e.id > %s "
            "AND EXISTS (SELECT 1 FROM lineage_run r WHERE r.job_id = e.id) ORDER BY e.id LIMIT %s",
            [cursor, JOBS],
        )
    ]


def _expire_some(jobs: list[int], before: datetime, gone: RunsGone, *, dry_run: bool) -> bool:
    """Delete up to RUNS old runs of these jobs; whether there may be more."""

    @transaction.atomic
    def step() -> tuple[list[tuple[object, int]], int]:
        # Nobody adds a run to these jobs meanwhile: which one shows the edges does not change.
        take_turns(Turn.JOBS, jobs)
        found = [
            (run, job)
            for run, job in rows(_EXPIRED, {"jobs": jobs, "before": before, "limit": None if dry_run else RUNS})
        ]
        if dry_run:
            return found, 0
        return found, runs_delete([run for run, _ in found], [job for _, job in found])

    found, datasets = retrying(step)
    gone.runs += len(found)
    gone.datasets += datasets
    gone.jobs |= {job for _, job in found}
    return not dry_run and len(found) == RUNS


_FINISHED = "r.job_id = job.id AND r.state >= 3 AND NOT r.is_design"
# What facts look at (lineage/facts/refresh.py): the last 30 finished runs of a job and the last 30 that wrote a dataset,
# and those of the 56 days before the last one. The first two parts of `kept` are what apply_edges.py calls `shown` and
# `speaking`.
_EXPIRED = f"""
WITH job AS (SELECT unnest(%(jobs)s::int[]) AS id),
kept AS (
  SELECT DISTINCT r.id, r.job_id FROM job CROSS JOIN LATERAL (
    (SELECT r.id, r.job_id FROM lineage_run r WHERE r.job_id = job.id AND r.has_datasets
      ORDER BY (r.state = 3) DESC, r.last_event_at DESC, r.last_event_rank DESC, r.id LIMIT 1)
    UNION ALL
    (SELECT r.id, r.job_id FROM lineage_run r WHERE r.job_id = job.id AND r.is_explicit AND NOT r.has_datasets
      ORDER BY (r.state = 3) DESC, r.last_event_at DESC, r.last_event_rank DESC, r.id LIMIT 1)
    UNION ALL
    (SELECT r.id, r.job_id FROM lineage_run r WHERE r.job_id = job.id AND r.is_design
      ORDER BY r.last_event_at DESC, r.id LIMIT 1)
    UNION ALL
    (SELECT r.id, r.job_id FROM lineage_run r WHERE r.job_id = job.id AND NOT r.is_design
      ORDER BY r.first_event_at DESC, r.id LIMIT 1)
    UNION ALL
    (SELECT r.id, r.job_id FROM lineage_run r WHERE {_FINISHED} ORDER BY r.first_event_at DESC, r.id LIMIT 30)
    UNION ALL
    (SELECT r.id, r.job_id FROM lineage_run r WHERE {_FINISHED} AND r.first_event_at >=
      (SELECT max(r.first_event_at) FROM lineage_run r WHERE {_FINISHED}) - interval '56 days'
      ORDER BY r.first_event_at DESC, r.id LIMIT 500)
  ) r
)
SELECT r.id, r.job_id FROM job CROSS JOIN LATERAL (
  SELECT r.id, r.job_id FROM lineage_run r
  WHERE r.job_id = job.id AND r.first_event_at < %(before)s AND r.last_event_at < %(before)s
) r
WHERE NOT EXISTS (SELECT 1 FROM kept WHERE kept.id = r.id AND kept.job_id = r.job_id)
  AND NOT EXISTS (
    SELECT 1 FROM lineage_rundataset d WHERE d.run_id = r.id AND d.job_id = r.job_id AND d.output AND (
      d.seen_at >= (SELECT max(n.seen_at) FROM lineage_rundataset n WHERE n.dataset_id = d.dataset_id AND n.output)
        - interval '56 days'
      OR (SELECT count(*) FROM (SELECT 1 FROM lineage_rundataset n WHERE n.dataset_id = d.dataset_id AND n.output
          AND n.seen_at >= d.seen_at AND (n.seen_at > d.seen_at OR n.run_id < d.run_id) LIMIT 30) newer) < 30))
LIMIT %(limit)s
"""
