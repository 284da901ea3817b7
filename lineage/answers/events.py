"""Events as they come in, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.answers import UserError, doc
from catalog.words import Word
from lineage.answers.runs import RestrictedText


class WarningKind(Word):
    """What became of something that was wrong in an event."""

    REJECTED = "rejected", "The event was refused; nothing of it is stored."
    REDACTED = "redacted", "A secret was taken out; the rest is stored."
    DROPPED = "dropped", "A facet too large for a large event was left out; the rest is stored."
    AHEAD = "ahead", "The event was more than an hour in the future; it counts for the moment it arrived."
    UNREAD = "unread", "SQL of a job tells no columns; nothing else is missing."


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeCard:
    """How the events of one source come in."""

    source: str = doc("Source key.")
    title: str = doc("Name of the source.")
    last_event_at: datetime | None = doc("Last heard of.")
    waiting: int = doc("Events stored and not applied yet; counted up to 10,000 over all sources.")
    lag_seconds: float = doc("Seconds for which the oldest of them has waited; 0 when none waits.")
    parked: int = doc("Events that could not be applied.")
    rejected_today: int = doc("Events refused since midnight UTC.")
    redacted_today: int = doc("Secrets taken out since midnight UTC.")
    dropped_today: int = doc("Facets left out since midnight UTC.")


class EventType(Word):
    """Shape of an OpenLineage event."""

    RUN = "run", "About a run."
    JOB = "job", "About a job."
    DATASET = "dataset", "About a dataset."


class EventState(Word):
    """What became of an event that was stored."""

    STORED = "stored", "Committed, not applied yet."
    APPLIED = "applied", "Applied; or dropped by a person, after it could not be."
    PARKED = "parked", "Could not be applied; kept, can be applied again."


@dataclass(frozen=True, slots=True, kw_only=True)
class EventWarning:
    """Something that was wrong in an event and did not stop it."""

    kind: WarningKind = doc("What became of it.")
    path: str = doc("Where in the event: a JSON pointer.")
    rule: str = doc("Rule that took something out, or what is wrong.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCard:
    """One event as it came. What it says of itself is null where it cannot be read."""

    id: str = doc("Id (evt_...); logs call it event and the same number.")
    type: EventType = doc("Shape.")
    state: EventState = doc("State.")
    source: str | None = doc("Source key.")
    producer: str | None = doc("Who made it, as it says itself.")
    event_type: str | None = doc("START, RUNNING, COMPLETE, ...; null for one that is about no run.")
    event_at: datetime | None = doc("When it happened, by the producer's clock.")
    received_at: datetime = doc("Stored, by our clock.")
    run_id: str | None = doc("OpenLineage run id; null for one that is about no run.")
    job_namespace: str | None = doc("OpenLineage namespace of its job, or dataset.")
    job_name: str | None = doc("OpenLineage name of its job, or dataset.")
    attempts: int | None = doc("Times tried so far; null once it is applied.")
    reason: str | None = doc("Why it could not be applied at the last try.")
    parked_at: datetime | None = doc("Given up; null unless PARKED.")
    warnings: tuple[EventWarning, ...] = doc("What was taken out of it or is wrong in it.")
    byte_count: int = doc("Bytes of its JSON.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDetail:
    """One event with what it says."""

    card: EventCard = doc("The card.")
    payload: RestrictedText = doc("Its JSON, secrets removed; EXPIRED when it cannot be unpacked any more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeWarning:
    """Something that is wrong again and again in what a producer sends."""

    source: str = doc("Source key.")
    producer: str | None = doc("Who made the events, as they say; null when they do not.")
    kind: WarningKind = doc("What became of it.")
    rule: str = doc("Field that was wrong, or rule that took something out.")
    count: int = doc("Times seen, as far back as raw events are kept.")
    last_seen_at: datetime = doc("Last seen.")
    example: str = doc("Path inside one such event.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPayload:
    """What a command on events did."""

    events: tuple[EventCard, ...] = doc("The events it did, or would do, this to.")
    skipped: tuple[str, ...] = doc("Ids that were asked for and that it cannot be done to.")
    user_errors: tuple[UserError, ...] = doc("Why nothing was done; empty on success.")
    client_mutation_id: str | None = doc("The text given in the input.")

    @classmethod
    def refused(cls, errors: tuple[UserError, ...], echo: str | None) -> EventPayload:
        """Nothing was done."""
        return cls(events=(), skipped=(), user_errors=errors, client_mutation_id=echo)
