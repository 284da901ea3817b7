"""When two entities turn out to be one: what people decided of either goes on.

Moves rows of OwnershipAssertion, ResolvedOwnership and ChangeItem to the entity that stays, as a change of identity; it
makes, changes and revokes no decision but those that would stand against each other.
"""

from __future__ import annotations

from catalog.database import execute


def ownership_move(survivor: int, absorbed: int) -> None:
    """Hand the decisions and the history of `absorbed` to `survivor`; where both were decided, the newer decision holds."""
    execute(
        "UPDATE catalog_ownershipassertion a SET revoked_at = now() FROM catalog_ownershipassertion b "
        "WHERE a.entity_id = ANY(%(ids)s) AND b.entity_id = ANY(%(ids)s) AND a.entity_id <> b.entity_id "
        "AND a.revoked_at IS NULL AND b.revoked_at IS NULL AND a.role = b.role AND (a.created_at, a.id) < (b.created_at, b.id)",
        {"ids": [survivor, absorbed]},
    )
    execute(
        "UPDATE catalog_resolvedownership SET valid_to = greatest(valid_from, now()) WHERE entity_id = %s AND valid_to IS NULL",
        [absorbed],
    )
    for table in ("catalog_ownershipassertion", "catalog_resolvedownership", "catalog_changeitem"):
        execute(f"UPDATE {table} SET entity_id = %s WHERE entity_id = %s", [survivor, absorbed])
    ownership_forget([absorbed])


def ownership_forget(entity_ids: list[int]) -> None:
    """Delete all that is known of the owners of entities that are about to be deleted."""
    for table in ("catalog_ownershipevidence", "catalog_ownershipassertion", "catalog_resolvedownership"):
        execute(f"DELETE FROM {table} WHERE entity_id = ANY(%s)", [entity_ids])
