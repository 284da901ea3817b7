"""Backstage descriptors, found as Backstage finds them: over the flattened fields of what is served.

Rules of filter, order, full text and facets: docs/backstage.md. All comparisons are on lower-cased text.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import orjson

from catalog.database import Row, planned_once, rows
from catalog.permissions import require, visible
from catalog.queries.descriptor_filters import (
    EVERYTHING,
    Condition,
    Predicate,
    condition_of,
    key_rows,
    served_condition,
)
from catalog.queries.descriptor_pages import DescriptorSearch, found_count, found_page
from catalog.queries.hidden import refs_hidden, spellings_hidden, unhidden, without
from catalog.queries.issues import PROBLEMS, status_of
from catalog.queries.relations import RELATIONS_TEXT
from catalog.viewers import Viewer

Orders = Sequence[tuple[str, bool]]
# Of a stream: entities whose order one statement finds, and of these how many descriptors are held at once, or parts of them.
STRETCH = 10_000
SERVED, PARTS_SERVED = 500, 2_500


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptorPage:
    """Descriptors in order; `positions` are (sort value, uid) of the first and the last, for the cursors."""

    items: tuple[dict[str, Any], ...]
    total_count: int
    positions: tuple[tuple[str | None, str], ...]
    has_next: bool


def descriptors_by_refs(
    viewer: Viewer, *, refs: Sequence[str], where: Predicate = EVERYTHING, fields: Sequence[str] = ()
) -> tuple[dict[str, Any] | None, ...]:
    """Descriptors in the order asked; None where nothing visible has the ref, or the predicate leaves it out."""
    require(viewer, "catalog.read")
    viewer = unhidden(viewer)
    match, params = _matched(viewer, where)
    is_fixed = where is EVERYTHING and not fields
    by_ref = dict(
        _served(viewer, f"e.ref = ANY(%s) AND {match}", [list(refs), *params], fields, is_fixed=is_fixed).values()
    )
    return tuple(by_ref.get(ref) for ref in refs)


def descriptor_by_uid(viewer: Viewer, *, uid: str) -> dict[str, Any] | None:
    """The visible descriptor with this uid; None too for a text that is no uid."""
    require(viewer, "catalog.read")
    try:
        wanted = uuid.UUID(uid)
    except ValueError:
        return None
    viewer = unhidden(viewer)
    match, params = _matched(viewer)
    found = _served(viewer, f"e.uid = %s AND {match}", [wanted, *params], is_fixed=True)
    return next((document for _, document in found.values()), None)


def descriptor_query(
    viewer: Viewer,
    *,
    search: DescriptorSearch,
    limit: int,
    offset: int = 0,
    after: tuple[str | None, str] | None = None,
    backwards: bool = False,
    count: bool = True,
    fields: Sequence[str] = (),
) -> DescriptorPage:
    """One page, ordered by the order field's text and then as entities became known; entities without the field are left out,
    as Backstage does.

    An entity with several values of the field stands once, where the first of them in that order puts it.
    """
    require(viewer, "catalog.read")
    viewer = unhidden(viewer)
    total = found_count(viewer, search) if count else 0
    found = found_page(viewer, search, limit=limit + 1, offset=offset, after=after, backwards=backwards)
    kept = found[:limit]
    if backwards:
        kept = kept[::-1]
    served = _served_by_id(viewer, [row[0] for row in kept], fields)
    return DescriptorPage(
        items=tuple(served[row[0]] for row in kept if row[0] in served),
        total_count=total,
        positions=tuple((row[1], str(row[2])) for row in (kept[0], kept[-1])) if kept else (),
        has_next=len(found) > limit,
    )


def descriptor_list(
    viewer: Viewer,
    *,
    where: Predicate = EVERYTHING,
    orders: Orders = (),
    limit: int,
    offset: int = 0,
    fields: Sequence[str] = (),
) -> tuple[tuple[dict[str, Any], ...], bool]:
    """A stretch of the descriptors, and whether more follow. `orders` are (field, is descending); entities without a field
    come last, and the ref decides between equals."""
    require(viewer, "catalog.read")
    viewer = unhidden(viewer)
    found = _listed(viewer, where, orders, limit=limit + 1, offset=offset)
    return _served_in_order(viewer, found[:limit], fields), len(found) > limit


def descriptor_stream(
    viewer: Viewer, *, where: Predicate = EVERYTHING, orders: Orders = (), fields: Sequence[str] = ()
) -> Iterator[tuple[dict[str, Any], ...]]:
    """All descriptors in the order of `descriptor_list`, in pages, each of them read when it is asked for."""
    require(viewer, "catalog.read")
    after: Row | None = None
    while True:
        seer = unhidden(viewer)
        found = _listed(seer, where, orders, limit=STRETCH, after=after)
        held = PARTS_SERVED if fields else SERVED
        for start in range(0, len(found), held):
            yield _served_in_order(seer, found[start : start + held], fields)
        if len(found) < STRETCH:
            return
        after = found[-1]


def _served_in_order(viewer: Viewer, found: Sequence[Row], fields: Sequence[str]) -> tuple[dict[str, Any], ...]:
    served = _served_by_id(viewer, [row[0] for row in found], fields)
    return tuple(served[row[0]] for row in found if row[0] in served)


def _listed(
    viewer: Viewer, where: Predicate, orders: Orders, *, limit: int, offset: int = 0, after: Row | None = None
) -> list[Row]:
    """(id, ref, value of each order); those behind the row `after`."""
    match, params = _matched(viewer, where)
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
    viewer = unhidden(viewer)
    source, source_params = key_rows(viewer, facets)
    match, params = condition_of(viewer, where, "f.entity_id")
    shown, shown_params = visible(viewer)
    if shown_params:
        match += f" AND EXISTS (SELECT 1 FROM catalog_entity e WHERE e.id = f.entity_id AND {shown})"
    found = rows(
        f"SELECT f.key, f.original, count(*) FROM ({source}) f WHERE f.value IS NOT NULL AND {match} GROUP BY f.key, f.original",
        [*source_params, *params, *shown_params],
    )
    counts: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for key, value, count in sorted(found):
        counts[key].append((value, count))
    return {facet: tuple(counts.get(facet.lower(), ())) for facet in facets}


def _matched(viewer: Viewer, where: Predicate = EVERYTHING) -> Condition:
    """SQL condition on a row `e` of catalog_entity: it is served, the viewer may see it, and the predicate holds."""
    shown, params = visible(viewer)
    match, match_params = condition_of(viewer, where, "e.id")
    return f"{served_condition('e')} AND {shown} AND {match}", [*params, *match_params]


def _served(
    viewer: Viewer, where: str, params: Sequence[Any], fields: Sequence[str] = (), *, is_fixed: bool = False
) -> dict[int, tuple[str, dict[str, Any]]]:
    """(ref, stitched document with uid, etag, relations and, where a problem is told of it, status filled in) of entities under a
    condition on `e`; of `fields` (dotted paths), when there are any, at least those. `is_fixed`: the condition is one of few
    texts.

    Of fields the parts down to two levels are read: a list of everything by name need not carry everything.
    """
    paths = sorted({path for field in fields for path in _parts_of(field)})
    parts = ", ".join(["(d.descriptor #> %s::text[])"] * len(paths)) if fields else "d.descriptor"
    roots = {field.partition(".")[0] for field in fields} or {"relations", "status"}
    relations = RELATIONS_TEXT if "relations" in roots else "'[]'"
    issues = PROBLEMS if "status" in roots else "NULL"
    with planned_once() if is_fixed else nullcontext():
        found = rows(
            f"SELECT e.id, e.ref, e.uid, d.etag, {relations}, {issues}, {parts} FROM catalog_entity e "
            f"JOIN catalog_entitydocument d ON d.entity_id = e.id WHERE {where}",
            [*map(list, paths), *params],
        )
    related = {row[0]: orjson.loads(row[4] or "[]") for row in found}
    hidden = _targets_hidden(viewer, related.values())
    spellings = spellings_hidden(viewer, [row[0] for row in found])
    served: dict[int, tuple[str, dict[str, Any]]] = {}
    for entity_id, ref, uid, etag, _, problems, *values in found:
        descriptor = _assembled(paths, values) if fields else values[0]
        shown = without(descriptor, spellings[entity_id]) if spellings else descriptor
        listed = related[entity_id]
        if hidden:
            listed = [relation for relation in listed if relation["targetRef"] not in hidden]
        metadata = {**shown["metadata"], "uid": str(uid), "etag": etag}
        status = {"status": status_of(problems)} if problems else {}
        served[entity_id] = ref, {**shown, "metadata": metadata, "relations": listed, **status}
    return served


def _targets_hidden(viewer: Viewer, relations: Iterable[list[dict[str, str]]]) -> set[str]:
    if not visible(viewer)[1]:
        return set()
    return refs_hidden(viewer, sorted({relation["targetRef"] for listed in relations for relation in listed}))


def _served_by_id(viewer: Viewer, entity_ids: list[int], fields: Sequence[str]) -> dict[int, dict[str, Any]]:
    served = _served(viewer, "e.id = ANY(%s)", [entity_ids], fields, is_fixed=not fields)
    return {entity_id: document for entity_id, (_, document) in served.items()}


def _parts_of(field: str) -> list[tuple[str, ...]]:
    """The parts of a descriptor that a dotted path may lead to: keys may hold dots themselves."""
    root, *rest = field.split(".")
    if root not in ("metadata", "spec") or not rest:
        return [(root,)]
    return [(root, ".".join(rest[:length])) for length in range(1, len(rest) + 1)]


def _assembled(paths: Sequence[tuple[str, ...]], values: Sequence[Any]) -> dict[str, Any]:
    descriptor: dict[str, Any] = {"metadata": {}, "spec": {}}
    for path, value in zip(paths, values, strict=True):
        if value is not None:
            (descriptor if len(path) == 1 else descriptor[path[0]])[path[-1]] = value
    return descriptor
