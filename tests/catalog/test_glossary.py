"""Terms of the glossary: declared, edited, counted, found, exported and hidden as tags are, and by ref."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml

from catalog.answers import FacetField, GlossaryTerm
from catalog.commands.change_sets import change_set_undo
from catalog.commands.entities import entity_update
from catalog.commands.selection import EntitySelection
from catalog.database import rows
from catalog.errors import InvalidError, WrongStateError
from catalog.field_paths import EditField
from catalog.queries.entities import NameInput, entity_get
from catalog.queries.facets import entity_count
from catalog.queries.filters import EntityFilter
from catalog.queries.patches import patch_list
from catalog.queries.relations import relation_list
from catalog.queries.search import entity_search
from tests.builders import ADMIN, VIEWER, descriptor, files_source, settle, sync
from tests.estate import RESTRICTED, write

pytestmark = pytest.mark.django_db
ORDERS = "resource:default/orders"
MAU, CHURN, OLD = "glossaryterm:default/mau", "glossaryterm:default/churn", "glossaryterm:sales/old"
PATH = "spec.glossaryTerms."


def say(folder, *terms: str) -> None:
    spec = {"type": "table", "owner": "team-a", "glossaryTerms": list(terms)}
    write(folder, "orders.yaml", descriptor("Resource", "orders", title="Orders", spec=spec))
    sync("files")
    settle()


@pytest.fixture(autouse=True)
def estate(tmp_path):
    write(
        tmp_path,
        "all.yaml",
        descriptor("Group", "team-a", spec={"type": "team", "children": []}),
        descriptor(
            "GlossaryTerm", "mau", title="Monthly active users", description="Who *listened* in a month.", spec={}
        ),
        descriptor("GlossaryTerm", "secret", spec={}, annotations=RESTRICTED),
    )
    files_source(tmp_path)
    say(tmp_path, "MAU", "sales/old")
    return tmp_path


def one(*refs: str) -> EntitySelection:
    return EntitySelection(refs=refs or (ORDERS,))


def shown(viewer: Any = ADMIN, ref: str = ORDERS) -> Any:
    return entity_get(viewer, names=[NameInput(ref=ref)])[0]


def terms(viewer: Any = ADMIN) -> list[str]:
    return [term.ref for term in shown(viewer).card.glossary_terms]


def provenance(ref: str, viewer: Any = ADMIN) -> Any:
    return next((p for p in shown(viewer).provenance if p.field == PATH + ref), None)


def test_it_works():
    assert shown().card.glossary_terms == (
        GlossaryTerm(ref=MAU, title="Monthly active users", definition="Who listened in a month.", exists=True),
        GlossaryTerm(ref=OLD, title="old", definition=None, exists=False),
    )
    assert shown().descriptor["spec"]["glossaryTerms"] == [MAU, OLD]
    made = entity_update(
        replace(ADMIN, name="Ada"), entities=one(), add_glossary_terms=["Churn"], remove_glossary_terms=[OLD]
    )
    assert [change.text for change in made.change_set.changes] == [
        f"glossary term {CHURN}: added",
        f"glossary term {OLD}: removed",
    ]
    assert terms() == [CHURN, MAU]
    assert (provenance(CHURN).by, provenance(CHURN).losers, provenance(MAU).source) == ("Ada", (), "files")
    assert [loser["value"] for loser in provenance(OLD).losers] == [OLD]


def test_a_sync_takes_no_edit_away_and_says_when_it_is_redundant(estate):
    entity_update(ADMIN, entities=one(), add_glossary_terms=["churn"], remove_glossary_terms=[OLD])
    say(estate, "mau", OLD, "GlossaryTerm:default/Seats")
    assert terms() == [CHURN, MAU, "glossaryterm:default/seats"]
    assert (provenance(CHURN).redundant, provenance(OLD).redundant) == (False, False)
    say(estate, "mau", "churn")
    assert terms() == [CHURN, MAU]
    assert (provenance(CHURN).redundant, provenance(OLD).redundant) == (True, True)


def test_undo_and_clear_bring_back_what_sources_say():
    before = shown().descriptor
    first = entity_update(ADMIN, entities=one(), add_glossary_terms=["churn"], remove_glossary_terms=["mau"]).change_set
    change_set_undo(ADMIN, id=first.id, reason="Back.")
    assert shown().descriptor == before
    entity_update(ADMIN, entities=one(), add_glossary_terms=["churn"], add_tags=["x"], title="Mine")
    entity_update(ADMIN, entities=one(), clear=[EditField.GLOSSARY_TERMS, EditField.TITLE])
    assert (terms(), shown().card.tags, shown().card.title) == ([MAU, OLD], ("x",), "Orders")
    with pytest.raises(WrongStateError, match="Nobody edited glossary_terms here"):
        entity_update(ADMIN, entities=one(), clear=[EditField.GLOSSARY_TERMS])


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"add_glossary_terms": ["ok", "no t"]}, "add_glossary_terms[1]", "'no t' is no legal name"),
        ({"add_glossary_terms": ["user:default/ada"]}, "add_glossary_terms[0]", "is no glossary term"),
        ({"remove_glossary_terms": [""]}, "remove_glossary_terms[0]", "accepted: [glossaryterm:][namespace/]name"),
        (
            {"add_glossary_terms": ["a"], "remove_glossary_terms": ["default/A"]},
            "remove_glossary_terms",
            "also to be added",
        ),
        ({"add_glossary_terms": [f"t{n}" for n in range(101)]}, "add_glossary_terms", "has 101 terms; at most 100"),
        (
            {"add_glossary_terms": ["a"], "clear": [EditField.GLOSSARY_TERMS]},
            "clear",
            "glossary_terms is also given a value",
        ),
    ],
)
def test_what_is_wrong_is_told_by_its_field(values, field, message):
    with pytest.raises(InvalidError) as wrong:
        entity_update(ADMIN, entities=one(), **values)
    (error,) = wrong.value.errors
    assert (error.field, message in error.message) == (field, True)


def test_search_finds_and_counts_by_term(estate):
    spec = {"type": "table", "owner": "team-a"}
    write(estate, "more.yaml", descriptor("Resource", "rows", spec=spec))
    sync("files")
    settle()
    entity_update(ADMIN, entities=one("resource:default/rows"), add_glossary_terms=["mau"])

    def found(*wanted: str) -> list[str]:
        page = entity_search(ADMIN, filter=EntityFilter(glossary_terms=wanted), first=5)
        return sorted(hit.card.name for hit in page.items)

    assert (found("mau"), found(OLD), found("churn")) == (["orders", "rows"], ["orders"], [])
    with pytest.raises(InvalidError, match="filter.glossary_terms"):
        found("group:default/team-a")
    (facet,) = entity_count(ADMIN, by=[FacetField.TERM])
    assert [(v.value, v.title, v.count) for v in facet.values] == [(MAU, "Monthly active users", 2), (OLD, "old", 1)]
    hits = entity_search(ADMIN, text="old", first=5).items
    assert [(hit.card.name, hit.matched_field) for hit in hits] == [("orders", "term")]


def test_a_term_tells_who_has_it():
    entity_update(ADMIN, entities=one(), remove_glossary_terms=[OLD], add_glossary_terms=["churn"])
    listed = relation_list(ADMIN, ref=ORDERS, types=["hasGlossaryTerm"], first=5).items
    assert [(r.target.ref, r.source) for r in listed] == [(CHURN, "people"), (MAU, "files")]
    back = relation_list(ADMIN, ref=MAU, first=5).items
    assert [(r.type, r.target.ref, r.source) for r in back] == [("glossaryTermOf", ORDERS, "files")]


def test_the_patch_makes_the_file_say_what_people_say():
    entity_update(ADMIN, entities=one(), add_glossary_terms=["churn", "mau"], remove_glossary_terms=[OLD])
    (patch,) = patch_list(ADMIN, refs=[ORDERS])
    assert (patch.fields, patch.redundant) == ((PATH + CHURN, PATH + OLD), (PATH + MAU,))
    assert yaml.safe_load(patch.fragment)["spec"] == {"glossaryTerms": ["MAU", CHURN]}


def test_a_wrong_value_is_an_issue_that_names_the_field(estate):
    say(estate, "mau", "no t", "group:default/team-a")
    told = rows("SELECT code, message FROM catalog_issue WHERE state = 'open' ORDER BY message")
    accepted = "accepted: [glossaryterm:][namespace/]name"
    assert [tuple(row) for row in told] == [
        ("ref.format", f"spec.glossaryTerms[1]: 'no t' is no glossary term; {accepted}"),
        ("ref.format", f"spec.glossaryTerms[2]: 'group:default/team-a' is no glossary term; {accepted}"),
    ]


def test_a_hidden_term_is_not_there(estate):
    say(estate, "mau", "secret")
    assert (terms(), terms(VIEWER)) == ([MAU, "glossaryterm:default/secret"], [MAU])
    assert "secret" not in repr(shown(VIEWER))
    entity_update(ADMIN, entities=one(), remove_glossary_terms=["secret"])
    assert provenance("glossaryterm:default/secret").source == "people"
    assert "secret" not in repr(shown(VIEWER))
