"""The graph as arrays against a plain walk: random graphs with cycles, self loops, nodes that are gone and neighbours that changed."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.estate_arrays import arrays_map, arrays_write, estate_arrays, estate_of, without_joined

NODES = 12
edges = st.sets(st.tuples(st.integers(1, NODES), st.integers(1, NODES)), max_size=40)


def columns(pairs):
    return (
        np.array([source for source, _ in sorted(pairs)], np.int32),
        np.array([target for _, target in sorted(pairs)], np.int32),
    )


def made(pairs, gone=(), **values):
    nodes = np.arange(1, NODES + 1, dtype=np.int32)
    there = np.array([node not in gone for node in nodes.tolist()])
    return estate_arrays(
        columns(pairs),
        nodes,
        {"is_there": there, "is_kept": there, "is_restricted": False, "tier": nodes % 3, "popularity": nodes / 2},
        {name: np.array(given, np.int64) for name, given in values.items()},
        spare=3,
    )


def walked(pairs, starts, gone, max_hops):
    """Levels by the book."""
    after = defaultdict(set)
    for source, target in pairs:
        after[source].add(target)
    levels, seen, front = [], set(starts), set(starts)
    while front and (max_hops is None or len(levels) <= max_hops):
        levels.append(sorted(front))
        front = {node for one in front for node in after[one]} - seen - set(gone)
        seen |= front
    return levels


@given(
    before=edges,
    after=edges,
    starts=st.sets(st.integers(1, NODES), min_size=1, max_size=3),
    gone=st.sets(st.integers(1, NODES), max_size=3),
    max_hops=st.none() | st.integers(0, 4),
)
def test_levels_are_those_of_a_plain_walk_whatever_changed_since_the_file(before, after, starts, gone, max_hops):
    estate = estate_of(made(before))
    for node in {node for pair in before ^ after for node in pair}:
        estate.downstream.change(node, np.array(sorted(t for s, t in after if s == node), np.int32))
        estate.upstream.change(node, np.array(sorted(s for s, t in after if t == node), np.int32))
    for node in gone:
        estate.is_there[node] = False
    down = [level.tolist() for level in estate.levels(starts, downstream=True, max_hops=max_hops)]
    up = [level.tolist() for level in estate.levels(starts, downstream=False, max_hops=max_hops)]
    assert down == walked(after, starts, gone, max_hops)
    assert up == walked({(t, s) for s, t in after}, starts, gone, max_hops)


@given(direct=edges, folded=edges)
def test_edges_of_datasets_count_where_no_job_joins_both(direct, folded):
    alone = without_joined(*columns(folded), columns(direct), NODES + 1)
    expected = [
        (source, target) not in direct
        and not any((source, job) in direct and (job, target) in direct for job in range(1, NODES + 1))
        for source, target in sorted(folded)
    ]
    assert alone.tolist() == expected


def test_a_file_gives_back_what_was_written(tmp_path):
    arrays = made({(1, 2), (2, 3), (2, 1)}, gone={3}, owner=[7, 0, 7, *[-5] * 9])
    arrays_write(tmp_path / "one.graph", arrays)
    estate = estate_of(arrays_map(tmp_path / "one.graph"))
    assert [level.tolist() for level in estate.levels([1], downstream=True)] == [[1], [2]]
    owner = estate.attributes["owner"]
    assert [owner.values[code] for code in owner.codes.tolist()] == [0, 7, 0, 7, *[-5] * 9, 0, 0, 0]
    owner.change(2, 9)
    owner.change(3, -5)
    assert [owner.values[code] for code in owner.codes[1:4].tolist()] == [7, 9, -5]
    # What a process changes stays its own
    again = estate_of(arrays_map(tmp_path / "one.graph")).attributes["owner"]
    assert [again.values[code] for code in again.codes[1:4].tolist()] == [7, 0, 7]


def test_a_graph_without_edges_has_a_file_too(tmp_path):
    arrays_write(tmp_path / "one.graph", made(set()))
    assert [level.tolist() for level in estate_of(arrays_map(tmp_path / "one.graph")).levels([4], downstream=True)] == [
        [4]
    ]


def test_another_file_is_refused(tmp_path):
    (tmp_path / "one.graph").write_bytes(b"something else\n")
    with pytest.raises(ValueError, match=r"one\.graph is no graph"):
        arrays_map(tmp_path / "one.graph")
