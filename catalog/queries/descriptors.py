"""Backstage descriptors, found as Backstage finds them: over the flattened fields of what is served.

Rules of filter, order, full text and facets: docs/backstage.md. All comparisons are on lower-cased text.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import orjson

from catalog.database import Row, planned_once, rows
from catalog.permissions import require, visible
from catalog.queries.descriptor_counts import counted
from catalog.queries.descriptor_filters import (
    EVERYTHING,
    Condition,
    Predicate,
    condition_of,
    key_rows,
    served_condition,
)
from catalog.queries.descriptor_memory import counts_in_memory, list_in_memory, page_in_memory, refs_in_memory
from catalog.queries.descriptor_pages import DescriptorSearch, Window, found_count, found_page
from catalog.queries.hidden import ask_unhidden, unhidden
from catalog.queries.served import Document, documents, text_sql, with_texts
from catalog.viewers import Viewer

Orders = Sequence[tuple[str, bool]]
# Of a stream: entities whose order one statement finds, and of these how many descriptors are held at once, or parts of them.
STRETCH = 10_000
SERVED, PARTS_SERVED = 1_000, 2_500


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptorPage:
    """Descriptors in order; `positions` are (sort value, entity id) of the first and the last, for the cursors."""

    items: tuple[Document, ...]
    total_count: int
    positions: tuple[tuple[str | None, int], ...]
    has_next: bool


def descriptors_by_refs(
    viewer: Viewer, *, refs: Sequence[str], where: Predicate = EVERYTHING, fields: Sequence[str] = ()
) -> tuple[Document | None, ...]:
    """Descriptors in the order asked; None where nothing visible has the ref, or the predicate leaves it out."""
    require(viewer, "catalog.read")
    in_memory = refs_in_memory(viewer, refs, where, fields)
    found: dict[str, Document]
    if in_memory is not None:
        found = {ref: orjson.Fragment(text) for ref, text in in_memory.items() if text is not None}
    else:
        found = _found(viewer, "e.ref = ANY(%s)", [list(refs)], where, fields)
    return tuple(map(found.get, refs))


def descriptor_by_uid(viewer: Viewer, *, uid: str) -> Document | None:
    """The visible descriptor with this uid; None too for a text that is no uid."""
    require(viewer, "catalog.read")
    try:
        wanted = uuid.UUID(uid)
    except ValueError:
        return None
    return next(iter(_found(viewer, "e.uid = %s", [wanted]).values()), None)


def _found(
    viewer: Viewer, named: str, params: list[Any], where: Predicate = EVERYTHING, fields: Sequence[str] = ()
) -> dict[str, Document]:
    """Visible descriptors by ref, under a condition on `e` and the predicate."""

    def ask(seer: Viewer, hidden: Condition) -> list[Row]:
        match, match_params = _matched(seer, where)
        text, text_params = text_sql(seer, fields)
        with planned_once() if where is EVERYTHING else nullcontext():
            return rows(
                f"SELECT e.id, e.ref, {text} FROM catalog_entity e WHERE {named} AND {match} AND {hidden[0]}",
                [*text_params, *params, *match_params, *hidden[1]],
            )

    seer, found = ask_unhidden(viewer, ask)
    served = documents(seer, {row[0]: row[2] for row in found}, fields)
    return {row[1]: served[row[0]] for row in found if row[0] in served}


def descriptor_query(
    viewer: Viewer,
    *,
    search: DescriptorSearch,
    limit: int,
    offset: int = 0,
    after: tuple[str | None, int] | None = None,
    backwards: bool = False,
    count: bool = True,
    fields: Sequence[str] = (),
) -> DescriptorPage:
    """One page, ordered by the order field's text and then as entities became known; entities without the field are left out,
    as Backstage does.

    An entity with several values of the field stands once, where the first of them in that order puts it.
    """
    require(viewer, "catalog.read")
    window = Window(limit=limit + 1, offset=offset, after=after, backwards=backwards)
    in_memory = page_in_memory(viewer, search, window, fields)
    if in_memory is not None:
        seer, (found, total) = viewer, in_memory
    else:
        seer, found = ask_unhidden(
            viewer,
            lambda seer, hidden: found_page(seer, search, window, hidden, text=text_sql(seer, fields), count=count),
        )
        total = found[0][3] if found else found_count(seer, search) if count else 0
    kept = found[:limit]
    if backwards:
        kept = kept[::-1]
    return DescriptorPage(
        items=_in_order(seer, [(row[0], row[2]) for row in kept], fields),
        total_count=total if count else 0,
        positions=tuple((row[1], row[0]) for row in (kept[0], kept[-1])) if kept else (),
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
) -> tuple[tuple[Document, ...], bool]:
    """A stretch of the descriptors, and whether more follow. `orders` are (field, is descending); entities without a field
    come last, and the ref decides between equals."""
    require(viewer, "catalog.read")
    seer, found, _ = _first_listed(viewer, where, orders, limit=limit + 1, offset=offset, fields=fields)
    return _in_order(seer, [row[:2] for row in found[:limit]], fields), len(found) > limit


def descriptor_stream(
    viewer: Viewer, *, where: Predicate = EVERYTHING, orders: Orders = (), fields: Sequence[str] = ()
) -> Iterator[tuple[Document, ...]]:
    """All descriptors in the order of `descriptor_list`, in pages, each of them read when it is asked for."""
    require(viewer, "catalog.read")
    held = PARTS_SERVED if fields else SERVED
    seer, found, is_last = _first_listed(viewer, where, orders, limit=held, ahead=STRETCH, fields=fields)
    yield _in_order(seer, [row[:2] for row in found[:held]], fields)
    rest = found[held:]
    while True:
        for start in range(0, len(rest), held):
            ids = [row[0] for row in rest[start : start + held]]
            yield _in_order(seer, with_texts(seer, ids, fields), fields)
        if is_last:
            return
        seer = unhidden(viewer)
        rest = found = _listed(seer, where, orders, after=found[-1], limit=STRETCH)
        is_last = len(found) < STRETCH


def _first_listed(
    viewer: Viewer,
    where: Predicate,
    orders: Orders,
    *,
    limit: int,
    ahead: int = 0,
    offset: int = 0,
    fields: Sequence[str],
) -> tuple[Viewer, list[Row], bool]:
    """The first rows as `_listed` has them, for whom they were asked, and whether no more follow. From memory up to `ahead`
    rows, since they cost it next to nothing, those behind `limit` without their texts."""
    most = max(limit, ahead)
    if not orders:
        in_memory = list_in_memory(viewer, where, limit=most, offset=offset, texts=limit, fields=fields)
        if in_memory is not None:
            return viewer, in_memory, len(in_memory) < most
    seer, found = ask_unhidden(
        viewer,
        lambda seer, hidden: _listed(
            seer, where, orders, hidden, text=text_sql(seer, fields), limit=limit, offset=offset
        ),
    )
    return seer, found, len(found) < limit


def _in_order(viewer: Viewer, found: Sequence[Row], fields: Sequence[str]) -> tuple[Document, ...]:
    """Of rows (id, text)."""
    served = documents(viewer, dict(found), fields)
    return tuple(served[row[0]] for row in found if row[0] in served)


def _listed(
    viewer: Viewer,
    where: Predicate,
    orders: Orders,
    hidden: Condition = ("TRUE", []),
    *,
    text: Condition = ("NULL", []),
    limit: int,
    offset: int = 0,
    after: Row | None = None,
) -> list[Row]:
    """(id, text, ref, value of each order); those behind the row `after`."""
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
        f"SELECT e.id, {text[0]}, e.ref{named} FROM {base} WHERE {match} AND {seek} AND {hidden[0]} ORDER BY {order} "
        "LIMIT %s OFFSET %s",
        [*text[1], *base_params, *params, *seek_params, *hidden[1], limit, offset],
    )


def _behind(orders: Orders, after: Row | None) -> Condition:
    """Rows behind one: greater in the first value in which they differ, nothing being the greatest both ways."""
    if after is None:
        return "TRUE", []
    _, _, ref, *values = after
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
    in_memory = counts_in_memory(viewer, facets, where)
    if in_memory is not None:
        return {facet: tuple(found) for facet, found in in_memory.items()}
    _, found = ask_unhidden(viewer, lambda seer, hidden: counted(seer, facets, where, hidden))
    counts: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for key, value, count in sorted(found):
        counts[key].append((value, count))
    return {facet: tuple(counts.get(facet.lower(), ())) for facet in facets}


def _matched(viewer: Viewer, where: Predicate = EVERYTHING) -> Condition:
    """SQL condition on a row `e` of catalog_entity: it is served, the viewer may see it, and the predicate holds."""
    shown, params = visible(viewer)
    match, match_params = condition_of(viewer, where, "e.id")
    return f"{served_condition('e')} AND {shown} AND {match}", [*params, *match_params]
