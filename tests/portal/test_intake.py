"""The door of events answers as its clients need it (RELIABILITY 2.1), stores once, and stores no secret."""

from __future__ import annotations

import gzip
import json
import zlib

import orjson
import pytest
import zstandard
from django.db import connection
from django.test import Client

from catalog.database import rows
from lineage.ingest import acceptance
from lineage.ingest.apply import inbox_drain
from lineage.queries.runs import run_list
from portal.api import intake
from portal.backlog import Backlog
from portal.tokens import token_create
from tests.builders import ADMIN, JOBS, NAMESPACE, dataset, event, job_ref, run_id

pytestmark = pytest.mark.django_db
ONE, BATCH = "/api/v1/lineage", "/api/v1/lineage/batch"


@pytest.fixture(autouse=True)
def no_bell(monkeypatch):
    """The broker is not asked: the table is the queue."""
    monkeypatch.setattr(intake.inbox_apply, "apply_async_on_commit", lambda **options: None)


def client(*namespaces, scope="ingest:write", **options):
    _, secret = token_create(name="producer", scopes=[scope], namespaces=list(namespaces), **options)
    return Client(headers={"authorization": f"Bearer {secret}"}, raise_request_exception=False)


@pytest.fixture
def producer():
    return client()


def send(producer, body, path=ONE, **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return producer.post(path, raw, content_type="application/json", headers=headers)


def stored():
    """Payloads in the inbox, oldest first."""
    return [orjson.loads(raw) for raw in stored_bytes()]


def stored_bytes():
    found = rows("SELECT body FROM lineage_inboxevent ORDER BY id")
    return [zstandard.ZstdDecompressor().decompress(bytes(row[0]), max_output_size=2**26) for row in found]


def test_it_works(producer):
    made = event(outputs=["orders"])
    response = send(producer, made)
    assert (response.status_code, response.content) == (201, b"")
    assert stored() == [made]
    assert rows("SELECT count(*) FROM lineage_inboxwork") == [(1,)]


def test_the_same_event_twice_is_one(producer):
    made = event()
    assert [send(producer, body).status_code for body in (made, made, dict(reversed(made.items())))] == [201] * 3
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"eventTime": None}, "eventTime"),
        ({"eventTime": "yesterday"}, "eventTime"),
        ({"job": {}}, "job.namespace"),
        ({"job": {"namespace": "x"}}, "job.name"),
        ({"run": {}}, "run.runId"),
        ({"job": None}, "job"),
        ({"eventType": "STARTED"}, "eventType"),
        ({"eventType": ["START"]}, "eventType"),
        ({"eventType": {"of": "START"}}, "eventType"),
    ],
)
def test_what_has_no_identity_is_refused_by_field(producer, broken, field):
    response = send(producer, {**event(), **broken})
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert stored() == []


@pytest.mark.parametrize("body", [b"", b"{", b"[1", b"\xff\xfe", b"nul", b"{'a': 1}", b'{"a": NaN}'])
def test_what_is_no_json_is_refused(producer, body):
    response = send(producer, body)
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "body")


def test_an_encoding_that_is_not_known_is_named(producer):
    response = send(producer, zlib.compress(json.dumps(event()).encode()), **{"content-encoding": "deflate"})
    assert response.status_code == 400
    assert response.json()["errors"] == [
        {
            "field": "Content-Encoding",
            "code": "INVALID",
            "message": "'deflate' is unknown; known are gzip and identity",
        }
    ]
    assert stored() == []


def test_a_body_that_breaks_off_is_to_be_sent_again(producer):
    class Broken:
        def read(self, size):
            raise OSError("gone")

        readline = read

    response = producer.generic("POST", ONE, b"x", "application/json", **{"wsgi.input": Broken()})
    assert (response.status_code, response["Retry-After"]) == (503, "2")
    assert response.json()["detail"] == "The body did not arrive; send it again."


@pytest.mark.parametrize("body", [[], "x", 1, None, True, [event()]])
def test_what_is_no_event_is_refused(producer, body):
    assert send(producer, body).status_code == 400
    assert stored() == []


