"""Questions about entities by name, one or many. Every one answers frozen values."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.answers import (
    Alias,
    EntityCard,
    EntityDetail,
    FieldProvenance,
    KeyValue,
    Link,
    given,
)
from catalog.database import Row, rows
from catalog.errors import InvalidError, NotFoundError, TooManyError
from catalog.names import DATASET_SCHEME, JOB_SCHEME, REF_SCHEME, InvalidRef, Kind, alias_digest, ref_text
from catalog.permissions import require, visible
from catalog.queries.cards import CARD_COLUMNS, CARD_WIDTH, cards_of, uid_of
from catalog.queries.hidden import descriptor_without, spellings_hidden, without
from catalog.queries.issues import issues_of_entities
from catalog.stated_fields import provenance_unpacked
from catalog.viewers import Viewer

RESOLVE_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NameInput:
    """One name: exactly one of ref, id, scheme and key, or namespace and name; `kind` narrows it."""

    ref: str | None = given("Reference.")
    id: str | None = given("Id (ent_...).")
    scheme: str | None = given("Alias scheme; goes with key.")
    key: str | None = given("Alias key; goes with scheme.")
    namespace: str | None = given("OpenLineage namespace; goes with name.")
    name: str | None = given("OpenLineage name; datasets are tried first, then jobs, unless kind is given.")
    kind: Kind | None = given("Only this kind.")


def entity_resolve(viewer: Viewer, *, names: Sequence[NameInput]) -> tuple[EntityCard | None, ...]:
    """Entities by their names, in the order asked, None where nothing visible has the name; at most 100."""
    require(viewer, "catalog.read")
    return tuple(card for card, _ in _resolve(viewer, names))


def _resolve(viewer: Viewer, names: Sequence[NameInput]) -> list[tuple[EntityCard | None, int]]:
    named = _named(viewer, names)
    found = {row[0]: row for row in named if row}
    cards = dict(zip(found, cards_of(viewer, list(found.values())), strict=True))
    return [(cards[row[0]], row[0]) if row else (None, 0) for row in named]


def _named(viewer: Viewer, names: Sequence[NameInput]) -> list[Row | None]:
    """By CARD_COLUMNS what has each of the names."""
    if len(names) > RESOLVE_MAX:
        raise TooManyError.of("names", f"{len(names)} names were sent; at most {RESOLVE_MAX} are accepted")
    digests: list[list[uuid.UUID]] = []
    refs: list[str | None] = []
    uids: list[uuid.UUID | None] = []
    for index, name in enumerate(names):
        ref, uid, aliases = _name_keys(name, f"names[{index}]")
        refs.append(ref)
        uids.append(uid)
        digests.append(aliases)
    condition, params = visible(viewer)
    found = rows(
        f"SELECT {CARD_COLUMNS}, k.at FROM ("
        "  SELECT e.id, u.at FROM unnest(%s::text[]) WITH ORDINALITY AS u(ref, at) JOIN catalog_entity e ON e.ref = u.ref"
        "  UNION ALL SELECT e.id, u.at FROM unnest(%s::uuid[]) WITH ORDINALITY AS u(uid, at) "
        "    JOIN catalog_entity e ON e.uid = u.uid"
        "  UNION ALL SELECT a.entity_id, u.at FROM unnest(%s::uuid[], %s::int[]) AS u(digest, at) "
        "    JOIN catalog_alias a ON a.digest = u.digest"
        ") k JOIN catalog_entity m ON m.id = k.id JOIN catalog_entity e ON e.id = coalesce(m.canonical_id, m.id) "
        "LEFT JOIN catalog_healthstate h ON h.entity_id = e.id "
        f"WHERE {condition} AND e.deleted_at IS NULL",
        [
            refs,
            uids,
            [digest for group in digests for digest in group],
            [at for at, group in enumerate(digests, start=1) for _ in group],
            *params,
        ],
    )
    best: dict[int, Row] = {}
    for row in found:
        at, kind = row[CARD_WIDTH], Kind(row[6])
        wanted = names[at - 1].kind
        if wanted is not None and kind is not wanted:
            continue
        if at not in best or (kind is not Kind.JOB and best[at][6] == Kind.JOB):
            best[at] = row
    return [best.get(at) for at in range(1, len(names) + 1)]


def _name_keys(name: NameInput, path: str) -> tuple[str | None, uuid.UUID | None, list[uuid.UUID]]:
    """The ref, the uid and the alias digests under which a name may be found."""
    ways = [name.ref is not None, name.id is not None, name.scheme is not None or name.key is not None]
    if sum(ways) + (name.namespace is not None or name.name is not None) != 1:
        raise InvalidError.of(path, "needs exactly one of ref, id, scheme with key, namespace with name")
    if name.ref is not None:
        try:
            ref = ref_text(name.ref)
        except InvalidRef as error:
            raise InvalidError.of(f"{path}.ref", str(error)) from error
        return ref, None, [alias_digest(REF_SCHEME, "", ref)]
    if name.id is not None:
        uid = uid_of("ent", name.id)
        return None, uid, [alias_digest("id", "", str(uid))] if uid else []
    if name.scheme is not None or name.key is not None:
        if name.scheme is None or name.key is None:
            raise InvalidError.of(path, "scheme and key go together")
        namespace, _, key = name.key.rpartition("\n") if name.scheme.startswith("openlineage.") else ("", "", name.key)
        return None, None, [alias_digest(name.scheme, namespace, key)]
    if name.namespace is None or name.name is None:
        raise InvalidError.of(path, "namespace and name go together")
    schemes = (DATASET_SCHEME, JOB_SCHEME)
    return None, None, [alias_digest(scheme, name.namespace, name.name) for scheme in schemes]


def entity_get(viewer: Viewer, *, names: Sequence[NameInput]) -> tuple[EntityDetail | None, ...]:
    """Everything known of entities, in the order asked, None where nothing visible has the name; at most 100."""
    require(viewer, "catalog.read")
    resolved = _resolve(viewer, names)
    ids = sorted({entity_id for card, entity_id in resolved if card})
    documents = {
        row[0]: row[1:]
        for row in rows(
            "SELECT entity_id, descriptor, provenance FROM catalog_entitydocument WHERE entity_id = ANY(%s)",
            [ids],
        )
    }
    aliases = _aliases(viewer, ids)
    issues = issues_of_entities(viewer, [card.ref for card, _ in resolved if card])
    hidden = spellings_hidden(viewer, ids)
    for entity_id, (descriptor, provenance) in documents.items():
        spellings = hidden[entity_id]
        shown = descriptor_without(descriptor, spellings)
        documents[entity_id] = (shown, without(provenance_unpacked(provenance), spellings))
    return tuple(
        _detail(card, documents.get(entity_id), tuple(aliases[entity_id]), issues.get(card.ref, ())) if card else None
        for card, entity_id in resolved
    )


def _aliases(viewer: Viewer, ids: Sequence[int]) -> dict[int, list[Alias]]:
    """The names of each entity, its own first, then those of what was merged into it."""
    shown, params = visible(viewer, "m")
    found: dict[int, list[Alias]] = {entity_id: [] for entity_id in ids}
    for entity_id, *row in rows(
        "SELECT coalesce(m.canonical_id, m.id), a.scheme, a.namespace, a.key, s.key, a.since, "
        "CASE WHEN m.canonical_id IS NOT NULL THEN m.ref END, d.by_name, d.created_at, d.reason "
        "FROM (SELECT id FROM catalog_entity WHERE id = ANY(%s) "
        "UNION ALL SELECT id FROM catalog_entity WHERE canonical_id = ANY(%s)) k "
        "JOIN catalog_entity m ON m.id = k.id JOIN catalog_alias a ON a.entity_id = m.id "
        "JOIN catalog_source s ON s.id = a.source_id LEFT JOIN LATERAL ("
        "  SELECT d.by_name, d.created_at, d.reason FROM catalog_identitydecision d WHERE d.revoked_at IS NULL "
        "  AND d.kind = 'same' AND (d.entity_id = m.id OR d.other_id = m.id) ORDER BY d.id DESC LIMIT 1"
        ") d ON m.canonical_id IS NOT NULL "
        f"WHERE a.scheme <> 'id' AND {shown} ORDER BY m.canonical_id IS NOT NULL, a.id",
        [list(ids), list(ids), *params],
    ):
        found[entity_id].append(_alias(*row))
    return found


def _alias(scheme: str, namespace: str, key: str, source: str, since: Any, *merged: Any) -> Alias:
    is_openlineage = scheme.startswith("openlineage.")
    ref, by, at, reason = merged
    return Alias(
        scheme=scheme,
        key=f"{namespace}\n{key}" if is_openlineage else key,
        namespace=namespace if is_openlineage else None,
        name=key if is_openlineage else None,
        source=source,
        since=since,
        merged_from=ref,
        merged_by=by,
        merged_at=at,
        merged_reason=reason,
    )


def _detail(
    card: EntityCard, document: Row | None, aliases: tuple[Alias, ...], issues: tuple[Any, ...]
) -> EntityDetail:
    descriptor, provenance = document or ({"kind": "", "metadata": {}, "spec": {}}, {})
    metadata = descriptor.get("metadata", {})
    return EntityDetail(
        card=card,
        description=metadata.get("description"),
        links=tuple(
            Link(url=link["url"], title=link.get("title"), icon=link.get("icon"), type=link.get("type"))
            for link in metadata.get("links", ())
        ),
        annotations=_pairs(metadata.get("annotations")),
        labels=_pairs(metadata.get("labels")),
        aliases=aliases,
        provenance=tuple(
            FieldProvenance(
                field=path,
                source=p["source"],
                at=datetime.fromisoformat(p["at"]),
                url=p["url"],
                by=p.get("by"),
                redundant=p.get("redundant", False),
                hides_newer=p.get("hides_newer", False),
                losers=tuple(p["losers"]),
            )
            for path, p in sorted(provenance.items())
        ),
        descriptor=descriptor,
        issues=issues,
    )


def _pairs(value: object) -> tuple[KeyValue, ...]:
    items = value.items() if isinstance(value, dict) else ()
    return tuple(KeyValue(key=key, value=str(text)) for key, text in sorted(items))


def entity_ids_of(viewer: Viewer, refs: Sequence[str]) -> list[tuple[int, str]]:
    """(id, living ref) of each ref, in order; raises NotFoundError naming the first that nothing visible has."""
    found = _named(viewer, [NameInput(ref=ref) for ref in refs])
    for ref, row in zip(refs, found, strict=True):
        if row is None:
            raise NotFoundError(f"No entity has the ref {ref}.")
    return [(row[0], row[2]) for row in found if row]
