"""Questions about runs: one, many, and the last one of each entity at a glance."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from catalog.answers import EntityLink, TextState, given
from catalog.database import Row, planned_once, rows
from catalog.paging import Page, Pager
from catalog.permissions import require, visible
from catalog.queries.cards import links_by_id, uid_of
from catalog.viewers import Viewer
from lineage.answers import RestrictedText, RunCard, RunDataset, RunDetail, RunState
from lineage.lifecycle import KINDS
from lineage.openlineage import run_key
from lineage.queries.edges import MEMBERS
from lineage.queries.run_facets import NOTHING_SHOWN, facets_by_run, parameters_of
from lineage.queries.runs_about import runs_about, runs_newest

DATASETS_MAX = 500
STATES = {
    0: RunState.UNKNOWN,
    1: RunState.RUNNING,
    2: RunState.RUNNING,
    3: RunState.SUCCESS,
    4: RunState.ABORTED,
    5: RunState.FAILED,
}
RANKS = {state: [rank for rank, known in STATES.items() if known is state] for state in RunState}
# What a run has read or written (d): when each of its events says all, what the latest of them names.
USE_COUNTS = (
    "NOT EXISTS (SELECT 1 FROM lineage_run s WHERE s.id = d.run_id AND s.job_id = d.job_id "
    "AND s.is_snapshot AND d.last_at IS DISTINCT FROM s.named_at)"
)
RUN_COLUMNS = (
    "r.id, r.job_id, r.run_id, r.state, r.nominal_start_at, r.nominal_end_at, r.started_at, r.ended_at, r.error, "
    "r.parent_key, r.parent_job_id, r.url, s.key, r.first_event_at"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeFilter:
    """Instants from `since` on and before `until`; both optional."""

    since: datetime | None = given("At or after.")
    until: datetime | None = given("Before.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFilter:
    """Which runs."""

    states: tuple[RunState, ...] | None = given("States.")
    started_at: TimeFilter | None = given("Started in.")


@dataclass(frozen=True, slots=True)
class RunGlance:
    """State of a last run, and when it ended or, while running, started."""

    state: RunState
    at: datetime


# Runs are in many partitions: to plan this costs several times what it costs to do.
_LAST_RUNS = f"""
WITH m AS MATERIALIZED (
  SELECT k.id, m.id AS member FROM unnest(%s::int[]) AS k(id) CROSS JOIN LATERAL ({MEMBERS.format("k.id")}) m
)
(SELECT DISTINCT ON (m.id) m.id, r.state, coalesce(r.ended_at, r.started_at, r.first_event_at)
FROM m JOIN LATERAL (
  SELECT id, state, ended_at, started_at, first_event_at FROM lineage_run
  WHERE job_id = m.member AND NOT is_design ORDER BY first_event_at DESC, id LIMIT 1
) r ON true ORDER BY m.id, r.first_event_at DESC, r.id)
UNION ALL
SELECT k.id, r.state, coalesce(r.ended_at, r.started_at, r.first_event_at)
FROM (
  SELECT DISTINCT ON (m.id) m.id, d.run_id, d.job_id
  FROM m JOIN LATERAL (
    SELECT run_id, job_id, seen_at FROM lineage_rundataset
    WHERE dataset_id = m.member AND output ORDER BY seen_at DESC, run_id LIMIT 1
  ) d ON true ORDER BY m.id, d.seen_at DESC, d.run_id
) k JOIN lineage_run r ON r.id = k.run_id AND r.job_id = k.job_id AND NOT r.is_design
"""


def last_runs(entity_ids: Sequence[int]) -> dict[int, RunGlance]:
    """The last run of each job, and the last run that wrote each dataset."""
    with planned_once():
        found = rows(_LAST_RUNS, [list(entity_ids)])
    return {entity_id: RunGlance(STATES[state], at) for entity_id, state, at in found}


def run_list(
    viewer: Viewer,
    *,
    ref: str | None = None,
    run_id: str | None = None,
    filter: RunFilter | None = None,
    first: int,
    after: str | None = None,
) -> Page[RunCard]:
    """Runs, newest first: of a job, of a pipeline and all below it, that wrote a dataset, or with an OpenLineage run id."""
    require(viewer, "lineage.read")
    pager = Pager("run_list", viewer, [ref, run_id, repr(filter)], first=first, after=after)
    where, params = ["NOT r.is_design"], list[Any]()
    if run_id is not None:
        where.append("r.run_key = %s")
        params.append(run_key(run_id))
    _filter(filter, where, params)
    if pager.position:
        at, uid = pager.position
        # The first condition is one that an index of jobs and times can begin at.
        where.append("r.first_event_at <= %s AND (r.first_event_at, r.id) < (%s, %s)")
        params.extend([at, at, uid])
    sql, sql_params = runs_newest(
        viewer, runs_about(viewer, ref) if ref is not None else None, where, params, limit=pager.first + 1
    )
    hidden, hidden_params = visible(viewer)
    found = rows(
        f"SELECT {RUN_COLUMNS} FROM ({sql}) r JOIN catalog_source s ON s.id = r.source_id "
        f"JOIN catalog_entity e ON e.id = r.job_id WHERE {hidden} "
        "ORDER BY r.first_event_at DESC, r.id DESC LIMIT %s",
        [*sql_params, *hidden_params, pager.first + 1],
    )
    return pager.page(
        [(card, [row[13].isoformat(), str(row[0])]) for card, row in zip(run_cards(viewer, found), found, strict=True)]
    )


def _filter(run_filter: RunFilter | None, where: list[str], params: list[Any]) -> None:
    if run_filter is None:
        return
    if run_filter.states:
        where.append("r.state = ANY(%s::smallint[])")
        params.append([rank for state in run_filter.states for rank in RANKS[state]])
    if run_filter.started_at is not None:
        for operator, value in ((">=", run_filter.started_at.since), ("<", run_filter.started_at.until)):
            if value is not None:
                where.append(f"r.first_event_at {operator} %s")
                params.append(value)


def run_cards(viewer: Viewer, found: Sequence[Row]) -> list[RunCard]:
    """Cards of rows selected by RUN_COLUMNS, whose jobs the viewer may see."""
    jobs = links_by_id(viewer, {row[1] for row in found})
    parents = _parent_ids({(row[9], row[10]) for row in found if row[9] and row[10]})
    now = datetime.now(UTC)
    return [_card(row, jobs[row[1]], parents.get((row[9], row[10])), now) for row in found]


def _parent_ids(keys: set[tuple[uuid.UUID, int]]) -> dict[tuple[uuid.UUID, int], str]:
    """Ids of parent runs that have sent an event of their own."""
    wanted = sorted(keys, key=str)
    found = rows(
        "SELECT r.run_key, r.job_id, r.id FROM unnest(%s::uuid[], %s::int[]) AS k(run_key, job_id) "
        "JOIN lineage_run r USING (run_key, job_id)",
        [[key for key, _ in wanted], [job for _, job in wanted]],
    )
    return {(key, job): f"run_{run}" for key, job, run in found}


def _card(row: Row, job: EntityLink, parent_id: str | None, now: datetime) -> RunCard:
    state, started, ended = STATES[row[3]], row[6], row[7]
    until = ended or (now if state is RunState.RUNNING else None)
    return RunCard(
        id=f"run_{row[0]}",
        run_id=row[2],
        job=job,
        state=state,
        nominal_start_at=row[4],
        nominal_end_at=row[5],
        started_at=started,
        ended_at=ended,
        duration_seconds=max(0.0, (until - started).total_seconds()) if started and until else None,
        error=row[8].splitlines()[0][:300] if row[8] and state is RunState.FAILED else None,
        parent_id=parent_id,
        url=row[11],
        source=row[12],
    )


def _rows_by_uid(viewer: Viewer, uids: Sequence[uuid.UUID]) -> list[Row]:
    hidden, params = visible(viewer)
    return rows(
        f"SELECT {RUN_COLUMNS} FROM lineage_run r JOIN catalog_source s ON s.id = r.source_id "
        f"JOIN catalog_entity e ON e.id = r.job_id WHERE r.id = ANY(%s) AND NOT r.is_design AND {hidden}",
        [list(uids), *params],
    )


def run_get(viewer: Viewer, *, ids: Sequence[str]) -> tuple[RunDetail | None, ...]:
    """Runs with what they read and wrote, in the order of their ids (run_...), None where nothing visible has one."""
    require(viewer, "lineage.read")
    uids = [uid_of("run", text) for text in ids]
    found = _rows_by_uid(viewer, [uid for uid in uids if uid])
    cards = {row[0]: card for row, card in zip(found, run_cards(viewer, found), strict=True)}
    uses = _uses(viewer, [row[0] for row in found])
    children = _children(viewer, found)
    facets = facets_by_run(viewer, [row[0] for row in found])
    details = {
        row[0]: _detail(
            row,
            cards[row[0]],
            uses.get(row[0], []),
            children.get(row[0], []),
            facets.get(row[0], NOTHING_SHOWN).run,
        )
        for row in found
    }
    return tuple(details.get(uid) if uid else None for uid in uids)


def _uses(viewer: Viewer, uids: list[uuid.UUID]) -> dict[uuid.UUID, list[tuple[bool, RunDataset]]]:
    """(written?, dataset) of each run, at most 500 each way; hidden datasets are left out."""
    found = rows(
        "SELECT run_id, dataset_id, output, row_count, byte_count, file_count, version, change FROM ("
        "SELECT d.*, row_number() OVER (PARTITION BY run_id, output ORDER BY dataset_id) AS place "
        f"FROM lineage_rundataset d WHERE run_id = ANY(%s) AND {USE_COUNTS}) d WHERE place <= %s ORDER BY run_id, output, place",
        [uids, DATASETS_MAX],
    )
    links = links_by_id(viewer, {row[1] for row in found})
    uses: dict[uuid.UUID, list[tuple[bool, RunDataset]]] = {}
    for run, dataset_id, output, row_count, byte_count, file_count, version, change in found:
        if dataset_id in links:
            use = RunDataset(
                dataset=links[dataset_id],
                row_count=row_count,
                byte_count=byte_count,
                file_count=file_count,
                version=version,
                change=KINDS[change] if change else None,
            )
            uses.setdefault(run, []).append((output, use))
    return uses


def _children(viewer: Viewer, found: Sequence[Row]) -> dict[uuid.UUID, list[RunCard]]:
    """Runs that each run started, first ones first, at most 500 each."""
    parents = {(run_key(row[2]), row[1]): row[0] for row in found}
    keys = sorted(parents, key=str)
    hidden, params = visible(viewer)
    listed = rows(
        f"SELECT {RUN_COLUMNS} FROM (SELECT r.*, row_number() OVER (PARTITION BY k.run_key, k.job_id "
        "ORDER BY r.first_event_at, r.id) AS place FROM unnest(%s::uuid[], %s::int[]) AS k(run_key, job_id) "
        "JOIN lineage_run r ON r.parent_key = k.run_key AND r.parent_job_id = k.job_id) r "
        "JOIN catalog_source s ON s.id = r.source_id JOIN catalog_entity e ON e.id = r.job_id "
        f"WHERE r.place <= %s AND {hidden} ORDER BY r.first_event_at, r.id",
        [[key for key, _ in keys], [job for _, job in keys], DATASETS_MAX, *params],
    )
    children: dict[uuid.UUID, list[RunCard]] = {}
    for row, card in zip(listed, run_cards(viewer, listed), strict=True):
        children.setdefault(parents[row[9], row[10]], []).append(card)
    return children


def _detail(
    row: Row, card: RunCard, uses: list[tuple[bool, RunDataset]], children: list[RunCard], facets: dict[str, Any]
) -> RunDetail:
    return RunDetail(
        card=card,
        inputs=tuple(use for output, use in uses if not output),
        outputs=tuple(use for output, use in uses if output),
        error_text=RestrictedText(text=row[8], state=TextState.AVAILABLE if row[8] else TextState.ABSENT),
        children=tuple(children),
        parameters=parameters_of(facets),
        facets=facets,
    )
