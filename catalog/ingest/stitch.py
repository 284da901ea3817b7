"""Claims to entities: the only place where what sources say becomes what the catalog answers.

Writer of the card columns of Entity, and of EntityDocument, DescriptorField and Relation. The queue is StitchRequest;
workers take it with SKIP LOCKED, so two never fold one entity at the same time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import orjson

from catalog.answers import OwnerState
from catalog.database import execute, rows
from catalog.ingest.descriptor import relations_of
from catalog.ingest.fold import BY_PEOPLE, Folded, Identity, SourceClaim, descriptor_fields, fold
from catalog.ingest.sources import OWN_SOURCE, PEOPLE
from catalog.ingest.words import words_write
from catalog.queues import HEALTH, OWNERSHIP, STITCH

BATCH = 500


def stitch_pending(*, seconds: float = float("inf")) -> int:
    """Fold every entity that asks for it; how many were folded."""
    return STITCH.work_off(BATCH, stitch, seconds=seconds)


def stitch(ids: Sequence[int]) -> set[int]:
    """Fold these entities now, within the caller's transaction; which changed, and so have another version."""
    identities, before = _identities(ids)
    claims = _claims(ids)
    folded = {entity_id: fold(identity, claims[entity_id]) for entity_id, identity in identities.items()}
    for entity_id, result in folded.items():
        result.relations = _owned(_relations(claims[entity_id], identities[entity_id]), identities[entity_id])
    _inherit_domains(folded, identities)
    changed = {entity_id: result for entity_id, result in folded.items() if result.etag() != before[entity_id]}
    if changed:
        _write_cards(changed)
        _write_documents(changed)
        _write_relations(changed)
        _write_fields(changed)
        _request_parts(changed, identities)
    if folded:
        words_write(folded, identities)
    OWNERSHIP.ask(identities)
    HEALTH.ask(changed)
    return set(changed)


def _identities(ids: Sequence[int]) -> tuple[dict[int, Identity], dict[int, str | None]]:
    names = {
        entity_id: (scheme, namespace, key)
        for entity_id, scheme, namespace, key in rows(
            "SELECT DISTINCT ON (entity_id) entity_id, scheme, namespace, key FROM catalog_alias "
            "WHERE entity_id = ANY(%s) AND scheme LIKE 'openlineage.%%' ORDER BY entity_id, id",
            [ids],
        )
    }
    found = rows(
        "SELECT e.id, e.ref, e.descriptor_kind, e.namespace, e.name, d.etag, e.owner_ref, e.owner_state, o.valid_from "
        "FROM catalog_entity e LEFT JOIN catalog_entitydocument d ON d.entity_id = e.id "
        "LEFT JOIN catalog_resolvedownership o ON o.entity_id = e.id AND o.role = 'accountable' AND o.valid_to IS NULL "
        "WHERE e.id = ANY(%s) ORDER BY e.id "
        "FOR NO KEY UPDATE OF e",
        [list(ids)],
    )
    identities = {
        row[0]: Identity(
            ref=row[1],
            descriptor_kind=row[2],
            namespace=row[3],
            name=row[4],
            openlineage=names.get(row[0]),
            owner_ref=row[6],
            owner_state=OwnerState(row[7]) if row[7] else None,
            owner_since=row[8],
        )
        for row in found
    }
    return identities, {row[0]: row[5] for row in found}


def _claims(ids: Sequence[int]) -> dict[int, list[SourceClaim]]:
    claims: dict[int, list[SourceClaim]] = defaultdict(list)
    for entity_id, source, precedence, trusted, descriptor, locator, url, at in rows(
        "SELECT c.entity_id, s.key, s.precedence, s.trusted_for_owners, c.descriptor, c.locator, c.url, c.claimed_at "
        "FROM catalog_claim c JOIN catalog_source s ON s.id = c.source_id WHERE c.entity_id = ANY(%s)",
        [ids],
    ):
        claims[entity_id].append(
            SourceClaim(
                source=source,
                precedence=precedence,
                trusted_for_owners=trusted,
                descriptor=descriptor,
                locator=locator,
                url=url,
                at=at,
            )
        )
    return claims


def _relations(claims: Iterable[SourceClaim], identity: Identity) -> list[tuple[str, str, str]]:
    """(type, target ref, source key): all that any source declares; ownership only where it is trusted."""
    found: dict[tuple[str, str], str] = {}
    for claim in sorted(claims, key=lambda c: (-c.precedence, c.source)):
        metadata = {"name": identity.name, "namespace": identity.namespace}
        document = {**claim.descriptor, "kind": identity.descriptor_kind, "metadata": metadata}
        for kind, target in relations_of(document):
            if kind == "ownedBy" and not claim.trusted_for_owners:
                continue
            found.setdefault((kind, target), claim.source)
    return sorted((kind, target, source) for (kind, target), source in found.items())


