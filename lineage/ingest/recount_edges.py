"""Evidence that has to be counted anew, since a run turned out to be told otherwise than it was counted.

Writer of EdgeEvidence, with apply_edges.py. Seldom asked for, and then for all runs of the jobs concerned.
"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.database import execute, rows
from lineage.ingest.apply_runs import RunId, SeenRun

# Inputs times outputs of one run above this stay unfolded: the graph still joins them through the job.
PRODUCT_LIMIT = 2_500

_PRODUCT = """
WITH pair AS (
  SELECT DISTINCT e.via_id AS job_id, e.source_id, e.target_id
  FROM unnest(%s::uuid[], %s::int[]) AS k(run_id, job_id) JOIN lineage_edgeevidence e ON e.via_id = k.job_id AND e.basis = 3
  JOIN lineage_rundataset i ON i.run_id = k.run_id AND i.job_id = k.job_id AND i.dataset_id = e.source_id AND NOT i.output
  JOIN lineage_rundataset o ON o.run_id = k.run_id AND o.job_id = k.job_id AND o.dataset_id = e.target_id AND o.output
),
kept AS (
  SELECT pair.*, r.source_id AS origin_id, count(*) AS runs, min(s.first) AS first, max(s.last) AS last,
    (array_agg(r.id ORDER BY s.last DESC, r.id DESC))[1] AS last_run
  FROM pair JOIN lineage_rundataset i ON i.job_id = pair.job_id AND i.dataset_id = pair.source_id AND NOT i.output
  JOIN lineage_rundataset o ON o.run_id = i.run_id AND o.job_id = i.job_id AND o.dataset_id = pair.target_id AND o.output
  JOIN lineage_run r ON r.id = i.run_id AND r.job_id = i.job_id AND NOT r.is_explicit AND NOT r.is_wide
  CROSS JOIN LATERAL (SELECT
    CASE WHEN r.is_snapshot THEN greatest(i.seen_at, o.seen_at) ELSE r.first_event_at END AS first,
    CASE WHEN r.is_snapshot THEN least(coalesce(i.last_at, i.seen_at), coalesce(o.last_at, o.seen_at))
      ELSE r.last_event_at END AS last
  ) s WHERE s.first <= s.last
  GROUP BY 1, 2, 3, 4
),
gone AS (
  DELETE FROM lineage_edgeevidence e USING pair
  WHERE (e.source_id, e.target_id, e.via_id, e.basis) = (pair.source_id, pair.target_id, pair.job_id, 3)
    AND NOT EXISTS (SELECT 1 FROM kept WHERE (kept.source_id, kept.target_id, kept.job_id, kept.origin_id)
      = (e.source_id, e.target_id, e.via_id, e.origin_id))
  RETURNING e.source_id, e.target_id
),
fixed AS (
  UPDATE lineage_edgeevidence e SET first_seen_at = kept.first, last_seen_at = kept.last, run_count = kept.runs,
    last_run_id = kept.last_run
  FROM kept WHERE (e.source_id, e.target_id, e.via_id, e.basis, e.origin_id)
    = (kept.source_id, kept.target_id, kept.job_id, 3, kept.origin_id)
)
SELECT source_id, target_id FROM gone
"""


def product_recount(runs: list[RunId]) -> set[tuple[int, int]]:
    """Take back inputs times outputs of runs that turn out to state their lineage outright, to be told in snapshots, or to have
    too many; the pairs without that evidence."""
    if not runs:
        return set()
    return {(s, t) for s, t in rows(_PRODUCT, [[run for run, _ in runs], [job for _, job in runs]])}


_USES = """
WITH used AS (
  SELECT DISTINCT d.job_id, d.dataset_id, d.output FROM unnest(%s::uuid[], %s::int[]) AS k(run_id, job_id)
  JOIN lineage_rundataset d USING (run_id, job_id)
),
kept AS (
  SELECT used.*, r.source_id AS origin_id, count(*) AS runs, min(s.first) AS first, max(s.last) AS last,
    (array_agg(r.id ORDER BY s.last DESC, r.id DESC))[1] AS last_run
  FROM used JOIN lineage_rundataset d USING (job_id, dataset_id, output)
  JOIN lineage_run r ON r.id = d.run_id AND r.job_id = d.job_id
  CROSS JOIN LATERAL (SELECT
    CASE WHEN r.is_snapshot THEN d.seen_at ELSE r.first_event_at END AS first,
    CASE WHEN r.is_snapshot THEN coalesce(d.last_at, d.seen_at) ELSE r.last_event_at END AS last
  ) s
  GROUP BY 1, 2, 3, 4
)
UPDATE lineage_edgeevidence e SET first_seen_at = kept.first, last_seen_at = kept.last, run_count = kept.runs,
  last_run_id = kept.last_run
