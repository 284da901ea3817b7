"""When things arrive, what that breaks, and what can be kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.answers import EntityCard, EntityLink, doc
from catalog.words import Word


class ArrivalBasis(Word):
    """How it is known when the entity asked about arrives."""

    GIVEN = "given", "The question says so."
    RUNNING = "running", "It runs: start of the run and how long runs take; now when it should have ended."
    LATE = "late", "It is overdue and does not run: at the earliest it starts now."
    DUE = "due", "Its cadence, or its promise, says when the next one is due."
    UNKNOWN = "unknown", "Nothing is known: no forecast."


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """When something downstream comes, and what that means for its deadline."""

    entity: EntityCard = doc("The entity.")
    predicted_at: datetime = doc("Most likely.")
    predicted_p90_at: datetime = doc("Nine of ten come before this.")
    deadline: datetime | None = doc("By when it is promised, else by when its cadence calls it late; null without.")
    promised: bool = doc("True when the deadline is a declared promise.")
    slack_seconds: int | None = doc("Seconds from predictedP90At to the deadline; negative when it may break.")
    breach: bool = doc("True when even the most likely time is past the deadline.")
    waits_for: EntityLink | None = doc("What it waits for last; null when it comes when it is due, or that is hidden.")
    team: EntityLink | None = doc("Accountable team.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayForecast:
    """When everything downstream of a delay comes."""

    entity: EntityLink = doc("The entity asked about.")
    as_of: datetime = doc("When it was forecast.")
    arrives_at: datetime | None = doc("When that arrives: as asked, else as forecast; null when nothing is known.")
    basis: ArrivalBasis = doc("How arrivesAt is known.")
    delays: tuple[Delay, ...] = doc("What comes when, least slack first, without a deadline last; at most 200.")
    breach_count: int = doc("Those whose most likely time is past their deadline.")
    unforecast_count: int = doc("Entities downstream that too little is known of: fewer than five pairs of arrivals.")
    unforecast: tuple[EntityLink, ...] = doc("The first 50 of these.")
    truncated: bool = doc("True when more are downstream than the 1,000 looked at, or forecast than the 200 listed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A promise of freshness against what its upstream can do."""

    entity: EntityCard = doc("The entity.")
    within_seconds: int = doc("Promised: the next one comes so long after the last.")
    deadline: datetime | None = doc("The promise as an instant, for the next arrival; null before the first.")
    p95_at: datetime | None = doc("19 of 20 next arrivals come before this, by the slowest way and by its cadence.")
    p95_seconds: int | None = doc(
        "19 of 20 arrivals come so long after the one before, by its gaps and by p95At: the tightest promise that can be kept."
    )
    slack_seconds: int | None = doc("withinSeconds less p95Seconds; negative when it cannot be kept.")
    keepable: bool | None = doc("Whether 19 of 20 keep it; null when too little is known.")
    bottleneck: EntityLink | None = doc("What takes longest on the slowest way; null when unknown or hidden.")
    path: tuple[EntityLink, ...] = doc(
        "The slowest way, from what comes when it is due to the entity; hidden ones out."
    )
    team: EntityLink | None = doc("Accountable team.")