def _owned(relations: list[tuple[str, str, str]], identity: Identity) -> list[tuple[str, str, str]]:
    """The relations with `ownedBy` leading to the owner that was resolved, once there is one."""
    if identity.owner_state is None:
        return relations
    kept = [r for r in relations if r[0] != "ownedBy" or r[1] == identity.owner_ref]
    if identity.owner_ref is not None and not any(r[0] == "ownedBy" for r in kept):
        kept.append(("ownedBy", identity.owner_ref, PEOPLE if identity.owner_state in BY_PEOPLE else OWN_SOURCE))
    return sorted(kept)


def _inherit_domains(folded: dict[int, Folded], identities: dict[int, Identity]) -> None:
    """An entity without a domain of its own has that of its system."""
    systems = {result.system_ref for result in folded.values() if result.system_ref and not result.domain_ref}
    domains: dict[str, str | None] = dict(
        rows("SELECT ref, domain_ref FROM catalog_entity WHERE ref = ANY(%s)", [sorted(systems)])
    )
    domains |= {identities[e].ref: r.domain_ref for e, r in folded.items() if identities[e].ref in systems}
    for result in folded.values():
        if result.system_ref and not result.domain_ref:
            result.domain_ref = domains.get(result.system_ref)


_CARD_TYPES = {
    "kind": "text",
    "type": "text",
    "title": "text",
    "summary": "text",
    "platform": "text",
    "tier": "smallint",
    "lifecycle": "text",
    "system_ref": "text",
    "domain_ref": "text",
    "parent_ref": "text",
    "restricted": "boolean",
    "stub": "boolean",
}


def _write_cards(changed: dict[int, Folded]) -> None:
    """An entity that lost its last claim, and is in no lineage, is deleted: it keeps its row and answers by id. A restricted
    one stays restricted when nobody describes it any more: silence opens nothing."""
    ids = sorted(changed)
    names = list(_CARD_TYPES)
    execute(
        f"""
        UPDATE catalog_entity e SET {", ".join(f"{name} = g.{name}" for name in names if name != "restricted")},
          restricted = g.restricted OR (g.stub AND e.restricted),
          tags = ARRAY(SELECT jsonb_array_elements_text(g.tags)), updated_at = now(), version = e.version + 1,
          deleted_at = CASE WHEN g.stub AND NOT EXISTS (SELECT 1 FROM catalog_alias a WHERE a.entity_id = e.id
            AND a.scheme LIKE 'openlineage.%%') THEN now() END
        FROM unnest(%s::int[], %s::jsonb[], {", ".join(f"%s::{kind}[]" for kind in _CARD_TYPES.values())})
          AS g(id, tags, {", ".join(names)})
        WHERE e.id = g.id
        """,
        [
            ids,
            [orjson.dumps(changed[i].tags).decode() for i in ids],
            *([getattr(changed[i], name) for i in ids] for name in names),
        ],
    )


def _write_documents(changed: dict[int, Folded]) -> None:
    ids = sorted(changed)
    execute(
        "INSERT INTO catalog_entitydocument (entity_id, descriptor, provenance, etag) "
        "SELECT * FROM unnest(%s::int[], %s::jsonb[], %s::jsonb[], %s::text[]) ON CONFLICT (entity_id) DO UPDATE "
        "SET descriptor = excluded.descriptor, provenance = excluded.provenance, etag = excluded.etag",
        [
            ids,
            [orjson.dumps(changed[i].descriptor).decode() for i in ids],
            [orjson.dumps(changed[i].provenance).decode() for i in ids],
            [changed[i].etag() for i in ids],
        ],
    )


def _write_relations(changed: dict[int, Folded]) -> None:
    wanted = [(i, kind, target, source) for i in sorted(changed) for kind, target, source in changed[i].relations]
    execute("DELETE FROM catalog_relation WHERE entity_id = ANY(%s)", [sorted(changed)])
    execute(
        "INSERT INTO catalog_relation (entity_id, type, target_ref, source_id) "
        "SELECT g.id, g.type, g.target, s.id FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[]) "
        "AS g(id, type, target, source) JOIN catalog_source s ON s.key = g.source",
        [[w[0] for w in wanted], [w[1] for w in wanted], [w[2] for w in wanted], [w[3] for w in wanted]],
    )


def _write_fields(changed: dict[int, Folded]) -> None:
    wanted = [
        (i, *row)
        for i in sorted(changed)
        for row in descriptor_fields(
            changed[i].descriptor, [(kind, target) for kind, target, _ in changed[i].relations]
        )
    ]
    execute("DELETE FROM catalog_descriptorfield WHERE entity_id = ANY(%s)", [sorted(changed)])
    execute(
        "INSERT INTO catalog_descriptorfield (entity_id, key, value, original) "
        "SELECT * FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[])",
        [[w[0] for w in wanted], [w[1] for w in wanted], [w[2] for w in wanted], [w[3] for w in wanted]],
    )


def _request_parts(changed: dict[int, Folded], identities: dict[int, Identity]) -> None:
    """Parts of a changed system inherit its domain: fold them too."""
    systems = [identities[i].ref for i in changed if identities[i].descriptor_kind.lower() == "system"]
    if systems:
        STITCH.ask(row[0] for row in rows("SELECT id FROM catalog_entity WHERE system_ref = ANY(%s)", [systems]))
