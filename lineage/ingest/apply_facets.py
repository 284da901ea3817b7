"""Facets of datasets and jobs: schemas and their versions, and the latest instance of every facet.

Writer of SchemaBody, SchemaVersion and EntityFacet. A facet is atomic: the
latest instance, by (time, event type, digest), replaces the earlier ones whole; a missing facet deletes nothing.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import orjson

from catalog.database import execute, rows
from catalog.names import digest_json
from lineage.column_facets import schema_columns
from lineage.ingest.batch import Observation
from lineage.ingest.spans import Span, key_columns, span_columns, span_put
from lineage.openlineage import digest_uuid

# Bigger facets (query plans of 10 MB exist) stay in the inbox alone.
FACET_LIMIT = 64 * 1024
# Kept in tables of their own; here they leave but a mark that they are there.
_OWN_TABLES = {"schema", "columnLineage"}
_SCHEMA_LIMIT = 5_000


def schemas_apply(observations: Sequence[Observation]) -> None:
    """Versions of the schemas that the batch shows; in one event the output's wins over the input's."""
    spans: dict[tuple[int, uuid.UUID], Span] = {}
    bodies: dict[uuid.UUID, list[dict[str, Any]]] = {}
    for observation in observations:
        for use, dataset_id in zip(observation.event.datasets, observation.dataset_ids, strict=True):
            columns = schema_columns(use.facets.get("schema"))
            if columns is None:
                continue
            digest = digest_json(columns)
            bodies[digest] = columns
            rank = observation.event.rank * 2 + use.output
            span = Span(observation.time, (observation.time, rank), observation.run_uid, observation.source_id)
            span_put(spans, (dataset_id, digest), span)
    if not spans:
        return
    digests = sorted(bodies)
    execute(
        "INSERT INTO lineage_schemabody (digest, columns, column_count) "
        "SELECT * FROM unnest(%s::uuid[], %s::jsonb[], %s::int[]) ON CONFLICT DO NOTHING",
        [
            digests,
            [orjson.dumps(bodies[d][:_SCHEMA_LIMIT]).decode() for d in digests],
            [len(bodies[d]) for d in digests],
        ],
    )
    keys = sorted(spans)
    execute(
        """
        INSERT INTO lineage_schemaversion AS v
          (uid, dataset_id, digest, first_at, last_at, last_rank, run_id, source_id)
        SELECT * FROM unnest(%s::uuid[], %s::int[], %s::uuid[], %s::timestamptz[], %s::timestamptz[],
          %s::smallint[], %s::uuid[], %s::int[])
        ON CONFLICT (dataset_id, digest) DO UPDATE SET
          run_id = CASE WHEN excluded.first_at < v.first_at THEN excluded.run_id ELSE v.run_id END,
          first_at = least(v.first_at, excluded.first_at),
          last_rank = CASE WHEN (excluded.last_at, excluded.last_rank) > (v.last_at, v.last_rank)
            THEN excluded.last_rank ELSE v.last_rank END,
          last_at = greatest(v.last_at, excluded.last_at)
        """,
        [
            [digest_uuid("schema", str(d), str(h)) for d, h in keys],
            *key_columns(keys),
            *span_columns(spans, keys),
        ],
    )


def facets_apply(observations: Sequence[Observation]) -> set[int]:
    """The latest instance of each other facet of datasets and jobs; ids of entities whose facets changed."""
    latest: dict[tuple[int, str], tuple[datetime, int, uuid.UUID, bytes | None, int]] = {}
    for observation in observations:
        for entity_id, name, body in _entity_facets(observation):
            deleted = body is None or (isinstance(body, dict) and body.get("_deleted") is True)
            raw = None if deleted else orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
            if raw is not None and len(raw) > FACET_LIMIT:
                continue
            digest = uuid.UUID(bytes=hashlib.blake2b(raw or b"", digest_size=16).digest())
            value = (observation.time, observation.event.rank, digest, raw, observation.source_id)
            key = (entity_id, name)
            if key not in latest or value[:3] > latest[key][:3]:
                latest[key] = value
    keys = sorted(latest)
    if not keys:
        return set()
    before = {
        (e, n): d
        for e, n, d in rows(
            "SELECT entity_id, name, digest FROM lineage_entityfacet WHERE entity_id = ANY(%s)",
            [sorted({k[0] for k in keys})],
        )
    }
    touched = rows(
        """
        INSERT INTO lineage_entityfacet AS f (entity_id, name, at, rank, digest, body, source_id)
        SELECT * FROM unnest(%s::int[], %s::text[], %s::timestamptz[], %s::smallint[], %s::uuid[], %s::jsonb[], %s::int[])
        ON CONFLICT (entity_id, name) DO UPDATE SET
          at = excluded.at, rank = excluded.rank, digest = excluded.digest, body = excluded.body,
          source_id = excluded.source_id
        WHERE (excluded.at, excluded.rank, excluded.digest) > (f.at, f.rank, f.digest)
        RETURNING entity_id, name, digest
        """,
        [
            *key_columns(keys),
            [latest[k][0] for k in keys],
            [latest[k][1] for k in keys],
            [latest[k][2] for k in keys],
            [raw.decode() if (raw := latest[k][3]) is not None else None for k in keys],
            [latest[k][4] for k in keys],
        ],
    )
    return {entity_id for entity_id, name, digest in touched if before.get((entity_id, name)) != digest}


def _entity_facets(observation: Observation) -> Iterable[tuple[int, str, object]]:
    if observation.job_id:
        for name, body in observation.event.job_facets.items():
            yield observation.job_id, name[:200], body
    for use, dataset_id in zip(observation.event.datasets, observation.dataset_ids, strict=True):
        for name, body in use.facets.items():
            is_mark = name in _OWN_TABLES and isinstance(body, dict) and not body.get("_deleted")
            yield dataset_id, name[:200], {} if is_mark else body
