"""What Backstage's questions find, from columns in memory: the same as pages, counts and the list say in SQL.

Memory answers where it has every column that a question needs and the viewer sees what everybody sees and no more; else nothing
is said, and SQL is asked. One statement reads the texts of the page and tells whether the columns lacked anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np

from catalog.columns import held
from catalog.columns.column import Column, Ids, Members
from catalog.columns.held import PARTS, REFS, Held, Name
from catalog.database import Row, planned_once, rows
from catalog.models.served import CHANGES_KEPT_MINUTES
from catalog.queries.descriptor_filters import EVERYTHING, UID, AnyOf, Has, Not, Predicate, Starts, is_plain
from catalog.queries.descriptor_pages import DescriptorSearch, Window
from catalog.queries.hidden import sees_restricted
from catalog.queries.served import Text, text_sql
from catalog.queries.served_parts import parts_sql
from catalog.viewers import Viewer

T = TypeVar("T")
Columns = Mapping[Name, Column]
# Whoever writes between two looks: after so many SQL is asked.
_LOOKS = 3
# Everything that is served has one row of it.
_EVERY = Name("kind")


@dataclass(frozen=True, slots=True)
class Found:
    """What a page shows, with the value that each is ordered by, and how many are found in all."""

    ids: list[int]
    values: list[str | None]
    total: int


def page_in_memory(
    viewer: Viewer, search: DescriptorSearch, window: Window, fields: Sequence[str]
) -> tuple[list[Row], int] | None:
    """Rows (id, sort value, text) of a page, and how many are found in all; None: ask SQL."""
    keys = {*_text_keys(search), *([search.order_field] if search.order_field is not None else [])}
    names = _names_of(search.where)
    if names is None or "\0" in search.text or not all(map(_is_held, keys)):
        return None
    names |= {Name(key.lower()) for key in keys}
    answer = _answered(viewer, names, lambda columns: _page(columns, search, window), _ids_of, fields)
    if answer is None:
        return None
    found, texts = answer
    return [(i, value, texts.get(i)) for i, value in zip(found.ids, found.values, strict=True)], found.total


def _text_keys(search: DescriptorSearch) -> Sequence[str]:
    """Where its text is looked for, if it has one."""
    return (search.text_fields or (search.order_field or UID,)) if search.text.strip() else ()


def list_in_memory(
    viewer: Viewer, where: Predicate, *, limit: int, offset: int = 0, texts: int, fields: Sequence[str]
) -> list[Row] | None:
    """As the list in the order of refs: rows (id, text, ref), the texts of so many of them; None: ask SQL."""
    names = _names_of(where)
    if where is EVERYTHING or names is None:
        return None
    window = Window(limit=limit, offset=offset, after=None, backwards=False)
    search = DescriptorSearch(where=where, order_field=REFS)
    answer = _answered(
        viewer,
        names | {Name(REFS)},
        lambda columns: _page(columns, search, window),
        lambda found: found.ids[:texts],
        fields,
    )
    if answer is None:
        return None
    found, read = answer
    return [(i, read.get(i), ref) for i, ref in zip(found.ids, found.values, strict=True)]


def refs_in_memory(
    viewer: Viewer, refs: Sequence[str], where: Predicate, fields: Sequence[str]
) -> dict[str, bytes | None] | None:
    """By those of the refs that are there, the text of these fields; None: ask SQL, also where one has no text that is ready."""
    names, parts = _names_of(where), _parts_of(tuple(fields))
    wanted = "\0".join(refs).encode().split(b"\0")
    if names is None or parts is None or len(wanted) != len(refs):
        return None

    def find(columns: Columns) -> dict[str, bytes | None]:
        found = {ref: i for ref, i in zip(refs, columns[Name(REFS)].entities_of(wanted), strict=True) if i is not None}
        if where is not EVERYTHING:
            members = _members(columns, where)
            found = {ref: i for ref, i in found.items() if members[i]}
        return dict(zip(found, columns[parts].values_of([*found.values()]), strict=True))

    answer = _answered(viewer, names | {Name(REFS), parts}, find, lambda _: [], ())
    return answer[0] if answer is not None and None not in answer[0].values() else None


@lru_cache(1_000)
def _parts_of(fields: tuple[str, ...]) -> Name | None:
    """The column of finished texts of these fields; None where there is none."""
    text = parts_sql(fields) if fields else None
    return None if text is None else Name(PARTS, sql=text[0], params=tuple(text[1]))


def counts_in_memory(
    viewer: Viewer, facets: Iterable[str], where: Predicate
) -> dict[str, list[tuple[str, int]]] | None:
    """How many have each value of each facet, in the order of values; None: ask SQL."""
    names = _names_of(where)
    counted = {facet: Name(facet.lower(), is_written=True) for facet in facets}
    if names is None or not all(map(_is_held, counted)):
        return None

    def count(columns: Columns) -> dict[str, list[tuple[str, int]]]:
        members = None if where is EVERYTHING else _members(columns, where)
        return {facet: columns[name].counts(members) for facet, name in counted.items()}

    answer = _answered(viewer, names | set(counted.values()), count, lambda _: [], ())
    return answer[0] if answer is not None else None


def _ids_of(found: Found) -> list[int]:
    return found.ids


def _answered(
    viewer: Viewer,
    names: set[Name],
    find: Callable[[Columns], T],
    ids_of: Callable[[T], list[int]],
    fields: Sequence[str],
) -> tuple[T, Mapping[int, Text]] | None:
    """What is found, with the texts by id, as of one moment. Those of fields are of a column, too, where it is here."""
    memory, parts = held.HELD, _parts_of(tuple(fields))
    if memory is None:
        return None
    for _ in range(_LOOKS):
        columns = memory.get(names | {_EVERY})
        if columns is None:
            return None
        texts_here = memory.get([parts]) if parts is not None else None
        columns |= texts_here or {}
        found = find({name: one.column for name, one in columns.items()})
        ids = ids_of(found)
        look, texts = _look(viewer, columns, *(([], ()) if texts_here else (ids, fields)))
        if parts is not None and texts_here:
            texts = dict(zip(ids, texts_here[parts].column.values_of(ids), strict=True))
        if look.sees_more:
            return None
        if look.is_forgotten or any(one.server != look.server for one in columns.values()):
            memory.drop(columns)
            return None
        if not look.changed:
            memory.confirm(columns, look.saw)
            return found, texts
        memory.mend(columns, look.changed, look.saw)
    return None


@dataclass(frozen=True, slots=True)
class _Look:
    """What a statement saw: whether the viewer may see what not everybody may, and which entities changed since columns were
    read, unless changes since then were forgotten, or what everybody may see has changed."""

    saw: str
    server: str
    is_forgotten: bool
    changed: list[int]
    sees_more: bool


# Of the snapshots k.seen: what has changed that one of them does not see, and whether such changes are gone
# (catalog/ingest/served_changes.py: of a row without a ref all transactions before it had ended then).
_CHANGED = (
    "ARRAY(SELECT DISTINCT c.entity_id FROM unnest(k.seen) AS u(seen) CROSS JOIN LATERAL (SELECT entity_id "
    "FROM catalog_fieldchange WHERE xid >= pg_snapshot_xmin(u.seen) AND NOT pg_visible_in_snapshot(xid, u.seen)) c)"
)
# The last of them, from the index: the table is read for its few rows where it once had many.
_IS_FORGOTTEN = (
    "coalesce((SELECT m.xid FROM catalog_servedchange m WHERE m.ref = '' "
    f"AND m.at < now() - make_interval(mins => {CHANGES_KEPT_MINUTES}) ORDER BY m.xid DESC LIMIT 1) "
    "> ANY(ARRAY(SELECT pg_snapshot_xmin(u.seen) FROM unnest(k.seen) AS u(seen))), FALSE)"
)
_IS_OTHERWISE_VISIBLE = (
    "EXISTS (SELECT 1 FROM unnest(k.seen) AS u(seen) CROSS JOIN LATERAL (SELECT 1 FROM catalog_visibilitychange v "
    "WHERE v.xid >= pg_snapshot_xmin(u.seen) AND NOT pg_visible_in_snapshot(v.xid, u.seen) LIMIT 1) o)"
)


def _look(
    viewer: Viewer, columns: Mapping[Name, Held], ids: list[int], fields: Sequence[str]
) -> tuple[_Look, Mapping[int, Text]]:
    more, params = sees_restricted(viewer)
    text, text_params = text_sql(viewer, fields)
    # Each by its own snapshot: threads confirm columns in another order than their statements saw the database.
    seen = sorted({one.saw for one in columns.values()})
    with nullcontext() if fields else planned_once():
        found = rows(
            "SELECT s.saw, s.server, s.is_forgotten, s.changed, s.sees_more, k.id, t.text FROM ("
            "SELECT pg_current_snapshot()::text AS saw, pg_postmaster_start_time()::text AS server, "
            f"{_IS_FORGOTTEN} OR {_IS_OTHERWISE_VISIBLE} AS is_forgotten, {_CHANGED} AS changed, {more} AS sees_more "
            "FROM (SELECT %s::pg_snapshot[] AS seen) k"
            ") s LEFT JOIN unnest(%s::int[]) AS k(id) ON TRUE "
            f"LEFT JOIN LATERAL (SELECT {text} AS text FROM catalog_entity e WHERE e.id = k.id) t ON TRUE",
            [*params, seen, ids, *text_params],
        )
    return _Look(*found[0][:5]), {row[5]: row[6] for row in found if row[5] is not None}


def _names_of(where: Predicate) -> set[Name] | None:
    """The columns that a predicate asks; None where one cannot be held, or a text is none that a value could be."""
    if isinstance(where, Has | Starts):
        texts = (where.values or ()) if isinstance(where, Has) else (where.prefix,)
        is_held = _is_held(where.key) and not any("\0" in text for text in texts)
        return {Name(where.key.lower())} if is_held else None
    parts = [_names_of(part) for part in ((where.part,) if isinstance(where, Not) else where.parts)]
    return None if None in parts else set().union(*(names for names in parts if names is not None))


def _is_held(key: str) -> bool:
    return is_plain(key) and "\0" not in key


def _page(columns: Columns, search: DescriptorSearch, window: Window) -> Found:
    members = None if search.where is EVERYTHING else _members(columns, search.where)
    if keys := _text_keys(search):
        term = search.text.strip().lower().encode()
        holding = _mask(columns, *(columns[Name(key.lower())].holding(term) for key in keys))
        members = holding if members is None else members & holding
    if search.order_field is None:
        return _by_id(columns[_EVERY], members, search, window)
    return _by_value(columns[Name(search.order_field.lower())], members, search, window)


def _by_id(every: Column, members: Members | None, search: DescriptorSearch, window: Window) -> Found:
    ids = np.sort(every.ids) if members is None else np.flatnonzero(members)
    after = window.after
    bounds = (
        None if after is None else (int(np.searchsorted(ids, after[1])), int(np.searchsorted(ids, after[1], "right")))
    )
    shown = ids[_shown(len(ids), bounds, search, window)].tolist()
    return Found(shown, [None] * len(shown), len(ids))


def _by_value(column: Column, members: Members | None, search: DescriptorSearch, window: Window) -> Found:
    """In the order of the column's rows. An entity stands once, where the first of its values in that of the search puts it."""
    found = np.arange(len(column.ids)) if members is None else np.flatnonzero(members[column.ids])
    if not column.has_each_once:
        step = -1 if search.descending else 1
        _, firsts = np.unique(column.ids[found][::step], return_index=True)
        found = found[::step][np.sort(firsts)][::step]
    bounds = None
    if window.after is not None and window.after[0] is not None:
        value, entity_id = window.after[0].encode(), window.after[1]
        rows_of = column.row_after(value, entity_id - 1), column.row_after(value, entity_id)
        bounds = int(np.searchsorted(found, rows_of[0])), int(np.searchsorted(found, rows_of[1]))
    shown = found[_shown(len(found), bounds, search, window)]
    values = [column.values[code].decode() for code in column.codes[shown].tolist()]
    return Found(column.ids[shown].tolist(), values, len(found))  # type: ignore[arg-type]


