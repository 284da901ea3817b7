"""Edits that were planned or made together, and every line of the audit."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence

from catalog.answers import AuditEntry, Change, ChangeSet, ChangeSetState
from catalog.database import Row, rows
from catalog.paging import Page, Pager
from catalog.permissions import require, visible
from catalog.queries.cards import links_by_id, uid_of
from catalog.queries.entities import entity_ids_of
from catalog.queries.filters import refs_canonical
from catalog.queries.hidden import redacted
from catalog.viewers import Door, Viewer

CHANGES_MAX = 100
_COLUMNS = (
    "s.id, s.uid, s.state, s.command, s.by_name, s.door, s.reason, s.created_at, s.applied_at, s.expires_at, "
    "s.entity_count, s.skipped, u.uid, d.uid, s.applied_at IS NOT NULL AND s.undoes_id IS NULL AND s.state = 'applied' "
    "AND NOT EXISTS (SELECT 1 FROM catalog_changeitem m JOIN catalog_changeitem i ON i.entity_id = m.entity_id "
    "AND i.field = m.field JOIN catalog_changeset n ON n.id = i.change_set_id AND n.state = 'applied' "
    "AND n.undoes_id IS NULL AND n.applied_at > s.applied_at WHERE m.change_set_id = s.id)"
)
_FROM = (
    "catalog_changeset s LEFT JOIN catalog_changeset u ON u.id = s.undoes_id "
    "LEFT JOIN catalog_changeset d ON d.undoes_id = s.id"
)


def change_set_get(viewer: Viewer, *, ids: Sequence[str]) -> tuple[ChangeSet | None, ...]:
    """Change sets by id (chg_...), in the order asked, None where there is none."""
    require(viewer, "catalog.read")
    return change_sets_by_uid(viewer, [uid_of("chg", text) for text in ids])


def change_sets_by_uid(viewer: Viewer, uids: Sequence[uuid.UUID | None]) -> tuple[ChangeSet | None, ...]:
    """Change sets in the order of their uids."""
    shown, params = _shown(viewer)
    found = rows(
        f"SELECT {_COLUMNS} FROM {_FROM} WHERE s.uid = ANY(%s) AND {shown}", [[uid for uid in uids if uid], *params]
    )
    by_uid = {row[1]: change_set for row, change_set in zip(found, _change_sets(viewer, found), strict=True)}
    return tuple(by_uid.get(uid) if uid else None for uid in uids)


def change_set_list(
    viewer: Viewer,
    *,
    states: Sequence[ChangeSetState] | None = None,
    ref: str | None = None,
    commands: Sequence[str] | None = None,
    first: int,
    after: str | None = None,
) -> Page[ChangeSet]:
    """Change sets, newest first."""
    require(viewer, "catalog.read")
    wanted = refs_canonical([ref], "ref")[0] if ref else None
    pager = Pager(
        "change_set_list", viewer, [sorted(states or ()), wanted, sorted(commands or ())], first=first, after=after
    )
    if wanted is not None:
        entity_ids_of(viewer, [wanted])
    shown, params = _shown(viewer)
    found = rows(
        f"SELECT {_COLUMNS} FROM {_FROM} WHERE (%s::text[] IS NULL OR s.state = ANY(%s::text[])) "
        "AND (%s::text[] IS NULL OR s.command = ANY(%s::text[])) AND (%s::text IS NULL OR EXISTS (SELECT 1 "
        "FROM catalog_changeitem i JOIN catalog_entity e ON e.id = i.entity_id WHERE i.change_set_id = s.id AND e.ref = %s)) "
        f"AND {shown} AND s.id < %s ORDER BY s.id DESC LIMIT %s",
        [
            *2 * [[state.value for state in states] if states else None],
            *2 * [list(commands) if commands else None],
            wanted,
            wanted,
            *params,
            pager.position[0] if pager.position else 2**62,
            pager.first + 1,
        ],
    )
    return pager.page([(item, [row[0]]) for item, row in zip(_change_sets(viewer, found), found, strict=True)])


def _shown(viewer: Viewer) -> tuple[str, list[object]]:
    """Change sets about nothing but what is hidden do not exist: their reasons name it."""
    hidden, params = visible(viewer)
    return (
        "EXISTS (SELECT 1 FROM catalog_changeitem i JOIN catalog_entity e ON e.id = i.entity_id "
        f"WHERE i.change_set_id = s.id AND {hidden})"
    ), params


def _change_sets(viewer: Viewer, found: Sequence[Row]) -> list[ChangeSet]:
    ids = [row[0] for row in found]
    items: dict[int, list[Row]] = defaultdict(list)
    hidden, params = visible(viewer)
    for row in rows(
        "SELECT i.change_set_id, i.entity_id, i.field, i.text, i.before, i.after FROM (SELECT i.*, row_number() OVER ("
        "PARTITION BY i.change_set_id ORDER BY i.id) AS place FROM catalog_changeitem i "
        f"JOIN catalog_entity e ON e.id = i.entity_id WHERE i.change_set_id = ANY(%s) AND {hidden}) i "
        "WHERE i.place <= %s ORDER BY i.change_set_id, i.place",
        [ids, *params, CHANGES_MAX],
    ):
        items[row[0]].append(row)
    links = links_by_id(viewer, {row[1] for group in items.values() for row in group})
    return [
        ChangeSet(
            id=f"chg_{row[1]}",
            state=ChangeSetState(row[2]),
            command=row[3],
            by=row[4],
            door=Door(row[5]),
            reason=row[6],
            created_at=row[7],
            applied_at=row[8],
            expires_at=row[9],
            entity_count=row[10],
            skipped=tuple(redacted(viewer, row[11])),
            changes=tuple(
                Change(entity=links[item[1]], field=item[2], text=text, before=before, after=after)
                for item in items[row[0]]
                if item[1] in links
                for text, before, after in [redacted(viewer, item[3:6])]
            ),
            undoable=bool(row[14]),
            undone_by=f"chg_{row[13]}" if row[13] else None,
            undoes=f"chg_{row[12]}" if row[12] else None,
        )
        for row in found
    ]


def audit_entry_list(
    viewer: Viewer,
    *,
    target: str | None = None,
    by: str | None = None,
    actions: Sequence[str] | None = None,
    allowed: bool | None = None,
    first: int,
    after: str | None = None,
) -> Page[AuditEntry]:
    """Lines of the audit, newest first: of one target, by one person or token (their name), of some actions."""
    require(viewer, "audit.read")
    pager = Pager("audit_entry_list", viewer, [target, by, sorted(actions or ()), allowed], first=first, after=after)
    found = rows(
        "SELECT id, uid, at, by_name, door, action, target, allowed, reason, before, after, change_set_uid, request_id "
        "FROM catalog_auditentry WHERE (%s::text IS NULL OR target = %s) AND (%s::text IS NULL OR by_name = %s) "
        "AND (%s::text[] IS NULL OR action = ANY(%s::text[])) AND (%s::boolean IS NULL OR allowed = %s) AND id < %s "
        "ORDER BY id DESC LIMIT %s",
        [
            *(target, target, by, by),
            *2 * [list(actions) if actions else None],
            *(allowed, allowed),
            pager.position[0] if pager.position else 2**62,
            pager.first + 1,
        ],
    )
    return pager.page(
        [
            (
                AuditEntry(
                    id=f"aud_{row[1]}",
                    at=row[2],
                    by=row[3],
                    door=Door(row[4]),
                    action=row[5],
                    target=row[6],
                    allowed=row[7],
                    reason=row[8],
                    before=row[9],
                    after=row[10],
                    change_set_id=f"chg_{row[11]}" if row[11] else None,
                    request_id=row[12],
                ),
                [row[0]],
            )
            for row in found
        ]
    )
