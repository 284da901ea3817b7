"""Namespaces, sources, datasets, tags and search as Marquez clients read them."""

from __future__ import annotations

import pytest

from catalog.database import execute, rows
from catalog.names import DATASET_SCHEME, alias_digest
from tests.builders import JOBS, NAMESPACE, column_lineage, dataset, event, ingest, run_id, schema
from tests.portal.marquez.asking import at

pytestmark = pytest.mark.django_db
LAKE = "s3://lake/bronze"


def add_alias(namespace, name, *, of):
    """What a merge of two names leaves behind: both lead to one dataset."""
    execute(
        "INSERT INTO catalog_alias (scheme, namespace, key, digest, entity_id, source_id) "
        "SELECT scheme, %s, %s, %s, entity_id, source_id FROM catalog_alias WHERE scheme = %s AND namespace = %s AND key = %s",
        [namespace, name, alias_digest(DATASET_SCHEME, namespace, name), DATASET_SCHEME, *of],
    )


def names(found):
    return [item["name"] for item in found]


def test_it_works(door):
    ingest(event("load", inputs=["raw"], outputs=["orders"]), event("copy", outputs=[dataset("x", namespace=LAKE)]))
    found = door.get("namespaces")["namespaces"]
    assert names(found) == [NAMESPACE, LAKE, JOBS]
    assert sorted(found[0]) == ["createdAt", "description", "isHidden", "name", "ownerName", "updatedAt"]
    assert (found[0]["ownerName"], found[0]["description"], found[0]["isHidden"]) == ("", None, False)
    assert door.get("namespaces/{}", LAKE) == found[1]


def test_lists_are_paged_by_limit_and_offset(door):
    ingest(event(outputs=["c", "a", "b"]))
    whole = door.get("namespaces/{}/datasets", NAMESPACE)
    assert (names(whole["datasets"]), whole["totalCount"]) == (["a", "b", "c"], 3)
    page = door.get("namespaces/{}/datasets", NAMESPACE, limit=1, offset=1)
    assert (names(page["datasets"]), page["totalCount"]) == (["b"], 3)
    assert door.get("namespaces/{}/datasets", NAMESPACE, limit=0) == {"datasets": [], "totalCount": 3}
    assert names(door.get("namespaces", limit=1, offset=1)["namespaces"]) == [JOBS]


def test_a_dataset_is_told_with_columns_tags_source_and_what_they_are_made_from(door):
    facets = {
        **schema("id:int", "email:text"),
        **column_lineage(id="raw.id"),
        "documentation": {"description": "One row per order."},
        "dataSource": {"name": "shop-db", "uri": "postgres://db:5432/shop"},
        "tags": {"tags": [{"key": "gold"}, {"key": "PII", "field": "email"}]},
    }
    ingest(event(run=run_id(1), minutes=5, inputs=["raw"], outputs=[dataset("orders", facets=facets)]))
    found = door.get("namespaces/{}/datasets/{}", NAMESPACE, "orders")
    made, changed, version = (found.pop(key) for key in ("createdAt", "updatedAt", "currentVersion"))
    assert made <= changed
    assert found == {
        "id": {"namespace": NAMESPACE, "name": "orders"},
        "type": "DB_TABLE",
        "name": "orders",
        "physicalName": "orders",
        "namespace": NAMESPACE,
        "sourceName": "shop-db",
        "fields": [
            {"name": "id", "type": "int", "tags": [], "description": None},
            {"name": "email", "type": "text", "tags": ["PII"], "description": None},
        ],
        "tags": ["gold"],
        "lastModifiedAt": at(5),
        "lastLifecycleState": None,
        "description": "One row per order.",
        "columnLineage": [
            {
                "name": "id",
                "inputFields": [
                    {
                        "namespace": NAMESPACE,
                        "dataset": "raw",
                        "field": "id",
                        "transformationDescription": None,
                        "transformationType": "IDENTITY",
                        "transformations": [
                            {"type": "DIRECT", "subtype": "IDENTITY", "masking": False, "description": None}
                        ],
                    }
                ],
                "transformationDescription": None,
                "transformationType": "IDENTITY",
            }
        ],
        "facets": {key: facets[key] for key in ("dataSource", "documentation", "tags")},
        "deleted": False,
    }
    assert door.get("tags")["tags"] == [{"name": "PII", "description": ""}, {"name": "gold", "description": ""}]
    assert door.get("tags/{}", "gold") == {"name": "gold", "description": ""}
    assert version == door.get("namespaces/{}/datasets/{}/versions", NAMESPACE, "orders")["versions"][0]["version"]


