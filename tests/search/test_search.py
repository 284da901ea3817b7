"""What a text finds, in which order, and why: names first, then words by where they are, and misspelled words last of all."""

from __future__ import annotations

import pytest
import yaml

from catalog.answers import ExistenceState, FacetField
from catalog.database import execute, rows
from catalog.errors import InvalidError
from catalog.ingest.removal import entities_delete, sources_forget
from catalog.queries import counted as counting
from catalog.queries import facets, ranked, search
from catalog.queries.facets import entity_count
from catalog.queries.filters import EntityFilter
from catalog.queries.search import entity_search
from catalog.viewers import Role, Viewer, ViewerKind
from lineage.ingest.removal import lineage_forget
from lineage.queries.column_search import column_search
from tests.builders import (
    ADMIN,
    NAMESPACE,
    VIEWER,
    dataset,
    dataset_ref,
    descriptor,
    event,
    files_source,
    ingest,
    schema,
    settle,
    sync,
)

pytestmark = pytest.mark.django_db
OPEN, CLOSE = "\u2068", "\u2069"


@pytest.fixture
def known(tmp_path):
    """Puts tables into the catalog: name -> metadata, with `tier` and `spec` beside it."""

    def bring(**tables):
        documents = []
        for name, given in tables.items():
            tier, spec = given.pop("tier", None), {"type": "table", "owner": "crew", **given.pop("spec", {})}
            labels = given.pop("annotations", {}) | ({"headwater.dev/tier": str(tier)} if tier else {})
            documents.append(descriptor("Resource", name, annotations=labels, spec=spec, **given))
        (tmp_path / "catalog-info.yaml").write_text(yaml.safe_dump_all(documents))
        sync(files_source(tmp_path))
        settle()

    return bring


def names(text, viewer=VIEWER, **more):
    return [hit.card.name for hit in entity_search(viewer, text=text, first=100, **more).items]


def why(text, name):
    found = {hit.card.name: hit for hit in entity_search(VIEWER, text=text, first=100).items}[name]
    return found.matched_field, (found.snippet or "").replace(OPEN, "[").replace(CLOSE, "]")


def test_it_works(known):
    known(payouts={}, other={})
    assert names("payouts") == ["payouts"]
    assert why("payouts", "payouts") == ("title", "[payouts]")


def test_the_better_the_match_the_higher(known):
    known(
        described={"description": "All about orders."},
        tagged={"tags": ["orders"]},
        late_orders={},
        orders_late={},
        orders={},
        unrelated={},
    )
    assert names("orders") == ["orders", "orders_late", "late_orders", "tagged", "described"]


def test_columns_come_last_and_a_whole_one_before_words_of_several(known):
    known(described={"description": "The net amount."})
    ingest(
        event(
            outputs=[
                dataset("one", facets=schema("net_amount:int")),
                dataset("several", facets=schema("net:int", "amount:int")),
            ]
        )
    )
    assert names("net amount") == ["one", "described", "several"]
    assert why("net_amount", "one") == ("column", "[net]_[amount]")
    assert why("net amount", "several") == ("column", "[net], [amount]")


@pytest.mark.parametrize(
    "text",
    ["stream_counts_daily", "stream counts daily", "stream-counts.daily", "StreamCountsDaily", "STREAM/COUNTS/DAILY"],
)
def test_separators_and_capitals_do_not_matter(known, text):
    known(stream_counts_daily={}, StreamCountsDaily={}, stream_daily={})
    assert sorted(names(text)) == ["StreamCountsDaily", "stream_counts_daily"]


def test_any_full_name_comes_first(known):
    named = {"openlineage.io/namespace": NAMESPACE, "openlineage.io/name": "shop.public.orders"}
    known(
        a={"title": "A thing", "annotations": named},
        orders={"tier": 1, "description": "resource default a shop public postgres db 5432"},
    )
    for text in ("shop.public.orders", f"{NAMESPACE}/shop.public.orders", "resource:default/a"):
        assert names(text)[0] == "a", text
    assert why("resource:default/a", "a") == ("ref", "[resource]:[default]/[a]")
    assert why("shop.public.orders", "a") == ("alias", "[shop].[public].[orders]")


