"""Edits of entities: what they do, that no sync takes them away, what they hide, what they refuse, and that undo is exact."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from catalog.answers import ChangeSetState
from catalog.commands.change_sets import change_set_apply, change_set_undo
from catalog.commands.entities import entity_update
from catalog.commands.field_values import LinkInput
from catalog.commands.identities import alias_detach, entity_merge
from catalog.commands.selection import EntitySelection
from catalog.database import execute, rows
from catalog.errors import ConflictError, ForbiddenError, InvalidError, WrongStateError
from catalog.field_paths import EditField
from catalog.ingest.stitch import stitch
from catalog.names import DATASET_SCHEME
from catalog.queries.change_sets import audit_entry_list, change_set_get
from catalog.queries.descriptors import descriptors_by_refs
from catalog.queries.entities import NameInput, entity_get
from catalog.queries.patches import patch_list
from catalog.queries.search import entity_search
from catalog.viewers import Door, Role
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
    settle,
    sync,
)
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


def test_edits_go_on_when_two_become_one_and_come_back_when_they_part():
    ingest(event(outputs=["raw", "copy"]))
    one_name, other_name = dataset_ref("raw"), dataset_ref("copy")
    first = entity_update(EDITOR, entities=one(one_name), title="Raw orders", add_tags=["x"]).change_set
    entity_update(EDITOR, entities=one(other_name), lifecycle="old", add_tags=["y"])
    entity_merge(ADMIN, ref=one_name, into=other_name, reason="They are one.")
    settle()
    both = shown(other_name).card
    assert (both.ref, both.title, both.lifecycle, both.tags) == (other_name, "Raw orders", "old", ("x", "y"))
    assert patch_list(ADMIN, refs=[one_name])[0].entity.ref == other_name
    change_set_undo(EDITOR, id=first.id, reason="Back.")
    settle()
    assert (shown(one_name).card.title, shown(one_name).card.tags) == ("copy", ("y",))
    entity_update(EDITOR, entities=one(one_name), title="Both")  # by its old name
    assert shown(other_name).card.title == "Both"
    alias_detach(
        ADMIN, ref=other_name, scheme=DATASET_SCHEME, key=f"{NAMESPACE}\nraw", reason="They are two, after all."
    )
    settle()
    assert (shown(one_name).card.title, shown(other_name).card.title) == ("raw", "Both")


def test_what_is_said_of_a_restricted_one_stays_with_it():
    ingest(event(outputs=["raw", "copy"]))
    one_name, other_name = dataset_ref("raw"), dataset_ref("copy")
    entity_update(EDITOR, entities=one(one_name), description="Secret.")
    entity_merge(ADMIN, ref=one_name, into=other_name, reason="They are one.")
    settle()
    assert shown(other_name).description == "Secret."
    execute("UPDATE catalog_entity SET restricted = true WHERE ref = %s", [one_name])
    stitch(sorted(row[0] for row in rows("SELECT id FROM catalog_entity WHERE ref = %s", [other_name])))
    assert shown(other_name).description is None
    assert patch_list(ADMIN) == ()


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
