"""Who may edit what, and what is refused: by field, in words, and with nothing changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from catalog.commands.entities import entity_update
from catalog.commands.field_values import LinkInput
from catalog.commands.owners import owner_confirm, owner_set
from catalog.commands.selection import EntitySelection
from catalog.database import execute, rows
from catalog.errors import ForbiddenError, InvalidError, NotFoundError
from catalog.field_paths import EditField
from catalog.ingest.fold import TITLE_LIMIT
from catalog.queries.entities import NameInput, entity_get
from catalog.viewers import Role, Viewer, ViewerKind
from tests.builders import ADMIN, VIEWER, descriptor, files_source, settle, sync
from tests.estate import write

pytestmark = pytest.mark.django_db
A, B = "group:default/team-a", "group:default/team-b"
ORDERS = "resource:default/orders"
EDITOR = replace(VIEWER, key="person:ed", name="Ed", role=Role.EDITOR)


def one(*refs: str) -> EntitySelection:
    return EntitySelection(refs=refs or (ORDERS,))


@pytest.fixture(autouse=True)
def estate(tmp_path):
    write(
        tmp_path,
        "all.yaml",
        *(descriptor("Group", f"team-{x}", spec={"type": "team", "children": []}) for x in "ab"),
        descriptor("Resource", "orders", title="Orders", spec={"type": "table", "owner": "team-a"}),
        descriptor("Resource", "t1", spec={"type": "table", "owner": "team-b"}),
    )
    sync(files_source(tmp_path))
    settle()


def shown(ref: str = ORDERS) -> Any:
    return entity_get(ADMIN, names=[NameInput(ref=ref)])[0]


def in_force() -> list[Any]:
    """The edits that count, as rows."""
    return rows("SELECT * FROM catalog_fieldedit WHERE revoked_at IS NULL ORDER BY entity_id, path")


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
    before = in_force()
    with pytest.raises(InvalidError) as wrong:
        entity_update(ADMIN, entities=one(), **arguments)
    if field is None:
        assert wrong.value.message.startswith(message)
    else:
        assert field in [error.field for error in wrong.value.errors]
        assert message in wrong.value.message
    assert in_force() == before
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
