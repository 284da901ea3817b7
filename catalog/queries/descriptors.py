"""Entities as Backstage descriptors, found as Backstage finds them: over the flattened fields of what is served.

Rules of filter, order, full text and facets: docs/backstage.md. All comparisons are on lower-cased text.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.database import Row, rows
from catalog.permissions import require, visible
from catalog.queries.descriptor_filters import (
    EVERYTHING,
    UID,
    Condition,
    Predicate,
    condition_of,
    key_rows,
    text_condition,
)
from catalog.queries.hidden import refs_hidden, spellings_hidden, without
from catalog.queries.relations import relations_of_entities
from catalog.viewers import Viewer

Orders = Sequence[tuple[str, bool]]
# Of a stream: entities whose order one statement finds, and of these how many descriptors are held at once.
STRETCH = 10_000
SERVED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptorPage:
    """Descriptors in order; `positions` are (sort value, uid) of the first and the last, for the cursors."""

    items: tuple[dict[str, Any], ...]
    total_count: int
    positions: tuple[tuple[str | None, str], ...]
    has_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptorSearch:
    """What to find: a predicate, full text over fields, one order field."""

    where: Predicate = EVERYTHING
    order_field: str | None = None
    descending: bool = False
    text: str = ""
    text_fields: tuple[str, ...] = ()


def descriptors_by_refs(
    viewer: Viewer, *, refs: Sequence[str], where: Predicate = EVERYTHING
) -> tuple[dict[str, Any] | None, ...]:
    """Descriptors in the order asked; None where nothing visible has the ref, or the predicate leaves it out."""
    require(viewer, "catalog.read")
    match, params = _searched(viewer, DescriptorSearch(where=where))
    found = rows(f"SELECT e.id, e.ref FROM catalog_entity e WHERE e.ref = ANY(%s) AND {match}", [list(refs), *params])
    served = _served(viewer, [row[0] for row in found])
    by_ref = {ref: served[entity_id] for entity_id, ref in found if entity_id in served}
    return tuple(by_ref.get(ref) for ref in refs)


def descriptor_by_uid(viewer: Viewer, *, uid: str) -> dict[str, Any] | None:
    """The visible descriptor with this uid; None too for a text that is no uid."""
    require(viewer, "catalog.read")
    try:
        wanted = uuid.UUID(uid)
    except ValueError:
        return None
    match, params = _searched(viewer, DescriptorSearch())
    found = rows(f"SELECT e.id FROM catalog_entity e WHERE e.uid = %s AND {match}", [wanted, *params])
    return _served(viewer, [row[0] for row in found]).get(found[0][0]) if found else None


def _searched(viewer: Viewer, search: DescriptorSearch) -> Condition:
    hidden, params = visible(viewer)
    where, where_params = condition_of(viewer, search.where)
    sql = f"e.deleted_at IS NULL AND e.canonical_id IS NULL AND NOT e.stub AND {hidden} AND {where}"
    params = [*params, *where_params]
    term = search.text.strip()
    if term:
        text, text_params = text_condition(viewer, search.text_fields or [search.order_field or UID], term)
        sql, params = f"{sql} AND {text}", [*params, *text_params]
    return sql, params


def descriptor_query(
    viewer: Viewer,
    *,
    search: DescriptorSearch,
    limit: int,
    offset: int = 0,
    after: tuple[str | None, str] | None = None,
    backwards: bool = False,
    count: bool = True,
) -> DescriptorPage:
    """One page, ordered by the order field's text and uid; entities without the field are left out, as Backstage does.

    An entity with several values of the field stands once, where the first of them in that order puts it.
    """
    require(viewer, "catalog.read")
    source, params = _ordered(viewer, search)
    total = rows(f"SELECT count(*) FROM ({source}) found", params)[0][0] if count else 0
    seek, seek_params = _seek(search, after, backwards)
    direction = "DESC" if search.descending != backwards else "ASC"
    order = f"uid {direction}" if search.order_field is None else f"value {direction}, uid {direction}"
    found = rows(
        f"SELECT * FROM ({source}) found WHERE {seek} ORDER BY {order} LIMIT %s OFFSET %s",
        [*params, *seek_params, limit + 1, offset],
    )
    kept = found[:limit]
    if backwards:
        kept = kept[::-1]
    served = _served(viewer, [row[0] for row in kept])
    return DescriptorPage(
        items=tuple(served[row[0]] for row in kept if row[0] in served),
        total_count=total,
        positions=tuple((row[1], str(row[2])) for row in (kept[0], kept[-1])) if kept else (),
        has_next=len(found) > limit,
    )


def _ordered(viewer: Viewer, search: DescriptorSearch) -> Condition:
    """SELECT of (id, value, uid) of all that is found."""
    where, params = _searched(viewer, search)
    if search.order_field is None:
        return f"SELECT e.id, NULL::text AS value, e.uid FROM catalog_entity e WHERE {where}", params
    source, source_params = key_rows(viewer, [search.order_field])
    first = "max" if search.descending else "min"
    return (
        f'SELECT e.id, {first}(o.value COLLATE "C") AS value, e.uid FROM catalog_entity e '
        f"JOIN ({source}) o ON o.entity_id = e.id AND o.value IS NOT NULL WHERE {where} GROUP BY e.id",
        [*source_params, *params],
    )


def _seek(search: DescriptorSearch, after: tuple[str | None, str] | None, backwards: bool) -> Condition:
    if after is None:
        return "TRUE", []
    sign = "<" if search.descending != backwards else ">"
    value, uid = after
    if search.order_field is None:
        return f"uid {sign} %s::uuid", [uid]
    return f"(value {sign} %s OR (value = %s AND uid {sign} %s::uuid))", [value, value, uid]


def descriptor_list(
    viewer: Viewer,
    *,
    where: Predicate = EVERYTHING,
    orders: Orders = (),
    limit: int,
    offset: int = 0,
) -> tuple[tuple[dict[str, Any], ...], bool]:
    """A stretch of the descriptors, and whether more follow. `orders` are (field, is descending); entities without a field
    come last, and the ref decides between equals."""
    require(viewer, "catalog.read")
    found = _listed(viewer, where, orders, limit=limit + 1, offset=offset)
    return _served_in_order(viewer, found[:limit]), len(found) > limit


def descriptor_stream(
    viewer: Viewer, *, where: Predicate = EVERYTHING, orders: Orders = ()
) -> Iterator[tuple[dict[str, Any], ...]]:
    """All descriptors in the order of `descriptor_list`, in pages, each of them read when it is asked for."""
    require(viewer, "catalog.read")
    after: Row | None = None
    while found := _listed(viewer, where, orders, limit=STRETCH, after=after):
        for start in range(0, len(found), SERVED):
            yield _served_in_order(viewer, found[start : start + SERVED])
        after = found[-1]


def _served_in_order(viewer: Viewer, found: Sequence[Row]) -> tuple[dict[str, Any], ...]:
    served = _served(viewer, [row[0] for row in found])
    return tuple(served[row[0]] for row in found if row[0] in served)


def _listed(
    viewer: Viewer, where: Predicate, orders: Orders, *, limit: int, offset: int = 0, after: Row | None = None
) -> list[Row]:
    """(id, ref, value of each order); those behind the row `after`."""
    match, params = _searched(viewer, DescriptorSearch(where=where))
    base, base_params, order = "catalog_entity e", [], "e.ref"
    for number, (field, descending) in reversed(list(enumerate(orders))):
        source, source_params = key_rows(viewer, [field])
        first, direction = ("max", "DESC") if descending else ("min", "ASC")
        base += (
            f' LEFT JOIN LATERAL (SELECT {first}(k.value COLLATE "C") AS value FROM ({source}) k '
            f"WHERE k.entity_id = e.id) o{number} ON TRUE"
        )
        base_params += source_params
        order = f"o{number}.value {direction} NULLS LAST, {order}"
    seek, seek_params = _behind(orders, after)
    named = "".join(f", o{number}.value" for number in range(len(orders)))
    return rows(
        f"SELECT e.id, e.ref{named} FROM {base} WHERE {match} AND {seek} ORDER BY {order} LIMIT %s OFFSET %s",
        [*base_params, *params, *seek_params, limit, offset],
    )


def _behind(orders: Orders, after: Row | None) -> Condition:
    """Rows behind one: greater in the first value in which they differ, nothing being the greatest both ways."""
    if after is None:
        return "TRUE", []
    _, ref, *values = after
    condition, params = "e.ref > %s", [ref]
    for number, (value, (_, descending)) in reversed(list(enumerate(zip(values, orders, strict=True)))):
        column = f"o{number}.value"
        if value is None:
            condition = f"({column} IS NULL AND {condition})"
        else:
            sign = "<" if descending else ">"
            condition = f"({column} {sign} %s OR {column} IS NULL OR ({column} = %s AND {condition}))"
            params = [value, value, *params]
    return condition, params


def descriptor_facets(
    viewer: Viewer, *, facets: Sequence[str], where: Predicate = EVERYTHING
) -> dict[str, tuple[tuple[str, int], ...]]:
    """For each facet as asked, its values in their own letter case with counts, sorted by value."""
    require(viewer, "catalog.read")
    match, params = _searched(viewer, DescriptorSearch(where=where))
    source, source_params = key_rows(viewer, facets)
    found = rows(
        f"SELECT f.key, f.original, count(DISTINCT e.id) FROM catalog_entity e JOIN ({source}) f ON f.entity_id = e.id "
        f'WHERE f.original IS NOT NULL AND {match} GROUP BY 1, 2 ORDER BY 1, f.original COLLATE "C"',
        [*source_params, *params],
    )
    counts: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for key, value, count in found:
        counts[key].append((value, count))
    return {facet: tuple(counts.get(facet.lower(), ())) for facet in facets}


def _served(viewer: Viewer, entity_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Stitched documents with uid, etag and relations filled in."""
    relations = relations_of_entities(entity_ids)
    hidden = refs_hidden(viewer, sorted({target for listed in relations.values() for _, target, _ in listed}))
    spellings = spellings_hidden(viewer, entity_ids)
    served: dict[int, dict[str, Any]] = {}
    for entity_id, descriptor, etag, uid in rows(
        "SELECT d.entity_id, d.descriptor, d.etag, e.uid FROM catalog_entitydocument d "
        "JOIN catalog_entity e ON e.id = d.entity_id WHERE d.entity_id = ANY(%s)",
        [list(entity_ids)],
    ):
        listed = sorted({(kind, target) for kind, target, _ in relations[entity_id] if target not in hidden})
        served[entity_id] = {
            **without(descriptor, spellings[entity_id]),
            "metadata": {**descriptor["metadata"], "uid": str(uid), "etag": etag},
            "relations": [{"type": kind, "targetRef": target} for kind, target in listed],
        }
    return served
