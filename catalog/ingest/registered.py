"""Sources that people register by the catalog API: one address of the web each. Writer of Source for those.

The key of such a source is the name of its Location entity, so that nobody registers an address twice, and headwater.yaml
takes no key of that form: what the file says and what people registered never touch each other.
"""

from __future__ import annotations

import uuid

import orjson
from django.db import IntegrityError, transaction

from catalog.database import execute, rows
from catalog.errors import ConflictError, NotFoundError
from catalog.ingest.claims import ClaimPatch, claims_put, entities_named
from catalog.ingest.descriptor_documents import generated_location
from catalog.ingest.removal import sources_delete, sources_forget
from catalog.ingest.stitch import stitch
from catalog.names import EntityRef, generated_name
from catalog.queues import STITCH

KEY_PREFIX = "generated-"
INTERVAL_SECONDS = 300
# Below the 100 that sources of the file have when they say nothing else.
PRECEDENCE = 50


def registered_add(target: str) -> uuid.UUID | None:
    """Register an address, to be read now and then; the uid of the source, None when it is registered already.

    Within the caller's transaction. It may not say who owns what, nor describe people: who registers is no operator.
    """
    made = rows(
        "INSERT INTO catalog_source (uid, key, title, kind, config, interval_seconds, precedence, trusted_for_owners, "
        "paused, next_sync_at, version) VALUES (gen_random_uuid(), %s, %s, 'url', %s, %s, %s, false, false, now(), 1) "
        "ON CONFLICT (key) DO NOTHING RETURNING id, uid",
        [generated_name("url", target), target, _config(target), INTERVAL_SECONDS, PRECEDENCE],
    )
    if not made:
        return None
    source_id, uid = made[0]
    _claim(source_id, target)
    found: uuid.UUID = uid
    return found


def registered_change(uid: uuid.UUID, target: str) -> str:
    """Give a registered source another address; the one before. What that said stays until the new one was read whole."""
    source_id, before = _locked(uid)
    try:
        with transaction.atomic():
            execute(
                "UPDATE catalog_source SET key = %s, title = %s, config = %s, cursor = NULL, failure_count = 0, "
                "next_sync_at = now(), version = version + 1 WHERE id = %s",
                [generated_name("url", target), target, _config(target), source_id],
            )
    except IntegrityError as error:
        raise ConflictError(f"Location url:{target} already exists") from error
    _claim(source_id, target)
    return before


def registered_remove(uid: uuid.UUID) -> str:
    """Remove a registered source with all that it said; its address. What others describe too stays as they do."""
    source_id, before = _locked(uid)
    if rows("SELECT 1 FROM catalog_sync WHERE source_id = %s AND state = 'running'", [source_id]):
        raise ConflictError("The location is being read now; try again in a few seconds.")
    STITCH.ask(sources_forget([source_id]).gone)
    sources_delete([source_id])
    return before


def _locked(uid: uuid.UUID) -> tuple[int, str]:
    """(id, address) of a registered source, which nobody changes or begins to read until the transaction ends."""
    found = rows("SELECT id, key, title FROM catalog_source WHERE uid = %s FOR UPDATE", [uid])
    if not found:
        raise NotFoundError(f"Found no location with ID {uid}")
    source_id, key, address = found[0]
    if not key.startswith(KEY_PREFIX):
        raise ConflictError(
            f"Location {uid} is not registered here: its source {key} is configured, and changed there."
        )
    return int(source_id), str(address)


def _config(target: str) -> str:
    return orjson.dumps({"targets": [target]}).decode()


def _claim(source_id: int, target: str) -> None:
    """Its Location entity, word for word as the connector will tell it."""
    descriptor = generated_location(target)
    ref = EntityRef("Location", "default", descriptor["metadata"]["name"])
    entity_id = entities_named({str(ref): ref}, {str(ref): descriptor})[str(ref)]
    claims_put(
        [
            ClaimPatch(
                source_id=source_id,
                entity_id=entity_id,
                descriptor=descriptor,
                locator=f"{target}:1",
                url=target,
                leads_to=(target,),
            )
        ]
    )
    stitch([entity_id])
