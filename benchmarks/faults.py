"""Estates with faults in them, made from a seed: what benchmarks.root_cause and its test ask about.

2,000 nodes in the order in which they are made, one to four inputs each, some near and some among the first ones, which so
become hubs. Two of those that feed eight others or more break at once; each edge hands what is wrong on with the chance
`spread`. Of what somebody watches half a per cent is a false alarm. Asked about is one that is wrong because of a fault up to
six hops above it; right is any fault that it is made from.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from lineage.root_cause import HOPS_MAX, Situation

NODES, FAULTS, FED_MIN = 2_000, 2, 8
FALSE_ALARMS = 0.005
_SOURCES, _WINDOW = 60, 200
Graph = tuple[dict[int, list[int]], dict[int, list[int]]]


@dataclass(frozen=True, slots=True)
class Case:
    """One question: who is to blame for what is wrong with `asked`?"""

    situation: Situation
    asked: int
    faults: frozenset[int]


def cases(seed: int, *, estates: int, each: int, blind: float, spread: float) -> Iterator[Case]:
    """At most `each` cases on each of so many estates, of whose nodes the share `blind` is watched by nobody."""
    rng = random.Random(seed)
    for _ in range(estates):
        graph = _graph(rng)
        feeding = [node for node in range(NODES) if len(_below(graph[1], node, NODES)) > FED_MIN]
        for _ in range(each):
            found = _case(rng, graph, rng.sample(feeding, FAULTS), blind, spread)
            if found is not None:
                yield found


def _graph(rng: random.Random) -> Graph:
    parents: dict[int, list[int]] = {}
    children: dict[int, list[int]] = {}
    for node in range(NODES):
        is_source = node < _SOURCES or rng.random() < 0.08
        count = 0 if is_source else rng.choices((1, 2, 3, 4), (55, 28, 12, 5))[0]
        parents[node] = sorted({_input(rng, node) for _ in range(count)})
        for parent in parents[node]:
            children.setdefault(parent, []).append(node)
    return parents, children


def _input(rng: random.Random, node: int) -> int:
    low = max(0, node - _WINDOW)
    return low + int((node - low) * rng.random()) if rng.random() < 0.6 else int(node * rng.random() ** 2.5)


def _below(children: dict[int, list[int]], node: int, hops: int) -> set[int]:
    seen, frontier = {node}, {node}
    for _ in range(hops):
        frontier = {child for above in frontier for child in children.get(above, ())} - seen
        if not frontier:
            break
        seen |= frontier
    return seen


def _case(rng: random.Random, graph: Graph, faults: list[int], blind: float, spread: float) -> Case | None:
    parents, children = graph
    wrong = set(faults)
    for node in range(NODES):
        if any(parent in wrong and rng.random() < spread for parent in parents[node]):
            wrong.add(node)
    observed = {node for node in range(NODES) if rng.random() >= blind}
    anomalous = {node for node in sorted(observed) if node in wrong or rng.random() < FALSE_ALARMS}
    near = {node for fault in faults for node in _below(children, fault, HOPS_MAX)}
    symptoms = sorted((near & wrong & anomalous) - set(faults))
    if not symptoms:
        return None
    asked = rng.choice(symptoms)
    situation = Situation(parents=parents, children=children, observed=observed, anomalous=anomalous)
    return Case(situation, asked, frozenset(fault for fault in faults if asked in _below(children, fault, NODES)))
