"""Make a plan real, or take an edit back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from catalog.answers import ChangeSetState
from catalog.commands.change_log import (
    OpenChangeSet,
    Order,
    change_mark_undone,
    change_run,
    change_run_planned,
)
from catalog.commands.command import command
from catalog.commands.edits import edit_of
from catalog.commands.identities import ACTS, RIGHT
from catalog.commands.selection import DIRECT_MAX, Selected, targets_lock, version_conflict
from catalog.database import rows
from catalog.errors import ConflictError, InvalidError, NotFoundError, WrongStateError
from catalog.permissions import require
from catalog.queries.cards import uid_of
from catalog.viewers import Viewer

UNDO = "change_set_undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    id: int
    uid: uuid.UUID
    state: ChangeSetState
    command: str
    arguments: dict[str, Any]
    by_key: str
    reason: str | None
    expires_at: datetime | None
    versions: dict[int, int]
    fields: list[str]


@command("change_set_apply")
def change_set_apply(viewer: Viewer, *, id: str, reason: str | None = None, dry_run: bool = False) -> uuid.UUID:
    """Do exactly what was planned, or nothing: refused when an entity in it changed since, or the hour is over."""
    with transaction.atomic():
        stored = _load(id)
        _require(viewer, stored)
        if stored.state is not ChangeSetState.PLANNED:
            raise WrongStateError(f"The change set is {stored.state.value}; only a planned one can be applied.")
        if stored.expires_at is not None and stored.expires_at < datetime.now(UTC):
            raise WrongStateError("The plan is older than an hour; plan it anew.")
        targets = targets_lock(list(stored.versions))
        for target in targets:
            if target.version != stored.versions[target.id]:
                raise version_conflict(target, stored.versions[target.id])
        if len(targets) != len(stored.versions):
            raise ConflictError("An entity of the plan is gone; plan it anew.")
        order = Order(
            command=stored.command,
            arguments=stored.arguments,
            reason=stored.reason or reason,
        )
        opened = OpenChangeSet(stored.id, stored.uid)
        edit = edit_of(stored.command)
        act = edit.act_of(viewer, order)
        change_run_planned(viewer, order, opened, targets, act, edit.aspect_of(stored.fields), dry_run=dry_run)
        return stored.uid


@command(UNDO)
def change_set_undo(viewer: Viewer, *, id: str, reason: str, dry_run: bool = False) -> uuid.UUID:
    """Take back a change set as a whole: what it decided is revoked, what it revoked is in force again."""
    if not reason.strip():
        raise InvalidError.of("reason", "is missing: say why, for whoever reads the history")
    with transaction.atomic():
        stored = _load(id)
        edit = edit_of(stored.command)
        own_and_small = stored.by_key == viewer.key and len(stored.versions) == 1
        if not own_and_small:
            require(viewer, edit.undo_right)
        if stored.command == UNDO:
            raise WrongStateError("An undo is not undone; make the change again.")
        if stored.state is not ChangeSetState.APPLIED:
            raise WrongStateError(f"The change set is {stored.state.value}; only an applied one can be undone.")
        _refuse_newer(stored)
        order = Order(
            command=UNDO,
            arguments={"change_set": f"chg_{stored.uid}"},
            reason=reason.strip(),
            undoes=stored.id,
        )

        def act(change_set_id: int, targets: Any) -> None:
            edit.undo(stored.id, change_set_id)
            change_mark_undone(stored.id)

        selected = Selected(targets_lock(list(stored.versions)), ())
        return change_run(viewer, order, selected, act, edit.aspect_of(stored.fields), dry_run=dry_run)


def _load(text: str) -> _Stored:
    uid = uid_of("chg", text)
    found = rows(
        "SELECT id, uid, state, command, arguments, by_key, reason, expires_at FROM catalog_changeset "
        "WHERE uid = %s FOR UPDATE",
        [uid],
    )
    if uid is None or not found:
        raise NotFoundError(f"No change set has the id {text}.")
    row = found[0]
    items = rows(
        "SELECT entity_id, entity_version, field FROM catalog_changeitem WHERE change_set_id = %s ORDER BY id", [row[0]]
    )
    return _Stored(
        id=row[0],
        uid=row[1],
        state=ChangeSetState(row[2]),
        command=row[3],
        arguments=row[4],
        by_key=row[5],
        reason=row[6],
        expires_at=row[7],
        versions={entity_id: version for entity_id, version, _ in items},
        fields=list(dict.fromkeys(field for _, _, field in items)),
    )


def _require(viewer: Viewer, stored: _Stored) -> None:
    """The right of its command: whoever may not do a thing may not apply somebody's plan of it."""
    if stored.command in {"owner_set", "owner_clear", "owner_waive"}:
        require(viewer, "owner.set")
    elif stored.command == "owner_decline":
        require(viewer, "owner.answer", team=stored.arguments["team"])
    elif stored.command in ACTS:
        require(viewer, RIGHT)
    if len(stored.versions) > DIRECT_MAX:
        require(viewer, "owner.bulk")


def _refuse_newer(stored: _Stored) -> None:
    newer = rows(
        "SELECT e.ref, s.by_name, s.command, s.applied_at FROM catalog_changeitem mine "
        "JOIN catalog_changeitem i ON i.entity_id = mine.entity_id AND i.field = mine.field "
        "JOIN catalog_changeset s ON s.id = i.change_set_id AND s.state = 'applied' AND s.id <> mine.change_set_id "
        "JOIN catalog_changeset m ON m.id = mine.change_set_id AND s.applied_at > m.applied_at AND s.undoes_id IS NULL "
        "JOIN catalog_entity e ON e.id = i.entity_id WHERE mine.change_set_id = %s ORDER BY s.applied_at DESC LIMIT 1",
        [stored.id],
    )
    if newer:
        ref, name, stem, at = newer[0]
        raise ConflictError(
            f"A newer change stands on {ref}: {stem} by {name} at {at:%Y-%m-%dT%H:%M:%SZ}. Undo that one first."
        )
