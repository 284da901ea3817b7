"""Ways between two entities: which jobs and datasets lead from the one down to the other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from catalog.errors import InvalidError
from catalog.permissions import require
from catalog.queries.entities import entity_ids_of
from catalog.viewers import Viewer
from lineage.answers import Grain, LineagePath, LineageTrace
from lineage.queries.edges import EdgeView
from lineage.queries.graph import HOPS_MAX, edges_drawn, edges_proven, nodes_drawn
from lineage.queries.starts import starts_of
from lineage.queries.steps import Steps, steps_of
from lineage.ways import Way, shortest_ways

LIMIT_MAX = 5
# Edges that one step of the search may read. An end that leads to more is left alone, the other end is followed on.
STEP_MAX = 20_000
# Before the source and behind the target: what leads to all that stands for a pipeline or a team.
_ABOVE, _BELOW = -1, -2


def lineage_trace(
    viewer: Viewer, *, source: str, target: str, limit: int = 3, max_hops: int = 10, as_of: datetime | None = None
) -> LineageTrace:
    """The `limit` (1..5) shortest ways of at most `max_hops` (1..20) edges from the source down to the target.

    A way passes no node twice; of the same length those through what has been known for longest come first. It goes on
    through what the viewer may not see, which stays nameless. From an entity to itself leads one way without an edge.
    """
    require(viewer, "lineage.read")
    now = datetime.now(UTC)
    for name, value, high in (("limit", limit, LIMIT_MAX), ("max_hops", max_hops, HOPS_MAX)):
        if not 1 <= value <= high:
            raise InvalidError.of(name, f"must be a whole number from 1 to {high}")
    if as_of is not None and as_of > now:
        raise InvalidError.of("as_of", "lies in the future")
    view = EdgeView(grain=Grain.FULL, as_of=as_of, window_days=0, bases=None)
    steps = steps_of(view)
    (source_id, _), (target_id, _) = entity_ids_of(viewer, [source, target])
    search = _Search(steps, starts_of([source_id]), starts_of([target_id]))
    ways, complete = search.ways(limit, max_hops)
    return LineageTrace(as_of=as_of or now, paths=_paths(viewer, view, steps, ways), complete=complete)


@dataclass(slots=True)
class _Side:
    """How far the search came from one end, along the edges (side source) or against them."""

    side: str
    frontier: list[int]
    seen: set[int]
    is_closed: bool = False


class _Search:
    """Breadth first from both ends, from the smaller one first; each step makes ways of one more hop known."""

    def __init__(self, steps: Steps, sources: list[int], targets: list[int]) -> None:
        self._steps = steps
        self._ends = [*sources, *targets]
        self._edges: dict[int, set[int]] = defaultdict(set, {_ABOVE: set(sources)})
        for target in targets:
            self._edges[target].add(_BELOW)
        # Of equal ones the target first: few jobs write a dataset, many may read it.
        self._sides = [_Side("target", targets, set(targets)), _Side("source", sources, set(sources))]

    def ways(self, limit: int, max_hops: int) -> tuple[list[Way], bool]:
        """The ways, and whether they are sure to be the first of all."""
        known = 0
        found = self._found(limit, known)
        while len(found) < limit and known < max_hops:
            open_sides = [side for side in self._sides if not side.is_closed]
            if not open_sides:
                return found, False
            side = min(open_sides, key=lambda one: len(one.frontier))
            if not self._grow(side):
                continue
            # Once one end leads nowhere further, all that lies between the two is known.
            known = known + 1 if side.frontier else max_hops
            found = self._found(limit, known)
        return found, True

    def _found(self, limit: int, hops: int) -> list[Way]:
        ways = shortest_ways(self._edges, _ABOVE, _BELOW, limit=limit, max_hops=hops + 2)
        return [way[1:-1] for way in ways]

    def _grow(self, side: _Side) -> bool:
        """Follow one end one hop further; not when that is too much to read."""
        pairs = self._steps.edges(side.side, side.frontier, STEP_MAX + 1, ends=self._ends)
        side.is_closed = len(pairs) > STEP_MAX
        if side.is_closed:
            return False
        for source, target in pairs:
            self._edges[source].add(target)
        found = {pair[side.side == "source"] for pair in pairs} - side.seen
        side.frontier = sorted(found)
        side.seen |= found
        return True


def _paths(viewer: Viewer, view: EdgeView, steps: Steps, ways: list[Way]) -> tuple[LineagePath, ...]:
    hops: dict[int, int] = {}
    for way in ways:
        for hop, entity_id in enumerate(way):
            hops[entity_id] = min(hop, hops.get(entity_id, hop))
    keys, drawn = nodes_drawn(viewer, hops, steps)
    nodes = dict(zip(keys, drawn, strict=True))
    (proven,) = edges_proven([(view, steps)], list(keys))
    edges = dict(zip(proven, edges_drawn(viewer, proven, keys), strict=True))
    return tuple(
        LineagePath(
            hops=len(way) - 1,
            nodes=tuple(nodes[entity_id] for entity_id in way),
            edges=tuple(edges[pair] for pair in pairwise(way)),
        )
        for way in ways
        if edges.keys() >= set(pairwise(way))  # what ceased since it was found is no way any more
    )