def _shown(count: int, bounds: tuple[int, int] | None, search: DescriptorSearch, window: Window) -> slice:
    """Which of so many in ascending order are on the page, in the order in which the window goes. `bounds`: how many are before
    its position, and how many are not behind it."""
    if search.descending != window.backwards:
        end = (count if bounds is None else bounds[0]) - window.offset
        if end <= 0:
            return slice(0)
        return slice(end - 1, end - 1 - window.limit if end > window.limit else None, -1)
    first = (0 if bounds is None else bounds[1]) + window.offset
    return slice(first, first + window.limit)


def _members(columns: Columns, where: Predicate) -> Members:
    """Who of what is served meets a predicate."""
    if isinstance(where, Has):
        column = columns[Name(where.key.lower())]
        if where.values is None:
            return _mask(columns, column.with_any())
        return _mask(columns, *(column.with_value(value.lower().encode()) for value in where.values))
    if isinstance(where, Starts):
        return _mask(columns, columns[Name(where.key.lower())].beginning(where.prefix.lower().encode()))
    every = _mask(columns, columns[_EVERY].ids)
    if isinstance(where, Not):
        return every & ~_members(columns, where.part)
    parts = [_members(columns, part) for part in where.parts]
    if isinstance(where, AnyOf):
        return np.logical_or.reduce(parts) if parts else ~every & every
    return np.logical_and.reduce(parts) if parts else every


def _mask(columns: Columns, *found: Ids) -> Members:
    mask = np.zeros(max(column.places for column in columns.values()), np.bool_)
    for ids in found:
        mask[ids] = True
    return mask
