"""Somebody wants an entity out of the catalog: what sources say of it is withdrawn, and asked for anew."""

from __future__ import annotations

import uuid

from django.db import transaction

from catalog.commands.audit import AuditLine, audit_write
from catalog.commands.command import attempt
from catalog.database import rows
from catalog.ingest.claims import entity_withdraw
from catalog.ingest.sources import sources_reread
from catalog.ingest.stitch import stitch
from catalog.permissions import require
from catalog.viewers import Viewer


def entity_remove(viewer: Viewer, *, uid: str) -> bool:
    """Take an entity out; whether there was one.

    All descriptors of it are withdrawn at once, and the sources that gave them become due to be read as a whole: it comes back
    with the same uid where one of them still says it. An entity that events tell of stays with what they tell. Decisions of
    people on its owner are kept for when it comes back.
    """

    @transaction.atomic
    def work() -> bool:
        require(viewer, "entity.delete")
        try:
            wanted = uuid.UUID(uid)
        except ValueError:
            return False
        found = rows(
            "SELECT id, ref FROM catalog_entity WHERE uid = %s AND deleted_at IS NULL AND canonical_id IS NULL "
            "FOR NO KEY UPDATE",
            [wanted],
        )
        for entity_id, ref in found:
            keys = sources_reread(entity_withdraw(entity_id))
            stitch([entity_id], has_grace=False)
            audit_write(viewer, [AuditLine(action="entity_remove", target=ref, after={"sources": list(keys)})])
        return bool(found)

    return attempt(viewer, "entity_remove", work)
