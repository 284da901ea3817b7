"""What tools ask: is a descriptor right, what is known of a place, look at an entity again."""

from __future__ import annotations

import pytest

from catalog.database import execute, rows
from catalog.ingest.sources import SourceSpec, source_ensure, sources_due
from tests import estate as e
from tests.builders import descriptor, sync

pytestmark = pytest.mark.django_db
PLACE = "url:https://example.org/catalog-info.yaml"
NAME = "1 to 63 letters, digits, '-', '_' or '.', starting and ending with a letter or digit"
APP = descriptor("Component", "app", spec={"type": "service", "lifecycle": "production", "owner": "team"})


def changed(**parts):
    return APP | parts


def spec(**fields):
    return changed(spec={key: value for key, value in {**APP["spec"], **fields}.items() if value is not None})


def validate(door, entity, location=PLACE):
    return door.backstage("/validate-entity", {"entity": entity, "location": location})


def test_a_right_one_is_answered_with_nothing(door):
    answer = validate(door, APP)
    assert (answer.status_code, answer.content) == (200, b"")


POLICY = "Policy check failed for component:default/app; caused by Error: "
KIND = "Kind check failed for component:default/app; caused by TypeError: "


@pytest.mark.parametrize(
    ("entity", "name", "message"),
    [
        (7, "TypeError", "/ is a number; accepted: a mapping with apiVersion, kind, metadata, spec"),
        (changed(metadata={}), "TypeError", f"/metadata must have required property 'name'; accepted: {NAME}"),
        (
            {key: value for key, value in APP.items() if key != "apiVersion"},
            "TypeError",
            "/ must have required property 'apiVersion'; accepted: a text such as backstage.io/v1alpha1",
        ),
        (changed(status={}), "InputError", f"{POLICY}Unknown field status"),
        (
            changed(metadata={"name": "a b"}),
            "InputError",
            "Policy check failed for component:default/a b; caused by Error: "
            f"\"metadata.name\" is not valid: 'a b' is not legal; accepted: {NAME}",
        ),
        (
            changed(metadata={"name": "app", "tags": ["A"]}),
            "InputError",
            f"{POLICY}\"metadata.tags[0]\" is not valid: 'A' is not legal; "
            "accepted: 1 to 63 of a-z, 0-9, ':', '+', '#', and '-' between them",
        ),
        (
            changed(metadata={"name": "app", "title": ""}),
            "InputError",
            f'{POLICY}"metadata.title" is not valid: is an empty text; accepted: a text that is not empty',
        ),
        (
            changed(apiVersion="a/b/c"),
            "InputError",
            f"{POLICY}\"apiVersion\" is not valid: 'a/b/c' is not legal; accepted: [DNS name/]letters and digits",
        ),
        (
            spec(owner=None),
            "InputError",
            f"{KIND}/spec must have required property 'owner'; Component needs a text that is not empty",
        ),
        (spec(type=7), "InputError", f"{KIND}/spec/type is a number; accepted: a text that is not empty"),
        (
            spec(dependsOn=["resource:a", "b"]),
            "InputError",
            "Relations of component:default/app cannot be read; caused by TypeError: "
            "/spec/dependsOn/1: 'b' is no entity ref; accepted: kind:[namespace/]name",
        ),
    ],
)
def test_a_wrong_one_is_told_what_is_wrong(door, entity, name, message):
    answer = validate(door, entity)
    found = [(error["name"], error["message"]) for error in answer.json()["errors"]]
    assert (answer.status_code, set(answer.json())) == (400, {"errors"})
    assert (name, message) in found


def test_a_kind_that_nobody_knows(door):
    (error,) = validate(door, changed(kind="Ship")).json()["errors"]
    assert error["name"] == "InputError"
    assert error["message"].startswith(
        "No processor recognized the entity ship:default/app as valid, possibly caused by a foreign kind or apiVersion; "
        "caused by Error: \"kind\" is not valid: 'Ship' is not a known kind; accepted: Component, API, Resource, "
    )