@pytest.mark.parametrize(
    ("text", "found"),
    [("payout", True), ("payouts daily", True), ("company payouts", True), ("companies", True), ("pay out", False)],
)
def test_number_does_not_matter(known, text, found):
    known(company_payout_daily={})
    assert bool(names(text)) is found


def test_beginnings_count_for_the_last_word_and_for_all_where_nothing_else_is_found(known):
    known(subscriptions_daily={}, sub_daily={})
    assert names("daily subsc") == ["subscriptions_daily"]
    assert names("sub daily") == ["sub_daily"]
    assert names("subsc dai") == ["subscriptions_daily"]


@pytest.mark.parametrize(
    "text", ["revneue", "revenu", "revenuee", "revanue", "ervenue", "revneue dail", "daily reveneu"]
)
def test_misspelled_words_are_found(known, text):
    known(revenue_daily={}, other={})
    assert names(text) == ["revenue_daily"]


@pytest.mark.parametrize("text", ["xyz", "revexxx", "rev1nue", "20240102"])
def test_what_is_not_near_is_not_found(known, text):
    known(revenue_daily={}, report_20240101={}, other={})
    assert names(text) == []


def test_a_word_that_is_found_is_not_corrected(known):
    known(streams={}, steams={})
    assert names("steams") == ["steams"]


def test_a_hidden_entity_neither_is_found_nor_keeps_a_word_from_being_corrected(known):
    known(streams={}, steams={"annotations": {"headwater.dev/visibility": "restricted"}})
    assert names("steams") == ["streams"]
    assert names("steams", ADMIN) == ["steams"]


def test_use_tier_and_what_is_gone(known):
    known(orders_a={}, orders_b={"tier": 1}, orders_c={}, orders_d={"tier": 1})
    execute(
        "UPDATE catalog_searchdocument s SET popularity = 50 FROM catalog_entity e WHERE e.id = s.entity_id AND e.name = 'orders_c'"
    )
    execute("UPDATE catalog_entity SET existence_state = 'dropped', gone_at = now() WHERE name = 'orders_d'")
    assert names("orders") == ["orders_c", "orders_b", "orders_a", "orders_d"]
    assert names("orders_d")[0] == "orders_d"
    assert names("") == ["orders_c", "orders_b", "orders_a", "orders_d"]


def test_existence_is_a_filter_and_a_facet(known):
    known(here={}, gone={})
    execute("UPDATE catalog_entity SET existence_state = 'dropped', gone_at = now() WHERE name = 'gone'")
    (facet,) = entity_count(VIEWER, by=[FacetField.EXISTENCE])
    assert [(v.value, v.title, v.count) for v in facet.values] == [("dropped", "Dropped", 1), ("live", "Live", 1)]
    assert names(None, filter=EntityFilter(existence=(ExistenceState.LIVE,))) == ["here"]


# --- why ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "field", "snippet"),
    [
        ("orders", "title", "Shop [Orders]"),
        ("t1", "name", "[t1]"),
        ("gold", "tag", "[gold]"),
        ("crew", "owner", "[crew]"),
        ("webshop", "system", "[webshop]"),
        ("table", "type", "[table]"),
        ("euro", "description", "Every order in [euros]."),
        ("orders gold", "title", "Shop [Orders]"),
    ],
)
def test_the_field_with_most_of_the_words(known, text, field, snippet):
    known(
        t1={
            "title": "Shop Orders",
            "tags": ["gold"],
            "description": "Every order in euros.",
            "spec": {"system": "webshop"},
        }
    )
    assert why(text, "t1") == (field, snippet)


def test_a_snippet_is_plain_text_around_the_match(known):
    text = f"<b>{'word ' * 60}</b> then {OPEN}needle{CLOSE} {'more ' * 60}"
    known(t={"description": text})
    _, snippet = why("needle", "t")
    assert snippet.startswith("…word")
    assert " then [needle] more" in snippet
    assert snippet.endswith("…")
    assert len(snippet) <= 204
    assert why("then", "t")[1].count("[") == 1


