"""The graph of columns around a dataset, a column or a job, told in OpenLineage names.

Edges are those that hold now, or those that held when a version began. What a hidden dataset has is left out, and the way
ends there: a column cannot be shown without its dataset's name.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.database import Row, rows
from catalog.errors import InvalidError, NotFoundError
from catalog.names import JOB_SCHEME, OpenLineageName
from catalog.permissions import require, visible
from catalog.viewers import Viewer
from lineage.queries.column_edges import Held, columns_reached, facets_in_force
from lineage.queries.dataset_sheets import columns_by_id, source_order, versions_at
from lineage.queries.dataset_versions import version_time
from lineage.queries.job_sheets import job_version_get
from lineage.queries.name_graph import DEPTH_MAX, start_of
from lineage.queries.names import ids_named, names_by_id
from lineage.sheets import FieldGraph, FieldNode, FieldSource, Name

COLUMNS_MAX = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldReading:
    """One way to read the text that names a start: a dataset or job, and maybe one column of it."""

    owner: OpenLineageName
    field: str | None = None


def field_graph(
    viewer: Viewer,
    *,
    readings: Sequence[FieldReading],
    version: uuid.UUID | None = None,
    depth: int,
    downstream: bool = False,
) -> FieldGraph:
    """What the columns of a dataset, one column, or those that a job writes are made from, up to `depth` edges away;
    with `downstream` also what is made from them. At most 20,000 columns; those without an edge only when asked for."""
    require(viewer, "lineage.read")
    if not 0 <= depth <= DEPTH_MAX:
        raise InvalidError.of("depth", f"must be a whole number from 0 to {DEPTH_MAX}")
    reading, owner_id = _start(viewer, readings)
    at = _instant(viewer, reading, owner_id, version)
    held = facets_in_force(at)
    condition, params = held
    starts = _columns(reading, owner_id, condition, params)
    reached = _reached(starts, depth, downstream, held.narrowed(Held(*visible(viewer))))
    ids = reached[:COLUMNS_MAX]
    edges = rows(
        "SELECT c.source_id, c.target_id, c.direct, c.subtype, c.masking, c.description FROM lineage_columnedge c "
        f"JOIN lineage_columnfacet f ON f.id = c.facet_id WHERE c.target_id = ANY(%s) AND {condition} "
        "AND c.source_id = ANY(%s)",
        [ids, *params, ids],
    )
    linked = {column for row in edges for column in row[:2]}
    if reading.field is not None:
        linked.update(starts)
    nodes = _nodes(viewer, [column for column in ids if column in linked], edges, at)
    places = {column: place for place, (column, _) in enumerate(nodes)}
    pairs = {(row[0], row[1]) for row in edges if row[0] in places and row[1] in places}
    return FieldGraph(
        nodes=tuple(node for _, node in nodes),
        edges=tuple(sorted((places[source], places[target]) for source, target in pairs)),
        versioned=at is not None,
        truncated=len(reached) > COLUMNS_MAX,
    )


def _start(viewer: Viewer, readings: Sequence[FieldReading]) -> tuple[FieldReading, int]:
    """The first reading that names something; of two that name a dataset the one whose column is known."""
    known = ids_named(viewer, [reading.owner for reading in readings])
    found = [(reading, known[reading.owner]) for reading in readings if reading.owner in known]
    if not found:
        return readings[0], start_of(viewer, [reading.owner for reading in readings])
    fields = [(reading, entity_id) for reading, entity_id in found if reading.field is not None]
    if not fields:
        return found[0]
    named = _named_columns([entity_id for _, entity_id in fields])
    for reading, entity_id in fields:
        if reading.field in named[entity_id]:
            return reading, entity_id
    reading, _ = fields[0]
    raise NotFoundError(f"Field '{reading.field}' of dataset '{reading.owner.name}' not found.")


def _named_columns(ids: Sequence[int]) -> dict[int, set[str]]:
    """Columns that a schema or column lineage names."""
    named: dict[int, set[str]] = defaultdict(set)
    for dataset_id, columns in columns_by_id(ids).items():
        named[dataset_id] |= {column["path"] for column in columns}
    for dataset_id, path in rows(
        "SELECT dataset_id, path FROM lineage_datasetcolumn WHERE dataset_id = ANY(%s)", [list(ids)]
    ):
        named[dataset_id].add(path)
    return named


def _instant(viewer: Viewer, reading: FieldReading, owner_id: int, version: uuid.UUID | None) -> datetime | None:
    if version is None:
        return None
    if reading.owner.scheme == JOB_SCHEME:
        found = job_version_get(viewer, job=reading.owner, version=version)
        return found.run.last_event_at if found.run else found.created_at
    at = version_time(owner_id, version)
    if at is None:
        raise NotFoundError(f"Version '{version}' of dataset '{reading.owner.name}' not found.")
    return at


def _columns(reading: FieldReading, owner_id: int, condition: str, params: list[Any]) -> list[int]:
    if reading.owner.scheme == JOB_SCHEME:
        found = rows(
            "SELECT DISTINCT c.target_id FROM lineage_columnfacet f JOIN lineage_columnedge c ON c.facet_id = f.id "
            f"WHERE f.job_id = %s AND {condition}",
            [owner_id, *params],
        )
    else:
        found = rows(
            "SELECT id FROM lineage_datasetcolumn WHERE dataset_id = %s AND (%s::text IS NULL OR path = %s)",
            [owner_id, reading.field, reading.field],
        )
    return [row[0] for row in found]


def _reached(starts: list[int], depth: int, downstream: bool, held: Held) -> list[int]:
    """Columns by distance."""
    hops: dict[int, int] = {}
    for way in (False, True) if downstream else (False,):
        reached = columns_reached(starts, hops=depth, downstream=way, held=held, limit=COLUMNS_MAX)
        hops |= {column: min(hop, hops.get(column, hop)) for column, hop in reached.items()}
    return sorted(hops, key=lambda column: (hops[column], column))


def _nodes(
    viewer: Viewer, ids: Sequence[int], edges: Sequence[Row], at: datetime | None
) -> list[tuple[int, FieldNode]]:
    """Columns with what each is made from within the graph."""
    columns: dict[int, tuple[int, str]] = {
        column: (dataset_id, path)
        for column, dataset_id, path in rows(
            "SELECT id, dataset_id, path FROM lineage_datasetcolumn WHERE id = ANY(%s)", [list(ids)]
        )
    }
    datasets = sorted({dataset_id for dataset_id, _ in columns.values()})
    names = names_by_id(viewer, datasets)
    types = {
        (dataset_id, column["path"]): column["type"]
        for dataset_id, listed in columns_by_id(datasets).items()
        for column in listed
    }
    versions = versions_at(datasets, at)
    sources: dict[int, set[FieldSource]] = defaultdict(set)
    for source, target, direct, subtype, masking, description in edges:
        dataset_id, path = columns[source]
        if dataset_id in names:
            sources[target].add(
                FieldSource(
                    dataset=names[dataset_id],
                    field=path,
                    direct=direct,
                    subtype=subtype,
                    masking=masking,
                    description=description,
                )
            )
    return [
        (column, _node(names[columns[column][0]], columns[column], versions, types, sources[column]))
        for column in ids
        if columns[column][0] in names
    ]


def _node(
    dataset: Name,
    column: tuple[int, str],
    versions: dict[int, uuid.UUID],
    types: dict[tuple[int, str], str],
    sources: set[FieldSource],
) -> FieldNode:
    return FieldNode(
        dataset=dataset,
        version=versions.get(column[0]),
        field=column[1],
        type=types.get(column),
        sources=tuple(sorted(sources, key=source_order)),
    )
