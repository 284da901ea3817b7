"""Levels: gates and hysteresis, day by day."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from catalog.answers import CheckState, Level
from catalog.health.levels import Facts, Standing, Stretch, level_next, missing_for_next
from catalog.health.rules import Gate, Rules

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
RULES = Rules(
    version=1,
    dimensions={},
    checks=(),
    adjustments=(),
    gates={
        Level.BRONZE: Gate(condition=60, window_days=1, requires=("ownership.valid",), confidence=0.5),
        Level.SILVER: Gate(condition=75, window_days=1, requires=("ownership.valid", "quality.tests"), confidence=0.5),
    },
    promote=3,
    demote=2,
    band=2,
)
OK = {"ownership.valid": CheckState.PASS, "quality.tests": CheckState.PASS}


def facts(condition, *, day=0, states=OK, confidence=1.0, history=()):
    return Facts(
        states=states, condition=condition, confidence=confidence, history=history, now=NOW + timedelta(days=day)
    )


def grown(condition, states=OK):
    """Where an entity stands that was placed two days ago."""
    return replace(level_next(RULES, None, facts(condition, day=-2, states=states)), streak_on=None)


def walk(conditions, *, states=OK):
    """The level after each daily evaluation of an entity that is no more new."""
    before = grown(conditions[0])
    levels = []
    for day, condition in enumerate(conditions):
        before = level_next(RULES, before, facts(condition, day=day, states=states))
        levels.append(before.level)
    return levels


def test_it_works():
    assert level_next(RULES, None, facts(80)) == Standing(
        level=Level.SILVER, streak_level=Level.SILVER, streak=0, streak_on=NOW.date(), first_at=NOW
    )


def test_first_time_is_placed_where_it_stands():
    assert [level_next(RULES, None, facts(c)).level for c in (59, 60, 74, 75, None)] == [
        Level.NONE,
        Level.BRONZE,
        Level.BRONZE,
        Level.SILVER,
        Level.NONE,
    ]


def test_in_its_first_day_it_is_placed_again_and_again():
    stands = level_next(RULES, None, facts(None))
    stands = level_next(RULES, stands, facts(80))
    assert (stands.level, stands.first_at) == (Level.SILVER, NOW)
    assert level_next(RULES, stands, facts(65)).level is Level.BRONZE


def test_won_after_three_days_above_the_band():
    assert walk([65, 77, 77, 77]) == [Level.BRONZE, Level.BRONZE, Level.BRONZE, Level.SILVER]
    assert walk([65, 76, 76, 76, 76]) == [Level.BRONZE] * 5  # bound + band is 77
    assert walk([65, 77, 77, 70, 77, 77]) == [Level.BRONZE] * 6  # a day below begins anew


def test_lost_after_two_days_below_the_band():
    assert walk([80, 73, 73]) == [Level.SILVER, Level.SILVER, Level.BRONZE]
    assert walk([80, 74, 74, 74]) == [Level.SILVER] * 4


def test_a_failed_gate_costs_the_level_at_once():
    stands = grown(80)
    failed = {**OK, "quality.tests": CheckState.FAIL}
    assert level_next(RULES, stands, facts(80, states=failed)).level is Level.BRONZE
    assert level_next(RULES, stands, facts(80, states={**OK, "ownership.valid": CheckState.FAIL})).level is Level.NONE


def test_a_check_that_broke_or_sees_nothing_wins_and_loses_nothing():
    stands = grown(80)
    for state in (CheckState.ERROR, CheckState.NO_DATA):
        blind = {**OK, "quality.tests": state}
        assert level_next(RULES, stands, facts(80, day=1, states=blind)).level is Level.SILVER
        assert level_next(RULES, None, facts(80, states=blind)).level is Level.BRONZE


def test_one_evaluation_a_day():
    stands = grown(65)
    for _ in range(5):
        stands = level_next(RULES, stands, facts(90, day=1))
    assert (stands.level, stands.streak) == (Level.BRONZE, 1)


def test_median_of_the_window():
    def days(back):
        return NOW - timedelta(days=back)

    history = (
        Stretch(condition=50, since=days(30), until=days(3)),
        Stretch(condition=90, since=days(3), until=None),
    )
    # now 90, then at 1, 2 and 3 days back 90 and from 4 on 50
    assert facts(90, history=history).median_over(5) == 90.0
    assert facts(90, history=history).median_over(9) == 50.0
    assert facts(None, history=history).median_over(5) is None


def test_noise_moves_no_level():
    noise = random.Random(7)
    series = [75 + noise.gauss(0, 2.5) for _ in range(120)]
    bare = [value >= 75 for value in series]
    levels = walk(series)
    assert sum(a is not b for a, b in zip(bare, bare[1:], strict=False)) == 54
    assert sum(a is not b for a, b in zip(levels, levels[1:], strict=False)) == 0


def test_what_is_missing_is_said():
    assert missing_for_next(RULES, Level.BRONZE, facts(70, states={**OK, "quality.tests": CheckState.NO_DATA})) == (
        "quality.tests has to pass",
        "median Condition of 1 days is 70, 77 is needed",
    )
    assert missing_for_next(RULES, Level.SILVER, facts(99)) == ()
