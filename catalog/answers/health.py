"""Answers about health: two numbers, the verdicts behind them, and what would raise them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.answers.fields import doc
from catalog.answers.links import EntityLink
from catalog.names import Kind
from catalog.words import Word


class FreshnessState(Word):
    """Did it come when expected."""

    ON_TIME = "on_time", "Arrived, or not yet due."
    LATE = "late", "Past its deadline, less than one cycle."
    MISSED = "missed", "A whole slot passed without arrival."
    STOPPED = "stopped", "Five cycles missed; no more alarms."
    IRREGULAR = "irregular", "No cadence can be learned and none is declared."
    UNKNOWN = "unknown", "Not enough arrivals seen, or its source is silent."


class CheckState(Word):
    """What a check says of an entity."""

    PASS = "pass", "Good."
    WARN = "warn", "Nearly good; part of the points."
    FAIL = "fail", "Bad."
    NO_DATA = "no_data", "Nothing seen, or seen too long ago; lowers confidence, not the score."
    NOT_APPLICABLE = "not_applicable", "Makes no sense for this entity; not counted."
    EXEMPT = "exempt", "Excused until a date; not counted."
    ERROR = "error", "The check itself broke; counted as NO_DATA."


class CheckSeverity(Word):
    """What a failure does beyond its points."""

    NORMAL = "normal", "Counts its weight."
    BLOCKER = "blocker", "A failure also caps Condition at 69."


class HealthNumber(Word):
    """The two numbers that health is."""

    CONDITION = "condition", "Can it be trusted now."
    CARE = "care", "Is it looked after."


class Level(Word):
    """How far an entity has come: gates, not averages."""

    NONE = "none", "No gate passed."
    BRONZE = "bronze", "First gate."
    SILVER = "silver", "Second gate."
    GOLD = "gold", "Third gate."


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckVerdict:
    """What one check says, with what it saw."""

    check: str = doc("Check id, such as freshness.on_time.")
    title: str = doc("Title of the check.")
    dimension: str = doc("Dimension key.")
    state: CheckState = doc("State.")
    score: float | None = doc("0 to 1; null unless PASS, WARN or FAIL.")
    weight: float = doc("Weight inside its dimension.")
    severity: CheckSeverity = doc("Gate.")
    lost_points: float = doc("Points it takes from Condition or Care, 0 to 100.")
    text: str = doc("One sentence: what was seen.")
    evidence: dict[str, Any] = doc("Facts behind it, shaped by the check.")
    observed_at: datetime | None = doc("When the facts were seen.")
    since: datetime = doc("Since when it is in this state.")
    remedy: str | None = doc("How to raise it; null on PASS.")
    attributed_to: EntityLink | None = doc("Entity that causes it; null when it is its own.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthDimension:
    """One group of checks."""

    key: str = doc("Key: freshness, reliability, quality, upstream, ownership, documentation or a plug-in's.")
    condition: bool = doc("True for Condition, false for Care.")
    weight: float = doc("Weight.")
    score: float | None = doc("0 to 1; null when nothing was scored.")
    coverage: float = doc("Share of applicable weight that was scored, 0 to 1.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One thing to do, and what it is worth."""

    check: str = doc("Check it raises.")
    text: str = doc("What to do.")
    gain: float = doc("Points won on the entity, 0 to 100.")
    effort_minutes: int | None = doc("Minutes of work, roughly; null when unknown.")
    own: bool = doc("False when another team has to act.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthPoint:
    """Health over a stretch of time in which it did not change."""

    since: datetime = doc("From.")
    until: datetime | None = doc("Until; null while it lasts.")
    condition: int | None = doc("0 to 100; null when too little was seen.")
    care: int | None = doc("0 to 100; null when too little was seen.")
    level: Level = doc("Level.")
    rules_version: int = doc("Rules version.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthReport:
    """Health of an entity, and why."""

    entity: EntityLink = doc("The entity.")
    as_of: datetime = doc("Instant the report is about.")
    condition: int | None = doc("0 to 100; null when too little was seen (conditionConfidence below 0.5).")
    care: int | None = doc("0 to 100; null when too little was seen.")
    condition_confidence: float = doc("Share of applicable weight that was seen, 0 to 1, for Condition.")
    care_confidence: float = doc("The same for Care.")
    level: Level = doc("Level after hysteresis.")
    next_level: tuple[str, ...] = doc("What is missing for the next level.")
    cap: str | None = doc("Why Condition is capped; null when it is not.")
    dimensions: tuple[HealthDimension, ...] = doc("Scores by dimension.")
    verdicts: tuple[CheckVerdict, ...] = doc("One verdict per check, most lost points first; at most 100.")
    remedies: tuple[Remedy, ...] = doc("What to do, best gain for the effort first; at most 10.")
    mentions: tuple[EntityLink, ...] = doc("Every entity that texts and evidence of the verdicts name by its ref.")
    history: tuple[HealthPoint, ...] = doc("How it went, oldest first; the last 90 days, at most 400.")
    rules_version: int = doc("Rules it was judged by.")
    computed_at: datetime | None = doc("When it was computed; null when it was not yet.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInfo:
    """A check that is installed."""

    id: str = doc("Check id.")
    title: str = doc("Title.")
    description: str = doc("What it looks at.")
    dimension: str = doc("Dimension key.")
    counts_for: HealthNumber = doc("Number that its points are of.")
    weight: float = doc("Weight by default.")
    kinds: tuple[Kind, ...] = doc("Kinds it applies to.")
    plugin: str = doc("Plug-in it comes from.")
    error: str | None = doc("Why it could not be loaded; null when it runs.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCount:
    """Entities of one level."""

    level: Level = doc("Level.")
    count: int = doc("Entities.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardRow:
    """Health of all entities that share a value."""

    value: str = doc("Value of the grouping field.")
    title: str = doc("Text to show.")
    count: int = doc("Entities.")
    levels: tuple[LevelCount, ...] = doc("By level.")
    median_condition: float | None = doc("Median Condition, 0 to 100; null when none is known.")
    median_condition_before: float | None = doc("The same at the start of the window.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCount:
    """How often a check fails."""

    check: str = doc("Check id.")
    title: str = doc("Title.")
    count: int = doc("Entities on which it fails.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """Health by a field, worst first."""

    rows: tuple[ScorecardRow, ...] = doc("One per value of the grouping field, worst median first; at most 200.")
    failing: tuple[CheckCount, ...] = doc("Checks that fail most, under the filter; at most 20.")
    rules_version: int = doc("Rules version now.")
