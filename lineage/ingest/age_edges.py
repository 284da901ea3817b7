"""End edges that were not seen for longer than the policy of their source believes them. Writer of EdgeEvidence.superseded_at.

They end so many days after they were last seen; a run that shows one again brings it back (lineage/ingest/settle_edges.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from catalog.database import rows
from lineage.edge_ages import EdgeAges, ages_of
from lineage.ingest.present_edges import edges_project, folded_project

# Of one transaction: what is projected anew is locked for as long.
BATCH = 5_000
_END = """
UPDATE lineage_edgeevidence e SET superseded_at = e.last_seen_at + %(days)s * interval '1 day'
FROM (SELECT ctid FROM lineage_edgeevidence WHERE origin_id = %(source)s AND superseded_at IS NULL
  AND last_seen_at < now() - %(days)s * interval '1 day' LIMIT %(most)s) old
WHERE e.ctid = old.ctid RETURNING e.source_id, e.target_id, e.via_id
"""


def edges_age(policy: Sequence[EdgeAges]) -> int:
    """End what is too old by the policy of its source; how many lines of evidence."""
    ended = 0
    for source_id, key in rows("SELECT id, key FROM catalog_source ORDER BY id"):
        days = ages_of(key, policy).hidden_days
        while days is not None and (found := _end(source_id, days)):
            ended += found
    return ended


@transaction.atomic
def _end(source_id: int, days: int) -> int:
    found = rows(_END, {"source": source_id, "days": days, "most": BATCH})
    edges_project((source, target) for source, target, via in found if via <= 0)
    folded_project((), {(source, target) for source, target, via in found if via >= 0})
    return len(found)
