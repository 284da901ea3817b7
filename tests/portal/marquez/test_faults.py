"""Known faults of Marquez (issue numbers of MarquezProject/marquez), each as what somebody sees here instead."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.database import execute, rows
from catalog.ingest.removal import entities_delete, sources_delete, sources_forget
from lineage.ingest.alias_groups import aliases_pending
from lineage.ingest.apply import inbox_drain
from lineage.ingest.removal import lineage_forget
from tests.builders import JOBS, NAMESPACE, column_lineage, dataset, event, run_id, schema, store
from tests.portal.marquez.asking import at, minutes_ago, reader

pytestmark = pytest.mark.django_db
DAY = 24 * 60


def d(name):
    return f"dataset:{NAMESPACE}:{name}"


def j(name):
    return f"job:{JOBS}:{name}"


def names(found):
    return [item["name"] for item in found]


def job(door, name):
    return door.get("namespaces/{}/jobs/{}", JOBS, name)


def get_dataset(door, name):
    return door.get("namespaces/{}/datasets/{}", NAMESPACE, name)


# --- slow -------------------------------------------------------------------------------------------------------------


def test_it_works(door, send):
    """3058, 1525, 1362, 2472, 2418: lineage of many jobs is asked in as many statements as lineage of few; of columns in
    one more for each hop, however many there are."""

    def statements(door_name, node):
        with CaptureQueriesContext(connection) as captured:
            door.get(door_name, nodeId=node)
        return len(captured)

    def chain(name, length):
        return (
            event(
                f"{name}{n}",
                inputs=[f"{name}{n}"],
                outputs=[dataset(f"{name}{n + 1}", facets=column_lineage(id=f"{name}{n}.id"))],
            )
            for n in range(length)
        )

    send(*chain("few", 1), *chain("many", 9))
    door.get("tags")
    assert statements("lineage", d("few1")) == statements("lineage", d("many9"))
    assert statements("column-lineage", d("few1")) + 8 == statements("column-lineage", d("many9"))
    assert len(door.lineage(d("many9"))) == 19


def test_lists_of_jobs_and_runs_cost_the_same_for_many_as_for_one(door, send):
    """2987, 2686: /jobs and runs of a job with statements for each row."""

    def statements(path):
        with CaptureQueriesContext(connection) as captured:
            door.get(path)
        return len(captured)

    paths = ("jobs", f"namespaces/{JOBS}/jobs", f"namespaces/{JOBS}/jobs/load0/runs")
    send(event("load0", outputs=["x"]))
    door.get("tags")
    few = [statements(path) for path in paths]
    send(*(event(f"load{n}", outputs=["x"]) for n in range(9)), *(event("load0", outputs=["y"]) for _ in range(9)))
    assert [statements(path) for path in paths] == few


def test_depth_counts_from_the_dataset_that_was_asked_for(door, send):
    """2893: the graph was centred on one of the jobs that touch the dataset."""
    send(
        event("before", inputs=["raw"], outputs=["orders"]),
        event("after", inputs=["orders"], outputs=["totals"]),
        event("later", inputs=["totals"], outputs=["mart"]),
    )
    assert sorted(door.lineage(d("orders"), depth=2)) == [d("orders"), d("raw"), d("totals"), j("after"), j("before")]


# --- wrong or lost ----------------------------------------------------------------------------------------------------


def test_a_job_whose_runs_differ_shows_all_its_inputs_over_time(door, send):
    """3093: it showed what its last run read."""
    send(
        event("load", minutes=minutes_ago(120), inputs=["morning"], outputs=["orders"]),
        event("load", minutes=minutes_ago(60), inputs=["evening"], outputs=["orders"]),
    )
    assert names(job(door, "load")["inputs"]) == ["evening", "morning"]
    assert door.lineage(d("orders"))[j("load")] == ([d("evening"), d("morning")], [d("orders")])
    versions = door.get("namespaces/{}/jobs/{}/versions", JOBS, "load")["versions"]
    assert [names(version["inputs"]) for version in versions] == [["evening"], ["morning"]]


def test_a_dataset_that_the_last_run_did_not_touch_is_still_in_the_graph(door, send):
    """2543, and OpenLineage 1965: asked for such a dataset, the graph was the dataset alone."""
    send(
        event("load", minutes=minutes_ago(120), inputs=["a", "b"], outputs=["x"]),
        event("load", minutes=minutes_ago(60), inputs=["a"], outputs=["x"]),
    )
    assert door.lineage(d("b"))[d("b")] == ([], [j("load")])


def test_a_writer_that_moved_on_goes_and_inputs_of_these_days_stay(door, send):
    """2640: a job that had written a dataset stayed its writer for ever, while its earlier inputs vanished."""
    send(
        event("old", minutes=minutes_ago(60 * DAY), inputs=["raw"], outputs=["orders"]),
        event("old", minutes=minutes_ago(2 * DAY), inputs=["raw"], outputs=["elsewhere"]),
        event("old", minutes=minutes_ago(1 * DAY), inputs=["other"], outputs=["elsewhere"]),
        event("new", minutes=minutes_ago(1 * DAY), inputs=["raw"], outputs=["orders"]),
    )
    assert door.lineage(d("orders"))[d("orders")] == ([j("new")], [])
    assert names(job(door, "old")["inputs"]) == ["other", "raw"]
    assert names(job(door, "old")["outputs"]) == ["elsewhere"]
    assert door.lineage(d("orders"), windowDays=90)[d("orders")][0] == [j("new"), j("old")]


def test_events_sent_twice_change_nothing(door, send):
    """2708: the graph broke."""
    events = [
        event("load", "START", run=run_id(1), minutes=0, inputs=["raw"]),
        event("load", "COMPLETE", run=run_id(1), minutes=5, outputs=["orders"]),
    ]
    asks = [
        ("lineage", {"nodeId": d("orders")}),
        ("jobs", {}),
        ("events/lineage", {}),
        (f"namespaces/{JOBS}/jobs/load/runs", {}),
        ("stats/lineage-events", {"period": "DAY"}),
    ]
    send(*events)
    once = [door.get(path, **query) for path, query in asks]
    assert send(*reversed(events), *events) == 0
    assert [door.get(path, **query) for path, query in asks] == once


def test_lineage_shows_while_the_run_is_still_running(door, send):
    """3066: nothing was shown until COMPLETE."""
    send(event("load", "START", run=run_id(1), inputs=["raw"], outputs=["orders"]))
    assert door.lineage(d("orders")) == {
        d("orders"): ([j("load")], []),
        d("raw"): ([], [j("load")]),
        j("load"): ([d("raw")], [d("orders")]),
    }
    assert job(door, "load")["latestRun"]["state"] == "RUNNING"


def test_an_event_that_names_no_inputs_takes_none_away(door, send):
    """Read in its code: such an event ended the job's input edges at once, so lineage went while a task ran."""
    send(
        event("load", run=run_id(1), minutes=0, inputs=["raw"], outputs=["orders"]),
        event("load", "START", run=run_id(2), minutes=10),
        event("load", "RUNNING", run=run_id(2), minutes=11),
    )
    assert names(job(door, "load")["inputs"]) == ["raw"]
    assert door.lineage(d("orders"))[j("load")] == ([d("raw")], [d("orders")])


