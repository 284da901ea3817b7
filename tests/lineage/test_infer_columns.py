"""Columns read from the SQL of jobs: what holds, what ends it, and that it never stands over what a producer says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.answers import TextState
from catalog.database import rows
from catalog.viewers import Viewer, ViewerKind
from lineage.answers import Grain, RestrictedText, TransformationType, WarningKind
from lineage.ingest.infer_columns import statements_pending
from lineage.ingest.statement_queue import STATEMENTS
from lineage.queries.columns import column_walk
from lineage.queries.graph import lineage_walk
from lineage.queries.intake import intake_warning_list
from tests.builders import (
    ADMIN,
    T0,
    VIEWER,
    column_lineage,
    dataset,
    dataset_ref,
    event,
    ingest,
    job_ref,
    run_id,
    schema,
)

pytestmark = pytest.mark.django_db
SQL = "INSERT INTO totals SELECT amount AS total FROM orders"
ORDERS = schema("id:int", "amount:int", "state:text")


def ran(text=SQL, job="load", *, minutes=0, inputs=("orders",), outputs=("totals",), shape=ORDERS, **facets):
    """A run with this SQL; `facets` are those of its outputs."""
    sql = {"sql": {"query": text, "_producer": "https://example.com/tests"}} if text else {}
    ingest(
        event(
            job,
            run=run_id(),
            minutes=minutes,
            inputs=[dataset(name, facets=shape) for name in inputs],
            outputs=[dataset(name, facets=facets) for name in outputs],
            job_facets=sql,
        )
    )
    return statements_pending()


def held(name="totals"):
    """{"source.column > column"} of a dataset now, with the statement (None: told)."""
    return {
        f"{source} > {target}": statement
        for source, target, statement in rows(
            "SELECT s.title || '.' || a.path, b.path, f.statement FROM lineage_columnedge c "
            "JOIN lineage_columnfacet f ON f.id = c.facet_id AND f.is_current "
            "JOIN lineage_datasetcolumn a ON a.id = c.source_id JOIN lineage_datasetcolumn b ON b.id = c.target_id "
            "JOIN catalog_entity s ON s.id = a.dataset_id JOIN catalog_entity t ON t.id = b.dataset_id WHERE t.ref = %s",
            [dataset_ref(name)],
        )
    }


def test_it_works():
    assert ran() == 1
    assert held() == {"orders.amount > total": SQL}
    assert STATEMENTS.backlog()[0] == 0


def test_what_says_nothing_new_is_not_read_again():
    ran()
    assert ran(minutes=60) == 0
    assert ran("INSERT INTO totals SELECT id AS total FROM orders", minutes=120) == 1
    assert held() == {"orders.id > total": "INSERT INTO totals SELECT id AS total FROM orders"}


def test_events_are_applied_without_reading(monkeypatch):
    monkeypatch.setattr("lineage.ingest.infer_columns.flows_read", lambda *_, **__: pytest.fail("read"))
    ingest(event("load", inputs=["orders"], outputs=["totals"], job_facets={"sql": {"query": SQL}}))
    assert STATEMENTS.backlog()[0] == 1


def test_sql_and_datasets_may_come_apart():
    run = run_id()
    ingest(event("load", "START", run=run, job_facets={"sql": {"query": SQL}}))
    statements_pending()
    assert held() == {}
    ingest(event("load", run=run, minutes=1, inputs=["orders"], outputs=["totals"], job_facets={"sql": {"query": SQL}}))
    statements_pending()
    assert held() == {"orders.amount > total": SQL}


def test_what_a_producer_sends_counts_alone():
    ran(**column_lineage(total="orders.id"))
    assert held() == {"orders.id > total": None}
    ran("INSERT INTO totals SELECT state AS total FROM orders", minutes=60)
    assert held() == {"orders.id > total": None}


def test_what_a_producer_begins_to_send_ends_what_was_read():
    ran()
    ran(minutes=60, **column_lineage(total="orders.id"))
    assert held() == {"orders.id > total": None}
    ran(minutes=30, **column_lineage(total="orders.state"))
    assert held() == {"orders.id > total": None}


@pytest.mark.parametrize("text", ["SELEC (", "INSERT INTO other SELECT 1 FROM orders", " "])
def test_sql_that_tells_nothing_any_more_ends_what_was_read(text):
    ran()
    ran(text, minutes=60)
    assert held() == {}


def test_sql_that_is_gone_ends_what_was_read():
    ran()
    ingest(event("load", minutes=60, inputs=["orders"], outputs=["totals"], job_facets={"sql": {"_deleted": True}}))
    statements_pending()
    assert held() == {}


def test_an_input_that_is_no_longer_read_ends_its_columns():
    text = "SELECT o.amount AS total, r.rate AS total2 FROM orders o, rates r"
    ran(text, inputs=("orders", "rates"), shape={})
    assert set(held()) == {"orders.amount > total", "rates.rate > total2"}
    ran(text, minutes=60, inputs=("orders",), shape={})
    assert set(held()) == {"orders.amount > total"}


def test_other_columns_of_an_input_are_another_reading():
    every = "INSERT INTO totals SELECT * FROM orders"
    ran(every, shape={})
    assert held() == {"orders.* > *": every}
    ingest(event("fill", minutes=60, outputs=[dataset("orders", facets=schema("a:int", "b:int"))]))
    statements_pending()
    assert held() == {"orders.a > a": every, "orders.b > b": every}


def test_a_table_is_found_under_any_name_of_a_dataset():
    symlink = {"symlinks": {"identifiers": [{"namespace": "hive://x", "name": "shop.orders", "type": "TABLE"}]}}
    ran("INSERT INTO totals SELECT amount AS total FROM shop.orders", inputs=("part-00", "other"), shape=symlink)
    ran("INSERT INTO totals SELECT amount AS total FROM shop.orders", inputs=("part-00",), shape=symlink, minutes=60)
    assert held() == {"part-00.amount > total": "INSERT INTO totals SELECT amount AS total FROM shop.orders"}


def test_edges_of_datasets_stay_as_they_are():
    ran(inputs=("orders", "rates"))
    assert held() == {"orders.amount > total": SQL}
    graph = lineage_walk(VIEWER, refs=[dataset_ref("totals")], grain=Grain.DATASET)
    assert {edge.source for edge in graph.edges} == {dataset_ref("orders"), dataset_ref("rates")}
    ran("INSERT INTO totals SELECT rate AS total FROM rates", inputs=("orders", "rates"), minutes=60)
    graph = lineage_walk(VIEWER, refs=[dataset_ref("totals")], grain=Grain.DATASET)
    assert {edge.source for edge in graph.edges} == {dataset_ref("orders"), dataset_ref("rates")}


def test_what_cannot_be_read_is_counted_and_listed():
    ran("SELEC (", "one")
    ran("SELEC (((", "two", minutes=5)
    ran("DROP TABLE x", "two", minutes=9)
    found = intake_warning_list(ADMIN, kinds=[WarningKind.UNREAD], first=10).items
    assert {(w.source, w.producer, w.rule, w.count, w.example) for w in found} == {
        ("openlineage", "https://example.com/tests", "SQL cannot be parsed", 2, job_ref("two")),
        ("openlineage", "https://example.com/tests", "SQL writes nothing", 1, job_ref("two")),
    }


def test_it_holds_from_the_event_on():
    ran(minutes=10)
    ran("INSERT INTO totals SELECT id AS total FROM orders", minutes=70)
    found = rows("SELECT first_at, is_current FROM lineage_columnfacet ORDER BY first_at")
    assert found == [(T0 + timedelta(minutes=10), False), (T0 + timedelta(minutes=70), True)]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_whatever_the_order_of_events_the_same_holds(order):
    texts = [f"INSERT INTO totals SELECT {column} AS total FROM orders" for column in ("id", "state", "amount")]
    for place in order:
        ran(texts[place], minutes=place * 60)
    assert held() == {"orders.amount > total": texts[2]}


def walked(viewer=ADMIN, **options):
    """The edges into totals.total."""
    return column_walk(viewer, ref=dataset_ref("totals"), columns=["total"], max_hops=1, **options).edges


def test_a_walk_shows_the_statement_to_who_may_read_events():
    ran(minutes=10)
    (edge,) = walked()
    (why,) = edge.evidence
    assert (why.source, why.inferred, why.first_seen_at) == ("openlineage", True, T0 + timedelta(minutes=10))
    assert why.statement == RestrictedText(text=SQL, state=TextState.AVAILABLE)
    assert (edge.transformation, edge.subtype, edge.job.ref) == (TransformationType.DIRECT, "IDENTITY", job_ref("load"))
    token = Viewer(kind=ViewerKind.TOKEN, key="token:x", scopes=frozenset({"catalog:read"}))
    assert walked(token)[0].evidence[0].statement == RestrictedText(text=None, state=TextState.REDACTED)


def test_what_was_read_ends_when_a_producer_begins_to_tell():
    ran(minutes=10)
    ran(minutes=70, **column_lineage(total="orders.id"))

    def held(minutes):
        (edge,) = walked(as_of=T0 + timedelta(minutes=minutes))
        until = edge.valid_to and (edge.valid_to - T0) / timedelta(minutes=1)
        return edge.source[-6:], edge.evidence[0].inferred, (edge.valid_from - T0) / timedelta(minutes=1), until

    assert held(10) == held(69) == ("amount", True, 10, 70)
    assert held(70) == ("ers#id", False, 70, None)
