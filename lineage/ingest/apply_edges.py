"""Runs to lineage edges, with evidence and validity. Writer of EdgeEvidence.

Evidence only grows: first seen is the least, last seen the greatest, and each run counts once. What holds now is a pure
function of the stored runs: the edges of the job's latest completed run that named datasets (of its latest run, while
none completed; of a JobEvent when that is newer). So neither order nor repetition of events changes an answer.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from catalog.database import records, recordset, rows
from lineage.answers import BASIS_RANK, EdgeBasis
from lineage.ingest.apply_runs import RunsApplied, RunUse, SeenRun, Span, Use, UseSpans, use_spans
from lineage.ingest.present_edges import edges_project, folded_project
from lineage.ingest.recount_edges import is_wide, newly_wide, product_recount, stated_recount, uses_recount
from lineage.ingest.settle_edges import EVER, edges_settle, jobs_done, jobs_turned, jobs_unmoved

EXPLICIT = BASIS_RANK[EdgeBasis.EXPLICIT]
INPUT_OUTPUT = BASIS_RANK[EdgeBasis.INPUT_OUTPUT]
RunPair = tuple[uuid.UUID, int, int, int]
EvidenceKey = tuple[int, int, int, int, int]
# Source, target, via
Pair = tuple[int, int, int]


@dataclass(slots=True)
class Sighting:
    """What this batch adds to one row of evidence."""

    first: datetime
    last: datetime
    last_run: uuid.UUID | None
    new_runs: int


class Sightings(dict[EvidenceKey, Sighting]):
    """Evidence of a batch, keyed (source, target, via, basis, origin)."""

    def add(self, key: EvidenceKey, first: datetime, last: datetime, run: uuid.UUID | None, *, is_new: bool) -> None:
        """Count one run's sighting of an edge; an edge from a dataset to itself is none."""
        if key[0] == key[1]:
            return
        seen = self.get(key)
        if seen is None:
            self[key] = Sighting(first, last, run, int(is_new))
            return
        seen.first = min(seen.first, first)
        if (last, str(run)) > (seen.last, str(seen.last_run)):
            seen.last, seen.last_run = last, run
        seen.new_runs += int(is_new)


def edges_apply(
    applied: RunsApplied, runs: Sequence[SeenRun], told: Sightings, column_jobs: set[int], new_stated: set[RunPair]
) -> set[int]:
    """Evidence of the touched runs, then what holds now for their jobs; the jobs whose edges are others now.

    `told` is what column lineage and DatasetEvents show; `new_stated` what runs state outright since this batch.
    """
    sightings = _run_sightings([run for run in runs if not run.is_snapshot], applied.new_uses)
    _add_snapshots(sightings, [run for run in runs if run.is_snapshot], applied.known_spans)
    _add_stated(sightings, runs, new_stated)
    sightings.update(told)
    new_pairs, reopened = _upsert_evidence(sightings)
    taken_back = product_recount([*applied.newly_explicit, *applied.newly_snapshot, *newly_wide(runs)])
    uses_recount(applied.newly_snapshot)
    stated_recount(applied.newly_snapshot)
    told_otherwise = {job_id for _, job_id in applied.newly_snapshot}
    stirred = column_jobs | _jobs_of(new_pairs | reopened) | {job_id for _, job_id in applied.newly_explicit}
    saying = [run for run in runs if run.inputs or run.outputs or run.is_explicit or run.states_edges]
    jobs = ({run.job_id for run in saying} | column_jobs) - (jobs_unmoved(saying, applied.completed_before) - stirred)
    ended = [run for run in saying if run.job_id in jobs and not run.is_open]
    jobs -= jobs_done(jobs - stirred - {run.job_id for run in ended})
    turned = jobs_turned({run.job_id for run in ended}, [run.id for run in ended]) if ended else set()
    turned |= told_otherwise
    changed = edges_settle(sorted(jobs - turned), min((seen.first for seen in sightings.values()), default=None))
    changed |= edges_settle(sorted(turned), EVER)
    direct = {(s, t) for s, t, via in new_pairs | changed if via <= 0}
    edges_project(direct)
    by_datasets = {(source, target) for source, target, via, _, _ in told if via == 0}
    folded_jobs = {via for _, _, via in new_pairs | changed if via > 0}
    folded_project(folded_jobs, taken_back | by_datasets | {(s, t) for s, t, via in changed if via > 0})
    return stirred | _jobs_of(changed)


def _jobs_of(pairs: set[Pair]) -> set[int]:
    """The jobs that evidence belongs to (of direct edges either end is one, which the other is not matters not)."""
    return {job for source, target, via in pairs for job in ((abs(via),) if via else (source, target))}