def test_a_source_is_named_by_the_facet_or_is_the_namespace(door):
    shop = {"dataSource": {"name": "shop-db", "uri": "postgres://db:5432/shop"}}
    topic = dataset("clicks", namespace="kafka://broker:9092", facets={"datasetType": {"datasetType": "TOPIC"}})
    ingest(event(outputs=[dataset("orders", facets=shop), topic]))
    found = [(s["name"], s["type"], s["connectionUrl"]) for s in door.get("sources")["sources"]]
    assert found == [("kafka://broker:9092", "KAFKA", ""), ("shop-db", "POSTGRESQL", "postgres://db:5432/shop")]
    assert door.get("sources/{}", "kafka://broker:9092")["name"] == "kafka://broker:9092"
    assert door.get("namespaces/{}/datasets/{}", "kafka://broker:9092", "clicks")["type"] == "STREAM"


def test_a_dataset_that_was_dropped_is_there_and_says_so(door):
    gone = {"lifecycleStateChange": {"lifecycleStateChange": "DROP"}}
    ingest(event(minutes=0, outputs=["orders"]), event(minutes=10, outputs=[dataset("orders", facets=gone)]))
    found = door.get("namespaces/{}/datasets/{}", NAMESPACE, "orders")
    assert (found["lastLifecycleState"], found["deleted"]) == ("DROP", True)
    ingest(event(minutes=20, outputs=["orders"]))
    assert door.get("namespaces/{}/datasets/{}", NAMESPACE, "orders")["deleted"] is False


def test_a_dataset_that_others_only_name_is_found_but_not_listed(door):
    made_from = dataset("orders", facets=column_lineage(id="elsewhere.id"))
    ingest(event(outputs=[made_from]))
    assert names(door.get("namespaces/{}/datasets", NAMESPACE)["datasets"]) == ["orders"]
    assert door.get("namespaces/{}/datasets/{}", NAMESPACE, "elsewhere")["name"] == "elsewhere"


def test_a_dataset_is_found_under_every_name_and_listed_under_its_first(door):
    ingest(event(outputs=["orders"]))
    add_alias("hive://metastore", "shop.orders", of=(NAMESPACE, "orders"))
    found = door.get("namespaces/{}/datasets/{}", "hive://metastore", "shop.orders")
    assert found["id"] == {"namespace": NAMESPACE, "name": "orders"}
    assert names(door.get("namespaces")["namespaces"]) == [NAMESPACE, JOBS]
    assert list(door.lineage("dataset:hive://metastore:shop.orders")) == [
        f"dataset:{NAMESPACE}:orders",
        f"job:{JOBS}:load",
    ]
    assert names(door.get("search", q="shop.ord")["results"]) == ["orders"]


@pytest.mark.parametrize(
    ("namespace", "name"),
    [
        (LAKE, "raw/orders"),
        (LAKE, "raw/orders/datasets/x"),
        ("s3://lake/datasets/old", "orders"),
        (LAKE, "orders/versions"),
        (LAKE, "a/jobs/b"),
        ("file", "/data/ü and %2F.csv"),
    ],
)
def test_names_with_slashes_are_found(door, namespace, name):
    ingest(event(outputs=[dataset(name, namespace=namespace, facets=schema("id:int"))]))
    found = door.get("namespaces/{}/datasets/{}", namespace, name)
    assert found["id"] == {"namespace": namespace, "name": name}
    versions = door.get("namespaces/{}/datasets/{}/versions", namespace, name)["versions"]
    assert [version["id"]["name"] for version in versions] == [name]
    one = door.get("namespaces/{}/datasets/{}/versions/{}", namespace, name, versions[0]["version"])
    assert one == versions[0]
    assert names(door.get("namespaces/{}/datasets", namespace)["datasets"]) == [name]
    assert door.get("namespaces/{}", namespace)["name"] == namespace


