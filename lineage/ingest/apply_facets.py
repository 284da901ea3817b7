"""Facets of datasets and jobs: schemas and their versions, and the latest instance of every facet.

Writer of SchemaBody, SchemaVersion and EntityFacet. A facet is atomic: the latest instance, by (time, event type, digest),
replaces the earlier ones whole; a missing facet deletes nothing. Schemas and flows of columns have tables of their own, with
times of their own: EntityFacet has of these only instances that are no use there, such as those that say it is deleted.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import orjson

from catalog.database import execute, records, recordset, rows
from catalog.names import digest_json
from lineage.column_facets import flow_sources, schema_columns
from lineage.fragments import found_once
from lineage.ingest.batch import Observation
from lineage.ingest.searchable_columns import searchable_columns_tell
from lineage.ingest.spans import Span, span_put, span_rows
from lineage.openlineage import DatasetUse, Facets, digest_uuid

# Bigger facets (query plans of 10 MB exist) stay in the inbox alone.
FACET_LIMIT = 64 * 1024
# Where one of these does come here, nothing is kept of it but that it is there, or deleted.
_OWN_TABLES = {"schema", "columnLineage"}
_SCHEMA_LIMIT = 5_000


def schemas_apply(observations: Sequence[Observation]) -> set[int]:
    """Versions of the schemas that the batch shows, in one event the output's wins over the input's; the datasets that have
    a new one."""
    spans: dict[tuple[int, uuid.UUID], Span] = {}
    facets: dict[uuid.UUID, Facets] = {}
    for observation in observations:
        for use, dataset_id in zip(observation.event.datasets, observation.dataset_ids, strict=True):
            digest = found_once(use.facets, "schema", _schema_digest)
            if digest is None:
                continue
            facets[digest] = use.facets
            rank = observation.event.rank * 2 + use.output
            span = Span(observation.time, (observation.time, rank), observation.run_uid, observation.source_id)
            span_put(spans, (dataset_id, digest), span)
    if not spans:
        return set()
    _bodies_ensure(facets)
    keys = sorted(spans)
    given = ((_version_uid(*key), *key, *row) for key, row in zip(keys, span_rows(spans, keys), strict=True))
    touched = rows(_UPSERT_VERSIONS, records(_VERSION, given))
    searchable_columns_tell(keys)
    return {dataset_id for dataset_id, is_new in touched if is_new}


@lru_cache(50_000)
def _version_uid(dataset_id: int, digest: uuid.UUID) -> uuid.UUID:
    return digest_uuid("schema", str(dataset_id), str(digest))


def _schema_digest(facet: object) -> uuid.UUID | None:
    """Of the columns; None for no schema."""
    columns = schema_columns(facet)
    return None if columns is None else digest_json(columns)


def _bodies_ensure(facets: Mapping[uuid.UUID, Facets]) -> None:
    known = {row[0] for row in rows("SELECT digest FROM lineage_schemabody WHERE digest = ANY(%s)", [list(facets)])}
    bodies = {digest: schema_columns(facets[digest]["schema"]) or [] for digest in sorted(facets.keys() - known)}
    if bodies:
        execute(
            "INSERT INTO lineage_schemabody (digest, columns, column_count) "
            "SELECT * FROM unnest(%s::uuid[], %s::jsonb[], %s::int[]) ON CONFLICT DO NOTHING",
            [
                list(bodies),
                [orjson.dumps(columns[:_SCHEMA_LIMIT]).decode() for columns in bodies.values()],
                [len(columns) for columns in bodies.values()],
            ],
        )


_VERSION = {
    "uid": "uuid",
    "dataset_id": "int",
    "digest": "uuid",
    "first_at": "timestamptz",
    "last_at": "timestamptz",
    "last_rank": "smallint",
    "run_id": "uuid",
    "source_id": "int",
}
_UPSERT_VERSIONS = f"""
INSERT INTO lineage_schemaversion AS v ({", ".join(_VERSION)})
SELECT * FROM {recordset(_VERSION)}
ON CONFLICT (dataset_id, digest) DO UPDATE SET
  run_id = CASE WHEN excluded.first_at < v.first_at THEN excluded.run_id ELSE v.run_id END,
  first_at = least(v.first_at, excluded.first_at),
  last_rank = CASE WHEN (excluded.last_at, excluded.last_rank) > (v.last_at, v.last_rank)
    THEN excluded.last_rank ELSE v.last_rank END,
  last_at = greatest(v.last_at, excluded.last_at)
