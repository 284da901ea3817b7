"""Predicates: what `query` finds, through each door that takes one, and how a bad one is refused."""

from __future__ import annotations

import pytest

from tests.portal.backstage.asking import NAMES, names

pytestmark = pytest.mark.django_db
ALL = ["alpha", "App", *NAMES[1:]]
FOUND = [
    ({}, ALL),
    ({"kind": "resource", "spec.type": "view"}, ["alpha"]),
    ({"KIND": "Resource", "SPEC.type": "View"}, ["alpha"]),
    ({"$any": [{"spec.type": "view"}, {"kind": "component"}]}, ["alpha", "App"]),
    ({"$all": [{"kind": "resource"}, {"metadata.tags": {"$in": ["silver"]}}]}, ["alpha", "delta", "gamma"]),
    ({"$all": [{"metadata.tags": "silver"}, {"metadata.tags": "gold"}]}, ["alpha", "delta", "gamma"]),
    ({"$all": []}, ALL),
    ({"$any": []}, []),
    ({"$not": {}}, []),
    ({"$not": {"kind": "resource"}}, ["App"]),
    ({"$not": {"$any": [{"spec.type": "table"}, {"$not": {"kind": "resource"}}]}}, ["alpha"]),
    ({"kind": "resource", "$not": {"metadata.tags": "silver"}}, ["beta", "epsilon"]),
    ({"spec.lifecycle": {"$exists": True}}, ["App"]),
    ({"spec.lifecycle": {"$exists": False}}, NAMES),
    ({"metadata.name": {"$in": ["Alpha", "none"]}}, ["alpha"]),
    ({"metadata.name": {"$in": []}}, []),
    ({"metadata.name": {"$hasPrefix": "E"}}, ["epsilon"]),
    ({"metadata.name": {"$hasPrefix": "%"}}, []),
    ({"metadata.name": {"$hasPrefix": "_"}}, []),
    ({"metadata.tags": {"$contains": "SILVER"}}, ["alpha", "delta", "gamma"]),
    ({"metadata.tags.silver": True}, ["alpha", "delta", "gamma"]),
    ({"relations": {"$contains": {"type": "dependsOn"}}}, ["App"]),
    ({"relations": {"$contains": {"type": "dependencyof"}}}, ["alpha"]),
    ({"relations": {"$contains": {"type": "dependsOn", "targetRef": "Resource:default/Alpha"}}}, ["App"]),
    ({"relations": {"$contains": {"type": "dependsOn", "targetRef": "resource:default/beta"}}}, []),
    (
        {"relations": {"$contains": {"type": "ownedBy", "targetRef": {"$in": ["group:default/team-1", "x"]}}}},
        ["beta", "epsilon"],
    ),
]


@pytest.mark.parametrize(("predicate", "found"), FOUND)
def test_by_query(door, predicate, found):
    body = {"query": predicate, "orderBy": [{"field": "metadata.name", "order": "asc"}]}
    answer = door.backstage("/entities/by-query", body)
    assert (names(answer), answer.json()["totalItems"]) == (found, len(found))


@pytest.mark.parametrize(("predicate", "found"), FOUND)
def test_by_refs_and_facets(door, predicate, found):
    refs = ["component:default/app", *(f"resource:default/{name}" for name in NAMES)]
    items = door.backstage("/entities/by-refs", {"entityRefs": refs, "query": predicate}).json()["items"]
    assert sorted(item["metadata"]["name"] for item in items if item) == sorted(found)
    counted = door.backstage("/entity-facets", {"facets": ["metadata.name"], "query": predicate}).json()["facets"]
    assert counted == {"metadata.name": [{"value": name, "count": 1} for name in sorted(found)]}


ROOT = "request/body/query"


@pytest.mark.parametrize(
    ("predicate", "message"),
    [
        (7, f"{ROOT} must be object"),
        ([], f"{ROOT} must be object"),
        ({"$some": []}, f"{ROOT}/$some is an unknown operator; known are $all, $any, $not"),
        ({"$all": {}}, f"{ROOT}/$all must be array"),
        ({"$any": [7]}, f"{ROOT}/$any/0 must be object"),
        ({"$not": []}, f"{ROOT}/$not must be object"),
        ({"kind": None}, f"{ROOT}/kind must be string, number or boolean"),
        ({"kind": ["a"]}, f"{ROOT}/kind must be string, number or boolean"),
        ({"kind": {}}, f"{ROOT}/kind must be a value or have one of $in, $exists, $hasPrefix, $contains"),
        ({"kind": {"$eq": 1}}, f"{ROOT}/kind must be a value or have one of $in, $exists, $hasPrefix, $contains"),
        (
            {"kind": {"$in": [], "$exists": True}},
            f"{ROOT}/kind must be a value or have one of $in, $exists, $hasPrefix, $contains",
        ),
        ({"kind": {"$in": "a"}}, f"{ROOT}/kind/$in must be array"),
        ({"kind": {"$in": [{}]}}, f"{ROOT}/kind/$in/0 must be string, number or boolean"),
        ({"kind": {"$exists": 1}}, f"{ROOT}/kind/$exists must be boolean"),
        ({"kind": {"$hasPrefix": 1}}, f"{ROOT}/kind/$hasPrefix must be string"),
        (
            {"kind": {"$contains": {"type": "a"}}},
            f"{ROOT}/kind/$contains must be a plain value; an object is accepted for relations alone",
        ),
        ({"relations": {"$contains": {}}}, f"{ROOT}/relations/$contains must have required property 'type', a string"),
        (
            {"relations": {"$contains": {"type": "a", "colour": 1}}},
            f"{ROOT}/relations/$contains/colour is unknown; accepted are type and targetRef",
        ),
        (
            {"relations": {"$contains": {"type": "a", "targetRef": {"$exists": True}}}},
            f"{ROOT}/relations/$contains/targetRef must be string, number or boolean",
        ),
        ({"$any": [{"kind": "a"}] * 300}, f"{ROOT} must not have more than 300 conditions"),
    ],
)
def test_a_bad_predicate_is_refused_by_its_place(door, predicate, message):
    for path, more in (
        ("/entities/by-query", {}),
        ("/entities/by-refs", {"entityRefs": []}),
        ("/entity-facets", {"facets": ["kind"]}),
    ):
        answer = door.backstage(path, {**more, "query": predicate})
        assert (answer.status_code, answer.json()["error"]) == (400, {"name": "InputError", "message": message}), path
