"""Answers about plans of syncs: what each changes, field by field, and what became of a decision about it."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.answers.changes import UserError
from catalog.answers.fields import doc
from catalog.answers.links import EntityLink
from catalog.answers.sources import SyncCard
from catalog.words import Word


class SyncChangeKind(Word):
    """What a sync does to what its source claims of an entity."""

    CREATE = "create", "Claims it for the first time, or again."
    UPDATE = "update", "Claims something else."
    DELETE = "delete", "Claims it no more."


class SyncChangeState(Word):
    """What became of one change of a sync."""

    PLANNED = "planned", "Waits."
    APPLIED = "applied", "Done."
    SKIPPED = "skipped", "Not done: declined, out of date, or what it was planned for moved on."
    UNDONE = "undone", "Done and taken back."


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of a descriptor, before and after."""

    path: str = doc("Dotted path, as in provenance: metadata.title, spec.type.")
    before: str | None = doc("Value before, as JSON; null when there was none.")
    after: str | None = doc("Value after, as JSON; null when there is none.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncChange:
    """One entity's part of a sync."""

    ref: str = doc("Ref of the entity.")
    entity: EntityLink | None = doc("The entity, if it exists.")
    kind: SyncChangeKind = doc("What is done.")
    state: SyncChangeState = doc("What became of it.")
    locator: str = doc("Place in the source.")
    url: str | None = doc("Where to look at it.")
    fields: tuple[FieldChange, ...] = doc(
        "What differs, by path; at most 200. Empty for what was created and is in the catalog: see the entity."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPayload:
    """What a command on syncs did."""

    sync: SyncCard | None = doc("The sync; null when userErrors is not empty.")
    change_count: int = doc("Changes that it is about.")
    user_errors: tuple[UserError, ...] = doc("Why nothing was done; empty on success.")
    client_mutation_id: str | None = doc("The text given in the input.")

    @classmethod
    def refused(cls, errors: tuple[UserError, ...], echo: str | None) -> SyncPayload:
        """Nothing was done."""
        return cls(sync=None, change_count=0, user_errors=errors, client_mutation_id=echo)
