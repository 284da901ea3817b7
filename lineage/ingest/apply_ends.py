"""What the end of a run changes beside the run: the facts of its job and outputs, and when they last arrived."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from catalog.database import rows
from catalog.ingest.arrivals import arrivals_correct, arrivals_record
from lineage.facts.queue import RUN_FACTS
from lineage.ingest.apply_runs import RunId, SeenRun


def ends_record(runs: Sequence[SeenRun], completed_before: Collection[RunId]) -> None:
    """A finished run changes the facts of the job and of its outputs; a successful one is an arrival of them too, one that
    had completed before and turned out to have failed is none any more."""
    touched: set[int] = set()
    arrived: dict[int, datetime] = {}
    taken_back: set[int] = set()
    for run in runs:
        if not run.is_over:
            continue
        entities = (run.job_id, *run.outputs)
        touched.update(entities)
        if run.arrived_at is not None:
            for entity_id in entities:
                arrived[entity_id] = max(run.arrived_at, arrived.get(entity_id, run.arrived_at))
        elif (run.id, run.job_id) in completed_before:
            taken_back.update(entities)
    arrivals_record(arrived)
    if taken_back:
        arrivals_correct(_last_arrivals(taken_back))
    RUN_FACTS.ask(touched)


_SUCCEEDED = "r.state = 3 AND NOT r.is_design"


def _last_arrivals(entity_ids: Iterable[int]) -> dict[int, datetime | None]:
    """When the last successful run ended, of these jobs and of those that wrote these datasets; reads all their runs."""
    found = rows(
        f"""
        SELECT k.id, greatest(
          (SELECT max(r.ended_at) FROM lineage_run r WHERE r.job_id = k.id AND {_SUCCEEDED}),
          (SELECT max(r.ended_at) FROM lineage_rundataset d JOIN lineage_run r ON r.id = d.run_id AND r.job_id = d.job_id
            WHERE d.dataset_id = k.id AND d.output AND {_SUCCEEDED}))
        FROM unnest(%s::int[]) AS k(id)
        """,
        [sorted(entity_ids)],
    )
    return dict(found)
