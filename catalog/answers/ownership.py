"""Answers about owners: who answers for an entity, how that was decided, and what spoke for and against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.answers.fields import doc
from catalog.answers.links import EntityLink
from catalog.words import Word


class OwnerState(Word):
    """How an owner was decided."""

    OVERRIDDEN = "overridden", "A person set it; wins over every source."
    CONFIRMED = "confirmed", "A team accepted it."
    DECLARED = "declared", "A source declares it."
    CONTESTED = "contested", "Two sources of equal rank name different teams; the newer is shown."
    STALE = "stale", "The owner is gone, inactive or cannot be found."
    ORPHAN = "orphan", "No owner; suggestions may exist."
    UNOWNED_OK = "unowned_ok", "A person decided that it needs none."


class OwnerRole(Word):
    """What an owner is for."""

    ACCOUNTABLE = "accountable", "Answers for the entity; exactly one team."
    TECHNICAL = "technical", "Runs and repairs it."
    DOMAIN = "domain", "Knows what the data means."
    STEWARD = "steward", "Guards policy and quality."
    CONTACT = "contact", "Person to ask; never accountable."


class AssertionKind(Word):
    """What a person asserted about an owner."""

    OVERRIDE = "override", "This team owns it."
    CONFIRM = "confirm", "The present owner is right."
    DECLINE = "decline", "This team does not own it."
    UNOWNED_OK = "unowned_ok", "It needs no owner."


class EvidenceOutcome(Word):
    """What became of one piece of evidence."""

    WON = "won", "It decided, or agrees with what was decided."
    LOST = "lost", "Something of higher precedence, or newer, decided otherwise."
    IGNORED = "ignored", "It could not count; the reason says why."


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerEvidence:
    """One line of the ledger: what a source, a person or the neighbourhood says of the owner."""

    tier: int = doc("Precedence: 0 person, 1 confirmed, 2 declared, 3 inferred.")
    source: str = doc("Source key; `people` for a person.")
    family: str = doc("Kind of evidence: person, descriptor, facet, codeowners, pipeline, lineage, container.")
    owner: EntityLink | None = doc("Whom it points to; null for explicitly none.")
    role: OwnerRole = doc("Role.")
    strength: float = doc("Strength as stored, 0 to 1.")
    outcome: EvidenceOutcome = doc("What became of it.")
    reason: str | None = doc("Why it lost or was ignored.")
    text: str = doc("One sentence for the ledger.")
    event_at: datetime | None = doc("When the fact happened.")
    observed_at: datetime | None = doc("When the source first showed it so; null for a person.")
    url: str | None = doc("Where to look.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerSuggestion:
    """A team that the neighbourhood points to, or that somebody who declined named; never applied by itself."""

    team: EntityLink = doc("Team.")
    band: str = doc("high, medium or low: how sure the kinds of evidence behind it are.")
    families: tuple[str, ...] = doc("Independent kinds of evidence behind it.")
    reasons: tuple[str, ...] = doc("One sentence for each piece of evidence; at most 5.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleOwner:
    """One role and who has it."""

    role: OwnerRole = doc("Role.")
    owner: EntityLink = doc("Team or person.")
    source: str = doc("Source; `people` for an assertion.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """What a person decided about an owner. No source can change it."""

    id: str = doc("Id (ast_...).")
    kind: AssertionKind = doc("What was asserted.")
    owner: EntityLink | None = doc("Team it names; null for UNOWNED_OK.")
    role: OwnerRole = doc("Role.")
    by: str = doc("Who: the person's name, or the token's.")
    reason: str | None = doc("Why.")
    created_at: datetime = doc("When.")
    review_at: datetime | None = doc("When it should be looked at again.")
    revoked_at: datetime | None = doc("When it was taken back; null while it is in force.")
    redundant: bool = doc("True when a source now says the same: it can be dropped.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipReport:
    """Who owns an entity, and why."""

    entity: EntityLink = doc("The entity.")
    as_of: datetime = doc("Instant the report is about.")
    accountable: EntityLink | None = doc("Accountable team; null for ORPHAN and UNOWNED_OK.")
    state: OwnerState | None = doc("How it was decided; null when nothing was known yet, or it is never owned.")
    since: datetime | None = doc("Since when this answer holds.")
    accepted: bool = doc("Set by a person or accepted by the team, or declared by a trusted source.")
    roles: tuple[RoleOwner, ...] = doc("Every role and its owners.")
    suggestions: tuple[OwnerSuggestion, ...] = doc("Best candidates of the neighbourhood and of people; at most 3.")
    evidence: tuple[OwnerEvidence, ...] = doc("Every piece of evidence, in the order of precedence; at most 100.")
    assertions: tuple[Assertion, ...] = doc("Assertions in force at that instant, newest first.")
    stale_reasons: tuple[str, ...] = doc("Why it counts as stale; empty when it does not.")
    hidden_declaration: EntityLink | None = doc("Declared owner that a person's decision hides.")
    mentions: tuple[EntityLink, ...] = doc("Every entity that the texts name by its ref.")
    algorithm: str = doc("Version of the resolver.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipPeriod:
    """One stretch of an entity's ownership history."""

    role: OwnerRole = doc("Role.")
    owner: EntityLink | None = doc("Owner; null for none.")
    state: OwnerState = doc("How it was decided.")
    text: str = doc("What decided it, in one sentence.")
    since: datetime = doc("From.")
    until: datetime | None = doc("Until; null while it lasts.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A person in a team."""

    person: EntityLink = doc("Person.")
    team: EntityLink = doc("Team.")
    role: str = doc("Role in the team: lead or member.")
    since: datetime | None = doc("From; null when unknown.")
    until: datetime | None = doc("Until; null while it lasts.")
