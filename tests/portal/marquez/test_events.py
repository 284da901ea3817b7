"""Events as they came, what of them needs a right of its own, and how many there are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from catalog.database import execute
from lineage.ingest.inbox import partitions_ensure
from tests.builders import JOBS, T0, event, ingest, run_id, store
from tests.portal.marquez.asking import Door, minutes_ago, reader

pytestmark = pytest.mark.django_db


def test_events_come_newest_first_in_pages_and_are_counted(door):
    for number in (1, 2, 3):
        store(event("load", run=run_id(number), minutes=number))
    found = door.get("events/lineage")
    assert ([e["run"]["runId"] for e in found["events"]], found["totalCount"]) == (
        [run_id(3), run_id(2), run_id(1)],
        3,
    )
    assert found["events"][2] == event("load", run=run_id(1), minutes=1)
    page = door.get("events/lineage", limit=1, offset=1, sortDirection="asc", before="", after="")
    assert ([e["run"]["runId"] for e in page["events"]], page["totalCount"]) == ([run_id(2)], 3)


def test_before_and_after_are_about_arrival(door):
    partitions_ensure((datetime.now(UTC) - timedelta(days=1)).date())  # three hours ago may have been yesterday
    for number, hours in ((1, 3), (2, 1)):
        store(event("load", run=run_id(number)))
        execute(
            "UPDATE lineage_inboxevent SET received_at = received_at - make_interval(hours => %(hours)s), "
            "day = ((received_at - make_interval(hours => %(hours)s)) AT TIME ZONE 'UTC')::date "
            "WHERE id = (SELECT max(id) FROM lineage_inboxevent)",
            {"hours": hours},
        )
    now = datetime.now(UTC)
    two = (now - timedelta(hours=2)).isoformat()
    late = door.get("events/lineage", after=two)
    assert ([e["run"]["runId"] for e in late["events"]], late["totalCount"]) == ([run_id(2)], 1)
    early = door.get("events/lineage", before=two)
    assert ([e["run"]["runId"] for e in early["events"]], early["totalCount"]) == ([run_id(1)], 1)


def test_events_of_a_namespace(door):
    store(event("load", run=run_id(1)), event("load", run=run_id(2), namespace="airflow"))
    found = door.get("events/{}", "airflow")
    assert ([e["run"]["runId"] for e in found["events"]], found["totalCount"]) == ([run_id(2)], 1)
    assert door.get("events")["totalCount"] == 2


def test_events_need_the_right_to_read_events():
    store(event("load", run=run_id(1)))
    status, message = Door(reader("catalog:read")).fault("events/lineage")
    assert (status, message.split("; ")[1]) == (403, "it takes admin, editor, viewer or a token with events:read.")


def test_facets_need_the_right_to_read_events():
    facets = {"sql": {"query": "SELECT secret_plan FROM x"}, "documentation": {"description": "Loads."}}
    ingest(event("load", run=run_id(1), job_facets=facets))
    door = Door(reader("catalog:read"))
    job = door.get("namespaces/{}/jobs/{}", JOBS, "load")
    assert (job["facets"], job["description"]) == ({}, "Loads.")
    assert door.fault("jobs/runs/{}/facets", run_id(1), type="job")[0] == 403


def test_runs_of_the_last_day_are_counted_by_start_and_end(door):
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    past = (hour - timedelta(hours=2) - T0).total_seconds() / 60
    ingest(
        event("load", "START", run=run_id(1), minutes=past + 1),
        event("load", "COMPLETE", run=run_id(1), minutes=past + 61),
        event("load", "FAIL", run=run_id(2), minutes=past + 62),
        event("load", "ABORT", run=run_id(3), minutes=past + 63),
        event("load", "START", run=run_id(4), minutes=minutes_ago(40 * 24 * 60)),
    )
    found = door.get("stats/lineage-events", period="DAY")
    counts = [(i["start"], i["complete"], i["fail"], i["abort"]) for i in found]
    assert counts == [(0, 0, 0, 0)] * 21 + [(1, 0, 0, 0), (0, 1, 1, 1), (0, 0, 0, 0)]
    assert found[21]["startInterval"] == (hour - timedelta(hours=2)).isoformat().replace("+00:00", "Z")
    week = door.get("stats/lineage-events", period="week", timezone="UTC")
    assert sum(i["complete"] for i in week) == 1
    assert len(week) == 7
