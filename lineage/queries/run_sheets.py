"""Runs by OpenLineage names: of a job, by run id, and what led to one.

A run id may be used by several jobs (Dagster sends all assets of a run under one): each job has a run of its own. Asked by
run id alone, the one whose first event is oldest answers, then the one of the job that is known longest; naming the job
narrows it.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from catalog.database import Row, rows
from catalog.errors import InvalidError, NotFoundError
from catalog.names import OpenLineageName
from catalog.permissions import require, visible
from catalog.viewers import Viewer
from lineage.answers import RunState
from lineage.granularity import job_named
from lineage.openlineage import digest_uuid, run_key
from lineage.queries.names import facets_by_id, facets_shown, id_named, members_shown, names_by_id
from lineage.queries.run_facets import NOTHING_SHOWN, Bodies, FacetsShown, facets_by_run
from lineage.queries.runs import STATES, USE_COUNTS
from lineage.sheets import Name, RunSheet, RunUse, Slice

UPSTREAM_MAX = 2_000
DEPTH_MAX = 1_000
RUN_COLUMNS = (
    "r.id, r.job_id, r.run_id, r.state, r.is_design, r.first_event_at, r.last_event_at, r.nominal_start_at, "
    "r.nominal_end_at, r.started_at, r.ended_at, r.error, r.parent_key, r.parent_job_id"
)
# The write of d.dataset_id that the run of d found when it read: the one whose version the producer named, else the last
# that was complete by then, else the last that had begun; else the schema it had (uid). Joined to lineage_rundataset d, as w.
WRITER = """
LEFT JOIN LATERAL (
  SELECT c.run_id, c.job_id, c.run_text, c.uid FROM (
    (SELECT 1 AS rank, o.run_id, o.job_id, o.seen_at, p.run_id AS run_text, NULL::uuid AS uid FROM lineage_rundataset o
      JOIN lineage_run p ON p.id = o.run_id AND p.job_id = o.job_id
      WHERE o.dataset_id = d.dataset_id AND o.output AND o.version = d.version AND o.run_id <> d.run_id
      ORDER BY o.seen_at DESC LIMIT 1)
    UNION ALL
    SELECT CASE WHEN p.state = 3 AND p.ended_at <= d.seen_at THEN 2 ELSE 3 END, o.run_id, o.job_id, o.seen_at, p.run_id, NULL
      FROM (SELECT run_id, job_id, seen_at FROM lineage_rundataset
        WHERE dataset_id = d.dataset_id AND output AND seen_at <= d.seen_at ORDER BY seen_at DESC LIMIT 10) o
      JOIN lineage_run p ON p.id = o.run_id AND p.job_id = o.job_id AND p.state < 4 AND NOT p.is_design
      WHERE o.run_id <> d.run_id
    UNION ALL
    (SELECT 4, NULL, NULL, v.first_at, NULL, v.uid FROM lineage_schemaversion v
      WHERE v.dataset_id = d.dataset_id AND v.first_at <= d.seen_at ORDER BY v.first_at DESC LIMIT 1)
  ) c ORDER BY c.rank, c.seen_at DESC, c.run_id LIMIT 1
) w ON NOT d.output
"""


def write_uid(dataset_id: int, run: uuid.UUID) -> uuid.UUID:
    """The version of a dataset that a run wrote. Its own inverse: with the version it gives the run."""
    return uuid.UUID(int=run.int ^ _mask(dataset_id))


@lru_cache(maxsize=65_536)
def _mask(dataset_id: int) -> int:
    return digest_uuid("dataset-version", str(dataset_id)).int


def io_uid(job_id: int, inputs: Iterable[int], outputs: Iterable[int]) -> uuid.UUID:
    """The version of a job that has exactly these inputs and outputs."""
    parts = [*(f"in {d}" for d in sorted(inputs)), *(f"out {d}" for d in sorted(outputs))]
    return digest_uuid("job-version", str(job_id), *parts)


def sheets_of_runs(viewer: Viewer, found: Sequence[Row]) -> list[RunSheet]:
    """Sheets of rows selected by RUN_COLUMNS, in their order; runs of hidden jobs must have been left out."""
    uses = _uses(found)
    parents = _parent_texts({(row[12], row[13]) for row in found if row[12] and row[13]})
    ids = {row[1] for row in found} | {row[13] for row in found if row[13]}
    ids |= {entity_id for used in uses.values() for use in used for entity_id in (use[2], use[9]) if entity_id}
    names = names_by_id(viewer, ids)
    facets = facets_by_run(viewer, [row[0] for row in found])
    return [
        _sheet(row, uses.get((row[0], row[1]), ()), parents, names, facets.get(row[0], NOTHING_SHOWN)) for row in found
    ]


def _uses(found: Sequence[Row]) -> dict[tuple[uuid.UUID, int], list[Row]]:
    uses: dict[tuple[uuid.UUID, int], list[Row]] = defaultdict(list)
    for row in rows(
        "SELECT d.run_id, d.job_id, d.dataset_id, d.output, d.row_count, d.byte_count, d.file_count, d.version, "
        "w.run_id, w.job_id, w.run_text, w.uid FROM unnest(%s::uuid[], %s::int[]) AS k(run_id, job_id) "
        f"JOIN lineage_rundataset d USING (run_id, job_id) {WRITER} WHERE {USE_COUNTS} ORDER BY d.dataset_id",
        [[row[0] for row in found], [row[1] for row in found]],
    ):
        uses[row[0], row[1]].append(row)
    return uses


def _parent_texts(keys: set[tuple[uuid.UUID, int]]) -> dict[tuple[uuid.UUID, int], str]:
    """Run ids of parents as they were sent; a parent that never sent an event has that of its key."""
    wanted = sorted(keys, key=str)
    known = {
        (key, job): text
        for key, job, text in rows(
            "SELECT r.run_key, r.job_id, r.run_id FROM unnest(%s::uuid[], %s::int[]) AS k(run_key, job_id) "
            "JOIN lineage_run r USING (run_key, job_id)",
            [[key for key, _ in wanted], [job for _, job in wanted]],
        )
    }
    return {key: known.get(key, str(key[0])) for key in wanted}


def _sheet(
    row: Row,
    uses: Sequence[Row],
    parents: dict[tuple[uuid.UUID, int], str],
    names: dict[int, Name],
    facets: FacetsShown,
) -> RunSheet:
    parent = names.get(row[13]) if row[13] else None
    shown = sorted((names[use[2]], use) for use in uses if use[2] in names)
    return RunSheet(
        run_id=row[2],
        job=names[row[1]],
        version=io_uid(row[1], (u[2] for u in uses if not u[3]), (u[2] for u in uses if u[3])),
        state=STATES[row[3]],
        is_design=row[4],
        first_event_at=row[5],
        last_event_at=row[6],
        nominal_start_at=row[7],
        nominal_end_at=row[8],
        started_at=row[9],
        ended_at=row[10],
        error=row[11] if STATES[row[3]] is RunState.FAILED else None,
        parent_run_id=parents.get((row[12], row[13])) if parent else None,
        parent_job=parent,
        facets=facets.run,
        inputs=tuple(_use(name, use, names, facets.inputs.get(use[2], {})) for name, use in shown if not use[3]),
        outputs=tuple(_use(name, use, names, facets.outputs.get(use[2], {})) for name, use in shown if use[3]),
    )


def _use(name: Name, use: Row, names: dict[int, Name], facets: Bodies) -> RunUse:
    writer = use[0] if use[3] else use[8]
    return RunUse(
        dataset=name,
        version=write_uid(use[2], writer) if writer else use[11],
        declared=use[7],
        row_count=use[4],
        byte_count=use[5],
        file_count=use[6],
        written_by=use[10] if use[9] in names else None,
        facets=facets,
    )


def job_run_list(viewer: Viewer, *, job: OpenLineageName, limit: int, offset: int) -> Slice[RunSheet]:
    """Runs of a job, newest first."""
    require(viewer, "lineage.read")
    jobs = members_shown(viewer, id_named(viewer, job))
    found = rows(
        f"SELECT {RUN_COLUMNS} FROM lineage_run r WHERE r.job_id = ANY(%s) AND NOT r.is_design "
        "ORDER BY r.first_event_at DESC, r.id LIMIT %s OFFSET %s",
        [jobs, limit, offset],
    )
    total = rows("SELECT count(*) FROM lineage_run WHERE job_id = ANY(%s) AND NOT is_design", [jobs])[0][0]
    return Slice(items=tuple(sheets_of_runs(viewer, found)), total_count=total)


def _runs_with_id(viewer: Viewer, run_id: str, job: OpenLineageName | None) -> list[Row]:
    hidden, params = visible(viewer)
    jobs = members_shown(viewer, id_named(viewer, job)) if job else None
    found = rows(
        f"SELECT {RUN_COLUMNS} FROM lineage_run r JOIN catalog_entity e ON e.id = r.job_id AND e.deleted_at IS NULL "
        f"WHERE r.run_key = %s AND NOT r.is_design AND (%s::int[] IS NULL OR r.job_id = ANY(%s)) AND {hidden} "
        "ORDER BY r.first_event_at, r.job_id",
        [run_key(run_id), jobs, jobs, *params],
    )
    if not found:
        of_job = f" of job '{job.name}'" if job else ""
        raise NotFoundError(f"Run '{run_id}'{of_job} not found.")
    return found


def run_sheet_get(viewer: Viewer, *, run_id: str, job: OpenLineageName | None = None) -> RunSheet:
    """A run by the id that its producer gave it; raises NotFoundError naming it."""
    require(viewer, "lineage.read")
    return sheets_of_runs(viewer, _runs_with_id(viewer, run_id, job)[:1])[0]


def run_job_facets(viewer: Viewer, *, run_id: str, job: OpenLineageName | None = None) -> tuple[str, dict[str, Any]]:
    """The run's id and the facets of its job, as they are now."""
    require(viewer, "lineage.read")
    require(viewer, "event.read")
    found = _runs_with_id(viewer, run_id, job)[0]
    facets = facets_shown(viewer, facets_by_id(viewer, [found[1]], whole=True), whole=True)
    return found[2], facets[found[1]]


