"""Relations between entities, both directions."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from catalog.answers import Relation
from catalog.database import rows
from catalog.paging import CountState, Page, Pager
from catalog.permissions import require
from catalog.queries.cards import links_of
from catalog.queries.entities import entity_ids_of
from catalog.queries.hidden import refs_hidden
from catalog.viewers import Viewer

_REVERSE = {
    "ownedBy": "ownerOf",
    "partOf": "hasPart",
    "providesApi": "apiProvidedBy",
    "consumesApi": "apiConsumedBy",
    "dependsOn": "dependencyOf",
    "memberOf": "hasMember",
    "childOf": "parentOf",
    "hasGlossaryTerm": "glossaryTermOf",
}
_REVERSE |= {reverse: kind for kind, reverse in _REVERSE.items()}
# Only ever read backwards: no field of a descriptor declares them.
_NEVER_DECLARED = frozenset({"ownerOf", "hasPart", "apiProvidedBy", "apiConsumedBy", "glossaryTermOf"})
_DECLARED_REVERSE = {kind.lower(): reverse for kind, reverse in _REVERSE.items() if reverse not in _NEVER_DECLARED}

RELATIONS_SQL = """
SELECT r.type, r.target_ref, s.key, r.entity_id FROM catalog_relation r JOIN catalog_source s ON s.id = r.source_id
WHERE r.entity_id = ANY(%(ids)s)
UNION
SELECT (%(reverse)s::jsonb) ->> r.type, o.ref, s.key, e.id FROM catalog_entity e
JOIN catalog_relation r ON r.target_ref = e.ref JOIN catalog_entity o ON o.id = r.entity_id
JOIN catalog_source s ON s.id = r.source_id
WHERE e.id = ANY(%(ids)s) AND o.deleted_at IS NULL
"""


def declared_reverse_of(kind: str) -> str | None:
    """The type that the other entity declares when this one has a relation of the type, whose letter case is ignored."""
    return _DECLARED_REVERSE.get(kind.lower())


def relations_of_entities(entity_ids: Sequence[int]) -> dict[int, list[tuple[str, str, str]]]:
    """(type, target ref, source key) of each entity, both directions, sorted; not filtered by visibility."""
    found: dict[int, list[tuple[str, str, str]]] = {entity_id: [] for entity_id in entity_ids}
    params = {"ids": list(entity_ids), "reverse": orjson.dumps(_REVERSE).decode()}
    for kind, target, source, entity_id in rows(RELATIONS_SQL, params):
        found[entity_id].append((kind, target, source))
    return {entity_id: sorted(set(listed)) for entity_id, listed in found.items()}


_TURNED = " ".join(f"WHEN '{kind}' THEN '{reverse}'" for kind, reverse in _REVERSE.items())
# Relations of an entity `e`, both directions, as Backstage shows them: the text of a JSON array, by type and target. Made by the
# server, since a team may have thousands. Not filtered by visibility.
RELATIONS_TEXT = f"""
(SELECT '[' || string_agg(DISTINCT told COLLATE "C", ',') || ']' FROM (
  SELECT '{{"type":"' || r.type || '","targetRef":' || to_json(r.target_ref) || '}}' AS told
  FROM catalog_relation r WHERE r.entity_id = e.id
  UNION ALL
  SELECT '{{"type":"' || CASE r.type {_TURNED} END || '","targetRef":' || to_json(o.ref) || '}}'
  FROM catalog_relation r JOIN catalog_entity o ON o.id = r.entity_id WHERE r.target_ref = e.ref AND o.deleted_at IS NULL
) x)
"""


def relation_list(
    viewer: Viewer, *, ref: str, types: Sequence[str] | None = None, first: int, after: str | None = None
) -> Page[Relation]:
    """Relations of one entity by type and target; a declared one is shown also when its target does not exist."""
    require(viewer, "catalog.read")
    entity_id, canonical_ref = entity_ids_of(viewer, [ref])[0]
    pager = Pager("relation_list", viewer, [canonical_ref, sorted(types or ())], first=first, after=after)
    listed = relations_of_entities([entity_id])[entity_id]
    hidden = refs_hidden(viewer, sorted({target for _, target, _ in listed}))
    start = tuple(pager.position) if pager.position else ("", "")
    seen: dict[tuple[str, str], str] = {}
    for kind, target, source in listed:
        if target not in hidden and (not types or kind in types) and (kind, target) > start:
            seen.setdefault((kind, target), source)
    page = sorted(seen)[: pager.first + 1]
    links = links_of(viewer, {target for _, target in page})
    items = [
        (Relation(type=kind, target=links[target], source=seen[kind, target]), [kind, target]) for kind, target in page
    ]
    return pager.page(
        items,
        total=(len(seen), CountState.EXACT) if pager.position is None else (None, CountState.NOT_COUNTED),
    )
