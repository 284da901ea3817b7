"""What is known already of a place on the web: the descriptors that were read from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalog.database import rows
from catalog.permissions import require, visible
from catalog.queries.descriptors import descriptors_by_refs
from catalog.viewers import Viewer

FOUND_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptorFile:
    """A descriptor and the URL of the file that says it."""

    url: str
    entity: dict[str, Any]


def descriptors_at(viewer: Viewer, *, target: str, filename: str | None = None) -> tuple[DescriptorFile, ...]:
    """Descriptors that were read from a URL or below it, in files of this name if one is given; up to 100, by URL."""
    require(viewer, "catalog.read")
    hidden, params = visible(viewer)
    root = target.rstrip("/")
    found = rows(
        "SELECT split_part(c.url, '#', 1), e.ref FROM catalog_claim c JOIN catalog_entity e ON e.id = c.entity_id "
        "WHERE (c.url = %s OR starts_with(c.url, %s) OR starts_with(c.url, %s)) "
        "AND (%s::text IS NULL OR right(split_part(c.url, '#', 1), length(%s) + 1) = '/' || %s) "
        f"AND e.deleted_at IS NULL AND e.canonical_id IS NULL AND {hidden} ORDER BY 1, 2 LIMIT {FOUND_MAX}",
        [root, f"{root}/", f"{root}#", filename, filename or "", filename, *params],
    )
    entities = descriptors_by_refs(viewer, refs=[ref for _, ref in found])
    return tuple(
        DescriptorFile(url=url, entity=entity) for (url, _), entity in zip(found, entities, strict=True) if entity
    )
