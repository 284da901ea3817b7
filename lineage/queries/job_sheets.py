"""Jobs by OpenLineage names: one, those of a namespace or all, and their versions.

Inputs and outputs are those that hold now or were seen in the last 30 days: a job whose runs differ shows what it reads and
writes over time, not what its last run did; what it has ceased to touch goes.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from catalog.database import Row, rows
from catalog.errors import NotFoundError
from catalog.names import JOB_SCHEME, OpenLineageName
from catalog.permissions import require, visible
from catalog.queries.members import members_of
from catalog.viewers import Viewer
from lineage.answers import RunState
from lineage.queries.edges import evidence_in_force
from lineage.queries.names import (
    NAMED,
    SHOWN,
    facet_text,
    facets_by_id,
    facets_shown,
    id_named,
    members_shown,
    names_by_id,
)
from lineage.queries.namespaces import namespace_get
from lineage.queries.run_sheets import RUN_COLUMNS, sheets_of_runs
from lineage.queries.runs import RANKS
from lineage.sheets import JobSheet, JobVersion, Name, RunSheet, Shape, Slice

WINDOW_DAYS = 30
LATEST_RUNS = 10
# Versions are told from so many of a job's latest runs.
VERSION_RUNS = 1_000
_SHAPES = {"STREAMING": Shape.STREAM, "STREAM": Shape.STREAM, "SERVICE": Shape.SERVICE}
Ends = tuple[tuple[int, ...], tuple[int, ...]]


def job_sheet_get(viewer: Viewer, *, job: OpenLineageName) -> JobSheet:
    """A job by any of its names; raises NotFoundError naming it."""
    require(viewer, "lineage.read")
    entity_id = id_named(viewer, job)
    return sheets_of_jobs(viewer, [entity_id], whole=True)[entity_id]


def job_sheet_list(
    viewer: Viewer,
    *,
    namespace: str | None,
    last_states: Sequence[RunState] = (),
    limit: int,
    offset: int,
) -> Slice[JobSheet]:
    """Jobs of a namespace, or all, changed last first; with states only those whose last run is in one of them."""
    require(viewer, "lineage.read")
    if namespace is not None:
        namespace_get(viewer, name=namespace)
    hidden, params = visible(viewer)
    where = "a.scheme = %s AND (%s::text IS NULL OR a.namespace = %s)"
    params = [JOB_SCHEME, namespace, namespace, *params]
    condition = "TRUE"
    if last_states:
        condition = (
            "(SELECT r.state FROM lineage_run r WHERE r.job_id = e.id AND NOT r.is_design "
            "ORDER BY r.first_event_at DESC, r.id LIMIT 1) = ANY(%s::smallint[])"
        )
        params.append([rank for state in last_states for rank in RANKS[state]])
    base = f"FROM catalog_alias a {SHOWN} WHERE {where} AND {hidden} AND {condition}"
    ids = [
        row[0]
        for row in rows(
            f"SELECT e.id {base} ORDER BY e.updated_at DESC, a.namespace, a.key LIMIT %s OFFSET %s",
            [*params, limit, offset],
        )
    ]
    sheets = sheets_of_jobs(viewer, ids, whole=True)
    total = rows(f"SELECT count(*) {base}", params)[0][0]
    return Slice(items=tuple(sheets[entity_id] for entity_id in ids), total_count=total)


def sheets_of_jobs(
    viewer: Viewer,
    ids: Sequence[int],
    *,
    whole: bool,
    ends: dict[int, Ends] | None = None,
) -> dict[int, JobSheet]:
    """Sheets of visible jobs by id, in as many statements for many as for one; without `whole` neither all facets nor
    more than the last run. `ends` are inputs and outputs that are known already."""
    found = rows(
        "SELECT e.id, n.namespace, n.key, e.created_at, greatest(e.updated_at, e.created_at), e.tags, p.id, p.uid, "
        "coalesce(d.descriptor -> 'metadata' ->> 'description', e.summary) "
        f"FROM catalog_entity e {NAMED} LEFT JOIN catalog_entitydocument d ON d.entity_id = e.id "
        "LEFT JOIN catalog_entity p ON p.ref = e.parent_ref AND p.deleted_at IS NULL WHERE e.id = ANY(%s)",
        [list(ids)],
    )
    ends = ends_of_jobs(ids) if ends is None else ends
    names = names_by_id(
        viewer,
        {row[6] for row in found if row[6]} | {dataset for pair in ends.values() for side in pair for dataset in side},
    )
    facets = facets_by_id(viewer, ids, whole=whole)
    shown = facets_shown(viewer, facets, whole=whole)
    runs = _latest_runs(viewer, ids, LATEST_RUNS if whole else 1)
    return {
        row[0]: _sheet(
            row,
            names,
            ends.get(row[0], ((), ())),
            facet_text(facets[row[0]], "jobType", "processingType"),
            facet_text(facets[row[0]], "sourceCodeLocation", "url"),
            runs.get(row[0], []),
            shown[row[0]],
        )
        for row in found
    }


def _sheet(
    row: Row,
    names: dict[int, Name],
    ends: Ends,
    processing: str | None,
    location: str | None,
    runs: list[RunSheet],
    shown: dict[str, object],
) -> JobSheet:
    parent = names.get(row[6]) if row[6] else None
    told = max((run for run in runs if run.inputs or run.outputs), key=lambda run: run.first_event_at, default=None)
    return JobSheet(
        name=Name(row[1], row[2]),
        shape=_SHAPES.get((processing or "").upper(), Shape.BATCH),
        parent=parent,
        parent_uid=row[7] if parent else None,
        created_at=row[3],
        updated_at=row[4],
        inputs=tuple(sorted(names[d] for d in ends[0] if d in names)),
        outputs=tuple(sorted(names[d] for d in ends[1] if d in names)),
        location=location,
        description=row[8],
        tags=tuple(row[5]),
        version=(told or runs[0]).version if runs else None,
        runs=tuple(run for run in runs if not run.is_design),
        facets=shown,
    )


def ends_of_jobs(
    ids: Sequence[int], *, as_of: datetime | None = None, window_days: int = WINDOW_DAYS
) -> dict[int, Ends]:
    """Inputs and outputs of each job, hidden ones included."""
    condition, params = evidence_in_force(as_of, window_days)
    inputs: dict[int, set[int]] = defaultdict(set)
    outputs: dict[int, set[int]] = defaultdict(set)
    heads, members = members_of(ids)
    for job, dataset, is_output in rows(
        "WITH job AS (SELECT * FROM unnest(%s::int[], %s::int[]) AS j(head, id)) "
        "SELECT job.head, source_id, false FROM job JOIN lineage_edgeevidence ON target_id = job.id AND via_id = 0 "
        f"AND {condition} UNION SELECT job.head, target_id, true FROM job JOIN lineage_edgeevidence ON source_id = job.id "
        f"AND via_id = 0 AND {condition}",
        [heads, members, *params, *params],
    ):
        (outputs if is_output else inputs)[job].add(dataset)
    return {job: (tuple(sorted(inputs[job])), tuple(sorted(outputs[job]))) for job in ids}


def _latest_runs(viewer: Viewer, ids: Sequence[int], count: int) -> dict[int, list[RunSheet]]:
    """The last runs of each job, newest first, and its last JobEvent; of a job that others were merged into, of all."""
    heads, members = members_of(ids)
    shown, params = visible(viewer, "m")
    found = rows(
        "SELECT x.* FROM unnest(%s::int[]) AS k(id) JOIN catalog_entity m ON m.id = k.id JOIN LATERAL ("
        f"(SELECT {RUN_COLUMNS} FROM lineage_run r WHERE r.job_id = k.id AND NOT r.is_design "
        "ORDER BY r.first_event_at DESC, r.id LIMIT %s) UNION ALL "
        f"(SELECT {RUN_COLUMNS} FROM lineage_run r WHERE r.job_id = k.id AND r.is_design "
        f"ORDER BY r.first_event_at DESC, r.id LIMIT 1)) x ON true WHERE {shown} ORDER BY x.first_event_at DESC, x.id",
        [members, count, *params],
    )
    head_of = dict(zip(members, heads, strict=True))
    runs: dict[int, list[RunSheet]] = defaultdict(list)
    told: dict[tuple[int, bool], int] = defaultdict(int)
    for row, sheet in zip(found, sheets_of_runs(viewer, found), strict=True):
        head = head_of[row[1]]
        told[head, sheet.is_design] += 1
        if told[head, sheet.is_design] <= (1 if sheet.is_design else count):
            runs[head].append(sheet)
    return runs


def job_version_list(viewer: Viewer, *, job: OpenLineageName, limit: int, offset: int) -> Slice[JobVersion]:
    """The different inputs and outputs that a job's latest 1,000 runs had, newest first."""
    require(viewer, "lineage.read")
    found = _versions(viewer, id_named(viewer, job))
    return Slice(items=tuple(found[offset : offset + limit]), total_count=len(found))