def test_who_may_write():
    assert send(Client(), event()).status_code == 401
    assert send(client(scope="catalog:read"), event()).status_code == 403
    assert Client().get(ONE).status_code == 401
    assert stored() == []


def test_a_token_writes_only_in_its_namespaces():
    bound = client("team-a.*", "shared")
    assert send(bound, event(namespace="team-a.etl")).status_code == 201
    assert send(bound, event(namespace="shared")).status_code == 201
    refused = send(bound, event(namespace="team-b"))
    assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN")
    assert "team-a" not in refused.json()["detail"]
    assert send(bound, event(namespace="TEAM-A.etl")).status_code == 403
    assert len(stored()) == 2


def test_events_count_for_the_source_of_the_token():
    send(client(source_key="airflow"), event())
    assert rows("SELECT s.key, s.kind FROM lineage_inboxevent i JOIN catalog_source s ON s.id = i.source_id") == [
        ("airflow", "openlineage")
    ]


# --- size -------------------------------------------------------------------------------------------------------------


def test_gzip(producer):
    made = event()
    packed = gzip.compress(json.dumps(made).encode())
    assert send(producer, packed, **{"content-encoding": "gzip"}).status_code == 201
    assert send(producer, b"no gzip", **{"content-encoding": "gzip"}).status_code == 400
    assert stored() == [made]


@pytest.fixture
def small(monkeypatch):
    """The same limits, at a size that a test can afford."""
    monkeypatch.setattr(intake, "BODY_MAX", 20_000)
    monkeypatch.setattr(acceptance, "APART_MAX", 8_000)
    monkeypatch.setattr(acceptance, "EVENT_KEEP_ALL", 8_000)
    monkeypatch.setattr(acceptance, "FACET_KEEP", 3_000)


def test_the_limit_is_32_mib():
    assert (intake.BODY_MAX, acceptance.EVENT_KEEP_ALL, intake.BATCH_MAX) == (33_554_432, 10_485_760, 10_000)


@pytest.mark.parametrize(("size", "status"), [(20_000, 400), (20_001, 413)])
def test_a_body_above_the_limit_is_413(producer, small, size, status):
    assert send(producer, b" " * size).status_code == status
    assert send(producer, gzip.compress(b" " * size), **{"content-encoding": "gzip"}).status_code == status


def test_a_gzip_bomb_is_413_and_never_unpacked(producer, monkeypatch):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([*(packer.compress(b" " * 2**20) for _ in range(256)), packer.flush()])
    assert len(bomb) < 2**19
    response = send(producer, bomb, **{"content-encoding": "gzip"})
    assert (response.status_code, response.json()["code"]) == (413, "TOO_LARGE")


def test_of_a_large_event_what_has_an_identity_is_kept(producer, small):
    big = dataset("orders", facets={"schema": {"fields": []}, "blob": {"x": "y" * 9_000}})
    assert send(producer, event(outputs=[big])).status_code == 201
    assert stored()[0]["outputs"][0] == {"namespace": NAMESPACE, "name": "orders", "facets": {"schema": {"fields": []}}}
    assert rows("SELECT warnings FROM lineage_inboxevent") == [
        ([{"kind": "dropped", "path": "/outputs/0/facets/blob", "rule": "facet above 256 KiB in a large event"}],)
    ]


# --- batches ----------------------------------------------------------------------------------------------------------


def test_a_batch(producer):
    response = send(producer, [event(), event()], BATCH)
    assert (response.status_code, response.json()) == (
        200,
        {
            "status": "success",
            "summary": {"received": 2, "successful": 2, "failed": 0, "retriable": 0, "non_retriable": 0},
            "failed_events": [],
        },
    )
    assert len(stored()) == 2