def test_without_a_text_there_is_no_reason(known):
    known(t={})
    (hit,) = entity_search(VIEWER, first=5).items
    assert (hit.matched_field, hit.snippet) == (None, None)


@pytest.mark.parametrize(
    "text", ["'", "\\", "a' | 'b", "\0", "%", "(", ":*", "!", "&", "é", "данные", "x" * 10_000, "a b " * 5_000]
)
def test_any_text_is_a_question(known, text):
    known(t={})
    assert isinstance(names(text), list)


def test_words_of_other_scripts_and_accents(known):
    known(t={"title": "Größe der данные"})
    assert [names(text) for text in ("grosse", "größe", "данные", "ДАННЫЕ")] == [["t"]] * 4


# --- what stays right as things change ------------------------------------------------------------------------------------


def test_words_are_those_of_now(known):
    known(t={"title": "Before", "tags": ["old"]})
    known(t={"title": "After"})
    assert (names("before"), names("old"), names("after")) == ([], [], ["t"])


def test_columns_are_those_of_the_current_schema():
    ingest(event(outputs=[dataset("t", facets=schema("first_one:int"))]))
    assert names("first_one") == ["t"]
    ingest(event(minutes=1, outputs=[dataset("t", facets=schema("second_one:int"))]))
    assert (names("first_one"), names("second_one")) == ([], ["t"])
    ingest(event(minutes=0.5, outputs=[dataset("t", facets=schema("third_one:int"))]))
    assert (names("third_one"), names("second_one")) == ([], ["t"])


# --- more than is scored --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("counted", [6, 2_000])
def test_every_page_behind_what_is_scored_is_there_once(known, monkeypatch, counted):
    monkeypatch.setattr(ranked, "SCORED", 5)
    for module in (counting, search):
        monkeypatch.setattr(module, "COUNTED", counted)  # above so many the most used are found without reading all
    monkeypatch.setattr(ranked, "NAMED", 2)
    known(**{f"x{i:02}_orders": {} for i in range(18)}, orders={}, orders_x={})
    execute("UPDATE catalog_searchdocument SET popularity = entity_id %% 3 * 10")
    whole = [hit.card.ref for hit in entity_search(VIEWER, text="orders", first=100).items]
    assert (len(whole), len(set(whole))) == (20, 20)
    assert whole[0] == "resource:default/orders"
    for size in (1, 3, 7):
        found, after = [], None
        while True:
            page = entity_search(VIEWER, text="orders", first=size, after=after)
            found += [hit.card.ref for hit in page.items]
            assert page.total_count == min(counted, 20)
            if not page.has_next:
                break
            after = page.end_cursor
        assert found == whole


def test_facets_of_too_many_are_counted_at_least(known, monkeypatch):
    known(**{f"t{i}": {"tags": ["few"], "spec": {"type": "view" if i % 2 else "table"}} for i in range(6)})
    monkeypatch.setattr(facets, "COUNTED", 4)
    wanted = EntityFilter(tags=("few",))
    kind, kinds = entity_count(VIEWER, by=[FacetField.TYPE, FacetField.KIND], filter=wanted)
    assert (kind.exact, kinds.exact) == (False, False)
    assert sum(value.count for value in kind.values) == 5
    assert all(facet.exact for facet in entity_count(VIEWER, by=[FacetField.TYPE, FacetField.KIND]))
    monkeypatch.setattr(facets, "COUNTED", 6)
    (kind,) = entity_count(VIEWER, by=[FacetField.TYPE], filter=wanted)
    assert (kind.exact, [(v.value, v.count) for v in kind.values]) == (True, [("table", 3), ("view", 3)])


def test_a_facet_is_not_filtered_by_itself_but_by_the_others(known):
    known(
        a={"tags": ["x"], "tier": 1},
        b={"tags": ["y"], "tier": 1},
        c={"tags": ["x"], "tier": 2},
    )
    found = entity_count(VIEWER, by=[FacetField.TAG, FacetField.TIER], filter=EntityFilter(tags=("x",)))
    assert [[(v.value, v.count) for v in facet.values] for facet in found] == [
        [("x", 2), ("y", 1)],
        [("1", 1), ("2", 1)],
    ]


