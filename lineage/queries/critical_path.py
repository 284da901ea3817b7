"""Which tasks determined when the last run of a pipeline ended?"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.answers import EntityLink
from catalog.database import Row, rows
from catalog.permissions import require
from catalog.queries.cards import links_by_id
from catalog.queries.entities import entity_ids_of
from catalog.queries.members import groups_of
from catalog.viewers import Viewer
from lineage.answers import CriticalPath, CriticalTask
from lineage.critical_path import Placed, Task, critical_path, worth_shortening
from lineage.queries.runs import STATES

TASK_RUNS_MAX = 1_000
_RECENT = 5
# The last run that is over, by the tasks it started: many pipelines send no events of their own.
_LAST = """
SELECT t.parent_key, min(p.run_id), min(p.started_at) FROM unnest(%(members)s::int[]) AS m(id)
JOIN lineage_jobparent j ON j.parent_id = m.id CROSS JOIN LATERAL (
  SELECT parent_key, first_event_at FROM lineage_run WHERE job_id = j.job_id AND parent_job_id = m.id
    AND ended_at IS NOT NULL AND NOT is_design ORDER BY first_event_at DESC, id LIMIT %(recent)s
) t LEFT JOIN lineage_run p ON p.run_key = t.parent_key AND p.job_id = m.id
GROUP BY t.parent_key HAVING bool_and(coalesce(p.state, 3) >= 3) ORDER BY max(t.first_event_at) DESC, t.parent_key LIMIT 1
"""
# A dependency holds while the latest facet of the job that said so names it (lineage/queries/control_flow.py).
_AFTER = """
SELECT d.job_id, d.other_id FROM lineage_jobdependency d JOIN lineage_joborder l ON l.job_id = d.job_id AND l.at = d.last_at
WHERE d.is_upstream AND d.job_id = ANY(%(jobs)s) AND d.other_id = ANY(%(jobs)s)
UNION SELECT d.other_id, d.job_id FROM lineage_jobdependency d JOIN lineage_joborder l ON l.job_id = d.job_id
  AND l.at = d.last_at
WHERE NOT d.is_upstream AND d.job_id = ANY(%(jobs)s) AND d.other_id = ANY(%(jobs)s)
UNION SELECT r.target_id, w.source_id FROM lineage_edge w JOIN lineage_edge r ON r.source_id = w.target_id
WHERE w.source_id = ANY(%(heads)s) AND r.target_id = ANY(%(heads)s)
UNION SELECT target_id, source_id FROM lineage_edge WHERE source_id = ANY(%(heads)s) AND target_id = ANY(%(heads)s)
"""


@dataclass(frozen=True, slots=True)
class _Ran:
    """All runs of one task as one."""

    state: int
    attempts: int
    start: datetime
    end: datetime


def critical_path_get(viewer: Viewer, *, refs: Sequence[str]) -> tuple[CriticalPath, ...]:
    """Of the last run of each pipeline that is over, by control flow and lineage between its tasks; empty for what has
    started no tasks. Raises NotFoundError."""
    require(viewer, "lineage.read")
    ids = [entity_id for entity_id, _ in entity_ids_of(viewer, refs)]
    return tuple(_critical_path(viewer, entity_id) for entity_id in ids)


def _critical_path(viewer: Viewer, pipeline_id: int) -> CriticalPath:
    members = groups_of([pipeline_id])[pipeline_id]
    last = rows(_LAST, {"members": members, "recent": _RECENT})
    found = _task_runs(members, last[0][0]) if last else []
    ran, unfinished = _tasks(found[:TASK_RUNS_MAX])
    start = (last[0][2] if last else None) or min((task.start for task in ran.values()), default=None)
    tasks = _dependent(ran)
    chain, placed = critical_path(tasks, start.timestamp()) if start else ([], {})
    links = links_by_id(viewer, [pipeline_id, *ran])
    shorten, gain = worth_shortening(tasks, placed, chain) if chain else (None, 0.0)
    others = sorted(ran.keys() - set(chain), key=lambda job: (placed[job].slack, ran[job].start, job))
    return CriticalPath(
        entity=links[pipeline_id],
        run_id=last[0][1] or str(last[0][0]) if last else None,
        started_at=start,
        ended_at=ran[chain[-1]].end if chain else None,
        steps=tuple(_task(job, ran[job], placed[job], links) for job in chain),
        others=tuple(_task(job, ran[job], placed[job], links) for job in others),
        shorten=links.get(shorten) if shorten is not None else None,
        gain_seconds=gain,
        unfinished_count=unfinished,
        truncated=len(found) > TASK_RUNS_MAX,
    )


def _task_runs(members: Sequence[int], key: uuid.UUID) -> list[Row]:
    """(task, state, start, end) of the runs that a run started, in the order in which they ended; merged jobs are one."""
    return rows(
        "SELECT coalesce(e.canonical_id, e.id), r.state, r.started_at, r.ended_at FROM lineage_run r "
        "JOIN catalog_entity e ON e.id = r.job_id WHERE r.parent_key = %s AND r.parent_job_id = ANY(%s) AND NOT r.is_design "
        "ORDER BY r.ended_at NULLS FIRST, r.id LIMIT %s",
        [key, list(members), TASK_RUNS_MAX + 1],
    )


def _tasks(found: Sequence[Row]) -> tuple[dict[int, _Ran], int]:
    """The tasks that began and ended, and how many did not."""
    ran: dict[int, _Ran] = {}
    open_jobs = {job for job, _, start, end in found if start is None or end is None}
    for job, state, start, end in found:
        if job not in open_jobs:
            first = ran.get(job)
            ran[job] = _Ran(state, first.attempts + 1 if first else 1, min(start, first.start) if first else start, end)
    return ran, len(open_jobs)


def _dependent(ran: dict[int, _Ran]) -> dict[int, Task]:
    """The tasks with what each comes after."""
    heads = {member: head for head, group in groups_of(ran).items() for member in group}
    after: dict[int, set[int]] = defaultdict(set)
    for job, other in rows(_AFTER, {"jobs": sorted(heads), "heads": sorted(ran)}):
        after[heads[job]].add(heads[other])
    return {
        job: Task(task.start.timestamp(), task.end.timestamp(), tuple(sorted(after[job]))) for job, task in ran.items()
    }


def _task(job: int, ran: _Ran, placed: Placed, links: dict[int, EntityLink]) -> CriticalTask:
    return CriticalTask(
        job=links.get(job),
        state=STATES[ran.state],
        attempts=ran.attempts,
        started_at=ran.start,
        ended_at=ran.end,
        waited_for=links.get(placed.before) if placed.before is not None else None,
        wait_seconds=round(placed.wait, 3),
        run_seconds=round((ran.end - ran.start).total_seconds(), 3),
        slack_seconds=round(placed.slack, 3),
    )
