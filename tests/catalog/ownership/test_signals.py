"""What each signal of the catalog says, on a real database."""

from __future__ import annotations

import pytest

from catalog.database import execute, rows
from catalog.ownership.owner_names import OwnerName, codeowner_name, facet_owner_name, owner_refs
from catalog.ownership.owners_file import owners_file_replace
from catalog.queues import OWNERSHIP
from catalog.records import OwnersFileRecord
from catalog.signals.codeowners import CodeownersSignal, _path_inside
from catalog.signals.containers import ContainersSignal
from catalog.signals.descriptor import DescriptorSignal
from tests.builders import dataset_ref, descriptor, event, ingest, sync
from tests.catalog.ownership.estate import (
    TEAM_A,
    TEAM_B,
    decide,
    entity_id,
    group,
    owner,
    read,
    settle,
    table,
    user,
)
from tests.estate import named

pytestmark = pytest.mark.django_db
ORDERS = "resource:default/orders"
TEAMS = (group("team-a"), group("team-b"))


def observed(signal, *refs):
    """(owner, role, tier, rank, strength, text) as the signal itself says it."""
    found = signal().observe([entity_id(ref) for ref in refs])
    return [(e.owner_ref, e.role.value, e.tier, e.rank, e.strength, e.text) for e in found]


# --- descriptor -------------------------------------------------------------------------------------------------------


def test_a_descriptor_names_its_owner(tmp_path):
    read(tmp_path, table("orders", "team-a"))
    assert observed(DescriptorSignal, ORDERS) == [
        (TEAM_A, "accountable", 2, 40, 1.0, f"Its descriptor names {TEAM_A} at a.yaml:1.")
    ]


@pytest.mark.parametrize(
    "text, ref",
    [
        ("Team-A", "group:shop/team-a"),
        ("other/team-a", "group:other/team-a"),
        ("user:ann", "user:shop/ann"),
        ("group:default/x", "group:default/x"),
    ],
)
def test_a_short_owner_lies_in_the_namespace_of_the_entity(tmp_path, text, ref):
    document = table("orders", text)
    document["metadata"]["namespace"] = "shop"
    read(tmp_path, document)
    assert [o for o, *_ in observed(DescriptorSignal, "resource:shop/orders")] == [ref]


def test_every_source_is_heard_and_events_are_not(tmp_path):
    ingest(event("load", outputs=["orders"]))
    claim = named("postgres://db:5432", "orders")
    read(tmp_path, table("orders", "team-a", annotations=claim), key="one")
    read(tmp_path, table("orders", "team-b"), key="two", trusted=False)
    assert sorted(o for o, *_ in observed(DescriptorSignal, ORDERS)) == [TEAM_A, TEAM_B]


# --- codeowners -------------------------------------------------------------------------------------------------------


def codeowners(*refs):
    return sorted(observed(CodeownersSignal, *refs), key=lambda e: (e[2], e[1], e[0] or ""))


