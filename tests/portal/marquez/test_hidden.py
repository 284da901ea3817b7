"""A restricted entity is in no byte of what the Marquez door answers to whoever may not see it (threat T4)."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests import estate as e
from tests.builders import JOBS, NAMESPACE, event, ingest, run_id
from tests.portal.marquez.asking import Door

PATHS = [
    ("namespaces", [], {}),
    ("sources", [], {}),
    ("tags", [], {}),
    ("jobs", [], {}),
    ("events/lineage", [], {}),
    ("namespaces/{}", [NAMESPACE], {}),
    ("namespaces/{}/datasets", [NAMESPACE], {}),
    ("namespaces/{}/datasets/{}", [NAMESPACE, "totals"], {}),
    ("namespaces/{}/datasets/{}/versions", [NAMESPACE, "totals"], {}),
    ("namespaces/{}/jobs", [JOBS], {}),
    ("namespaces/{}/jobs/{}", [JOBS, "nightly.join"], {}),
    ("namespaces/{}/jobs/{}/versions", [JOBS, "nightly.join"], {}),
    ("namespaces/{}/jobs/{}/runs", [JOBS, "nightly.join"], {}),
    ("jobs/runs/{}", [run_id(4)], {}),
    ("jobs/runs/{}/facets", [run_id(4)], {"type": "job"}),
    ("lineage", [], {"nodeId": f"dataset:{NAMESPACE}:orders", "windowDays": 365}),
    ("column-lineage", [], {"nodeId": f"dataset:{NAMESPACE}:totals", "withDownstream": "true"}),
    ("runlineage/upstream", [], {"runId": run_id(4)}),
    ("search", [], {"q": "a"}),
    ("stats/jobs", [], {"period": "DAY"}),
]


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker, tmp_path_factory):
    """In place of pytest-django's, which would roll back after each test: the estate is built once."""
    with e.built(django_db_blocker, tmp_path_factory.mktemp("estate")):
        secretive = {"sql": {"query": f"SELECT * FROM {e.CANARY}"}}
        ingest(event("nightly.join", run=run_id(40), minutes=70, inputs=["orders"], job_facets=secretive))
        yield


@pytest.fixture
def inside(db, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def bodies(who):
    door = Door(e.asker(who).client)
    found = [door.answer(path, *names, **query) for path, names, query in PATHS]
    assert [answer.status_code for answer in found] == [200] * len(PATHS)
    return {path: answer.content.decode() for (path, _, _), answer in zip(PATHS, found, strict=True)}


def test_no_byte_names_what_is_hidden(inside):
    assert [path for path, body in bodies("viewer").items() if e.CANARY in body] == []


def test_the_canary_is_there_to_be_seen(inside):
    shown = {path for path, body in bodies("admin").items() if e.CANARY in body}
    assert shown >= {"jobs", "events/lineage", "namespaces/{}/datasets", "lineage", "jobs/runs/{}"}


def test_asked_by_name_the_hidden_is_as_if_absent(inside):
    door = Door(e.asker("viewer").client)
    assert door.fault("namespaces/{}/datasets/{}", NAMESPACE, e.CANARY)[0] == 404
    assert door.fault("namespaces/{}/jobs/{}", JOBS, f"{e.CANARY}-job")[0] == 404
    assert door.fault("lineage", nodeId=f"dataset:{NAMESPACE}:{e.CANARY}")[0] == 404
    assert door.fault("jobs/runs/{}", run_id(5))[0] == 404
    assert door.get("search", q=e.CANARY)["totalCount"] == 0


def test_what_is_hidden_is_not_counted(inside):
    viewer, admin = (Door(e.asker(who).client) for who in ("viewer", "admin"))
    assert admin.get("jobs")["totalCount"] - viewer.get("jobs")["totalCount"] == 1
    assert admin.get("events/lineage")["totalCount"] - viewer.get("events/lineage")["totalCount"] == 4


def test_the_graph_keeps_hidden_nodes_without_names(inside):
    door = Door(e.asker("viewer").client)
    ask = {"nodeId": f"dataset:{NAMESPACE}:totals", "windowDays": 365}
    first, second = (door.get("lineage", **ask)["graph"] for _ in range(2))
    hidden = [node for node in first if node["data"]["namespace"] == "hidden"]
    assert sorted(node["type"] for node in hidden) == ["DATASET", "JOB"]
    assert all(node["inEdges"] or node["outEdges"] for node in hidden)
    assert {node["id"] for node in hidden}.isdisjoint(node["id"] for node in second)
