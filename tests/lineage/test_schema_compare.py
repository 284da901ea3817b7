"""What changed between two schemas, and whom it breaks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from catalog.errors import InvalidError, NotFoundError
from lineage.answers import Column, ColumnChangeKind, Compatibility
from lineage.queries.schemas import schema_compare
from lineage.schema_changes import columns_compare, type_change
from tests.builders import T0, VIEWER, column_lineage, dataset, dataset_ref, event, ingest, run_id, schema

WIDENED, NARROWED, RETYPED = ColumnChangeKind.WIDENED, ColumnChangeKind.NARROWED, ColumnChangeKind.RETYPED


def column(path="id", type="int", *, nullable=None, description=None):
    return Column(
        path=path,
        type=type,
        nullable=nullable,
        description=description,
        tags=(),
        position=1,
        upstream_count=0,
        downstream_count=0,
    )


def told(before, after, *read):
    return [
        (change.kind.value, change.path, change.compatibility.value)
        for change in columns_compare(before, after, read=frozenset(read))
    ]


def test_it_works():
    before = [column("a"), column("b"), column("c", "varchar(10)")]
    after = [column("d"), column("c", "varchar(20)"), column("a")]
    assert told(before, after, "b") == [("added", "d", "ok"), ("widened", "c", "ok"), ("removed", "b", "breaking")]
    assert told(before, after) == [("added", "d", "ok"), ("widened", "c", "ok"), ("removed", "b", "warn")]
    assert told(before, before[::-1]) == []


@pytest.mark.parametrize(
    ("was", "new", "kind"),
    [
        ("int", "int", None),
        ("INT", "integer", ColumnChangeKind.REWORDED),
        ("array<int>", "ARRAY<INT>", ColumnChangeKind.REWORDED),
        ("smallint", "bigint", WIDENED),
        ("INT64", "int32", NARROWED),
        ("varchar(10)", "varchar(20)", WIDENED),
        ("varchar(20)", "character varying(10)", NARROWED),
        ("varchar(20)", "text", WIDENED),
        ("text", "varchar(20)", NARROWED),
        ("numeric(10,2)", "decimal(12, 2)", WIDENED),
        ("numeric(10,2)", "numeric(10,4)", RETYPED),
        ("numeric(12,4)", "numeric(10,2)", NARROWED),
        ("float4", "double precision", WIDENED),
        ("varchar", "varchar(20)", RETYPED),
        ("varchar(20)", "varchar", RETYPED),
        ("int", "text", RETYPED),
        ("int8", "bigint", RETYPED),
        ("struct<a:int>", "struct<a:bigint>", RETYPED),
    ],
)
def test_types(was, new, kind):
    assert type_change(was, new) is kind


def test_losses_break_who_reads_and_warn_otherwise():
    old, new = [column(type="bigint", nullable=True)], [column(type="int", nullable=False)]
    assert told(old, new, "id") == [("narrowed", "id", "breaking"), ("tightened", "id", "breaking")]
    assert told(old, new, "other") == [("narrowed", "id", "warn"), ("tightened", "id", "warn")]
    assert told(old, [column(type="text", nullable=True)], "id") == [("retyped", "id", "breaking")]


def test_a_null_for_the_first_time_is_a_warning_and_so_is_what_must_be_filled():
    assert told([column(nullable=False)], [column(nullable=True)], "id") == [("loosened", "id", "warn")]
    assert told([], [column(nullable=False)]) == [("added", "id", "warn")]
    assert told([], [column(nullable=True)]) == [("added", "id", "ok")]
    assert told([column(nullable=None)], [column(nullable=True)]) == []


def test_words_break_nobody():
    assert told([column()], [column(description="Key.")], "id") == [("reworded", "id", "ok")]


# --- between two instants ---------------------------------------------------------------------------------------------

REF = dataset_ref("orders")


def at(minutes):
    return T0 + timedelta(minutes=minutes)


@pytest.fixture
def versions(db):
    """orders: (id, total) from minute 0, total narrower from 10, gone from 20; totals.sum is made from total until 15."""
    for minutes, columns in ((0, ("id:int", "total:bigint")), (10, ("id:int", "total:int")), (20, ("id:int",))):
        ingest(
            event("load", run=run_id(minutes), minutes=minutes, outputs=[dataset("orders", facets=schema(*columns))])
        )
    made = {"inputs": ["orders"]}
    for minutes, flow in ((5, {"sum": "orders.total"}), (15, {"sum": "orders.id"})):
        out = dataset("totals", facets=column_lineage(**flow))
        ingest(event("sum", run=run_id(minutes + 1), minutes=minutes, outputs=[out], **made))


@pytest.mark.usefixtures("versions")
def test_between_two_instants():
    first = schema_compare(VIEWER, ref=REF, since=at(0), until=at(12))
    assert (first.dataset.ref, first.before.version, first.after.version) == (REF, 1, 2)
    ((kind, path, effect),) = [(c.kind, c.path, c.compatibility) for c in first.changes]
    assert (kind, path, effect, first.compatibility) == (
        NARROWED,
        "total",
        Compatibility.BREAKING,
        Compatibility.BREAKING,
    )
    assert (first.changes[0].before.type, first.changes[0].after.type) == ("bigint", "int")
    # nothing read total any more when version 2 was replaced, but something did while it held
    second = schema_compare(VIEWER, ref=REF, since=at(10))
    assert [(c.kind.value, c.path, c.after) for c in second.changes] == [("removed", "total", None)]
    assert (second.after.version, second.compatibility) == (3, Compatibility.BREAKING)
    same = schema_compare(VIEWER, ref=REF, since=at(10), until=at(11))
    assert (same.changes, same.compatibility, same.before) == ((), Compatibility.OK, same.after)


@pytest.mark.usefixtures("versions")
def test_before_the_first_schema_all_is_new():
    found = schema_compare(VIEWER, ref=REF, since=at(-1), until=at(0))
    assert (found.before, found.after.version) == (None, 1)
    assert [(c.kind.value, c.path) for c in found.changes] == [("added", "id"), ("added", "total")]
    nothing = schema_compare(VIEWER, ref=dataset_ref("totals"), since=at(0))
    assert (nothing.before, nothing.after, nothing.changes) == (None, None, ())


@pytest.mark.usefixtures("versions")
def test_without_column_lineage_a_loss_is_a_warning():
    ingest(event("side", minutes=1, outputs=[dataset("side", facets=schema("a:int", "b:int"))]))
    ingest(event("side", minutes=2, outputs=[dataset("side", facets=schema("a:int"))]))
    found = schema_compare(VIEWER, ref=dataset_ref("side"), since=at(1))
    assert found.compatibility is Compatibility.WARN


@pytest.mark.django_db
def test_what_is_asked_wrongly_names_its_field():
    future = datetime.now(UTC) + timedelta(hours=1)
    for given, field in (
        ({"since": future}, "since"),
        ({"since": at(0), "until": future}, "until"),
        ({"since": at(5), "until": at(4)}, "until"),
    ):
        with pytest.raises(InvalidError) as raised:
            schema_compare(VIEWER, ref=REF, **given)
        assert [wrong.field for wrong in raised.value.errors] == [field]
    with pytest.raises(NotFoundError):
        schema_compare(VIEWER, ref="resource:default/absent", since=at(0))
