"""What Prometheus may count. Labels are bounded: doors and outcomes, never a dataset, a path or a person."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError
from prometheus_client import Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from lineage.ingest.inbox import inbox_counts

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
_DOORS = ("intake", "rest", "graphql", "backstage", "admin", "ui", "openapi", "docs")


def door_of(view_name: str) -> str:
    """The door a view belongs to, by the first word of its name."""
    first = view_name.partition("-")[0].partition(":")[0]
    return first if first in _DOORS else "operations"


class InboxCollector(Collector):
    """Rows that wait and the age of the oldest, read when somebody asks; silent while the database is away."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges."""
        try:
            counts = inbox_counts()
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
