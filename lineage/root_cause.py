"""Which entities upstream may be why something is wrong, the likeliest first. Pure: a graph and what is known in, suspects out.

Suspects are the ancestors that are anomalous themselves, and those that nobody watches while half or more of what is next
watched below them is anomalous: what nobody watches breaks as often as the rest, and a list without it points at its
children. Of these only the heads count, with no anomalous ancestor near. A head is scored by how well it explains what is
wrong, F2 (recall counts twice, since a healthy node below a fault is nothing unusual: there is slack) of

    precision: share of what it feeds, and somebody watches, that is anomalous
    recall: share of all that is anomalous that it feeds

and one that nobody watches by nine tenths of it. docs/proof/forecasts.md has how often that is right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

HOPS_MAX = 6
HEAD_HOPS = 2
# What is next watched below a node that nobody watches: through so many hops of others like it, and so much of it anomalous.
BLIND_HOPS = 3
BLIND_SHARE = 0.5
BLIND_FACTOR = 0.9
RECALL_WEIGHT = 4  # the square of the beta of F-beta
Adjacency = Mapping[int, Collection[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A part of the lineage graph, and what is known of its nodes. `anomalous` is a part of `observed`; `hop` is how many
    edges count as one hop: two where jobs stand between datasets."""

    parents: Adjacency
    children: Adjacency
    observed: Collection[int]
    anomalous: Collection[int]
    hop: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A node that may be the cause: `explains` of the anomalous nodes (itself among them), and the shortest way from it to
    the node asked about, both included. The score is from 0 to 1."""

    node: int
    score: float
    monitored: bool
    explains: frozenset[int]
    path: tuple[int, ...]


def suspects_of(situation: Situation, asked: int) -> list[Suspect]:
    """Suspects for one node, itself among them when it is anomalous, best first; of equals the watched, then the near one."""
    ways = _ways(situation.parents, asked, HOPS_MAX * situation.hop)
    heads = [node for node in ways if _is_candidate(situation, node) and _is_head(situation, node)]
    found = [_suspect(situation, node, _path(ways, node)) for node in heads]
    return sorted(found, key=lambda s: (-s.score, not s.monitored, len(s.path), s.node))


def _ways(parents: Adjacency, asked: int, steps: int) -> dict[int, int]:
    """Nodes upstream within so many steps, each with the one below it on a shortest way; the asked one leads to itself."""
    ways = {asked: asked}
    for node, below in _breadth_first(parents, asked, steps):
        ways[node] = below
    return ways


def _breadth_first(adjacency: Adjacency, start: int, steps: int) -> Iterator[tuple[int, int]]:
    """(node, the one it was reached from), nearest first, the start left out."""
    seen, frontier = {start}, [start]
    for _ in range(steps):
        reached: list[int] = []
        for node in frontier:
            for other in adjacency.get(node, ()):
                if other not in seen:
                    seen.add(other)
                    reached.append(other)
                    yield other, node
        frontier = reached


def _path(ways: Mapping[int, int], node: int) -> tuple[int, ...]:
    path = [node]
    while ways[path[-1]] != path[-1]:
        path.append(ways[path[-1]])
    return tuple(path)


def _is_candidate(situation: Situation, node: int) -> bool:
    if node in situation.observed:
        return node in situation.anomalous
    watched = _next_watched(situation, node)
    return bool(watched) and sum(below in situation.anomalous for below in watched) >= BLIND_SHARE * len(watched)


def _next_watched(situation: Situation, node: int) -> list[int]:
    """What is watched below a node that is not, with nothing watched between them."""
    seen, frontier, watched = {node}, [node], list[int]()
    for _ in range(BLIND_HOPS * situation.hop):
        below = {child for blind in frontier for child in situation.children.get(blind, ())} - seen
        seen |= below
        watched += [child for child in below if child in situation.observed]
        frontier = [child for child in below if child not in situation.observed]
    return watched


def _is_head(situation: Situation, node: int) -> bool:
    """Nothing anomalous is near above it, but for what it feeds itself: in a cycle all are heads."""
    near = _breadth_first(situation.parents, node, HEAD_HOPS * situation.hop)
    wrong = [ancestor for ancestor, _ in near if ancestor in situation.anomalous]
    return all(node in dict(_breadth_first(situation.parents, above, HOPS_MAX * situation.hop)) for above in wrong)


def _suspect(situation: Situation, node: int, path: tuple[int, ...]) -> Suspect:
    fed = {node, *(below for below, _ in _breadth_first(situation.children, node, HOPS_MAX * situation.hop))}
    watched = sum(below in situation.observed for below in fed)
    explains = frozenset(below for below in fed if below in situation.anomalous)
    monitored = node in situation.observed
    whole = watched + RECALL_WEIGHT * len(situation.anomalous)
    score = (1 + RECALL_WEIGHT) * len(explains) / whole if explains else 0.0
    return Suspect(
        node=node, score=score if monitored else BLIND_FACTOR * score, monitored=monitored, explains=explains, path=path
    )
