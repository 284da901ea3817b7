"""Datasets whose symlinks changed. Writer of AliasRequest; worked off by lineage/ingest/alias_groups.py."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.queues import Queue

ALIASES = Queue("lineage_aliasrequest")


def aliases_ask(entity_ids: Iterable[int]) -> None:
    """Ask for those of these that are in a group, since another may stand for it now."""
    ALIASES.ask_selected(
        "SELECT m.id FROM unnest(%s::int[]) AS m(id) WHERE EXISTS (SELECT 1 FROM lineage_symlink s WHERE s.is_current "
        "AND s.dataset_id = m.id) OR EXISTS (SELECT 1 FROM lineage_symlink s WHERE s.is_current AND s.other_id = m.id) "
        "OR EXISTS (SELECT 1 FROM catalog_identitydecision d WHERE d.revoked_at IS NULL AND d.entity_id = m.id) "
        "OR EXISTS (SELECT 1 FROM catalog_identitydecision d WHERE d.revoked_at IS NULL AND d.other_id = m.id)",
        [sorted(entity_ids)],
    )
