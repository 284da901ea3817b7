"""Which descriptors a search of Backstage's by-query finds, in order, a page at a time: by ids, at the cost of the page.

Everything that is served has rows in catalog_descriptorfield, and nothing else has. So the rows of one key stand for the
entities: those of the order field give the order, those of a filter's value what it leaves; other conditions are looked up
for each. The index of (key, value, entity) then gives a page without reading what is before or behind it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalog.database import Row, rows
from catalog.permissions import visible
from catalog.queries.descriptor_filters import (
    EVERYTHING,
    UID,
    AllOf,
    Condition,
    Has,
    Predicate,
    condition_of,
    is_plain,
    key_rows,
    plain_rows,
    served_condition,
    text_condition,
    values_condition,
)
from catalog.viewers import Viewer

# Every entity has one row of each.
_ONCE = frozenset({"kind", "apiversion", "metadata.name", "metadata.namespace", UID})


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptorSearch:
    """What to find: a predicate, full text over fields, one order field."""

    where: Predicate = EVERYTHING
    order_field: str | None = None
    descending: bool = False
    text: str = ""
    text_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows `f` of (entity_id, value) that stand for what is found: FROM and WHERE, its parameters, and whether an entity has one
    row alone."""

    sql: str
    params: list[object]
    is_once: bool


def found_count(viewer: Viewer, search: DescriptorSearch) -> int:
    """How many entities are found."""
    total, params = _count_sql(viewer, search)
    return int(rows(f"SELECT {total}", params)[0][0])


def _count_sql(viewer: Viewer, search: DescriptorSearch) -> Condition:
    """By a field that each entity has once nothing is left out: then the order need not be looked at."""
    if search.order_field is not None and search.order_field.lower() in _ONCE:
        search = replace(search, text_fields=search.text_fields or (search.order_field,), order_field=None)
    found = _rows_of(viewer, search)
    ids = f"SELECT {'' if found.is_once else 'DISTINCT '}f.entity_id {found.sql}"
    return f"(SELECT count(*) FROM ({ids}) c)", found.params


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which of what is found: up to `limit`, behind a position (sort value, entity id), either way."""

    limit: int
    offset: int
    after: tuple[str | None, int] | None
    backwards: bool


def found_page(
    viewer: Viewer, search: DescriptorSearch, window: Window, hidden: Condition, *, text: Condition, count: bool
) -> list[Row]:
    """(entity id, sort value, text of `e`, how many are found in all, or 0), under one more condition."""
    found = _rows_of(viewer, search)
    is_down = search.descending != window.backwards
    seek, seek_params = _seek(search, window.after, is_down)
    first, first_params = _first_value(viewer, search, found)
    direction = "DESC" if is_down else "ASC"
    value = "NULL::text" if search.order_field is None else "f.value"
    order = f"entity_id {direction}" if search.order_field is None else f"value {direction}, entity_id {direction}"
    page = (
        f"SELECT {'' if found.is_once else 'DISTINCT '}f.entity_id, {value} AS value {found.sql} AND {first} AND {seek} "
        f"AND {hidden[0]} ORDER BY {order} LIMIT %s OFFSET %s"
    )
    total, total_params = _count_sql(viewer, search) if count else ("0", [])
    return rows(
        f"SELECT p.entity_id, p.value, {text[0]}, {total} FROM ({page}) p JOIN catalog_entity e ON e.id = p.entity_id "
        f"ORDER BY {order}",
        [
            *text[1],
            *total_params,
            *found.params,
            *first_params,
            *seek_params,
            *hidden[1],
            window.limit,
            window.offset,
        ],
    )


def _rows_of(viewer: Viewer, search: DescriptorSearch) -> _Rows:
    source, rest = _source(viewer, search)
    conditions = [condition_of(viewer, part, "f.entity_id") for part in rest]
    term = search.text.strip()
    if term:
        fields = search.text_fields or [search.order_field or UID]
        conditions.append(text_condition(viewer, fields, term, "f.entity_id"))
    shown, shown_params = visible(viewer)
    if shown_params:
        seen = f"EXISTS (SELECT 1 FROM catalog_entity e WHERE e.id = f.entity_id AND {shown})"
        conditions.append((seen, shown_params))
    return _Rows(
        " AND ".join([source.sql, *(sql for sql, _ in conditions)]),
        [*source.params, *(value for _, params in conditions for value in params)],
        source.is_once,
    )


def _source(viewer: Viewer, search: DescriptorSearch) -> tuple[_Rows, tuple[Predicate, ...]]:
    """Rows that stand for entities, and the conditions that remain to be looked up."""
    parts = search.where.parts if isinstance(search.where, AllOf) else (search.where,)
    if search.order_field is not None:
        return _source_of_key(viewer, search.order_field), parts
    lead = next((part for part in parts if isinstance(part, Has) and part.values and is_plain(part.key)), None)
    if lead is None:
        everything = f"FROM (SELECT e.id AS entity_id FROM catalog_entity e WHERE {served_condition('e')}) f WHERE TRUE"
        return _Rows(everything, [], is_once=True), parts
    assert lead.values is not None
    where, params = plain_rows(viewer, [lead.key], "f")
    wanted, wanted_params = values_condition("f", lead.values)
    sql = f"FROM catalog_descriptorfield f WHERE {where} AND {wanted}"
    rest = tuple(part for part in parts if part is not lead)
    return _Rows(sql, [*params, *wanted_params], lead.key.lower() in _ONCE), rest


def _source_of_key(viewer: Viewer, key: str) -> _Rows:
    if is_plain(key):
        where, params = plain_rows(viewer, [key], "f")
        sql = f"FROM catalog_descriptorfield f WHERE {where} AND f.value IS NOT NULL"
    else:
        source, params = key_rows(viewer, [key])
        sql = f'FROM (SELECT k.entity_id, k.value COLLATE "C" AS value FROM ({source}) k) f WHERE f.value IS NOT NULL'
    return _Rows(sql, params, key.lower() in _ONCE)


def _first_value(viewer: Viewer, search: DescriptorSearch, found: _Rows) -> Condition:
    """The row is the one that decides where its entity stands: none of its values of the order field is before it."""
    if search.order_field is None or found.is_once:
        return "TRUE", []
    source, params = key_rows(viewer, [search.order_field])
    sign = ">" if search.descending else "<"
    earlier = f'SELECT 1 FROM ({source}) p WHERE p.entity_id = f.entity_id AND p.value COLLATE "C" {sign} f.value'
    return f"NOT EXISTS ({earlier})", params


def _seek(search: DescriptorSearch, after: tuple[str | None, int] | None, is_down: bool) -> Condition:
    if after is None:
        return "TRUE", []
    sign, (value, entity_id) = "<" if is_down else ">", after
    if search.order_field is None:
        return f"f.entity_id {sign} %s", [entity_id]
    return f"(f.value, f.entity_id) {sign} (%s, %s)", [value, entity_id]
