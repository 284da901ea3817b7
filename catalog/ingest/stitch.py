"""Claims to entities: the only place where what sources say becomes what the catalog answers.

Writer of the card columns of Entity, and of EntityDocument, DescriptorField and Relation. The queue is StitchRequest;
workers take it with SKIP LOCKED, so two never fold one entity at the same time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from django.conf import settings

from catalog.answers import OwnerState
from catalog.database import copy_in, execute, records, recordset, rows
from catalog.field_paths import TERM, descriptor_value
from catalog.ingest.descriptor import relations_of
from catalog.ingest.field_ledger import SourceClaim
from catalog.ingest.fold import BY_PEOPLE, Folded, Identity, descriptor_fields, fold
from catalog.ingest.sources import OWN_SOURCE, PEOPLE
from catalog.ingest.words import words_write
from catalog.names import NEVER_OWNED, Kind
from catalog.queries.field_edits import field_edits_of
from catalog.queues import HEALTH, OWNERSHIP, STITCH
from catalog.stated_fields import provenance_packed

BATCH = 500
# What Backstage's pages call what no source describes any more.
ORPHAN_ANNOTATION = "backstage.io/orphan"


def stitch_pending(*, seconds: float = float("inf")) -> int:
    """Fold every entity that asks for it; how many were folded."""
    return STITCH.work_off(BATCH, stitch, seconds=seconds)


def stitch(ids: Sequence[int], *, has_grace: bool = True) -> set[int]:
    """Fold these entities now, within the caller's transaction; which changed, and so have another version. Without grace what
    nobody describes is hidden at once.

    Who said what may change while what is served does not: that is written too, and is no new version.
    """
    identities, before, graced = _identities(ids)
    claims, edits = _claims(ids), field_edits_of(ids)
    vanished = {entity_id for entity_id in graced if has_grace and not claims.get(entity_id)}
    gone = _write_vanished(vanished)
    folded = {
        entity_id: fold(identity, claims[entity_id], edits[entity_id])
        for entity_id, identity in identities.items()
        if entity_id not in vanished
    }
    for entity_id, result in folded.items():
        declared = _relations(claims[entity_id], identities[entity_id])
        result.relations = sorted([*_owned(declared, identities[entity_id]), *_terms(result)])
    _inherit_domains(folded, identities)
    etags = {entity_id: result.etag() for entity_id, result in folded.items()}
    changed = {entity_id: result for entity_id, result in folded.items() if etags[entity_id] != before[entity_id]}
    if changed:
        _write_cards(changed)
        _write_documents(changed, etags)
        known = [entity_id for entity_id in sorted(changed) if before[entity_id] is not None]
        _write_relations(changed, known)
        _write_fields(changed, known)
        _request_parts(changed, identities)
    _write_provenance({entity_id: result for entity_id, result in folded.items() if entity_id not in changed})
    if folded:
        words_write(folded, identities)
    OWNERSHIP.ask(identities)
    # Who owns what is new is not known yet: the resolver asks for those.
    HEALTH.ask(gone.union(i for i, result in changed.items() if not _is_unresolved(result, identities[i])))
    return changed.keys() | gone


def _is_unresolved(folded: Folded, identity: Identity) -> bool:
    return identity.owner_state is None and folded.kind not in NEVER_OWNED and not folded.stub


def declared_by(ids: Sequence[int], paths: Sequence[str]) -> dict[int, dict[str, Any]]:
    """What sources alone say of each entity at these editable paths, now."""
    identities, *_ = _identities(ids)
    claims = _claims(ids)
    found: dict[int, dict[str, Any]] = {}
    for entity_id, identity in identities.items():
        descriptor = fold(identity, claims[entity_id]).descriptor
        found[entity_id] = {path: descriptor_value(descriptor, path) for path in paths}
    return found


def vanished_hide() -> int:
    """Fold those anew that vanished longer ago than the days of grace: they are hidden now; how many."""
    return STITCH.ask_selected(
        "SELECT id FROM catalog_entity WHERE existence_state = 'vanished' AND deleted_at IS NULL "
        "AND gone_at < now() - make_interval(days => %s)",
        [settings.GRACE_DAYS],
    )


def _identities(ids: Sequence[int]) -> tuple[dict[int, Identity], dict[int, str | None], set[int]]:
    """Who they are, what their documents were made of, and which may go for some days without anybody describing them: those
    that somebody did, and that no lineage knows. Teams and people may not: who left has no rights from then on."""
    names = {
        entity_id: (scheme, namespace, key)
        for entity_id, scheme, namespace, key in rows(
            "SELECT DISTINCT ON (entity_id) entity_id, scheme, namespace, key FROM catalog_alias "
            "WHERE entity_id = ANY(%s) AND scheme LIKE 'openlineage.%%' ORDER BY entity_id, id",
            [ids],
        )
    }
    found = rows(
        "SELECT e.id, e.ref, e.descriptor_kind, e.namespace, e.name, d.etag, e.owner_ref, e.owner_state, o.valid_from, w.line, "
        "e.canonical_id IS NOT NULL, NOT e.stub AND e.kind <> ALL(%s) "
        "AND (e.existence_state IS DISTINCT FROM 'vanished' OR e.gone_at >= now() - make_interval(days => %s)) "
        "FROM catalog_entity e LEFT JOIN catalog_entitydocument d ON d.entity_id = e.id "
        "LEFT JOIN catalog_resolvedownership o ON o.entity_id = e.id AND o.role = 'accountable' AND o.valid_to IS NULL "
        "LEFT JOIN LATERAL (SELECT l.line FROM jsonb_array_elements(o.ledger) WITH ORDINALITY AS l(line, place) "
        "  WHERE l.line ->> 'outcome' = 'won' AND l.line ->> 'owner' IS NOT DISTINCT FROM o.owner_ref "
        "  ORDER BY l.place LIMIT 1) w ON TRUE "
        "WHERE e.id = ANY(%s) ORDER BY e.id "
        "FOR NO KEY UPDATE OF e",
        [[Kind.TEAM, Kind.PERSON], settings.GRACE_DAYS, list(ids)],
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
            owner_source=row[9]["source"] if row[9] else None,
            owner_url=row[9]["url"] if row[9] else None,
            is_merged=row[10],
        )
        for row in found
    }
    graced = {row[0] for row in found if row[11] and row[0] not in names} if settings.GRACE_DAYS else set()
    return identities, {row[0]: row[5] for row in found}, graced


def _write_vanished(ids: set[int]) -> set[int]:
    """Mark what lost its last claim; which are new. Card and document stay as they were, with the mark that Backstage knows; the
    etag is none that a fold has, so that whoever describes it again makes all anew."""
    gone = {
        row[0]
        for row in rows(
            "UPDATE catalog_entity SET existence_state = 'vanished', gone_at = now(), updated_at = now(), version = version + 1 "
            "WHERE id = ANY(%s) AND existence_state IS DISTINCT FROM 'vanished' RETURNING id",
            [sorted(ids)],
        )
    }
    if gone:
        execute(
            "UPDATE catalog_entitydocument SET etag = 'vanished', descriptor = jsonb_set(descriptor, '{metadata,annotations}', "
            "coalesce(descriptor #> '{metadata,annotations}', '{}') || jsonb_build_object(%s::text, 'true')) "
            "WHERE entity_id = ANY(%s)",
            [ORPHAN_ANNOTATION, sorted(gone)],
        )
        execute(
            "INSERT INTO catalog_descriptorfield (entity_id, key, value, original) "
            "SELECT id, %s, 'true', 'true' FROM unnest(%s::int[]) AS id",
            [f"metadata.annotations.{ORPHAN_ANNOTATION}", sorted(gone)],
        )
    return gone


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


def _terms(folded: Folded) -> list[tuple[str, str, str]]:
    """Its terms as relations, by who says so: also people."""
    return [("hasGlossaryTerm", ref, folded.provenance[TERM + ref]["source"]) for ref in folded.glossary_terms]


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


_CARD = {
    "id": "int",
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
    "stub": "boolean",
    "restricted": "boolean",
    "tags": "jsonb",
    "glossary_terms": "jsonb",
}
_SET_AS_GIVEN = ", ".join(f"{name} = g.{name}" for name in list(_CARD)[1:-3])


def _write_cards(changed: dict[int, Folded]) -> None:
    """An entity that lost its last claim, and is in no lineage, is deleted after the days of grace: it keeps its row and answers
    by id. A restricted one stays restricted when nobody describes it any more: silence opens nothing."""
    execute(
        f"""
        UPDATE catalog_entity e SET {_SET_AS_GIVEN}, restricted = g.restricted OR (g.stub AND e.restricted),
          tags = ARRAY(SELECT jsonb_array_elements_text(g.tags)),
          glossary_terms = ARRAY(SELECT jsonb_array_elements_text(g.glossary_terms)), updated_at = now(), version = e.version + 1,
          existence_state = CASE WHEN g.stub OR e.existence_state <> 'vanished' THEN e.existence_state END,
          gone_at = CASE WHEN g.stub OR e.existence_state <> 'vanished' THEN e.gone_at END,
          deleted_at = CASE WHEN g.stub AND NOT EXISTS (SELECT 1 FROM catalog_alias a WHERE a.entity_id = e.id
            AND a.scheme LIKE 'openlineage.%%') THEN now() END
        FROM {recordset(_CARD)} WHERE e.id = g.id
        """,
        records(_CARD, ([i, *(getattr(changed[i], name) for name in list(_CARD)[1:])] for i in sorted(changed))),
        beside=True,
    )


_DOCUMENT = {"entity_id": "int", "descriptor": "jsonb", "provenance": "jsonb", "etag": "text"}
_PROVENANCE = {"entity_id": "int", "provenance": "jsonb"}


def _write_documents(changed: dict[int, Folded], etags: dict[int, str]) -> None:
    found = ((i, r.descriptor, provenance_packed(r.provenance), etags[i]) for i, r in sorted(changed.items()))
    execute(
        f"INSERT INTO catalog_entitydocument ({', '.join(_DOCUMENT)}) SELECT * FROM {recordset(_DOCUMENT)} "
        "ON CONFLICT (entity_id) DO UPDATE "
        "SET descriptor = excluded.descriptor, provenance = excluded.provenance, etag = excluded.etag",
        records(_DOCUMENT, found),
        beside=True,
    )


def _write_provenance(same: dict[int, Folded]) -> None:
    if same:
        execute(
            f"UPDATE catalog_entitydocument d SET provenance = g.provenance FROM {recordset(_PROVENANCE)} "
            "WHERE d.entity_id = g.entity_id AND d.provenance <> g.provenance",
            records(_PROVENANCE, ((i, provenance_packed(result.provenance)) for i, result in sorted(same.items()))),
        )


_RELATION = {"entity_id": "int", "type": "text", "target_ref": "text", "source": "text"}


def _write_relations(changed: dict[int, Folded], known: list[int]) -> None:
    """`known` have some already."""
    execute("DELETE FROM catalog_relation WHERE entity_id = ANY(%s)", [known])
    execute(
        "INSERT INTO catalog_relation (entity_id, type, target_ref, source_id) "
        f"SELECT g.entity_id, g.type, g.target_ref, s.id FROM {recordset(_RELATION)} JOIN catalog_source s ON s.key = g.source",
        records(_RELATION, ((i, *relation) for i in sorted(changed) for relation in changed[i].relations)),
        beside=True,
    )


def _write_fields(changed: dict[int, Folded], known: list[int]) -> None:
    """Of what is served, key by key: the pages of the index that each key has are gone through once. Of each changed document,
    also where they stay the same: columns of parts of documents know by these what has changed (catalog/columns/held.py)."""
    found = [
        (i, key, value, None if original == value else original)
        for i, result in changed.items()
        if result.is_served
        for key, value, original in descriptor_fields(
            result.descriptor, [(kind, target) for kind, target, _ in result.relations]
        )
    ]
    found.sort(key=itemgetter(1))
    execute("DELETE FROM catalog_descriptorfield WHERE entity_id = ANY(%s)", [known])
    copy_in("catalog_descriptorfield", ("entity_id", "key", "value", "original"), found)


def _request_parts(changed: dict[int, Folded], identities: dict[int, Identity]) -> None:
    """Parts of a changed system inherit its domain: fold them too."""
    systems = [identities[i].ref for i in changed if identities[i].descriptor_kind.lower() == "system"]
    if systems:
        STITCH.ask(row[0] for row in rows("SELECT id FROM catalog_entity WHERE system_ref = ANY(%s)", [systems]))
