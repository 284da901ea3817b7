"""Which runs are about a thing, and the newest of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalog.database import rows
from catalog.names import Kind
from catalog.permissions import visible
from catalog.queries.entities import entity_ids_of
from catalog.queries.members import members_of
from catalog.viewers import Viewer
from lineage.queries.edges import BELOW


@dataclass(frozen=True, slots=True)
class RunsAbout:
    """Runs of these jobs, or those that wrote (with `reading` also read) these datasets, as parts of a SELECT from
    lineage_run r."""

    ids: list[int]
    of_jobs: bool
    reading: bool

    @property
    def join(self) -> str:
        """What the condition needs beside r."""
        wrote = "" if self.reading else " AND d.output"
        return "" if self.of_jobs else f"JOIN lineage_rundataset d ON d.run_id = r.id AND d.job_id = r.job_id{wrote}"

    @property
    def condition(self) -> str:
        """Takes the ids."""
        return f"{'r.job_id' if self.of_jobs else 'd.dataset_id'} = ANY(%s::int[])"


def runs_about(viewer: Viewer, ref: str, *, reading: bool = False) -> RunsAbout:
    """Of a job, of a pipeline and all below it, or that wrote a dataset; with `reading` also those that read it."""
    entity_id = entity_ids_of(viewer, [ref])[0][0]
    kind = Kind(rows("SELECT kind FROM catalog_entity WHERE id = %s", [entity_id])[0][0])
    group = members_of([entity_id])[1]
    if kind in {Kind.PIPELINE, Kind.COMPONENT}:
        return RunsAbout(_jobs_below(group), of_jobs=True, reading=reading)
    return RunsAbout(group, of_jobs=kind is Kind.JOB, reading=reading)


def _jobs_below(group: list[int]) -> list[int]:
    """These, and all jobs and pipelines below them, as a walk that starts at them; a component may have jobs too."""
    return [
        row[0]
        for row in rows(
            "WITH RECURSIVE member(id) AS (SELECT p.id FROM catalog_entity p WHERE p.id = ANY(%(group)s) "
            "UNION SELECT j.id FROM catalog_entity p JOIN catalog_entity j ON j.parent_ref = p.ref AND j.kind = 'job' "
            f"WHERE p.id = ANY(%(group)s) UNION {BELOW}) SELECT id FROM member",
            {"group": group},
        )
    ]


def runs_newest(
    viewer: Viewer, about: RunsAbout | None, where: Sequence[str], params: Sequence[Any], *, limit: int
) -> tuple[str, list[Any]]:
    """SELECT of lineage_run rows with at least the newest `limit` that a viewer may see, under conditions on r.

    Of jobs, however many and however often they ran, it reads the last run of each, and `limit` of as many as can be
    among the newest.
    """
    conditions = " AND ".join(where)
    if about is None:
        return f"SELECT r.* FROM lineage_run r WHERE {conditions}", [*params]
    if not about.of_jobs:
        sql = f"SELECT r.* FROM lineage_run r {about.join} WHERE {about.condition} AND {conditions}"
        return sql, [about.ids, *params]
    hidden, hidden_params = visible(viewer)
    of_job = (
        f"FROM lineage_run r WHERE r.job_id = e.id AND {conditions} ORDER BY r.first_event_at DESC, r.id DESC LIMIT"
    )
    sql = (
        "SELECT n.* FROM (SELECT e.id FROM catalog_entity e "
        f"CROSS JOIN LATERAL (SELECT r.first_event_at, r.id {of_job} 1) l "
        f"WHERE e.id = ANY(%s::int[]) AND {hidden} ORDER BY l.first_event_at DESC, l.id DESC LIMIT %s) e "
        f"CROSS JOIN LATERAL (SELECT r.* {of_job} %s) n"
    )
    return sql, [*params, about.ids, *hidden_params, limit, *params, limit]
