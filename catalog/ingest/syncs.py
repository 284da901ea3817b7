"""Book-keeping of syncs: one reading of one source, from its start to what people decide about it. Writer of Sync."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from catalog.answers.sources import SyncState
from catalog.database import execute, rows
from catalog.errors import ConflictError, NotFoundError
from catalog.ingest.sources import OWN_SOURCE, PEOPLE, source_begun, source_failed, source_mended, source_was_read

# A sync whose worker gave no sign for this long is taken for dead.
STALE_SYNC = timedelta(minutes=5)
_KEYS = "SELECT key FROM catalog_source WHERE key <> ALL(%s) ORDER BY key"


@dataclass(frozen=True, slots=True)
class OpenSync:
    """A sync under way. `is_settled`: all of the one before was taken, so that the catalog holds what the cursor stands for."""

    id: int
    uid: uuid.UUID
    source_id: int
    key: str
    kind: str
    config: dict[str, Any]
    cursor: str | None
    trusted_for_owners: bool
    review: bool
    hold_share: float
    broken_reason: str | None
    version: int
    is_settled: bool


_OPEN = (
    "s.id, s.key, s.kind, s.config, s.cursor, s.trusted_for_owners, s.review, s.hold_share, s.broken_reason, s.version, "
    "coalesce((SELECT p.state = 'succeeded' AND p.issue_count = 0 FROM catalog_sync p WHERE p.source_id = s.id "
    "ORDER BY p.started_at DESC LIMIT 1), false)"
)


def sync_begin(key: str) -> OpenSync:
    """Start a sync; raises NotFoundError, or ConflictError while another one of the source is running."""
    found = rows(f"SELECT {_OPEN} FROM catalog_source s WHERE key = %s", [key])
    if not found:
        known = ", ".join(row[0] for row in rows(_KEYS, [[PEOPLE, OWN_SOURCE]]))
        raise NotFoundError(f"No source has the key {key!r}; known are: {known or 'none'}.")
    source_id = found[0][0]
    died = execute(
        "UPDATE catalog_sync SET state = 'failed', ended_at = now(), error = 'Its worker died.' "
        "WHERE source_id = %s AND state = 'running' AND heartbeat_at < now() - %s",
        [source_id, STALE_SYNC],
    )
    if died:
        source_failed(source_id)
    try:
        with transaction.atomic():
            sync_id, uid = rows(
                "INSERT INTO catalog_sync (uid, source_id, state, read_count, issue_count) "
                "VALUES (gen_random_uuid(), %s, 'running', 0, 0) RETURNING id, uid",
                [source_id],
            )[0]
    except IntegrityError as error:
        raise ConflictError(f"A sync of {key} is running already.") from error
    source_begun(source_id)
    return OpenSync(sync_id, uid, *found[0])


def sync_progress(sync_id: int, *, read_count: int, total_count: int | None) -> None:
    """Tell how far a sync is; also its sign of life."""
    execute(
        "UPDATE catalog_sync SET heartbeat_at = now(), read_count = %s, total_count = %s WHERE id = %s",
        [read_count, total_count, sync_id],
    )


def sync_finish(
    sync: OpenSync,
    *,
    state: str,
    counts: dict[str, int] | None = None,
    read_count: int = 0,
    issue_count: int = 0,
    cursor: str | None = None,
    error: str | None = None,
) -> None:
    """End a sync; `counts` are created, updated, deleted and same claims. Only a complete one moves the cursor, and none that
    began before the source was changed or asked to be read whole."""
    counts = counts or {}
    execute(
        "UPDATE catalog_sync SET state = %s, ended_at = now(), heartbeat_at = now(), read_count = %s, issue_count = %s, "
        "create_count = %s, update_count = %s, delete_count = %s, same_count = %s, error = %s WHERE id = %s",
        [
            state,
            read_count,
            issue_count,
            counts.get("created"),
            counts.get("updated"),
            counts.get("deleted"),
            counts.get("same"),
            error,
            sync.id,
        ],
    )
    if state == "failed":
        source_failed(sync.source_id)
    else:
        source_mended(sync.source_id)
    if state in {"succeeded", "held", "planned"}:
        source_was_read(sync.source_id, version=sync.version, cursor=None if state == "planned" else cursor)


def syncs_waiting(source_id: int, *, before: int) -> list[int]:
    """Earlier syncs of a source that wait for approval."""
    return [
        row[0]
        for row in rows(
            "SELECT id FROM catalog_sync WHERE source_id = %s AND id < %s AND state IN ('planned', 'held') ORDER BY id",
            [source_id, before],
        )
    ]


def sync_decide(sync_id: int, state: SyncState) -> None:
    """What waited of a sync is approved, declined or superseded: in the latter two nothing of it will be done."""
    execute("UPDATE catalog_sync SET state = %s WHERE id = %s", [state.value, sync_id])


def sync_approval_add(sync_id: int, *, by: str, name: str, reason: str) -> None:
    """Somebody agrees with what waits of a sync."""
    execute(
        "UPDATE catalog_sync SET approvals = approvals || jsonb_build_object('by', %s::text, 'name', %s::text, 'at', now(), "
        "'reason', %s::text) WHERE id = %s",
        [by, name, reason, sync_id],
    )


def syncs_approved() -> list[OpenSync]:
    """Syncs that were approved and are not applied yet, oldest first."""
    found = rows(
        f"SELECT y.id, y.uid, {_OPEN} FROM catalog_sync y JOIN catalog_source s ON s.id = y.source_id "
        "WHERE y.state = 'approved' ORDER BY y.id"
    )
    return [OpenSync(*row) for row in found]


def sync_broken(sync: OpenSync, error: str) -> None:
    """An approved plan could not be applied; what was done of it stays."""
    execute("UPDATE catalog_sync SET state = 'failed', ended_at = now(), error = %s WHERE id = %s", [error, sync.id])


def sync_applied(sync: OpenSync) -> None:
    """All that a plan says is done."""
    execute("UPDATE catalog_sync SET state = 'succeeded', ended_at = now() WHERE id = %s", [sync.id])
