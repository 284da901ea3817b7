"""How many others read each dataset now."""

from __future__ import annotations

from catalog.database import rows


def reader_counts() -> dict[int, int]:
    """Direct readers, jobs folded in, of every entity that has any."""
    return dict(rows("SELECT source_id, count(*) FROM lineage_foldededge GROUP BY 1"))
