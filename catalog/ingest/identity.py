"""From OpenLineage names to entities: look up by alias, create what is new.

Writer of Entity rows that are only known by an OpenLineage name, of their aliases, and of Entity.canonical.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from catalog.database import Turn, execute, rows, take_turns
from catalog.names import DATASET_SCHEME, EntityRef, OpenLineageName, kind_of, openlineage_ref, platform_of
from catalog.queues import HEALTH, OWNERSHIP, STITCH


def entities_known(names: Iterable[OpenLineageName]) -> dict[OpenLineageName, int]:
    """Entity ids of the names that have an alias."""
    by_digest = {name.digest: name for name in names}
    found = rows("SELECT digest, entity_id FROM catalog_alias WHERE digest = ANY(%s)", [list(by_digest)])
    return {by_digest[digest]: entity_id for digest, entity_id in found}


def entities_ensure(names: Iterable[OpenLineageName], *, source_id: int) -> dict[OpenLineageName, int]:
    """Entity ids of all names; those without an entity get one, as a stub until a source describes it."""
    wanted = set(names)
    known = entities_known(wanted)
    missing = sorted(wanted - known.keys())
    if not missing:
        return known
    # Two workers that meet new names take turns, so that a ref has one owner; costs nothing once names are known.
    take_turns(Turn.NAMES, [0])
    known |= entities_known(missing)
    missing = [name for name in missing if name not in known]
    refs = _free_refs(missing)
    created = _entities_insert(refs)
    known |= created
    execute(
        "INSERT INTO catalog_alias (scheme, namespace, key, digest, entity_id, source_id) "
        "SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::uuid[], %s::int[], %s::int[])",
        [
            [n.scheme for n in missing],
            [n.namespace for n in missing],
            [n.name for n in missing],
            [n.digest for n in missing],
            [created[n] for n in missing],
            [source_id] * len(missing),
        ],
    )
    STITCH.ask(created.values())
    return known


def _free_refs(names: list[OpenLineageName]) -> dict[OpenLineageName, EntityRef]:
    """A ref for each name: the plain slug, or the slug with a hash where another name has it already."""
    plain = {name: openlineage_ref(name.scheme, name.namespace, name.name) for name in names}
    taken = {
        row[0] for row in rows("SELECT ref FROM catalog_entity WHERE ref = ANY(%s)", [[str(r) for r in plain.values()]])
    }
    refs: dict[OpenLineageName, EntityRef] = {}
    for name, ref in plain.items():
        if str(ref) in taken:
            ref = openlineage_ref(name.scheme, name.namespace, name.name, tagged=True)
        taken.add(str(ref))
        refs[name] = ref
    return refs


def _entities_insert(refs: dict[OpenLineageName, EntityRef]) -> dict[OpenLineageName, int]:
    columns: list[list[object]] = [[] for _ in range(9)]
    for name, ref in refs.items():
        is_dataset = name.scheme == DATASET_SCHEME
        kind, spec_type = ("Resource", "dataset") if is_dataset else ("Component", "job")
        values = (
            uuid.uuid4(),
            str(ref),
            kind,
            ref.namespace,
            ref.name,
            kind_of(kind, spec_type).value,
            spec_type,
            name.name[:500],
            platform_of(name.namespace) if is_dataset else None,
        )
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    found = rows(
        "INSERT INTO catalog_entity (uid, ref, descriptor_kind, namespace, name, kind, type, title, platform, "
        "tags, restricted, stub, version) "
        "SELECT *, '{}', false, true, 1 FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], "
        "%s::text[], %s::text[], %s::text[], %s::text[]) RETURNING ref, id",
        columns,
    )
    by_ref: dict[str, int] = dict(found)
    return {name: by_ref[str(ref)] for name, ref in refs.items()}


def canonical_set(canonical: Mapping[int, int | None]) -> set[int]:
    """Say of entities which one they are merged into (None: none); whose answer is another one now.

    What they were merged into, and they themselves, are stitched, resolved and judged anew.
    """
    found = rows(
        "WITH given AS (SELECT * FROM unnest(%s::int[], %s::int[]) AS g(id, canonical_id)), "
        "before AS (SELECT e.id, e.canonical_id FROM catalog_entity e JOIN given USING (id) "
        "WHERE e.canonical_id IS DISTINCT FROM given.canonical_id ORDER BY e.id FOR UPDATE OF e) "
        "UPDATE catalog_entity e SET canonical_id = given.canonical_id, updated_at = now() FROM given, before "
        "WHERE e.id = given.id AND before.id = e.id RETURNING e.id, before.canonical_id, e.canonical_id",
        [list(canonical), list(canonical.values())],
    )
    touched = {entity_id for row in found for entity_id in row if entity_id is not None}
    for queue in (STITCH, OWNERSHIP, HEALTH):
        queue.ask(touched)
    return {row[0] for row in found}
