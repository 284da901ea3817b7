"""What people say of entities, field by field. Writer of FieldEdit; nothing that reads sources can come here.

An edit is never changed: a new one revokes what it contradicts, and each row keeps which change set made it and which
revoked it, so that undoing a change set is exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from catalog.database import execute, rows
from catalog.queries.members import members_of
from catalog.queues import STITCH
from catalog.viewers import Viewer


def field_edits_make(
    viewer: Viewer,
    values: Mapping[str, Any],
    declared: Mapping[int, Mapping[str, Any]],
    *,
    change_set_id: int,
) -> None:
    """Put edits (value by path) in force on entities, given with what their sources say at each path."""
    field_edits_revoke(list(declared), paths=list(values), change_set_id=change_set_id)
    made = [(entity_id, path) for entity_id in sorted(declared) for path in sorted(values)]
    execute(
        "INSERT INTO catalog_fieldedit (entity_id, path, value, hides, by_key, by_name, change_set_id) "
        "SELECT g.entity_id, g.path, g.value, g.hides, %s, %s, %s "
        "FROM unnest(%s::int[], %s::text[], %s::jsonb[], %s::jsonb[]) AS g(entity_id, path, value, hides)",
        [
            viewer.key,
            viewer.name or viewer.key,
            change_set_id,
            [entity_id for entity_id, _ in made],
            [path for _, path in made],
            [orjson.dumps(values[path]).decode() for _, path in made],
            [orjson.dumps(declared[entity_id][path]).decode() for entity_id, path in made],
        ],
    )


def field_edits_revoke(entity_ids: Sequence[int], *, paths: Sequence[str], change_set_id: int) -> int:
    """Take back the edits in force at these paths, also of what was merged into the entities; how many."""
    return execute(
        "UPDATE catalog_fieldedit SET revoked_at = now(), revoked_by_id = %s WHERE entity_id = ANY(%s) "
        "AND revoked_at IS NULL AND path = ANY(%s::text[])",
        [change_set_id, members_of(entity_ids)[1], list(paths)],
    )


def field_edits_undo(change_set_id: int, *, by_change_set_id: int) -> None:
    """Take back what a change set edited, and put in force again what it revoked."""
    made = rows(
        "UPDATE catalog_fieldedit SET revoked_at = now(), revoked_by_id = %s "
        "WHERE change_set_id = %s AND revoked_at IS NULL RETURNING entity_id",
        [by_change_set_id, change_set_id],
    )
    restored = rows(
        "UPDATE catalog_fieldedit SET revoked_at = NULL, revoked_by_id = NULL WHERE revoked_by_id = %s RETURNING entity_id",
        [change_set_id],
    )
    # The entity of a change set may have been merged into another since: that one shows it.
    STITCH.ask(members_of(row[0] for row in [*made, *restored])[0])


def field_edits_move(survivor: int, absorbed: int) -> None:
    """Two entities turn out to be one: where both were edited, the newer edit of a field holds."""
    ids = {"ids": [survivor, absorbed]}
    execute(
        "UPDATE catalog_fieldedit a SET revoked_at = now() FROM catalog_fieldedit b "
        "WHERE a.entity_id = ANY(%(ids)s) AND b.entity_id = ANY(%(ids)s) AND a.entity_id <> b.entity_id "
        "AND a.path = b.path AND a.revoked_at IS NULL AND b.revoked_at IS NULL "
        "AND (a.created_at, a.id) < (b.created_at, b.id)",
        ids,
    )
    execute("UPDATE catalog_fieldedit SET entity_id = %s WHERE entity_id = %s", [survivor, absorbed])


def field_edits_forget(entity_ids: Sequence[int]) -> None:
    """Delete the edits of entities that are about to be deleted."""
    execute("DELETE FROM catalog_fieldedit WHERE entity_id = ANY(%s)", [list(entity_ids)])
