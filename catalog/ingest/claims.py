"""What sources say, row by row. Writer of Claim, and of entities and aliases that descriptors name.

A source owns its claims: it replaces or withdraws its own rows and no others. Every change asks for a stitch.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.database import execute, json_array, rows
from catalog.health.store import health_erase
from catalog.ingest.field_edits import field_edits_move
from catalog.names import (
    DATASET_SCHEME,
    JOB_SCHEME,
    REF_SCHEME,
    EntityRef,
    OpenLineageName,
    alias_digest,
    digest_json,
    kind_of,
)
from catalog.ownership.merge import ownership_move
from catalog.queues import STITCH

NAMESPACE_ANNOTATION = "openlineage.io/namespace"
NAME_ANNOTATION = "openlineage.io/name"
_RESOURCE_KINDS = {"resource": DATASET_SCHEME, "component": JOB_SCHEME}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPatch:
    """One claim to write: the fields of a Backstage descriptor that this source states."""

    source_id: int
    entity_id: int
    descriptor: dict[str, Any]
    locator: str = ""
    url: str | None = None
    leads_to: tuple[str, ...] = ()

    @property
    def digest(self) -> uuid.UUID:
        """Equal for equal content: an unchanged claim is not written again."""
        return digest_json([self.descriptor, self.locator, self.url, *([self.leads_to] if self.leads_to else [])])


@dataclass(frozen=True, slots=True)
class ClaimCounts:
    """How many claims were new, changed, the same."""

    created: int
    updated: int
    same: int


def claims_put(patches: Sequence[ClaimPatch]) -> ClaimCounts:
    """Write claims where they differ from what the source said before; stitches are asked for those alone."""
    patches = sorted(patches, key=lambda patch: (patch.source_id, patch.entity_id))
    touched = rows(
        """
        INSERT INTO catalog_claim AS c (source_id, entity_id, descriptor, digest, locator, url, leads_to)
        SELECT g.source, g.entity, g.descriptor, g.digest, g.locator, g.url,
          ARRAY(SELECT jsonb_array_elements_text(g.leads_to))
        FROM unnest(%s::int[], %s::int[], %s::jsonb[], %s::uuid[], %s::text[], %s::text[], %s::jsonb[])
          AS g(source, entity, descriptor, digest, locator, url, leads_to)
        ON CONFLICT (source_id, entity_id) DO UPDATE SET descriptor = excluded.descriptor, digest = excluded.digest,
          locator = excluded.locator, url = excluded.url, leads_to = excluded.leads_to, claimed_at = now()
        WHERE c.digest <> excluded.digest
        RETURNING entity_id, xmax = 0
        """,
        [
            [patch.source_id for patch in patches],
            [patch.entity_id for patch in patches],
            json_array(patch.descriptor for patch in patches),
            [patch.digest for patch in patches],
            [patch.locator for patch in patches],
            [patch.url for patch in patches],
            json_array(patch.leads_to for patch in patches),
        ],
    )
    STITCH.ask(entity_id for entity_id, _ in touched)
    created = sum(1 for _, is_new in touched if is_new)
    return ClaimCounts(created, len(touched) - created, len(patches) - len(touched))


def claims_withdraw(source_id: int, *, standing: Mapping[int, uuid.UUID]) -> set[int]:
    """Remove this source's claims of these entities where they still have this digest; of which entities."""
    gone = rows(
        "DELETE FROM catalog_claim c USING unnest(%s::int[], %s::uuid[]) AS g(entity_id, digest) "
        "WHERE c.source_id = %s AND c.entity_id = g.entity_id AND c.digest = g.digest RETURNING c.entity_id",
        [list(standing), list(standing.values()), source_id],
    )
    STITCH.ask(row[0] for row in gone)
    return {row[0] for row in gone}


