"""The ledger: what became of each piece of evidence and of each decision, as JSON-able lines in the order of precedence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalog.answers import AssertionKind, EvidenceOutcome, OwnerRole, OwnerState
from catalog.ownership.directory import Directory
from catalog.ownership.signal import DECLARED
from catalog.ownership.verdict import Verdict, said
from catalog.ownership.weighing import Decision, Weighed

WON, LOST, IGNORED = (outcome.value for outcome in EvidenceOutcome)
_DECISION_TIER = {AssertionKind.OVERRIDE: 0, AssertionKind.UNOWNED_OK: 0}


def ledger(
    decisions: Sequence[Decision], weighed: Sequence[Weighed], verdict: Verdict, directory: Directory
) -> list[dict[str, Any]]:
    """One line for each; at most 100 are shown, so those that decide come first."""
    by_people = sorted(decisions, key=lambda d: _DECISION_TIER.get(d.kind, 1))
    return [
        *(_decision_line(decision, verdict, directory) for decision in by_people),
        *(_piece_line(one, verdict) for one in weighed),
    ]


def _decision_line(decision: Decision, verdict: Verdict, directory: Directory) -> dict[str, Any]:
    owner = directory.present(decision.owner_ref) if decision.owner_ref else None
    if decision.kind == AssertionKind.DECLINE:
        holds = owner != verdict.owner
    else:
        holds = decision is verdict.decision or (owner == verdict.owner and verdict.confirm_beaten is None)
    reason = None
    if not holds:
        is_beaten = decision.kind == AssertionKind.CONFIRM and verdict.confirm_beaten is not None
        reason = verdict.confirm_beaten if is_beaten else "A person decided otherwise."
    return {
        "tier": _DECISION_TIER.get(decision.kind, 1),
        "source": "people",
        "family": "person",
        "owner": owner,
        "role": OwnerRole.ACCOUNTABLE.value,
        "strength": 1.0,
        "outcome": WON if holds else LOST,
        "reason": reason,
        "text": said(decision),
        "event_at": decision.created_at.isoformat(),
        "observed_at": None,
        "url": None,
    }


def _piece_line(one: Weighed, verdict: Verdict) -> dict[str, Any]:
    piece = one.piece
    outcome, reason = _outcome(one, verdict)
    return {
        "tier": piece.tier,
        "source": piece.source,
        "family": piece.family,
        "owner": one.owner,
        "role": OwnerRole.ACCOUNTABLE.value,
        "strength": piece.strength,
        "outcome": outcome,
        "reason": reason,
        "text": one.text,
        "event_at": piece.event_at.isoformat() if piece.event_at else None,
        "observed_at": piece.observed_at.isoformat(),
        "url": piece.url,
    }


def _outcome(one: Weighed, verdict: Verdict) -> tuple[str, str | None]:
    piece, lead = one.piece, verdict.lead
    is_declared = piece.tier == DECLARED
    if one.refused is not None:
        return IGNORED, one.refused
    if not is_declared and one.fault is not None:
        return IGNORED, one.fault
    if is_declared and piece.rank < verdict.silent.get(piece.family, piece.rank):
        return IGNORED, f"What is more specific in {piece.family} says that nobody owns it."
    if one.owner == verdict.owner and (is_declared or one.owner is not None):
        return WON, None
    if verdict.decision is not None:
        is_confirmed = verdict.basis is OwnerState.CONFIRMED
        return LOST, f"A person confirmed {verdict.owner}." if is_confirmed else "A person decided otherwise."
    if not is_declared:
        is_free = verdict.owner is None
        return (
            (IGNORED, "Inferred only: suggested, never applied by itself.")
            if is_free
            else (
                LOST,
                "What is declared counts more than what is inferred.",
            )
        )
    assert lead is not None  # a declared piece that was not refused and differs from the verdict: another one decided
    if one.owner is None:
        return LOST, f"It names nobody; {lead.piece.source} does."
    if piece.rank < lead.piece.rank:
        return LOST, f"{lead.piece.source} is more specific."
    return LOST, f"{lead.piece.source} is as specific, and newer or of higher precedence."