def test_everything_is_told_at_once(door):
    answer = validate(door, spec(type=7, owner=None), "file:a")
    assert [error["message"].partition("; caused by ")[0] for error in answer.json()["errors"]] == [
        "Kind check failed for component:default/app",
        "Kind check failed for component:default/app",
        "Invalid location ref file:a, only 'url:<target>' is supported, e.g. url:https://host/path",
    ]


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/validate-entity", {"location": PLACE}, "request/body must have required property 'entity'"),
        ("/validate-entity", {"entity": APP}, "request/body must have required property 'location'"),
        ("/validate-entity", {"entity": APP, "location": 7}, "request/body/location must be string"),
        ("/analyze-location", {}, "request/body must have required property 'location'"),
        (
            "/analyze-location",
            {"location": {"target": "https://a"}},
            "request/body/location must have required property 'type'",
        ),
        (
            "/analyze-location",
            {"location": {"type": "file", "target": "/a"}},
            "request/body/location/type must be url, not file",
        ),
        (
            "/analyze-location",
            {"location": {"type": "url", "target": "file:///a"}},
            "request/body/location/target must be an http or https URL",
        ),
        ("/refresh", {}, "request/body must have required property 'entityRef'"),
        (
            "/refresh",
            {"entityRef": "app"},
            "request/body/entityRef: entity ref 'app' has no kind; write kind:namespace/name",
        ),
    ],
)
def test_what_a_body_is_refused_with(door, path, body, message):
    answer = door.backstage(path, body)
    assert (answer.status_code, answer.json()["error"]) == (400, {"name": "InputError", "message": message})


def analyze(door, target, **more):
    return door.backstage("/analyze-location", {"location": {"type": "url", "target": target}, **more}).json()


def test_what_was_read_from_a_place_is_known(door):
    execute(
        "UPDATE catalog_claim c SET url = 'https://example.org/org/repo/blob/main/' || e.name || '.yaml#L1' "
        "FROM catalog_entity e WHERE e.id = c.entity_id"
    )
    alpha = door.backstage("/entities/by-name/resource/default/alpha").json()
    file = {
        "location": {"type": "url", "target": "https://example.org/org/repo/blob/main/alpha.yaml"},
        "isRegistered": True,
        "entity": alpha,
    }
    assert analyze(door, "https://example.org/org/repo/blob/main/alpha.yaml") == {
        "existingEntityFiles": [file],
        "generateEntities": [],
    }
    assert analyze(door, "https://example.org/org/repo/", catalogFilename="alpha.yaml")["existingEntityFiles"] == [file]
    assert len(analyze(door, "https://example.org/org/repo")["existingEntityFiles"]) == 6
    assert analyze(door, "https://example.org/org/rep")["existingEntityFiles"] == []


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("https://example.org/org/My_repo.git", "My-repo"),
        ("https://example.org/solo", "solo"),
        ("https://example.org", "unnamed"),
        ("https://example.org/org/" + "x" * 99, "x" * 63),
    ],
)
def test_a_new_place_gets_a_descriptor_to_begin_with(door, target, name):
    assert analyze(door, target) == {
        "existingEntityFiles": [],
        "generateEntities": [
            {
                "entity": {
                    "apiVersion": "backstage.io/v1alpha1",
                    "kind": "Component",
                    "metadata": {"name": name},
                    "spec": {"type": "other", "lifecycle": "unknown"},
                },
                "fields": [],
            }
        ],
    }


def test_refresh_makes_the_sources_due_once(door):
    admin = e.asker("admin")
    assert sources_due() == []
    answer = admin.backstage("/refresh", {"entityRef": "Component:default/App", "authorizationToken": "x"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert sources_due() == ["files"]
    assert rows("SELECT action, target, after, by_key LIKE 'person:%%', allowed FROM catalog_auditentry") == [
        ("entity_refresh", "component:default/app", {"sources": ["files"]}, True, True)
    ]
    assert sync("files").state == "succeeded"
    assert sources_due() == []


def test_refresh_keeps_to_the_interval_afterwards(door):
    ((config,),) = rows("SELECT config FROM catalog_source WHERE key = 'files'")
    source_ensure(SourceSpec(key="files", title="files", kind="files", config=config, interval_seconds=3600))
    sync("files")
    assert sources_due() == []
    assert e.asker("admin").backstage("/refresh", {"entityRef": "resource:default/alpha"}).status_code == 200
    assert sources_due() == ["files"]
    sync("files")
    assert sources_due() == []


def test_refresh_of_what_is_not_there_or_not_allowed(door):
    answer = e.asker("admin").backstage("/refresh", {"entityRef": "component:default/None"})
    assert (answer.status_code, answer.json()["error"]) == (
        404,
        {"name": "NotFoundError", "message": "Entity component:default/none not found"},
    )
    answer = door.backstage("/refresh", {"entityRef": "component:default/app"})
    assert (answer.status_code, answer.json()["error"]["name"]) == (403, "NotAllowedError")
    assert sources_due() == []
