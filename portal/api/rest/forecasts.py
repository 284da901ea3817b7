"""Questions about causes, delays and deadlines as REST asks them; the rest of the questions is in portal/api/rest/views.py."""

from __future__ import annotations

from datetime import datetime

from catalog.errors import InvalidError
from catalog.paging import Page
from catalog.queries.filters import EntityFilter
from catalog.viewers import Viewer
from lineage.answers import CauseReport, CriticalPath, Deadline, DelayForecast, TimelineRow
from lineage.queries.critical_path import critical_path_get
from lineage.queries.deadlines import deadline_list
from lineage.queries.forecast import delay_list
from lineage.queries.root_cause import cause_list
from lineage.queries.timelines import timeline_list
from portal.api.rest.arguments import Arguments


def ask_causes(viewer: Viewer, a: Arguments, path: dict[str, str]) -> CauseReport:
    """GET /causes."""
    ref, at, limit = a.must("ref"), a.time("at"), a.number("limit", 5)
    a.done()
    return cause_list(viewer, ref=ref, at=at, limit=limit)


def ask_delays(viewer: Viewer, a: Arguments, path: dict[str, str]) -> DelayForecast:
    """GET /delays."""
    ref, arrives_at, max_hops = a.must("ref"), a.time("arrives_at"), a.number("max_hops", 6)
    a.done()
    return delay_list(viewer, ref=ref, arrives_at=arrives_at, max_hops=max_hops)


def ask_critical_path(viewer: Viewer, a: Arguments, path: dict[str, str]) -> CriticalPath:
    """GET /critical-path."""
    ref = a.must("ref")
    a.done()
    return critical_path_get(viewer, refs=[ref])[0]


def ask_timelines(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Page[TimelineRow]:
    """GET /timelines."""
    refs, wanted = a.many("refs"), a.object("filter", EntityFilter)
    since, until = _time(a, "since"), _time(a, "until")
    first, after = a.number("first", 20), a.text("after")
    a.done()
    return timeline_list(viewer, refs=refs, filter=wanted, since=since, until=until, first=first, after=after)


def ask_deadlines(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Page[Deadline]:
    """GET /deadlines."""
    wanted, keepable = a.object("filter", EntityFilter), a.flag("keepable")
    first, after = a.number("first", 20), a.text("after")
    a.done()
    return deadline_list(viewer, filter=wanted, keepable=keepable, first=first, after=after)


def _time(a: Arguments, name: str) -> datetime:
    found = a.time(name)
    if found is None:
        raise InvalidError.of(name, "is missing")
    return found
