"""Every kind of edit that a change set can hold: how it is made again from its plan, taken back, and who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from catalog.commands import identities, owners
from catalog.commands.aspects import IDENTITY, OWNER, Aspect
from catalog.commands.assertions import assertions_undo
from catalog.commands.change_log import Act, Order
from catalog.commands.decisions import decisions_undo
from catalog.viewers import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Commands that write the same rows. `undo` takes the change set to take back and the one that does it."""

    aspect: Aspect
    act_of: Callable[[Viewer, Order], Act]
    undo: Callable[[int, int], object]
    undo_right: str


_OWNERS = Edit(
    aspect=OWNER,
    act_of=owners.act_of,
    undo=lambda undone, by: assertions_undo(undone, by_change_set_id=by),
    undo_right="owner.bulk",
)
_IDENTITIES = Edit(
    aspect=IDENTITY,
    act_of=identities.act_of,
    undo=lambda undone, by: decisions_undo(undone, by_change_set_id=by),
    undo_right=identities.RIGHT,
)


def edit_of(command: str) -> Edit:
    """The kind of edit that a command makes."""
    return _IDENTITIES if command in identities.ACTS else _OWNERS
