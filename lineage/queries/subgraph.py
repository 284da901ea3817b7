"""The part of the graph within reach of some entities, by their database ids: what answers about runs are computed on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from catalog.database import rows
from catalog.queries.entities import entity_ids_of
from catalog.viewers import Viewer
from lineage.answers import Grain
from lineage.queries.edges import EdgeView
from lineage.queries.existence import LIVING
from lineage.queries.runs_about import runs_about

# Of datasets joined by jobs two edges lead from one to the next.
EDGES_A_HOP = 2
_EDGES_A_NODE = 4


@dataclass(slots=True)
class Subgraph:
    """Nodes with their distance from the start in edges, the edges followed (source, target), and whether any was left out."""

    steps: dict[int, int]
    edges: set[tuple[int, int]] = field(default_factory=set)
    truncated: bool = False

    def adjacency(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """(parents, children) of each node, in the order of their ids."""
        parents: dict[int, list[int]] = {}
        children: dict[int, list[int]] = {}
        for source, target in sorted(self.edges):
            parents.setdefault(target, []).append(source)
            children.setdefault(source, []).append(target)
        return parents, children


def subgraph_start(viewer: Viewer, ref: str) -> tuple[int, Subgraph]:
    """(id, where a walk begins): the entity, and the jobs below a pipeline, which stand before it as what it consists of.
    Raises NotFoundError."""
    asked = entity_ids_of(viewer, [ref])[0][0]
    about = runs_about(viewer, ref)
    parts = set(about.ids) - {asked} if about.of_jobs else set()
    return asked, Subgraph(dict.fromkeys([asked, *sorted(parts)], 0), {(part, asked) for part in parts})


def subgraph_extend(
    reach: Subgraph, starts: Iterable[int], side: str, *, steps: int, limit: int, as_of: datetime | None = None
) -> None:
    """Follow edges breadth first from nodes of the reach: `side` target goes up, source goes down. At most `limit` nodes are
    held in all; one statement a step."""
    view = EdgeView(grain=Grain.FULL, as_of=as_of, window_days=0, bases=None)
    frontier, other = list(starts), "source" if side == "target" else "target"
    condition = LIVING if view.is_now else "TRUE"
    for step in range(1, steps + 1):
        if not frontier:
            return
        sql, params = view.touching(side, frontier)
        most = _EDGES_A_NODE * limit
        found = rows(
            "SELECT DISTINCT p.source, p.target FROM "
            f"({sql}) AS p(source, target, basis, proof_source, proof_target) JOIN catalog_entity e ON e.id = p.{other} "
            f"WHERE p.source <> p.target AND e.deleted_at IS NULL AND {condition} ORDER BY 1, 2 LIMIT %s",
            [*params, most + 1],
        )
        reach.truncated = reach.truncated or len(found) > most
        frontier = []
        for source, target in found[:most]:
            node = source if other == "source" else target
            if node not in reach.steps:
                if len(reach.steps) >= limit:
                    reach.truncated = True
                    continue
                reach.steps[node] = step
                frontier.append(node)
            reach.edges.add((source, target))
