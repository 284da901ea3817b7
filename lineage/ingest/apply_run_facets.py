"""Facets of runs, and of what they read and wrote, merged into one value a run. Writer of FacetBundle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.database import execute, rows
from catalog.names import OpenLineageName
from lineage.column_facets import ColumnFlow
from lineage.ingest.apply_runs import RunId
from lineage.ingest.batch import Observation
from lineage.run_facets import FacetsOfRun, Flow, facets_decode, facets_encode


def run_facets_apply(observations: Sequence[Observation], ids: dict[OpenLineageName, int]) -> dict[RunId, FacetsOfRun]:
    """Merge the facets of the batch; all that is known now of each run it touches. Needs the turns of the jobs."""
    saying = [o for o in observations if o.run_uid is not None and _says_anything(o)]
    keys = sorted({(o.run_uid, o.job_id) for o in saying if o.run_uid is not None})
    if not keys:
        return {}
    parts = [[run for run, _ in keys], [job for _, job in keys]]
    stored: dict[RunId, bytes] = {
        (run, job): bytes(body)
        for run, job, body in rows(
            "SELECT f.run_id, f.job_id, f.body FROM unnest(%s::uuid[], %s::int[]) AS k(run_id, job_id) "
            "JOIN lineage_facetbundle f USING (run_id, job_id)",
            parts,
        )
    }
    merged = {key: facets_decode(stored[key]) if key in stored else FacetsOfRun() for key in keys}
    for observation in saying:
        if observation.run_uid is not None:
            _merge(merged[observation.run_uid, observation.job_id], observation, ids)
    bodies = {key: facets_encode(facets) for key, facets in merged.items()}
    changed = [key for key in keys if stored.get(key) != bodies[key]]
    if changed:
        execute(
            "INSERT INTO lineage_facetbundle (run_id, job_id, body) SELECT * FROM unnest(%s::uuid[], %s::int[], %s::bytea[]) "
            "ON CONFLICT (run_id, job_id) DO UPDATE SET body = excluded.body",
            [[run for run, _ in changed], [job for _, job in changed], [bodies[key] for key in changed]],
        )
    return merged


def _says_anything(observation: Observation) -> bool:
    event = observation.event
    return bool(event.run_facets or observation.stated or any(use.io_facets for use in event.datasets))


def _merge(facets: FacetsOfRun, observation: Observation, ids: dict[OpenLineageName, int]) -> None:
    event, at = observation.event, observation.time
    for name, body in event.run_facets.items():
        facets.put(facets.run, name, at, event.rank, body)
    for use, dataset_id in zip(event.datasets, observation.dataset_ids, strict=True):
        side = facets.outputs if use.output else facets.inputs
        for name, body in use.io_facets.items():
            facets.put(side.setdefault(dataset_id, {}), name, at, event.rank, body)
    if observation.stated is not None:
        for target, flows in observation.stated.columns.items():
            facets.state(ids[target], at, event.rank, flows_by_id(flows, ids))


def flows_by_id(flows: Iterable[ColumnFlow], ids: dict[OpenLineageName, int]) -> set[Flow]:
    """Flows with the ids of their sources in place of names."""
    return {(ids[f.source], f.source_path, f.target_path, f.direct, f.subtype, f.masking, f.description) for f in flows}
