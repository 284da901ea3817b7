"""Columns that SQL tells: each shape of statement, which table is which dataset, and texts that are nobody's friend."""

from __future__ import annotations

import pytest
import sqlglot

from lineage import sql_statements
from lineage.sql_columns import KnownDataset, flows_read
from lineage.sql_statements import StatementUnread, dialect_known, reading_time

ORDERS = KnownDataset(1, ("shop.public.orders",), ("id", "amount", "customer_id", "state"))
CUSTOMERS = KnownDataset(2, ("shop.public.customers",), ("id", "Name"))
RAW = KnownDataset(3, ("s3-bucket/raw", "lake.raw"))
TOTALS = KnownDataset(9, ("shop.public.totals",), ("customer", "total"))
NAMES = {1: "orders", 2: "customers", 3: "raw"}


def read(text, *, dialect="postgres", inputs=(ORDERS, CUSTOMERS, RAW), outputs=(TOTALS,)):
    """{"source.column > target": "SUBTYPE"}, indirect ones in brackets."""
    found = flows_read(text, dialect=dialect, inputs=inputs, outputs=outputs)
    (flows,) = found.values()
    told = {}
    for source, path, target, direct, subtype, masking, words in flows:
        assert (masking, words) == (False, None)
        told.setdefault(f"{NAMES[source]}.{path} > {target}", set()).add(subtype if direct else f"({subtype})")
    return {edge: " ".join(sorted(subtypes)) for edge, subtypes in told.items()}


def test_it_works():
    assert read("SELECT customer_id AS customer, sum(amount) AS total FROM orders WHERE state = 'paid' GROUP BY 1") == {
        "orders.customer_id > customer": "IDENTITY",
        "orders.amount > total": "AGGREGATION",
        "orders.state > *": "(FILTER)",
        "orders.customer_id > *": "(GROUP_BY)",
    }


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO totals (total, customer) SELECT o.amount * 2, c.name FROM orders o JOIN customers c ON c.id = o.customer_id",
        "INSERT INTO public.totals SELECT c.name, o.amount * 2 FROM orders o JOIN customers c ON c.id = o.customer_id",
        "CREATE TABLE totals AS SELECT c.name AS customer, amount * 2 AS total FROM orders JOIN customers c ON c.id = customer_id",
        "CREATE VIEW totals (customer, total) AS SELECT name, amount * 2 FROM orders o JOIN customers c ON c.id = o.customer_id",
        "WITH o AS (SELECT * FROM orders) INSERT INTO totals SELECT c.name, o.amount * 2 FROM o JOIN customers c ON c.id = o.customer_id",
        "SELECT * FROM (SELECT c.name AS customer, o.amount * 2 AS total FROM orders o JOIN customers c ON c.id = o.customer_id) x",
        "CREATE TEMP TABLE step AS SELECT amount * 2 AS a, customer_id FROM orders; DROP TABLE IF EXISTS other; "
        "INSERT INTO totals SELECT c.name, s.a FROM step s JOIN customers c ON c.id = s.customer_id",
        "MERGE INTO totals t USING (SELECT c.name AS n, o.amount * 2 AS a FROM orders o JOIN customers c ON c.id = o.customer_id) s "
        "ON t.customer = 'x' WHEN MATCHED THEN UPDATE SET total = s.a WHEN NOT MATCHED THEN INSERT (customer, total) VALUES (s.n, s.a)",
    ],
)  # fmt: skip
def test_one_flow_in_many_shapes(text):
    assert read(text) == {
        "customers.Name > customer": "IDENTITY",
        "orders.amount > total": "TRANSFORMATION",
        "customers.id > *": "(JOIN)",
        "orders.customer_id > *": "(JOIN)",
    }


