"""Edits of entities: what they do, that no sync takes them away, what they hide, what they refuse, and that undo is exact."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from catalog.answers import ChangeSetState
from catalog.commands.change_sets import change_set_apply, change_set_undo
from catalog.commands.entities import entity_update
from catalog.commands.field_values import LinkInput
from catalog.commands.owners import owner_confirm, owner_set
from catalog.commands.selection import EntitySelection
from catalog.database import execute, rows
from catalog.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, WrongStateError
from catalog.field_paths import EditField
from catalog.ingest.fold import TITLE_LIMIT
from catalog.queries.change_sets import audit_entry_list, change_set_get
from catalog.queries.descriptors import descriptors_by_refs
from catalog.queries.entities import NameInput, entity_get
from catalog.queries.search import entity_search
from catalog.viewers import Door, Role, Viewer, ViewerKind
from tests.builders import ADMIN, VIEWER, dataset, dataset_ref, descriptor, event, files_source, ingest, settle, sync
from tests.estate import named, write

pytestmark = pytest.mark.django_db
A, B = "group:default/team-a", "group:default/team-b"
ORDERS = "resource:default/orders"
EDITOR = replace(VIEWER, key="person:ed", name="Ed", role=Role.EDITOR, door=Door.UI)
TITLE, TIER, LINKS = "metadata.title", "metadata.annotations.headwater.dev/tier", "metadata.links"
RUNBOOK = {"url": "https://example.com/run", "title": "Runbook"}


def one(*refs: str) -> EntitySelection:
    return EntitySelection(refs=refs or (ORDERS,))


def said(**metadata: Any) -> dict[str, Any]:
    """What the file says of orders."""
    return descriptor("Resource", "orders", spec={"type": "table", "owner": "team-a"}, **metadata)


def read(folder, **metadata: Any) -> None:
    write(folder, "orders.yaml", said(**metadata))
    sync("files")
    settle()


@pytest.fixture(autouse=True)
def estate(tmp_path):
    write(
        tmp_path,
        "all.yaml",
        *(descriptor("Group", f"team-{x}", spec={"type": "team", "children": []}) for x in "ab"),
        *(descriptor("Resource", f"t{n}", spec={"type": "table", "owner": "team-b"}) for n in range(22)),
    )
    files_source(tmp_path)
    read(tmp_path, title="Once")  # folded again once the owner is known: its words are in the search from then on
    read(tmp_path, title="Orders", description="Of the shop.", tags=["pii", "shop"], links=[RUNBOOK])
    return tmp_path


def shown(ref: str = ORDERS) -> Any:
    return entity_get(ADMIN, names=[NameInput(ref=ref)])[0]


def provenance(field: str) -> Any:
    return next((p for p in shown().provenance if p.field == field), None)


def in_force() -> list[Any]:
    """The edits that count, as rows."""
    return rows("SELECT * FROM catalog_fieldedit WHERE revoked_at IS NULL ORDER BY entity_id, path")


def everything() -> list[Any]:
    """All that is served of entities, and why, but for version and clock."""
    cards = "ref, title, summary, tier, lifecycle, tags"
    return [
        rows(f"SELECT {cards} FROM catalog_entity ORDER BY ref"),
        rows("SELECT entity_id, descriptor, provenance, etag FROM catalog_entitydocument ORDER BY 1"),
        rows("SELECT entity_id, key, value, original FROM catalog_descriptorfield ORDER BY 1, 2, 3"),
        rows("SELECT entity_id, words::text FROM catalog_searchdocument ORDER BY 1"),
        in_force(),
    ]


def test_it_works():
    made = entity_update(
        replace(ADMIN, name="Ada"),
        entities=one(),
        title="Orders by day",
        description="One row for **each** order.",
        tier=1,
        lifecycle="production",
        add_tags=["gold"],
        remove_tags=["pii"],
        links=[LinkInput(url="mailto:shop@example.com", title="Ask")],
        reason="Asked often.",
    )
    assert made.change_set.state is ChangeSetState.APPLIED
    assert [change.text for change in made.change_set.changes] == [
        "title: “Orders” to “Orders by day”",
        "description: “Of the shop.” to “One row for **each** order.”",
        "tier: nothing to “1”",
        "lifecycle: nothing to “production”",
        "links: 1 link to 1 link",
        "tag gold: added",
        "tag pii: removed",
    ]
    assert (made.entity.title, made.entity.tier, made.entity.lifecycle) == ("Orders by day", 1, "production")
    assert made.entity.tags == ("gold", "shop")
    (served,) = descriptors_by_refs(ADMIN, refs=[ORDERS])
    assert served["metadata"]["links"] == [{"url": "mailto:shop@example.com", "title": "Ask"}]
    assert (served["metadata"]["annotations"], served["spec"]["lifecycle"]) == (
        {"headwater.dev/tier": "1"},
        "production",
    )
    (hit,) = entity_search(ADMIN, text="orders by day", first=5).items
    assert hit.card.ref == ORDERS
    (line,) = audit_entry_list(ADMIN, first=10).items
    assert (line.action, line.target, line.reason) == ("entity_update", ORDERS, "Asked often.")
    assert (line.before[TITLE], line.after[TITLE], line.after["metadata.tags.pii"]) == (
        "Orders",
        "Orders by day",
        False,
    )


def test_an_edit_survives_every_sync_and_says_what_it_hides(estate):
    entity_update(EDITOR, entities=one(), title="Mine", remove_tags=["pii"])
    title = provenance(TITLE)
    assert (title.source, title.by, title.hides_newer, title.redundant) == ("people", "Ed", False, False)
    assert [(loser["source"], loser["value"], loser["url"]) for loser in title.losers] == [
        ("files", "Orders", "orders.yaml:1")
    ]
    for n in range(5):
        read(estate, title=f"Title {n}", tags=["pii", "shop", f"t{n}"])
        assert (shown().card.title, shown().card.tags) == ("Mine", ("shop", f"t{n}"))
        title = provenance(TITLE)
        assert (title.hides_newer, title.redundant, title.losers[0]["value"]) == (True, False, f"Title {n}")
    assert (provenance("metadata.tags.pii").hides_newer, provenance("metadata.tags.pii").redundant) == (False, False)
    read(estate, title="Mine")
    title = provenance(TITLE)
    assert (title.hides_newer, title.redundant, title.losers[0]["source"]) == (False, True, "files")
    assert provenance("metadata.tags.pii").redundant  # the file says so too by now
    (estate / "orders.yaml").unlink()
    sync("files")
    settle()
    assert shown() is None
    read(estate, title="Back")
    assert shown().card.title == "Mine"


def test_an_edit_survives_events_and_a_replay_of_them():
    documented = dataset("raw", facets={"documentation": {"description": "From the producer."}})
    ingest(event(outputs=[documented]))
    ref = dataset_ref("raw")
    entity_update(EDITOR, entities=one(ref), description="From a person.", title="Raw orders")
    execute("DELETE FROM catalog_claim WHERE entity_id = (SELECT id FROM catalog_entity WHERE ref = %s)", [ref])
    ingest(event(outputs=[documented], minutes=5))
    detail = shown(ref)
    assert (detail.description, detail.card.title) == ("From a person.", "Raw orders")
    assert (
        next(p for p in detail.provenance if p.field == "metadata.description").losers[0]["value"]
        == "From the producer."
    )


def test_a_descriptor_that_claims_a_dataset_takes_its_edits_over(estate):
    ingest(event(outputs=["raw"]))
    entity_update(EDITOR, entities=one(dataset_ref("raw")), title="Raw orders")
    claiming = descriptor("Resource", "raw", title="Of the file", annotations=named("postgres://db:5432", "raw"))
    write(estate, "raw.yaml", {**claiming, "spec": {"type": "table", "owner": "team-a"}})
    sync("files")
    settle()
    assert shown("resource:default/raw").card.title == "Raw orders"


def test_clear_shows_what_sources_say():
    before = everything()
    entity_update(EDITOR, entities=one(), title="Mine", description="Mine.", lifecycle="old", add_tags=["x"], links=[])
    assert shown().links == ()
    cleared = entity_update(
        EDITOR,
        entities=one(),
        clear=[EditField.TITLE, EditField.DESCRIPTION, EditField.LIFECYCLE, EditField.TAGS, EditField.LINKS],
    )
    assert [c.text for c in cleared.change_set.changes][0] == "title: “Mine” to “Orders”"
    assert everything() == before
    with pytest.raises(WrongStateError, match="Nobody edited title here: there is nothing to clear"):
        entity_update(EDITOR, entities=one(), clear=[EditField.TITLE])
    with pytest.raises(WrongStateError, match="Nobody edited tags here"):
        entity_update(EDITOR, entities=one(), clear=[EditField.TAGS])


def test_undo_is_exact():
    entity_update(EDITOR, entities=one(), title="One", add_tags=["x"], links=[])
    before, version = everything(), shown().card.version
    second = entity_update(
        EDITOR, entities=one(), title="Two", description="Two.", add_tags=["y"], remove_tags=["x"], lifecycle="old"
    ).change_set
    third = entity_update(EDITOR, entities=one(), clear=[EditField.LINKS]).change_set
    assert everything() != before
    change_set_undo(EDITOR, id=third.id, reason="Back.")
    undo = change_set_undo(EDITOR, id=second.id, reason="Back.").change_set
    assert everything() == before
    assert shown().card.version == version + 4
    assert change_set_get(ADMIN, ids=[second.id])[0].undone_by == undo.id


def test_undo_stands_on_fields():
    title = entity_update(EDITOR, entities=one(), title="Ed's").change_set
    newer = entity_update(ADMIN, entities=one(), title="Admin's").change_set
    entity_update(ADMIN, entities=one(), description="Another field.")
    with pytest.raises(ConflictError, match=f"A newer change stands on {ORDERS}: entity_update by"):
        change_set_undo(EDITOR, id=title.id, reason="Back.")
    with pytest.raises(ForbiddenError, match=r"owner\.bulk is not allowed"):
        change_set_undo(EDITOR, id=newer.id, reason="Not mine.")
    change_set_undo(ADMIN, id=newer.id, reason="Back.")
    assert shown().card.title == "Ed's"


def test_a_dry_run_writes_the_plan_and_nothing_else():
    before, version = everything(), shown().card.version
    plan = entity_update(EDITOR, entities=one(), title="Planned", dry_run=True).change_set
    assert (plan.state, plan.changes[0].after) == (ChangeSetState.PLANNED, {TITLE: "Planned"})
    assert (everything(), shown().card.version) == (before, version)
    change_set_apply(EDITOR, id=plan.id)
    assert (shown().card.title, shown().card.version) == ("Planned", version + 1)
    stale = entity_update(EDITOR, entities=one(), title="Stale", dry_run=True).change_set
    entity_update(ADMIN, entities=one(), lifecycle="old")
    with pytest.raises(ConflictError):
        change_set_apply(EDITOR, id=stale.id)
    plan = entity_update(ADMIN, entities=one(), tier=2, dry_run=True).change_set
    with pytest.raises(ForbiddenError, match=r"owner\.set"):
        change_set_apply(EDITOR, id=plan.id)


def test_two_people_at_once():
    seen = shown().card.version
    entity_update(replace(EDITOR, name="Ada"), entities=one(), title="First", expected_version=seen)
    with pytest.raises(ConflictError, match=f"version {seen}, now {seen + 1}, last edited by Ada at"):
        entity_update(EDITOR, entities=one(), title="Second", expected_version=seen)
    assert shown().card.title == "First"


def test_one_edit_is_one_version():
    seen = shown().card.version
    entity_update(EDITOR, entities=one(), title="Orders", add_tags=["shop"])
    assert shown().card.version == seen + 1
    settle()
    assert shown().card.version == seen + 1
    assert (provenance(TITLE).redundant, provenance("metadata.tags.shop").redundant) == (True, True)


def test_bulk_is_planned_first():
    many = one(*(f"resource:default/t{n}" for n in range(22)))
    with pytest.raises(ForbiddenError, match=r"owner\.bulk"):
        entity_update(EDITOR, entities=many, add_tags=["old"], dry_run=True)
    with pytest.raises(InvalidError, match="planned first"):
        entity_update(ADMIN, entities=many, add_tags=["old"])
    plan = entity_update(ADMIN, entities=many, add_tags=["old"], dry_run=True).change_set
    change_set_apply(ADMIN, id=plan.id)
    assert rows("SELECT count(*) FROM catalog_entity WHERE 'old' = ANY(tags)") == [(22,)]
    change_set_undo(ADMIN, id=plan.id, reason="Not yet.")
    assert rows("SELECT count(*) FROM catalog_entity WHERE 'old' = ANY(tags)") == [(0,)]


def token(*scopes: str) -> Viewer:
    return Viewer(kind=ViewerKind.TOKEN, key="token:1", name="bot", scopes=frozenset(scopes))


OF_A, OF_B = (replace(VIEWER, key=f"person:{team[-1]}", name="Mia", teams=(team,)) for team in (A, B))


@pytest.mark.parametrize(
    ("viewer", "fields", "tier"),
    [
        (VIEWER, False, False),
        (OF_B, False, False),
        (OF_A, True, False),
        (EDITOR, True, False),
        (ADMIN, True, True),
        (token("catalog:read"), False, False),
        (token("catalog:write"), True, False),
        (token("ownership:write"), False, False),
        (token("catalog:write", "ownership:write"), True, True),
    ],
    ids=["viewer", "another team", "owner team", "editor", "admin", "reads", "writes", "owns", "writes and owns"],
)
def test_who_may(viewer, fields, tier):
    for arguments, may in (({"title": "Mine"}, fields), ({"tier": 1}, tier), ({"clear": [EditField.TIER]}, tier)):
        before = in_force()
        if may:
            entity_update(viewer, entities=one(), **arguments)
            continue
        with pytest.raises(ForbiddenError):
            entity_update(viewer, entities=one(), **arguments)
        assert in_force() == before


def test_a_team_edits_what_it_is_accepted_to_own():
    with pytest.raises(ForbiddenError, match=f"somebody of {B}"):
        entity_update(OF_A, entities=one(ORDERS, "resource:default/t1"), title="Both")
    assert shown().card.title == "Orders"
    owner_set(ADMIN, entities=one(), owner=B, reason="Moved.")
    with pytest.raises(ForbiddenError):
        entity_update(OF_A, entities=one(), title="Late")
    owner_confirm(OF_B, entities=one())
    assert entity_update(OF_B, entities=one(), title="Ours").entity.title == "Ours"
    execute("UPDATE catalog_entity SET owner_state = 'stale' WHERE ref = %s", [ORDERS])
    with pytest.raises(ForbiddenError, match="somebody of the team concerned"):
        entity_update(OF_B, entities=one(), title="Nobody's")


LONG = "x" * 100_001


@pytest.mark.parametrize(
    ("arguments", "field", "message"),
    [
        ({}, None, "Nothing is to be changed; give at least one of title, "),
        ({"title": " "}, "title", "is empty; accepted: a text; clear the field to show what sources say"),
        ({"title": "x" * (TITLE_LIMIT + 1)}, "title", "has 501 characters; at most 500 are accepted"),
        ({"title": "a\x00b"}, "title", "holds a control character; accepted: printable text"),
        ({"title": "a\ud800b"}, "title", "holds a control character; accepted: printable text"),
        ({"description": ""}, "description", "is empty; accepted: a text"),
        ({"description": LONG}, "description", "has 100001 characters; at most 100000 are accepted"),
        ({"lifecycle": "\n"}, "lifecycle", "is empty; accepted: a text"),
        ({"tier": 0}, "tier", "is 0; accepted: 1, most important, to 5"),
        ({"tier": 6}, "tier", "is 6; accepted: 1, most important, to 5"),
        ({"add_tags": ["ok", "Not Ok"]}, "add_tags[1]", "'Not Ok' is not legal; accepted: 1 to 63 of a-z"),
        ({"add_tags": ["-x"]}, "add_tags[0]", "'-x' is not legal"),
        ({"add_tags": ["x" * 64]}, "add_tags[0]", "is not legal"),
        ({"remove_tags": ["Ä"]}, "remove_tags[0]", "'Ä' is not legal"),
        ({"add_tags": ["a"], "remove_tags": ["a"]}, "remove_tags", "'a' is also to be added"),
        ({"add_tags": [f"t{n}" for n in range(101)]}, "add_tags", "has 101 tags; at most 100 are accepted"),
        ({"links": [LinkInput(url="javascript:alert(1)")]}, "links[0].url", "is a URL that runs a script"),
        ({"links": [LinkInput(url="ftp://example.com/a")]}, "links[0].url", "accepted: http://, https:// or mailto:"),
        ({"links": [LinkInput(url="example.com")]}, "links[0].url", "'example.com' is not a URL"),
        ({"links": [LinkInput(url="https://e.org", title="")]}, "links[0].title", "is an empty text"),
        ({"links": [LinkInput(url="https://e.org")] * 2}, "links[1].url", "stands twice; accepted: once"),
        ({"links": [LinkInput(url=f"https://e.org/{n}") for n in range(101)]}, "links", "has 101 links"),
        ({"title": "x", "clear": [EditField.TITLE]}, "clear", "title is also given a value"),
        ({"add_tags": ["x"], "clear": [EditField.TAGS]}, "clear", "tags is also given a value"),
        ({"title": "x", "reason": "y" * 2001}, "reason", "has 2001 characters; at most 2000 are accepted"),
    ],
)
def test_bad_input_is_told_by_field(arguments, field, message):
    before = everything()
    with pytest.raises(InvalidError) as wrong:
        entity_update(ADMIN, entities=one(), **arguments)
    if field is None:
        assert wrong.value.message.startswith(message)
    else:
        assert field in [error.field for error in wrong.value.errors]
        assert message in wrong.value.message
    assert everything() == before
    assert rows("SELECT count(*) FROM catalog_changeset") == [(0,)]


def test_everything_that_is_wrong_is_told_at_once():
    with pytest.raises(InvalidError) as wrong:
        entity_update(ADMIN, entities=one(), title="", tier=9, add_tags=["A"], links=[LinkInput(url="x")])
    assert [error.field for error in wrong.value.errors] == ["title", "tier", "add_tags[0]", "links[0].url"]


def test_longest_that_is_taken():
    entity_update(ADMIN, entities=one(), title="x" * TITLE_LIMIT, description=LONG[:-1], add_tags=["y" * 63])
    assert (len(shown().card.title), len(shown().description)) == (TITLE_LIMIT, 100_000)


def test_what_nobody_knows_and_what_is_only_named():
    with pytest.raises(NotFoundError, match="Nothing visible that can be edited has the ref: resource:default/absent"):
        entity_update(ADMIN, entities=one("resource:default/absent"), title="x")
    assert entity_update(ADMIN, entities=one(A), title="The A team").entity.title == "The A team"


def test_every_value_has_somebody_who_said_it(estate):
    annotated = said(title="Orders", annotations={"a.dev/b": "c"}, links=[RUNBOOK], tags=["pii"])
    annotated["spec"] |= {"system": "shop", "lifecycle": "old"}
    write(estate, "orders.yaml", annotated)
    sync("files")
    settle()
    entity_update(EDITOR, entities=one(), description="Mine.")
    found = {p.field: (p.source, p.by) for p in shown().provenance}
    files = ("files", None)
    assert found == {
        "metadata.annotations.a.dev/b": files,
        "metadata.description": ("people", "Ed"),
        "metadata.links.https://example.com/run": files,
        "metadata.tags.pii": files,
        "metadata.title": files,
        "spec.lifecycle": files,
        "spec.owner": files,
        "spec.system": files,
        "spec.type": files,
    }


def test_who_said_it_follows_when_the_value_does_not(tmp_path, tmp_path_factory):
    low = tmp_path_factory.mktemp("low")
    write(low, "a.yaml", said(title="Orders", description="Of the shop.", tags=["pii", "shop"], links=[RUNBOOK]))
    files_source(low, key="low", precedence=50)
    sync("low")
    settle()
    assert provenance(TITLE).source == "files"
    (tmp_path / "orders.yaml").unlink()
    sync("files")
    settle()
    fields = (TITLE, "metadata.tags.pii", f"{LINKS}.{RUNBOOK['url']}", "spec.owner")
    assert {provenance(field).source for field in fields} == {"low"}
