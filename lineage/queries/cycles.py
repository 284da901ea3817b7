"""Which datasets and jobs are made from themselves, by way of each other."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from catalog.errors import InvalidError
from catalog.permissions import require
from catalog.queries.cards import links_by_id
from catalog.viewers import Viewer
from lineage.answers import Cycle, CycleReport
from lineage.cycles import cycles_of
from lineage.queries.estate_read import whole_graph

LIMIT_MAX = 500
MEMBERS_MAX = 50


def cycle_list(viewer: Viewer, *, smallest: int = 3, limit: int = 100) -> CycleReport:
    """Cycles of at least so many nodes, largest first; all of the graph is looked at.

    A job that reads what it writes is a cycle of two: there are many, and they are as meant, so `smallest` leaves them out.
    """
    require(viewer, "lineage.read")
    if smallest < 2:
        raise InvalidError.of("smallest", "must be a whole number from 2 on")
    if not 1 <= limit <= LIMIT_MAX:
        raise InvalidError.of("limit", f"must be a whole number from 1 to {LIMIT_MAX}")
    graph = whole_graph()
    there = np.flatnonzero(graph.is_there).astype(np.int32)
    sources, targets = graph.downstream.pairs(there)
    kept = graph.is_there[targets]
    found = [nodes for nodes in cycles_of(sources[kept], targets[kept], graph.size) if len(nodes) >= smallest]
    shown = found[:limit]
    links = links_by_id(viewer, {node for nodes in shown for node in nodes})
    seen = [(nodes, [links[node] for node in nodes if node in links]) for nodes in shown]
    return CycleReport(
        as_of=datetime.now(UTC),
        total_count=len(found),
        cycles=tuple(
            Cycle(size=len(nodes), hidden_count=len(nodes) - len(members), members=tuple(members[:MEMBERS_MAX]))
            for nodes, members in seen
            if members
        ),
    )
