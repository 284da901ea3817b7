"""Faults of Marquez that its code shows and no issue reports, each as what somebody sees here instead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from catalog.database import execute
from tests.builders import JOBS, NAMESPACE, dataset, event, run_id
from tests.portal.marquez.asking import at

pytestmark = pytest.mark.django_db


def names(found):
    return [item["name"] for item in found]


def test_a_start_that_comes_late_does_not_reopen_a_run(door, send):
    """The state was that of the event that arrived last."""
    send(
        event("load", "COMPLETE", run=run_id(1), minutes=5),
        event("load", "START", run=run_id(1), minutes=0),
        event("load", "OTHER", run=run_id(1), minutes=6),
    )
    run = door.get("jobs/runs/{}", run_id(1))
    assert (run["state"], run["startedAt"], run["endedAt"], run["durationMs"]) == ("COMPLETED", at(0), at(5), 300_000)


def test_columns_are_linked_whatever_comes_first_and_however_deep_they_are(door, send):
    """Columns were linked only when both schemas were known before, at the top level, and without their transformations."""
    ways = [
        {"type": "INDIRECT", "subtype": "JOIN"},
        {"type": "DIRECT", "subtype": "AGGREGATION", "masking": True, "description": "sum"},
    ]
    source = {"namespace": NAMESPACE, "name": "orders", "field": "price.amount", "transformations": ways}
    whole = {"namespace": NAMESPACE, "name": "orders", "field": "day", "transformations": ways[:1]}
    facet = {"columnLineage": {"fields": {"total.sum": {"inputFields": [source]}}, "dataset": [whole]}}
    send(event("sum", outputs=[dataset("totals", facets=facet)]))
    graph = {node["id"]: node for node in door.get("column-lineage", nodeId=f"dataset:{NAMESPACE}:totals")["graph"]}
    prefix = f"datasetField:{NAMESPACE}"
    assert sorted(graph) == [
        f"{prefix}:orders:day",
        f"{prefix}:orders:price.amount",
        f"{prefix}:totals:*",
        f"{prefix}:totals:total.sum",
    ]
    sources = graph[f"{prefix}:totals:total.sum"]["data"]["inputFields"]
    assert [(s["dataset"], s["field"]) for s in sources] == [("orders", "price.amount")]
    assert sources[0]["transformations"] == [
        {"type": "DIRECT", "subtype": "AGGREGATION", "masking": True, "description": "sum"},
        {"type": "INDIRECT", "subtype": "JOIN", "masking": False, "description": None},
    ]


def test_searching_sorts(door, send):
    """The sort was bound as a constant: nothing was sorted."""
    for name in ("orders_b", "orders_c", "orders_a"):
        send(event("load", outputs=[name]))
    moment = datetime.now(UTC)
    for ago, name in enumerate(("orders_c", "orders_a", "orders_b")):
        execute("UPDATE catalog_entity SET updated_at = %s WHERE title = %s", [moment - timedelta(minutes=ago), name])
    assert names(door.get("search", q="orders")["results"]) == ["orders_a", "orders_b", "orders_c"]
    for word in ("updated_at", "UPDATE_AT"):
        assert names(door.get("search", q="orders", sort=word)["results"]) == ["orders_c", "orders_a", "orders_b"]


def test_the_count_of_events_is_that_of_those_listed(door, send):
    """totalCount counted events of jobs and datasets too, which are not listed."""
    design = {key: value for key, value in event("load", outputs=["x"]).items() if key not in {"run", "eventType"}}
    send(event("load", run=run_id(1)), design)
    found = door.get("events/lineage")
    assert ([e["run"]["runId"] for e in found["events"]], found["totalCount"]) == ([run_id(1)], 1)


def test_a_run_id_that_two_jobs_use_is_a_run_of_each(door, send):
    """The second job got the run of the first."""
    send(event("a", run=run_id(1), outputs=["x"]), event("b", "FAIL", run=run_id(1), minutes=1, outputs=["y"]))
    for name, state in (("a", "COMPLETED"), ("b", "FAILED")):
        assert [r["state"] for r in door.get("namespaces/{}/jobs/{}/runs", JOBS, name)["runs"]] == [state]


def test_sources_and_datasets_are_of_their_own_type(door, send):
    """Every source was typed POSTGRESQL and every dataset DB_TABLE."""
    topic = dataset("clicks", namespace="kafka://broker:9092", facets={"datasetType": {"datasetType": "TOPIC"}})
    send(event("load", inputs=[topic], outputs=["orders"]))
    assert [s["type"] for s in door.get("sources")["sources"]] == ["KAFKA", "POSTGRESQL"]
    assert door.get("namespaces/{}/datasets/{}", "kafka://broker:9092", "clicks")["type"] == "STREAM"


def test_a_facet_that_was_deleted_is_gone(door, send):
    """_deleted was not understood."""
    send(
        event("load", minutes=0, job_facets={"documentation": {"description": "Old."}}),
        event("load", minutes=1, job_facets={"documentation": {"_deleted": True}}),
    )
    job = door.get("namespaces/{}/jobs/{}", JOBS, "load")
    assert (job["facets"], job["description"]) == ({}, None)


def test_a_run_that_failed_wrote_nothing(door, send):
    """Each event with outputs made a version, also of a run that failed."""
    send(
        event("load", run=run_id(1), minutes=0, outputs=["orders"]),
        event("load", "FAIL", run=run_id(2), minutes=9, outputs=["orders"]),
    )
    assert door.get("namespaces/{}/datasets/{}", NAMESPACE, "orders")["lastModifiedAt"] == at(0)
    assert door.get("namespaces/{}/datasets/{}/versions", NAMESPACE, "orders")["totalCount"] == 1
