"""By which columns datasets are found: told to the catalog where the current schema is another one than it knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from catalog.database import Turn, rows, take_turns
from catalog.ingest.words import column_digests, columns_record

# Which schema is current: see lineage/models/schemas.py.
_CURRENT = (
    "SELECT DISTINCT ON (dataset_id) dataset_id, digest FROM lineage_schemaversion WHERE dataset_id = ANY(%s) "
    "ORDER BY dataset_id, last_at DESC, last_rank DESC, digest DESC"
)


def searchable_columns_tell(seen: Iterable[tuple[int, UUID]]) -> None:
    """As `searchable_columns_compare`, given schemas that were seen of datasets: most come with the one they are found by, and
    with no other, and that one stays the current one."""
    schemas: dict[int, set[UUID]] = defaultdict(set)
    for dataset_id, digest in seen:
        schemas[dataset_id].add(digest)
    known = column_digests(sorted(schemas))
    searchable_columns_compare(i for i, digests in schemas.items() if digests != {known.get(i)})


def searchable_columns_compare(dataset_ids: Iterable[int]) -> None:
    """Compare what these datasets are found by with their schemas; in the transaction that changes these."""
    ids = sorted(set(dataset_ids))
    waiting = _changed(ids) if ids else {}
    if not waiting:
        return
    # Whoever comes second sees the schema that the first one stored.
    take_turns(Turn.SEARCHED_COLUMNS, waiting)
    changed = _changed(sorted(waiting))
    paths = {
        digest: [column["path"] for column in columns]
        for digest, columns in rows(
            "SELECT digest, columns FROM lineage_schemabody WHERE digest = ANY(%s)",
            [[digest for digest in changed.values() if digest]],
        )
    }
    columns_record({i: (digest, paths[digest]) if digest else None for i, digest in changed.items()})


def _changed(ids: list[int]) -> dict[int, UUID | None]:
    """The current schema, None for none, of each dataset that is found by the columns of another one."""
    current: dict[int, UUID] = dict(rows(_CURRENT, [ids]))
    known = column_digests(ids)
    return {i: current.get(i) for i in ids if current.get(i) != known.get(i)}
