"""What was wrong with events is counted for each source and producer, in the transaction that stores the good ones."""

from __future__ import annotations

import pytest
from django.test import Client

from catalog.database import rows
from catalog.permissions import require
from lineage.answers import WarningKind
from lineage.ingest import tally
from lineage.ingest.tally import Tallies, producer_of
from lineage.queries.intake import intake_list, intake_warning_list
from portal.api import intake
from portal.tokens import token_create
from tests.builders import ADMIN, VIEWER, dataset, event
from tests.portal.test_intake import BATCH, client, no_bell, send, small  # noqa: F401

pytestmark = pytest.mark.django_db
US = "https://example.com/tests"
SECRET = {"environmentVariables": {"environmentVariables": [{"name": "DB_PASSWORD", "value": "S3cretZebra77xyz"}]}}


def warnings(**options):
    page = intake_warning_list(ADMIN, first=50, **options)
    return sorted((w.source, w.producer or "", w.kind.value, w.rule, w.count, w.example) for w in page.items)


def today(source="airflow"):
    (card,) = (card for card in intake_list(VIEWER) if card.source == source)
    return card.rejected_today, card.redacted_today, card.dropped_today


@pytest.fixture
def airflow():
    return client(source_key="airflow")


def test_a_clean_event_is_nothing_to_tell(airflow):
    send(airflow, event())
    assert warnings() == []
    assert today() == (0, 0, 0)


def test_a_refused_event_is_counted_by_its_field(airflow):
    for _ in range(2):
        assert send(airflow, {**event(), "eventTime": "yesterday"}).status_code == 400
    assert send(airflow, event(inputs=["a", {"namespace": "x"}])).status_code == 400
    assert send(airflow, b"{").status_code == 400
    assert warnings() == [
        ("airflow", "", "rejected", "no JSON", 1, "$"),
        ("airflow", US, "rejected", "eventTime", 2, "eventTime"),
        ("airflow", US, "rejected", "inputs[].name", 1, "inputs[1].name"),
    ]
    assert today() == (4, 0, 0)


def test_a_batch_counts_its_bad_ones_beside_the_good(airflow):
    bad = {**event(), "run": {}}
    response = send(airflow, [event(run_facets=SECRET), bad, event(), bad], BATCH)
    assert response.json()["summary"]["successful"] == 2
    assert warnings() == [
        ("airflow", US, "redacted", "key", 1, "/run/facets/environmentVariables/environmentVariables/0/value"),
        ("airflow", US, "rejected", "run.runId", 2, "run.runId"),
    ]
    assert today() == (2, 1, 0)


def test_a_batch_of_bad_ones_alone_is_counted(airflow):
    assert send(airflow, [{}, {}], BATCH).json()["summary"]["failed"] == 2
    assert today() == (2, 0, 0)


def test_an_event_outside_the_namespaces_of_the_token_is_counted():
    bound = client("team-a", source_key="airflow")
    assert send(bound, event(namespace="team-b")).status_code == 403
    assert warnings() == [("airflow", US, "rejected", "namespace not allowed for the token", 1, "job.namespace")]


def test_a_facet_that_was_left_out_is_counted(airflow, small):  # noqa: F811
    big = dataset("orders", facets={"blob": {"x": "y" * 9_000}})
    assert send(airflow, event(outputs=[big])).status_code == 201
    assert warnings() == [
        ("airflow", US, "dropped", "facet above 256 KiB in a large event", 1, "/outputs/0/facets/blob")
    ]


def test_who_may_not_write_counts_for_nothing():
    assert send(client(scope="catalog:read"), {}).status_code == 403
    assert rows("SELECT count(*) FROM lineage_intaketally") == [(0,)]


def test_what_is_not_stored_is_not_counted(airflow, monkeypatch):
    monkeypatch.setattr(intake, "events_store", lambda events: 1 / 0)
    assert send(airflow, event(run_facets=SECRET)).status_code == 500
    assert rows("SELECT count(*) FROM lineage_intaketally") == [(0,)]


def test_writers_of_different_processes_share_no_row(airflow, monkeypatch):
    for process in (1, 2, 17):
        monkeypatch.setattr(tally.os, "getpid", lambda process=process: process)
        send(airflow, {})
    assert rows("SELECT shard, count FROM lineage_intaketally ORDER BY 1") == [(1, 2), (2, 1)]
    assert warnings() == [("airflow", "", "rejected", "eventTime", 3, "eventTime")]


def test_warnings_of_one_producer_page_by_page(airflow):
    for producer in ("a", "b", "c"):
        send(airflow, {**event(), "eventTime": None, "producer": producer})
    _, secret = token_create(name="other", scopes=["ingest:write"], source_key="dbt")
    send(Client(headers={"authorization": f"Bearer {secret}"}), {**event(), "eventTime": None, "producer": "a"})
    assert [w[:2] for w in warnings(producer="a")] == [("airflow", "a"), ("dbt", "a")]
    assert [w[:2] for w in warnings(source="dbt")] == [("dbt", "a")]
    assert warnings(kinds=[WarningKind.REDACTED]) == []
    seen, after = [], None
    while True:
        page = intake_warning_list(ADMIN, first=3, after=after)
        seen += [(w.source, w.producer) for w in page.items]
        after = page.end_cursor
        if not page.has_next:
            break
    assert seen == [("dbt", "a"), ("airflow", "c"), ("airflow", "b"), ("airflow", "a")]


@pytest.mark.parametrize(
    ("payload", "producer"),
    [
        ({"producer": "https://example.com/x"}, "https://example.com/x"),
        ({"producer": "a\x00b"}, "a\ufffdb"),
        ({"producer": "x" * 500}, "x" * 200),
        ({"producer": "\ud800"}, ""),
        ({"producer": 7}, ""),
        ({}, ""),
        ([], ""),
        (None, ""),
    ],
)
def test_a_producer_is_kept_as_far_as_it_can_be(payload, producer):
    assert producer_of(payload) == producer


def test_a_password_in_a_producer_is_not_kept():
    assert "S3cretZebra" not in producer_of({"producer": "https://user:S3cretZebra77xyz@example.com/x"})


def test_many_kinds_of_wrong_in_one_post_are_one():
    found = Tallies()
    for number in range(60):
        found.add(WarningKind.REJECTED, f"field{number}", "x", {})
    items = dict(found.items())
    assert len(items) == 51
    assert items["rejected", "other", ""] == (10, "x")


def test_it_takes_a_right_to_read_warnings():
    require(ADMIN, "intake.read")
    with pytest.raises(
        Exception, match=r"^intake\.read is not allowed for person:viewer; it takes admin or a token with"
    ):
        intake_warning_list(VIEWER, first=1)
