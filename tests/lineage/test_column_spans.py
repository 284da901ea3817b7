"""When contents of column lineage held: against asking, instant by instant, which one holds."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from lineage.column_spans import Told, interval_around, intervals_held
from tests.builders import T0


def at(minutes):
    return T0 + timedelta(minutes=minutes)


def told(number, first, last, by_producer=True):
    return Told(number, at(first), at(last), by_producer)


def test_it_works():
    assert intervals_held([told(1, 0, 5), told(2, 8, 9)]) == {1: [(at(0), at(8))], 2: [(at(8), None)]}


def test_what_comes_back_holds_twice():
    assert intervals_held([told(1, 0, 9), told(2, 4, 5)]) == {1: [(at(0), at(4)), (at(5), None)], 2: [(at(4), at(5))]}


def test_what_a_producer_tells_ends_what_was_read_for_good():
    read, more = told(1, 0, 20, by_producer=False), told(2, 9, 30, by_producer=False)
    assert intervals_held([read, more, told(3, 5, 6)]) == {1: [(at(0), at(5))], 3: [(at(5), None)]}


def test_intervals_that_touch_are_one():
    stretches = [(at(8), None), (at(0), at(3)), (at(3), at(5))]
    assert interval_around(stretches, at(4)) == (at(0), at(5))
    assert interval_around(stretches, at(6)) is None
    assert interval_around(stretches, at(8)) == (at(8), None)
    assert interval_around(stretches, at(-1)) is None
    assert interval_around([(at(0), at(2)), (at(2), at(4)), (at(4), None)], at(1)) == (at(0), None)


contents = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 8), st.booleans()), min_size=1, max_size=7
).map(lambda drawn: [told(n, first, first + more, by) for n, (first, more, by) in enumerate(drawn)])  # fmt: skip


def holder(found, moment):
    """As lineage/queries/column_edges.py asks it of the database."""
    begun = [c for c in found if c.first <= moment]
    return max(begun, key=lambda c: (c.by_producer, min(c.last, moment), c.first, c.id)).id if begun else None


@given(contents)
def test_at_every_instant_the_one_holds_that_is_asked_for(found):
    held = intervals_held(found)
    for half in range(-1, 50):
        moment = at(half / 2 + 0.25)  # between whole minutes, where nothing begins or ends
        holds = [
            n
            for n, stretches in held.items()
            for since, until in stretches
            if since <= moment and (until is None or moment < until)
        ]
        assert holds == [n for n in [holder(found, moment)] if n is not None]


@given(contents, st.integers(0, 25))
def test_the_one_that_holds_at_an_instant_has_an_interval_around_it(found, minutes):
    holds = holder(found, at(minutes))
    if holds is not None:
        assert interval_around(intervals_held(found).get(holds, []), at(minutes)) is not None
