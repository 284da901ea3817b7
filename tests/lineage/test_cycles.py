"""Cycles, against reachability by the book."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lineage.cycles import cycles_of

NODES = 10
edges = st.sets(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=30)


def found(pairs):
    pairs = sorted(pairs)
    ends = (np.array([pair[side] for pair in pairs], np.int32) for side in (0, 1))
    return cycles_of(*ends, NODES)


def reach(pairs, node):
    seen, front = set(), {node}
    while front:
        front = {target for source, target in pairs if source in front} - seen
        seen |= front
    return seen


@given(edges)
def test_nodes_that_reach_each_other_are_one_cycle(pairs):
    together = {
        frozenset(other for other in range(NODES) if other in reach(pairs, node) and node in reach(pairs, other))
        for node in range(NODES)
    }
    assert {frozenset(nodes) for nodes in found(pairs)} == {nodes for nodes in together if len(nodes) > 1}


def test_the_largest_comes_first_and_nodes_are_in_order():
    assert found({(7, 8), (8, 7), (3, 1), (1, 2), (2, 3), (2, 7), (4, 4), (9, 0)}) == [[1, 2, 3], [7, 8]]


def test_a_long_cycle_needs_no_recursion():
    size = 50_000
    ring = np.arange(size, dtype=np.int32)
    assert cycles_of(ring, np.roll(ring, -1), size) == [ring.tolist()]
