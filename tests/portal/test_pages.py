"""Pages: a total order without gaps or repeats, and cursors that nobody can bend or lend."""

from __future__ import annotations

import pytest

from catalog.errors import InvalidError
from catalog.names import Kind
from catalog.queries.entities import NameInput, entity_resolve
from catalog.queries.filters import EntityFilter
from catalog.queries.issues import issue_list
from catalog.queries.relations import relation_list
from catalog.queries.search import EntityOrder, EntitySort, entity_search
from catalog.queries.sources import source_list, sync_list
from lineage.queries.runs import run_list
from lineage.queries.schemas import schema_list
from tests import estate as e
from tests.builders import ADMIN, VIEWER, dataset, event, files_source, ingest, schema, sync

pytestmark = pytest.mark.django_db


def walk(ask, first):
    """All items by pages, and how many pages it took."""
    items, after, pages = [], None, 0
    while True:
        page = ask(first=first, after=after)
        assert len(page.items) == len(page.cursors) <= first
        items += page.items
        pages += 1
        if not page.has_next:
            return items, pages
        assert len(page.items) == first
        after = page.end_cursor


def check(ask, key, total):
    """Every page size gives the same items in the same order, each once."""
    whole, _ = walk(ask, 100)
    keys = [key(item) for item in whole]
    assert len(keys) == len(set(keys)) == total
    for first in (1, 2, 3, total - 1, total, total + 1):
        found, pages = walk(ask, first)
        assert [key(item) for item in found] == keys
        assert pages == -(-total // first)
    return whole


@pytest.fixture
def tables(tmp_path):
    """Twelve tables with ties in title and tier, and some without a tier."""
    documents = [
        e.descriptor(
            "Resource",
            f"t{i:02}",
            title=("Same", "same", "Other")[i % 3],
            annotations={"headwater.dev/tier": str(i % 4)},
            spec={"type": "table", "owner": "team-a"},
        )
        for i in range(12)
    ]
    e.write(tmp_path, "a.yaml", *documents)
    sync(files_source(tmp_path))


def test_it_works(tables):
    page = entity_search(VIEWER, first=5)
    assert (len(page.items), page.has_next, page.total_count) == (5, True, 12)
    rest = entity_search(VIEWER, first=100, after=page.end_cursor)
    assert (len(rest.items), rest.has_next, rest.total_count) == (7, False, 12)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("by", list(EntitySort))
def test_every_sort_is_total(tables, by, descending):
    order = EntityOrder(by=by, descending=descending)
    found = check(lambda **page: entity_search(VIEWER, order=order, **page), lambda hit: hit.card.ref, 12)
    if by is EntitySort.TIER:
        tiers = [hit.card.tier for hit in found]
        assert tiers == [*sorted([1, 2, 3] * 3, reverse=descending), None, None, None]
    if by is EntitySort.NAME:
        titles = [hit.card.title.lower() for hit in found]
        assert titles == sorted(titles, reverse=descending)


def test_words_and_filters_page_too(tables):
    wanted = EntityFilter(kinds=(Kind.DATASET,))
    check(lambda **page: entity_search(VIEWER, text="same", filter=wanted, **page), lambda hit: hit.card.ref, 8)


def test_other_lists_are_total(tmp_path):
    for i in range(7):
        run = dataset("out", facets=schema(*(f"c{j}:int" for j in range(i + 1))))
        ingest(event("load", minutes=i // 2, outputs=[run]))
        e.write(tmp_path / f"s{i}", "a.yaml", e.descriptor("Resource", "x", spec={}))
        sync(files_source(tmp_path / f"s{i}", key=f"s{i}"))
    app = {
        "type": "service",
        "lifecycle": "x",
        "owner": "team-a",
        "dependsOn": [f"resource:default/r{i}" for i in range(6)],
    }
    e.write(tmp_path / "app", "a.yaml", e.descriptor("Component", "app", spec=app))
    sync(files_source(tmp_path / "app", key="app"))
    out = "resource:postgres-db-5432/out"
    check(lambda **page: run_list(VIEWER, **page), lambda run: run.id, 7)
    check(lambda **page: run_list(VIEWER, ref=out, **page), lambda run: run.id, 7)
    versions = check(lambda **page: schema_list(VIEWER, ref=out, **page), lambda version: version.id, 7)
    assert [version.version for version in versions] == [7, 6, 5, 4, 3, 2, 1]
    check(lambda **page: source_list(VIEWER, **page), lambda source: source.key, 9)
    check(lambda **page: sync_list(VIEWER, **page), lambda one: one.id, 8)
    check(lambda **page: issue_list(VIEWER, **page), lambda issue: issue.id, 14)
    app_ref = "component:default/app"
    check(lambda **page: relation_list(VIEWER, ref=app_ref, **page), lambda r: (r.type, r.target.ref), 7)


def test_what_comes_between_pages_repeats_nothing(tables, tmp_path):
    order = EntityOrder(by=EntitySort.NAME)
    first = entity_search(VIEWER, order=order, first=6)
    e.write(
        tmp_path, "b.yaml", e.descriptor("Resource", "aaa", title="A first one", spec={"type": "table", "owner": "x"})
    )
    sync("files")
    rest = entity_search(VIEWER, order=order, first=100, after=first.end_cursor)
    assert len({hit.card.ref for hit in (*first.items, *rest.items)}) == 12
    assert rest.total_count == 12  # as it was when the first page was asked for
    assert entity_resolve(VIEWER, names=[NameInput(ref="resource:default/aaa")])[0].title == "A first one"


# --- cursors ----------------------------------------------------------------------------------------------------------

OTHER = [
    {"text": "same"},
    {"filter": EntityFilter(kinds=(Kind.JOB,))},
    {"order": EntityOrder(by=EntitySort.NAME)},
    {"order": EntityOrder(by=EntitySort.RELEVANCE, descending=True)},
]


@pytest.mark.parametrize("other", OTHER)
def test_a_cursor_of_other_arguments_is_refused(tables, other):
    cursor = entity_search(VIEWER, first=2).end_cursor
    with pytest.raises(InvalidError, match="^after: belongs to other arguments; start again without it$"):
        entity_search(VIEWER, first=2, after=cursor, **other)


def test_a_cursor_of_another_viewer_is_refused(tables):
    cursor = entity_search(VIEWER, first=2).end_cursor
    with pytest.raises(InvalidError, match="^after: belongs to other arguments"):
        entity_search(ADMIN, first=2, after=cursor)


def test_a_cursor_of_another_question_is_refused(tables):
    cursor = entity_search(VIEWER, first=2).end_cursor
    with pytest.raises(InvalidError, match="^after: is no cursor of this question"):
        run_list(VIEWER, first=2, after=cursor)


def test_a_tampered_cursor_is_refused(tables):
    cursor = entity_search(VIEWER, first=2).end_cursor
    bent = [cursor[:-1], cursor + "A", "x" + cursor, cursor.replace(":", ";"), "x", "\x00", "é", "..", "a" * 10_000]
    for text in bent:
        with pytest.raises(InvalidError, match="^after: is no cursor of this question, or older than 24 hours$"):
            entity_search(VIEWER, first=2, after=text)


def test_an_old_cursor_is_refused(tables, monkeypatch):
    from django.core import signing

    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now - 24 * 3600 - 60)
    cursor = entity_search(VIEWER, first=2).end_cursor
    monkeypatch.setattr(signing.time, "time", lambda: now)
    with pytest.raises(InvalidError, match="older than 24 hours"):
        entity_search(VIEWER, first=2, after=cursor)


@pytest.mark.parametrize("first", [0, -1, 101, True, 1.0, "5", None])
def test_a_page_has_1_to_100_items(first):
    with pytest.raises(InvalidError, match="^first: must be a whole number from 1 to 100$"):
        entity_search(VIEWER, first=first)


def test_the_doors_share_cursors_and_rest_links_the_next_page(tables):
    viewer = e.asker("viewer")
    answer = viewer.rest("/entities/search?first=5&sort=name")
    cursor = answer.json()["end_cursor"]
    link = answer["Link"]
    assert link.endswith('>; rel="next"')
    following = viewer.client.get(link.partition(">")[0][1:]).json()["items"]
    text = "query Q($after: Cursor) { entitySearch(first: 5, order: {by: NAME}, after: $after) { nodes { ref } } }"
    nodes = viewer.graphql(text, after=cursor).json()["data"]["entitySearch"]["nodes"]
    assert [node["ref"] for node in nodes] == [item["card"]["ref"] for item in following]
    assert len(nodes) == 5
