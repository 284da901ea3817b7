"""The GraphQL door: limits before anything runs, documents of our own, errors that say no more than they must (T20, T21)."""

# ruff: noqa: UP031
from __future__ import annotations

import json

import pytest
from django.test import Client
from graphql import get_introspection_query, parse

from catalog.errors import TooCostlyError
from portal.api.graphql import query, view
from portal.api.graphql.limits import operation_check
from tests import estate as e
from tests.builders import event, ingest

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer():
    return e.asker("viewer")


def refusal(asker, document, **variables):
    """(status, code, message) of an operation that must not run."""
    response = asker.graphql(document, **variables)
    (error,) = response.json()["errors"]
    assert "data" not in response.json()
    return response.status_code, error["extensions"]["code"], error["message"]


def test_it_works(viewer):
    ingest(event(outputs=["orders"]))
    response = viewer.graphql("{ runs(first: 5) { nodes { state job { title } } totalCount totalCountState } }")
    assert response.json() == {
        "data": {
            "runs": {
                "nodes": [{"state": "SUCCESS", "job": {"title": "load"}}],
                "totalCount": None,
                "totalCountState": "NOT_COUNTED",
            }
        },
        "extensions": {"cost": {"requested": 3, "nodes": 5, "depth": 4}},
    }


def costly(name, value, most):
    return 400, "TOO_COSTLY", f"The operation's {name} is {value}; at most {most} is accepted. Ask for less at once."


def test_depth(viewer):
    deep = '{ entity(ref: "a:b/c") { ' + "owner { entity { " * 5 + "ref" + " } }" * 5 + " } }"
    deeper = '{ entity(ref: "a:b/c") { ' + "owner { entity { " * 6 + "ref" + " } }" * 6 + " } }"
    assert viewer.graphql(deep).json()["extensions"]["cost"]["depth"] == 12
    assert refusal(viewer, deeper) == costly("depth", 13, 12)


def test_aliases(viewer):
    def many(count):
        return "{ " + " ".join(f"a{i}: __typename" for i in range(count)) + " }"

    assert viewer.graphql(many(100)).status_code == 200
    assert refusal(viewer, many(101)) == costly("aliases", 101, 100)


def test_directives(viewer):
    def many(count):
        return "{ viewer { " + " ".join("name @include(if: true)" for _ in range(count)) + " } }"

    assert viewer.graphql(many(10)).status_code == 200
    assert refusal(viewer, many(11)) == costly("directives", 11, 10)


def test_fields(viewer):
    def many(spreads, more):
        nine = "fragment F on Entity { id ref kind type namespace name title summary platform }"
        return '{ entity(ref: "a:b/c") { ' + "...F " * spreads + more + " } } " + nine

    assert viewer.graphql(many(222, "tier")).json()["data"] == {"entity": None}
    assert refusal(viewer, many(222, "tier version")) == costly("fields", 2_001, 2_000)


def test_nodes(viewer):
    def walk(first, limit):
        return "{ entitySearch(first: %d) { nodes { ... on Dataset { lineage(limit: %d) { truncated } } } } }" % (
            first,
            limit,
        )

    assert viewer.graphql(walk(99, 100)).json()["extensions"]["cost"]["nodes"] == 9_999
    assert refusal(viewer, walk(100, 100)) == costly("nodes", 10_100, 10_000)
    variables = "query Q($first: Int!) { entitySearch(first: $first) { nodes { ... on Dataset { lineage(limit: 1000) { truncated } } } } }"
    assert refusal(viewer, variables, first=100) == costly("nodes", 100_100, 10_000)
    assert refusal(viewer, variables, first=100.0) == costly("nodes", 100_100, 10_000)


def test_cost(viewer):
    many = "{ " + " ".join('a%d: lineageWalk(refs: ["a:b/c"], limit: 1) { truncated }' % i for i in range(100)) + " }"
    assert refusal(viewer, many) == costly("cost", 1_001, 1_000)


def test_text(viewer):
    long = "{ viewer { name } } #" + "x" * 19_979
    assert viewer.graphql(long).status_code == 200
    message = "The document has 20001 characters; at most 20000 are accepted."
    assert refusal(viewer, long + "x") == (400, "TOO_COSTLY", message)


def test_one_operation(viewer):
    message = "query: must hold exactly one operation; it holds 2"
    assert refusal(viewer, "query A { viewer { name } } query B { viewer { name } }") == (400, "INVALID", message)


def test_a_bomb_of_fragments(viewer):
    parts = [f"fragment F{i} on Viewer {{ ...F{i + 1} ...F{i + 1} ...F{i + 1} ...F{i + 1} }}" for i in range(10)]
    bomb = " ".join(["{ viewer { ...F0 } }", *parts, "fragment F10 on Viewer { name }"])
    status, code, message = refusal(viewer, bomb)
    assert (status, code) == (400, "TOO_COSTLY")
    assert message.startswith("The operation's fields is ")