def test_a_batch_stores_its_good_ones():
    response = send(client("scheduler"), [event(), {}, event(namespace="other"), event()], BATCH)
    body = response.json()
    assert (response.status_code, body["status"]) == (200, "partial_success")
    assert body["summary"] == {"received": 4, "successful": 2, "failed": 2, "retriable": 0, "non_retriable": 2}
    assert [(failed["index"], failed["retriable"]) for failed in body["failed_events"]] == [(1, False), (2, False)]
    assert len(stored()) == 2


def test_an_event_of_a_wrong_shape_costs_a_batch_nothing_else(producer):
    good = event()
    response = send(producer, [{**event(), "eventType": ["START"]}, good], BATCH)
    assert response.status_code == 200
    assert response.json()["failed_events"] == [
        {
            "index": 0,
            "reason": "eventType: \"['START']\" is unknown; known are ABORT, COMPLETE, FAIL, OTHER, RUNNING, START",
            "retriable": False,
        }
    ]
    assert stored() == [good]


def test_a_batch_is_a_list_of_at_most_10000(producer, monkeypatch):
    monkeypatch.setattr(intake, "BATCH_MAX", 2)
    assert send(producer, event(), BATCH).status_code == 400
    assert send(producer, [event()] * 3, BATCH).status_code == 400
    assert send(producer, [], BATCH).json()["status"] == "success"


# --- overload ---------------------------------------------------------------------------------------------------------


def test_overload_is_503_before_anything_is_read(producer, monkeypatch, django_assert_num_queries):
    import threading

    monkeypatch.setattr(intake, "_in_flight", threading.BoundedSemaphore(1))
    intake._in_flight.acquire()
    response = send(producer, event())
    assert (response.status_code, response["Retry-After"], response.json()["code"]) == (503, "2", "UNAVAILABLE")
    intake._in_flight.release()
    assert send(producer, event()).status_code == 201


def test_an_inbox_that_is_behind_is_503_and_stores_nothing(producer, monkeypatch):
    late = {"waiting": 10_000.0, "oldest_seconds": 61.0, "parked": 0.0}
    monkeypatch.setattr(intake, "BACKLOG", Backlog(lambda: late))
    response = send(producer, event())
    assert (response.status_code, response["Retry-After"], response.json()["code"]) == (503, "2", "UNAVAILABLE")
    assert stored() == []


def test_a_refused_event_gives_its_place_back(producer, monkeypatch):
    import threading

    monkeypatch.setattr(intake, "_in_flight", threading.BoundedSemaphore(1))
    assert [send(producer, body).status_code for body in (b"{", {}, event())] == [400, 400, 201]


def test_no_database_is_503(producer, monkeypatch):
    from django.db import OperationalError

    def gone(events):
        raise OperationalError("connection to /secret/socket failed")

    monkeypatch.setattr(intake, "events_store", gone)
    response = send(producer, event())
    assert (response.status_code, response["Retry-After"]) == (503, "2")
    assert b"secret" not in response.content


def test_a_defect_says_nothing_of_itself(producer, monkeypatch):
    monkeypatch.setattr(intake, "events_store", lambda events: 1 / 0)
    response = send(producer, event())
    assert (response.status_code, response.json()["detail"]) == (500, "A defect; quote the request id.")
    assert b"division" not in response.content
    assert b"Traceback" not in response.content


# --- secrets and poison -----------------------------------------------------------------------------------------------


def test_a_secret_never_reaches_the_table(producer):
    canary = "S3cretZebra77xyz"
    made = event(
        run_facets={
            "environmentVariables": {"environmentVariables": [{"name": "DB_PASSWORD", "value": canary}]},
            "spark_properties": {"properties": {"spark.hadoop.fs.s3a.secret.key": canary}},
        },
        job_facets={"sql": {"query": f"-- postgres://user:{canary}@db/x"}},
    )
    assert send(producer, made).status_code == 201
    assert [canary.encode() in raw for raw in stored_bytes()] == [False]
    (warnings,) = rows("SELECT warnings FROM lineage_inboxevent")[0]
    assert {warning["path"].split("/")[1] for warning in warnings} == {"run", "job"}
    assert len(warnings) == 3


