"""What visible entities say of hidden ones: refs in their descriptors that the viewer may not read (T4).

A reference to a restricted entity is as good as its name, so it leaves links, relations, facets, descriptors and
provenance, as if the entity were not there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import orjson

from catalog.database import Row, planned_once, rows
from catalog.field_paths import TERM
from catalog.names import REF_SCHEME, alias_digest
from catalog.permissions import visible
from catalog.viewers import SYSTEM, Viewer

Condition = tuple[str, list[object]]


def hides_some(viewer: Viewer) -> Condition:
    """SQL condition: something is hidden from the viewer."""
    shown, params = visible(viewer, "x")
    if not params:
        return "FALSE", []
    return f"EXISTS (SELECT 1 FROM catalog_entity x WHERE x.restricted AND NOT {shown})", params


def unhidden(viewer: Viewer) -> Viewer:
    """The viewer, or one that sees everything where nothing is hidden from this one: then no row has to be looked at for it."""
    hides, params = hides_some(viewer)
    if not params:
        return viewer
    with planned_once():
        found = rows(f"SELECT {hides}", params)
    return viewer if found[0][0] else SYSTEM


def ask_unhidden(viewer: Viewer, ask: Callable[[Viewer, Condition], list[Row]]) -> tuple[Viewer, list[Row]]:
    """As `unhidden`, within a question: asked for one that sees everything, under the condition that nothing is hidden from the
    viewer; where that finds nothing, for the viewer. For whom it was asked, and what it found."""
    hides, params = hides_some(viewer)
    if params:
        found = ask(SYSTEM, (f"NOT {hides}", params))
        if found:
            return SYSTEM, found
    return viewer, ask(viewer, ("TRUE", []))


def sees_restricted(viewer: Viewer) -> Condition:
    """SQL condition: the viewer may see something that not everybody may. For all others what is kept of descriptors is right."""
    shown, params = visible(viewer, "x")
    if params and not viewer.teams:
        return "FALSE", []
    return f"EXISTS (SELECT 1 FROM catalog_entity x WHERE x.restricted AND {shown})", params


SOME_RESTRICTED = "EXISTS (SELECT 1 FROM catalog_entity x WHERE x.restricted)"
# An entity `e` refers to something restricted: by a relation, or by evidence of an owner, which may have lost.
REFERS_TO_RESTRICTED = (
    f"({SOME_RESTRICTED} AND ("
    "EXISTS (SELECT 1 FROM catalog_relation r JOIN catalog_entity h ON h.ref = r.target_ref "
    "WHERE r.entity_id = e.id AND h.restricted) "
    "OR EXISTS (SELECT 1 FROM catalog_ownershipevidence v JOIN catalog_entity h ON h.ref = v.owner_ref "
    "WHERE v.entity_id = e.id AND h.restricted) "
    "OR EXISTS (SELECT 1 FROM catalog_relation r JOIN catalog_alias a ON a.scheme = 'ref' AND a.key = r.target_ref "
    "JOIN catalog_entity h ON h.id = a.entity_id WHERE r.entity_id = e.id AND h.restricted) "
    "OR EXISTS (SELECT 1 FROM catalog_ownershipevidence v JOIN catalog_alias a ON a.scheme = 'ref' AND a.key = v.owner_ref "
    "JOIN catalog_entity h ON h.id = a.entity_id WHERE v.entity_id = e.id AND h.restricted)))"
)

# Every way in which a descriptor may write a ref: in full, or without its kind, its namespace, or both.
_SPELLINGS = "(lower(h.name), lower(h.namespace || '/' || h.name), lower(h.descriptor_kind || ':' || h.name), h.ref)"
# What an entity itself is called leads to nobody else, also where something hidden is called the same.
_OWN_KEYS = "('apiversion', 'kind', 'metadata.name', 'metadata.namespace')"


def not_hidden(viewer: Viewer, column: str) -> Condition:
    """SQL condition: the ref in this column leads to nothing that is hidden from the viewer."""
    shown, params = visible(viewer, "h")
    if not params:
        return "TRUE", []
    return (
        f"NOT EXISTS (SELECT 1 FROM catalog_entity h WHERE h.ref = {column} AND h.restricted AND NOT {shown})",
        params,
    )


def field_not_hidden(viewer: Viewer, field: str) -> Condition:
    """SQL condition on a row of catalog_descriptorfield: its value is no spelling of a hidden entity it is related to, or it is
    what the entity itself is called."""
    shown, params = visible(viewer, "h")
    if not params:
        return "TRUE", []
    spelled = (
        "SELECT 1 FROM catalog_relation r JOIN catalog_entity h ON h.ref = r.target_ref "
        f"WHERE r.entity_id = {field}.entity_id AND h.restricted AND NOT {shown} AND {field}.value IN {_SPELLINGS}"
    )
    return f"({field}.key IN {_OWN_KEYS} OR NOT EXISTS ({spelled}))", params


def refs_hidden(viewer: Viewer, refs: Sequence[str]) -> set[str]:
    """Those of the refs, or former refs, that lead to what the viewer may not see."""
    shown, params = visible(viewer, "h")
    if not params or not refs:
        return set()
    digests = {alias_digest(REF_SCHEME, "", ref): ref for ref in refs}
    found = rows(
        f"SELECT h.ref FROM catalog_entity h WHERE h.ref = ANY(%s) AND h.restricted AND NOT {shown} UNION "
        "SELECT a.key FROM catalog_alias a JOIN catalog_entity h ON h.id = a.entity_id "
        f"WHERE a.digest = ANY(%s) AND h.restricted AND NOT {shown}",
        [list(refs), *params, list(digests), *params],
    )
    return {row[0] for row in found}


def spellings_hidden(viewer: Viewer, entity_ids: Sequence[int]) -> dict[int, set[str]]:
    """For each entity every spelling of the hidden ones that its claims refer to, also as owners that lost, and as terms that
    people removed."""
    spellings: dict[int, set[str]] = defaultdict(set)
    shown, params = visible(viewer, "h")
    ids = list(entity_ids)
    if not params or not ids:
        return spellings
    for entity_id, target, *words in rows(
        "WITH said (entity_id, ref) AS (SELECT entity_id, target_ref FROM catalog_relation WHERE entity_id = ANY(%s) UNION "
        "SELECT entity_id, owner_ref FROM catalog_ownershipevidence WHERE owner_ref IS NOT NULL AND entity_id = ANY(%s) UNION "
        "SELECT m.head, substr(f.path, length(%s) + 1) FROM (SELECT id AS head, id FROM unnest(%s::int[]) AS k(id) "
        "  UNION ALL SELECT canonical_id, id FROM catalog_entity WHERE canonical_id = ANY(%s)) m "
        "JOIN catalog_fieldedit f ON f.entity_id = m.id AND f.revoked_at IS NULL AND starts_with(f.path, %s)) "
        "SELECT n.entity_id, n.ref, unnest(ARRAY[lower(h.name), lower(h.namespace || '/' || h.name), "
        "lower(h.descriptor_kind || ':' || h.name)]) FROM (SELECT s.entity_id, s.ref, e.id FROM said s "
        "  JOIN catalog_entity e ON e.ref = s.ref UNION SELECT s.entity_id, s.ref, a.entity_id FROM said s "
        "  JOIN catalog_alias a ON a.scheme = 'ref' AND a.key = s.ref) n "
        f"JOIN catalog_entity h ON h.id = n.id WHERE h.restricted AND NOT {shown}",
        [ids, ids, TERM, ids, ids, TERM, *params],
    ):
        spellings[entity_id] |= {target, *words}
    return spellings


def without(value: Any, spellings: set[str]) -> Any:
    """A JSON value without the texts that are one of the spellings, and without paths of terms that are."""
    if not spellings:
        return value
    if isinstance(value, dict):
        return {
            key: without(item, spellings)
            for key, item in value.items()
            if not _is_one(item, spellings)
            and not (key.startswith(TERM) and _is_one(key.removeprefix(TERM), spellings))
        }
    if isinstance(value, list):
        return [without(item, spellings) for item in value if not _is_one(item, spellings)]
    return value


def descriptor_without(descriptor: dict[str, Any], spellings: set[str]) -> dict[str, Any]:
    """A descriptor without the texts that are one of the spellings, but for what the entity itself is called."""
    if not spellings:
        return descriptor
    shown = without(descriptor, spellings)
    own = {key: descriptor["metadata"][key] for key in ("name", "namespace") if key in descriptor["metadata"]}
    called = {key: descriptor[key] for key in ("apiVersion", "kind") if key in descriptor}
    return {**called, **shown, "metadata": {**own, **shown["metadata"]}}


def _is_one(value: Any, spellings: set[str]) -> bool:
    return isinstance(value, str) and value.strip().lower() in spellings


_REF = re.compile(r"[a-z][a-z0-9]{0,62}:[a-z0-9-]{1,63}/[a-z0-9](?:[a-z0-9_.-]{0,61}[a-z0-9])?")
NAMELESS = "something hidden"


def refs_in(value: Any) -> set[str]:
    """Every ref that the texts of a JSON value name."""
    return set(_REF.findall(orjson.dumps(value).decode()))


def redacted(viewer: Viewer, value: Any) -> Any:
    """A JSON value whose texts name no entity that is hidden from the viewer: ledgers are written for everybody."""
    if not visible(viewer, "h")[1]:
        return value
    text = orjson.dumps(value).decode()
    hidden = refs_hidden(viewer, sorted(refs_in(value)))
    for ref in sorted(hidden, key=len, reverse=True):
        text = text.replace(ref, NAMELESS)
    return orjson.loads(text) if hidden else value
