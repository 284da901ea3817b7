"""Answers about edits: what was changed together, by whom, through which door, and what every line of the audit says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.answers.fields import doc
from catalog.answers.links import EntityLink
from catalog.answers.ownership import OwnershipReport
from catalog.viewers import Door
from catalog.words import Word


class ChangeSetState(Word):
    """Life of a change set."""

    PLANNED = "planned", "Result of a dry run; can be applied for one hour."
    APPLIED = "applied", "Done."
    UNDONE = "undone", "Done and reversed."
    EXPIRED = "expired", "Plan no longer valid."


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entity's part of a change set."""

    entity: EntityLink = doc("The entity.")
    field: str = doc("Field, such as owner.accountable.")
    text: str = doc("One sentence.")
    before: dict[str, Any] | None = doc("Value before.")
    after: dict[str, Any] | None = doc("Value after.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """Edits that were made, or planned, together."""

    id: str = doc("Id (chg_...).")
    state: ChangeSetState = doc("State.")
    command: str = doc("Command that made it, as a stem: owner_set.")
    by: str = doc("Who: the person's name, or the token's.")
    door: Door = doc("Door.")
    reason: str | None = doc("Why.")
    created_at: datetime = doc("When made.")
    applied_at: datetime | None = doc("When applied.")
    expires_at: datetime | None = doc("When a plan ends; null when it is none.")
    entity_count: int = doc("Entities touched.")
    skipped: tuple[str, ...] = doc("References that were asked for and left out; at most 500.")
    changes: tuple[Change, ...] = doc("The first 100 changes.")
    undoable: bool = doc("True when it can still be undone: applied, and nothing newer stands on it.")
    undone_by: str | None = doc("Change set that reversed it.")
    undoes: str | None = doc("Change set that it reverses.")


@dataclass(frozen=True, slots=True, kw_only=True)
class UserError:
    """Why a command did nothing, in words for a person."""

    field: tuple[str, ...] | None = doc("Path in the input; null for the whole.")
    code: str = doc("Reason: INVALID, NOT_FOUND, FORBIDDEN, CONFLICT, WRONG_STATE, TOO_MANY.")
    message: str = doc("One sentence, naming the remedy.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerPayload:
    """What a command on owners did."""

    change_set: ChangeSet | None = doc("The planned or applied change; null when userErrors is not empty.")
    user_errors: tuple[UserError, ...] = doc("Why nothing was done; empty on success.")
    client_mutation_id: str | None = doc("The text given in the input.")
    ownership: OwnershipReport | None = doc("Ownership after the change, when it is one entity.")

    @classmethod
    def refused(cls, errors: tuple[UserError, ...], echo: str | None) -> OwnerPayload:
        """Nothing was done."""
        return cls(change_set=None, user_errors=errors, client_mutation_id=echo, ownership=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line of the audit: never changed, never deleted."""

    id: str = doc("Id (aud_...).")
    at: datetime = doc("When.")
    by: str = doc("Who: the person's name, or the token's.")
    door: Door = doc("Door.")
    action: str = doc("What, as a stem: owner_set, change_set_undo.")
    target: str | None = doc("On what: ref or id.")
    allowed: bool = doc("Allowed or refused.")
    reason: str | None = doc("Why, in the actor's words.")
    before: dict[str, Any] | None = doc("Value before.")
    after: dict[str, Any] | None = doc("Value after.")
    change_set_id: str | None = doc("Change set.")
    request_id: str | None = doc("Request, as in the logs.")