def test_the_line_for_the_place_of_the_descriptor_counts(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-b"), owners="*.yaml @org/team-a\n")
    assert codeowners(ORDERS) == [
        (TEAM_A, "accountable", 2, 20, 1.0, "CODEOWNERS line 1 names @org/team-a for *.yaml.")
    ]


def test_a_cleared_place_is_explicitly_unowned(tmp_path):
    read(tmp_path, table("orders", "team-b"), path="sql/a.yaml", owners="* @org/team-a\n/sql/\n")
    assert codeowners(ORDERS) == [(None, "accountable", 2, 20, 1.0, "CODEOWNERS line 2 names nobody for /sql/.")]


def test_a_line_for_everything_is_only_a_hint(tmp_path):
    read(tmp_path, table("orders", "team-b"), owners="* @org/team-a\n")
    assert codeowners(ORDERS) == [(TEAM_A, "accountable", 3, 0, 0.2, "CODEOWNERS line 1 names @org/team-a for *.")]


def test_the_first_team_is_accountable_and_the_others_technical(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-b"), owners="*.yaml @ann @org/team-b @org/team-a\n")
    assert [(o, role) for o, role, *_ in codeowners(ORDERS)] == [
        (TEAM_B, "accountable"),
        (TEAM_A, "technical"),
        ("user:default/ann", "technical"),
    ]


def test_where_no_team_is_named_the_first_person_is_accountable(tmp_path):
    read(tmp_path, table("orders", "team-b"), owners="*.yaml @ben @ann\n")
    assert [(o, role) for o, role, *_ in codeowners(ORDERS)] == [
        ("user:default/ben", "accountable"),
        ("user:default/ann", "technical"),
    ]


def test_of_several_sections_one_team_is_accountable(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-b"), owners="* @org/team-b\n[Data]\n*.yaml @org/team-a\n")
    assert [(o, role, tier) for o, role, tier, *_ in codeowners(ORDERS)] == [
        (TEAM_A, "accountable", 2),
        (TEAM_B, "technical", 3),
    ]


def test_no_line_no_evidence(tmp_path):
    read(tmp_path, table("orders", "team-b"), owners="/other/ @org/team-a\n")
    assert codeowners(ORDERS) == []


def test_it_decides_only_where_nothing_more_specific_does(tmp_path):
    read(tmp_path, *TEAMS, key="teams")
    ingest(event("load", outputs=["orders"]))
    claim = named("postgres://db:5432", "orders")
    document = table("orders", "team-b", annotations=claim)
    read(tmp_path, document, owners="*.yaml @org/team-a\n")
    settle()
    assert owner(ORDERS) == (TEAM_B, "declared")
    execute("UPDATE catalog_claim SET descriptor = descriptor #- '{spec,owner}'")
    settle()
    assert owner(ORDERS) == (TEAM_A, "declared")


def test_a_changed_file_asks_for_all_that_its_source_describes(tmp_path):
    documents = table("orders", "team-b"), table("users", "team-b")
    read(tmp_path, *documents, owners="/x/ @a\n")
    everything = sorted(row[0] for row in rows("SELECT id FROM catalog_entity"))
    for text, asked in (("/x/ @a\n", []), ("/x/ @b\n", everything), (None, everything), (None, [])):
        OWNERSHIP.work_off(100, lambda ids: None)
        read(tmp_path, *documents, owners=text)
        assert sorted({row[0] for row in rows("SELECT entity_id FROM catalog_ownershiprequest")}) == asked
    assert rows("SELECT count(*) FROM catalog_ownersfile") == [(0,)]


def test_bad_lines_are_issues_with_their_place(tmp_path):
    read(tmp_path, table("orders", "team-b"), owners="* @a\n!/x/ @b\n")
    issues = "SELECT item, code, state FROM catalog_issue"
    assert rows(issues) == [("CODEOWNERS:2", "codeowners.line", "open")]
    read(tmp_path, table("orders", "team-b"), owners="* @a\n")
    assert rows(issues) == [("CODEOWNERS:2", "codeowners.line", "resolved")]


def test_a_file_of_more_than_three_megabytes_is_told_and_not_used(tmp_path):
    read(tmp_path, table("orders", "team-b"), owners="*.yaml @a\n")
    outcome = read(tmp_path, table("orders", "team-b"), owners="*.yaml @a\n" + "#" * 3 * 1024 * 1024)
    assert [(i.item, i.code) for i in outcome.issues] == [("CODEOWNERS", "file.too_big")]
    assert codeowners(ORDERS) == []


def test_the_place_of_github_comes_first(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-b"), owners="*.yaml @org/team-b\n")
    (tmp_path / "files" / ".github").mkdir()
    (tmp_path / "files" / ".github" / "CODEOWNERS").write_text("*.yaml @org/team-a\n")
    sync("files")
    assert [(o, text) for o, *_, text in codeowners(ORDERS)] == [
        (TEAM_A, ".github/CODEOWNERS line 1 names @org/team-a for *.yaml.")
    ]


def test_text_that_no_database_stores(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-b"))
    (tmp_path / "files" / "CODEOWNERS").write_bytes(b"\xff\xfe\0*.yaml @a\n*.yaml @org/team-a\n")
    sync("files")
    assert [o for o, *_ in codeowners(ORDERS)] == [TEAM_A]


def test_where_the_code_lies_counts_before_where_the_descriptor_lies(tmp_path):
    location = {"backstage.io/source-location": "url:https://github.com/org/repo/tree/main/src/orders/"}
    read(tmp_path, *TEAMS, table("orders", "team-b", annotations=location))
    source_id = rows("SELECT id FROM catalog_source WHERE key = 'files'")[0][0]
    text = "*.yaml @org/team-b\n/src/ @org/team-a\n"
    for url, expected in (("https://github.com/org/repo.git", TEAM_A), ("https://github.com/org/other", TEAM_B)):
        owners_file_replace(source_id, OwnersFileRecord(path="CODEOWNERS", text=text, url=url))
        assert [o for o, *_ in codeowners(ORDERS)] == [expected]
    (found,) = CodeownersSignal().observe([entity_id(ORDERS)])
    assert found.url == "https://github.com/org/other/blob/HEAD/CODEOWNERS#L1"


@pytest.mark.parametrize(
    "location, path",
    [
        ("url:https://h/o/r/tree/main/a/b/", "a/b/"),
        ("url:https://h/o/r/-/tree/main/a/b", "a/b"),
        ("https://h/o/r/blob/main/a.yaml", "a.yaml"),
        ("url:https://h/o/r/", None),
        ("url:https://h/o/rr/tree/main/a", None),
        ("dir:./a", None),
        (None, None),
    ],
)
def test_the_path_of_a_source_location(location, path):
    assert _path_inside(location, "https://h/o/r.git") == path
    assert _path_inside(location, None) is None


# --- names of owners --------------------------------------------------------------------------------------------------


def refs(*names):
    found = owner_refs(names)
    return [found[name] for name in names]


def test_names_that_nobody_knows():
    texts = ["@Org/Team-A", "@Ann", "ben.b@example.com", "@org/we!rd"]
    assert refs(*map(codeowner_name, texts)) == [
        "group:default/team-a",
        "user:default/ann",
        "user:default/ben.b",
        "group:default/we-rd",
    ]


def test_annotations_and_addresses_come_first_then_the_only_one_of_that_name(tmp_path):
    read(
        tmp_path,
        group("payments", annotations={"github.com/team-slug": "org/team-a"}),
        group("gitlabbers", annotations={"gitlab.com/team-path": "top/sub/team-x"}),
        {**group("shippers"), "metadata": {"name": "shippers", "namespace": "ops"}},
        user("anna", annotations={"github.com/user-login": "AnnOctocat"}, email="Anna@Example.com"),
    )
    texts = ["@org/team-a", "@top/sub/team-x", "@org/Shippers", "@annoctocat", "anna@example.com", "@anna"]
    assert refs(*map(codeowner_name, texts)) == [
        "group:default/payments",
        "group:default/gitlabbers",
        "group:ops/shippers",
        "user:default/anna",
        "user:default/anna",
        "user:default/anna",
    ]


def test_two_teams_of_one_name_are_not_guessed(tmp_path):
    read(tmp_path, group("x"), {**group("x"), "metadata": {"name": "x", "namespace": "ops"}})
    assert refs(codeowner_name("@org/x")) == ["group:default/x"]


@pytest.mark.parametrize(
    "text, name",
    [
        ("group:ops/x", OwnerName("group", "x", "ops")),
        ("team:x", OwnerName("group", "x")),
        ("urn:li:corpGroup:x", OwnerName("group", "x")),
        ("urn:li:corpuser:ann", OwnerName("user", "ann")),
        ("user:ann", OwnerName("user", "ann")),
        ("a@b.example", OwnerName("user", "a", handle="a@b.example")),
        ("user:a@b.example", OwnerName("user", "a", handle="a@b.example")),
        (" payments ", OwnerName("group", "payments")),
        ("application:app.name", None),
        ("team:", None),
        ("", None),
    ],
)
def test_names_in_facets(text, name):
    assert facet_owner_name(text) == name


# --- containers -------------------------------------------------------------------------------------------------------


def test_the_system_then_the_domain(tmp_path):
    read(
        tmp_path,
        *TEAMS,
        descriptor("System", "shop", spec={"owner": "team-a", "domain": "trade"}),
        descriptor("Domain", "trade", spec={"owner": "team-b"}),
        table("orders", "team-a", system="shop"),
    )
    settle()
    assert observed(ContainersSignal, ORDERS) == [
        (TEAM_A, "accountable", 3, 0, 0.58, f"system:default/shop, which holds it, belongs to {TEAM_A}.")
    ]
    decide("system:default/shop", "unowned_ok")
    settle()
    assert [(o, strength) for o, *_, strength, _ in observed(ContainersSignal, ORDERS)] == [(TEAM_B, 0.58)]


def test_siblings_of_the_namespace_by_share_and_never_oneself(tmp_path, monkeypatch):
    ingest(event("load", outputs=["a", "b", "c", "d"]))
    read(tmp_path, *TEAMS)
    for name, team in (("a", TEAM_A), ("b", TEAM_A), ("c", TEAM_B)):
        decide(dataset_ref(name), "override", team)
    settle()
    text = "of {} entities with an owner in its namespace."
    assert observed(ContainersSignal, dataset_ref("d")) == [
        (TEAM_A, "accountable", 3, 0, 0.33, f"{TEAM_A} owns 2 {text.format(3)}"),
        (TEAM_B, "accountable", 3, 0, 0.17, f"{TEAM_B} owns 1 {text.format(3)}"),
    ]
    assert [(o, strength) for o, *_, strength, _ in observed(ContainersSignal, dataset_ref("c"))] == [(TEAM_A, 0.5)]
    monkeypatch.setattr("catalog.signals.containers.SIBLINGS_MAX", 2)
    assert observed(ContainersSignal, dataset_ref("d")) == []


def test_the_default_namespace_is_no_container(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-a"), table("users", "team-a"))
    settle()
    assert observed(ContainersSignal, ORDERS) == []


def test_a_suggestion_feeds_no_suggestion(tmp_path):
    ingest(event("load", outputs=["a", "b"]))
    read(tmp_path, *TEAMS)
    decide(dataset_ref("a"), "override", TEAM_A)
    settle()
    assert owner(dataset_ref("b")) == (None, "orphan")
    assert {o for o, *_ in observed(ContainersSignal, dataset_ref("b"))} == {TEAM_A}
    assert observed(ContainersSignal, dataset_ref("a")) == []


def test_parts_of_a_system_depend_on_its_owner(tmp_path):
    read(tmp_path, descriptor("System", "shop", spec={"owner": "team-a"}), table("orders", "team-a", system="shop"))
    assert list(ContainersSignal().spread([entity_id("system:default/shop")])) == [entity_id(ORDERS)]
    assert list(ContainersSignal().spread([entity_id(ORDERS)])) == []
