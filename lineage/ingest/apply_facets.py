"""Facets of events: schemas and their versions, column edges, and the latest instance of every other facet.

Writer of SchemaBody, SchemaVersion, DatasetColumn, ColumnFacet, ColumnEdge and EntityFacet. A facet is atomic: the
latest instance, by (time, event type, digest), replaces the earlier ones whole; a missing facet deletes nothing.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from catalog.database import execute, rows
from catalog.names import OpenLineageName, digest_json
from lineage.answers import BASIS_RANK, EdgeBasis
from lineage.ingest.apply_edges import Sightings
from lineage.ingest.batch import Observation
from lineage.openlineage import ColumnFlow, column_flows, digest_uuid, schema_columns

COLUMN = BASIS_RANK[EdgeBasis.COLUMN]
# Bigger facets (query plans of 10 MB exist) stay in the inbox alone.
FACET_LIMIT = 64 * 1024
_OWN_TABLES = {"schema", "columnLineage"}
_SCHEMA_LIMIT = 5_000


@dataclass(slots=True)
class Span:
    """One content of a facet, over the times at which this batch saw it."""

    first: datetime
    last: tuple[datetime, int]
    run: uuid.UUID | None
    source_id: int

    def extend(self, other: Span) -> None:
        """Take in another sighting of the same content."""
        if other.first < self.first:
            self.first, self.run = other.first, other.run
        self.last = max(self.last, other.last)


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
            _put(spans, (dataset_id, digest), span)
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
            *_key_columns(keys),
            *_span_columns(spans, keys),
        ],
    )


def _put(spans: dict[Any, Span], key: Any, span: Span) -> None:
    if key in spans:
        spans[key].extend(span)
    else:
        spans[key] = span


def _key_columns(keys: list[Any]) -> list[list[Any]]:
    return [list(column) for column in zip(*keys, strict=True)]


def _span_columns(spans: dict[Any, Span], keys: list[Any]) -> list[list[Any]]:
    found = [spans[key] for key in keys]
    return [
        [s.first for s in found],
        [s.last[0] for s in found],
        [s.last[1] for s in found],
        [s.run for s in found],
        [s.source_id for s in found],
    ]


def _mark_current(keys: list[tuple[int, int, uuid.UUID]]) -> None:
    """Of each (job, dataset)'s contents the one with the greatest (last_at, last_rank, digest) is current."""
    execute(
        """
        WITH owner AS (SELECT DISTINCT * FROM unnest(%s::int[], %s::int[]) AS o(job_id, dataset_id)),
        best AS (
          SELECT id, row_number() OVER (
            PARTITION BY job_id, dataset_id ORDER BY last_at DESC, last_rank DESC, digest DESC) = 1 AS wins
          FROM lineage_columnfacet JOIN owner USING (job_id, dataset_id)
        )
        UPDATE lineage_columnfacet f SET is_current = best.wins FROM best
        WHERE f.id = best.id AND f.is_current <> best.wins
        """,
        [[job for job, _, _ in keys], [dataset for _, dataset, _ in keys]],
    )


def columns_apply(observations: Sequence[Observation], ids: dict[OpenLineageName, int]) -> tuple[Sightings, set[int]]:
    """Column edges of the batch; sightings of the dataset edges they imply, and the jobs they belong to."""
    spans: dict[tuple[int, int, uuid.UUID], Span] = {}
    flows_of: dict[tuple[int, int, uuid.UUID], set[ColumnFlow]] = {}
    sightings = Sightings()
    for observation in observations:
        for use, dataset_id in zip(observation.event.datasets, observation.dataset_ids, strict=True):
            flows = column_flows(use.facets.get("columnLineage")) if use.output else None
            if flows is None:
                continue
            digest = digest_json(sorted(repr(flow) for flow in flows))
            key = (observation.job_id, dataset_id, digest)
            span = Span(observation.time, observation.order, observation.run_uid, observation.source_id)
            _put(spans, key, span)
            flows_of[key] = flows
            for source in {ids[flow.source] for flow in flows}:
                edge = (source, dataset_id, observation.job_id, COLUMN, observation.source_id)
                # A run ends once, so terminal events count its sightings whatever the order
                is_new = observation.event.is_terminal
                sightings.add(edge, observation.time, observation.time, observation.run_uid, is_new=is_new)
    if not spans:
        return sightings, set()
    keys = sorted(spans)
    facets = _upsert_facets(keys, spans)
    _insert_flows({facets[key]: (key[1], flows_of[key]) for key in keys if key in facets}, ids)
    _mark_current(keys)
    return sightings, {key[0] for key in keys if key[0]}


