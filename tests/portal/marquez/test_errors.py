"""What the Marquez door says when it cannot answer: {code, message}, naming what and what is accepted."""

from __future__ import annotations

import uuid
from urllib.parse import quote

import pytest
from django.test import Client

from tests.builders import JOBS, NAMESPACE, event, ingest, run_id
from tests.portal.marquez.asking import Door, reader

pytestmark = pytest.mark.django_db
VERSION = str(uuid.UUID(int=7))


@pytest.fixture
def door():
    ingest(event("load", run=run_id(1), inputs=["raw"], outputs=["orders"]))
    return Door()


def test_it_works(door):
    assert door.fault("namespaces/{}", "nowhere") == (404, "Namespace 'nowhere' not found.")


@pytest.mark.parametrize(
    ("path", "names", "query", "message"),
    [
        ("namespaces/{}/datasets", ["nowhere"], {}, "Namespace 'nowhere' not found."),
        ("namespaces/{}/jobs", ["nowhere"], {}, "Namespace 'nowhere' not found."),
        (
            "namespaces/{}/datasets/{}",
            [NAMESPACE, "no/such"],
            {},
            f"Dataset 'no/such' in namespace '{NAMESPACE}' not found.",
        ),
        (
            "namespaces/{}/datasets/{}/versions",
            [NAMESPACE, "none"],
            {},
            f"Dataset 'none' in namespace '{NAMESPACE}' not found.",
        ),
        ("namespaces/{}/jobs/{}", [JOBS, "none"], {}, f"Job 'none' in namespace '{JOBS}' not found."),
        ("namespaces/{}/jobs/{}/runs", [JOBS, "none"], {}, f"Job 'none' in namespace '{JOBS}' not found."),
        (
            "namespaces/{}/datasets/{}/versions/{}",
            [NAMESPACE, "orders", VERSION],
            {},
            f"Version '{VERSION}' of dataset 'orders' not found.",
        ),
        (
            "namespaces/{}/jobs/{}/versions/{}",
            [JOBS, "load", VERSION],
            {},
            f"Version '{VERSION}' of job 'load' not found.",
        ),
        ("sources/{}", ["nowhere"], {}, "Source 'nowhere' not found."),
        ("tags/{}", ["none"], {}, "Tag 'none' not found."),
        ("jobs/runs/{}", [VERSION], {}, f"Run '{VERSION}' not found."),
        ("jobs/runs/{}/facets", [VERSION], {"type": "run"}, f"Run '{VERSION}' not found."),
        (
            "jobs/runs/{}",
            [run_id(1)],
            {"namespace": JOBS, "job": "none"},
            f"Job 'none' in namespace '{JOBS}' not found.",
        ),
        ("runlineage/upstream", [], {"runId": VERSION}, f"Run '{VERSION}' not found."),
        ("lineage", [], {"nodeId": "dataset:a:b"}, "Node 'dataset:a:b' not found."),
        ("lineage", [], {"nodeId": f"job:{NAMESPACE}:orders"}, f"Node 'job:{NAMESPACE}:orders' not found."),
        ("column-lineage", [], {"nodeId": "job:a:b"}, "Node 'job:a:b' not found."),
        (
            "column-lineage",
            [],
            {"nodeId": f"datasetField:{NAMESPACE}:orders:nope"},
            "Field 'nope' of dataset 'orders' not found.",
        ),
        (
            "column-lineage",
            [],
            {"nodeId": f"dataset:{NAMESPACE}:orders#{VERSION}"},
            f"Version '{VERSION}' of dataset 'orders' not found.",
        ),
        ("nonsense", [], {}, "Nothing is at /api/v1/nonsense."),
    ],
)
def test_what_is_not_there_is_named(door, path, names, query, message):
    assert door.fault(path, *names, **query) == (404, message)


NODES = "dataset:NAMESPACE:NAME or job:NAMESPACE:NAME"
FIELDS = f"{NODES} or datasetField:NAMESPACE:NAME:FIELD, each with #VERSION or without"