def test_a_symlink_learnt_later_makes_one_dataset_of_two(door, send):
    """2738: both names stayed datasets of their own when the symlink came after both were known."""
    link = {"symlinks": {"identifiers": [{"namespace": "hive://metastore", "name": "shop.orders", "type": "TABLE"}]}}
    send(
        event("write", minutes=0, outputs=["lake/orders"]),
        event("read", minutes=1, inputs=[dataset("shop.orders", namespace="hive://metastore")], outputs=["totals"]),
        event("write", minutes=2, outputs=[dataset("lake/orders", facets=link)]),
    )
    aliases_pending()
    found = door.get("namespaces/{}/datasets/{}", "hive://metastore", "shop.orders")
    assert found["id"] == get_dataset(door, "lake/orders")["id"]
    assert j("write") in door.lineage(d("totals"))


def test_a_job_that_was_removed_links_nothing(door, send):
    """3085: a deleted job still joined the datasets it had touched."""
    send(event("stays", inputs=["raw"], outputs=["orders"]))
    store(event("goes", inputs=["orders"], outputs=["copy"]), source="gone")
    inbox_drain()
    assert j("goes") in door.lineage(d("orders"))
    gone = [row[0] for row in rows("SELECT id FROM catalog_source WHERE key = 'gone'")]
    forgotten = sources_forget(gone)
    lineage_forget(gone, forgotten.gone)
    entities_delete(forgotten.gone)
    sources_delete(gone)
    assert sorted(door.lineage(d("orders"))) == [d("orders"), d("raw"), j("stays")]
    execute("UPDATE catalog_entity SET deleted_at = now() WHERE title = 'stays'")
    assert sorted(door.lineage(d("orders"))) == [d("orders")]


