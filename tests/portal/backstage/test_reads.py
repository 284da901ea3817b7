"""The Backstage catalog API: filters, order, cursors, facets, as `@backstage/catalog-client` asks for them."""

from __future__ import annotations

import asyncio
import base64
import json
from urllib.parse import urlencode

import pytest

from portal.api.backstage.fields import picked
from portal.tokens import token_create
from tests import estate
from tests.builders import descriptor, files_source, sync
from tests.portal.backstage.asking import NAMES, fill, names, query

pytestmark = pytest.mark.django_db


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
        (["relations.dependencyOf=component:default/app"], ["alpha"]),
        (["relations.DEPENDENCYOF"], ["alpha"]),
        (["relations.dependsOn", "relations.dependencyOf"], ["alpha", "App"]),
        (["metadata.namespace=default,kind=component"], ["App"]),
        (["kind=component,", " , "], ["App"]),
        ([" "], ["alpha", "App", *NAMES[1:]]),
        (["kind,kind=component"], ["App"]),
    ],
)
def test_filters(door, filters, found):
    answer = query(door, filter=filters)
    assert names(answer) == found
    assert answer.json()["totalItems"] == len(found)


def test_the_uid_is_a_field_too(door):
    uid = door.backstage("/entities/by-name/resource/default/beta").json()["metadata"]["uid"]
    assert names(query(door, filter=f"metadata.uid={uid.upper()}")) == ["beta"]
    assert names(query(door, fullTextFilterTerm=uid[:23], orderField="metadata.uid")) == ["beta"]
    uids = [item["metadata"]["uid"] for item in query(door, orderField="metadata.uid,desc").json()["items"]]
    assert (len(uids), uids) == (6, sorted(uids, reverse=True))
    counted = door.backstage("/entity-facets?facet=metadata.uid&filter=kind=component").json()["facets"]
    app = door.backstage("/entities/by-name/component/default/app").json()
    assert counted == {"metadata.uid": [{"value": app["metadata"]["uid"], "count": 1}]}
    assert door.backstage(f"/entities/by-uid/{app['metadata']['uid']}").json() == app


def test_an_entity_with_several_values_of_the_order_field_stands_once(door):
    answer = query(door, orderField="metadata.tags,asc", filter="kind=resource")
    assert sorted(names(answer)) == NAMES
    assert answer.json()["totalItems"] == 5
    down = query(door, orderField="metadata.tags,desc", filter="kind=resource", limit=3)
    assert sorted(names(down)) == ["alpha", "delta", "gamma"]  # of gold and silver, silver comes first


def test_ancestry_of_what_no_location_led_to_is_the_entity_alone(door):
    app = door.backstage("/entities/by-name/component/default/app").json()
    assert door.backstage("/entities/by-name/COMPONENT/default/App/ancestry").json() == {
        "rootEntityRef": "component:default/app",
        "items": [{"entity": app, "parentEntityRefs": []}],
    }


def test_what_only_others_name_is_no_entity(door):
    """team-0 is the target of relations that are shown, and nothing more."""
    assert door.backstage("/entities/by-name/group/default/team-0").status_code == 404
    answer = door.backstage("/entities/by-refs", {"entityRefs": ["group:default/team-0"]})
    assert answer.json() == {"items": [None]}


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
    both_ways = "/entity-facets?facet=relations.dependsOn&facet=relations.dependencyOf&facet=metadata.tags.gold"
    assert door.backstage(both_ways).json() == {
        "facets": {
            "relations.dependsOn": [{"value": "resource:default/alpha", "count": 1}],
            "relations.dependencyOf": [{"value": "component:default/app", "count": 1}],
            "metadata.tags.gold": [{"value": "true", "count": 5}],
        }
    }
    assert door.backstage("/entity-facets?facet=kind,spec.type").json() == {"facets": {"kind,spec.type": []}}


def test_by_refs_keeps_order_and_gaps(door):
    refs = ["resource:default/beta", "resource:default/none", "RESOURCE:default/Alpha", "resource:default/beta"]
    items = door.backstage("/entities/by-refs", {"entityRefs": refs}).json()["items"]
    assert [item and item["metadata"]["name"] for item in items] == ["beta", None, "alpha", "beta"]
    filtered = door.backstage("/entities/by-refs?filter=spec.type=view", {"entityRefs": refs}).json()["items"]
    assert [item and item["metadata"]["name"] for item in filtered] == [None, None, "alpha", None]
    body = {"entityRefs": refs, "query": {"$not": {"spec.type": "view"}}, "fields": ["metadata.name"]}
    beta = {"metadata": {"name": "beta"}}
    assert door.backstage("/entities/by-refs", body).json() == {"items": [beta, None, None, beta]}
    both = door.backstage("/entities/by-refs?filter=metadata.name=alpha,metadata.name=delta", body)
    assert both.json() == {"items": [None] * 4}
    assert door.backstage("/entities/by-refs/", {"entityRefs": []}).json() == {"items": []}


