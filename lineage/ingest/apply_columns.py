"""Column lineage of events: what flows into, or shapes, which column. Writer of DatasetColumn, ColumnFacet and ColumnEdge.

A facet is atomic: of each job and dataset the latest content, by (time, event type, content), is the one that holds.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from catalog.database import execute, rows
from catalog.names import OpenLineageName, digest_json
from lineage.answers import BASIS_RANK, EdgeBasis
from lineage.column_facets import column_flows
from lineage.ingest.apply_edges import Sightings
from lineage.ingest.apply_run_facets import flows_by_id
from lineage.ingest.apply_runs import RunId
from lineage.ingest.batch import Observation
from lineage.ingest.spans import Span, key_columns, span_columns, span_put
from lineage.openlineage import digest_uuid
from lineage.run_facets import FacetsOfRun, Flow, instant

COLUMN = BASIS_RANK[EdgeBasis.COLUMN]
Key = tuple[int, int, uuid.UUID]
# What one event says of a dataset: its id, the flows, and (time, rank) of the latest event that said so.
Content = tuple[int, set[Flow], tuple[datetime, int]]


def columns_apply(
    observations: Sequence[Observation], ids: dict[OpenLineageName, int], run_facets: Mapping[RunId, FacetsOfRun]
) -> tuple[Sightings, set[int]]:
    """Column edges of the batch; sightings of the dataset edges they imply, and the jobs they belong to."""
    spans: dict[Key, Span] = {}
    flows_of: dict[Key, set[Flow]] = {}
    sightings = Sightings()
    for observation in observations:
        told = list(_told(observation, ids))
        for dataset_id, flows, last in (*told, *_stated(observation, ids, run_facets)):
            key = (observation.job_id, dataset_id, digest_json(sorted(map(repr, flows))))
            span_put(spans, key, Span(observation.time, last, observation.run_uid, observation.source_id))
            flows_of[key] = flows
        for dataset_id, flows, _ in told:
            for source in {flow[0] for flow in flows}:
                edge = (source, dataset_id, observation.job_id, COLUMN, observation.source_id)
                # A run ends once, so terminal events count its sightings whatever the order
                is_new = observation.event.is_terminal
                sightings.add(edge, observation.time, observation.time, observation.run_uid, is_new=is_new)
    if not spans:
        return sightings, set()
    keys = sorted(spans)
    facets = _upsert_facets(keys, spans, [len(flows_of[key]) for key in keys])
    _insert_flows({facets[key]: (key[1], flows_of[key]) for key in keys if key in facets})
    _mark_current(keys)
    return sightings, {key[0] for key in keys if key[0]}


def _told(observation: Observation, ids: dict[OpenLineageName, int]) -> Iterator[Content]:
    """columnLineage facets of outputs; where the event states the lineage of an output outright, that one counts."""
    stated = observation.stated.columns if observation.stated else {}
    for use, dataset_id in zip(observation.event.datasets, observation.dataset_ids, strict=True):
        flows = column_flows(use.facets.get("columnLineage")) if use.output and use.name not in stated else None
        if flows is not None:
            yield dataset_id, flows_by_id(flows, ids), observation.order


def _stated(
    observation: Observation, ids: dict[OpenLineageName, int], run_facets: Mapping[RunId, FacetsOfRun]
) -> Iterator[Content]:
    """Columns that the event states outright, with all that its run stated of the same dataset."""
    for target, flows in observation.stated.columns.items() if observation.stated else ():
        known = None
        if observation.run_uid is not None:
            known = run_facets[observation.run_uid, observation.job_id].stated.get(ids[target])
        if known is None:
            yield ids[target], flows_by_id(flows, ids), observation.order
        else:
            (at, rank), all_flows = known
            yield ids[target], all_flows, (instant(at), rank)


def _mark_current(keys: list[tuple[int, int, uuid.UUID]]) -> None:
    """Of each (job, dataset)'s contents the one with the greatest (last_at, last_rank, digest) is current."""
    execute(
        """
        WITH owner AS (SELECT DISTINCT * FROM unnest(%s::int[], %s::int[]) AS o(job_id, dataset_id)),
        best AS (
          SELECT id, row_number() OVER (
            PARTITION BY job_id, dataset_id ORDER BY last_at DESC, last_rank DESC, flow_count DESC, digest DESC) = 1 AS wins
          FROM lineage_columnfacet JOIN owner USING (job_id, dataset_id)
        )
        UPDATE lineage_columnfacet f SET is_current = best.wins FROM best
        WHERE f.id = best.id AND f.is_current <> best.wins
        """,
        [[job for job, _, _ in keys], [dataset for _, dataset, _ in keys]],
    )


def _upsert_facets(keys: list[Key], spans: dict[Any, Span], flow_counts: list[int]) -> dict[Any, int]:
    """Merge facet contents; ids of those that are new, whose edges are still to be written."""
    first, last, rank, _, source = span_columns(spans, keys)
    touched = rows(
        """
        INSERT INTO lineage_columnfacet AS f
          (job_id, dataset_id, digest, first_at, last_at, last_rank, source_id, flow_count, is_current)
        SELECT *, false FROM unnest(%s::int[], %s::int[], %s::uuid[], %s::timestamptz[], %s::timestamptz[],
          %s::smallint[], %s::int[], %s::int[])
        ON CONFLICT (job_id, dataset_id, digest) DO UPDATE SET
          first_at = least(f.first_at, excluded.first_at),
          last_rank = CASE WHEN (excluded.last_at, excluded.last_rank) > (f.last_at, f.last_rank)
            THEN excluded.last_rank ELSE f.last_rank END,
          last_at = greatest(f.last_at, excluded.last_at)
        RETURNING id, job_id, dataset_id, digest, xmax = 0
        """,
        [*key_columns(keys), first, last, rank, source, flow_counts],
    )
    return {(job, dataset, digest): facet_id for facet_id, job, dataset, digest, is_new in touched if is_new}


def _insert_flows(facets: dict[int, tuple[int, set[Flow]]]) -> None:
    wanted: set[tuple[int, str]] = set()
    for dataset_id, flows in facets.values():
        for flow in flows:
            wanted.update(((flow[0], flow[1]), (dataset_id, flow[2])))
    columns = _columns_ensure(sorted(wanted))
    edges = sorted(
        {
            (facet_id, columns[flow[0], flow[1]], columns[dataset_id, flow[2]], *flow[3:])
            for facet_id, (dataset_id, flows) in facets.items()
            for flow in flows
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
            *([e[i] for e in edges] for i in range(3, 7)),
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
