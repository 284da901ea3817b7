"""Who is accountable for one entity, and why: a pure function of evidence, of what people decided, and of the clock.

Tier 0, a person's decision, beats tier 1, a confirmation, beats tier 2, what sources declare; tier 3, what is inferred
from the neighbourhood or proposed by who declined, only suggests. The result depends on what is given and never on its order.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.answers import OwnerState
from catalog.names import digest_json
from catalog.ownership.directory import Directory
from catalog.ownership.ledger import ledger
from catalog.ownership.suggestions import proposals, suggest
from catalog.ownership.verdict import decide
from catalog.ownership.weighing import Decision, Facts, declined_by, weigh

ALGORITHM = "2"
ACCEPTED = {OwnerState.OVERRIDDEN, OwnerState.CONFIRMED, OwnerState.DECLARED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What follows for one entity and role; the columns of ResolvedOwnership."""

    owner_ref: str | None
    state: OwnerState
    accepted: bool
    text: str
    hidden_ref: str | None
    stale_reasons: list[str]
    ledger: list[dict[str, Any]]
    suggestions: list[dict[str, Any]]
    algorithm: str = ALGORITHM

    @property
    def digest(self) -> uuid.UUID:
        """Equal for equal answers."""
        return digest_json([getattr(self, name) for name in self.__slots__])


def resolve(facts: Facts, directory: Directory, now: datetime) -> Resolution:
    """The accountable owner of an entity."""
    decisions = _by_age(facts.decisions)
    declined = declined_by(decisions, directory)
    weighed = weigh(facts, directory, declined, now)
    verdict = decide(weighed, decisions, declined, directory)
    state, fault = verdict.state, verdict.fault
    return Resolution(
        owner_ref=verdict.owner,
        state=state,
        accepted=state in ACCEPTED,
        text=f"{verdict.text} {fault}" if fault else verdict.text,
        hidden_ref=verdict.hidden,
        stale_reasons=[fault] if fault else [],
        ledger=ledger(decisions, weighed, verdict, directory),
        suggestions=suggest(weighed, proposals(decisions, verdict, declined, directory), verdict),
    )


def _by_age(decisions: Sequence[Decision]) -> list[Decision]:
    return sorted(
        decisions,
        key=lambda d: (d.created_at, d.kind, d.owner_ref or "", d.by_name, d.reason or "", d.instead_ref or ""),
    )
