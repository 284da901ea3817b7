"""Everything downstream: in what order, by which way, reached by which columns; page by page and as a whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from catalog.database import rows
from catalog.errors import InvalidError, NotFoundError, TooManyError
from catalog.ingest.popularity import popularity_record
from catalog.names import Kind
from catalog.paging import CountState
from catalog.queries.filters import EntityFilter
from lineage.answers import Direction
from lineage.queries import impact
from lineage.queries.impact import impact_export, impact_list
from lineage.queries.readers import reader_counts
from tests import estate as e
from tests.builders import (
    ADMIN,
    T0,
    VIEWER,
    column_lineage,
    dataset,
    dataset_ref,
    descriptor,
    event,
    files_source,
    ingest,
    job_ref,
    sync,
)

pytestmark = pytest.mark.django_db


def flow(job, inputs, outputs, minutes=0):
    return event(job, inputs=inputs, outputs=outputs, minutes=minutes)


def asked(name, *, viewer=VIEWER, first=100, **options):
    return impact_list(viewer, ref=dataset_ref(name), first=first, **options)


def titles(page):
    return [item.entity.title for item in page.items]


def tables(folder, **tiers):
    """Descriptors that give datasets tiers."""
    documents = [
        descriptor(
            "Resource",
            name,
            annotations=e.named("postgres://db:5432", name, **{"headwater.dev/tier": str(tier)}),
            spec={"type": "table", "owner": "team-a"},
        )
        for name, tier in tiers.items()
    ]
    e.write(folder, "all.yaml", *documents)
    sync(files_source(folder))


@pytest.fixture
def chain():
    """raw -> load -> orders -> sum -> totals -> show -> report, and back from report to raw."""
    ingest(
        flow("load", ["raw"], ["orders"]),
        flow("sum", ["orders"], ["totals"], 5),
        flow("show", ["totals"], ["report"], 7),
        flow("back", ["report"], ["raw"]),
    )


def test_it_works(chain):
    page = asked("orders")
    assert [(item.entity.title, item.hop) for item in page.items] == [
        ("sum", 1), ("totals", 2), ("show", 3), ("report", 4), ("back", 5), ("raw", 6), ("load", 7),
    ]  # fmt: skip
    report = page.items[3]
    assert [link.title for link in report.path] == ["orders", "sum", "totals", "show", "report"]
    assert (report.columns, report.exact, report.last_read_at) == ((), True, T0)
    assert (page.items[0].last_read_at, page.items[1].last_read_at) == (None, T0 + timedelta(minutes=7))
    assert (page.total_count, page.total_count_state, page.has_next) == (7, CountState.EXACT, False)


def test_hops_and_kinds_narrow_it(chain):
    assert titles(asked("orders", max_hops=2)) == ["sum", "totals"]
    datasets = asked("orders", filter=EntityFilter(kinds=(Kind.DATASET,)))
    assert (titles(datasets), datasets.total_count) == (["totals", "report", "raw"], 3)
    assert titles(impact_list(VIEWER, ref=job_ref("show"), max_hops=1, first=9)) == ["report"]


def test_upstream_is_the_other_way_round(chain):
    page = asked("totals", direction=Direction.UPSTREAM, max_hops=4)
    assert [(item.entity.title, item.hop) for item in page.items] == [
        ("sum", 1), ("orders", 2), ("load", 3), ("raw", 4),
    ]  # fmt: skip
    assert [link.title for link in page.items[-1].path] == ["totals", "sum", "orders", "load", "raw"]


def test_of_a_hop_tier_comes_first_then_readers_then_age(tmp_path):
    tables(tmp_path, t3=3, t1=1)
    ingest(flow("fan", ["raw"], ["b", "a", "t3", "used", "t1"]), flow("read", ["used"], ["far"]))
    popularity_record(reader_counts())
    (eldest,) = rows("SELECT array_agg(title ORDER BY id) FROM catalog_entity WHERE title IN ('a', 'b')")[0]
    expected = ["fan", "t1", "t3", "used", *eldest, "read", "far"]
    assert titles(asked("raw")) == expected
    for first in (1, 3):
        found, after = [], None
        while True:
            page = asked("raw", first=first, after=after)
            found += titles(page)
            after = page.end_cursor
            if not page.has_next:
                break
        assert found == expected


def test_the_whole_is_what_all_pages_have(chain, monkeypatch):
    monkeypatch.setattr(impact, "EXPORT_PAGE", 3)
    pages = list(impact_export(VIEWER, ref=dataset_ref("orders")))
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [item for page in pages for item in page] == list(asked("orders").items)
    assert list(impact_export(VIEWER, ref=dataset_ref("orders"), filter=EntityFilter(kinds=(Kind.TEAM,)))) == []


def test_of_a_long_way_the_end_is_told(monkeypatch):
    monkeypatch.setattr(impact, "PATH_MAX", 4)
    ingest(*(flow(f"job-{n}", [f"d{n}"], [f"d{n + 1}"]) for n in range(12)))
    last = asked("d0").items[-1]
    assert (last.entity.title, last.hop) == ("d12", 24)
    assert [link.title for link in last.path] == ["job-10", "d11", "job-11", "d12"]


def test_what_is_hidden_is_passed_through(tmp_path):
    hidden = [
        descriptor(
            "Resource",
            "secret",
            annotations=e.named("postgres://db:5432", "secret", **e.RESTRICTED),
            spec={"type": "table", "owner": "nobody"},
        )
    ]
    e.write(tmp_path, "all.yaml", *hidden)
    sync(files_source(tmp_path))
    ingest(flow("in", ["raw"], ["secret"]), flow("out", ["secret"], ["mart"]))
    page = asked("raw")
    assert [(item.entity.title, item.hop) for item in page.items] == [("in", 1), ("out", 3), ("mart", 4)]
    assert [link.title for link in page.items[-1].path] == ["raw", "in", "out", "mart"]
    assert page.total_count == 3
    assert titles(asked("raw", viewer=ADMIN)) == ["in", "secret", "out", "mart"]


def test_as_of_is_what_was_downstream_then():
    ingest(flow("load", ["raw"], ["orders"]), flow("load", ["new"], ["orders"], 10))
    assert titles(asked("raw")) == []
    assert titles(asked("raw", as_of=T0 + timedelta(minutes=5))) == ["load", "orders"]
    assert titles(asked("raw", as_of=T0 - timedelta(minutes=5))) == []


@pytest.fixture
def by_columns():
    """raw.a -> orders.id -> totals.id, by columns; orders -> mart and totals -> report by whole datasets alone."""
    ingest(
        flow("load", ["raw"], [dataset("orders", facets=column_lineage(id="raw.a", other="raw.b"))]),
        flow("sum", ["orders"], [dataset("totals", facets=column_lineage(id="orders.id", more="orders.other"))]),
        flow("copy", ["orders"], ["mart"]),
        flow("show", ["totals"], ["report"]),
    )


def test_columns_tell_what_is_known_and_what_is_not(by_columns):
    page = asked("raw", columns=["a"])
    assert {item.entity.title: (item.columns, item.exact) for item in page.items} == {
        "load": ((), True),
        "orders": (("id",), True),
        "sum": ((), True),
        "copy": ((), False),
        "totals": (("id",), True),
        "mart": ((), False),
        "show": ((), False),
        "report": ((), False),
    }
    assert [item.columns for item in asked("raw", columns=["a", "b"]).items if item.entity.title == "totals"] == [
        ("id", "more")
    ]
    assert titles(asked("raw", columns=["a"])) == titles(asked("raw"))
    up = asked("totals", columns=["id"], direction=Direction.UPSTREAM)
    assert {item.entity.title: item.columns for item in up.items if item.exact} == {
        "sum": (), "orders": ("id",), "load": (), "raw": ("a",),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "error", "field"),
    [
        ({"max_hops": 0}, InvalidError, "max_hops"),
        ({"max_hops": 10**9}, InvalidError, "max_hops"),
        ({"direction": Direction.BOTH}, InvalidError, "direction"),
        ({"as_of": datetime.now(UTC) + timedelta(days=1)}, InvalidError, "as_of"),
        ({"columns": ["x"] * 101}, TooManyError, "columns"),
        ({"first": 0}, InvalidError, "first"),
    ],
)
def test_what_is_refused(chain, options, error, field):
    with pytest.raises(error) as caught:
        asked("orders", **options)
    assert caught.value.errors[0].field == field


def test_unknown_names_are_not_found(by_columns):
    with pytest.raises(NotFoundError, match="absent"):
        asked("absent")
    with pytest.raises(NotFoundError, match="no_such"):
        asked("raw", columns=["no_such"])
    page = asked("raw", first=1)
    with pytest.raises(InvalidError, match="after"):
        asked("orders", first=1, after=page.end_cursor)
