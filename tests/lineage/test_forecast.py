"""Landings of small graphs, against a plain reference on random ones, and how right they are on seeded estates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.forecast import FORECASTS, scores
from benchmarks.landings import delay_cases
from lineage.forecast import P90, Landing, Step, lags_of, landings, slowest_way, step_of


def test_a_lag_is_from_an_arrival_to_the_next_one_before_the_source_comes_again():
    assert lags_of([0, 10, 20], [3, 12, 14, 27]) == [3, 2, 7]
    assert lags_of([0, 10, 20], [25]) == [5]
    assert lags_of([5], [1, 2]) == []


def test_a_step_is_how_long_runs_take_else_the_shortest_lags_and_nothing_of_four():
    lags = [60.0, 61, 62, 63, 64, 65, 66, 67, 68, 69]
    assert step_of(lags[:4]) is None
    assert step_of(lags[:4], [10] * 9) is None
    assert step_of(lags, [10.0] * 5) == Step(10, 0)
    short = step_of(lags, [10.0] * 4)
    # The last decile is seven and the median deviation 2.5 seconds away.
    assert (short.seconds, round(short.spread, 3)) == (61, round(8 / P90, 3))


def test_the_last_way_counts_and_what_is_due_later_waits():
    parents = {"b": ["a"], "c": ["a", "b"], "d": ["c"]}
    steps = {("a", "b"): Step(10, 3), ("b", "c"): Step(5, 4), ("a", "c"): Step(1, 0), ("c", "d"): Step(1, 0)}
    found = landings(parents, steps, {"d": Landing(500, 2)}, {"a": Landing(100)})
    assert (found["c"].at, found["c"].via, found["c"].spread) == (115, "b", pytest.approx(5))
    assert (found["d"].at, found["d"].via) == (500, None)
    assert slowest_way(found, "c") == ["a", "b", "c"]
    assert slowest_way(found, "d") == ["d"]
    # An input that has come already is not waited for again.
    early = landings(parents, steps, {}, {"a": Landing(100)}, {("b", "c"): 40.0})
    assert early["c"] == Landing(101, 0, "a")


def test_in_a_cycle_what_is_reached_first_does_not_wait():
    parents = {"b": ["a", "c"], "c": ["b"]}
    steps = {("a", "b"): Step(1, 0), ("b", "c"): Step(1, 0), ("c", "b"): Step(1, 0)}
    assert {key: landing.at for key, landing in landings(parents, steps, {}, {"a": Landing(0)}).items()} == {
        "a": 0, "b": 1, "c": 2,
    }  # fmt: skip


@st.composite
def graphs(draw):
    """Parents of up to 12 nodes in order, with a step for most edges, and when some are due."""
    count = draw(st.integers(2, 12))
    parents = {node: sorted(draw(st.sets(st.integers(0, node - 1), max_size=3))) for node in range(1, count)}
    edges = [(source, node) for node, sources in parents.items() for source in sources]
    steps = {edge: Step(draw(st.integers(0, 50)), 0) for edge in edges if draw(st.integers(0, 4))}
    due = {node: Landing(draw(st.integers(0, 150))) for node in range(1, count) if draw(st.booleans())}
    return parents, steps, due


@given(graphs())
def test_landings_are_the_longest_ways_held_back_by_what_is_due(graph):
    parents, steps, due = graph
    expected = {0: 0}
    for node in sorted(parents):
        ways = [expected[s] + steps[s, node].seconds for s in parents[node] if s in expected and (s, node) in steps]
        if ways:
            expected[node] = max([*ways, due[node].at] if node in due else ways)
    found = landings(parents, steps, due, {0: Landing(0)})
    assert {node: landing.at for node, landing in found.items()} == expected


def test_breaches_on_seeded_estates():
    """(precision, recall) by the likeliest time and by the ninth decile, and the share before that; exactly as last time."""
    cases = list(delay_cases(3, estates=2, each=3))
    found = {}
    for name, forecast in FORECASTS.items():
        likely, careful, covered = scores(cases, forecast)
        rates = [round(rate, 3) for s in (likely, careful) for rate in (s.precision, s.recall)]
        found[name] = (*rates, round(covered, 3))
    assert found == {
        "forecast": (0.98, 0.877, 0.825, 0.912, 0.725),
        "median lags": (0.482, 0.947, 0.451, 0.965, 0.949),
        "moved by the delay": (0.473, 0.93, 0.466, 0.947, 0.91),
    }
