"""Shortest simple ways, held against all simple ways of small graphs with cycles."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.ways import shortest_ways


def every_way(edges, source, target, max_hops):
    """All ways that pass no node twice, in the promised order, by trying each."""
    found, open_ways = [], [(source,)]
    while open_ways:
        way = open_ways.pop()
        if way[-1] == target:
            found.append(way)
        elif len(way) <= max_hops:
            open_ways += [(*way, other) for other in edges.get(way[-1], ()) if other not in way]
    return sorted(found, key=lambda way: (len(way), way))


def graph(*pairs):
    edges = defaultdict(set)
    for source, target in pairs:
        edges[source].add(target)
    return edges


@pytest.mark.parametrize(
    ("pairs", "target", "expected"),
    [
        ([(1, 2), (2, 3)], 3, [(1, 2, 3)]),
        ([(2, 1), (3, 2)], 3, []),
        ([(1, 3), (1, 2), (2, 3), (2, 1)], 3, [(1, 3), (1, 2, 3)]),
        ([(1, 2), (2, 1)], 1, [(1,)]),
    ],
)
def test_it_works(pairs, target, expected):
    assert shortest_ways(graph(*pairs), 1, target, limit=5, max_hops=20) == expected


@pytest.mark.parametrize(("max_hops", "count"), [(0, 0), (2, 0), (3, 1), (4, 2)])
def test_longer_ways_are_none(max_hops, count):
    edges = graph((1, 2), (2, 3), (3, 9), (1, 4), (4, 5), (5, 6), (6, 9))
    assert len(shortest_ways(edges, 1, 9, limit=5, max_hops=max_hops)) == count


def test_of_many_ways_the_first_are_found_without_the_others():
    """A ladder of 40 rungs has 2^40 ways."""
    edges = graph(*((3 * n, 3 * n + side) for n in range(40) for side in (1, 2)))
    edges |= graph(*((3 * n + side, 3 * n + 3) for n in range(40) for side in (1, 2)))
    ways = shortest_ways(edges, 0, 120, limit=3, max_hops=80)
    assert [way[-5:] for way in ways] == [
        (114, 115, 117, 118, 120),
        (114, 115, 117, 119, 120),
        (114, 116, 117, 118, 120),
    ]


NODES = 8
PAIRS = st.sets(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=36)


@given(pairs=PAIRS, target=st.integers(0, NODES - 1), limit=st.integers(1, 6), max_hops=st.integers(0, NODES))
def test_they_are_the_first_of_all_ways(pairs, target, limit, max_hops):
    edges = graph(*pairs)
    expected = every_way(edges, 0, target, max_hops)[:limit]
    assert shortest_ways(edges, 0, target, limit=limit, max_hops=max_hops) == expected
