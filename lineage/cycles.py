"""Cycles in a graph: its strongly connected components of more than one node. Pure.

Most nodes are in none. What nothing leads to, or what leads nowhere, is taken away until there is no more of it, many at once;
what is left goes through R. E. Tarjan's algorithm (Depth-first search and linear graph algorithms, 1972), without recursion.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from lineage.estate_arrays import Ids, Neighbours, rows_by_node


def cycles_of(sources: Ids, targets: Ids, size: int) -> list[list[int]]:
    """Nodes of each component of two or more, ascending; largest component first. `size`: node numbers are below it."""
    kept = sources != targets
    for _ in range(2):  # what nothing leads to, then, seen from the other end, what leads nowhere
        sources, targets = sources[kept], targets[kept]
        stays = _led_to(sources, targets, size)
        kept = stays[sources] & stays[targets]
        sources, targets = targets, sources
    sources, targets = sources[kept], targets[kept]
    found = [sorted(nodes) for nodes in _components(sources, targets) if len(nodes) > 1]
    return sorted(found, key=lambda nodes: (-len(nodes), nodes[0]))


def _led_to(sources: Ids, targets: Ids, size: int) -> NDArray[np.bool_]:
    """Nodes that are in a cycle, or that one leads to: what nothing leads to is taken away, again and again, each edge once."""
    near = Neighbours.of_file(*rows_by_node(sources, targets, size))
    left = np.bincount(targets, minlength=size)
    front = np.flatnonzero(left == 0).astype(np.int32)
    stays = np.ones(size, np.bool_)
    while len(front):
        stays[front] = False
        found, times = np.unique(near.of(front), return_counts=True)
        left[found] -= times
        front = found[left[found] == 0]
    return stays


def _components(sources: Ids, targets: Ids) -> Iterator[list[int]]:
    names, places = np.unique(np.concatenate([sources, targets]), return_inverse=True)
    half = len(sources)
    near = Neighbours.of_file(*rows_by_node(places[:half].astype(np.int32), places[half:].astype(np.int32), len(names)))
    starts, ids = near.starts.tolist(), near.ids.tolist()
    found = [0] * len(names)  # order in which nodes are found, from 1
    lowest = [0] * len(names)
    is_open = [False] * len(names)
    stack: list[int] = []
    count = 0
    for root in range(len(names)):
        if found[root]:
            continue
        path = [root]
        following = [starts[root]]
        while path:
            node = path[-1]
            if not found[node]:
                count += 1
                found[node] = lowest[node] = count
                stack.append(node)
                is_open[node] = True
            if following[-1] < starts[node + 1]:
                other = ids[following[-1]]
                following[-1] += 1
                if not found[other]:
                    path.append(other)
                    following.append(starts[other])
                elif is_open[other]:
                    lowest[node] = min(lowest[node], found[other])
                continue
            path.pop()
            following.pop()
            if path:
                lowest[path[-1]] = min(lowest[path[-1]], lowest[node])
            if lowest[node] == found[node]:
                component: list[int] = []
                while not component or component[-1] != node:
                    component.append(stack.pop())
                    is_open[component[-1]] = False
                yield [int(names[one]) for one in component]