FROM kept WHERE e.via_id = 0 AND e.basis = 3 AND e.origin_id = kept.origin_id
  AND (e.source_id, e.target_id) = (CASE WHEN kept.output THEN kept.job_id ELSE kept.dataset_id END,
    CASE WHEN kept.output THEN kept.dataset_id ELSE kept.job_id END)
"""


def uses_recount(runs: list[RunId]) -> None:
    """Between job and datasets, count the runs anew that turn out to be told in snapshots, with the jobs' other runs."""
    if runs:
        execute(_USES, [[run for run, _ in runs], [job for _, job in runs]])


_STATED = """
WITH said AS (
  SELECT DISTINCT x.job_id, x.source_id, x.target_id FROM unnest(%s::uuid[], %s::int[]) AS k(run_id, job_id)
  JOIN lineage_runedge x USING (run_id, job_id)
),
kept AS (
  SELECT said.*, r.source_id AS origin_id, count(*) AS runs, min(s.first) AS first, max(s.last) AS last,
    (array_agg(r.id ORDER BY s.last DESC, r.id DESC))[1] AS last_run
  FROM said JOIN lineage_run r USING (job_id)
  JOIN lineage_runedge x ON x.run_id = r.id AND x.job_id = r.job_id
    AND x.source_id = said.source_id AND x.target_id = said.target_id
  CROSS JOIN LATERAL (SELECT
    CASE WHEN r.is_snapshot THEN coalesce(x.seen_at, r.first_event_at) ELSE r.first_event_at END AS first,
    CASE WHEN r.is_snapshot THEN coalesce(x.last_at, r.last_event_at) ELSE r.last_event_at END AS last
  ) s
  GROUP BY 1, 2, 3, 4
)
UPDATE lineage_edgeevidence e SET first_seen_at = kept.first, last_seen_at = kept.last, run_count = kept.runs,
  last_run_id = kept.last_run
FROM kept WHERE e.source_id = kept.source_id AND e.target_id = kept.target_id AND e.via_id IN (kept.job_id, -kept.job_id)
  AND e.basis = 1 AND e.origin_id = kept.origin_id
"""


def stated_recount(runs: list[RunId]) -> None:
    """What was stated outright, count anew for runs that turn out to be told in snapshots, with the jobs' other runs."""
    if runs:
        execute(_STATED, [[run for run, _ in runs], [job for _, job in runs]])


def is_wide(run: SeenRun) -> bool:
    """Whether it has so many inputs times outputs that they do not count."""
    return len(run.inputs) * len(run.outputs) > PRODUCT_LIMIT


def newly_wide(runs: Sequence[SeenRun]) -> list[RunId]:
    """Runs that have too many inputs times outputs since this batch; pairs of them may have been counted while they had less."""
    wide = [run for run in runs if is_wide(run)]
    if not wide:
        return []
    found = rows(
        "UPDATE lineage_run r SET is_wide = true FROM unnest(%s::uuid[], %s::int[]) AS k(id, job_id) "
        "WHERE (r.id, r.job_id) = (k.id, k.job_id) AND NOT r.is_wide RETURNING r.id, r.job_id",
        [[run.id for run in wide], [run.job_id for run in wide]],
    )
    return [(run, job) for run, job in found]