def test_fields(door):
    answer = query(
        door, filter="metadata.name=alpha", fields="kind,metadata.name,metadata.annotations.example.com/dotted.key"
    )
    assert answer.json()["items"] == [
        {"kind": "Resource", "metadata": {"name": "alpha", "annotations": {"example.com/dotted.key": "alpha"}}}
    ]


def test_totals_are_left_out_when_asked(door):
    answer = query(door, totalItems="exclude", limit=2).json()
    assert (len(answer["items"]), answer["totalItems"]) == (2, 0)
    following = query(door, cursor=answer["pageInfo"]["nextCursor"], limit=2)
    assert (names(following), following.json()["totalItems"]) == (["beta", "delta"], 0)
    assert query(door, limit=0).json() == {"items": [], "totalItems": 6, "pageInfo": {}}


def test_either_verb_takes_a_cursor_that_the_client_can_read(door):
    """The client goes on by POST when `query` stands in the cursor, which it decodes with the standard alphabet."""
    body = {
        "query": {"metadata.name": {"$hasPrefix": "?>~"}, "$not": {"kind": "nothing"}},
        "orderBy": [{"field": "metadata.name", "order": "desc"}],
        "limit": 1,
    }
    assert names(door.backstage("/entities/by-query", body)) == []
    body["query"] = {"$not": {"$any": [{"metadata.name": "?>~\u00e9"}, {"kind": "component"}]}}
    first = door.backstage("/entities/by-query", body)
    cursor = first.json()["pageInfo"]["nextCursor"]
    assert json.loads(base64.b64decode(cursor))["query"] == body["query"]
    assert set(cursor).isdisjoint("+/-_")
    second = door.backstage("/entities/by-query", {"cursor": cursor, "limit": 2})
    assert (names(first), names(second)) == (["gamma"], ["epsilon", "delta"])
    assert names(door.backstage(f"/entities/by-query?{urlencode({'cursor': cursor, 'limit': 2})}")) == names(second)
    back = door.backstage("/entities/by-query", {"cursor": second.json()["pageInfo"]["prevCursor"], "limit": 9})
    assert (names(back), set(back.json()["pageInfo"])) == (["gamma"], {"nextCursor"})


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


def test_a_value_that_is_written_in_several_ways_is_counted_by_each(door, tmp_path):
    written = ["Cube", "CUBE", "cube", "Cube", "Globe", "Globe", "globe"]
    made = [descriptor("Resource", f"many-{i}", spec={"type": kind, "owner": "team"}) for i, kind in enumerate(written)]
    estate.write(tmp_path / "many", "all.yaml", *made)
    sync(files_source(tmp_path / "many", key="many"))
    counts = {"CUBE": 1, "Cube": 2, "Globe": 2, "cube": 1, "globe": 1, "service": 1, "table": 4, "view": 1}
    expected = {"facets": {"spec.type": [{"value": value, "count": count} for value, count in counts.items()]}}
    assert door.backstage("/entity-facets?facet=spec.type").json() == expected
    assert door.backstage("/entity-facets?facet=spec.type&filter=kind").json() == expected


@pytest.mark.parametrize(
    "fields",
    [
        "kind,metadata.name,metadata.namespace",
        "metadata.title,apiVersion,metadata.uid,spec.owner,spec.nothing,metadata.etag",
        "spec.nothing",
        "metadata.annotations,metadata.tags",
    ],
)
def test_fields_are_cut_out_as_of_a_whole_entity(fields, tmp_path):
    """By the server for who may see everything, else here."""
    fill(tmp_path)
    admin = estate.asker("admin")
    whole = admin.backstage("/entities").json()
    expected = [picked(entity, fields.split(",")) for entity in whole]
    assert admin.backstage(f"/entities?fields={fields}").json() == expected
    assert admin.backstage(f"/entities?fields={fields}&limit=100").json() == expected
    answer = admin.backstage(f"/entities/by-query?fields={fields}").json()["items"]
    assert sorted(map(str, answer)) == sorted(map(str, expected))
    refs = [f"resource:default/{name}" for name in NAMES]
    by_refs = admin.backstage("/entities/by-refs", {"entityRefs": refs}).json()["items"]
    answer = admin.backstage("/entities/by-refs", {"entityRefs": refs, "fields": fields.split(",")}).json()["items"]
    assert answer == [picked(entity, fields.split(",")) for entity in by_refs]
