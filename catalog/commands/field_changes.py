"""Edits of fields, whatever command makes them: values are put over what sources say, or taken off again.

Who may: `entity.edit`, of everything or of what a team of one's own is accepted to own; the tier needs `owner.set`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from catalog.commands.aspects import edited_fields
from catalog.commands.change_log import Act, Order, change_run
from catalog.commands.selection import Selected, Target
from catalog.errors import WrongStateError
from catalog.field_paths import COLUMN, TIER, word_of
from catalog.ingest.field_edits import field_edits_make, field_edits_revoke
from catalog.ingest.stitch import declared_by
from catalog.ownership.resolver import ACCEPTED
from catalog.permissions import require
from catalog.viewers import Viewer

RIGHT = "entity.edit"
COMMANDS = frozenset({"entity_update", "column_update"})


def fields_change(
    viewer: Viewer,
    command: str,
    selected: Selected,
    values: Mapping[str, Any],
    cleared: Sequence[str],
    *,
    reason: str | None,
    hidden: Mapping[str, Any] | None = None,
    dry_run: bool,
) -> uuid.UUID:
    """Edit fields (values by path) and clear others, within the caller's transaction; the uid of the change set.

    `hidden` is what producers say of the columns among them: the catalog does not know.
    """
    arguments = {"values": dict(values), "cleared": list(cleared), "hidden": dict(hidden or {})}
    order = Order(command=command, arguments=arguments, reason=reason)
    aspect = edited_fields([*values, *cleared])
    return change_run(viewer, order, selected, act_of(viewer, order), aspect, dry_run=dry_run)


def require_some(viewer: Viewer) -> None:
    """Raise unless the viewer may edit at least what a team of theirs owns, before anything is looked at."""
    require(viewer, RIGHT, team=next(iter(viewer.teams), None))


def act_of(viewer: Viewer, order: Order) -> Act:
    """The action of an order, also of one that was planned before."""
    values, cleared, hidden = (order.arguments[key] for key in ("values", "cleared", "hidden"))

    def act(change_set_id: int, targets: Sequence[Target]) -> None:
        for target in targets:
            require(viewer, RIGHT, team=target.owner_ref if target.owner_state in ACCEPTED else None)
        if TIER in values or TIER in cleared:
            require(viewer, "owner.set")
        ids = [target.id for target in targets]
        taken_off = field_edits_revoke(ids, paths=cleared, change_set_id=change_set_id)
        if cleared and not values and not taken_off:
            raise nothing_to_clear(cleared)
        said = declared_by(ids, [path for path in values if not path.startswith(COLUMN)])
        declared = {entity_id: {**hidden, **found} for entity_id, found in said.items()}
        field_edits_make(viewer, values, declared, change_set_id=change_set_id)

    return act


def nothing_to_clear(paths: Sequence[str]) -> WrongStateError:
    """Sources decide these already."""
    return WrongStateError(f"Nobody edited {', '.join(map(word_of, paths))} here: there is nothing to clear.")
