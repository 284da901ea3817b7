"""Which of all that was said decides. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from catalog.answers import AssertionKind, OwnerState
from catalog.ownership.directory import Directory
from catalog.ownership.signal import DECLARED
from catalog.ownership.weighing import Decision, Weighed

_FINAL = {AssertionKind.OVERRIDE: OwnerState.OVERRIDDEN, AssertionKind.UNOWNED_OK: OwnerState.UNOWNED_OK}
_SAID = {
    AssertionKind.OVERRIDE: "set it",
    AssertionKind.UNOWNED_OK: "decided that it needs no owner",
    AssertionKind.CONFIRM: "confirmed it",
    AssertionKind.DECLINE: "declined it",
}


class Verdict(NamedTuple):
    """What decided. `basis` is the state before the owner itself is looked at; `fault` is what ails the owner."""

    basis: OwnerState
    owner: str | None
    text: str
    decision: Decision | None = None
    lead: Weighed | None = None
    """What tier 2 would decide, or decided, alone."""
    confirm_beaten: str | None = None
    silent: Mapping[str, int] = {}
    """Families that explicitly name nobody, with the rank at which they say so."""
    fault: str | None = None

    @property
    def hidden(self) -> str | None:
        """Declared owner that a person's decision hides."""
        is_hidden = self.decision is not None and self.lead is not None and self.lead.owner != self.owner
        return self.lead.owner if is_hidden and self.lead else None

    @property
    def state(self) -> OwnerState:
        """A person's decision stays one, and the fault is told beside it; any other owner with a fault is stale."""
        is_stale = self.fault is not None and self.basis is not OwnerState.OVERRIDDEN
        return OwnerState.STALE if is_stale else self.basis


def decide(
    weighed: Sequence[Weighed], decisions: Sequence[Decision], declined: Mapping[str, str], directory: Directory
) -> Verdict:
    """Tier 0, else tier 1, else tier 2, else nobody. `decisions` come oldest first, `weighed` in the order of precedence."""
    lead, rivals, silent = _declared(weighed)
    final = next((d for d in reversed(decisions) if d.kind in _FINAL), None)
    confirm = next((d for d in reversed(decisions) if d.kind == AssertionKind.CONFIRM), None)
    beaten = _beaten(confirm, lead, declined, directory) if confirm else None
    decision = final or (confirm if beaten is None else None)
    if decision is not None:
        owner = directory.present(decision.owner_ref) if decision.owner_ref else None
        basis, text = _FINAL.get(decision.kind, OwnerState.CONFIRMED), said(decision)
    elif lead is not None:
        owner, text = lead.owner, lead.text
        basis = OwnerState.CONTESTED if rivals else OwnerState.DECLARED
        text += "".join(f" {rival.piece.source} names {rival.owner}." for rival in rivals)
    else:
        owner, basis = None, OwnerState.ORPHAN
        text = "A source says that nobody owns it." if silent else "Nothing that counts names an owner."
    fault = directory.fault(owner) if owner is not None else None
    return Verdict(basis, owner, text, decision, lead, beaten, silent, fault)


def said(decision: Decision) -> str:
    """A person's decision as a sentence."""
    about = f" for {decision.owner_ref}" if decision.kind == AssertionKind.DECLINE else ""
    return f"{decision.by_name} {_SAID[decision.kind]}{about}{f': {decision.reason}' if decision.reason else '.'}"


def _declared(weighed: Sequence[Weighed]) -> tuple[Weighed | None, list[Weighed], dict[str, int]]:
    """The first rank at which anybody is named decides: its newest piece, and those of the same rank that name others.

    A family that explicitly names nobody is not asked again at lower ranks.
    """
    lead: Weighed | None = None
    rivals: dict[str, Weighed] = {}
    silent: dict[str, int] = {}
    for one in weighed:
        piece = one.piece
        if piece.tier != DECLARED or (lead is not None and piece.rank < lead.piece.rank):
            break
        if one.refused is not None or piece.rank < silent.get(piece.family, piece.rank):
            continue
        if one.owner is None:
            silent.setdefault(piece.family, piece.rank)
        elif lead is None:
            lead = one
        elif one.owner != lead.owner:
            rivals.setdefault(one.owner, one)
    return lead, list(rivals.values()), silent


def _beaten(confirm: Decision, lead: Weighed | None, declined: Mapping[str, str], directory: Directory) -> str | None:
    """Why a confirmation does not hold: its team declined, or what decides in tier 2 contradicts it and is newer."""
    owner = directory.present(confirm.owner_ref or "")
    if owner in declined:
        return f"Declined by {declined[owner]}."
    if lead is not None and lead.owner != owner and lead.piece.observed_at > confirm.created_at:
        return f"{lead.piece.source} names {lead.owner} since."
    return None
