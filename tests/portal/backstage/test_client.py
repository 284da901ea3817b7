"""Backstage's own client against a live server: every method that it has, with what it gives."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from catalog.database import rows
from catalog.ingest.sources import sources_due
from portal.tokens import token_create
from tests.builders import descriptor
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


@pytest.mark.parametrize(
    "call",
    [
        ("addLocation", {"target": "https://example.org"}),
        ("updateLocation", "1", {"target": "https://example.org"}),
        ("removeLocationById", "1"),
        ("removeEntityByUid", "1"),
    ],
)
def test_what_is_configured_is_not_changed_here(client, call):
    (outcome,) = client.outcomes(call)
    assert (outcome["error"]["name"], outcome["error"]["status"]) == ("ResponseError", 405)


def test_every_method_of_the_client_is_called_here(client):
    client.values(("getEntities", {}))
    text = Path(__file__).read_text()
    assert {method for method in client.methods if f'("{method}"' not in text} == set()
    assert len(client.methods) == 21