POISON = [
    "\x00", "a\x00b", "\x01", "\x1b[31m", "\x7f", "\u2028", "\ufeff", "\ufffe", "\U0010ffff", "e\u0301", "\u202e", "𝕏", "",
    " ", "\t", "\n", "\r\n", "'", "''", "\"", "\\", "\\u0000", "%s", "%(x)s", "{0}", "${HOME}", "; DROP TABLE x; --",
    "<script>", "../../etc/passwd", "-rf", "null", "NaN", "Infinity", "x" * 2_000, "x" * 3_000, "é" * 1_500, "/" * 500,
    "a/b", "a:b", "a\nb", ".", "..", "-", "_", "#", "@", "CON", "0", "1e999",
]  # fmt: skip
RAW = [
    b"1e999", b"-1e999", b"1e400", b"99999999999999999999999999", b"-9223372036854775809", b"18446744073709551616",
    b'"\\ud800"', b'"\\udfff x"', b"[" * 300 + b"]" * 300, b'{"a":' * 300 + b"1" + b"}" * 300, b'"' + b"\xff" + b'"',
]  # fmt: skip


def poisoned():
    """The same value in every text field of an event, and raw JSON in a facet."""
    for text in POISON:
        made = event(
            text,
            run=run_id(),
            inputs=[dataset(text, namespace=text)],
            outputs=[dataset("out", facets={"f": {"x": text}})],
        )
        made["job"]["namespace"] = text
        made["run"]["runId"] = text
        yield orjson.dumps(made)
        yield orjson.dumps({**event(), "eventTime": text})
        yield orjson.dumps({**event(), "eventType": text})
        yield orjson.dumps(event(run_facets={text: {text: text}}, job_facets={"documentation": {"description": text}}))
    for raw in RAW:
        yield orjson.dumps(event(outputs=[dataset("out", facets={"f": {"x": "HERE"}})])).replace(b'"HERE"', raw)
        yield orjson.dumps(
            event(outputs=[dataset("out", outputFacets={"outputStatistics": {"rowCount": "HERE"}})])
        ).replace(b'"HERE"', raw)


def test_poison_is_never_a_500_and_never_blocks_the_queue(producer):
    assert len(POISON) + len(RAW) == 60
    found = {}
    for body in poisoned():
        found.setdefault(send(producer, body).status_code, []).append(body)
    assert set(found) == {201, 400}
    assert len(found[201]) > 90
    send(producer, event("after-all"))
    applied = inbox_drain()
    assert rows("SELECT count(*) FROM lineage_inboxwork") == [(0,)]
    assert applied + rows("SELECT count(*) FROM lineage_inboxparked")[0][0] == len(stored_bytes())
    assert len(run_list(ADMIN, ref=job_ref("after-all"), first=5).items) == 1


# --- the stock client -------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_stock_client_delivers(live_server):
    from openlineage.client import OpenLineageClient
    from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
    from openlineage.client.transport.http import ApiKeyTokenProvider, HttpCompression, HttpConfig, HttpTransport

    _, secret = token_create(name="producer", scopes=["ingest:write"])
    for compression in (None, HttpCompression.GZIP):
        config = HttpConfig(url=live_server.url, auth=ApiKeyTokenProvider({"api_key": secret}), compression=compression)
        sender = OpenLineageClient(transport=HttpTransport(config))
        for state in (RunState.START, RunState.COMPLETE):
            sender.emit(
                RunEvent(
                    eventType=state,
                    eventTime="2026-03-01T06:00:00Z" if state is RunState.START else "2026-03-01T06:05:00Z",
                    run=Run(runId=run_id(77 if compression else 78)),
                    job=Job(namespace=JOBS, name="stock"),
                    producer="https://example.com/stock",
                )
            )
    connection.close()
    assert inbox_drain() == 4
    found = run_list(ADMIN, ref=job_ref("stock"), first=10).items
    assert [(card.state.value, card.duration_seconds) for card in found] == [("success", 300.0)] * 2
