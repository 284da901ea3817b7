"""The inputs of commands: one dataclass for each, from which REST and GraphQL make their shapes, and the table of those of the
catalog.

Fields bear the names of the command's arguments; `client_mutation_id` only comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from catalog.answers import EntityPayload, IdentityPayload, OwnerPayload, SyncPayload, doc, given
from catalog.commands.change_sets import change_set_apply, change_set_undo
from catalog.commands.entities import entity_update
from catalog.commands.field_values import LinkInput
from catalog.commands.identities import alias_detach, entity_merge, variant_dismiss
from catalog.commands.owners import owner_clear, owner_confirm, owner_decline, owner_set, owner_waive
from catalog.commands.selection import EntitySelection
from catalog.commands.syncs import sync_approve, sync_decline, sync_undo
from catalog.field_paths import EditField
from catalog.viewers import Viewer

ENTITIES = "For which entities."
VERSION = "Version last seen; CONFLICT when it moved on. Not checked when absent; only for exactly one entity."
VERSION_OF_REF = "Version of `ref` last seen; CONFLICT when it moved on. Not checked when absent."
SKIP = "Leave out what is unknown, and report it, instead of doing nothing."
WHY = "Why; shown in the audit."
DRY = "Check and answer what would change; write nothing but the plan."
ECHO = "Any text; comes back in the payload."


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerSetInput:
    """Says who owns entities, whatever sources say."""

    entities: EntitySelection = doc(ENTITIES)
    owner: str = doc("Team (or person, for CONTACT).")
    reason: str = doc(WHY)
    review_at: datetime | None = given("Look at it again then; 180 days when absent.")
    expected_version: int | None = given(VERSION)
    skip_unknown: bool = given(SKIP, default=False)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerClearInput:
    """Takes back what people decided of the owner."""

    entities: EntitySelection = doc(ENTITIES)
    reason: str = doc(WHY)
    expected_version: int | None = given(VERSION)
    skip_unknown: bool = given(SKIP, default=False)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerConfirmInput:
    """Says that the present owner is right."""

    entities: EntitySelection = doc(ENTITIES)
    reason: str | None = given(WHY)
    expected_version: int | None = given(VERSION)
    skip_unknown: bool = given(SKIP, default=False)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerDeclineInput:
    """Says that a team does not own entities."""

    entities: EntitySelection = doc(ENTITIES)
    team: str = doc("Team that declines.")
    reason: str = doc(WHY)
    instead: str | None = given("Team to try instead.")
    expected_version: int | None = given(VERSION)
    skip_unknown: bool = given(SKIP, default=False)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerWaiveInput:
    """Says that entities need no owner."""

    entities: EntitySelection = doc(ENTITIES)
    reason: str = doc(WHY)
    review_at: datetime | None = given("Look at it again then; 180 days when absent.")
    expected_version: int | None = given(VERSION)
    skip_unknown: bool = given(SKIP, default=False)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityUpdateInput:
    """Says what entities are, whatever sources say. What is absent stays as it is."""

    entities: EntitySelection = doc(ENTITIES)
    title: str | None = given("Title; at most 500 characters.")
    description: str | None = given("Description in Markdown; at most 100,000 characters.")
    tier: int | None = given("Importance, 1 most important to 5; takes the right owner.set.")
    lifecycle: str | None = given("Lifecycle: experimental, production, deprecated, ...")
    add_tags: tuple[str, ...] | None = given("Tags it has, whatever sources say.")
    remove_tags: tuple[str, ...] | None = given("Tags it has not, whatever sources say.")
    links: tuple[LinkInput, ...] | None = given("The list of links as a whole; empty: none.")
    add_glossary_terms: tuple[str, ...] | None = given(
        "Terms of the glossary it has, whatever sources say: refs, a bare name in namespace default."
    )
    remove_glossary_terms: tuple[str, ...] | None = given("Terms of the glossary it has not, whatever sources say.")
    clear: tuple[EditField, ...] | None = given("Take back what people said of these: sources decide again.")
    reason: str | None = given(WHY)
    expected_version: int | None = given(VERSION)
    skip_unknown: bool = given(SKIP, default=False)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityMergeInput:
    """Makes two datasets, or two jobs, one."""

    ref: str = doc("Entity that goes.")
    into: str = doc("Entity that stays.")
    reason: str = doc(WHY)
    expected_version: int | None = given(VERSION_OF_REF)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasDetachInput:
    """Splits what was merged wrongly."""

    ref: str = doc("Entity that has the name now.")
    scheme: str = doc("Naming scheme: openlineage.dataset or openlineage.job.")
    key: str = doc("Name in it; OpenLineage names are `namespace` and `name` joined by a line feed.")
    reason: str = doc(WHY)
    expected_version: int | None = given(VERSION_OF_REF)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantDismissInput:
    """Keeps two entities apart although their names are alike."""

    ref: str = doc("One entity.")
    other: str = doc("The other.")
    reason: str = doc(WHY)
    expected_version: int | None = given(VERSION_OF_REF)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSetApplyInput:
    """Makes a plan real."""

    id: str = doc("Id (chg_...) of a plan.")
    reason: str | None = given(WHY)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSetUndoInput:
    """Takes back a change set as a whole."""

    id: str = doc("Id (chg_...) of what was applied.")
    reason: str = doc(WHY)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncApproveInput:
    """Lets happen what a sync planned, or the removals that it held."""

    id: str = doc("Id (syn_...) of a sync that waits.")
    reason: str = doc(WHY)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncDeclineInput:
    """Leaves undone what a sync planned or held."""

    id: str = doc("Id (syn_...) of a sync that waits.")
    reason: str = doc(WHY)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncUndoInput:
    """Brings back what a sync removed."""

    id: str = doc("Id (syn_...) of a sync of the last 30 days.")
    reason: str = doc(WHY)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command as doors mount it: its input, its function, what it answers, its weight in GraphQL."""

    input: type
    run: Callable[..., Any]
    answer: Any = OwnerPayload
    weight: int = 10

    def answered(self, viewer: Viewer, given: Any) -> Any:
        """Run it with its input; errors are raised, for the door to put into its own words."""
        arguments = {field.name: getattr(given, field.name) for field in fields(self.input)}
        echo = arguments.pop("client_mutation_id")
        return replace(self.run(viewer, **arguments), client_mutation_id=echo)


COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "owner_set": Command(input=OwnerSetInput, run=owner_set),
        "owner_clear": Command(input=OwnerClearInput, run=owner_clear),
        "owner_confirm": Command(input=OwnerConfirmInput, run=owner_confirm),
        "owner_decline": Command(input=OwnerDeclineInput, run=owner_decline),
        "owner_waive": Command(input=OwnerWaiveInput, run=owner_waive),
        "entity_update": Command(input=EntityUpdateInput, run=entity_update, answer=EntityPayload),
        "entity_merge": Command(input=EntityMergeInput, run=entity_merge, answer=IdentityPayload),
        "alias_detach": Command(input=AliasDetachInput, run=alias_detach, answer=IdentityPayload),
        "variant_dismiss": Command(input=VariantDismissInput, run=variant_dismiss, answer=IdentityPayload),
        "sync_approve": Command(input=SyncApproveInput, run=sync_approve, answer=SyncPayload),
        "sync_decline": Command(input=SyncDeclineInput, run=sync_decline, answer=SyncPayload),
        "sync_undo": Command(input=SyncUndoInput, run=sync_undo, answer=SyncPayload),
        "change_set_apply": Command(input=ChangeSetApplyInput, run=change_set_apply, weight=50),
        "change_set_undo": Command(input=ChangeSetUndoInput, run=change_set_undo, weight=50),
    }
)
