"""Writer of OwnersFile: the CODEOWNERS file of a source. When it changes, all that the source describes is asked about."""

from __future__ import annotations

from django.db import transaction

from catalog.database import execute, rows
from catalog.names import digest_json
from catalog.queues import OWNERSHIP
from catalog.records import OwnersFileRecord


@transaction.atomic
def owners_file_replace(source_id: int, file: OwnersFileRecord | None) -> bool:
    """Keep this file, or none; whether that is a change."""
    if file is None:
        is_changed = bool(execute("DELETE FROM catalog_ownersfile WHERE source_id = %s", [source_id]))
    else:
        text = file.text.replace("\0", "\ufffd")  # PostgreSQL stores no NUL
        is_changed = bool(
            execute(
                "INSERT INTO catalog_ownersfile AS f (source_id, path, url, text, digest) VALUES (%s, %s, %s, %s, %s) "
                "ON CONFLICT (source_id) DO UPDATE SET path = excluded.path, url = excluded.url, text = excluded.text, "
                "digest = excluded.digest, changed_at = now() WHERE f.digest <> excluded.digest",
                [source_id, file.path, file.url, text, digest_json([file.path, file.url, text])],
            )
        )
    if is_changed:
        OWNERSHIP.ask(row[0] for row in rows("SELECT entity_id FROM catalog_claim WHERE source_id = %s", [source_id]))
    return is_changed