def job_version_get(viewer: Viewer, *, job: OpenLineageName, version: uuid.UUID) -> JobVersion:
    """One version; raises NotFoundError naming it."""
    require(viewer, "lineage.read")
    for found in _versions(viewer, id_named(viewer, job)):
        if found.version == version:
            return found
    raise NotFoundError(f"Version '{version}' of job '{job.name}' not found.")


def _versions(viewer: Viewer, job_id: int) -> list[JobVersion]:
    sheet = sheets_of_jobs(viewer, [job_id], whole=True)[job_id]
    found = rows(
        f"SELECT {RUN_COLUMNS} FROM lineage_run r WHERE r.job_id = ANY(%s) AND r.has_datasets "
        "ORDER BY r.first_event_at DESC, r.id LIMIT %s",
        [members_shown(viewer, job_id), VERSION_RUNS],
    )
    by_version: dict[uuid.UUID, list[RunSheet]] = defaultdict(list)
    for run in sheets_of_runs(viewer, found):
        by_version[run.version].append(run)
    return [
        JobVersion(
            job=sheet,
            version=version,
            created_at=runs[-1].first_event_at,
            inputs=tuple(use.dataset for use in runs[0].inputs),
            outputs=tuple(use.dataset for use in runs[0].outputs),
            run=next((run for run in runs if not run.is_design), None),
        )
        for version, runs in by_version.items()
    ]
