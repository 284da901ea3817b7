"""What the resolver is given, read from the tables."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.answers import AssertionKind, OwnerRole
from catalog.database import rows
from catalog.ownership.weighing import Decision, Facts, Piece


def facts_load(entity_ids: Sequence[int], role: OwnerRole = OwnerRole.ACCOUNTABLE) -> dict[int, Facts]:
    """Evidence and assertions in force of each entity, also of one about which nothing is known."""
    found: dict[int, tuple[list[Piece], list[Decision]]] = {entity_id: ([], []) for entity_id in entity_ids}
    for row in rows(
        "SELECT o.entity_id, o.owner_ref, o.family, o.tier, o.rank, o.strength, o.text, o.url, o.event_at, o.observed_at, "
        "s.key, s.trusted_for_owners, s.precedence FROM catalog_ownershipevidence o "
        "JOIN catalog_source s ON s.id = o.source_id WHERE o.entity_id = ANY(%s) AND o.role = %s",
        [list(entity_ids), role.value],
    ):
        found[row[0]][0].append(Piece._make(row[1:]))
    for entity_id, kind, *rest in rows(
        "SELECT entity_id, kind, owner_ref, by_name, reason, created_at, instead_ref FROM catalog_ownershipassertion "
        "WHERE entity_id = ANY(%s) AND role = %s AND revoked_at IS NULL",
        [list(entity_ids), role.value],
    ):
        found[entity_id][1].append(Decision(AssertionKind(kind), *rest))
    return {entity_id: Facts(*facts) for entity_id, facts in found.items()}
