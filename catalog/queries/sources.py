"""How the sources do: state, last sync, issues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from catalog.answers import Approval, SourceCard, SourceState, SyncCard, SyncPlan, SyncState, TextState
from catalog.answers.sources import CIRCUIT_FAILURES, approvals_needed
from catalog.database import Row, rows
from catalog.paging import CountState, Page, Pager
from catalog.permissions import allowed, require
from catalog.queries.cards import uid_of
from catalog.queries.hidden import not_hidden
from catalog.viewers import Viewer

# People, and what Headwater itself concludes: sources of facts, but nothing that is read or that could be silent.
BUILT_IN_KINDS = ("people", "headwater")
_SYNC = (
    "y.uid, y.state, y.started_at, y.ended_at, y.read_count, y.create_count, y.update_count, y.delete_count, "
    "y.same_count, y.issue_count, y.error, y.approvals, "
    "CASE WHEN y.state IN ('planned', 'held') THEN (SELECT jsonb_object_agg(kind, count) FROM (SELECT x.kind, count(*) "
    "FROM catalog_syncchange x WHERE x.sync_id = y.id AND x.state = 'planned' GROUP BY 1) k) END"
)
_SOURCE = (
    "s.id, s.uid, s.key, s.title, s.kind, s.interval_seconds, s.heartbeat_at, s.trusted_for_owners, s.precedence, "
    "s.paused, s.broken_reason, s.config, s.next_sync_at, s.failure_count, "
    "(SELECT count(*) FROM catalog_claim c WHERE c.source_id = s.id), "
    "EXISTS (SELECT 1 FROM catalog_sync w WHERE w.source_id = s.id AND w.state IN ('planned', 'held')), "
    "s.review, s.hold_share"
)
_SOURCE_WIDTH = 19  # with the issues counted for the viewer
# A source of ours that was silent for twice its interval; a pushed one is never silent by itself.
_SILENT_INTERVALS = 2


def source_get(viewer: Viewer, *, ids: Sequence[str]) -> tuple[SourceCard | None, ...]:
    """Sources by id, in order."""
    require(viewer, "source.status")
    uids = [uid_of("src", text) for text in ids]
    found = {card.id: card for card in _sources(viewer, "s.uid = ANY(%s::uuid[])", [[uid for uid in uids if uid]])}
    return tuple(found.get(f"src_{uid}") for uid in uids)


def source_list(
    viewer: Viewer,
    *,
    states: Sequence[SourceState] | None = None,
    kinds: Sequence[str] | None = None,
    first: int,
    after: str | None = None,
) -> Page[SourceCard]:
    """All sources that are read or pushed, by key."""
    require(viewer, "source.status")
    pager = Pager("source_list", viewer, [sorted(states or ()), sorted(kinds or ())], first=first, after=after)
    cards = [
        card
        for card in _sources(viewer, "s.kind <> ALL(%s)", [list(BUILT_IN_KINDS)])
        if (not states or card.state in states) and (not kinds or card.kind in kinds)
    ]
    start = pager.position[0] if pager.position else ""
    items = [(card, [card.key]) for card in cards if card.key > start]
    return pager.page(items[: pager.first + 1], total=(len(cards), CountState.EXACT))


def _sources(viewer: Viewer, where: str, params: list[Any]) -> list[SourceCard]:
    shown, shown_params = not_hidden(viewer, "i.entity_ref")
    issues = f"(SELECT count(*) FROM catalog_issue i WHERE i.source_id = s.id AND i.state = 'open' AND {shown})"
    found = rows(
        f"SELECT {_SOURCE}, {issues}, {_SYNC} FROM catalog_source s LEFT JOIN LATERAL ("
        "SELECT * FROM catalog_sync y WHERE y.source_id = s.id ORDER BY y.started_at DESC LIMIT 1) y ON true "
        f'WHERE {where} ORDER BY s.key COLLATE "C"',
        [*shown_params, *params],
    )
    shows_config = allowed(viewer, "source.config")
    return [_source(row, shows_config) for row in found]


def _source(row: Row, shows_config: bool) -> SourceCard:
    sync = _sync(row[2], row[_SOURCE_WIDTH:]) if row[_SOURCE_WIDTH] else None
    interval, heartbeat = row[5], row[6]
    age = (datetime.now(UTC) - heartbeat).total_seconds() if heartbeat else None
    return SourceCard(
        id=f"src_{row[1]}",
        key=row[2],
        title=row[3],
        kind=row[4],
        state=_state(row, sync),
        interval_seconds=interval,
        next_sync_at=row[12] if interval else None,
        failure_count=row[13],
        heartbeat_at=heartbeat,
        lag_seconds=max(0.0, age - interval) if age is not None and interval else None,
        entity_count=row[14],
        issue_count=row[18],
        trusted_for_owners=row[7],
        review=row[16],
        hold_share=row[17],
        precedence=row[8],
        last_sync=sync,
        config=row[11] if shows_config else None,
        config_state=TextState.AVAILABLE if shows_config else TextState.REDACTED,
    )


def _state(row: Row, sync: SyncCard | None) -> SourceState:
    if row[10]:
        return SourceState.BROKEN
    if row[9]:
        return SourceState.PAUSED
    if row[15]:
        return SourceState.WAITING
    if row[13] >= CIRCUIT_FAILURES and row[5]:
        return SourceState.BACKING_OFF
    if sync is not None and sync.state in {SyncState.FAILED, SyncState.PARTIAL}:
        return SourceState.FAILING
    interval, heartbeat = row[5], row[6]
    if interval and heartbeat and datetime.now(UTC) - heartbeat > timedelta(seconds=_SILENT_INTERVALS * interval + 60):
        return SourceState.SILENT
    return SourceState.OK


def _sync(source: str, row: Row) -> SyncCard:
    plan = None
    if row[5] is not None:
        known = row[6] + row[7] + row[8]
        waiting = row[12] or {}
        plan = SyncPlan(
            create_count=row[5],
            update_count=row[6],
            delete_count=row[7],
            same_count=row[8],
            delete_share=row[7] / known if known else 0.0,
            waiting_count=sum(waiting.values()),
            approvals_needed=approvals_needed(waiting.get("delete", 0)) if waiting else 0,
            approvals=tuple(
                Approval(by=a["name"], at=datetime.fromisoformat(a["at"]), reason=a["reason"]) for a in row[11]
            ),
        )
    return SyncCard(
        id=f"syn_{row[0]}",
        source=source,
        state=SyncState(row[1]),
        started_at=row[2],
        ended_at=row[3],
        read_count=row[4],
        plan=plan,
        issue_count=row[9],
        error=row[10],
    )


def sync_get(viewer: Viewer, *, ids: Sequence[str]) -> tuple[SyncCard | None, ...]:
    """Syncs by id, in order."""
    require(viewer, "source.status")
    uids = [uid_of("syn", text) for text in ids]
    found = rows(
        f"SELECT s.key, {_SYNC} FROM catalog_sync y JOIN catalog_source s ON s.id = y.source_id WHERE y.uid = ANY(%s::uuid[])",
        [[uid for uid in uids if uid]],
    )
    cards = {row[1]: _sync(row[0], row[1:]) for row in found}
    return tuple(cards.get(uid) for uid in uids)


def sync_list(
    viewer: Viewer,
    *,
    source: str | None = None,
    states: Sequence[SyncState] | None = None,
    first: int,
    after: str | None = None,
) -> Page[SyncCard]:
    """Syncs, newest first."""
    require(viewer, "source.status")
    pager = Pager("sync_list", viewer, [source, sorted(states or ())], first=first, after=after)
    where, params = ["TRUE"], list[Any]()
    if source is not None:
        where.append("s.key = %s")
        params.append(source)
    if states:
        where.append("y.state = ANY(%s::text[])")
        params.append([state.value for state in states])
    if pager.position:
        where.append("(y.started_at, y.id) < (%s, %s)")
        params.extend(pager.position)
    found = rows(
        f"SELECT y.id, s.key, {_SYNC} FROM catalog_sync y JOIN catalog_source s ON s.id = y.source_id "
        f"WHERE {' AND '.join(where)} ORDER BY y.started_at DESC, y.id DESC LIMIT %s",
        [*params, pager.first + 1],
    )
    return pager.page([(_sync(row[1], row[2:]), [row[4].isoformat(), row[0]]) for row in found])
