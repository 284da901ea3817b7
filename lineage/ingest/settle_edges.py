"""Which evidence of a job's edges holds now: that of one run of it, which is chosen here and nowhere else.

Writer of EdgeEvidence.superseded_at and SettledJob. A pure function of the stored runs, so neither order nor repetition
changes it. Most runs read and write what the one before did: those are told by SettledJob, and nothing is judged for them.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime

from catalog.database import rows
from lineage.ingest.apply_runs import RunId, SeenRun

# Since before any event.
EVER = datetime.min.replace(tzinfo=UTC)
_SAYS_ALL = "(state = 3 OR is_snapshot)"
_NEWEST_FIRST = "ORDER BY last_event_at DESC, last_event_rank DESC, id LIMIT 1"


def _latest(kind: str) -> str:
    """The latest run of `job.id` of that kind that completed, or is told in snapshots, each of which says all; while there is
    none, its latest run.

    Asked for one after the other, each is one step in the index, however many runs there are.
    """
    found = f"SELECT * FROM lineage_run WHERE job_id = job.id AND {kind}"
    return f"""
      SELECT * FROM (({found} AND (state = 3) IS TRUE {_NEWEST_FIRST})
        UNION ALL ({found} AND (state = 3) IS FALSE {_NEWEST_FIRST})
        UNION ALL ({found} AND is_snapshot {_NEWEST_FIRST})) found
      ORDER BY {_SAYS_ALL} DESC, last_event_at DESC, last_event_rank DESC, id LIMIT 1
    """


# The run of each job that says what holds now, and its datasets; for dataset edges a run counts that states its lineage
# outright without naming datasets otherwise. OFFSET 0 keeps each part a few steps in an index for each job: planned while the
# tables are empty, whole tables would be read instead, for minutes after a start until they are analysed.
_CURRENT = f"""
job AS (SELECT unnest(%(jobs)s::int[]) AS id),
shown AS (
  SELECT job.id AS job_id, r.id AS run_id, {_SAYS_ALL} AS done, r.last_event_at AS at, r.is_snapshot, r.named_at
  FROM job CROSS JOIN LATERAL ({_latest("has_datasets")}) r
),
speaking AS (
  SELECT job.id AS job_id, r.id AS run_id, r.is_explicit, CASE WHEN r.is_snapshot THEN
    (SELECT max(x.last_at) FROM lineage_runedge x WHERE x.run_id = r.id AND x.job_id = r.job_id) END AS stated_at
  FROM job CROSS JOIN LATERAL (
    SELECT * FROM (({_latest("has_datasets")}) UNION ALL ({_latest("is_explicit AND NOT has_datasets")})) found
    ORDER BY {_SAYS_ALL} DESC, last_event_at DESC, last_event_rank DESC, id LIMIT 1
  ) r
),
held AS (
  SELECT shown.job_id, d.dataset_id, d.output
  FROM shown JOIN lineage_rundataset d ON d.run_id = shown.run_id AND d.job_id = shown.job_id
  WHERE NOT shown.is_snapshot OR d.last_at = shown.named_at
),
mine AS (
  SELECT e.*, job.id AS job_id FROM job CROSS JOIN LATERAL (
    SELECT ctid AS row, * FROM lineage_edgeevidence WHERE target_id = job.id AND via_id = 0 AND basis = 3
    UNION ALL
    SELECT ctid, * FROM lineage_edgeevidence WHERE source_id = job.id AND via_id = 0 AND basis = 3
    UNION ALL
    SELECT ctid, * FROM lineage_edgeevidence WHERE via_id IN (job.id, -job.id) AND via_id <> 0
    OFFSET 0) e
),
judged AS (
  SELECT mine.*, CASE
    WHEN via_id = 0 AND target_id = job_id THEN
      EXISTS (SELECT 1 FROM held h WHERE h.job_id = mine.job_id AND h.dataset_id = source_id AND NOT h.output)
    WHEN via_id = 0 THEN
      EXISTS (SELECT 1 FROM held h WHERE h.job_id = mine.job_id AND h.dataset_id = target_id AND h.output)
    WHEN basis = 1 THEN
      EXISTS (SELECT 1 FROM speaking JOIN lineage_runedge x ON x.run_id = speaking.run_id AND x.job_id = speaking.job_id
        WHERE x.job_id = mine.job_id AND x.source_id = mine.source_id AND x.target_id = mine.target_id
          AND (x.last_at < speaking.stated_at) IS NOT TRUE OFFSET 0)
    WHEN EXISTS (SELECT 1 FROM speaking WHERE speaking.job_id = mine.job_id AND speaking.is_explicit) THEN false
    WHEN basis = 2 THEN
      EXISTS (SELECT 1 FROM lineage_columnfacet f JOIN lineage_columnedge c ON c.facet_id = f.id
        JOIN lineage_datasetcolumn s ON s.id = c.source_id
        WHERE f.job_id = mine.job_id AND f.dataset_id = mine.target_id AND f.is_current AND s.dataset_id = mine.source_id
        OFFSET 0)
      AND NOT EXISTS (SELECT 1 FROM shown WHERE shown.job_id = mine.job_id AND shown.done AND NOT EXISTS
        (SELECT 1 FROM held h WHERE h.job_id = mine.job_id AND h.dataset_id = target_id AND h.output))
    ELSE
      EXISTS (SELECT 1 FROM held h WHERE h.job_id = mine.job_id AND h.dataset_id = source_id AND NOT h.output)
      AND EXISTS (SELECT 1 FROM held h WHERE h.job_id = mine.job_id AND h.dataset_id = target_id AND h.output)
    END AS holds
  FROM mine
  WHERE superseded_at IS NULL OR superseded_at >= %(since)s OR last_seen_at >= %(since)s
    OR superseded_at = last_seen_at  -- no run that says so came after it yet
)
"""
_SETTLE = f"""
WITH {_CURRENT},
verdict AS (
  SELECT judged.row, job_id, source_id, target_id, via_id, last_seen_at, CASE WHEN holds THEN NULL ELSE coalesce(
    (SELECT min(s.at) FROM lineage_run r JOIN shown ON shown.job_id = r.job_id
      CROSS JOIN LATERAL (SELECT CASE WHEN r.is_snapshot THEN (SELECT min(d.seen_at) FROM lineage_rundataset d
        WHERE d.run_id = r.id AND d.job_id = r.job_id) ELSE r.last_event_at END AS at) s
      WHERE r.job_id = judged.job_id AND r.has_datasets AND r.last_event_at > judged.last_seen_at
        AND s.at > judged.last_seen_at AND (r.state = 3 OR r.is_snapshot OR NOT shown.done)),
    judged.last_seen_at) END AS ends
  FROM judged
),
plain AS (
  SELECT shown.job_id, shown.at, md5(string_agg(
    CASE WHEN held.output THEN '>' ELSE '<' END || held.dataset_id, '' ORDER BY held.output, held.dataset_id))::uuid AS digest
  FROM shown JOIN held USING (job_id)
  WHERE shown.done AND NOT shown.is_snapshot
    AND shown.job_id <> ALL(ARRAY(SELECT job_id FROM speaking WHERE is_explicit))
    AND shown.job_id <> ALL(ARRAY(SELECT job_id FROM verdict WHERE ends = last_seen_at))
  GROUP BY 1, 2
),
unsettled AS (
  DELETE FROM lineage_settledjob s USING job WHERE s.job_id = job.id
    AND NOT EXISTS (SELECT 1 FROM plain WHERE plain.job_id = job.id)
),
settled AS (
  INSERT INTO lineage_settledjob AS s (job_id, at, digest) SELECT * FROM plain
  ON CONFLICT (job_id) DO UPDATE SET at = excluded.at, digest = excluded.digest
)
UPDATE lineage_edgeevidence e SET superseded_at = v.ends
FROM verdict v WHERE e.ctid = v.row AND e.superseded_at IS DISTINCT FROM v.ends
RETURNING e.source_id, e.target_id, e.via_id
"""


def datasets_digest(inputs: Iterable[int], outputs: Iterable[int]) -> uuid.UUID:
    """Of what a run read and wrote; made in SQL in the same way."""
    text = "".join([*(f"<{i}" for i in sorted(inputs)), *(f">{o}" for o in sorted(outputs))])
    return uuid.UUID(bytes=hashlib.md5(text.encode(), usedforsecurity=False).digest())


def jobs_unmoved(runs: Sequence[SeenRun], completed_before: Collection[RunId]) -> set[int]:
    """Jobs of these runs for which they change nothing, unless they showed an edge that is new or had ended.

    Runs that go on change nothing for a job of which one completed; one that completed just now does not when it has the
    same datasets as the one that says what holds and is no older. Of one that had completed before the time may have moved,
    and with it when an edge ended.
    """
    settled = {
        row[0]: row[1:]
        for row in rows(
            "SELECT job_id, at, digest FROM lineage_settledjob WHERE job_id = ANY(%s)",
            [sorted({r.job_id for r in runs})],
        )
    }
    known = [run for run in runs if run.job_id in settled]
    moved = {r.job_id for r in known if (r.id, r.job_id) in completed_before or _moves(r, *settled[r.job_id])}
    return settled.keys() - moved


def _moves(run: SeenRun, at: datetime, digest: uuid.UUID) -> bool:
    if run.is_explicit or run.states_edges or run.is_snapshot:
        return True
    if run.is_open:
        return False
    if not run.is_completed:  # it may have been the one that says what holds
        return True
    return run.last_at < at or datasets_digest(run.inputs, run.outputs) != digest


_SAYING = (
    "SELECT id FROM lineage_run WHERE job_id = job.id AND has_datasets AND (state = 3) IS TRUE "
    "UNION ALL SELECT id FROM lineage_run WHERE job_id = job.id AND has_datasets AND is_snapshot"
)


def jobs_done(jobs: Collection[int]) -> set[int]:
    """Those of the jobs that have a run with datasets that completed or is told in snapshots: runs that are not over change
    nothing for them."""
    if not jobs:
        return set()
    found = rows(
        f"SELECT job.id FROM unnest(%s::int[]) AS job(id) WHERE EXISTS ({_SAYING})",
        [sorted(jobs)],
    )
    return {row[0] for row in found}


def jobs_turned(jobs: Collection[int], runs: Collection[uuid.UUID]) -> set[int]:
    """Those of the jobs of which no other run than these has completed with datasets, or is told in snapshots: whether such
    runs alone say what holds may have changed, and with it when every edge of the past ended."""
    found = rows(
        "SELECT job.id FROM unnest(%(jobs)s::int[]) AS job(id) "
        f"WHERE NOT EXISTS (SELECT 1 FROM ({_SAYING}) r WHERE r.id <> ALL(%(runs)s::uuid[]))",
        {"jobs": sorted(jobs), "runs": sorted(runs)},
    )
    return {row[0] for row in found}


def edges_settle(jobs: list[int], since: datetime | None) -> set[tuple[int, int, int]]:
    """Close evidence that the job's current run no longer shows, reopen what it shows again; the rows that changed.

    Only rows that end at or after the batch's first moment are judged: a job that writes a new path every hour does not
    make every batch read its whole past.
    """
    if not jobs or since is None:
        return set()
    return {tuple(row) for row in rows(_SETTLE, {"jobs": jobs, "since": since})}
