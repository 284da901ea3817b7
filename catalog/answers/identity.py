"""Answers about which entities are one."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.answers.changes import ChangeSet, UserError
from catalog.answers.entities import EntityCard
from catalog.answers.fields import doc
from catalog.words import Word


class DecisionKind(Word):
    """What a person says of two entities."""

    SAME = "same", "They are one."
    APART = "apart", "They are two."


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityPayload:
    """What a command on identities did."""

    change_set: ChangeSet | None = doc("The planned or applied change; null when userErrors is not empty.")
    user_errors: tuple[UserError, ...] = doc("Why nothing was done; empty on success.")
    client_mutation_id: str | None = doc("The text given in the input.")
    entity: EntityCard | None = doc("The entity that stayed, or was kept as it is.")

    @classmethod
    def refused(cls, errors: tuple[UserError, ...], echo: str | None) -> IdentityPayload:
        """Nothing was done."""
        return cls(change_set=None, user_errors=errors, client_mutation_id=echo, entity=None)