def test_job_names_with_slashes_are_found(door):
    ingest(event("etl/daily/runs", run=run_id(7), namespace="airflow://host:8080/x"))
    found = door.get("namespaces/{}/jobs/{}", "airflow://host:8080/x", "etl/daily/runs")
    assert found["id"] == {"namespace": "airflow://host:8080/x", "name": "etl/daily/runs"}
    runs = door.get("namespaces/{}/jobs/{}/runs", "airflow://host:8080/x", "etl/daily/runs")
    assert [run["id"] for run in runs["runs"]] == [run_id(7)]


def test_search_finds_parts_of_names_of_both_kinds(door):
    ingest(event("load_orders", inputs=["raw.Orders"], outputs=["orders_daily"]))
    found = door.get("search", q="orders")
    assert found["totalCount"] == 3
    assert [(hit["type"], hit["name"], hit["nodeId"]) for hit in found["results"]] == [
        ("JOB", "load_orders", f"job:{JOBS}:load_orders"),
        ("DATASET", "orders_daily", f"dataset:{NAMESPACE}:orders_daily"),
        ("DATASET", "raw.Orders", f"dataset:{NAMESPACE}:raw.Orders"),
    ]
    assert sorted(found["results"][0]) == ["name", "namespace", "nodeId", "type", "updatedAt"]
    assert names(door.get("search", q="orders", filter="JOB")["results"]) == ["load_orders"]
    assert names(door.get("search", q="orders", filter="dataset", namespace=NAMESPACE)["results"]) == [
        "orders_daily",
        "raw.Orders",
    ]
    assert names(door.get("search", q="raw%ers")["results"]) == ["raw.Orders"]
    assert names(door.get("search", q="d_ily")["results"]) == ["orders_daily"]


def test_search_counts_all_and_shows_a_page(door):
    ingest(event(outputs=["a1", "a2", "a3"]))
    found = door.get("search", q="a", filter="dataset", limit=2)
    assert (names(found["results"]), found["totalCount"]) == (["a1", "a2"], 3)


def test_search_by_day_of_change(door):
    ingest(event(outputs=["old", "new"]))
    execute("UPDATE catalog_entity SET updated_at = '2026-02-01T23:30:00Z' WHERE title = 'old'")
    execute("UPDATE catalog_entity SET updated_at = '2026-02-03T00:00:00Z' WHERE title = 'new'")
    ask = {"q": "%", "filter": "dataset"}
    assert names(door.get("search", **ask, before="2026-02-02")["results"]) == ["old"]
    assert names(door.get("search", **ask, after="2026-02-01")["results"]) == ["new"]
    assert names(door.get("search", **ask, after="2026-01-31", before="2026-02-04")["results"]) == ["new", "old"]


def test_statistics_have_24_hours_or_7_days_and_count_what_there_is(door):
    ingest(event("load", inputs=["raw"], outputs=["orders"]))
    assert rows("SELECT count(*) FROM catalog_entity WHERE kind IN ('dataset', 'job')") == [(3,)]
    for asset, count in (("jobs", 1), ("datasets", 2), ("sources", 1)):
        day = door.get(f"stats/{asset}", period="DAY")
        assert ([i["count"] for i in day], sorted(day[0])) == (
            [0] * 23 + [count],
            ["count", "endInterval", "startInterval"],
        )
        week = door.get(f"stats/{asset}", period="WEEK", timezone="Europe/Berlin")
        assert [i["count"] for i in week] == [0] * 6 + [count]
        assert [i["endInterval"] for i in week[:-1]] == [i["startInterval"] for i in week[1:]]
