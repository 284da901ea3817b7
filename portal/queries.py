"""Questions that only the roof can answer: who asks, and how the product's own tasks do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from catalog.answers import TaskCard, TaskState, ViewerCard
from catalog.database import Row, rows
from catalog.permissions import PERMISSIONS, allowed, require
from catalog.queries.cards import links_of
from catalog.queries.entities import NameInput, entity_resolve
from catalog.viewers import Viewer, ViewerKind
from portal.celery import SCHEDULE
from portal.metrics import backlogs


def viewer_get(viewer: Viewer) -> ViewerCard:
    """Who asks and what they may do; for a person the scopes are those a token of theirs could have."""
    scopes = set(viewer.scopes)
    if viewer.kind is ViewerKind.PERSON:
        scopes = {grant.scope for action, grant in PERMISSIONS.items() if grant.scope and allowed(viewer, action)}
    links = links_of(viewer, viewer.teams)
    return ViewerCard(
        name=viewer.name,
        signed_in=viewer.kind is ViewerKind.PERSON,
        person=entity_resolve(viewer, names=[NameInput(ref=viewer.person_ref)])[0] if viewer.person_ref else None,
        role=viewer.role,
        scopes=tuple(sorted(scopes - {"public:read"})),
        teams=tuple(links[ref] for ref in viewer.teams if ref in links),
    )


OVERDUE_INTERVALS = 3


def task_list(viewer: Viewer) -> tuple[TaskCard, ...]:
    """The periodic tasks by name: how their last run went, and what waits for them."""
    require(viewer, "source.status")
    reports = {row[0]: row[1:] for row in rows(_REPORTS)}
    waiting = backlogs()
    now = datetime.now(UTC)
    return tuple(
        _task(name, title, seconds, reports.get(name), waiting.get(name), now)
        for title, (name, seconds) in sorted(SCHEDULE.items(), key=lambda item: item[1][0])
    )


_REPORTS = (
    "SELECT name, started_at, seconds, row_count, total_count, run_count, failure_count, error, failed_at, is_failing, "
    "ended_at FROM catalog_taskreport"
)


def _task(
    name: str, title: str, seconds: float, report: Row | None, waiting: tuple[int, float] | None, now: datetime
) -> TaskCard:
    started, took, count, total, runs, failures, error, failed_at, failing, ended = report or (
        *(None, None, None, 0, 0, 0, None, None),
        *(False, None),
    )
    state = TaskState.WAITING if report is None else TaskState.FAILING if failing else TaskState.OK
    if ended is not None and now - ended > timedelta(seconds=max(60.0, OVERDUE_INTERVALS * seconds)):
        state = TaskState.OVERDUE
    return TaskCard(
        name=name,
        title=title[0].upper() + title[1:],
        state=state,
        interval_seconds=seconds,
        started_at=started,
        duration_seconds=took,
        row_count=count,
        total_count=total,
        run_count=runs,
        failure_count=failures,
        backlog=waiting[0] if waiting else None,
        backlog_seconds=waiting[1] if waiting else None,
        error=error,
        failed_at=failed_at,
    )
