"""What is kept for how long: raw events by the day, runs one by one. Nothing that an answer rests on goes.

A run stays, however old, while what holds now rests on it: the run that shows a job's edges, the latest JobEvent, the
last run of a job, and the runs that the facts of a job or dataset are made from (lineage/facts/refresh.py). Evidence of
edges, schemas and facets stay in any case: they are what is known, not the record of how.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import transaction

from catalog.database import Row, Turn, retrying, rows, take_turns
from lineage.ingest.packing import dictionaries_expire
from lineage.ingest.partitions import EventDay, day_drop, days_stored
from lineage.ingest.removal import runs_delete
from lineage.ingest.tally import tallies_fold

JOBS = 200
RUNS = 2_000
# The last run that was looked at, oldest first.
Place = tuple[datetime, uuid.UUID]
START: Place = (datetime.min.replace(tzinfo=UTC), uuid.UUID(int=0))


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
        dictionaries_expire()
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
        place: Place | None = START
        while place is not None:
            place = _expire_some(jobs, before, place, gone, dry_run=dry_run)
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


def _expire_some(jobs: list[int], before: datetime, place: Place, gone: RunsGone, *, dry_run: bool) -> Place | None:
    """Look at the next old runs of these jobs and delete what may go; where to go on, None at the end."""

    @transaction.atomic
    def step() -> tuple[list[Row], int]:
        # Nobody adds a run to these jobs meanwhile: which one shows the edges does not change.
        take_turns(Turn.JOBS, jobs)
        at, run = place
        seen = rows(_SEEN, {"jobs": jobs, "before": before, "at": at, "id": run, "limit": RUNS})
        keys = [row for row in seen if row[3]]
        return seen, 0 if dry_run else runs_delete([row[0] for row in keys], [row[1] for row in keys])

    seen, datasets = retrying(step)
    gone.runs += sum(row[3] for row in seen)
    gone.datasets += datasets
    gone.jobs |= {row[1] for row in seen if row[3]}
    return (seen[-1][2], seen[-1][0]) if len(seen) == RUNS else None


_FINISHED = "r.job_id = job.id AND r.state >= 3 AND NOT r.is_design"
# What facts look at (lineage/facts/refresh.py): the last 30 finished runs of a job and the last 30 that wrote a dataset,
# and those of the 56 days before the last one. The first two parts of `kept` are what settle_edges.py calls `shown`
# and `speaking`.
_SEEN = f"""
WITH job AS (SELECT unnest(%(jobs)s::int[]) AS id),
kept AS (
  SELECT DISTINCT r.id, r.job_id FROM job CROSS JOIN LATERAL (
    (SELECT r.id, r.job_id FROM lineage_run r WHERE r.job_id = job.id AND r.has_datasets
      ORDER BY (r.state = 3) DESC, r.last_event_at DESC, r.last_event_rank DESC, r.id LIMIT 1)
    UNION ALL
    (SELECT r.id, r.job_id FROM lineage_run r WHERE r.job_id = job.id AND r.has_datasets AND r.is_snapshot
      ORDER BY r.last_event_at DESC, r.last_event_rank DESC, r.id LIMIT 1)
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
),
seen AS MATERIALIZED (
  SELECT r.* FROM job CROSS JOIN LATERAL (
    SELECT r.id, r.job_id, r.first_event_at, r.last_event_at FROM lineage_run r
    WHERE r.job_id = job.id AND r.first_event_at < %(before)s
      AND r.first_event_at >= %(at)s AND (r.first_event_at > %(at)s OR r.id < %(id)s)
    ORDER BY r.first_event_at, r.id DESC LIMIT %(limit)s
  ) r ORDER BY r.first_event_at, r.id DESC LIMIT %(limit)s
),
wrote AS MATERIALIZED (
  SELECT s.id, s.job_id, d.dataset_id, d.seen_at FROM seen s
  JOIN lineage_rundataset d ON d.run_id = s.id AND d.job_id = s.job_id AND d.output
),
needed AS MATERIALIZED (
  SELECT w.dataset_id, least(n.last - interval '56 days', n.thirtieth) AS since
  FROM (SELECT DISTINCT dataset_id FROM wrote) w CROSS JOIN LATERAL (
    SELECT max(l.seen_at) AS last, min(l.seen_at) AS thirtieth FROM (
      SELECT n.seen_at FROM lineage_rundataset n WHERE n.dataset_id = w.dataset_id AND n.output
      ORDER BY n.seen_at DESC LIMIT 30) l
  ) n
)
SELECT s.id, s.job_id, s.first_event_at, s.last_event_at < %(before)s
  AND NOT EXISTS (SELECT 1 FROM kept WHERE kept.id = s.id AND kept.job_id = s.job_id)
  AND NOT EXISTS (SELECT 1 FROM wrote w JOIN needed USING (dataset_id)
    WHERE w.id = s.id AND w.job_id = s.job_id AND w.seen_at >= needed.since)
FROM seen s ORDER BY s.first_event_at, s.id DESC
"""
