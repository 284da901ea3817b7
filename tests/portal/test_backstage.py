"""The Backstage catalog API: filters, order, cursors, facets, as `@backstage/catalog-client` asks for them."""

from __future__ import annotations

import asyncio
import base64
import json
from urllib.parse import urlencode

import pytest

from portal.tokens import token_create
from tests import estate as e
from tests.builders import descriptor, files_source, sync

pytestmark = pytest.mark.django_db
NAMES = ["alpha", "beta", "delta", "epsilon", "gamma"]


def fill(folder):
    tables = [
        descriptor(
            "Resource",
            name,
            tags=["gold"] if i % 2 else ["silver", "gold"],
            annotations={"example.com/dotted.key": name},
            spec={"type": "table" if i else "view", "owner": f"team-{i % 2}"},
        )
        for i, name in enumerate(NAMES)
    ]
    app = descriptor(
        "Component",
        "App",
        spec={"type": "service", "lifecycle": "production", "owner": "team-0", "dependsOn": ["resource:alpha"]},
    )
    e.write(folder, "a.yaml", *tables, app)
    sync(files_source(folder))


@pytest.fixture
def door(tmp_path):
    fill(tmp_path)
    return e.asker("viewer")


def names(answer):
    assert answer.status_code == 200, answer.content
    return [item["metadata"]["name"] for item in answer.json()["items"]]


def query(door, **params):
    params = {"orderField": "metadata.name,asc", **params}
    return door.backstage(f"/entities/by-query?{urlencode(params, doseq=True)}")


def nested(operator, levels):
    """A predicate inside so many others."""
    return {operator: [nested(operator, levels - 1)]} if levels else {"kind": "resource"}


def test_it_works(door):
    entity = door.backstage("/entities/by-name/component/default/app").json()
    assert (entity["kind"], entity["metadata"]["name"], entity["apiVersion"]) == (
        "Component",
        "App",
        "backstage.io/v1alpha1",
    )
    assert entity["relations"] == [
        {"type": "dependsOn", "targetRef": "resource:default/alpha"},
        {"type": "ownedBy", "targetRef": "group:default/team-0"},
    ]
    assert set(entity["metadata"]) >= {"uid", "etag", "namespace"}
    (back,) = (
        r
        for r in door.backstage("/entities/by-name/Resource/Default/ALPHA").json()["relations"]
        if r["type"] == "dependencyOf"
    )
    assert back["targetRef"] == "component:default/app"


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (["kind=resource"], NAMES),
        (["KIND=Resource"], NAMES),
        (["kind=resource,spec.type=view"], ["alpha"]),
        (["kind=component", "spec.type=view"], ["alpha", "App"]),
        (["spec.type=view,spec.type=service"], ["alpha", "App"]),
        (["metadata.tags=silver"], ["alpha", "delta", "gamma"]),
        (["metadata.tags.silver=true"], ["alpha", "delta", "gamma"]),
        (["metadata.annotations.example.com/dotted.key=beta"], ["beta"]),
        (["spec.lifecycle"], ["App"]),
        (["relations.dependsOn=resource:default/alpha"], ["App"]),
        (["relations.ownedBy=group:default/team-1,kind=resource"], ["beta", "epsilon"]),
        (["kind=nothing"], []),
        (["spec.type="], []),
    ],
)
def test_filters(door, filters, found):
    answer = query(door, filter=filters)
    assert names(answer) == found
    assert answer.json()["totalItems"] == len(found)


@pytest.mark.parametrize(
    ("predicate", "found"),
    [
        ({"kind": "resource", "spec.type": "view"}, ["alpha"]),
        ({"$any": [{"spec.type": "view"}, {"kind": "component"}]}, ["alpha", "App"]),
        ({"$all": [{"kind": "resource"}, {"metadata.tags": {"$in": ["silver"]}}]}, ["alpha", "delta", "gamma"]),
        ({"spec.lifecycle": {"$exists": True}}, ["App"]),
    ],
)
def test_predicates(door, predicate, found):
    body = {"query": predicate, "orderBy": [{"field": "metadata.name", "order": "asc"}]}
    assert names(door.backstage("/entities/by-query", body)) == found


