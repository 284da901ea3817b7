"""Somebody asks that an entity be looked at again now: the sources that describe it become due."""

from __future__ import annotations

from django.db import transaction

from catalog.commands.audit import AuditLine, audit_write
from catalog.commands.command import attempt
from catalog.ingest.sources import sources_hasten
from catalog.permissions import require
from catalog.queries.entities import entity_ids_of
from catalog.viewers import Viewer


def entity_refresh(viewer: Viewer, *, ref: str) -> tuple[str, ...]:
    """Make the sources of an entity due; their keys. None are for what only events or people tell of."""

    @transaction.atomic
    def work() -> tuple[str, ...]:
        require(viewer, "source.run")
        entity_id, living_ref = entity_ids_of(viewer, [ref])[0]
        keys = sources_hasten(entity_id)
        audit_write(viewer, [AuditLine(action="entity_refresh", target=living_ref, after={"sources": list(keys)})])
        return keys

    return attempt(viewer, "entity_refresh", work)