def _run_sightings(runs: Sequence[SeenRun], new_uses: set[RunUse]) -> Sightings:
    """Direct edges of each touched run, and its inputs times outputs."""
    sightings = Sightings()
    for run in runs:
        new_inputs = {i for i in run.inputs if (run.id, run.job_id, i, False) in new_uses}
        new_outputs = {o for o in run.outputs if (run.id, run.job_id, o, True) in new_uses}
        for source in run.inputs:
            key = (source, run.job_id, 0, INPUT_OUTPUT, run.source_id)
            sightings.add(key, run.first_at, run.last_at, run.id, is_new=source in new_inputs)
        for target in run.outputs:
            key = (run.job_id, target, 0, INPUT_OUTPUT, run.source_id)
            sightings.add(key, run.first_at, run.last_at, run.id, is_new=target in new_outputs)
        if run.is_explicit or is_wide(run):
            continue
        for source in run.inputs:
            for target in run.outputs:
                key = (source, target, run.job_id, INPUT_OUTPUT, run.source_id)
                is_new = source in new_inputs or target in new_outputs
                sightings.add(key, run.first_at, run.last_at, run.id, is_new=is_new)
    return sightings


def _add_stated(sightings: Sightings, runs: Sequence[SeenRun], new: set[RunPair]) -> None:
    """All that the touched runs state; an edge that is not between two datasets counts as direct (via -job)."""
    stating = {(run.id, run.job_id): run for run in runs if run.states_edges}
    if not stating:
        return
    for run_id, job_id, source, target, is_direct, *span in rows(
        """
        SELECT e.run_id, e.job_id, e.source_id, e.target_id,
          s.descriptor_kind = 'Component' OR t.descriptor_kind = 'Component', e.seen_at, e.last_at
        FROM unnest(%s::uuid[], %s::int[]) AS k(run_id, job_id) JOIN lineage_runedge e USING (run_id, job_id)
        JOIN catalog_entity s ON s.id = e.source_id JOIN catalog_entity t ON t.id = e.target_id
        """,
        [[run for run, _ in stating], [job for _, job in stating]],
    ):
        run = stating[run_id, job_id]
        key = (source, target, -job_id if is_direct else job_id, EXPLICIT, run.source_id)
        first, last = span if run.is_snapshot else (run.first_at, run.last_at)
        sightings.add(key, first, last, run_id, is_new=(run_id, job_id, source, target) in new)


def _add_snapshots(sightings: Sightings, runs: Sequence[SeenRun], known: UseSpans) -> None:
    """Edges of runs whose events each say all: they held while they were named, and an input meets an output that was named
    within the same time. `known` is what earlier batches stored."""
    found = use_spans([(run.id, run.job_id) for run in runs])
    for run in runs:
        spans, before = found.get((run.id, run.job_id), {}), known.get((run.id, run.job_id), {})
        changed = {use for use, span in spans.items() if before.get(use) != span}
        for dataset_id, output in changed:
            source, target = (run.job_id, dataset_id) if output else (dataset_id, run.job_id)
            key = (source, target, 0, INPUT_OUTPUT, run.source_id)
            sightings.add(key, *spans[dataset_id, output], run.id, is_new=(dataset_id, output) not in before)
        for use in () if run.is_explicit or is_wide(run) else changed:
            for pair in ((use, other) if other[1] else (other, use) for other in spans if other[1] != use[1]):
                shared = _shared(spans, pair)
                if shared is not None and (use[1] or pair[1] not in changed):
                    key = (pair[0][0], pair[1][0], run.job_id, INPUT_OUTPUT, run.source_id)
                    sightings.add(key, *shared, run.id, is_new=_shared(before, pair) is None)


def _shared(spans: dict[Use, Span], pair: tuple[Use, Use]) -> Span | None:
    """The time within which a run named both."""
    if pair[0] not in spans or pair[1] not in spans:
        return None
    first, last = max(spans[use][0] for use in pair), min(spans[use][1] for use in pair)
    return (first, last) if first <= last else None


_EVIDENCE = {
    "source_id": "int",
    "target_id": "int",
    "via_id": "int",
    "basis": "smallint",
    "origin_id": "int",
    "first_seen_at": "timestamptz",
    "last_seen_at": "timestamptz",
    "last_run_id": "uuid",
    "run_count": "int",
}


def _upsert_evidence(sightings: Sightings) -> tuple[set[Pair], set[Pair]]:
    """Merge sightings; the rows that are new, and those that had ended and are seen again."""
    if not sightings:
        return set(), set()
    found = sorted(sightings.items(), key=itemgetter(0))
    touched = rows(
        f"""
        INSERT INTO lineage_edgeevidence AS e ({", ".join(_EVIDENCE)}) SELECT * FROM {recordset(_EVIDENCE)}
        ON CONFLICT (source_id, target_id, via_id, basis, origin_id) DO UPDATE SET
          first_seen_at = least(e.first_seen_at, excluded.first_seen_at),
          last_run_id = CASE WHEN (excluded.last_seen_at, excluded.last_run_id) >= (e.last_seen_at, e.last_run_id)
            THEN excluded.last_run_id ELSE e.last_run_id END,
          last_seen_at = greatest(e.last_seen_at, excluded.last_seen_at),
          run_count = e.run_count + excluded.run_count
        RETURNING source_id, target_id, via_id, xmax = 0, superseded_at IS NOT NULL
        """,
        records(_EVIDENCE, ((*key, seen.first, seen.last, seen.last_run, seen.new_runs) for key, seen in found)),
    )
    new: set[Pair] = {(source, target, via) for source, target, via, is_new, _ in touched if is_new}
    return new, {(source, target, via) for source, target, via, _, had_ended in touched if had_ended}
