"""Names that differ in spelling alone meet in their folded form, and say in what they differ; others never meet."""

from __future__ import annotations

import itertools
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.names import DATASET_SCHEME, JOB_SCHEME, OpenLineageName
from catalog.variants import VariantKind, fold_digest, variant_kinds

PG = "postgres://db:5432"
S3 = "s3://lake"


def name(namespace, text, scheme=DATASET_SCHEME):
    return OpenLineageName(scheme, namespace, text)


def differ(one, other):
    """In what two datasets differ, as words; the same from either end, and only where their digests are equal."""
    one, other = name(*one), name(*other)
    kinds = variant_kinds(one, other)
    assert variant_kinds(other, one) == kinds
    assert (fold_digest(one) == fold_digest(other)) == (bool(kinds) or one == other)
    return " ".join(kinds)


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        # sqlmesh names one table both ways
        ((PG, '"db"."raw"."orders"'), (PG, "db.raw.orders"), "quoting"),
        (("mysql://db:3306", "`shop`.`orders`"), ("mysql://db:3306", "shop.orders"), "quoting"),
        (("mssql://db:1433", "[db].[dbo].[orders]"), ("mssql://db:1433", "db.dbo.orders"), "quoting"),
        (("bigquery", "`proj.shop.orders`"), ("bigquery", "proj.shop.orders"), "quoting"),
        (("bigquery", "`proj`.`shop`.`orders`"), ("bigquery", "`proj.shop.orders`"), "quoting"),
        ((PG, 'db.raw."or""ders"'), (PG, '"db".raw."or""ders"'), "quoting"),
        ((PG, 'db.raw."with.dot"'), (PG, '"db".raw."with.dot"'), "quoting"),
        (("snowflake://org-acct", "DB.RAW.ORDERS"), ("snowflake://org-acct", "db.raw.orders"), "case"),
        (("snowflake://ORG-acct", "db.raw.orders"), ("snowflake://org-acct", "db.raw.orders"), "case"),
        (("snowflake://org-acct", '"DB"."RAW"."ORDERS"'), ("snowflake://org-acct", "db.raw.orders"), "quoting case"),
        (("S3A://lake", "a/b"), (S3, "a/b"), "scheme"),
        (("s3a://lake", "a/b"), (S3, "a/b"), "scheme"),
        (("s3n://lake", "a/b"), ("s3a://lake", "a/b"), "scheme"),
        (("abfs://c@acc.dfs.core.windows.net", "a"), ("abfss://c@acc.dfs.core.windows.net", "a"), "scheme"),
        (("postgresql://db:5432", "d.s.t"), (PG, "d.s.t"), "scheme"),
        (("file://", "/tmp/a"), ("file", "/tmp/a"), "scheme"),
        (("file:///", "/tmp/a"), ("file", "/tmp/a"), "scheme"),
        (("file", "file:///tmp/a"), ("file", "/tmp/a"), "path"),
        (("file", "file:/tmp/a"), ("file", "/tmp/a"), "path"),
        (("postgres://db", "d.s.t"), (PG, "d.s.t"), "port"),
        (("kafka://a:9092,b:9092", "t"), ("kafka://a,b:9092", "t"), "port"),
        (("https://airflow.example.com:443", "t"), ("https://airflow.example.com/", "t"), "path port"),
        ((S3, "a/b/"), (S3, "a/b"), "path"),
        ((S3, "/a//b"), (S3, "a/b"), "path"),
        ((S3, "a/./b"), (S3, "a/b"), "path"),
        (("s3://lake/", "a/b"), (S3, "a/b"), "path"),
        (("s3a://Lake/", "/a/B/"), (S3, "a/b"), "case path scheme"),
        ((S3, "orders/dt=2026-01-01"), (S3, "orders"), "partition"),
        ((S3, "orders/dt=2026-01-01/part-0"), (S3, "orders/dt=2026-01-02/part-00001-uuid.snappy.parquet"), "partition"),
        ((S3, "orders/region=eu/dt=2026-01-01"), (S3, "orders"), "partition"),
        ((S3, "orders/dt=2026-01-01/data.parquet"), (S3, "orders/dt=2026-01-02/data.parquet"), "partition"),
        ((S3, "orders/2026/01/31"), (S3, "orders/2026/02/1"), "partition"),
        ((S3, "orders/2026-01-01"), (S3, "orders/20260102T06"), "partition"),
        ((S3, "orders/orders_20260101.csv"), (S3, "orders/orders_20260102.csv"), "partition"),
        ((S3, "dt=2026-01-01"), (S3, "dt=2026-01-02"), "partition"),
        ((S3, "orders/dt=2026-01-01/"), (S3, "orders"), "path partition"),
        (("bigquery", "p.d.events_20260101"), ("bigquery", "p.d.events_20260102"), "partition"),
        (("bigquery", "p.d.events$20260101"), ("bigquery", "p.d.events"), "partition"),
        (("dbt", "db.raw.orders"), ("dbt", "DB.raw.orders"), "case"),
    ],
)
def test_names_that_meet_and_in_what_they_differ(one, other, kinds):
    assert differ(one, other) == kinds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((PG, "a.b"), (PG, "a_b")),
        ((PG, "a.b"), (PG, "ab")),
        ((PG, '"a.b"'), (PG, "a.b")),  # one identifier with a dot in it, and two
        ((PG, '"a"."b.c"'), (PG, '"a.b"."c"')),
        ((PG, "a\\.b"), (PG, '"a.b"')),
        (("mysql://db:3306", "`a.b`"), ("mysql://db:3306", "a.b")),
        ((PG, '"a'), (PG, "a")),  # a quote that never ends is part of the name
        ((PG, 'a"b'), (PG, "ab")),
        ((PG, '"a"b'), (PG, "ab")),
        ((PG, "arr[0]"), (PG, "arr0")),
        ((PG, "d.s.t"), (PG, "s.t")),
        ((PG, "d.s.straße"), (PG, "d.s.strasse")),
        ((PG, "d.s.t"), ("postgres://db:6432", "d.s.t")),
        ((PG, "d.s.t"), ("postgres://db2:5432", "d.s.t")),
        ((PG, "d.s.t"), ("redshift://db:5432", "d.s.t")),
        ((PG, "d.s.t"), ("postgres://db:54321", "d.s.t")),
        ((PG, "d.s.t_20260101"), (PG, "d.s.t_20260102")),  # shards are BigQuery's
        ((S3, "a/b"), (S3, "a/c")),
        ((S3, "a/b"), (S3, "ab")),
        ((S3, "a/b"), ("s3://lake/a", "b")),
        ((S3, "a/../b"), (S3, "b")),
        ((S3, "a/b"), ("gs://lake", "a/b")),
        ((S3, "dt=2026-01-01/orders"), (S3, "dt=2026-01-01/customers")),
        ((S3, "exports/2026-01-01/orders.csv"), (S3, "exports/2026-01-01/customers.csv")),
        ((S3, "exports/2026-01-01/orders.csv"), (S3, "exports/region=eu/orders.csv")),
        ((S3, "orders/2025"), (S3, "orders/2026")),  # a number alone is no day
        ((S3, "orders/20261301"), (S3, "orders/20261302")),  # no month 13
        ((S3, "orders/v1"), (S3, "orders/v2")),
        ((S3, "orders_12020260101"), (S3, "orders_12020260102")),  # a number, not a day
        (("file", "/tmp/a"), ("file://host", "/tmp/a")),
        (("", ""), (PG, "")),
    ],
)
def test_false_friends_never_meet(one, other):
    assert differ(one, other) == ""


