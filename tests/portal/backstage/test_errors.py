"""What is refused, and in which words: Backstage's envelope."""

from __future__ import annotations

import base64
import json

import pytest

from tests.portal.backstage.asking import query

pytestmark = pytest.mark.django_db


def nested(operator, levels):
    """A predicate inside so many others."""
    return {operator: [nested(operator, levels - 1)]} if levels else {"kind": "resource"}


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
        ("/entities?offset=-1", None, 400, "InputError"),
        ("/entities/by-name/resource/default/none/ancestry", None, 404, "NotFoundError"),
        ("/entities/by-uid/00000000-0000-0000-0000-000000000000", None, 404, "NotFoundError"),
        ("/entities/by-uid/none", None, 404, "NotFoundError"),
        ("/nothing", None, 404, "NotFoundError"),
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
        {"query": 7},
        {"query": ["x"]},
        {"query": {"kind": {"$in": 7}}},
        {"position": [None, "00000000-0000-0000-0000-000000000000"]},
        {"order": ["\x00", False]},
        {"order": [7, False]},
        {"text": [7, [7]]},
        {"total": "many"},
    ],
)
def test_a_forged_cursor_is_an_input_error(door, change):
    good = query(door, limit=1).json()["pageInfo"]["nextCursor"]
    forged = json.loads(base64.b64decode(good)) | change
    answer = query(door, cursor=base64.b64encode(json.dumps(forged).encode()).decode())
    assert (answer.status_code, answer.json()["error"]["name"]) == (400, "InputError")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "/entities/by-name/Component/Default/None",
            "No entity named 'None' found, with kind 'Component' in namespace 'Default'",
        ),
        ("/entities/by-uid/none", "No entity with uid none"),
        (
            "/entities?filter=a,=b",
            "Invalid filter, '=b' is not a valid statement (expected a string on the form a=b or a= or a)",
        ),
        ("/entities?order=metadata.name", "Invalid order parameter, expected <asc or desc>:<field name>"),
        ("/entities?order=up:kind", "Invalid order parameter, expected <asc or desc>:<field name>"),
        ("/entities?limit=0", "Invalid limit, must be from 1 to 10000"),
        ("/entities?limit=", "Empty value found for query parameter 'limit'"),
        ("/entities?limit=1.5", "request/query/limit must be integer, from 0 to 999999999"),
        ("/entities?after=x", "Malformed after: could not be parsed"),
        (
            "/entities?colour=red",
            "Unknown query parameter 'colour'; known are: fields, limit, filter, offset, after, order",
        ),
        ("/entities/by-query?orderField=kind,up", "Invalid order field order, must be asc or desc"),
        ("/entities/by-query?cursor=x", "Malformed cursor: could not be parsed"),
        (
            "/entities/by-query?totalItems=some",
            "request/query/totalItems must be equal to one of the allowed values: include, exclude",
        ),
        ("/entity-facets", "request/query must have required property 'facet'"),
        ("/entity-facets?facet=a&query=b", "Unknown query parameter 'query'; known are: facet, filter"),
    ],
)
def test_what_a_question_is_refused_with(door, path, message):
    assert door.backstage(path).json()["error"]["message"] == message


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/entities/by-refs", {}, "request/body must have required property 'entityRefs'"),
        ("/entities/by-refs", {"entityRefs": "a"}, "request/body/entityRefs must be array"),
        ("/entities/by-refs", {"entityRefs": ["a", 7]}, "request/body/entityRefs/1 must be string"),
        ("/entities/by-refs", {"entityRefs": ["a"], "query": []}, "request/body/query must be object"),
        ("/entity-facets", {}, "request/body must have required property 'facets'"),
        ("/entity-facets", {"facets": [None]}, "request/body/facets/0 must be string"),
        ("/entities/by-query", [], "request/body must be object"),
        ("/entities/by-query", {"limit": "5"}, "request/body/limit must be integer"),
        ("/entities/by-query", {"limit": True}, "request/body/limit must be integer"),
        ("/entities/by-query", {"offset": -1}, "request/body/offset must be zero or greater"),
        ("/entities/by-query", {"cursor": 7}, "request/body/cursor must be string"),
        ("/entities/by-query", {"orderBy": [{"field": 7}]}, "request/body/orderBy/0/field must be string"),
        (
            "/entities/by-query",
            {"orderBy": [{"field": "a", "order": "up"}]},
            "Invalid order field order, must be asc or desc",
        ),
        ("/entities/by-query", {"fullTextFilter": {"term": 7}}, "request/body/fullTextFilter/term must be string"),
        (
            "/entities/by-query",
            {"totalItems": "some"},
            "request/body/totalItems must be equal to one of the allowed values: include, exclude",
        ),
    ],
)
def test_what_a_body_is_refused_with(door, path, body, message):
    answer = door.backstage(path, body)
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, message)


def test_a_body_that_is_no_json(door):
    answer = door.client.post("/api/catalog/entities/by-query", b"{", content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["name"]) == (400, "InputError")
    assert answer.json()["error"]["message"].startswith("request/body: is not JSON: ")