@pytest.mark.parametrize(
    ("path", "query", "message"),
    [
        ("jobs", {"limit": "-1"}, "limit: must be a whole number from 0 to 10000"),
        ("jobs", {"limit": "many"}, "limit: 'many' is not a whole number"),
        ("jobs", {"limit": "10001"}, "limit: must be a whole number from 0 to 10000"),
        ("namespaces", {"offset": "-1"}, "offset: must be a whole number from 0 to 2147483647"),
        (
            "jobs",
            {"lastRunStates": "DONE"},
            "lastRunStates: 'DONE' is unknown; known are NEW, RUNNING, COMPLETED, FAILED, ABORTED",
        ),
        ("lineage", {}, "nodeId: is missing"),
        ("lineage", {"nodeId": "orders"}, f"nodeId: 'orders' is no node id; send {NODES}"),
        ("lineage", {"nodeId": "dataset:orders"}, f"nodeId: 'dataset:orders' has no name; send {NODES}"),
        ("lineage", {"nodeId": "run:1"}, f"nodeId: 'run:1' is no node id; send {NODES}"),
        ("lineage", {"nodeId": "dataset:a:b", "depth": "-1"}, "depth: must be a whole number from 0 to 1000"),
        ("lineage", {"nodeId": "dataset:a:b", "windowDays": "366"}, "windowDays: must be a whole number from 0 to 365"),
        ("lineage", {"nodeId": "dataset:a:b", "asOf": "2999-01-01T00:00:00Z"}, "asOf: lies in the future"),
        ("column-lineage", {"nodeId": "x:a:b"}, f"nodeId: 'x:a:b' is no node id; send {FIELDS}"),
        ("column-lineage", {"nodeId": "datasetField:a:b"}, f"nodeId: 'datasetField:a:b' has no column; send {FIELDS}"),
        (
            "column-lineage",
            {"nodeId": "dataset:a:b", "withDownstream": "maybe"},
            "withDownstream: 'maybe' is not true or false",
        ),
        (
            "column-lineage",
            {"nodeId": f"dataset:a:b#{VERSION}", "withDownstream": "true"},
            "withDownstream: goes with a node id without a version alone: what came after it is not of it",
        ),
        ("runlineage/upstream", {}, "runId: is missing"),
        ("runlineage/upstream", {"runId": "1", "depth": "x"}, "depth: 'x' is not a whole number"),
        (
            "events/lineage",
            {"before": "yesterday"},
            "before: 'yesterday' is not an RFC 3339 time since 1970 with an offset, such as 2026-01-31T06:00:00Z",
        ),
        ("events/lineage", {"sortDirection": "up"}, "sortDirection: 'up' is unknown; known are asc and desc"),
        ("search", {}, "q: is missing"),
        ("search", {"q": "a", "filter": "run"}, "filter: 'run' is unknown; known are dataset and job"),
        ("search", {"q": "a", "sort": "size"}, "sort: 'size' is unknown; known are name and updated_at"),
        ("search", {"q": "a", "before": "1.2.2026"}, "before: '1.2.2026' is no day since 1970 such as 2026-01-31"),
        ("stats/jobs", {}, "period: is missing"),
        ("stats/jobs", {"period": "YEAR"}, "period: 'YEAR' is unknown; known are day, week"),
        (
            "stats/lineage-events",
            {"period": "WEEK", "timezone": "Mars/Base"},
            "timezone: 'Mars/Base' is no time zone such as Europe/Berlin",
        ),
        (f"jobs/runs/{run_id(1)}/facets", {}, "type: is missing"),
        (f"jobs/runs/{run_id(1)}/facets", {"type": "dataset"}, "type: 'dataset' is unknown; known are run and job"),
        (f"jobs/runs/{run_id(1)}", {"job": "load"}, "job: goes together with namespace"),
        (f"namespaces/{JOBS}/jobs/load/versions/1", {}, "version: '1' is no UUID"),
    ],
)
def test_a_wrong_argument_is_named_with_what_is_accepted(door, path, query, message):
    assert door.fault(path, **query) == (400, message)


POISON = (
    "\0", "a\0b", "%", "\\", "'", '"; DROP TABLE x; --', "ü" * 3000, "a" * 6000, ":" * 500, "/" * 500, "#", "-1", "1e999",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31", "0001-01-01", "\ud800", "{}", "()[]*+?", "2" * 400,
)  # fmt: skip
TEXTS = [
    ("lineage", "nodeId", {}),
    ("lineage", "depth", {"nodeId": f"dataset:{NAMESPACE}:orders"}),
    ("lineage", "asOf", {"nodeId": f"dataset:{NAMESPACE}:orders"}),
    ("column-lineage", "nodeId", {}),
    ("runlineage/upstream", "runId", {}),
    ("events/lineage", "before", {}),
    ("events/lineage", "after", {}),
    ("jobs", "lastRunStates", {}),
    ("jobs", "offset", {}),
    ("search", "q", {}),
    ("search", "namespace", {"q": "a"}),
    ("search", "after", {"q": "a"}),
    ("stats/jobs", "timezone", {"period": "WEEK"}),
    ("stats/jobs", "period", {}),
]


