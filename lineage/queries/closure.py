"""All that something is made from, or that is made from it, however far: ids and hops alone.

Who may see what, names and filters are the business of those who ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from catalog.database import rows
from lineage.answers import Grain
from lineage.queries.edges import EdgeView
from lineage.queries.existence import LIVING


def reached(
    starts: Sequence[int], *, downstream: bool, max_hops: int | None = None, as_of: datetime | None = None
) -> dict[int, int]:
    """Least hops from the starts (0) to every dataset and job in reach, nearest first; a hop is an edge.

    What is deleted, and today also what was dropped or renamed, is neither reached nor walked through.
    """
    view = EdgeView(grain=Grain.FULL, as_of=as_of, window_days=0, bases=None)
    side, other = ("source", "target") if downstream else ("target", "source")
    alive = LIVING if view.is_now else "TRUE"
    hops = dict.fromkeys(starts, 0)
    frontier = list(hops)
    hop = 0
    while frontier and hop != max_hops:
        hop += 1
        sql, params = view.touching(side, frontier)
        found = rows(
            f"SELECT DISTINCT e.id FROM ({sql}) AS p(source, target, basis, proof_source, proof_target) "
            f"JOIN catalog_entity e ON e.id = {other} AND e.deleted_at IS NULL AND {alive} ORDER BY e.id",
            params,
        )
        frontier = [entity_id for (entity_id,) in found if entity_id not in hops]
        hops |= dict.fromkeys(frontier, hop)
    return hops
