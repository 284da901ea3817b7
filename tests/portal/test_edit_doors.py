"""Edits through REST and GraphQL: the same answer, the same refusal at the same field."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from tests import estate as e

ORDERS = "resource:default/orders"
ENTITIES = {"refs": [ORDERS]}
CHANGES = "changeSet { state command changes { field text before after } } userErrors { field code message }"
ENTITY_UPDATE = (
    f"mutation($input: EntityUpdateInput!) {{ q: entityUpdate(input: $input) {{ {CHANGES} entity {{ title tags }} }} }}"
)
COLUMN_UPDATE = (
    f"mutation($input: ColumnUpdateInput!) {{ q: columnUpdate(input: $input) {{ {CHANGES} entity {{ title tags }} }} }}"
)
PATHS = {ENTITY_UPDATE: "/entities/update", COLUMN_UPDATE: "/columns/update"}


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker, tmp_path_factory):
    """In place of pytest-django's, which would roll back after each test: the estate is built once."""
    with e.built(django_db_blocker, tmp_path_factory.mktemp("estate")):
        yield


@pytest.fixture
def asker(request, db, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield e.asker(request.param)
        transaction.set_rollback(True)


def _camel(value: Any) -> Any:
    if isinstance(value, dict):
        return {e.camel(key): _camel(item) for key, item in value.items()}
    return [_camel(item) for item in value] if isinstance(value, list) else value


def at_both(asker: e.Asker, document: str, body: dict[str, Any]) -> tuple[Any, Any]:
    """What REST answers, and what GraphQL does; nothing stays."""
    with transaction.atomic():
        rest = asker.rest(PATHS[document], body)
        transaction.set_rollback(True)
    words = body.get("clear")
    enums = {"clear": [word.upper() for word in words]} if isinstance(words, list) else {}
    with transaction.atomic():
        graphql = asker.graphql(document, input=_camel(body) | enums).json()["data"]["q"]
        transaction.set_rollback(True)
    return rest, graphql


@pytest.mark.parametrize("asker", ["admin", "editor"], indirect=True)
@pytest.mark.parametrize(
    ("document", "body"),
    [
        (ENTITY_UPDATE, {"entities": ENTITIES, "title": "Both", "add_tags": ["x"], "remove_tags": ["gold"]}),
        (ENTITY_UPDATE, {"entities": ENTITIES, "links": [{"url": "https://example.com/a", "type": "runbook"}]}),
        (ENTITY_UPDATE, {"entities": ENTITIES, "links": [], "description": "Of both doors."}),
        (ENTITY_UPDATE, {"entities": {"refs": ["component:default/app"]}, "clear": ["title", "tags", "links"]}),
        (ENTITY_UPDATE, {"entities": ENTITIES, "lifecycle": "old", "dry_run": True}),
        (COLUMN_UPDATE, {"ref": ORDERS, "path": "total", "description": "In euros."}),
        (COLUMN_UPDATE, {"ref": ORDERS, "path": "id", "clear": True}),
    ],
)
def test_both_doors_do_the_same(asker, document, body):
    rest, graphql = at_both(asker, document, body)
    assert rest.status_code == 200, rest.content
    answer = rest.json()
    assert graphql["userErrors"] == answer["user_errors"] == []
    assert graphql["entity"] == {key: answer["entity"][key] for key in ("title", "tags")}
    made = answer["change_set"]
    assert graphql["changeSet"]["state"] == made["state"].upper()
    assert graphql["changeSet"]["changes"] == [
        {key: change[key] for key in ("field", "text", "before", "after")} for change in made["changes"]
    ]
    assert len(made["changes"]) > 0


@pytest.mark.parametrize("asker", ["editor"], indirect=True)
@pytest.mark.parametrize(
    ("document", "body", "status", "field"),
    [
        (ENTITY_UPDATE, {"entities": ENTITIES, "title": ""}, 400, "title"),
        (ENTITY_UPDATE, {"entities": ENTITIES, "add_tags": ["ok", "No"]}, 400, "add_tags[1]"),
        (ENTITY_UPDATE, {"entities": ENTITIES, "links": [{"url": "ftp://a.b"}]}, 400, "links[0].url"),
        (ENTITY_UPDATE, {"entities": ENTITIES, "title": "x", "clear": ["title"]}, 400, "clear"),
        (ENTITY_UPDATE, {"entities": ENTITIES}, 400, None),
        (ENTITY_UPDATE, {"entities": ENTITIES, "tier": 1}, 403, None),
        (ENTITY_UPDATE, {"entities": ENTITIES, "title": "x", "expected_version": 1}, 409, None),
        (ENTITY_UPDATE, {"entities": ENTITIES, "clear": ["lifecycle"]}, 409, None),
        (ENTITY_UPDATE, {"entities": {"refs": ["resource:default/absent"]}, "title": "x"}, 404, None),
        (ENTITY_UPDATE, {"entities": {"refs": [f"resource:default/{e.CANARY}"]}, "title": "x"}, 404, None),
        (COLUMN_UPDATE, {"ref": ORDERS, "path": "absent", "description": "x"}, 404, "path"),
        (COLUMN_UPDATE, {"ref": ORDERS, "path": "id"}, 400, "description"),
        (COLUMN_UPDATE, {"ref": ORDERS, "path": "a\x00", "clear": True}, 400, "path"),
        (COLUMN_UPDATE, {"ref": ORDERS, "path": "x" * 2001, "clear": True}, 400, "path"),
        (ENTITY_UPDATE, {"entities": ENTITIES, "title": "a\x00b"}, 400, "title"),
        (ENTITY_UPDATE, {"entities": ENTITIES, "title": "a", "reason": "a\x00b"}, 400, "reason"),
        (ENTITY_UPDATE, {"entities": {"refs": ["a\x00b"]}, "title": "a"}, 404, None),
    ],
)
def test_both_doors_refuse_the_same(asker, document, body, status, field):
    rest, graphql = at_both(asker, document, body)
    assert rest.status_code == status, rest.content
    (error,) = graphql["userErrors"]
    assert (graphql["changeSet"], error["code"]) == (None, rest.json()["code"])
    if field is None:
        assert (error["field"], error["message"]) == (None, rest.json()["detail"])
    else:
        (told,) = rest.json()["errors"]
        assert (told["field"], ".".join(error["field"])) == (field, f"input.{field}")
        assert told["message"] == error["message"]
