"""Who reads whom, one hop apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.database import rows


def downstream(entity_ids: Sequence[int]) -> Iterable[int]:
    """Entities that are made from one of these directly."""
    found = rows("SELECT DISTINCT target_id FROM lineage_edge WHERE source_id = ANY(%s)", [list(entity_ids)])
    return (row[0] for row in found)
