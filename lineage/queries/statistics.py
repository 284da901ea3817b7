"""How much goes on and how much there is, by intervals of the last day or week.

Events are counted from runs, so an event that came twice counts once. Both scan a whole table: they are asked by a home
page now and then, not by machines.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from catalog.database import rows
from catalog.names import DATASET_SCHEME, JOB_SCHEME
from catalog.permissions import require, visible
from catalog.viewers import Viewer
from catalog.words import Word
from lineage.queries.names import SHOWN
from lineage.sheets import EventCount, Growth

_HOURS, _DAYS = 24, 7


class Period(Word):
    """How far back, and in what portions."""

    DAY = "day", "The last 24 hours, by the hour."
    WEEK = "week", "The last 7 days, by the day."


class Counted(Word):
    """What is counted."""

    JOBS = "jobs", "Jobs."
    DATASETS = "datasets", "Datasets."
    SOURCES = "sources", "Places where datasets live."


def intervals(period: Period, zone: ZoneInfo, now: datetime) -> list[datetime]:
    """The bounds of the intervals, the one that is under way included: one more than there are intervals."""
    local = now.astimezone(zone)
    if period is Period.DAY:
        last = local.replace(minute=0, second=0, microsecond=0).astimezone(UTC)
        return [last + timedelta(hours=n) for n in range(1 - _HOURS, 2)]
    # Days of the zone's own calendar: one in which the clock is set has 23 or 25 hours
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return [(today + timedelta(days=n)).astimezone(UTC) for n in range(1 - _DAYS, 2)]


def event_statistics(
    viewer: Viewer, *, period: Period, zone: ZoneInfo, now: datetime | None = None
) -> tuple[EventCount, ...]:
    """Starts and ends of runs in each interval, oldest first."""
    require(viewer, "lineage.read")
    bounds = intervals(period, zone, now or datetime.now(UTC))
    hidden, params = visible(viewer)
    found = rows(
        "SELECT width_bucket(x.at, %s::timestamptz[]), x.kind, count(*) FROM lineage_run r "
        "JOIN catalog_entity e ON e.id = r.job_id "
        "CROSS JOIN LATERAL (VALUES (r.started_at, 1), (r.ended_at, r.state)) x(at, kind) "
        f"WHERE r.last_event_at >= %s AND NOT r.is_design AND x.at >= %s AND x.at < %s AND {hidden} GROUP BY 1, 2",
        [bounds, bounds[0], bounds[0], bounds[-1], *params],
    )
    counts = [[0] * 6 for _ in bounds[1:]]
    for place, kind, count in found:
        counts[place - 1][kind] = count
    return tuple(
        EventCount(since=since, until=until, started=c[1], completed=c[3], aborted=c[4], failed=c[5])
        for since, until, c in zip(bounds, bounds[1:], counts, strict=False)
    )


def growth_statistics(
    viewer: Viewer, *, counted: Counted, period: Period, zone: ZoneInfo, now: datetime | None = None
) -> tuple[Growth, ...]:
    """How many jobs, datasets or sources the viewer saw at the end of each interval, oldest first."""
    require(viewer, "lineage.read")
    bounds = intervals(period, zone, now or datetime.now(UTC))
    made = _made(viewer, counted, bounds[1:])
    return tuple(
        Growth(since=since, until=until, count=count)
        for since, until, count in zip(bounds, bounds[1:], made, strict=False)
    )


def _made(viewer: Viewer, counted: Counted, ends: Sequence[datetime]) -> list[int]:
    """How many were there before each instant."""
    hidden, params = visible(viewer)
    scheme = JOB_SCHEME if counted is Counted.JOBS else DATASET_SCHEME
    base = f"FROM catalog_alias a {SHOWN} WHERE a.scheme = %s AND {hidden}"
    sql = f"SELECT e.created_at AS at {base}"
    if counted is Counted.SOURCES:
        sql = (
            "SELECT min(e.created_at) AS at FROM catalog_alias a "
            f"{SHOWN} LEFT JOIN lineage_entityfacet f ON f.entity_id = e.id AND f.name = 'dataSource' "
            f"WHERE a.scheme = %s AND {hidden} GROUP BY coalesce(nullif(trim(f.body ->> 'name'), ''), a.namespace)"
        )
    found = rows(
        f"SELECT width_bucket(m.at, %s::timestamptz[]), count(*) FROM ({sql}) m GROUP BY 1",
        [list(ends), scheme, *params],
    )
    new: dict[int, int] = dict(found)
    return list(accumulate(new.get(place, 0) for place in range(len(ends))))
