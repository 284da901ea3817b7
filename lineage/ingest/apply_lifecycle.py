"""Datasets that are created, altered, emptied, renamed or dropped. Writer of DatasetChange."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from catalog.database import execute, records, recordset, rows
from catalog.names import OpenLineageName
from lineage.facts.queue import RUN_FACTS
from lineage.fragments import found_once
from lineage.ingest.apply_runs import SeenRun
from lineage.ingest.batch import Observation
from lineage.lifecycle import DROPPED, FACET, RENAMED, change_of
from lineage.openlineage import former_name

_CHANGE = {
    "dataset_id": "int",
    "change": "smallint",
    "former_id": "int",
    "at": "timestamptz",
    "job_id": "int",
    "run_id": "uuid",
    "source_id": "int",
}
# What one event tells of a change: of several the greatest counts
_Told = tuple[datetime, int, str, int]


def lifecycle_apply(
    observations: Sequence[Observation], ids: dict[OpenLineageName, int], runs: Sequence[SeenRun]
) -> None:
    """Keep the changes that the batch tells; which datasets are gone, or back, is found out soon (lineage/facts/gone.py)."""
    changes: dict[tuple[int, int, int], _Told] = {}
    for observation in observations:
        for use, dataset_id in zip(observation.event.datasets, observation.dataset_ids, strict=True):
            change = found_once(use.facets, FACET, change_of)
            if change is None:
                continue
            former = found_once(use.facets, FACET, former_name) if change == RENAMED else None
            former_id = ids[former] if former is not None and ids[former] != dataset_id else 0
            run = str(observation.run_uid) if observation.run_uid is not None else ""
            told = (observation.time, observation.job_id, run, observation.source_id)
            key = (dataset_id, change, former_id)
            changes[key] = max(changes.get(key, told), told)
    if changes:
        _put(changes)
    used = {dataset_id for run in runs for dataset_id in (*run.inputs, *run.outputs)}
    told_of = {dataset_id for key in changes for dataset_id in (key[0], key[2]) if dataset_id}
    RUN_FACTS.ask(told_of | _ever_gone(used))


def _put(changes: dict[tuple[int, int, int], _Told]) -> None:
    told = (
        (*key, at, job, uuid.UUID(run) if run else None, source)
        for key, (at, job, run, source) in sorted(changes.items())
    )
    execute(
        f"""
        INSERT INTO lineage_datasetchange AS c ({", ".join(_CHANGE)}) SELECT * FROM {recordset(_CHANGE)}
        ON CONFLICT (dataset_id, change, former_id) DO UPDATE SET
          at = excluded.at, job_id = excluded.job_id, run_id = excluded.run_id, source_id = excluded.source_id
        WHERE (excluded.at, excluded.job_id, coalesce(excluded.run_id::text, '') COLLATE "C", excluded.source_id)
          > (c.at, c.job_id, coalesce(c.run_id::text, '') COLLATE "C", c.source_id)
        """,
        records(_CHANGE, told),
    )


def _ever_gone(dataset_ids: set[int]) -> set[int]:
    """Those of the datasets, and of the names before theirs, that were dropped or renamed at some time."""
    if not dataset_ids:
        return set()
    found = rows(
        "SELECT dataset_id FROM lineage_datasetchange WHERE dataset_id = ANY(%(ids)s) AND change = %(dropped)s "
        "UNION SELECT former_id FROM lineage_datasetchange WHERE former_id <> 0 AND (former_id = ANY(%(ids)s) "
        "OR dataset_id = ANY(%(ids)s))",
        {"ids": sorted(dataset_ids), "dropped": DROPPED},
    )
    return {row[0] for row in found}
