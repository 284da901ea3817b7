"""Why something is late, failed or unhealthy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.answers import EntityCard, EntityLink, doc
from catalog.words import Word


class CauseSign(Word):
    """What is wrong with an entity, the first that holds."""

    FAILED = "failed", "Its last finished run failed, or was stopped."
    LATE = "late", "It is overdue."
    UNHEALTHY = "unhealthy", "Its own checks cost it 40 points of Condition or more."
    UNMONITORED = "unmonitored", "Nothing is known of its runs: suspected by what is wrong below it."


class CauseChangeKind(Word):
    """What changed before something went wrong."""

    SCHEMA = "schema", "Its columns."
    OWNER = "owner", "Its accountable team."
    CODE = "code", "Code, SQL or version of the job."
    DURATION = "duration", "The job takes much longer than usual."


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseChange:
    """A change in the day before something went wrong."""

    kind: CauseChangeKind = doc("What changed.")
    at: datetime = doc("When.")
    text: str = doc("The change in one sentence.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A likely cause of what is wrong downstream."""

    entity: EntityCard = doc("Suspect; the entity asked about itself when nothing above it is suspected more.")
    score: float = doc("0 to 1, comparable inside one answer.")
    sign: CauseSign = doc("What is wrong with it.")
    monitored: bool = doc("False when nothing is known of its runs: suspected by what it feeds.")
    onset_at: datetime | None = doc("When it began; of an unmonitored one, when the first thing it explains began.")
    explains: int = doc("How many entities with something wrong it explains, itself among them.")
    changes: tuple[CauseChange, ...] = doc("What changed in the day before the onset, newest first; at most 10.")
    path: tuple[EntityLink, ...] = doc("Way from the suspect to the entity asked, both included; hidden ones left out.")
    team: EntityLink | None = doc("Accountable team.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseReport:
    """Likely causes of what is wrong with an entity, best first."""

    entity: EntityLink = doc("The entity asked about.")
    as_of: datetime = doc("Instant it is about.")
    sign: CauseSign | None = doc("What is wrong with it; null when nothing is, or when it is not monitored.")
    since: datetime | None = doc("Since when that is so, as far as it is known.")
    causes: tuple[Cause, ...] = doc("Suspects.")
    wrong_count: int = doc("Entities looked at that have something wrong.")
    unmonitored_count: int = doc("Entities looked at of whose runs nothing is known.")
    hidden_count: int = doc("Suspects left out since the viewer may not see them.")
    truncated: bool = doc("True when more entities are within reach than the 2,000 nearest that were looked at.")
    unknown: tuple[str, ...] = doc("What the answer cannot take into account; empty for now.")