RETURNING dataset_id, xmax = 0
"""


class _Seen(NamedTuple):
    """One instance of a facet: which of several stands is the greatest (time, event type, digest)."""

    at: datetime
    rank: int
    digest: uuid.UUID
    source_id: int
    facets: Facets
    name: str


def facets_apply(observations: Sequence[Observation]) -> set[int]:
    """The latest instance of each other facet of datasets and jobs; ids of entities whose facets changed."""
    latest: dict[tuple[int, str], _Seen] = {}
    for observation in observations:
        event = observation.event
        owners = [(observation.job_id, event.job_facets, frozenset[str]())] if observation.job_id else []
        for use, dataset_id in zip(event.datasets, observation.dataset_ids, strict=True):
            owners.append((dataset_id, use.facets, _kept_elsewhere(observation, use)))
        for entity_id, facets, elsewhere in owners:
            for name in facets:
                if name in elsewhere:
                    continue
                content = found_once(facets, name, _own_table_mark if name in _OWN_TABLES else _content)
                if content.size > FACET_LIMIT:
                    continue
                seen = _Seen(observation.time, event.rank, content.digest, observation.source_id, facets, name)
                key = (entity_id, name[:200])
                if key not in latest or seen[:3] > latest[key][:3]:
                    latest[key] = seen
    held = _hold(latest)
    again = {key for key, stands in held.items() if stands.is_earlier and stands.is_same}
    _move_forward(again, latest)
    settled = {key for key, stands in held.items() if not stands.is_earlier}
    return _put(latest.keys() - again - settled, latest, held)


def _kept_elsewhere(observation: Observation, use: DatasetUse) -> frozenset[str]:
    """Which facets of a dataset a table of their own has."""
    found = set()
    if found_once(use.facets, "schema", _schema_digest) is not None:
        found.add("schema")
    is_stated = observation.stated is not None and use.name in observation.stated.columns
    if use.output and not is_stated and found_once(use.facets, "columnLineage", flow_sources):
        found.add("columnLineage")
    return frozenset(found)


class _Content(NamedTuple):
    """A facet without regard to the order of its keys, and how big it is; 0 for a deleted one."""

    digest: uuid.UUID
    size: int


def _content(body: object) -> _Content:
    raw = _text(body) or b""
    return _Content(uuid.UUID(bytes=hashlib.blake2b(raw, digest_size=16).digest()), len(raw))


def _own_table_mark(body: object) -> _Content:
    return _content(_mark(body))


def _mark(body: object) -> object:
    """What stands here for a facet that has a table of its own."""
    return {} if isinstance(body, dict) and not body.get("_deleted") else body


def _text(body: object) -> bytes | None:
    """The facet as JSON; None for a deleted one."""
    is_deleted = body is None or (isinstance(body, dict) and body.get("_deleted") is True)
    return None if is_deleted else orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


Key = tuple[int, str]
_KEY = {"entity_id": "int", "name": "text"}
_SEEN = {**_KEY, "at": "timestamptz", "rank": "smallint", "digest": "uuid", "source_id": "int"}
_FACET = {**_SEEN, "body": "jsonb"}


class _Stands(NamedTuple):
    """What is stored of a facet, beside what the batch says: whether that is later, and whether it is the same."""

    is_earlier: bool
    is_same: bool


def _hold(latest: Mapping[Key, _Seen]) -> dict[Key, _Stands]:
    """What stands of these facets, locked in the order of their keys."""
    found = rows(
        "SELECT f.entity_id, f.name, (f.at, f.rank, f.digest) < (g.at, g.rank, g.digest), f.digest = g.digest "
        f"FROM {recordset(_SEEN)} JOIN lineage_entityfacet f USING (entity_id, name) ORDER BY 1, 2 FOR NO KEY UPDATE OF f",
        records(_SEEN, ((*key, *seen[:4]) for key, seen in latest.items())),
    )
    return {(entity_id, name): _Stands(*stands) for entity_id, name, *stands in found}


def _move_forward(keys: Collection[Key], latest: Mapping[Key, _Seen]) -> None:
    """Facets that say what they said before: only the time moves."""
    if keys:
        execute(
            f"UPDATE lineage_entityfacet f SET at = g.at, rank = g.rank, source_id = g.source_id FROM {recordset(_SEEN)} "
            "WHERE f.entity_id = g.entity_id AND f.name = g.name",
            records(_SEEN, ((*key, *latest[key][:4]) for key in keys)),
        )


def _put(keys: Collection[Key], latest: Mapping[Key, _Seen], held: Mapping[Key, _Stands]) -> set[int]:
    """Write facets that are new or say something new; the entities they changed."""
    if not keys:
        return set()

    def body(key: Key) -> orjson.Fragment | None:
        found = latest[key].facets[latest[key].name]
        raw = _text(_mark(found) if key[1] in _OWN_TABLES else found)
        return None if raw is None else orjson.Fragment(raw)

    touched = rows(
        f"""
        INSERT INTO lineage_entityfacet AS f ({", ".join(_FACET)}) SELECT * FROM {recordset(_FACET)}
        ON CONFLICT (entity_id, name) DO UPDATE SET
          at = excluded.at, rank = excluded.rank, digest = excluded.digest, body = excluded.body,
          source_id = excluded.source_id
        WHERE (excluded.at, excluded.rank, excluded.digest) > (f.at, f.rank, f.digest)
        RETURNING entity_id, name
        """,
        records(_FACET, ((*key, *latest[key][:4], body(key)) for key in sorted(keys))),
    )
    return {key[0] for key in touched if key not in held or not held[key].is_same}