def test_the_version_that_a_reader_names_is_the_one_it_read(door, send):
    """2733: the version facet of an input was ignored."""
    snapshot = {"version": {"datasetVersion": "snapshot-1"}}
    send(
        event("write", run=run_id(1), minutes=0, outputs=[dataset("orders", facets=snapshot)]),
        event(
            "write", run=run_id(2), minutes=5, outputs=[dataset("orders", facets={"version": {"datasetVersion": "2"}})]
        ),
        event("read", run=run_id(3), minutes=10, inputs=[dataset("orders", facets=snapshot)]),
        event("plain", run=run_id(4), minutes=10, inputs=["orders"]),
    )
    written = {n: door.get("jobs/runs/{}", run_id(n))["outputVersions"][0]["version"] for n in (1, 2)}
    read = door.get("jobs/runs/{}", run_id(3))["inputDatasetVersions"][0]
    assert (read["datasetVersionId"]["version"], read["facets"]) == (written[1], snapshot)
    assert door.get("jobs/runs/{}", run_id(4))["inputVersions"][0]["version"] == written[2]
    upstream = door.get("runlineage/upstream", runId=run_id(3))["runs"]
    assert [run["run"]["id"] for run in upstream] == [run_id(3), run_id(1)]


def test_a_dataset_that_no_job_touches_is_shown(door, send):
    """2314: orphan datasets."""
    alone = {
        "eventTime": at(0),
        "dataset": dataset("alone", facets=schema("id:int")),
        "producer": "https://example.com/tests",
    }
    send(alone)
    assert names(get_dataset(door, "alone")["fields"]) == ["id"]
    assert door.lineage(d("alone")) == {d("alone"): ([], [])}
    assert names(door.get("namespaces/{}/datasets", NAMESPACE)["datasets"]) == ["alone"]


def test_the_graph_of_a_past_day_and_of_one_run_can_be_seen(door, send):
    """2060, 3054: only now could be seen, and only all runs together."""
    send(
        event("load", run=run_id(1), minutes=0, inputs=["old"], outputs=["orders"]),
        event("load", run=run_id(2), minutes=2 * DAY, inputs=["new"], outputs=["orders"]),
        event("report", run=run_id(3), minutes=DAY, inputs=["orders"]),
    )
    assert door.lineage(d("orders"), asOf=at(DAY), windowDays=0)[j("load")][0] == [d("old")]
    found = door.get("runlineage/upstream", runId=run_id(3))["runs"]
    assert [(run["run"]["id"], names(run["inputs"])) for run in found] == [
        (run_id(3), ["orders"]),
        (run_id(1), ["old"]),
    ]


# --- growth and doors -------------------------------------------------------------------------------------------------


def test_lineage_outlives_the_events_it_was_made_from(door, send):
    """1271, 2486: retention deleted jobs and datasets that had not been updated, and old lineage with them."""
    send(event("yearly", minutes=minutes_ago(300 * DAY), inputs=["raw"], outputs=["orders"]))
    execute("DELETE FROM lineage_inboxevent")
    assert door.get("events/lineage") == {"events": [], "totalCount": 0}
    assert sorted(door.lineage(d("orders"))) == [d("orders"), d("raw"), j("yearly")]


def test_an_event_of_11_megabytes_is_taken_and_answered(door, send):
    """2076: events of more than 10 MB exhausted the memory."""
    plan = {"spark.logicalPlan": {"plan": "x" * (11 * 1024 * 1024)}}
    send(event("spark", run=run_id(1), outputs=["orders"], run_facets=plan))
    assert door.lineage(d("orders"))[d("orders")] == ([j("spark")], [])
    assert door.get("events/lineage")["events"][0]["run"]["facets"] == {}


def test_many_events_come_in_one_request(door, producer):
    """2918: there was no batch endpoint."""
    body = json.dumps([event(f"load{n}", outputs=["orders"]) for n in range(3)])
    answer = producer.post("/api/v1/lineage/batch", body, content_type="application/json")
    assert (answer.status_code, answer.json()["summary"]["successful"]) == (200, 3)
    inbox_drain()
    assert door.get("jobs")["totalCount"] == 3


def test_nobody_reads_without_a_credential(settings):
    """1137, 2208: there was no authentication."""
    settings.PUBLIC_READS = False
    for path in ("namespaces", "jobs", "events/lineage", "lineage?nodeId=job:a:b", "search?q=a"):
        assert Client().get(f"/api/v1/{path}").status_code == 401
        assert reader("metrics:read").get(f"/api/v1/{path}").status_code == 403
        execute("UPDATE portal_apitoken SET revoked_at = now()")