def test_unions_updates_and_choices():
    assert read("SELECT id AS customer FROM orders UNION ALL SELECT name FROM customers") == {
        "orders.id > customer": "IDENTITY",
        "customers.Name > customer": "IDENTITY",
    }
    assert read("UPDATE totals t SET total = o.amount FROM orders o WHERE o.customer_id = t.customer") == {
        "orders.amount > total": "IDENTITY",
        "orders.customer_id > *": "(FILTER)",
    }
    assert read(
        "SELECT CASE WHEN state = 'paid' THEN amount END AS total, rank() OVER (PARTITION BY customer_id ORDER BY id) AS customer "
        "FROM orders"
    ) == {
        "orders.state > total": "(CONDITIONAL)",
        "orders.amount > total": "TRANSFORMATION",
        "orders.customer_id > customer": "(WINDOW)",
        "orders.id > customer": "(WINDOW)",
    }
    assert read("SELECT (SELECT max(name) FROM customers c WHERE c.id = o.customer_id) AS customer FROM orders o") == {
        "customers.Name > customer": "AGGREGATION",
        "customers.id > *": "(FILTER)",
        "orders.customer_id > *": "(FILTER)",
    }


def test_all_columns_with_and_without_a_schema():
    assert read("SELECT * FROM customers") == {"customers.id > id": "IDENTITY", "customers.Name > name": "IDENTITY"}
    assert read("SELECT * FROM lake.raw") == {"raw.* > *": "IDENTITY"}
    assert read("SELECT r.a AS total FROM (SELECT * FROM raw) r") == {"raw.a > total": "IDENTITY"}


def test_columns_are_called_as_the_schemas_call_them():
    expected = {"customers.Name > customer": "IDENTITY"}
    assert read("SELECT NAME AS CUSTOMER FROM PUBLIC.CUSTOMERS", dialect="snowflake") == expected
    assert read("SELECT `name` AS Customer FROM `shop.public.customers`", dialect="bigquery") == expected


def test_a_table_counts_when_one_dataset_alone_is_called_so():
    elsewhere = KnownDataset(4, ("shop.archive.orders",), ORDERS.columns)
    one = {"orders.amount > total": "IDENTITY"}
    assert read("SELECT amount AS total FROM public.orders", inputs=(ORDERS, elsewhere)) == one
    assert read("SELECT amount AS total FROM cluster.shop.public.orders", inputs=(ORDERS, elsewhere)) == one
    with pytest.raises(StatementUnread, match="reads none of the inputs"):
        read("SELECT amount AS total FROM orders", inputs=(ORDERS, elsewhere))


def test_a_common_table_hides_a_dataset_of_its_name():
    assert read("WITH orders AS (SELECT name AS amount FROM customers) SELECT amount AS total FROM orders") == {
        "customers.Name > total": "IDENTITY"
    }


@pytest.mark.parametrize(
    "text, why",
    [
        ("SELEC amount FRM orders WHERE (", "cannot be parsed"),
        ("DROP TABLE totals", "writes nothing"),
        ("INSERT INTO other SELECT amount FROM orders", "writes none of the outputs of the job"),
        ("INSERT INTO totals VALUES (1, 2)", "writes nothing"),
        ("INSERT INTO totals SELECT 1, 2", "reads none of the inputs of the job"),
        ("SELECT " + "(" * 20_000 + "1" + ")" * 20_000, "cannot be parsed"),
        ("SELECT " + "(" * 1_000_000, "is longer than 50000 characters"),
        ("SELECT * FROM orders " + "UNION SELECT * FROM orders " * 1_500, "takes longer|cannot be understood"),
    ],
)
def test_what_tells_nothing_says_why(text, why):
    with pytest.raises(StatementUnread, match=why):
        read(text)


def forever():
    while True:
        try:
            sqlglot.parse("SELECT 1")
        except Exception:  # as a library that tries one reading after the other
            continue


def test_what_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(sql_statements, "SECONDS_MAX", 0.05)
    with pytest.raises(StatementUnread, match="takes longer than 0.05 s to read"), reading_time():
        forever()


def test_more_flows_than_anybody_can_use():
    wide = KnownDataset(1, ("wide",), tuple(f"c{number}" for number in range(150)))
    names = ", ".join(f"x AS t{number}" for number in range(140))
    with pytest.raises(StatementUnread, match="has more than 20000 flows of columns"):
        read(f"SELECT {names} FROM (SELECT concat({', '.join(wide.columns)}) AS x FROM wide) w", inputs=(wide,))


def test_dialects_have_many_names():
    assert dialect_known("PostgreSQL") == "postgres"
    assert dialect_known(None, "s3", "bigquery") == "bigquery"
    assert dialect_known("cobol", None) is None
