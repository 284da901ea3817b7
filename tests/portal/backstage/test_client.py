"""Backstage's own client against a live server: every method that it has, with what it gives."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.conf import settings

from catalog.database import rows
from catalog.ingest.pipeline import source_sync
from catalog.ingest.sources import sources_due
from catalog.names import generated_name
from portal.tokens import token_create
from tests import estate as e
from tests.builders import descriptor, settle
from tests.catalog.connectors.builders import component
from tests.portal.backstage.asked import Client
from tests.portal.backstage.asking import NAMES, fill

pytestmark = pytest.mark.django_db(transaction=True)
APP, ALPHA = "component:default/app", "resource:default/alpha"
RESOURCES = {"kind": "resource"}
BY_NAME = {"field": "metadata.name", "order": "asc"}


@pytest.fixture
def client(live_server, tmp_path):
    fill(tmp_path)
    _, secret = token_create(name="backstage", scopes=["catalog:read", "sources:run"])
    return Client(live_server.url, secret)


def names(entities):
    return [entity and entity["metadata"]["name"] for entity in entities]


def test_it_works(client):
    by_ref, by_name, missing, ancestors = client.values(
        ("getEntityByRef", "Component:default/App"),
        ("getEntityByName", {"kind": "Component", "name": "App"}),
        ("getEntityByRef", "component:default/none"),
        ("getEntityAncestors", {"entityRef": APP}),
    )
    assert (by_ref["kind"], by_ref["metadata"]["name"], by_ref["spec"]) == (
        "Component",
        "App",
        {"type": "service", "lifecycle": "production", "owner": "team-0", "dependsOn": ["resource:alpha"]},
    )
    assert (by_name, missing) == (by_ref, None)
    assert ancestors == {"rootEntityRef": APP, "items": [{"entity": by_ref, "parentEntityRefs": []}]}


def test_get_entities(client):
    everything, filtered, stretch, after = client.values(
        ("getEntities", {}),
        (
            "getEntities",
            {
                "filter": [{"kind": "Component"}, {"spec.type": ["view", "none"], "metadata.tags": "$EXISTS"}],
                "fields": ["metadata.name", "spec.lifecycle"],
            },
        ),
        ("getEntities", {"order": [{"order": "desc", "field": "metadata.name"}], "limit": 2, "offset": 1}),
        ("getEntities", {"after": "eyJsaW1pdCI6Miwib2Zmc2V0Ijo0fQ=="}),
    )
    assert names(everything["items"]) == ["App", *NAMES]
    assert filtered["items"] == [
        {"metadata": {"name": "App"}, "spec": {"lifecycle": "production"}},
        {"metadata": {"name": "alpha"}, "spec": {}},
    ]
    assert (names(stretch["items"]), names(after["items"])) == (["epsilon", "delta"], ["epsilon", "gamma"])


def test_get_entities_by_refs(client):
    refs = [ALPHA, "resource:default/none", APP, ALPHA]
    plain, filtered, asked, many = client.values(
        ("getEntitiesByRefs", {"entityRefs": refs}),
        ("getEntitiesByRefs", {"entityRefs": refs, "filter": {"kind": "component"}, "fields": ["metadata.name"]}),
        ("getEntitiesByRefs", {"entityRefs": refs, "query": {"$not": {"kind": "component"}}, "filter": RESOURCES}),
        ("getEntitiesByRefs", {"entityRefs": ["resource:default/none"] * 1_500 + [APP]}),
    )
    assert names(plain["items"]) == ["alpha", None, "App", "alpha"]
    assert filtered["items"] == [None, None, {"metadata": {"name": "App"}}, None]
    assert names(asked["items"]) == ["alpha", None, None, "alpha"]
    assert names(many["items"]) == [None] * 1_500 + ["App"]  # in two requests


@pytest.mark.parametrize("asked", [{"filter": RESOURCES}, {"query": RESOURCES}])
def test_query_entities_forth_and_back(client, asked):
    page = {"limit": 2, "fields": ["metadata.name"]}
    first, second, third, back, start = client.values(
        ("queryEntities", {**asked, **page, "orderFields": BY_NAME}),
        ("queryEntities", {**page, "cursor": "$0.pageInfo.nextCursor"}),
        ("queryEntities", {**page, "cursor": "$1.pageInfo.nextCursor"}),
        ("queryEntities", {**page, "cursor": "$2.pageInfo.prevCursor"}),
        ("queryEntities", {**page, "cursor": "$3.pageInfo.prevCursor"}),
    )
    pages = [first, second, third, back, start]
    assert [names(page["items"]) for page in pages] == [NAMES[:2], NAMES[2:4], NAMES[4:], NAMES[2:4], NAMES[:2]]
    assert [sorted(page["pageInfo"]) for page in pages] == [
        ["nextCursor"],
        ["nextCursor", "prevCursor"],
        ["prevCursor"],
        ["nextCursor", "prevCursor"],
        ["nextCursor"],
    ]
    assert [page["totalItems"] for page in pages] == [5] * 5
    assert (back["items"], start["items"]) == (second["items"], first["items"])
    assert first["items"] == [{"metadata": {"name": "alpha"}}, {"metadata": {"name": "beta"}}]


def test_query_entities_in_other_ways(client):
    text, predicate, uncounted, empty = client.values(
        ("queryEntities", {"fullTextFilter": {"term": " LT", "fields": ["metadata.name", "metadata.title"]}}),
        (
            "queryEntities",
            {
                "query": {"relations": {"$contains": {"type": "ownedBy", "targetRef": "group:default/team-1"}}},
                "filter": [RESOURCES, {"kind": ["api", "component"]}],
                "fullTextFilter": {"term": "eps", "fields": ["metadata.name"]},
                "orderFields": [{"field": "metadata.name", "order": "desc"}],
                "totalItems": "exclude",
                "offset": 0,
            },
        ),
        ("queryEntities", {"totalItems": "exclude", "offset": 4, "orderFields": [BY_NAME, BY_NAME]}),
        ("queryEntities", {"limit": 0}),
    )
    assert (names(text["items"]), text["totalItems"], text["pageInfo"]) == (["delta"], 1, {})
    assert (names(predicate["items"]), predicate["totalItems"]) == (["epsilon"], 0)
    assert (names(uncounted["items"]), uncounted["totalItems"]) == (["epsilon", "gamma"], 0)
    assert sorted(uncounted["pageInfo"]) == ["prevCursor"]
    assert empty == {"items": [], "totalItems": 6, "pageInfo": {}}


def test_stream_entities(client):
    by_filter, by_query = client.values(
        ("streamEntities", {"filter": RESOURCES, "orderFields": BY_NAME, "pageSize": 2}),
        ("streamEntities", {"query": RESOURCES, "orderFields": BY_NAME, "pageSize": 4}),
    )
    assert [names(page) for page in by_filter] == [NAMES[:2], NAMES[2:4], NAMES[4:]]
    assert [names(page) for page in by_query] == [NAMES[:4], NAMES[4:]]


def test_get_entity_facets(client):
    plain, asked = client.values(
        ("getEntityFacets", {"facets": ["spec.type", "none"], "filter": RESOURCES}),
        ("getEntityFacets", {"facets": ["kind"], "query": {"metadata.name": {"$hasPrefix": "a"}}, "filter": RESOURCES}),
    )
    assert plain == {
        "facets": {"spec.type": [{"value": "table", "count": 4}, {"value": "view", "count": 1}], "none": []}
    }
    assert asked == {"facets": {"kind": [{"value": "Resource", "count": 1}]}}


def test_validate_entity(client):
    place = "url:https://example.org/catalog-info.yaml"
    right = descriptor("Component", "x", spec={"type": "a", "lifecycle": "b", "owner": "c"})
    valid, invalid = client.values(
        ("validateEntity", right, place), ("validateEntity", descriptor("Component", "x"), place)
    )
    assert valid == {"valid": True}
    text = "Kind check failed for component:default/x; caused by TypeError: /spec must have required property"
    needs = "Component needs a text that is not empty"
    assert invalid == {
        "valid": False,
        "errors": [
            {"name": "InputError", "message": f"{text} '{field}'; {needs}"} for field in ("type", "lifecycle", "owner")
        ],
    }


def test_analyze_location(client):
    (found,) = client.values(
        ("analyzeLocation", {"location": {"type": "url", "target": "https://example.org/org/repo"}})
    )
    assert (found["existingEntityFiles"], names(item["entity"] for item in found["generateEntities"])) == ([], ["repo"])


def test_refresh_entity(client):
    assert client.values(("refreshEntity", APP)) == [None]
    assert sources_due() == ["files"]
    assert client.error("refreshEntity", "component:default/none") == (
        404,
        "NotFoundError",
        "Entity component:default/none not found",
    )


def test_errors_are_of_its_own_kind(client):
    assert client.error("queryEntities", {"cursor": "x"}) == (
        400,
        "InputError",
        "Malformed cursor: could not be parsed",
    )
    stranger = Client(client._url, "hw_nonsense")
    assert stranger.error("getEntityByRef", APP) == (
        401,
        "AuthenticationError",
        "The bearer token is unknown, expired or revoked.",
    )


def test_locations(client):
    ((uid,),) = rows("SELECT uid::text FROM catalog_source WHERE key = 'files'")
    digest = hashlib.sha1(b"source:files").hexdigest()
    files = {
        "id": uid,
        "type": "source",
        "target": "files",
        "entityRef": f"location:default/generated-{digest}",
    }
    listed, asked, streamed, by_ref, by_id, by_entity, *missing = client.values(
        ("getLocations", {}),
        ("queryLocations", {"query": {"type": "source"}}),
        ("streamLocations", {"query": {"type": "source"}}),
        ("getLocationByRef", "source:files"),
        ("getLocationById", uid),
        ("getLocationByEntity", APP),
        ("getLocationById", "1"),
        ("getLocationByRef", "url:https://example.org"),
        ("getLocationByEntity", "component:default/none"),
    )
    assert listed == {"items": [files]}
    assert asked == {"items": [files], "totalItems": 1, "pageInfo": {}}
    assert (streamed, by_ref, by_id, by_entity) == ([[files]], files, files, files)
    assert missing == [None, None, None]


@pytest.fixture
def registrar(live_server, site):
    site.pages["/b"] = component("b")
    _, secret = token_create(name="registrar", scopes=["catalog:read", "sources:write"])
    return Client(live_server.url, secret)


def test_locations_are_registered_moved_and_removed(registrar, site):
    a, b = f"{site.url}/a", f"{site.url}/b"
    name = generated_name("url", a)
    tried, added, by_id, by_ref, by_entity, moved, read, *gone = registrar.values(
        ("addLocation", {"target": a, "dryRun": True}),
        ("addLocation", {"type": "url", "target": a}),
        ("getLocationById", "$1.location.id"),
        ("getLocationByRef", f"url:{a}"),
        ("getLocationByEntity", {"kind": "Location", "namespace": "default", "name": name}),
        ("updateLocation", "$1.location.id", {"target": b}),
        ("getLocationById", "$1.location.id"),
        ("removeLocationById", "$1.location.id"),
        ("getLocationById", "$1.location.id"),
    )
    assert (names(tried["entities"]), tried["exists"]) == ([name, "a"], False)
    location = {"type": "url", "target": a, "entityRef": f"location:default/{name}"}
    assert tried["location"] == {**location, "id": f"url:{a}"}
    uid = added["location"]["id"]
    assert (added["location"], added["entities"]) == ({**location, "id": uid}, [])
    assert by_id == by_ref == by_entity == added["location"]
    renamed = f"location:default/{generated_name('url', b)}"
    assert moved == read == {"id": uid, "type": "url", "target": b, "entityRef": renamed}
    assert gone == [None, None]
    assert site.statuses == [("/a", 200)]


def test_what_registering_is_refused_with(registrar, site):
    target = f"{site.url}/a"
    registrar.values(("addLocation", {"target": target}), ("addLocation", {"target": target, "onConflict": "refresh"}))
    conflict = (409, "ConflictError", f"Location url:{target} already exists")
    assert registrar.error("addLocation", {"target": target}) == conflict
    assert registrar.error("addLocation", {"target": f"{site.url}/none", "dryRun": True}) == (
        400,
        "InputError",
        f"{site.url}/none:1: there is nothing",
    )
    assert registrar.error("addLocation", {"target": "https://example.org/a"})[:2] == (400, "InputError")
    status, name, _ = registrar.error("removeLocationById", "1")
    assert (status, name) == (404, "NotFoundError")


def test_remove_entity_by_uid(client, live_server):
    admin = e.asker("admin")
    session = admin.client.cookies[settings.SESSION_COOKIE_NAME].value
    headers = {"cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={'x' * 32}", "x-csrftoken": "x" * 32}
    found, removed, missing, again = Client(live_server.url, None, headers).values(
        ("getEntityByRef", ALPHA),
        ("removeEntityByUid", "$0.metadata.uid"),
        ("getEntityByRef", ALPHA),
        ("removeEntityByUid", "$0.metadata.uid"),
    )
    assert (found["metadata"]["name"], removed, missing, again) == ("alpha", None, None, None)
    assert sources_due() == ["files"]
    source_sync("files")
    settle()
    assert client.values(("getEntityByRef", ALPHA)) == [found]
    assert client.error("removeEntityByUid", found["metadata"]["uid"])[:2] == (403, "NotAllowedError")


@pytest.mark.parametrize(
    "call",
    [
        ("addLocation", {"target": "https://example.org"}),
        ("addLocation", {"target": "https://example.org", "dryRun": True}),
        ("updateLocation", "00000000-0000-0000-0000-000000000000", {"target": "https://example.org"}),
        ("removeLocationById", "00000000-0000-0000-0000-000000000000"),
    ],
)
def test_writes_take_a_right(client, call):
    assert client.error(*call)[:2] == (403, "NotAllowedError")


def test_every_method_of_the_client_is_called_here(client):
    client.values(("getEntities", {}))
    text = Path(__file__).read_text()
    assert {method for method in client.methods if f'("{method}"' not in text} == set()
    assert len(client.methods) == 21
