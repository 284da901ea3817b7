"""What people decide about syncs: let what waits happen, or not; bring back what was removed. Each is one transaction with its
audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from catalog.answers import SyncPayload, SyncState
from catalog.answers.sources import approvals_needed
from catalog.commands.audit import AuditLine, audit_write
from catalog.commands.command import attempt
from catalog.commands.owners import reason_given
from catalog.database import rows
from catalog.errors import ConflictError, NotFoundError, WrongStateError
from catalog.ingest.sync_plan import changes_count, left, removals_undo
from catalog.ingest.syncs import sync_approval_add, sync_decide
from catalog.permissions import require
from catalog.queries.cards import uid_of
from catalog.queries.sources import sync_get
from catalog.viewers import Viewer

_WAITING = (SyncState.PLANNED, SyncState.HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    id: int
    source_id: int
    state: SyncState
    approved_by: tuple[str, ...]


def sync_approve(viewer: Viewer, *, id: str, reason: str, dry_run: bool = False) -> SyncPayload:
    """Let happen what a sync planned, or the removals it held: the workers make it so within seconds. More than 1,000 removals
    take two people."""

    def act(sync: _Stored, why: str) -> int:
        _waits(sync)
        if viewer.key in sync.approved_by:
            raise ConflictError("You approved this already; it takes somebody else.")
        counts = changes_count(sync.id, "planned")
        sync_approval_add(sync.id, by=viewer.key, name=viewer.name or viewer.key, reason=why)
        if len(sync.approved_by) + 1 >= approvals_needed(counts.get("delete", 0)):
            sync_decide(sync.id, SyncState.APPROVED)
        return sum(counts.values())

    return _run(viewer, "sync_approve", id, reason, dry_run, act)


def sync_decline(viewer: Viewer, *, id: str, reason: str, dry_run: bool = False) -> SyncPayload:
    """Leave undone what a sync planned or held. The next sync plans it again, if the source still says so."""

    def act(sync: _Stored, why: str) -> int:
        _waits(sync)
        count = sum(changes_count(sync.id, "planned").values())
        sync_decide(sync.id, SyncState.DECLINED)
        left(sync.id)
        return count

    return _run(viewer, "sync_decline", id, reason, dry_run, act)


def sync_undo(viewer: Viewer, *, id: str, reason: str, dry_run: bool = False) -> SyncPayload:
    """Bring back what a sync of the last 30 days removed. It stays until its source says it again, or somebody approves that
    it goes; what the source has said anew since is left as it is."""

    def act(sync: _Stored, why: str) -> int:
        if not changes_count(sync.id, "applied").get("delete"):
            raise WrongStateError(
                "This sync removed nothing that could be brought back; what it removed is kept for 30 days."
            )
        return removals_undo(sync.id, sync.source_id)

    return _run(viewer, "sync_undo", id, reason, dry_run, act)


def _waits(sync: _Stored) -> None:
    if sync.state not in _WAITING:
        raise WrongStateError(f"The sync is {sync.state.value}; only a planned or held one waits for a decision.")


def _run(
    viewer: Viewer, stem: str, id: str, reason: str, dry_run: bool, act: Callable[[_Stored, str], int]
) -> SyncPayload:
    def work() -> SyncPayload:
        require(viewer, "sync.approve")
        why = reason_given(reason) or ""
        with transaction.atomic():
            sync = _locked(id)
            point = transaction.savepoint()
            count = act(sync, why)
            if dry_run:
                transaction.savepoint_rollback(point)
            else:
                audit_write(viewer, [AuditLine(action=stem, target=id, reason=why, after={"changes": count})])
        return SyncPayload(
            sync=sync_get(viewer, ids=[id])[0], change_count=count, user_errors=(), client_mutation_id=None
        )

    return attempt(viewer, stem, work)


def _locked(id: str) -> _Stored:
    found = rows(
        "SELECT id, source_id, state, ARRAY(SELECT a ->> 'by' FROM jsonb_array_elements(approvals) a) FROM catalog_sync "
        "WHERE uid = %s FOR UPDATE",
        [uid_of("syn", id)],
    )
    if not found:
        raise NotFoundError(f"No sync has the id {id}.")
    sync_id, source_id, state, approved_by = found[0]
    return _Stored(id=sync_id, source_id=source_id, state=SyncState(state), approved_by=tuple(approved_by))
