"""Entities as Backstage descriptors, found as Backstage finds them: over the flattened fields of what is served.

Rules of filter, order, full text and facets: docs/backstage.md. All comparisons are on lower-cased text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalog.database import rows
from catalog.permissions import require, visible
from catalog.queries.hidden import field_not_hidden, refs_hidden, spellings_hidden, without
from catalog.queries.relations import relations_of_entities
from catalog.viewers import Viewer

# One alternative of a filter: key -> values it may have (any of them); None: the key exists.
FilterGroup = dict[str, list[str] | None]
Condition = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptorPage:
    """Descriptors in order; `positions` are (sort value, uid) of the first and the last, for the cursors."""

    items: tuple[dict[str, Any], ...]
    total_count: int
    positions: tuple[tuple[str | None, str], ...]
    has_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptorSearch:
    """What to find: alternatives of a filter, full text over fields, one order field."""

    groups: tuple[FilterGroup, ...] = ()
    order_field: str | None = None
    descending: bool = False
    text: str = ""
    text_fields: tuple[str, ...] = ()


def descriptors_by_refs(
    viewer: Viewer, *, refs: Sequence[str], groups: Sequence[FilterGroup] = ()
) -> tuple[dict[str, Any] | None, ...]:
    """Descriptors in the order asked; None where nothing visible has the ref, or the filter leaves it out."""
    require(viewer, "catalog.read")
    hidden, params = visible(viewer)
    where, where_params = _groups(viewer, groups)
    found = rows(
        f"SELECT e.id, e.ref FROM catalog_entity e WHERE e.ref = ANY(%s) AND e.deleted_at IS NULL AND {hidden} AND {where}",
        [list(refs), *params, *where_params],
    )
    served = _served(viewer, [row[0] for row in found])
    by_ref = {ref: served[entity_id] for entity_id, ref in found if entity_id in served}
    return tuple(by_ref.get(ref) for ref in refs)


def _groups(viewer: Viewer, groups: Sequence[FilterGroup]) -> Condition:
    """Any group; in a group every key, with any of its values."""
    alternatives: list[str] = []
    params: list[Any] = []
    shown, shown_params = field_not_hidden(viewer, "f")
    for group in groups:
        parts = []
        for key, values in group.items():
            has_value = "" if values is None else " AND f.value = ANY(%s::text[])"
            parts.append(
                f"EXISTS (SELECT 1 FROM catalog_descriptorfield f WHERE f.entity_id = e.id AND f.key = %s{has_value} AND {shown})"
            )
            params.append(key.lower())
            if values is not None:
                params.append([value.lower() for value in values])
            params.extend(shown_params)
        alternatives.append(" AND ".join(parts) or "TRUE")
    return (f"({' OR '.join(f'({part})' for part in alternatives)})", params) if alternatives else ("TRUE", [])


def _searched(viewer: Viewer, search: DescriptorSearch) -> Condition:
    hidden, params = visible(viewer)
    where, where_params = _groups(viewer, search.groups)
    sql = f"e.deleted_at IS NULL AND e.canonical_id IS NULL AND NOT e.stub AND {hidden} AND {where}"
    params = [*params, *where_params]
    term = search.text.strip().lower()
    if term:
        keys = [f.lower() for f in search.text_fields] or [(search.order_field or "metadata.uid").lower()]
        shown, shown_params = field_not_hidden(viewer, "f")
        uid = " OR strpos(e.uid::text, %s) > 0" if "metadata.uid" in keys else ""
        sql += (
            " AND (EXISTS (SELECT 1 FROM catalog_descriptorfield f WHERE f.entity_id = e.id AND f.key = ANY(%s::text[]) "
            f"AND strpos(f.value, %s) > 0 AND {shown}){uid})"
        )
        params += [keys, term, *shown_params, *([term] if uid else [])]
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
    """One page, ordered by the order field's text and uid; entities without the field are left out, as Backstage does."""
    require(viewer, "catalog.read")
    where, params = _searched(viewer, search)
    source = "catalog_entity e"
    value = "NULL::text"
    if search.order_field is not None:
        value = "o.value"
        source += " JOIN catalog_descriptorfield o ON o.entity_id = e.id AND o.key = %s AND o.value IS NOT NULL"
        shown, shown_params = field_not_hidden(viewer, "o")
        source += f" AND {shown}"
        params = [search.order_field.lower(), *shown_params, *params]
    total = rows(f"SELECT count(*) FROM {source} WHERE {where}", params)[0][0] if count else 0
    seek, seek_params = _seek(search, after, backwards)
    down = search.descending != backwards
    way = "DESC" if down else "ASC"
    order = f'value COLLATE "C" {way}, uid {way}' if search.order_field is not None else f"uid {way}"
    found = rows(
        f"SELECT * FROM (SELECT e.id, {value} AS value, e.uid FROM {source} WHERE {where}) found "
        f"WHERE {seek} ORDER BY {order} LIMIT %s OFFSET %s",
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


def _seek(search: DescriptorSearch, after: tuple[str | None, str] | None, backwards: bool) -> Condition:
    if after is None:
        return "TRUE", []
    sign = "<" if search.descending != backwards else ">"
    value, uid = after
    if search.order_field is None:
        return f"uid {sign} %s::uuid", [uid]
    return (
        f'(value COLLATE "C" {sign} %s OR (value = %s AND uid {sign} %s::uuid))',
        [value, value, uid],
    )


def descriptor_facets(
    viewer: Viewer, *, facets: Sequence[str], groups: Sequence[FilterGroup] = ()
) -> dict[str, tuple[tuple[str, int], ...]]:
    """For each facet as asked, its values in their own letter case with counts, sorted by value."""
    require(viewer, "catalog.read")
    where, params = _searched(viewer, DescriptorSearch(groups=tuple(groups)))
    shown, shown_params = field_not_hidden(viewer, "f")
    found = rows(
        "SELECT f.key, f.original, count(DISTINCT e.id) FROM catalog_entity e "
        "JOIN catalog_descriptorfield f ON f.entity_id = e.id "
        f"WHERE f.key = ANY(%s::text[]) AND f.original IS NOT NULL AND {shown} AND {where} GROUP BY 1, 2 "
        'ORDER BY 1, f.original COLLATE "C"',
        [sorted({facet.lower() for facet in facets}), *shown_params, *params],
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
