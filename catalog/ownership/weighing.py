"""What the resolver is given, and what each piece of evidence weighs once people are rolled up to teams. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from catalog.answers import AssertionKind
from catalog.ownership.directory import PERSON, Directory
from catalog.ownership.signal import DECLARED


class Piece(NamedTuple):
    """One row of evidence with what is known of its source."""

    owner_ref: str | None
    family: str
    tier: int
    rank: int
    strength: float
    text: str
    url: str | None
    event_at: datetime | None
    observed_at: datetime
    source: str
    trusted: bool
    precedence: int


class Decision(NamedTuple):
    """One assertion in force."""

    kind: AssertionKind
    owner_ref: str | None
    by_name: str
    reason: str | None
    created_at: datetime
    instead_ref: str | None = None


class Facts(NamedTuple):
    """All that is known of the owners of one entity in one role."""

    pieces: Sequence[Piece] = ()
    decisions: Sequence[Decision] = ()

    def named(self) -> Iterator[str]:
        """Every team and person that the facts name."""
        named = (*(piece.owner_ref for piece in self.pieces), *(d.owner_ref for d in self.decisions))
        yield from (ref for ref in (*named, *(d.instead_ref for d in self.decisions)) if ref is not None)


class Weighed(NamedTuple):
    """A piece and the team it stands for. `refused` says why it must not decide, `fault` what ails the owner."""

    piece: Piece
    owner: str | None
    text: str
    at: datetime
    refused: str | None
    fault: str | None
    is_declined: bool


def declined_by(decisions: Sequence[Decision], directory: Directory) -> dict[str, str]:
    """Who declined, by team."""
    return {
        directory.present(d.owner_ref): d.by_name
        for d in decisions
        if d.kind == AssertionKind.DECLINE and d.owner_ref is not None
    }


def weigh(facts: Facts, directory: Directory, declined: Mapping[str, str], now: datetime) -> list[Weighed]:
    """All pieces, in the order of precedence."""
    return sorted((_weigh(piece, directory, declined, now) for piece in facts.pieces), key=_precedence)


def _weigh(piece: Piece, directory: Directory, declined: Mapping[str, str], now: datetime) -> Weighed:
    """People roll up to the team they were in when it happened; what is said to lie in the future happened now."""
    at = min(piece.event_at or piece.observed_at, now)
    owner, text, who, fault = piece.owner_ref, piece.text, None, None
    if owner is not None:
        owner = directory.present(owner)
        who = declined.get(owner)
        teams = directory.teams_at(owner, at) if owner.startswith(PERSON) else ()
        if teams:
            person, owner = owner, directory.present(teams[0])
            who = who or declined.get(owner)
            text = f"{text} {person} was in {owner} then and is the contact."
        fault = directory.fault(owner)
    refused = None
    if who is not None:
        refused = f"Declined by {who}."
    elif piece.tier == DECLARED and not piece.trusted:
        refused = f"The source {piece.source} is not trusted for owners."
    return Weighed(piece, owner, text, at, refused, fault, who is not None)


def _precedence(weighed: Weighed) -> tuple[Any, ...]:
    """The more specific, then the newer, then the source of higher precedence; the rest only makes the order definite."""
    piece = weighed.piece
    return (
        *(piece.tier, -piece.rank, -weighed.at.timestamp(), -piece.precedence, piece.source),
        *(
            -piece.strength,
            piece.family,
            piece.owner_ref or "",
            piece.text,
            piece.url or "",
            piece.observed_at,
            piece.trusted,
        ),
    )
