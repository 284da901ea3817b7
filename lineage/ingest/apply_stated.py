"""Edges that producers state outright (facet `lineage`): what each run stated, and what a DatasetEvent did.

Writer of RunEdge, and of the evidence that DatasetEvents give.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from catalog.database import execute, records, recordset, rows
from catalog.ingest.identity import entities_known
from catalog.names import DATASET_SCHEME, OpenLineageName
from lineage.explicit import FACET, sources_of_dataset
from lineage.ingest.apply_edges import EXPLICIT, RunPair, Sightings
from lineage.ingest.batch import Observation
from lineage.ingest.present_edges import edges_project, folded_project

_RUN_EDGE = {
    "run_id": "uuid",
    "job_id": "int",
    "source_id": "int",
    "target_id": "int",
    "seen_at": "timestamptz",
    "last_at": "timestamptz",
}


def run_edges_apply(observations: Sequence[Observation], ids: dict[OpenLineageName, int]) -> set[RunPair]:
    """Add what the batch states to its runs; the (run, job, source, target) rows that are new. Needs the jobs' turns."""
    stated: dict[RunPair, list[datetime]] = defaultdict(list)
    for observation in observations:
        if observation.run_uid is not None and observation.stated is not None:
            for source, target in observation.stated.pairs:
                stated[observation.run_uid, observation.job_id, ids[source], ids[target]].append(observation.time)
    if not stated:
        return set()
    runs = sorted({key[:2] for key in stated})
    known: set[RunPair] = {
        (run, job, source, target)
        for run, job, source, target in rows(
            "SELECT e.run_id, e.job_id, e.source_id, e.target_id FROM unnest(%s::uuid[], %s::int[]) AS k(run_id, job_id) "
            "JOIN lineage_runedge e USING (run_id, job_id)",
            [[run for run, _ in runs], [job for _, job in runs]],
        )
    }
    execute(
        f"INSERT INTO lineage_runedge AS e ({', '.join(_RUN_EDGE)}) SELECT * FROM {recordset(_RUN_EDGE)} "
        "ON CONFLICT (run_id, job_id, source_id, target_id) DO UPDATE SET seen_at = least(e.seen_at, excluded.seen_at), "
        "last_at = greatest(e.last_at, excluded.last_at) "
        "WHERE (e.seen_at <= excluded.seen_at AND e.last_at >= excluded.last_at) IS NOT TRUE",
        records(_RUN_EDGE, ((*key, min(times), max(times)) for key, times in sorted(stated.items()))),
    )
    return stated.keys() - known


def dataset_sightings(observations: Sequence[Observation], ids: dict[OpenLineageName, int]) -> Sightings:
    """What DatasetEvents state: edges without a run."""
    sightings = Sightings()
    for observation in observations:
        if observation.run_uid is None and observation.stated is not None:
            for source, target in observation.stated.pairs:
                key = (ids[source], ids[target], 0, EXPLICIT, observation.source_id)
                sightings.add(key, observation.time, observation.time, None, is_new=False)
    return sightings


def stated_settle(observations: Sequence[Observation]) -> None:
    """Close what the latest facet of a dataset states no more, reopen what it states again. After facets_apply."""
    touched = {
        dataset_id
        for observation in observations
        for use, dataset_id in zip(observation.event.datasets, observation.dataset_ids, strict=True)
        if FACET in use.facets
    }
    if not touched:
        return
    facets = rows(
        "SELECT f.entity_id, f.at, f.body, a.namespace, a.key FROM lineage_entityfacet f "
        "JOIN catalog_alias a ON a.entity_id = f.entity_id AND a.scheme = %s WHERE f.entity_id = ANY(%s) AND f.name = %s",
        [DATASET_SCHEME, sorted(touched), FACET],
    )
    sources = {row[0]: sources_of_dataset(row[2]) for row in facets}
    ids = entities_known({name for names in sources.values() for name in names})
    held = sorted({(ids[name], target) for target, names in sources.items() for name in names if name in ids})
    changed = rows(
        """
        WITH held AS (SELECT * FROM unnest(%s::int[], %s::int[]) AS h(source_id, target_id)),
        facet AS (SELECT DISTINCT ON (target_id) * FROM unnest(%s::int[], %s::timestamptz[]) AS f(target_id, at)),
        verdict AS (
          SELECT e.source_id, e.target_id, CASE WHEN held.source_id IS NULL THEN greatest(facet.at, e.last_seen_at) END AS ends
          FROM facet JOIN lineage_edgeevidence e ON e.target_id = facet.target_id AND e.via_id = 0 AND e.basis = %s
          LEFT JOIN held ON held.source_id = e.source_id AND held.target_id = e.target_id
        )
        UPDATE lineage_edgeevidence e SET superseded_at = v.ends FROM verdict v
        WHERE e.source_id = v.source_id AND e.target_id = v.target_id AND e.via_id = 0 AND e.basis = %s
          AND e.superseded_at IS DISTINCT FROM v.ends
        RETURNING e.source_id, e.target_id
        """,
        [
            [source for source, _ in held],
            [target for _, target in held],
            [row[0] for row in facets],
            [row[1] for row in facets],
            EXPLICIT,
            EXPLICIT,
        ],
    )
    pairs = {(source, target) for source, target in changed}
    edges_project(pairs)
    folded_project((), pairs)
