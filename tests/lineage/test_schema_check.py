"""Whom a proposed schema breaks: by columns, by the dataset as a whole, by nothing that is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.database import execute
from catalog.errors import InvalidError, NotFoundError, TooManyError
from catalog.paging import CountState
from lineage.answers import ColumnChangeKind, ColumnInput, Compatibility
from lineage.ingest.infer_columns import statements_pending
from lineage.queries.schema_check import schema_check
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
OK, WARN, BREAKING = Compatibility.OK, Compatibility.WARN, Compatibility.BREAKING
# Minutes from T0 to now, for what was read of late.
NOW = (datetime.now(UTC) - T0) / timedelta(minutes=1)
DAY = 1440
COLUMNS = ("id:int", "amount:int", "state:text")


@pytest.fixture
def orders():
    """orders.amount -> totals.sum -> report.sum; orders.id and orders.state are read by nobody that is known."""
    ingest(event("fill", outputs=[dataset("orders", facets=schema(*COLUMNS))]))
    wrote("add", "totals", "orders", column_lineage(sum="orders.amount"))
    wrote("show", "report", "totals", column_lineage(sum="totals.sum"))


def wrote(job, output, source, facets, *, minutes=NOW, **more):
    ingest(event(job, run=run_id(), minutes=minutes, inputs=[source], outputs=[dataset(output, facets=facets)], **more))


def check(*columns, viewer=VIEWER, name="orders", **options):
    """The verdict on columns given as "path:type", "path:type!" (not null) or "path:type<path before"."""
    made = []
    for text in columns:
        path, _, rest = text.partition(":")
        kind, _, before = rest.partition("<")
        made.append(
            ColumnInput(
                path=path, type=kind.rstrip("!"), nullable=False if "!" in kind else None, renamed_from=before or None
            )
        )
    return schema_check(viewer, ref=dataset_ref(name), columns=made, **options)


def readers(verdict):
    return [
        (b.path, b.entity.title if b.column else b.entity.ref, b.column, b.hop, b.compatibility, b.confidence)
        for b in verdict.breaks
    ]


def test_it_works(orders):
    verdict = check("id:int", "state:text", commit="abc")
    assert [(c.kind, c.path, c.compatibility) for c in verdict.changes] == [
        (ColumnChangeKind.REMOVED, "amount", BREAKING)
    ]
    assert readers(verdict) == [
        ("amount", "totals", "sum", 1, BREAKING, 1.0),
        ("amount", "report", "sum", 2, BREAKING, 1.0),
    ]
    assert (verdict.compatibility, verdict.passed, verdict.commit) == (BREAKING, False, "abc")
    assert (verdict.break_count, verdict.break_count_state, verdict.hidden_count) == (2, CountState.EXACT, 0)
    (_, far) = verdict.breaks
    assert far.route == tuple(
        f"{dataset_ref(name)}#{path}" for name, path in (("orders", "amount"), ("totals", "sum"), ("report", "sum"))
    )
    assert (far.exact, far.kind, far.last_read_at) == (True, ColumnChangeKind.REMOVED, T0 + timedelta(minutes=NOW))
    assert verdict.id == check("id:int", "state:text", commit="abc").id != check("id:int", "state:text").id


def test_what_nobody_reads_may_break_somebody_all_the_same(orders):
    verdict = check("id:int", "amount:int")
    assert (verdict.compatibility, verdict.passed, verdict.break_count) == (WARN, True, 0)
    assert "Nobody is known to read it" in verdict.report


@pytest.mark.parametrize(
    "column, kinds, effect",
    [
        ("amount:int", [], OK),
        ("amount:bigint", ["widened"], OK),
        ("amount:INT64", ["widened"], OK),
        ("amount:smallint", ["narrowed"], BREAKING),
        ("amount:string", ["retyped"], BREAKING),
        ("sum:int<amount", ["renamed"], BREAKING),
        ("sum:bigint<amount", ["renamed", "widened"], BREAKING),
    ],
)
def test_what_becomes_of_a_column_that_is_read(orders, column, kinds, effect):
    verdict = check("id:int", column, "state:text")
    assert ([change.kind.value for change in verdict.changes], verdict.compatibility) == (kinds, effect)
    assert {change.path for change in verdict.changes} <= {"amount"}


def test_columns_that_are_new(orders):
    assert check(*COLUMNS, "more:int").compatibility is OK
    assert check(*COLUMNS, "more:int!").compatibility is WARN


def test_columns_that_change_say_how_many_they_are_joined_with(orders):
    changes = check("id:int", "total:int<amount").changes
    told = {change.path: (change.before.upstream_count, change.before.downstream_count) for change in changes}
    assert told == {"amount": (0, 1), "state": (0, 0)}
    wrote("add", "totals", "orders", column_lineage(sum="orders.amount") | schema("sum:int"))
    (change,) = check("sum:text", name="totals").changes
    assert (change.before.upstream_count, change.before.downstream_count) == (1, 1)


def test_so_far_and_no_further(orders):
    assert [found[1] for found in readers(check("id:int", "state:text", max_hops=1))] == ["totals"]


def test_what_shapes_all_rows_and_what_reads_the_whole_dataset(orders):
    whole = {
        "columnLineage": {
            "fields": {"n": {"inputFields": [{"namespace": "postgres://db:5432", "name": "orders", "field": "*"}]}}
        }
    }
    wrote("count", "counts", "orders", whole)
    wrote("old", "ancient", "orders", whole, minutes=NOW - 100 * DAY)
    found = readers(check("id:int", "amount:int"))
    assert ("state", "counts", "n", 1, BREAKING, 0.6) in found
    assert ("state", "ancient", "n", 1, WARN, 0.6) in found


def test_readers_without_columns_may_break(orders):
    wrote("copy", "copies", "orders", {})
    wrote("long ago", "older", "orders", {}, minutes=NOW - 100 * DAY)
    verdict = check("id:int", "amount:int")
    assert readers(verdict) == [("*", job_ref("copy"), None, 1, WARN, 0.5)]
    assert verdict.compatibility is WARN
    # Whose columns are known, and this one is not among them, does not read it
    assert job_ref("add") not in {b.entity.ref for b in verdict.breaks}


def test_columns_read_from_sql_are_less_sure(orders):
    sql = {"sql": {"query": "INSERT INTO late SELECT state AS s FROM orders WHERE id > 1"}}
    wrote("sql", "late", "orders", {}, job_facets=sql)
    statements_pending()
    verdict = check("amount:int")
    assert readers(verdict) == [("id", "late", "*", 1, BREAKING, 0.8), ("state", "late", "s", 1, BREAKING, 0.8)]


def test_teams_tiers_and_who_has_to_agree(orders):
    execute(
        "UPDATE catalog_entity SET tier = 1, owner_ref = 'group:default/finance' WHERE ref = %s",
        [dataset_ref("report")],
    )
    verdict = check("id:int", "state:text")
    assert [(b.tier, b.team and b.team.ref) for b in verdict.breaks] == [(None, None), (1, "group:default/finance")]
    assert [team.ref for team in verdict.required_teams] == ["group:default/finance"]
    assert "Have to agree: `group:default/finance`." in verdict.report


def test_readers_that_are_hidden_count_without_a_name(orders):
    execute("UPDATE catalog_entity SET restricted = true WHERE ref = %s", [dataset_ref("totals")])
    verdict = check("id:int", "state:text")
    assert [found[1] for found in readers(verdict)] == ["report"]
    assert (verdict.compatibility, verdict.break_count, verdict.hidden_count) == (BREAKING, 2, 1)
    assert verdict.breaks[0].route[1] == "restricted"
    assert "totals" not in verdict.report
    assert check("id:int", "state:text", viewer=ADMIN).hidden_count == 0


def test_a_dataset_without_a_schema_is_never_ok():
    ingest(event("fill", outputs=["orders"]))
    verdict = check("id:int")
    assert (verdict.compatibility, verdict.changes) == (WARN, ())
    assert "No schema of this dataset was ever seen" in verdict.report


def test_a_cycle_ends(orders):
    wrote("back", "orders", "report", column_lineage(amount="report.sum"))
    assert [found[1] for found in readers(check("id:int", "state:text", max_hops=10))] == ["totals", "report"]


def test_more_readers_than_are_looked_at(orders, monkeypatch):
    monkeypatch.setattr("lineage.queries.schema_check.READERS_MAX", 1)
    wrote("more", "others", "orders", column_lineage(n="orders.id"))
    verdict = check("state:text")
    assert (verdict.break_count, verdict.break_count_state) == (1, CountState.AT_LEAST)
    assert [change.compatibility for change in verdict.changes] == [BREAKING, BREAKING]
    assert "At least 1 reader breaks or may" in verdict.report


def test_the_number_of_statements_does_not_grow(orders):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            check("id:int", "state:text")
        return len(captured)

    before = statements()
    for number in range(20):
        wrote(f"add{number}", f"more{number}", "orders", column_lineage(sum="orders.amount", n="orders.id"))
    assert statements() == before


def test_the_report(orders):
    assert check("id:int", "state:text", commit="abc|`x`").report == (
        "### ❌ This change breaks readers\n"
        "\n"
        f"Dataset `{dataset_ref('orders')}` at `abc¦'x'`.\n"
        "\n"
        "| | column | what happens |\n"
        "|---|---|---|\n"
        "| ❌ | `amount` | removed: `int` |\n"
        "\n"
        "**2 readers break or may**\n"
        "\n"
        "| | reader | column | through | team | tier | last read | how sure |\n"
        "|---|---|---|---|---|---|---|---|\n"
        f"| ❌ | `{dataset_ref('totals')}` | `sum` | `amount`, 1 hop | none |  | {T0 + timedelta(minutes=NOW):%Y-%m-%d} | 100% |\n"
        f"| ❌ | `{dataset_ref('report')}` | `sum` | `amount`, 2 hops | none |  | {T0 + timedelta(minutes=NOW):%Y-%m-%d} | 100% |\n"
    )


def test_what_is_asked_wrongly_names_its_field(orders):
    for columns, options, error, field in (
        ([], {}, InvalidError, "columns"),
        ([f"c{n}:int" for n in range(5001)], {}, TooManyError, "columns"),
        (["id:int", "id:int"], {}, InvalidError, "columns[1].path"),
        ([":int"], {}, InvalidError, "columns[0].path"),
        (["id:int"], {"max_hops": 11}, InvalidError, "max_hops"),
        (["id:int", "new:int<id"], {}, InvalidError, "columns[1].renamed_from"),
    ):
        with pytest.raises(error) as raised:
            check(*columns, **options)
        assert [wrong.field for wrong in raised.value.errors] == [field]
    with pytest.raises(NotFoundError, match=r"columns\[0\].renamed_from: the dataset has no column 'nope'"):
        check("x:int<nope")
    with pytest.raises(NotFoundError):
        check("id:int", name="absent")
