"""Which datasets are gone: dropped, or called otherwise, and not written since. Writer of GoneDataset.

A pure function of the stored changes and runs, whatever the order in which their events came. Merged datasets are there
or gone together.
"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.database import rows
from catalog.ingest.existence import existence_record
from lineage.lifecycle import DROPPED, RENAMED, STATES
from lineage.queries.existence import TOOK_PLACE

# What a run writes that drops the dataset, or that failed, does not bring it back; nor does a plan (JobEvent).
_REFRESH = f"""
WITH asked AS (SELECT * FROM unnest(%(heads)s::int[], %(members)s::int[]) AS a(head, id)),
went AS (
  SELECT DISTINCT ON (head) * FROM (
    SELECT asked.head, c.at, c.change, 0 AS to_id, c.job_id, c.run_id FROM asked
    JOIN lineage_datasetchange c ON c.dataset_id = asked.id AND c.change = {DROPPED} AND {TOOK_PLACE}
    UNION ALL
    SELECT asked.head, c.at, c.change, c.dataset_id, c.job_id, c.run_id FROM asked
    JOIN lineage_datasetchange c ON c.former_id = asked.id AND c.former_id <> 0 AND {TOOK_PLACE}
    WHERE NOT EXISTS (SELECT 1 FROM asked b WHERE b.head = asked.head AND b.id = c.dataset_id)
  ) w ORDER BY head, at DESC, change DESC, to_id
),
gone AS (
  SELECT went.* FROM went WHERE NOT EXISTS (
    SELECT 1 FROM asked JOIN lineage_datasetchange c ON c.dataset_id = asked.id
    WHERE asked.head = went.head AND c.change <> {DROPPED} AND c.at > went.at AND {TOOK_PLACE}
  ) AND NOT EXISTS (
    SELECT 1 FROM asked JOIN lineage_rundataset d ON d.dataset_id = asked.id AND d.output
    JOIN lineage_run r ON r.id = d.run_id AND r.job_id = d.job_id AND r.state < 4 AND NOT r.is_design
    WHERE asked.head = went.head AND coalesce(d.last_at, d.seen_at) > went.at AND d.change IS DISTINCT FROM {DROPPED}
      AND NOT (went.change = {RENAMED} AND d.run_id IS NOT DISTINCT FROM went.run_id)
  )
),
back AS (
  DELETE FROM lineage_gonedataset g USING asked
  WHERE g.dataset_id = asked.id AND NOT EXISTS (SELECT 1 FROM gone WHERE gone.head = g.dataset_id)
  RETURNING g.dataset_id
),
put AS (
  INSERT INTO lineage_gonedataset (dataset_id, at, change, to_id, job_id, run_id) SELECT * FROM gone
  ON CONFLICT (dataset_id) DO UPDATE SET at = excluded.at, change = excluded.change, to_id = excluded.to_id,
    job_id = excluded.job_id, run_id = excluded.run_id
)
SELECT head, change, at FROM gone UNION ALL SELECT dataset_id, NULL, NULL FROM back
"""


def gone_refresh(heads: Sequence[int], members: Sequence[int]) -> None:
    """Find out for these datasets, a line for each member of each group that is one. Needs the turns of the facts."""
    found = rows(_REFRESH, {"heads": list(heads), "members": list(members)})
    existence_record({dataset_id: (STATES[change], at) if change else None for dataset_id, change, at in found})
