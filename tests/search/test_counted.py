"""Whatever PostgreSQL expects, and whichever way is taken then, the answer is the same."""

from __future__ import annotations

import random
from itertools import product

import pytest
import yaml

from catalog.answers import FacetField
from catalog.database import execute, rows
from catalog.errors import InvalidError
from catalog.paging import CountState
from catalog.queries import counted, facets, ranked, search
from catalog.queries.facets import entity_count
from catalog.queries.filters import EntityFilter
from catalog.queries.search import EntityOrder, EntitySort, entity_search
from tests.builders import ADMIN, VIEWER, descriptor, files_source, settle, sync

pytestmark = pytest.mark.django_db
TABLES, SCORED, NAMED = 48, 8, 4
# What PostgreSQL is made to expect, of a million.
WAYS = {"few": 1, "between": 100_000, "common": 900_000}


@pytest.fixture
def estate(tmp_path, monkeypatch):
    """Tables that have `orders`, `ordinary` or neither; some are hidden, used by many or by very many."""
    pick = random.Random(3)
    documents = [
        descriptor(
            "Resource",
            f"{pick.choice(['orders', 'ordinary', 'x_orders', 'x_ordinary', 'other'])}_{n:02}",
            annotations={"headwater.dev/visibility": "restricted"} if pick.random() < 0.2 else {},
            spec={"type": pick.choice(["table", "view"]), "owner": "crew"},
        )
        for n in range(TABLES)
    ]
    (tmp_path / "catalog-info.yaml").write_text(yaml.safe_dump_all(documents))
    sync(files_source(tmp_path))
    settle()
    for ref, use in [(row[0], pick.choice([0, 0, 3, 15, 16, 40, 127, 128, 500])) for row in rows(REFS)]:
        execute(
            "UPDATE catalog_searchdocument s SET popularity = %s FROM catalog_entity e WHERE e.id = s.entity_id AND e.ref = %s",
            [use, ref],
        )
    monkeypatch.setattr(ranked, "SCORED", SCORED)
    monkeypatch.setattr(ranked, "NAMED", NAMED)
    for module in (ranked, search):
        monkeypatch.setattr(module, "MOST_USED", SCORED + NAMED)


REFS = "SELECT ref FROM catalog_entity ORDER BY ref"
MATCHING = (
    "SELECT e.ref, e.type FROM catalog_entity e JOIN catalog_searchdocument s ON s.entity_id = e.id "
    "WHERE e.name ~ %s AND (%s OR NOT e.restricted) ORDER BY s.popularity DESC, e.id DESC"
)


def count_up_to(monkeypatch, count):
    for module in (counted, search, facets):
        monkeypatch.setattr(module, "COUNTED", count)


def go(monkeypatch, way):
    monkeypatch.setattr(counted, "_expected", lambda asked: WAYS[way])
    monkeypatch.setattr(counted, "_is_common", lambda expected: expected > 500_000)


def pages(viewer, text, size, **more):
    """Refs in the order of the pages, and the total that each page told."""
    refs, totals, after = [], set(), None
    while True:
        page = entity_search(viewer, text=text, first=size, after=after, **more)
        refs += [hit.card.ref for hit in page.items]
        totals.add((page.total_count, page.total_count_state))
        if not page.has_next:
            return refs, totals
        after = page.end_cursor


@pytest.mark.parametrize("viewer", [VIEWER, ADMIN], ids=["viewer", "admin"])
def test_every_way_gives_the_same_pages(estate, monkeypatch, viewer):
    for text, count in product(["ord", "orders", "or", "x", "nothing"], [12, 20, 2_000]):
        count_up_to(monkeypatch, count)
        expected = [row[0] for row in rows(MATCHING, [rf"(^|_){text}", viewer is ADMIN])]
        exact = len(expected) <= count
        told = (len(expected), CountState.EXACT) if exact else (count, CountState.AT_LEAST)
        orders = set()
        for way, size in product(WAYS, (3, 100)):
            go(monkeypatch, way)
            refs, totals = pages(viewer, text, size)
            assert sorted(refs) == sorted(expected)
            assert totals == {told}
            orders.add(tuple(refs))
        assert len(orders) == 1
        behind = refs[SCORED + NAMED :]
        assert behind == [ref for ref in expected if ref in behind]


@pytest.mark.parametrize("limit", [1, 5, 13, 16])
def test_fewer_are_counted_where_fewer_are_asked_for(estate, monkeypatch, limit):
    expected = [row[0] for row in rows(MATCHING, ["(^|_)ord", False])]
    assert len(expected) > 16
    for way, by in product(WAYS, (EntitySort.RELEVANCE, EntitySort.NAME)):
        go(monkeypatch, way)
        order = EntityOrder(by=by)
        every, _ = pages(VIEWER, "ord", 100, order=order)
        refs, totals = pages(VIEWER, "ord", 3, order=order, count_limit=limit)
        assert (refs, totals) == (every, {(limit, CountState.AT_LEAST)})
    _, totals = pages(VIEWER, "ord", 100, count_limit=len(expected))
    assert totals == {(len(expected), CountState.EXACT)}


@pytest.mark.parametrize("limit", [0, 2_001])
def test_a_limit_that_is_none_is_refused(limit):
    with pytest.raises(InvalidError, match="^count_limit: must be a whole number from 1 to 2000$"):
        entity_search(VIEWER, text="orders", count_limit=limit, first=1)


def test_every_way_counts_the_same(estate, monkeypatch):
    types = [row[1] for row in rows(MATCHING, ["(^|_)or", False])]
    assert len(types) > 13
    for way, count in product(WAYS, (12, 2_000)):
        go(monkeypatch, way)
        count_up_to(monkeypatch, count)
        (facet,) = entity_count(VIEWER, by=[FacetField.TYPE], text="or")
        told = {value.value: value.count for value in facet.values}
        assert facet.exact is (count == 2_000)
        if facet.exact:
            assert told == {"table": types.count("table"), "view": types.count("view")}
        else:
            assert sum(told.values()) == count + 1


def test_every_way_under_a_filter_and_by_another_order(estate, monkeypatch):
    count_up_to(monkeypatch, 12)
    wanted = EntityFilter(types=("view",))
    for text in ("or", None):
        expected = [ref for ref, kind in rows(MATCHING, ["(^|_)or" if text else "", False]) if kind == "view"]
        assert len(expected) > 12
        for way, by in product(WAYS, (EntitySort.RELEVANCE, EntitySort.NAME)):
            go(monkeypatch, way)
            refs, totals = pages(VIEWER, text, 4, filter=wanted, order=EntityOrder(by=by))
            assert sorted(refs) == sorted(expected)
            assert totals == {(12, CountState.AT_LEAST)}


def test_how_many_are_expected_is_what_postgresql_knows_of_the_words(estate):
    execute("ANALYZE catalog_searchdocument, catalog_facetrow")
    every = len(rows(REFS))
    assert counted._expected(("TRUE", [])) == every
    assert counted._is_common(every)
    assert not counted._is_common(every // counted.COMMON)
    found = len(rows(MATCHING, ["(^|_)orders", True]))
    assert abs(counted._expected(("s.words @@ %s::tsquery", ["'orders'"])) - found) <= 2