def test_order_and_full_text(door):
    assert names(query(door, filter="kind=resource", orderField="metadata.name,desc")) == NAMES[::-1]
    assert names(query(door, fullTextFilterTerm="LT", fullTextFilterFields="metadata.name")) == ["delta"]
    assert names(query(door, fullTextFilterTerm="view", fullTextFilterFields="metadata.name")) == []
    assert names(query(door, orderField="spec.lifecycle,asc")) == ["App"]


@pytest.mark.parametrize("order", ["metadata.name,asc", "metadata.name,desc", "spec.owner,asc", None])
@pytest.mark.parametrize("limit", [1, 2, 5])
def test_cursors_forth_and_back(door, order, limit):
    params = {"filter": "kind=resource", "limit": limit} | ({"orderField": order} if order else {})
    answer = door.backstage(f"/entities/by-query?{urlencode(params)}")
    pages, whole = [names(answer)], answer
    while "nextCursor" in answer.json()["pageInfo"]:
        answer = door.backstage(
            f"/entities/by-query?{urlencode({'cursor': answer.json()['pageInfo']['nextCursor'], 'limit': limit})}"
        )
        pages.append(names(answer))
        assert answer.json()["totalItems"] == 5
    assert sorted(name for page in pages for name in page) == NAMES
    assert "prevCursor" not in whole.json()["pageInfo"]
    back = []
    while "prevCursor" in answer.json()["pageInfo"]:
        answer = door.backstage(
            f"/entities/by-query?{urlencode({'cursor': answer.json()['pageInfo']['prevCursor'], 'limit': limit})}"
        )
        back.append(names(answer))
    assert back == pages[-2::-1]


def test_facets(door):
    answer = door.backstage("/entity-facets?facet=kind&facet=spec.type&facet=metadata.tags&filter=kind=resource").json()
    assert answer == {
        "facets": {
            "kind": [{"value": "Resource", "count": 5}],
            "spec.type": [{"value": "table", "count": 4}, {"value": "view", "count": 1}],
            "metadata.tags": [{"value": "gold", "count": 5}, {"value": "silver", "count": 3}],
        }
    }
    assert door.backstage("/entity-facets?facet=nothing").json() == {"facets": {"nothing": []}}
    assert door.backstage("/entity-facets", {"facets": ["kind"], "query": {"kind": "component"}}).json() == {
        "facets": {"kind": [{"value": "Component", "count": 1}]}
    }


def test_by_refs_keeps_order_and_gaps(door):
    refs = ["resource:default/beta", "resource:default/none", "RESOURCE:default/Alpha", "resource:default/beta"]
    items = door.backstage("/entities/by-refs", {"entityRefs": refs}).json()["items"]
    assert [item and item["metadata"]["name"] for item in items] == ["beta", None, "alpha", "beta"]
    filtered = door.backstage("/entities/by-refs?filter=spec.type=view", {"entityRefs": refs}).json()["items"]
    assert [item and item["metadata"]["name"] for item in filtered] == [None, None, "alpha", None]


def test_fields(door):
    answer = query(
        door, filter="metadata.name=alpha", fields="kind,metadata.name,metadata.annotations.example.com/dotted.key"
    )
    assert answer.json()["items"] == [
        {"kind": "Resource", "metadata": {"name": "alpha", "annotations": {"example.com/dotted.key": "alpha"}}}
    ]


