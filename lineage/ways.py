"""Shortest simple ways through a directed graph. Pure.

Yen's algorithm (J. Y. Yen, Finding the k shortest loopless paths in a network, Management Science 17, 1971), with a
breadth-first search for each deviation: exact, and at worst limit * max_hops searches of the graph.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

Way = tuple[int, ...]


def shortest_ways(
    edges: Mapping[int, Collection[int]], source: int, target: int, *, limit: int, max_hops: int
) -> list[Way]:
    """The first `limit` ways of at most `max_hops` edges that pass no node twice: shorter ones first, then by their nodes.

    From a node to itself there is one, without an edge.
    """
    graph = _Graph(edges, target, max_hops)
    first = graph.shortest((source,), set())
    found: list[Way] = []
    waiting = [(len(first), first)] if first else []
    while waiting and len(found) < limit:
        _, way = heapq.heappop(waiting)
        found.append(way)
        for place in range(1, len(way)):
            root = way[:place]
            barred = {other[place] for other in found if other[:place] == root}
            other = graph.shortest(root, barred)
            if other and (len(other), other) not in waiting:
                heapq.heappush(waiting, (len(other), other))
    return found


class _Graph:
    """What can be on a way to the target, nodes in order, and how far each is from there at least."""

    def __init__(self, edges: Mapping[int, Collection[int]], target: int, max_hops: int) -> None:
        self._target = target
        self._max_hops = max_hops
        self._left = _hops_to(target, edges, max_hops)
        self._next = {
            node: sorted(other for other in others if other in self._left)
            for node, others in edges.items()
            if node in self._left
        }

    def shortest(self, root: Way, barred: Collection[int]) -> Way | None:
        """The first way that begins with `root` and goes on to none of the barred; None where no way is short enough."""
        if root[-1] == self._target:
            return root
        came: dict[int, int] = {}
        frontier = [root[-1]]
        for hop in range(len(root), self._max_hops + 1):
            further = []
            for node in frontier:
                for other in self._next.get(node, ()):
                    is_barred = other in root or (node == root[-1] and other in barred)
                    if other in came or is_barred or hop + self._left[other] > self._max_hops:
                        continue
                    came[other] = node
                    if other == self._target:
                        return (*root, *_unwound(came, other, root[-1]))
                    further.append(other)
            frontier = further
        return None


def _hops_to(target: int, edges: Mapping[int, Collection[int]], max_hops: int) -> dict[int, int]:
    before: dict[int, list[int]] = defaultdict(list)
    for node, others in edges.items():
        for other in others:
            before[other].append(node)
    hops = {target: 0}
    frontier = [target]
    for hop in range(1, max_hops + 1):
        frontier = [node for node in {n for other in frontier for n in before[other]} if node not in hops]
        hops |= dict.fromkeys(frontier, hop)
    return hops


def _unwound(came: Mapping[int, int], last: int, first: int) -> Sequence[int]:
    """The nodes after `first`, up to `last`."""
    way = [last]
    while came[way[-1]] != first:
        way.append(came[way[-1]])
    return way[::-1]
