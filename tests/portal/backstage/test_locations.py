"""Locations: the sources that are read, without what signs in there."""

from __future__ import annotations

import hashlib

import pytest

from catalog.database import execute, rows
from catalog.ingest.sources import SourceSpec, source_ensure
from tests import estate as e

pytestmark = pytest.mark.django_db
SECRET = "s3cret"


def uid(key):
    return str(rows("SELECT uid FROM catalog_source WHERE key = %s", [key])[0][0])


def told(key, kind, target):
    digest = hashlib.sha1(f"{kind}:{target}".encode()).hexdigest()
    return {"id": uid(key), "type": kind, "target": target, "entityRef": f"location:default/generated-{digest}"}


@pytest.fixture
def admin(door):
    return e.asker("admin")


@pytest.fixture
def three(door):
    """The folder of the small estate and two repositories, by id."""
    for key, url in (
        ("web", f"https://bot:{SECRET}@example.org/org/repo.git"),
        ("ssh", "git@example.org:org/other.git"),
    ):
        source_ensure(SourceSpec(key=key, title=key, kind="git", config={"url": url}))
    source_ensure(SourceSpec(key="events", title="events", kind="openlineage"))
    known = [
        told("files", "source", "files"),
        told("web", "url", "https://example.org/org/repo.git"),
        told("ssh", "source", "ssh"),
    ]
    return sorted(known, key=lambda location: location["id"])


def test_it_works(admin, three):
    answer = admin.backstage("/locations")
    assert answer.json() == [{"data": location} for location in three]
    assert SECRET not in answer.content.decode()
    for location in three:
        assert admin.backstage(f"/locations/{location['id'].upper()}").json() == location


def test_an_address_is_told_where_something_of_it_is_seen(door, three):
    assert door.backstage(f"/locations/{uid('web')}").json() == told("web", "source", "web")
    execute(
        "UPDATE catalog_claim SET source_id = (SELECT id FROM catalog_source WHERE key = 'web') "
        "WHERE entity_id = (SELECT id FROM catalog_entity WHERE ref = 'resource:default/beta')"
    )
    seen = told("web", "url", "https://example.org/org/repo.git")
    assert door.backstage(f"/locations/{uid('web')}").json() == seen
    assert door.backstage("/locations/by-entity/resource/default/beta").json() == seen
    execute("UPDATE catalog_entity SET restricted = true WHERE ref = 'resource:default/beta'")
    assert door.backstage(f"/locations/{uid('web')}").json() == told("web", "source", "web")
    assert door.backstage("/locations/by-entity/resource/default/beta").status_code == 404


def test_an_address_that_hides_a_variable_is_not_told(admin):
    source_ensure(SourceSpec(key="x", title="x", kind="git", config={"url": "https://${HOST}/${PATH}"}))
    assert admin.backstage(f"/locations/{uid('x')}").json() == told("x", "source", "x")


def test_the_one_of_an_entity(door, three):
    found = door.backstage("/locations/by-entity/Component/default/APP").json()
    assert found == told("files", "source", "files")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/locations/1", "Found no location with ID 1"),
        (
            "/locations/00000000-0000-0000-0000-000000000000",
            "Found no location with ID 00000000-0000-0000-0000-000000000000",
        ),
        ("/locations/by-entity/component/default/None", "Found no location of entity component:default/none"),
    ],
)
def test_what_is_not_there(door, path, message):
    answer = door.backstage(path)
    assert (answer.status_code, answer.json()["error"]) == (404, {"name": "NotFoundError", "message": message})


@pytest.mark.parametrize(
    ("predicate", "keys"),
    [
        ({}, {"files", "ssh", "web"}),
        ({"type": "URL"}, {"web"}),
        ({"$not": {"type": "url"}}, {"files", "ssh"}),
        ({"target": {"$hasPrefix": "https://Example.org/"}}, {"web"}),
        ({"$any": [{"target": {"$in": ["files"]}}, {"target": "ssh"}]}, {"files", "ssh"}),
        ({"$all": [{"type": "source"}, {"target": {"$hasPrefix": "f"}}]}, {"files"}),
        ({"colour": {"$exists": True}}, set()),
        ({"entityRef": {"$exists": True}}, {"files", "ssh", "web"}),
    ],
)
def test_by_query(admin, three, predicate, keys):
    ids = {uid(key) for key in keys}
    assert admin.backstage("/locations/by-query", {"query": predicate}).json() == {
        "items": [location for location in three if location["id"] in ids],
        "totalItems": len(ids),
        "pageInfo": {},
    }


def test_pages(admin, three):
    first = admin.backstage("/locations/by-query", {"limit": 2, "query": {"id": {"$exists": True}}}).json()
    assert (first["items"], first["totalItems"], set(first["pageInfo"])) == (three[:2], 3, {"nextCursor"})
    second = admin.backstage("/locations/by-query", {"limit": 2, "cursor": first["pageInfo"]["nextCursor"]}).json()
    assert second == {"items": three[2:], "totalItems": 3, "pageInfo": {}}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"limit": 0}, "request/body/limit must be from 1 to 5000"),
        ({"limit": "1"}, "request/body/limit must be integer"),
        ({"cursor": "x"}, "Malformed cursor: could not be parsed"),
        ({"cursor": "e30="}, "Malformed cursor: could not be parsed"),
        ({"query": []}, "request/body/query must be object"),
        ({"query": {"$some": 1}}, "request/body/query/$some is an unknown operator; known are $all, $any, $not"),
    ],
)
def test_what_is_refused(door, body, message):
    answer = door.backstage("/locations/by-query", body)
    assert (answer.status_code, answer.json()["error"]) == (400, {"name": "InputError", "message": message})