@pytest.mark.parametrize(
    ("path", "body", "status", "name"),
    [
        ("/entities/by-name/resource/default/none", None, 404, "NotFoundError"),
        ("/entities/by-query?limit=-1", None, 400, "InputError"),
        ("/entities/by-query?limit=5001", None, 400, "InputError"),
        ("/entities/by-query?limit=x", None, 400, "InputError"),
        ("/entities/by-query?filter==x", None, 400, "InputError"),
        ("/entities/by-query?orderField=kind,sideways", None, 400, "InputError"),
        ("/entities/by-query?cursor=nonsense", None, 400, "InputError"),
        ("/entities/by-query?fields=a[0]", None, 400, "InputError"),
        ("/entity-facets", None, 400, "InputError"),
        ("/entities/by-refs", {}, 400, "InputError"),
        ("/entities/by-refs", {"entityRefs": ["a"] * 1001}, 400, "InputError"),
        ("/entities/by-query", {"query": {"$not": {"kind": "x"}}}, 400, "InputError"),
        ("/entities/by-query", {"orderBy": [7]}, 400, "InputError"),
        ("/entities/by-query", {"orderBy": "kind"}, 400, "InputError"),
        ("/entities/by-query", {"fullTextFilter": "x"}, 400, "InputError"),
        ("/entities/by-query", {"query": {"$all": 7}}, 400, "InputError"),
        ("/entities/by-query", {"query": {"$any": ["x"]}}, 400, "InputError"),
        ("/entities/by-query", {"fields": 7}, 400, "InputError"),
        ("/entities/by-query", {"query": nested("$all", 11)}, 400, "InputError"),
        ("/entities/by-query", {"query": nested("$any", 300)}, 400, "InputError"),
        ("/entities/by-refs", {"entityRefs": ["x" * 3_000_000]}, 413, "Error"),
        ("/entities/by-query", {"fullTextFilter": {"fields": 7}}, 400, "InputError"),
        ("/entities/by-refs", {"entityRefs": [], "fields": 7}, 400, "InputError"),
        ("/entities/by-query?filter=kind=%00", None, 400, "InputError"),
        ("/entities/by-query?offset=99999999999999999999", None, 400, "InputError"),
        ("/entities/by-name/resource/default/%00", None, 400, "InputError"),
    ],
)
def test_errors_come_in_the_envelope(door, path, body, status, name):
    answer = door.backstage(path, body)
    found = answer.json()
    assert (answer.status_code, found["error"]["name"], found["response"]) == (status, name, {"statusCode": status})
    assert found["request"]["method"] == ("GET" if body is None else "POST")
    assert found["request"]["url"] == path


@pytest.mark.parametrize(
    "change",
    [
        {"position": ["x", "no uuid"]},
        {"position": [7, 7]},
        {"position": []},
        {"groups": 7},
        {"groups": ["x"]},
        {"groups": [{"kind": 7}]},
        {"order": ["\x00", False]},
        {"order": [7, False]},
        {"text": [7, [7]]},
        {"total": "many"},
    ],
)
def test_a_forged_cursor_is_an_input_error(door, change):
    good = query(door, limit=1).json()["pageInfo"]["nextCursor"]
    forged = json.loads(base64.urlsafe_b64decode(good)) | change
    answer = query(door, cursor=base64.urlsafe_b64encode(json.dumps(forged).encode()).decode())
    assert (answer.status_code, answer.json()["error"]["name"]) == (400, "InputError")


@pytest.mark.django_db(transaction=True)
def test_a_client_from_pypi_reads_it(live_server, tmp_path):
    import httpx
    from backstage_catalog_client import HttpxClient

    fill(tmp_path)
    _, secret = token_create(name="backstage", scopes=["catalog:read"])

    async def ask():
        headers = {"authorization": f"Bearer {secret}"}
        async with httpx.AsyncClient(base_url=live_server.url, headers=headers) as http:
            client = HttpxClient(live_server.url, http)
            return await client.get_entity_by_ref("resource:default/alpha")

    found = asyncio.run(ask())
    assert json.loads(json.dumps(found))["metadata"]["name"] == "alpha"
