"""Levels: gates, not averages, and slow to move. Pure.

A level holds while its required checks pass and the median Condition of its window stays above bound - band. It is won
after `promote` daily evaluations in a row at bound + band or more, lost after `demote` at bound - band or less, and lost
at once when a required check fails. In the first day of its life an entity is placed where it stands: what is known of it
is still coming in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import median

from catalog.answers import CheckState, Level
from catalog.health.rules import LEVELS, Gate, Rules

FIRST_DAY = timedelta(days=1)
_HOLDS = frozenset({CheckState.PASS, CheckState.NOT_APPLICABLE, CheckState.EXEMPT})
# A check that broke, or sees nothing now, wins no level and loses none.
_KEEPS = _HOLDS | {CheckState.ERROR, CheckState.NO_DATA}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Condition over a stretch of time; `until` None: now."""

    condition: int | None
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an entity stands: its level, and how many daily evaluations in a row leaned to another one."""

    level: Level
    streak_level: Level
    streak: int
    streak_on: date | None
    first_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the gates look at."""

    states: Mapping[str, CheckState]
    condition: int | None
    confidence: float
    history: Sequence[Stretch]
    now: datetime

    def median_over(self, days: int) -> float | None:
        """Median of Condition at the end of each of the last days and now; None when none is known."""
        if self.condition is None:
            return None
        begun = self.now - timedelta(days=days)
        if not any(s.until is not None and s.until > begun for s in self.history):
            return float(self.condition)  # nothing changed in the window
        values = [float(self.condition)]
        for back in range(1, days):
            at = self.now - timedelta(days=back)
            stretch = next((s for s in self.history if s.since <= at and (s.until is None or at < s.until)), None)
            if stretch is not None and stretch.condition is not None:
                values.append(float(stretch.condition))
        return median(values)


def level_next(rules: Rules, before: Standing | None, facts: Facts) -> Standing:
    """Where it stands now; evaluated at most once a day, but for a gate that failed."""
    today = facts.now.date()
    if before is None or facts.now - before.first_at < FIRST_DAY:
        placed = _highest(rules, facts, 0, _HOLDS)
        first = before.first_at if before else facts.now
        return Standing(level=placed, streak_level=placed, streak=0, streak_on=today, first_at=first)
    kept = _highest_required(rules, facts, before.level)
    if LEVELS.index(kept) < LEVELS.index(before.level):
        return replace(before, level=kept, streak_level=kept, streak=0, streak_on=today)
    if before.streak_on == today:
        return before
    lean = _lean(rules, before.level, facts)
    if lean is before.level:
        return replace(before, streak_level=lean, streak=0, streak_on=today)
    streak = before.streak + 1 if before.streak_level is lean else 1
    up = LEVELS.index(lean) > LEVELS.index(before.level)
    moved = streak >= (rules.promote if up else rules.demote)
    level = lean if moved else before.level
    return replace(before, level=level, streak_level=lean, streak=0 if moved else streak, streak_on=today)


def _lean(rules: Rules, level: Level, facts: Facts) -> Level:
    best = _highest(rules, facts, rules.band, _HOLDS)
    if LEVELS.index(best) > LEVELS.index(level):
        return best
    gate = rules.gates.get(level)
    if gate is None:
        return level
    middle = facts.median_over(gate.window_days)
    if middle is None or middle > gate.condition - rules.band:
        return level
    lower = [candidate for candidate in LEVELS if LEVELS.index(candidate) < LEVELS.index(level)]
    return next(
        (c for c in reversed(lower) if c is Level.NONE or _passes(rules.gates.get(c), facts, 0, _KEEPS)), Level.NONE
    )


def _highest(rules: Rules, facts: Facts, band: int, accepted: frozenset[CheckState]) -> Level:
    found = Level.NONE
    for level in LEVELS[1:]:
        if not _passes(rules.gates.get(level), facts, band, accepted):
            break
        found = level
    return found


def _highest_required(rules: Rules, facts: Facts, level: Level) -> Level:
    """The highest level up to `level` whose required checks still hold."""
    found = Level.NONE
    for candidate in LEVELS[1 : LEVELS.index(level) + 1]:
        gate = rules.gates.get(candidate)
        if gate is None or not all(facts.states.get(check) in _KEEPS for check in gate.requires):
            break
        found = candidate
    return found


def _passes(gate: Gate | None, facts: Facts, band: int, accepted: frozenset[CheckState]) -> bool:
    if gate is None or facts.confidence < gate.confidence:
        return False
    middle = facts.median_over(gate.window_days)
    return (
        middle is not None
        and middle >= gate.condition + band
        and all(facts.states.get(check) in accepted for check in gate.requires)
    )


def missing_for_next(rules: Rules, level: Level, facts: Facts) -> tuple[str, ...]:
    """What stands between the entity and the next level, in words."""
    above = next((candidate for candidate in LEVELS[LEVELS.index(level) + 1 :] if candidate in rules.gates), None)
    if above is None:
        return ()
    gate = rules.gates[above]
    found = [f"{check} has to pass" for check in gate.requires if facts.states.get(check) not in _HOLDS]
    middle = facts.median_over(gate.window_days)
    if middle is None:
        found.append("Condition is not known")
    elif middle < gate.condition + rules.band:
        found.append(
            f"median Condition of {gate.window_days} days is {middle:g}, {gate.condition + rules.band} is needed"
        )
    if facts.confidence < gate.confidence:
        found.append(f"confidence is {facts.confidence:.2f}, {gate.confidence:g} is needed")
    if not found:
        found.append(f"hold it for {rules.promote} days")
    return tuple(found)
