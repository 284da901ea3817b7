"""Edges between columns: which hold, at an instant or now, and which way they lead."""

from __future__ import annotations

from datetime import datetime
from typing import Any

# Of the contents that a job gave a dataset the one that held at an instant.
_HELD = (
    "(f.first_at <= %s AND NOT EXISTS (SELECT 1 FROM lineage_columnfacet g WHERE g.job_id = f.job_id "
    "AND g.dataset_id = f.dataset_id AND g.first_at <= %s "
    "AND (least(g.last_at, %s), g.first_at, g.id) > (least(f.last_at, %s), f.first_at, f.id)))"
)


def facets_in_force(at: datetime | None) -> tuple[str, list[Any]]:
    """A condition on lineage_columnfacet f with its parameters: it holds at an instant; now when None."""
    return (_HELD, [at] * 4) if at else ("f.is_current", [])
