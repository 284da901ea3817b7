"""Signal `containers`: an entity likely belongs to whom its system, else its domain, and its siblings belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.database import rows
from catalog.ownership.inference import NAMED, by_share, own_source_id
from catalog.ownership.signal import INFERRED, Evidence, OwnershipSignal

FAMILY = "container"
CONTAINER, SIBLINGS = 0.58, 0.5
SIBLINGS_MAX = 2000
_NO_CONTAINER = "default"


class ContainersSignal(OwnershipSignal):
    """Siblings share a namespace: a schema, a scheduler. The default one holds what was put nowhere, and a very big one
    everything: neither says anything. What siblings own is looked at again by the nightly sweep, not at every change."""

    name = "containers"

    def observe(self, entity_ids: Sequence[int]) -> Iterable[Evidence]:
        source_id = own_source_id()
        for entity_id, container_ref, owner_ref in _containers(entity_ids):
            yield Evidence(
                entity_id=entity_id,
                owner_ref=owner_ref,
                source_id=source_id,
                family=FAMILY,
                tier=INFERRED,
                strength=CONTAINER,
                text=f"{container_ref}, which holds it, belongs to {owner_ref}.",
            )
        yield from by_share(
            _siblings(entity_ids),
            family=FAMILY,
            weight=SIBLINGS,
            text="entities with an owner in its namespace",
            source_id=source_id,
        )

    def spread(self, entity_ids: Sequence[int]) -> Iterable[int]:
        found = rows(
            "SELECT p.id FROM catalog_entity s CROSS JOIN LATERAL (SELECT id FROM catalog_entity "
            "WHERE system_ref = s.ref ORDER BY id LIMIT %s) AS p WHERE s.id = ANY(%s) AND s.kind = 'system'",
            [SIBLINGS_MAX, list(entity_ids)],
        )
        return [row[0] for row in found]


def _containers(entity_ids: Sequence[int]) -> Iterable[tuple[int, str, str]]:
    """(entity, its system, else its domain, the owner of that)."""
    parts = rows(
        "SELECT id, ref, system_ref, domain_ref FROM catalog_entity WHERE id = ANY(%s) "
        "AND (system_ref IS NOT NULL OR domain_ref IS NOT NULL)",
        [list(entity_ids)],
    )
    owners: dict[str, str] = dict(
        rows(
            "SELECT ref, owner_ref FROM catalog_entity WHERE ref = ANY(%s) AND owner_state = ANY(%s) "
            "AND deleted_at IS NULL",
            [sorted({ref for _, _, *refs in parts for ref in refs if ref}), NAMED],
        )
    )
    for entity_id, own_ref, *refs in parts:
        container_ref = next((ref for ref in refs if ref in owners and ref != own_ref), None)
        if container_ref is not None:
            yield entity_id, container_ref, owners[container_ref]


def _siblings(entity_ids: Sequence[int]) -> Iterable[tuple[int, str, int]]:
    """(entity, owner, how many others of its namespace belong to it); each namespace is read once."""
    members = rows(
        "SELECT id, namespace, CASE WHEN owner_state = ANY(%s) THEN owner_ref END FROM catalog_entity "
        "WHERE id = ANY(%s) AND namespace <> %s",
        [NAMED, list(entity_ids), _NO_CONTAINER],
    )
    counts: dict[str, dict[str, int]] = {}
    for namespace, owner_ref, count in rows(
        "SELECT n.namespace, s.owner_ref, count(*) FROM unnest(%s::text[]) AS n(namespace) CROSS JOIN LATERAL "
        "(SELECT owner_ref FROM catalog_entity WHERE namespace = n.namespace "
        "AND owner_state IN ('overridden', 'confirmed', 'declared', 'contested') LIMIT %s) AS s "
        "GROUP BY n.namespace, s.owner_ref",
        [sorted({namespace for _, namespace, _ in members}), SIBLINGS_MAX + 1],
    ):
        counts.setdefault(namespace, {})[owner_ref] = count
    for entity_id, namespace, own_ref in members:
        of_owner = counts.get(namespace, {})
        if sum(of_owner.values()) <= SIBLINGS_MAX:
            for owner_ref, count in of_owner.items():
                others = count - (owner_ref == own_ref)
                if others:
                    yield entity_id, owner_ref, others
