"""Which Locations led to an entity, and which led to those."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.database import rows
from catalog.permissions import require, visible
from catalog.queries.descriptors import descriptors_by_refs
from catalog.queries.served import Document
from catalog.viewers import Viewer

ITEMS_MAX = 200

# A Location that leads to the file it is said to lie in stands for that file: nobody led to it.
_PARENTS = """
SELECT DISTINCT e.ref, h.ref FROM catalog_entity e
JOIN catalog_claim c ON c.entity_id = e.id
CROSS JOIN LATERAL (SELECT regexp_replace(c.locator, ':[0-9]+$', '') AS name) file
JOIN catalog_claim p ON p.source_id = c.source_id AND p.leads_to <> '{}' AND p.leads_to @> ARRAY[file.name]
JOIN catalog_entity h ON h.id = p.entity_id AND h.id <> e.id AND h.deleted_at IS NULL AND h.canonical_id IS NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ancestor:
    """An entity of the way that led to another, and the refs of the Locations that led to it, sorted."""

    descriptor: Document
    parents: tuple[str, ...]


def descriptor_ancestry(viewer: Viewer, *, ref: str) -> tuple[Ancestor, ...]:
    """The entity first, then level by level what led there, each once; up to 200. Empty where nothing visible has the ref.

    What a source describes without being led there (files found by their names, events) has no parents.
    """
    require(viewer, "catalog.read")
    hidden, params = visible(viewer, "h")
    parents: dict[str, list[str]] = {}
    level = [ref]
    while level and len(parents) < ITEMS_MAX:
        parents |= {child: [] for child in level}
        for child, parent in rows(
            f"{_PARENTS} WHERE e.ref = ANY(%s) AND NOT (c.leads_to @> ARRAY[file.name]) AND {hidden} ORDER BY 1, 2",
            [level, *params],
        ):
            parents[child].append(parent)
        level = sorted({parent for child in level for parent in parents[child]} - parents.keys())
    found = dict(zip(parents, descriptors_by_refs(viewer, refs=list(parents)), strict=True))
    if found[ref] is None:
        return ()
    return tuple(
        Ancestor(descriptor=descriptor, parents=tuple(p for p in parents[child] if found.get(p)))
        for child, descriptor in list(found.items())[:ITEMS_MAX]
        if descriptor
    )
