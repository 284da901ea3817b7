"""How many descriptors have each value of a field."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.database import Row, planned_once, rows
from catalog.permissions import visible
from catalog.queries.descriptor_filters import (
    EVERYTHING,
    Condition,
    Predicate,
    condition_of,
    is_plain,
    key_rows,
    plain_rows,
)
from catalog.viewers import Viewer


def counted(viewer: Viewer, facets: Sequence[str], where: Predicate, hidden: Condition) -> list[Row]:
    """(key, value in its own letter case, count), of what the predicate leaves, under one more condition."""
    keys = sorted({facet.lower() for facet in facets})
    if where is EVERYTHING and not visible(viewer)[1] and all(map(is_plain, keys)):
        return _counted_in_order(viewer, keys, hidden)
    source, source_params = key_rows(viewer, keys)
    match, params = condition_of(viewer, where, "f.entity_id")
    shown, shown_params = visible(viewer)
    if shown_params:
        match += f" AND EXISTS (SELECT 1 FROM catalog_entity e WHERE e.id = f.entity_id AND {shown})"
    return rows(
        f"SELECT f.key, f.original, count(*) FROM ({source}) f WHERE f.value IS NOT NULL AND {match} AND {hidden[0]} "
        "GROUP BY f.key, f.original",
        [*source_params, *params, *shown_params, *hidden[1]],
    )


def _counted_in_order(viewer: Viewer, keys: Sequence[str], hidden: Condition) -> list[Row]:
    """Of everything: key by key in the order of the index, where equal values stand together. Mostly a value is written in one
    way; others are counted again by how they are written."""
    parts, params = [], []
    for key in keys:
        where, where_params = plain_rows(viewer, [key], "f")
        parts.append(
            "SELECT k.key, w.written, w.count FROM (SELECT f.key, f.value, count(*) AS count, count(f.original) AS others, "
            'min(f.original COLLATE "C") AS first, max(f.original COLLATE "C") AS last FROM catalog_descriptorfield f '
            f"WHERE {where} AND f.value IS NOT NULL AND {hidden[0]} GROUP BY f.key, f.value) k CROSS JOIN LATERAL ("
            "SELECT k.value AS written, k.count - k.others AS count WHERE k.count > k.others "
            "UNION ALL SELECT k.first, k.others WHERE k.first = k.last "
            "UNION ALL SELECT o.original, count(*) FROM catalog_descriptorfield o WHERE k.first < k.last "
            "AND o.key = k.key AND o.value = k.value AND o.original IS NOT NULL GROUP BY o.original) w"
        )
        params += [*where_params, *hidden[1]]
    sql = " UNION ALL ".join(parts)
    with planned_once():
        return rows(sql, params)