def test_a_job_and_a_dataset_of_one_name_never_meet():
    one, other = name("ns", "Load"), name("ns", "load", JOB_SCHEME)
    assert variant_kinds(one, other) == ()
    assert fold_digest(one) != fold_digest(other)


def test_jobs_meet_by_case_and_namespace_and_are_never_partitions():
    one = name("https://Airflow/", "Dag.load", JOB_SCHEME)
    assert variant_kinds(one, name("https://airflow", "dag.load", JOB_SCHEME)) == (VariantKind.CASE, VariantKind.PATH)
    assert variant_kinds(name("a", "/j/dt=1", JOB_SCHEME), name("a", "/j/dt=2", JOB_SCHEME)) == ()


ALPHABET = string.ascii_letters[:4] + "AB" + '"`[]./\\=:_-$019 \x00\x1fßİ\ud800'
PLACES = st.sampled_from(
    [PG, "postgres://db", S3, "s3a://lake/", "file", "file:///", "bigquery", "ns", "", "a/", "://"]
)


@given(PLACES, st.text(ALPHABET, max_size=12), PLACES, st.text(ALPHABET, max_size=12))
def test_whatever_meets_says_in_what_it_differs(namespace, text, other_namespace, other_text):
    differ((namespace, text), (other_namespace, other_text))


@given(PLACES, st.lists(st.text('aB"`[].', min_size=1, max_size=4), min_size=1, max_size=4))
def test_case_and_slashes_alone_always_meet(namespace, parts):
    text = "/".join(parts)
    assert fold_digest(name(namespace, text)) == fold_digest(name(namespace, text.upper()))


def hostile():
    pieces = ['"', "a=b/", "2026/01/", "/", ".", "[", "`.", '".', "part-0/", "20260101", "\\", ":", "/2026/1", "a=/"]
    return [(piece * 2048)[:2048] + end for piece, end in itertools.product(pieces, ("", "x", '"', "/"))]


def test_hostile_names_are_folded_too():
    for text in hostile():
        for namespace in (S3, PG, "bigquery", text):
            assert differ((namespace, text), (namespace, text)) == ""
