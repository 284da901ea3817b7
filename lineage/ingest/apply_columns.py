"""Column lineage of events: what flows into, or shapes, which column. Writer of DatasetColumn, ColumnFacet and ColumnEdge.

A facet is atomic: of each job and dataset the latest content, by (time, event type, content), is the one that holds.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.database import execute, records, recordset, rows
from catalog.names import OpenLineageName, digest_json
from lineage.answers import BASIS_RANK, EdgeBasis
from lineage.column_facets import column_digest, column_flows, flow_sources
from lineage.fragments import FacetTexts, Memory, found_once
from lineage.ingest.apply_edges import Sightings
from lineage.ingest.apply_run_facets import flows_by_id
from lineage.ingest.apply_runs import RunId
from lineage.ingest.batch import Observation
from lineage.ingest.spans import Span, span_put
from lineage.openlineage import Facets
from lineage.run_facets import FacetsOfRun, Flow, instant

COLUMN = BASIS_RANK[EdgeBasis.COLUMN]
FACET = "columnLineage"
Key = tuple[int, int, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Content:
    """What an event, or a statement, says flows into a dataset: digest and number of the flows, the datasets they come from."""

    dataset_id: int
    digest: uuid.UUID
    count: int
    sources: frozenset[int]
    last: tuple[datetime, int]
    """(time, rank) of the latest event that said so."""
    flows: Callable[[], set[Flow]]
    statement: str | None = None
    """SQL that it was read from; None: a producer says so."""

    @classmethod
    def of(cls, dataset_id: int, flows: set[Flow], last: tuple[datetime, int]) -> Content:
        """Content whose flows are at hand."""
        return cls(dataset_id, _digest(flows), len(flows), frozenset(flow[0] for flow in flows), last, lambda: flows)

    @classmethod
    def read(cls, dataset_id: int, flows: set[Flow], last: tuple[datetime, int], statement: str) -> Content:
        """Content that a statement tells; never the same as one that was sent, also where it says the same."""
        digest = digest_json(["read", *sorted(map(repr, flows))])
        return cls(dataset_id, digest, len(flows), frozenset(), last, lambda: flows, statement)


def _digest(flows: set[Flow]) -> uuid.UUID:
    return digest_json(sorted(map(repr, flows)))


# By facet and the ids of what it names: digest and number of its flows.
_DIGESTS: Memory[tuple[uuid.UUID, int]] = Memory(20_000)


def columns_apply(
    observations: Sequence[Observation], ids: dict[OpenLineageName, int], run_facets: Mapping[RunId, FacetsOfRun]
) -> tuple[Sightings, set[int]]:
    """Column edges of the batch; sightings of the dataset edges they imply, and the jobs that say something new."""
    spans: dict[Key, Span] = {}
    contents: dict[Key, Content] = {}
    sightings = Sightings()
    for observation in observations:
        told = list(_told(observation, ids))
        for content in (*told, *_stated(observation, ids, run_facets)):
            key = (observation.job_id, content.dataset_id, content.digest)
            span_put(spans, key, Span(observation.time, content.last, observation.run_uid, observation.source_id))
            contents[key] = content
        for content in told:
            for source in content.sources:
                edge = (source, content.dataset_id, observation.job_id, COLUMN, observation.source_id)
                # A run ends once, so terminal events count its sightings whatever the order
                is_new = observation.event.is_terminal
                sightings.add(edge, observation.time, observation.time, observation.run_uid, is_new=is_new)
    return sightings, contents_write(spans, contents)


def contents_write(spans: dict[Key, Span], contents: Mapping[Key, Content]) -> set[int]:
    """Merge contents, each seen over a span; the jobs that say something new. Needs the turns of the jobs."""
    if not spans:
        return set()
    keys = sorted(spans)
    facets = _upsert_facets(keys, spans, contents)
    _insert_flows({facets[key]: (key[1], contents[key].flows()) for key in keys if key in facets})
    moved = _mark_current(keys)
    return (moved | {key[0] for key in facets}) - {0}


def _told(observation: Observation, ids: dict[OpenLineageName, int]) -> Iterator[Content]:
    """columnLineage facets of outputs; where the event states the lineage of an output outright, that one counts."""
    stated = observation.stated.columns if observation.stated else {}
    for use, dataset_id in zip(observation.event.datasets, observation.dataset_ids, strict=True):
        if not use.output or use.name in stated:
            continue
        names = found_once(use.facets, FACET, flow_sources)
        if names is not None:
            yield _content_told(use.facets, dataset_id, names, ids, observation.order)


def _content_told(
    facets: Facets,
    dataset_id: int,
    names: Sequence[OpenLineageName],
    ids: dict[OpenLineageName, int],
    last: tuple[datetime, int],
) -> Content:
    def flows() -> set[Flow]:
        return flows_by_id(column_flows(facets[FACET]) or (), ids)

    sources = [ids[name] for name in names]
    if not isinstance(facets, FacetTexts):
        return Content.of(dataset_id, flows(), last)
    key = facets.digest(FACET) + repr(sources).encode()
    known = _DIGESTS.get(key)
    if known is None:
        found = flows()
        known = (_digest(found), len(found))
        _DIGESTS.put(key, known)
    return Content(dataset_id, *known, frozenset(sources), last, flows)


def _stated(
    observation: Observation, ids: dict[OpenLineageName, int], run_facets: Mapping[RunId, FacetsOfRun]
) -> Iterator[Content]:
    """Columns that the event states outright, with all that its run stated of the same dataset."""
    for target, flows in observation.stated.columns.items() if observation.stated else ():
        known = None
        if observation.run_uid is not None:
            known = run_facets[observation.run_uid, observation.job_id].stated.get(ids[target])
        if known is None:
            yield Content.of(ids[target], flows_by_id(flows, ids), observation.order)
        else:
            (at, rank), all_flows = known
            yield Content.of(ids[target], all_flows, (instant(at), rank))


def _mark_current(keys: list[tuple[int, int, uuid.UUID]]) -> set[int]:
    """Of each (job, dataset)'s contents the one with the greatest (last_at, last_rank, digest) is current, those read from SQL
    only where there is no other; the jobs for which that is another one now."""
    found = rows(
        """
        WITH owner AS (SELECT DISTINCT * FROM unnest(%s::int[], %s::int[]) AS o(job_id, dataset_id)),
        best AS (
          SELECT id, row_number() OVER (
            PARTITION BY job_id, dataset_id
            ORDER BY statement IS NOT NULL, last_at DESC, last_rank DESC, flow_count DESC, digest DESC) = 1 AS wins
          FROM lineage_columnfacet JOIN owner USING (job_id, dataset_id)
        )
        UPDATE lineage_columnfacet f SET is_current = best.wins FROM best
        WHERE f.id = best.id AND f.is_current <> best.wins
        RETURNING f.job_id
        """,
        [[job for job, _, _ in keys], [dataset for _, dataset, _ in keys]],
    )
    return {row[0] for row in found}


_COLUMN_FACET = {
    "job_id": "int",
    "dataset_id": "int",
    "digest": "uuid",
    "first_at": "timestamptz",
    "last_at": "timestamptz",
    "last_rank": "smallint",
    "source_id": "int",
    "flow_count": "int",
    "statement": "text",
}


def _upsert_facets(keys: list[Key], spans: dict[Any, Span], contents: Mapping[Key, Content]) -> dict[Any, int]:
    """Merge facet contents; ids of those that are new, whose edges are still to be written."""
    given = (
        (*key, seen.first, *seen.last, seen.source_id, contents[key].count, contents[key].statement)
        for key, seen in ((key, spans[key]) for key in keys)
    )
    touched = rows(
        f"""
        INSERT INTO lineage_columnfacet AS f ({", ".join(_COLUMN_FACET)}, is_current)
        SELECT g.*, false FROM {recordset(_COLUMN_FACET)}
        ON CONFLICT (job_id, dataset_id, digest) DO UPDATE SET
          first_at = least(f.first_at, excluded.first_at),
          last_rank = CASE WHEN (excluded.last_at, excluded.last_rank) > (f.last_at, f.last_rank)
            THEN excluded.last_rank ELSE f.last_rank END,
          statement = CASE WHEN (excluded.last_at, excluded.last_rank) > (f.last_at, f.last_rank)
            THEN excluded.statement ELSE f.statement END,
          last_at = greatest(f.last_at, excluded.last_at)
        RETURNING id, job_id, dataset_id, digest, xmax = 0
        """,
        records(_COLUMN_FACET, given),
    )
    return {(job, dataset, digest): facet_id for facet_id, job, dataset, digest, is_new in touched if is_new}


_EDGE = {
    "facet_id": "bigint",
    "source_id": "bigint",
    "target_id": "bigint",
    "direct": "boolean",
    "subtype": "text",
    "masking": "boolean",
    "description": "text",
}


def _insert_flows(facets: dict[int, tuple[int, set[Flow]]]) -> None:
    wanted: set[tuple[int, str]] = set()
    for dataset_id, flows in facets.values():
        for flow in flows:
            wanted.update(((flow[0], flow[1]), (dataset_id, flow[2])))
    columns = _columns_ensure(sorted(wanted))
    edges = {
        (facet_id, columns[flow[0], flow[1]], columns[dataset_id, flow[2]], *flow[3:])
        for facet_id, (dataset_id, flows) in facets.items()
        for flow in flows
    }
    if edges:
        execute(
            f"INSERT INTO lineage_columnedge ({', '.join(_EDGE)}) SELECT * FROM {recordset(_EDGE)} ON CONFLICT DO NOTHING",
            records(_EDGE, sorted(edges, key=repr)),
        )


def _columns_ensure(wanted: list[tuple[int, str]]) -> dict[tuple[int, str], int]:
    if not wanted:
        return {}
    digests = {column_digest(dataset_id, path): (dataset_id, path) for dataset_id, path in wanted}
    found: dict[uuid.UUID, int] = _column_ids(digests)
    new = [(*key, digest) for digest, key in digests.items() if digest not in found]
    if new:
        execute(
            f"INSERT INTO lineage_datasetcolumn ({', '.join(_COLUMN)}) SELECT * FROM {recordset(_COLUMN)} "
            "ON CONFLICT DO NOTHING",
            records(_COLUMN, new),
        )
        found |= _column_ids(digest for _, _, digest in new)
    return {key: found[digest] for digest, key in digests.items()}


_COLUMN = {"dataset_id": "int", "path": "text", "digest": "uuid"}


def _column_ids(digests: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    return dict(rows("SELECT digest, id FROM lineage_datasetcolumn WHERE digest = ANY(%s)", [list(digests)]))
