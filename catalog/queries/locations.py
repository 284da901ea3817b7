"""The places that descriptors are read from, and what is known already of a place on the web."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from catalog.database import rows
from catalog.names import generated_name
from catalog.permissions import allowed, require, visible
from catalog.queries.descriptors import descriptors_by_refs
from catalog.queries.served import Document
from catalog.queries.sources import BUILT_IN_KINDS
from catalog.viewers import Viewer

FOUND_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptorFile:
    """A descriptor and the URL of the file that says it."""

    url: str
    entity: Document


def descriptors_at(viewer: Viewer, *, target: str, filename: str | None = None) -> tuple[DescriptorFile, ...]:
    """Descriptors that were read from a URL or below it, in files of this name if one is given; up to 100, by URL."""
    require(viewer, "catalog.read")
    hidden, params = visible(viewer)
    root = target.rstrip("/")
    found = rows(
        "SELECT split_part(c.url, '#', 1), e.ref FROM catalog_claim c JOIN catalog_entity e ON e.id = c.entity_id "
        'WHERE starts_with(left(c.url, 500) COLLATE "C", left(%s, 500)) '
        "AND (c.url = %s OR starts_with(c.url, %s) OR starts_with(c.url, %s)) "
        "AND (%s::text IS NULL OR right(split_part(c.url, '#', 1), length(%s) + 1) = '/' || %s) "
        f"AND e.deleted_at IS NULL AND e.canonical_id IS NULL AND {hidden} ORDER BY 1, 2 LIMIT {FOUND_MAX}",
        [root, root, f"{root}/", f"{root}#", filename, filename or "", filename, *params],
    )
    entities = descriptors_by_refs(viewer, refs=[ref for _, ref in found])
    return tuple(
        DescriptorFile(url=url, entity=entity) for (url, _), entity in zip(found, entities, strict=True) if entity
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A source that is read, as Backstage knows places of descriptors."""

    id: str
    type: str
    target: str

    @property
    def entity_ref(self) -> str:
        """The ref that Backstage gives the Location entity; of sources of kind `url` there is one of that name."""
        return f"location:default/{generated_name(self.type, self.target)}"


# Nothing is read for these: events come by themselves.
_UNREAD_KINDS = [*BUILT_IN_KINDS, "openlineage"]


def location_list(viewer: Viewer) -> tuple[Location, ...]:
    """Every source that is read, by id."""
    return _locations(viewer, "TRUE ORDER BY s.uid", [])


def location_of_entity(viewer: Viewer, *, ref: str) -> Location | None:
    """The source whose word counts most among those that are read and describe a visible entity."""
    hidden, params = visible(viewer)
    found = _locations(
        viewer,
        "s.id IN (SELECT c.source_id FROM catalog_claim c JOIN catalog_entity e ON e.id = c.entity_id "
        f"WHERE e.ref = %s AND e.deleted_at IS NULL AND {hidden}) ORDER BY s.precedence DESC, s.key LIMIT 1",
        [ref, *params],
    )
    return found[0] if found else None


def _locations(viewer: Viewer, where: str, params: list[Any]) -> tuple[Location, ...]:
    """An address is told to those who may see how sources are configured, and where an entity that is seen came from it."""
    require(viewer, "source.status")
    hidden, hidden_params = visible(viewer)
    found = rows(
        "SELECT s.uid, s.key, s.kind, s.config, EXISTS ("
        "SELECT 1 FROM catalog_claim c JOIN catalog_entity e ON e.id = c.entity_id "
        f"WHERE c.source_id = s.id AND e.deleted_at IS NULL AND {hidden}) "
        f"FROM catalog_source s WHERE s.kind <> ALL(%s) AND {where}",
        [*hidden_params, _UNREAD_KINDS, *params],
    )
    shows_config = allowed(viewer, "source.config")
    return tuple(
        _location(uid, key, kind, config if shows_config or seen else {}) for uid, key, kind, config, seen in found
    )


def _location(uid: uuid.UUID, key: str, kind: str, config: dict[str, Any]) -> Location:
    """With the address of a repository, never what signs in there, or the one of a source of kind `url` that has one; other
    sources, such as folders, are told by their key."""
    targets = config.get("targets", []) if kind == "url" else []
    if len(targets) == 1:
        return Location(id=str(uid), type="url", target=targets[0])
    address = urlsplit(str(config.get("url", "")))
    host = address.netloc.rpartition("@")[2]
    if address.scheme in {"http", "https"} and host and "${" not in host + address.path:
        return Location(id=str(uid), type="url", target=f"{address.scheme}://{host}{address.path}")
    return Location(id=str(uid), type="source", target=key)