def run_upstream(viewer: Viewer, *, run_id: str, depth: int) -> tuple[RunSheet, ...]:
    """The runs with this id, then the runs that wrote what they read, and so on; nearest first, then by job name.

    At most 2,000 runs. What a hidden job did is left out, and with it what is seen through it alone.
    """
    require(viewer, "lineage.read")
    if not 0 <= depth <= DEPTH_MAX:
        raise InvalidError.of("depth", f"must be a whole number from 0 to {DEPTH_MAX}")
    starts = _runs_with_id(viewer, run_id, None)
    hidden, params = visible(viewer)
    reached = rows(
        f"""
        WITH RECURSIVE up(run_id, job_id, hop) AS (
          SELECT *, 0 FROM unnest(%s::uuid[], %s::int[]) AS s(run_id, job_id)
          UNION
          SELECT w.run_id, w.job_id, up.hop + 1 FROM up
          JOIN lineage_rundataset d ON d.run_id = up.run_id AND d.job_id = up.job_id AND NOT d.output
          {WRITER} JOIN catalog_entity e ON e.id = w.job_id AND e.deleted_at IS NULL
          WHERE up.hop < %s AND w.run_id IS NOT NULL AND {hidden}
        )
        SELECT run_id, job_id, min(hop) FROM (SELECT * FROM up LIMIT %s) u GROUP BY 1, 2
        """,
        [[row[0] for row in starts], [row[1] for row in starts], depth, *params, UPSTREAM_MAX],
    )
    hops = {(run, job): hop for run, job, hop in reached}
    found = rows(
        f"SELECT {RUN_COLUMNS} FROM unnest(%s::uuid[], %s::int[]) AS k(id, job_id) JOIN lineage_run r USING (id, job_id)",
        [[run for run, _ in hops], [job for _, job in hops]],
    )
    sheets = sheets_of_runs(viewer, found)
    order = sorted(range(len(found)), key=lambda i: (hops[found[i][0], found[i][1]], sheets[i].job, str(found[i][0])))
    return tuple(sheets[i] for i in order)


def job_name(namespace: str, name: str) -> OpenLineageName:
    """The OpenLineage name of a job; of a part of one (`task.query.3`) that of all such parts."""
    return job_named(namespace, name)
