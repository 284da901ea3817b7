"""Teams that the evidence points to and that do not own the entity: at most three, never applied by themselves. Pure.

Every family of evidence has one vote, for the team it points to most strongly. Until enough confirmed labels exist to fit
weights, families count in a fixed order, and a suggestion has a band and no percentage (PRODUCT A4). A team that somebody
who declined names instead comes first: a person who knows the entity says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from catalog.answers import OwnerState
from catalog.ownership.directory import Directory
from catalog.ownership.verdict import Verdict
from catalog.ownership.weighing import Decision, Weighed

SHOWN, REASONS = 3, 5
HIGH, MEDIUM, LOW = BANDS = ("high", "medium", "low")
_PERSON = "person"
_STRONG = ("pipeline", "lineage")
_ORDER = {family: place for place, family in enumerate((_PERSON, *_STRONG, "container"))}


class Proposal(NamedTuple):
    """A team that a person named when another one declined."""

    owner: str
    text: str


def proposals(
    decisions: Sequence[Decision], verdict: Verdict, declined: Mapping[str, str], directory: Directory
) -> list[Proposal]:
    """Living teams named instead of those that declined, the latest first; a later decision of the owner answers them."""
    found = []
    for decision in reversed(decisions):
        if decision.instead_ref is None or (verdict.decision and verdict.decision.created_at >= decision.created_at):
            continue
        owner = directory.present(decision.instead_ref)
        if owner not in declined and directory.fault(owner) is None:
            why = f": {decision.reason}" if decision.reason else "."
            found.append(
                Proposal(owner, f"{decision.by_name} proposed it when declining for {decision.owner_ref}{why}")
            )
    return found


def suggest(weighed: Sequence[Weighed], proposed: Sequence[Proposal], verdict: Verdict) -> list[dict[str, Any]]:
    """Best candidates first. Where a sure owner stands, only another team that two families or a person vote for."""
    if verdict.basis is OwnerState.UNOWNED_OK:
        return []
    strengths: dict[str, dict[str, float]] = defaultdict(dict)
    reasons: dict[str, list[str]] = defaultdict(list)
    for proposal in proposed:
        strengths[proposal.owner][_PERSON] = 1.0
        reasons[proposal.owner].append(proposal.text)
    for one in weighed:
        if one.owner is not None and one.fault is None and not one.is_declined:
            of_team = strengths[one.owner]
            of_team[one.piece.family] = max(of_team.get(one.piece.family, 0.0), one.piece.strength)
            reasons[one.owner].append(one.text)
    if not strengths:
        return []
    needed = 2 if verdict.owner is not None and verdict.fault is None else 0
    bands = {
        team: _band(votes)
        for team, votes in _votes(strengths).items()
        if team != verdict.owner and (_PERSON in votes or len(votes) >= needed)
    }
    best = sorted(bands, key=lambda team: (BANDS.index(bands[team]), _weights(strengths[team]), team))
    return [
        {
            "owner": team,
            "band": bands[team],
            "families": sorted(strengths[team], key=lambda family: (_ORDER.get(family, len(_ORDER)), family)),
            "reasons": list(dict.fromkeys(reasons[team]))[:REASONS],
        }
        for team in best[:SHOWN]
    ]


def _votes(strengths: Mapping[str, Mapping[str, float]]) -> dict[str, set[str]]:
    """Families that point to each team at least as strongly as to any other."""
    strongest: dict[str, float] = {}
    for families in strengths.values():
        for family, strength in families.items():
            strongest[family] = max(strongest.get(family, 0.0), strength)
    return {
        team: {family for family, strength in families.items() if strength == strongest[family]}
        for team, families in strengths.items()
    }


def _band(votes: set[str]) -> str:
    if _PERSON in votes:
        return HIGH
    if votes.isdisjoint(_STRONG):
        return LOW
    return HIGH if len(votes) >= 2 else MEDIUM


def _weights(families: Mapping[str, float]) -> tuple[float, ...]:
    """Sorts the team with the stronger evidence first, family by family."""
    others = max((strength for family, strength in families.items() if family not in _ORDER), default=0.0)
    return (*(-families.get(family, 0.0) for family in _ORDER), -others)
