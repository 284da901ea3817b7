"""By which columns datasets are found: told to the catalog where the current schema is another one than it knows."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from catalog.database import rows
from catalog.ingest.words import column_digests, columns_record

# Which schema is current: see lineage/models/schemas.py.
_CURRENT = (
    "SELECT DISTINCT ON (dataset_id) dataset_id, digest FROM lineage_schemaversion WHERE dataset_id = ANY(%s) "
    "ORDER BY dataset_id, last_at DESC, last_rank DESC, digest DESC"
)


def searchable_columns_tell(dataset_ids: Iterable[int]) -> None:
    """Compare what these datasets are found by with their schemas; in the transaction that changes these."""
    ids = sorted(set(dataset_ids))
    current: dict[int, UUID] = dict(rows(_CURRENT, [ids]))
    known = column_digests(ids)
    changed = [entity_id for entity_id in ids if current.get(entity_id) != known.get(entity_id)]
    if not changed:
        return
    wanted = list({current[entity_id] for entity_id in changed if entity_id in current})
    paths = {
        digest: [column["path"] for column in columns]
        for digest, columns in rows("SELECT digest, columns FROM lineage_schemabody WHERE digest = ANY(%s)", [wanted])
    }
    columns_record(
        {i: (current[i], paths[current[i]]) if current.get(i) in paths else None for i in changed},
    )
