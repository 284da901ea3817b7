"""Every kind of change that a change set can hold: how it is made again from its plan, taken back, and who may."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from catalog.commands import field_changes, identities, owners
from catalog.commands.aspects import IDENTITY, OWNER, Aspect, edited_fields
from catalog.commands.assertions import assertions_undo
from catalog.commands.change_log import Act, Order
from catalog.commands.decisions import decisions_undo
from catalog.ingest.field_edits import field_edits_undo
from catalog.viewers import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Commands that write the same rows. `aspect_of` takes the fields that were changed, `undo` the change set to take back and
    the one that does it."""

    aspect_of: Callable[[Sequence[str]], Aspect]
    act_of: Callable[[Viewer, Order], Act]
    undo: Callable[[int, int], object]
    undo_right: str


_OWNERS = Edit(
    aspect_of=lambda fields: OWNER,
    act_of=owners.act_of,
    undo=lambda undone, by: assertions_undo(undone, by_change_set_id=by),
    undo_right="owner.bulk",
)
_IDENTITIES = Edit(
    aspect_of=lambda fields: IDENTITY,
    act_of=identities.act_of,
    undo=lambda undone, by: decisions_undo(undone, by_change_set_id=by),
    undo_right=identities.RIGHT,
)


_FIELDS = Edit(
    aspect_of=edited_fields,
    act_of=field_changes.act_of,
    undo=lambda undone, by: field_edits_undo(undone, by_change_set_id=by),
    undo_right="owner.bulk",
)


def edit_of(command: str) -> Edit:
    """The kind of change that a command makes."""
    if command in field_changes.COMMANDS:
        return _FIELDS
    return _IDENTITIES if command in identities.ACTS else _OWNERS