def _upsert_facets(keys: list[tuple[int, int, uuid.UUID]], spans: dict[Any, Span]) -> dict[Any, int]:
    """Merge facet contents; ids of those that are new, whose edges are still to be written."""
    first, last, rank, _, source = _span_columns(spans, keys)
    touched = rows(
        """
        INSERT INTO lineage_columnfacet AS f
          (job_id, dataset_id, digest, first_at, last_at, last_rank, source_id, is_current)
        SELECT *, false FROM unnest(%s::int[], %s::int[], %s::uuid[], %s::timestamptz[], %s::timestamptz[],
          %s::smallint[], %s::int[])
        ON CONFLICT (job_id, dataset_id, digest) DO UPDATE SET
          first_at = least(f.first_at, excluded.first_at),
          last_rank = CASE WHEN (excluded.last_at, excluded.last_rank) > (f.last_at, f.last_rank)
            THEN excluded.last_rank ELSE f.last_rank END,
          last_at = greatest(f.last_at, excluded.last_at)
        RETURNING id, job_id, dataset_id, digest, xmax = 0
        """,
        [*_key_columns(keys), first, last, rank, source],
    )
    return {(job, dataset, digest): facet_id for facet_id, job, dataset, digest, is_new in touched if is_new}


def _insert_flows(facets: dict[int, tuple[int, set[ColumnFlow]]], ids: dict[OpenLineageName, int]) -> None:
    wanted: set[tuple[int, str]] = set()
    for dataset_id, flows in facets.values():
        for flow in flows:
            wanted.update(((ids[flow.source], flow.source_path), (dataset_id, flow.target_path)))
    columns = _columns_ensure(sorted(wanted))
    edges = sorted(
        {
            (facet_id, columns[ids[f.source], f.source_path], columns[dataset_id, f.target_path], f)
            for facet_id, (dataset_id, flows) in facets.items()
            for f in flows
        },
        key=repr,
    )
    if not edges:
        return
    execute(
        """
        INSERT INTO lineage_columnedge (facet_id, source_id, target_id, direct, subtype, masking, description)
        SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::boolean[], %s::text[], %s::boolean[], %s::text[])
        ON CONFLICT DO NOTHING
        """,
        [
            [e[0] for e in edges],
            [e[1] for e in edges],
            [e[2] for e in edges],
            [e[3].direct for e in edges],
            [e[3].subtype for e in edges],
            [e[3].masking for e in edges],
            [e[3].description for e in edges],
        ],
    )


def _columns_ensure(wanted: list[tuple[int, str]]) -> dict[tuple[int, str], int]:
    if not wanted:
        return {}
    digests = [digest_uuid("column", str(dataset_id), path) for dataset_id, path in wanted]
    execute(
        "INSERT INTO lineage_datasetcolumn (dataset_id, path, digest) "
        "SELECT * FROM unnest(%s::int[], %s::text[], %s::uuid[]) ON CONFLICT DO NOTHING",
        [[d for d, _ in wanted], [p for _, p in wanted], digests],
    )
    found: dict[uuid.UUID, int] = dict(
        rows("SELECT digest, id FROM lineage_datasetcolumn WHERE digest = ANY(%s)", [digests])
    )
    return {key: found[digest] for key, digest in zip(wanted, digests, strict=True)}


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
            *_key_columns(keys),
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
            if name not in _OWN_TABLES:
                yield dataset_id, name[:200], body