def test_a_cycle_of_fragments_is_not_valid(viewer):
    status, code, message = refusal(
        viewer, "{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }"
    )
    assert (status, code, message) == (400, "INVALID", "Cannot spread fragment 'A' within itself via 'B'.")


# --- who may send what ------------------------------------------------------------------------------------------------

OWN = "query Own { entitySearch(first: 1) { totalCount } }"


@pytest.mark.parametrize(("name", "public"), [("reader", False), ("anonymous", True)])
def test_documents_of_our_own_need_no_right_and_free_text_does(name, public, settings, monkeypatch):
    settings.PUBLIC_READS = public
    asker = e.asker(name)
    e.own_document(monkeypatch, OWN)
    assert asker.graphql(OWN).json()["data"] == {"entitySearch": {"totalCount": 0}}
    (sha,) = view.own_documents()
    for text in (sha, f"sha256:{sha}"):
        body = json.dumps({"documentId": text})
        assert asker.client.post("/graphql", body, content_type="application/json").status_code == 200
    status, code, message = refusal(asker, OWN + " ")
    assert (status, code) == ((401, "UNAUTHENTICATED") if public else (403, "FORBIDDEN"))
    assert message.startswith("graphql.adhoc ")


def test_nobody_reads_without_public_reads(settings, monkeypatch):
    settings.PUBLIC_READS = False
    e.own_document(monkeypatch, OWN)
    response = e.asker("anonymous").graphql(OWN)
    (error,) = response.json()["errors"]
    assert (response.json()["data"], error["extensions"]["code"]) == (None, "UNAUTHENTICATED")


def test_an_unknown_document(viewer):
    response = viewer.client.post("/graphql", json.dumps({"documentId": "sha256:00"}), content_type="application/json")
    (error,) = response.json()["errors"]
    assert (response.status_code, error["message"]) == (
        400,
        "documentId: is no document of this version; reload the page",
    )


def test_introspection_is_for_those_who_may_ask_freely(viewer, settings, monkeypatch):
    settings.PUBLIC_READS = True
    text = "{ __schema { queryType { name } } }"
    assert viewer.graphql(text).json()["data"] == {"__schema": {"queryType": {"name": "Query"}}}
    e.own_document(monkeypatch, text)
    anonymous = e.asker("anonymous")
    assert refusal(anonymous, text) == (400, "INVALID", "query: is not a valid document")


def test_a_disabled_cache_never_lends_a_right(viewer, settings, monkeypatch):
    """What one viewer's document was judged to be is not what the next one's is."""
    settings.PUBLIC_READS = True
    text = '{ __type(name: "Query") { name } }'
    e.own_document(monkeypatch, text)
    anonymous = e.asker("anonymous")
    for _ in range(2):
        assert viewer.graphql(text).status_code == 200
        assert refusal(anonymous, text)[0] == 400


# --- the shape of requests and errors ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/graphql", ""],
)
def test_only_json_is_taken(viewer, kind):
    response = viewer.client.post("/graphql", json.dumps({"query": "{ viewer { name } }"}), content_type=kind)
    (error,) = response.json()["errors"]
    assert (response.status_code, error["message"]) == (400, "Content-Type: must be application/json")


def test_a_body_above_the_limit_is_413(viewer):
    response = viewer.client.post("/graphql", b'"' + b" " * 3_000_000, content_type="application/json")
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (413, "TOO_LARGE")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"[]", "body: must be a JSON object with query or documentId"),
        (b"{}", "query: is missing"),
        (b'{"query": 1}', "query: is missing"),
        (b'{"query": "{ viewer { name } }", "variables": []}', "variables: must be an object"),
        (
            b'[{"query": "{ viewer { name } }"}, {"query": "{ viewer { name } }"}]',
            "body: must be a JSON object with query or documentId",
        ),
    ],
)
def test_a_body_of_another_shape_is_refused(viewer, body, message):
    response = viewer.client.post("/graphql", body, content_type="application/json")
    (error,) = response.json()["errors"]
    assert (response.status_code, error["message"]) == (400, message)


def test_get_runs_nothing(viewer, monkeypatch):
    monkeypatch.setattr(view, "_run", lambda *args: 1 / 0)
    response = viewer.client.get("/graphql?query={viewer{name}}")
    assert not response["Content-Type"].startswith("application/json")
    assert viewer.client.put("/graphql").status_code == 405


def test_a_session_needs_the_csrf_token_and_a_token_does_not(viewer):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = viewer.client.cookies
    body = json.dumps({"query": "{ viewer { name } }"})
    assert strict.post("/graphql", body, content_type="application/json").status_code == 403
    token = strict.get("/auth/session").cookies["csrftoken"].value
    answer = strict.post("/graphql", body, content_type="application/json", headers={"x-csrftoken": token})
    assert answer.json()["data"] == {"viewer": {"name": "viewer"}}


