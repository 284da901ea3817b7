"""Forget all that some sources ever said in the catalog. The one place beside the writers that deletes their rows."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.database import execute, rows
from catalog.health.store import health_erase
from catalog.ingest.field_edits import field_edits_forget
from catalog.ownership.merge import ownership_forget
from catalog.queues import STITCH

_OF_ENTITY = ("descriptorfield", "searchdocument", "searchcolumns", "entitydocument", "relation", "alias")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Entities that nobody else speaks of (to be deleted), and those that others describe too."""

    gone: list[int]
    kept: list[int]


def sources_forget(source_ids: list[int]) -> Forgotten:
    """Withdraw the sources' claims and say which entities are left without any; they still stand, for lineage to go first."""
    named = {
        row[0]
        for row in rows(
            "SELECT entity_id FROM catalog_claim WHERE source_id = ANY(%(s)s) "
            "UNION SELECT entity_id FROM catalog_alias WHERE source_id = ANY(%(s)s)",
            {"s": source_ids},
        )
    }
    for table in ("catalog_claim", "catalog_ownershipevidence", "catalog_membership", "catalog_ownersfile"):
        execute(f"DELETE FROM {table} WHERE source_id = ANY(%s)", [source_ids])
    kept = {
        row[0]
        for row in rows(
            "SELECT entity_id FROM catalog_claim WHERE entity_id = ANY(%(e)s) UNION "
            "SELECT entity_id FROM catalog_alias WHERE entity_id = ANY(%(e)s) AND source_id <> ALL(%(s)s)",
            {"e": sorted(named), "s": source_ids},
        )
    }
    STITCH.ask(kept)
    return Forgotten(sorted(named - kept), sorted(kept))


def entities_delete(entity_ids: list[int]) -> None:
    """Delete entities with all that hangs on them in the catalog."""
    ownership_forget(entity_ids)
    field_edits_forget(entity_ids)
    health_erase(entity_ids)
    execute(
        "DELETE FROM catalog_variant v USING catalog_alias a WHERE a.id IN (v.alias_id, v.other_id) AND a.entity_id = ANY(%s)",
        [entity_ids],
    )
    execute(
        "DELETE FROM catalog_identitydecision WHERE entity_id = ANY(%(e)s) OR other_id = ANY(%(e)s)", {"e": entity_ids}
    )
    for table in _OF_ENTITY:
        execute(f"DELETE FROM catalog_{table} WHERE entity_id = ANY(%s)", [entity_ids])
    execute("DELETE FROM catalog_entity WHERE id = ANY(%s)", [entity_ids])


def sources_delete(source_ids: list[int]) -> None:
    """Delete the sources themselves; names they gave to what stays pass to the oldest other source."""
    execute(
        "UPDATE catalog_alias SET source_id = (SELECT id FROM catalog_source WHERE id <> ALL(%(s)s) "
        "ORDER BY kind IN ('people', 'headwater'), id LIMIT 1) "
        "WHERE source_id = ANY(%(s)s)",
        {"s": source_ids},
    )
    execute(
        "DELETE FROM catalog_syncchange WHERE sync_id IN (SELECT id FROM catalog_sync WHERE source_id = ANY(%s))",
        [source_ids],
    )
    for table in ("relation", "issue", "sync"):
        execute(f"DELETE FROM catalog_{table} WHERE source_id = ANY(%s)", [source_ids])
    execute("DELETE FROM catalog_source WHERE id = ANY(%s)", [source_ids])
