"""Jobs whose SQL is to be read for columns. Writer of StatementRequest; worked off by lineage/ingest/infer_columns.py."""

from __future__ import annotations

from collections.abc import Collection

from catalog.queries.members import members_of
from catalog.queues import Queue

STATEMENTS = Queue("lineage_statementrequest")
# Without columns a statement that selects all tells nothing, so whoever reads or writes a dataset with others is asked.
_AROUND = """
SELECT f.entity_id FROM unnest(%s::int[]) AS d(id) CROSS JOIN LATERAL (
  SELECT e.target_id AS job_id FROM lineage_edgeevidence e WHERE e.source_id = d.id AND e.via_id = 0 AND e.superseded_at IS NULL
  UNION SELECT e.source_id FROM lineage_edgeevidence e WHERE e.target_id = d.id AND e.via_id = 0 AND e.superseded_at IS NULL
) j JOIN lineage_entityfacet f ON f.entity_id = j.job_id AND f.name = 'sql' AND f.body IS NOT NULL
"""


def statements_ask(job_ids: Collection[int], reshaped: Collection[int]) -> None:
    """Ask for these jobs, and for all with SQL that read or write a dataset of `reshaped`, which have other columns now."""
    STATEMENTS.ask(job_ids)
    if reshaped:
        STATEMENTS.ask_selected(_AROUND, [members_of(reshaped)[1]])
