"""The audit: one line for everything a person or token did, or was refused. Writer of AuditEntry."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from catalog.database import execute
from catalog.viewers import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """What is written beside who and when."""

    action: str
    target: str | None
    reason: str | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    change_set: uuid.UUID | None = None
    allowed: bool = True


def audit_write(viewer: Viewer, lines: Sequence[AuditLine]) -> None:
    """Append lines, within the transaction of what they tell of: there is never one without the other."""
    execute(
        "INSERT INTO catalog_auditentry (uid, by_key, by_name, door, request_id, action, target, allowed, reason, before, "
        "after, change_set_uid) SELECT gen_random_uuid(), %s, %s, %s, %s, g.* FROM unnest(%s::text[], %s::text[], "
        "%s::boolean[], %s::text[], %s::jsonb[], %s::jsonb[], %s::uuid[]) AS g",
        [
            viewer.key,
            viewer.name or viewer.key,
            viewer.door.value,
            viewer.request_id,
            [line.action for line in lines],
            [line.target for line in lines],
            [line.allowed for line in lines],
            [line.reason for line in lines],
            [_json(line.before) for line in lines],
            [_json(line.after) for line in lines],
            [line.change_set for line in lines],
        ],
    )


def _json(value: dict[str, Any] | None) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