# --- columns ------------------------------------------------------------------------------------------------------------


def columns(text, viewer=VIEWER, **more):
    return [(hit.dataset.title, hit.path) for hit in column_search(viewer, text=text, first=100, **more).items]


@pytest.fixture
def tables():
    ingest(
        event(
            outputs=[
                dataset("shop.orders", facets=schema("id:int", "amount_net:numeric", "buyer.amount:int")),
                dataset("shop.refunds", facets=schema("id:int", "amount:numeric")),
            ]
        )
    )


def test_columns_by_name_then_beginning_then_words(tables):
    assert columns("amount") == [
        ("shop.orders", "buyer.amount"),
        ("shop.refunds", "amount"),
        ("shop.orders", "amount_net"),
    ]
    assert columns("net amount") == [("shop.orders", "amount_net")]
    assert columns("refunds amount") == [("shop.refunds", "amount")]
    assert columns("amonut") == columns("amount")
    assert columns("orders") == []


def test_a_column_says_what_it_is(tables):
    (hit,) = column_search(VIEWER, text="amount_net", first=5).items
    assert (hit.dataset.ref, hit.column.type, hit.column.position) == (dataset_ref("shop.orders"), "numeric", 2)
    assert hit.snippet == f"{OPEN}amount{CLOSE}_{OPEN}net{CLOSE}"


def test_columns_page_and_filter(tables):
    page = column_search(VIEWER, text="amount", first=2)
    rest = column_search(VIEWER, text="amount", first=2, after=page.end_cursor)
    assert ([hit.path for hit in (*page.items, *rest.items)], page.total_count) == (
        ["buyer.amount", "amount", "amount_net"],
        3,
    )
    assert (page.has_next, rest.has_next) == (True, False)
    only = EntityFilter(refs=(dataset_ref("shop.refunds"),))
    assert columns("amount", filter=only) == [("shop.refunds", "amount")]


def test_columns_of_what_is_hidden_are_not_there(tables):
    execute("UPDATE catalog_entity SET restricted = true WHERE ref = %s", [dataset_ref("shop.refunds")])
    assert ("shop.refunds", "amount") not in columns("amount")
    assert ("shop.refunds", "amount") in columns("amount", ADMIN)


def test_columns_need_a_word_and_the_right_to_read_lineage():
    with pytest.raises(InvalidError, match="^text: has no word; give a column, or a part of its name$"):
        column_search(VIEWER, text=" _ ", first=5)
    outsider = Viewer(kind=ViewerKind.TOKEN, key="token:x", scopes=frozenset({"ingest:write"}))
    with pytest.raises(Exception, match=r"lineage\.read is not allowed"):
        column_search(outsider, text="a", first=5)


def test_the_vocabulary_has_what_can_be_misspelled(known):
    known(revenue_2024={"description": "An ox."})
    found = {row[0] for row in rows("SELECT word FROM catalog_searchword")}
    assert "revenue" in found
    assert not {"2024", "an", "ox"} & found


def test_roles_see_the_same(known):
    known(t={})
    editor = Viewer(kind=ViewerKind.PERSON, key="person:e", role=Role.EDITOR)
    assert names("t") == names("t", editor)


def test_a_source_that_is_forgotten_takes_its_columns_along(known):
    known(t={"annotations": {"openlineage.io/namespace": NAMESPACE, "openlineage.io/name": "t"}})
    ingest(event(outputs=[dataset("t", facets=schema("first_one:int"))]))
    assert names("first_one") == ["t"]
    source_ids = [row[0] for row in rows("SELECT id FROM catalog_source WHERE key = 'openlineage'")]
    forgotten = sources_forget(source_ids)
    lineage_forget(source_ids, forgotten.gone)
    entities_delete(forgotten.gone)
    settle()
    assert (names("first_one"), names("t")) == ([], ["t"])