def test_no_value_makes_a_defect(door):
    """T17: whatever is sent is answered or refused, and both in JSON."""
    answers = []
    for poison in POISON:
        text = poison.encode("utf-8", "surrogatepass")
        asked = [(path, {**query, key: text}) for path, key, query in TEXTS]
        asked += [
            (path, {"nodeId": word + text})
            for path in ("lineage", "column-lineage")
            for word in (b"dataset:", b"datasetField:")
        ]
        for path, query in asked:
            answers.append((path, poison[:20], door.client.get(f"/api/v1/{path}", query).status_code))
        for path in (
            "namespaces/{}",
            "namespaces/a/datasets/{}",
            "namespaces/{}/jobs/x/versions",
            "sources/{}",
            "tags/{}",
            "jobs/runs/{}",
            "events/{}",
        ):
            answers.append(
                (path, poison[:20], door.client.get("/api/v1/" + path.format(quote(text, safe=""))).status_code)
            )
    assert [answer for answer in answers if answer[2] not in {200, 400, 404}] == []


def test_keys_that_nobody_asked_for_are_ignored(door):
    assert door.get("namespaces", colour="red")["namespaces"][0]["name"] == NAMESPACE


@pytest.mark.parametrize(
    ("method", "path", "way"),
    [
        ("PUT", "namespaces/x", "Namespaces are there because events name them: POST /api/v1/lineage."),
        ("DELETE", "namespaces/x", "Namespaces are there because events name them: POST /api/v1/lineage."),
        ("PUT", "sources/x", "Sources come from the dataSource facet of datasets: POST /api/v1/lineage."),
        (
            "DELETE",
            "namespaces/x/datasets/y",
            "Datasets come from events (POST /api/v1/lineage) and descriptors (manage.py sync); a lifecycleStateChange "
            "facet DROP says that one is gone.",
        ),
        (
            "PUT",
            "namespaces/x/jobs/y",
            "Jobs come from events (POST /api/v1/lineage) and descriptors (manage.py sync).",
        ),
        (
            "POST",
            "namespaces/x/jobs/y/runs",
            "Runs come from events: POST /api/v1/lineage with eventType START, RUNNING, COMPLETE, ABORT or FAIL.",
        ),
        (
            "POST",
            "jobs/runs/1/start",
            "Runs come from events: POST /api/v1/lineage with eventType START, RUNNING, COMPLETE, ABORT or FAIL.",
        ),
        (
            "POST",
            "namespaces/x/datasets/y/fields/z/tags/t",
            "Tags come from the tags facet of events (POST /api/v1/lineage) or from metadata.tags of a descriptor "
            "(manage.py sync).",
        ),
        (
            "PUT",
            "tags/t",
            "Tags come from the tags facet of events (POST /api/v1/lineage) or from metadata.tags of a descriptor "
            "(manage.py sync).",
        ),
        ("PUT", "lineage", "This path is read with GET; events go to POST /api/v1/lineage."),
        ("POST", "jobs", "This path is read with GET; events go to POST /api/v1/lineage."),
    ],
)
def test_who_writes_is_told_where_to(method, path, way):
    response = reader().generic(method, f"/api/v1/{path}", b"{}", content_type="application/json")
    assert (response.status_code, response.json()) == (
        405,
        {"code": 405, "message": f"{method} is not answered at /api/v1/{path}. {way}"},
    )
    assert response["Allow"] == ("GET, HEAD, POST" if path == "lineage" else "GET, HEAD")


def test_nobody_and_others_are_refused_in_the_shape_of_marquez(settings):
    settings.PUBLIC_READS = False
    assert Door(Client()).fault("namespaces") == (401, "Sign in, or send a bearer token.")
    for path in ("namespaces", "jobs", "tags", "lineage?nodeId=dataset:a:b"):
        assert Door(reader("ingest:write")).client.get(f"/api/v1/{path}").status_code == 403
        from portal.tokens import token_revoke

        token_revoke("ingest:write")


def test_events_are_still_taken_and_refused_as_before():
    answer = reader("ingest:write").post("/api/v1/lineage", b"{}", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    answer = reader("metrics:read").post("/api/v1/lineage", b"{}", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_public_reads_open_the_door_but_not_events_and_facets(settings):
    settings.PUBLIC_READS = True
    ingest(event("load", job_facets={"sql": {"query": "SELECT 1"}}))
    door = Door(Client())
    assert door.get("namespaces/{}/jobs/{}", JOBS, "load")["facets"] == {}
    assert door.fault("events/lineage") == (401, "event.read needs a signed-in person or a token.")