def test_an_error_names_code_path_and_request(viewer):
    response = viewer.graphql('{ run(id: "run_x") { id } relations(first: 5, ref: "no ref") { totalCount } }')
    (error,) = response.json()["errors"]
    assert (response.status_code, error["path"], error["extensions"]) == (
        200,
        ["relations"],
        {"code": "INVALID", "requestId": response["X-Request-Id"], "retryAfterSeconds": None},
    )


def test_a_defect_says_nothing_of_itself(viewer, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("/secret/path SELECT password")

    monkeypatch.setattr(query, "viewer_get", broken)
    response = viewer.graphql("{ viewer { name } }")
    (error,) = response.json()["errors"]
    assert (error["message"], error["extensions"]["code"]) == ("A defect; quote the request id.", "INTERNAL")
    assert all(word not in response.content for word in (b"secret", b"SELECT", b"RuntimeError", b"Traceback", b".py"))


@pytest.mark.parametrize(
    "document",
    ["{", "{ nothing }", "{ viewer { nmae } }", "{ entity { ref } }"],
)
def test_what_is_not_valid_does_not_run(viewer, document):
    response = viewer.graphql(document)
    assert response.status_code == 400
    assert {error["extensions"]["code"] for error in response.json()["errors"]} == {"INVALID"}


def test_there_is_nothing_to_subscribe_to(viewer):
    answer = viewer.graphql("subscription { anything }").json()
    (error,) = answer["errors"]
    assert (answer["data"], error["message"]) == (None, "Schema is not configured to execute subscription operation.")


CLEAR = 'ownerClear(input: {entities: {refs: ["resource:default/orders"]}, reason: "Mine."}) { userErrors { field code message } }'


@pytest.mark.parametrize(
    "document",
    [
        f"mutation {{ a: {CLEAR} b: {CLEAR} }}",
        f"mutation {{ ...two }} fragment two on Mutation {{ a: {CLEAR} b: {CLEAR} }}",
        f"mutation {{ ... on Mutation {{ {CLEAR} }} }}",
    ],
)
def test_one_command_to_an_operation(viewer, document):
    response = viewer.graphql(document)
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (400, "TOO_COSTLY")
    assert error["message"] == "A mutation runs exactly one command; send several one after the other."


def test_a_refused_command_says_why_and_answers_200(viewer):
    response = viewer.graphql(f"mutation {{ {CLEAR} }}")
    (wrong,) = response.json()["data"]["ownerClear"]["userErrors"]
    assert (response.status_code, wrong["field"], wrong["code"]) == (200, None, "FORBIDDEN")
    assert wrong["message"].startswith("owner.set is not allowed for person:")


@pytest.mark.parametrize("first", [0, -1, 101])
def test_pages_have_limits(viewer, first):
    (error,) = viewer.graphql("{ runs(first: %d) { totalCount } }" % first).json()["errors"]
    assert error["message"] == "first: must be a whole number from 1 to 100"


@pytest.mark.parametrize(
    "field",
    [
        "relations(first: 2) { totalCount }",
        "... on Dataset { lineage { truncated } }",
        "... on Dataset { runs(first: 2) { totalCount } }",
    ],
)
def test_deep_lists_are_refused_inside_lists(viewer, field):
    ingest(event(outputs=["a", "b"]))
    answer = viewer.graphql(
        f"{{ entitySearch(first: 5, filter: {{kinds: [DATASET]}}) {{ nodes {{ {field} }} }} }}"
    ).json()
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"TOO_COSTLY"}


@pytest.mark.parametrize("links", [3, 13, 40])
def test_fragments_hide_nothing_from_the_limits(links):
    many = " ".join(f"a{n}: entitySearch(first: 100) {{ totalCount }}" for n in range(300))
    chain = " ".join(f"fragment f{n} on Query {{ ...f{n + 1} }}" for n in range(links))
    document = parse(f"{{ ...f0 }} {chain} fragment f{links} on Query {{ {many} }}")
    with pytest.raises(TooCostlyError):
        operation_check(document, {}, {})


def test_fragments_that_multiply_are_refused_before_they_are_opened():
    doubling = " ".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(11))
    with pytest.raises(TooCostlyError, match="fields"):
        operation_check(parse(f"{{ ...f0 }} {doubling} fragment f11 on Query {{ viewer {{ name }} }}"), {}, {})


def test_introspection_of_tools_is_within_the_limits():
    assert operation_check(parse(get_introspection_query()), {}, {}).cost <= 1_000
    cycle = "fields { type { " * 5 + "name" + " } }" * 5
    with pytest.raises(TooCostlyError, match="Introspection is nested"):
        operation_check(parse(f"{{ __schema {{ types {{ {cycle} }} }} }}"), {}, {})