def claims_standing(source_id: int, entity_ids: Iterable[int]) -> dict[int, uuid.UUID]:
    """Digests of what this source claims of these entities now."""
    return dict(
        rows(
            "SELECT entity_id, digest FROM catalog_claim WHERE source_id = %s AND entity_id = ANY(%s)",
            [source_id, sorted(set(entity_ids))],
        )
    )


def claims_told(source_id: int, entity_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Descriptors that this source claims of these entities now."""
    return dict(
        rows(
            "SELECT entity_id, descriptor FROM catalog_claim WHERE source_id = %s AND entity_id = ANY(%s)",
            [source_id, sorted(set(entity_ids))],
        )
    )


def claims_keep(source_id: int, entity_ids: Iterable[int]) -> None:
    """The next removal of these claims waits for somebody's approval."""
    execute(
        "UPDATE catalog_claim SET kept_at = now() WHERE source_id = %s AND entity_id = ANY(%s)",
        [source_id, sorted(set(entity_ids))],
    )


def claims_seen(source_id: int, entity_ids: Iterable[int]) -> None:
    """The source says these again: nobody needs to keep them for it."""
    execute(
        "UPDATE catalog_claim SET kept_at = NULL WHERE source_id = %s AND kept_at IS NOT NULL AND entity_id = ANY(%s)",
        [source_id, sorted(set(entity_ids))],
    )


def entities_by_ref(refs: Iterable[str]) -> dict[str, int]:
    """Entity ids of lower-cased refs, also of former ones; those that nothing has are left out."""
    wanted = list(refs)
    return dict(
        rows(
            "SELECT e.ref, e.id FROM catalog_entity e WHERE e.ref = ANY(%(refs)s) UNION ALL "
            "SELECT a.key, a.entity_id FROM catalog_alias a WHERE a.digest = ANY(%(digests)s)",
            {"refs": wanted, "digests": [alias_digest(REF_SCHEME, "", ref) for ref in wanted]},
        )
    )


def entity_withdraw(entity_id: int) -> list[int]:
    """Remove what all sources say of an entity, but for events: what ran stays known. The sources that said something."""
    gone = rows(
        "DELETE FROM catalog_claim c USING catalog_source s WHERE s.id = c.source_id AND c.entity_id = %s "
        "AND s.kind <> 'openlineage' RETURNING c.source_id",
        [entity_id],
    )
    STITCH.ask([entity_id])
    return [row[0] for row in gone]


def entities_named(refs: dict[str, EntityRef], descriptors: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Entity ids of refs as descriptors write them (keyed by the lower-cased ref); new ones are created."""
    known = entities_by_ref(refs)
    missing = sorted(ref for ref in refs if ref not in known)
    columns: list[list[object]] = [[], [], [], [], [], [], [], []]
    for text in missing:
        ref, spec = refs[text], descriptors[text].get("spec")
        spec_type = spec.get("type") if isinstance(spec, dict) else None
        spec_type = spec_type if isinstance(spec_type, str) else None
        kind = descriptors[text]["kind"]
        values = (
            uuid.uuid4(),
            text,
            kind,
            ref.namespace,
            ref.name,
            kind_of(kind, spec_type).value,
            spec_type,
            ref.name,
        )
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    created = rows(
        "INSERT INTO catalog_entity (uid, ref, descriptor_kind, namespace, name, kind, type, title, "
        "tags, restricted, stub, version) SELECT *, '{}', false, true, 1 FROM unnest(%s::uuid[], %s::text[], "
        "%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[]) "
        "ON CONFLICT (ref) DO UPDATE SET ref = excluded.ref RETURNING ref, id",
        columns,
    )
    return known | dict(created)


def openlineage_name(kind: str, descriptor: dict[str, Any]) -> OpenLineageName | None:
    """The OpenLineage identity that a descriptor claims by its annotations."""
    annotations = descriptor.get("metadata", {}).get("annotations")
    scheme = _RESOURCE_KINDS.get(kind.lower())
    if scheme is None or not isinstance(annotations, dict):
        return None
    namespace, name = annotations.get(NAMESPACE_ANNOTATION), annotations.get(NAME_ANNOTATION)
    if isinstance(namespace, str) and namespace and isinstance(name, str) and name:
        return OpenLineageName(scheme, namespace, name)
    return None


def identities_attach(source_id: int, wanted: dict[OpenLineageName, int]) -> dict[OpenLineageName, int]:
    """Make each OpenLineage name an alias of the entity whose descriptor claims it.

    Where events made an entity for the name already, that one (it has the lineage) takes over the descriptor's ref and
    claims; nothing is copied. Answers the names that could not be attached, with the entity that holds them: both sides
    have lineage, or the holder is described by another descriptor.
    """
    refused: dict[OpenLineageName, int] = {}
    found = rows(
        "SELECT a.digest, a.entity_id, EXISTS (SELECT 1 FROM catalog_claim c JOIN catalog_source s ON s.id = c.source_id "
        "WHERE c.entity_id = a.entity_id AND s.kind <> 'openlineage') FROM catalog_alias a WHERE a.digest = ANY(%s)",
        [[name.digest for name in wanted]],
    )
    holders = {digest: (entity_id, is_described) for digest, entity_id, is_described in found}
    for name, entity_id in sorted(wanted.items()):
        holder, is_described = holders.get(name.digest, (None, False))
        if holder == entity_id:
            continue
        if holder is None:
            _alias_add(name.scheme, name.namespace, name.name, entity_id, source_id)
        elif is_described or _has_lineage_name(entity_id, name.scheme):
            refused[name] = holder
        else:
            _entity_absorb(holder, entity_id, source_id)
    return refused


def _alias_add(scheme: str, namespace: str, key: str, entity_id: int, source_id: int) -> None:
    execute(
        "INSERT INTO catalog_alias (scheme, namespace, key, digest, entity_id, source_id) "
        "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (digest) DO NOTHING",
        [scheme, namespace, key, alias_digest(scheme, namespace, key), entity_id, source_id],
    )


def _has_lineage_name(entity_id: int, scheme: str) -> bool:
    found = rows("SELECT 1 FROM catalog_alias WHERE entity_id = %s AND scheme = %s LIMIT 1", [entity_id, scheme])
    return bool(found)


def _entity_absorb(survivor: int, described: int, source_id: int) -> None:
    """`survivor` (known from events) takes the ref, claims and aliases of `described` (known from descriptors alone)."""
    locked = rows(
        "SELECT id, ref, uid, descriptor_kind, namespace, name FROM catalog_entity WHERE id = ANY(%s) "
        "ORDER BY id FOR UPDATE",
        [[survivor, described]],
    )
    by_id = {row[0]: row for row in locked}
    old_ref, (_, ref, uid, kind, namespace, name) = by_id[survivor][1], by_id[described]
    for table in ("catalog_claim", "catalog_alias"):
        execute(f"UPDATE {table} SET entity_id = %s WHERE entity_id = %s", [survivor, described])
    ownership_move(survivor, described)
    field_edits_move(survivor, described)
    _entity_delete(described)
    execute(
        "UPDATE catalog_entity SET ref = %s, descriptor_kind = %s, namespace = %s, name = %s WHERE id = %s",
        [ref, kind, namespace, name, survivor],
    )
    _alias_add(REF_SCHEME, "", old_ref, survivor, source_id)
    _alias_add("id", "", str(uid), survivor, source_id)
    STITCH.ask([survivor])


def _entity_delete(entity_id: int) -> None:
    for table in (
        "catalog_descriptorfield",
        "catalog_searchdocument",
        "catalog_searchcolumns",
        "catalog_entitydocument",
        "catalog_relation",
    ):
        execute(f"DELETE FROM {table} WHERE entity_id = %s", [entity_id])
    health_erase([entity_id])
    execute("DELETE FROM catalog_entity WHERE id = %s", [entity_id])
