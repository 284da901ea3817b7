"""Answers about what people say of entities over what their sources say."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.answers.changes import ChangeSet, UserError
from catalog.answers.entities import EntityCard
from catalog.answers.fields import doc
from catalog.answers.links import EntityLink


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityPayload:
    """What a command on entities did."""

    change_set: ChangeSet | None = doc("The planned or applied change; null when userErrors is not empty.")
    user_errors: tuple[UserError, ...] = doc("Why nothing was done; empty on success.")
    client_mutation_id: str | None = doc("The text given in the input.")
    entity: EntityCard | None = doc("The entity after the change, when it is one.")

    @classmethod
    def refused(cls, errors: tuple[UserError, ...], echo: str | None) -> EntityPayload:
        """Nothing was done."""
        return cls(change_set=None, user_errors=errors, client_mutation_id=echo, entity=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """What people edited of one entity, for the descriptor file that it overrides."""

    entity: EntityLink = doc("The entity.")
    source: str | None = doc("Source of the file; null when no file describes the entity.")
    item: str | None = doc("Place in the source, as file:line; null when no file describes the entity.")
    url: str | None = doc("Page of the file; null when there is none.")
    fields: tuple[str, ...] = doc("Paths of the edits that the file does not say yet; columns are in no file.")
    redundant: tuple[str, ...] = doc("Paths of the edits that the file says already: they can be cleared.")
    fragment: str = doc(
        "YAML to merge into the file: only what the edits change, lists whole; a whole descriptor where there is no file; empty "
        "when the file says everything already."
    )
    diff: str = doc("Unified diff of the descriptor as it was read, without its comments; for the reader.")
