"""Change sets: the record by which an edit is previewed, applied and undone. Writer of ChangeSet and ChangeItem, and of
Entity.version.

A dry run really makes the change, looks at what became of it, and rolls it back: a preview cannot differ from the edit.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from django.db import transaction

from catalog.answers import ChangeSetState
from catalog.commands.aspects import Aspect
from catalog.commands.audit import AuditLine, audit_write
from catalog.commands.selection import Selected, Target
from catalog.database import execute, rows
from catalog.ingest.stitch import stitch
from catalog.viewers import Viewer

PLAN_LIFE = timedelta(hours=1)
# Makes the change for the given change set.
Act = Callable[[int, Sequence[Target]], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done, as it is kept with the change set."""

    command: str
    arguments: Mapping[str, Any]
    reason: str | None
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class OpenChangeSet:
    """A change set under way."""

    id: int
    uid: uuid.UUID


def change_run(
    viewer: Viewer, order: Order, selected: Selected, act: Act, aspect: Aspect, *, dry_run: bool
) -> uuid.UUID:
    """Make a change, or plan it, within the caller's transaction; the uid of its change set."""
    opened = _open(viewer, order, selected, dry_run=dry_run)
    _make(viewer, order, opened, selected.targets, act, aspect, dry_run=dry_run)
    return opened.uid


def change_run_planned(
    viewer: Viewer,
    order: Order,
    opened: OpenChangeSet,
    targets: Sequence[Target],
    act: Act,
    aspect: Aspect,
    *,
    dry_run: bool,
) -> None:
    """Make a change that was planned before, under its own change set."""
    execute("DELETE FROM catalog_changeitem WHERE change_set_id = %s", [opened.id])
    if not dry_run:
        execute(
            "UPDATE catalog_changeset SET state = 'applied', applied_at = now(), expires_at = NULL WHERE id = %s",
            [opened.id],
        )
    _make(viewer, order, opened, targets, act, aspect, dry_run=dry_run)


def change_mark_undone(change_set_id: int) -> None:
    """The change set was reversed by another."""
    execute("UPDATE catalog_changeset SET state = 'undone' WHERE id = %s", [change_set_id])


def changes_expire() -> int:
    """Plans whose hour is over cannot be applied any more; how many."""
    return execute(
        "UPDATE catalog_changeset SET state = 'expired' WHERE state = 'planned' AND expires_at < now()",
    )


def _open(viewer: Viewer, order: Order, selected: Selected, *, dry_run: bool) -> OpenChangeSet:
    now = datetime.now(UTC)
    state = ChangeSetState.PLANNED if dry_run else ChangeSetState.APPLIED
    uid = uuid.uuid4()
    found = rows(
        "INSERT INTO catalog_changeset (uid, state, command, arguments, by_key, by_name, door, reason, applied_at, "
        "expires_at, entity_count, skipped, undoes_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
        [
            uid,
            state.value,
            order.command,
            orjson.dumps(dict(order.arguments)).decode(),
            viewer.key,
            viewer.name or viewer.key,
            viewer.door.value,
            order.reason,
            None if dry_run else now,
            now + PLAN_LIFE if dry_run else None,
            len(selected.targets),
            orjson.dumps(list(selected.skipped)).decode(),
            None if dry_run else order.undoes,
        ],
    )
    return OpenChangeSet(found[0][0], uid)


def _make(
    viewer: Viewer,
    order: Order,
    opened: OpenChangeSet,
    targets: Sequence[Target],
    act: Act,
    aspect: Aspect,
    *,
    dry_run: bool,
) -> None:
    ids = [target.id for target in targets]
    before = aspect.read(ids)
    point = transaction.savepoint()
    act(opened.id, targets)
    aspect.follow(ids)
    # The worker would fold them within seconds; whoever looks right after a change sees it done.
    folded = stitch(ids)
    after = aspect.read(ids)
    if dry_run:
        transaction.savepoint_rollback(point)
    else:
        transaction.savepoint_commit(point)
        # One change is one version: folding has raised it where the served document changed.
        execute("UPDATE catalog_entity SET version = version + 1 WHERE id = ANY(%s)", [sorted(set(ids) - folded)])
        audit_write(
            viewer,
            [
                AuditLine(
                    action=order.command,
                    target=target.ref,
                    reason=order.reason,
                    before=_together(before, target.id),
                    after=_together(after, target.id),
                    change_set=opened.uid,
                )
                for target in targets
            ],
        )
    _items(opened.id, targets, aspect, before, after)


Values = Mapping[str, Mapping[int, dict[str, Any]]]


def _together(values: Values, entity_id: int) -> dict[str, Any] | None:
    """All fields of one entity in one value; None where nothing is said of any."""
    found: dict[str, Any] = {}
    for field in values:
        found |= values[field].get(entity_id) or {}
    return found or None


def _items(change_set_id: int, targets: Sequence[Target], aspect: Aspect, before: Values, after: Values) -> None:
    """One for each entity and field."""
    pairs = [(target, field) for target in targets for field in aspect.fields]
    sides = [(before[field].get(target.id), after[field].get(target.id)) for target, field in pairs]
    execute(
        "INSERT INTO catalog_changeitem (change_set_id, entity_id, field, text, before, after, entity_version) "
        "SELECT %s, g.* FROM unnest(%s::int[], %s::text[], %s::text[], %s::jsonb[], %s::jsonb[], %s::int[]) AS g",
        [
            change_set_id,
            [target.id for target, _ in pairs],
            [field for _, field in pairs],
            [aspect.sentence(field, *side) for (_, field), side in zip(pairs, sides, strict=True)],
            [_json(old) for old, _ in sides],
            [_json(new) for _, new in sides],
            [target.version for target, _ in pairs],
        ],
    )


def _json(value: dict[str, Any] | None) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
