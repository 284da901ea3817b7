"""What a sync changes, or would: field by field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from catalog.answers import FieldChange, SyncChange, SyncChangeKind, SyncChangeState
from catalog.database import rows
from catalog.errors import NotFoundError
from catalog.paging import CountState, Page, Pager
from catalog.permissions import require
from catalog.queries.cards import links_of, uid_of
from catalog.stated_fields import stated_fields
from catalog.viewers import Viewer

FIELDS_MAX = 200


def sync_change_list(
    viewer: Viewer,
    *,
    sync: str,
    kinds: Sequence[SyncChangeKind] | None = None,
    states: Sequence[SyncChangeState] | None = None,
    first: int,
    after: str | None = None,
) -> Page[SyncChange]:
    """Changes of a sync by kind (removals, then changes, then what is new) and ref; kept for 30 days. For those who may see how
    sources are configured: what a source says is shown as it is, before rows are hidden."""
    require(viewer, "source.config")
    given = [sync, sorted(kinds or ()), sorted(states or ())]
    pager = Pager("sync_change_list", viewer, given, first=first, after=after)
    found = rows("SELECT id FROM catalog_sync WHERE uid = %s", [uid_of("syn", sync)])
    if not found:
        raise NotFoundError(f"No sync has the id {sync}.")
    base = (
        "FROM catalog_syncchange x WHERE x.sync_id = %s AND (%s::text[] IS NULL OR x.kind = ANY(%s)) "
        "AND (%s::text[] IS NULL OR x.state = ANY(%s))"
    )
    wanted_kinds = [kind.value for kind in kinds] if kinds else None
    wanted_states = [state.value for state in states] if states else None
    params = [found[0][0], wanted_kinds, wanted_kinds, wanted_states, wanted_states]
    seek, seek_params = ("TRUE", []) if pager.position is None else (f"({_PLACE}, x.ref) > (%s, %s)", pager.position)
    listed = rows(
        f"SELECT {_PLACE}, x.ref, x.kind, x.state, x.locator, x.url, x.before, x.after {base} AND {seek} ORDER BY 1, 2 LIMIT %s",
        [*params, *seek_params, pager.first + 1],
    )
    total = rows(f"SELECT count(*) {base}", params)[0][0]
    links = links_of(viewer, [row[1] for row in listed])
    changes = [
        SyncChange(
            ref=ref,
            entity=links[ref] if ref in links and links[ref].exists else None,
            kind=SyncChangeKind(kind),
            state=SyncChangeState(state),
            locator=locator,
            url=url,
            fields=field_changes(before, None if kind == SyncChangeKind.DELETE else held),
        )
        for _, ref, kind, state, locator, url, before, held in listed
    ]
    items = [(change, [row[0], row[1]]) for change, row in zip(changes, listed, strict=True)]
    return pager.page(items, total=(total, CountState.EXACT))


_PLACE = "array_position(ARRAY['delete', 'update', 'create'], x.kind)"


def field_changes(before: dict[str, Any] | None, after: dict[str, Any] | None) -> tuple[FieldChange, ...]:
    """What differs between two descriptors, by path."""
    old, new = stated_fields(before or {}), stated_fields(after or {})
    paths = sorted(path for path in old.keys() | new.keys() if _json(old, path) != _json(new, path))
    return tuple(FieldChange(path=path, before=_json(old, path), after=_json(new, path)) for path in paths[:FIELDS_MAX])


def _json(fields: dict[str, Any], path: str) -> str | None:
    return orjson.dumps(fields[path], option=orjson.OPT_SORT_KEYS).decode() if path in fields else None
