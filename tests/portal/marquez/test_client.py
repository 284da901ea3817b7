"""The client of the Marquez project itself (PyPI marquez-python) against a live server: every GET that it has."""

from __future__ import annotations

import pytest

from portal.tokens import token_create
from tests.builders import JOBS, NAMESPACE, column_lineage, dataset, event, ingest, run_id, schema

marquez = pytest.importorskip("marquez_client", reason="marquez-python is not installed")
pytestmark = pytest.mark.django_db(transaction=True)
LAKE = "s3://lake/bronze"


@pytest.fixture
def client(live_server):
    facets = schema("id:int") | column_lineage(id="raw.id") | {"tags": {"tags": [{"key": "gold"}]}}
    ingest(
        event("load", run=run_id(1), inputs=["raw"], outputs=[dataset("orders", facets=facets)]),
        event("copy", run=run_id(2), minutes=5, inputs=["orders"], outputs=[dataset("out/orders", namespace=LAKE)]),
    )
    _, secret = token_create(name="marquez", scopes=["catalog:read", "events:read"])
    return marquez.MarquezClient(live_server.url, api_key=secret)


def names(found):
    return [item["name"] for item in found]


def test_namespaces_and_sources(client):
    assert names(client.list_namespaces()["namespaces"]) == [NAMESPACE, LAKE, JOBS]
    assert names(client.list_namespaces(limit=1, offset=1)["namespaces"]) == [LAKE]
    assert client.get_namespace(LAKE)["name"] == LAKE
    assert names(client.list_sources()["sources"]) == [NAMESPACE, LAKE]
    assert client.get_source(NAMESPACE)["type"] == "POSTGRESQL"


def test_datasets_and_their_versions(client):
    assert names(client.list_datasets(NAMESPACE)["datasets"]) == ["orders", "raw"]
    assert client.get_dataset(LAKE, "out/orders")["id"] == {"namespace": LAKE, "name": "out/orders"}
    versions = client.list_dataset_versions(NAMESPACE, "orders", limit=10)["versions"]
    assert [version["createdByRun"]["id"] for version in versions] == [run_id(1)]
    assert client.get_dataset_version(NAMESPACE, "orders", versions[0]["version"]) == versions[0]


def test_jobs_and_runs(client):
    assert sorted(names(client.list_jobs(JOBS)["jobs"])) == ["copy", "load"]
    assert client.get_job(JOBS, "load")["latestRun"]["id"] == run_id(1)
    assert [run["id"] for run in client.list_job_runs(JOBS, "copy")["runs"]] == [run_id(2)]
    assert client.get_job_run(run_id(2))["state"] == "COMPLETED"


def test_columns(client):
    edge = [f"datasetField:{NAMESPACE}:orders:id", f"datasetField:{NAMESPACE}:raw:id"]

    def ids(found):
        return [node["id"] for node in found["graph"]]

    assert ids(client.get_column_lineage_by_dataset(NAMESPACE, "orders")) == edge
    assert ids(client.get_column_lineage_by_dataset_field(NAMESPACE, "raw", "id", with_downstream=True)) == edge
    assert ids(client.get_column_lineage_by_job(JOBS, "load", depth=1)) == edge
    version = client.get_dataset(NAMESPACE, "orders")["currentVersion"]
    found = client.get_column_lineage_by_dataset(NAMESPACE, "orders", version=version)
    assert ids(found) == [f"{edge[0]}#{version}", edge[1]]
    version = client.get_job(JOBS, "load")["currentVersion"]
    assert len(ids(client.get_column_lineage_by_job(JOBS, "load", version=version))) == 2


def test_events_and_tags(client):
    assert client.list_events()["totalCount"] == 2
    found = client.list_events(JOBS, limit=1)
    assert (len(found["events"]), found["totalCount"]) == (1, 2)
    assert client.list_events("elsewhere") == {"events": [], "totalCount": 0}
    assert names(client.list_tags()["tags"]) == ["gold"]


def test_what_is_not_there_and_what_writes_raise_its_own_error(client):
    with pytest.raises(marquez.errors.APIError):
        client.get_dataset(NAMESPACE, "none")
    with pytest.raises(marquez.errors.APIError):
        client.create_namespace("x", "me")


def test_every_get_of_the_client_is_asked_here():
    methods = {name for name in vars(marquez.MarquezClient) if name.startswith(("get_", "list_"))}
    text = open(__file__).read()
    assert {name for name in methods if f"client.{name}(" not in text} == set()
    assert len(methods) == 17
