"""What Prometheus may count. Labels are bounded: doors and outcomes, never a dataset, a path or a person."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.db import DatabaseError
from prometheus_client import Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from catalog.database import rows
from catalog.queues import HEALTH, IDENTITY, OWNERSHIP, STITCH, Queue
from catalog.viewers import SYSTEM
from lineage.answers import WarningKind
from lineage.facts.queue import RUN_FACTS
from lineage.ingest.alias_queue import ALIASES
from lineage.ingest.inbox import inbox_counts
from lineage.ingest.statement_queue import STATEMENTS
from lineage.queries.intake import intake_list, tally_totals
from portal.processes import states_read

REQUESTS = Counter("headwater_http_requests", "Requests answered.", ["door", "method", "status"])
SECONDS = Histogram(
    "headwater_http_request_seconds",
    "Seconds from a request to its answer.",
    ["door"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
INTAKE = Counter("headwater_intake_events", "Events that came to the intake.", ["door", "outcome"])
REDACTIONS = Counter("headwater_redactions", "Secrets replaced before an event was stored.", ["rule"])
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_DOORS = ("intake", "rest", "graphql", "backstage", "marquez", "admin", "ui", "openapi", "docs")


def door_of(view_name: str) -> str:
    """The door a view belongs to, by the first word of its name."""
    first = view_name.partition("-")[0].partition(":")[0]
    return first if first in _DOORS else "operations"


@cache
def meters(door: str, method: str, status: int) -> tuple[Histogram, Counter]:
    """Of seconds, and of requests. Kept: to look them up by their labels takes longer than to count."""
    return SECONDS.labels(door), REQUESTS.labels(door, method, status)


def backlogs() -> dict[str, tuple[int, float]]:
    """By task that works a queue off: rows that wait, and the age of the oldest (seconds)."""
    inbox = inbox_counts()
    return {
        "lineage.inbox_apply": (int(inbox["waiting"]), inbox["oldest_seconds"]),
        "catalog.stitch_sweep": STITCH.backlog(),
        "catalog.ownership_refresh": OWNERSHIP.backlog(),
        "catalog.health_refresh": HEALTH.backlog(),
        "lineage.aliases_refresh": _together(ALIASES, IDENTITY),
        "lineage.facts_refresh": RUN_FACTS.backlog(),
        "lineage.statements_read": STATEMENTS.backlog(),
    }


def _together(*queues: Queue) -> tuple[int, float]:
    """Queues that one task works off."""
    counts, ages = zip(*(queue.backlog() for queue in queues), strict=True)
    return sum(counts), max(ages)


class TaskCollector(Collector):
    """How the background tasks do, read when somebody asks; silent while the database is away."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges, all by task."""
        try:
            reports = rows(
                "SELECT name, extract(epoch FROM started_at)::float8, seconds, row_count, run_count, failure_count, "
                "is_failing::int FROM catalog_taskreport ORDER BY name"
            )
            waiting = backlogs()
        except DatabaseError:
            return
        families = (
            ("started_timestamp_seconds", "Start of the last run."),
            ("duration_seconds", "How long the last run took."),
            ("rows", "Rows the last run worked on."),
            ("runs", "Runs so far."),
            ("failures", "Runs that broke so far."),
            ("failing", "1 when the last run broke."),
        )
        for index, (name, text) in enumerate(families, start=1):
            family = GaugeMetricFamily(f"headwater_task_{name}", text, labels=["task"])
            for row in reports:
                if row[index] is not None:
                    family.add_metric([row[0]], row[index])
            yield family
        for index, (name, text) in enumerate((("rows", "Rows that wait."), ("oldest_seconds", "Age of the oldest."))):
            family = GaugeMetricFamily(f"headwater_task_backlog_{name}", text, labels=["task"])
            for task, found in sorted(waiting.items()):
                family.add_metric([task], found[index])
            yield family


class ProcessCollector(Collector):
    """What the supervisor says of the processes it looks after."""

    def collect(self) -> Iterator[Metric]:
        """The gauge and counters, all by child of the supervisor."""
        silent = GaugeMetricFamily(
            "headwater_process_silent", "Processes that show no sign of life now.", labels=["process"]
        )
        starts = CounterMetricFamily("headwater_process_starts", "Starts since `up`.", labels=["process"])
        frozen = CounterMetricFamily(
            "headwater_process_frozen", "Processes killed since `up` because they showed none.", labels=["process"]
        )
        for state in states_read(settings.HOME):
            silent.add_metric([state.name], len(state.silent))
            starts.add_metric([state.name], state.starts)
            frozen.add_metric([state.name], state.frozen)
        yield from (silent, starts, frozen)


# Producers are made by admins, one for each token that names its own; beyond these many the rest has no label.
SOURCES_MAX = 200


class InboxCollector(Collector):
    """Rows that wait and the age of the oldest, read when somebody asks; silent while the database is away."""

    def collect(self) -> Iterator[Metric]:
        """The gauges and counters, as a whole and by source."""
        try:
            counts = inbox_counts()
            intakes, totals = intake_list(SYSTEM)[:SOURCES_MAX], tally_totals()
        except DatabaseError:
            return
        rows = GaugeMetricFamily(
            "headwater_inbox_rows", "Events by state; waiting is counted up to 10,000.", labels=["state"]
        )
        rows.add_metric(["waiting"], counts["waiting"])
        rows.add_metric(["parked"], counts["parked"])
        yield rows
        yield GaugeMetricFamily(
            "headwater_inbox_oldest_seconds", "Age of the oldest event that waits.", value=counts["oldest_seconds"]
        )
        waiting = GaugeMetricFamily(
            "headwater_intake_waiting_events",
            "Events by source that wait; counted up to 10,000 over all.",
            labels=["source"],
        )
        lag = GaugeMetricFamily(
            "headwater_intake_lag_seconds", "Age of the oldest event by source that waits.", labels=["source"]
        )
        parked = GaugeMetricFamily(
            "headwater_intake_parked_events", "Events by source that could not be applied.", labels=["source"]
        )
        for intake in intakes:
            waiting.add_metric([intake.source], intake.waiting)
            lag.add_metric([intake.source], intake.lag_seconds)
            parked.add_metric([intake.source], intake.parked)
        yield from (waiting, lag, parked)
        for kind, text in (
            (WarningKind.REJECTED, "Events refused, by source."),
            (WarningKind.REDACTED, "Secrets taken out of events, by source."),
            (WarningKind.DROPPED, "Facets left out of large events, by source."),
            (WarningKind.AHEAD, "Events more than an hour in the future, by source."),
            (WarningKind.UNREAD, "SQL that tells no columns, by source."),
        ):
            family = CounterMetricFamily(f"headwater_intake_{kind.value}", text, labels=["source"])
            for intake in intakes:
                family.add_metric([intake.source], totals.get((intake.source, kind.value), 0))
            yield family
