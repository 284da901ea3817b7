"""Posts of machines that are stored together are answered as the door would; what needs a word goes through the door."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import orjson
import pytest
from django.db import OperationalError

from catalog.database import rows
from portal.api import intake
from portal.api.intake import posts_take
from portal.fast_lane import BODY_MAX, FastLane, Outcome, Post
from portal.gateway import Gateway
from portal.tokens import token_create
from tests.builders import event
from tests.portal.test_gateway import Wire, scope

ONE, BATCH = "/api/v1/lineage", "/api/v1/lineage/batch"


@pytest.fixture(autouse=True)
def no_bell(monkeypatch):
    """The broker is not asked, and this test's connection is kept."""
    monkeypatch.setattr(intake.inbox_apply, "apply_async_on_commit", lambda **options: None)
    monkeypatch.setattr(intake, "close_old_connections", lambda: None)


def token(*namespaces, scope="ingest:write", name="producer", **options):
    return token_create(name=name, scopes=[scope], namespaces=list(namespaces), **options)[1]


def post(secret, *events, is_batch=False):
    return Post(secret, orjson.dumps(list(events) if is_batch else events[0]), is_batch)


def stored():
    return rows(
        "SELECT s.key, count(*) FROM lineage_inboxevent e JOIN catalog_source s ON s.id = e.source_id GROUP BY 1 ORDER BY 1"
    )


@pytest.mark.django_db
def test_posts_of_several_are_stored_together():
    one, other = token(), token(name="other", source_key="airflow")
    made = event()
    posts = [post(one, made), post(other, event(), event(), is_batch=True), post(one, made), post(other, is_batch=True)]
    assert posts_take(posts) == [1, 2, 1, 0]
    assert stored() == [("airflow", 2), ("openlineage", 1)]
    assert rows("SELECT count(*) FROM lineage_inboxwork") == [(3,)]


@pytest.mark.django_db
def test_what_the_door_has_something_to_say_of_is_passed_on():
    good, bound = token(), token("team-a", name="bound")
    posts = [
        post("hw_unknown", event()),
        post(token(scope="catalog:read", name="reader"), event()),
        post(bound, event(namespace="team-b")),
        post(good, {**event(), "eventTime": None}),
        post(good, event(job_facets={"x": {"password": "Tr0ub4dor-and-3"}})),
        post(good, event(), {}, is_batch=True),
        post(good, event()),
        Post(good, b"{", is_batch=True),
    ]
    assert posts_take(posts) == [*[Outcome.PASSED] * 6, 1, Outcome.PASSED]
    assert stored() == [("openlineage", 1)]


@pytest.mark.django_db
def test_a_revoked_token_is_passed_on_at_once():
    from portal.tokens import token_revoke

    secret = token()
    assert posts_take([post(secret, event())]) == [1]
    token_revoke("producer")
    assert posts_take([post(secret, event())]) == [Outcome.PASSED]


def test_without_a_database_all_are_told_so(monkeypatch):
    def gone(posts):
        raise OperationalError("connection to /secret/socket failed")

    monkeypatch.setattr(intake, "_posts_take", gone)
    assert posts_take([Post("t", b"{}", False)] * 2) == [Outcome.UNAVAILABLE] * 2


# --- at the gateway ---------------------------------------------------------------------------------------------------


def door(environ, start_response):
    start_response("418 I'm a teapot", [])
    return [environ["wsgi.input"].read()]


def ask(taken, path=ONE, body=b"{}", **headers):
    """The answer of a gateway whose lane gives these outcomes, and the posts that took it."""
    seen = []

    def take(posts):
        seen.extend(posts)
        return [taken] * len(posts)

    wire = Wire(body)
    asked = scope(path, content_length=str(len(body)), **{"authorization": "Bearer hw_x", **headers})
    asyncio.run(Gateway(door, threads=1, lane=FastLane(take))(asked, wire))
    ((status, found, answer),) = wire.answers
    return status, found, answer, seen


def test_one_event_is_answered_with_201():
    status, headers, body, seen = ask(1)
    assert (status, body, seen) == (201, b"", [Post("hw_x", b"{}", False)])
    assert len(headers["x-request-id"]) == 32


def test_a_batch_is_answered_with_its_summary():
    status, headers, body, seen = ask(3, BATCH)
    assert (status, headers["content-type"], seen) == (200, "application/json", [Post("hw_x", b"{}", True)])
    assert json.loads(body) == {
        "status": "success",
        "summary": {"received": 3, "successful": 3, "failed": 0, "retriable": 0, "non_retriable": 0},
        "failed_events": [],
    }


def test_without_a_database_the_answer_is_503():
    status, headers, body, _ = ask(Outcome.UNAVAILABLE)
    assert (status, headers["retry-after"], "connection" in headers) == (503, "2", False)
    assert json.loads(body)["detail"] == "The database is not available now."


@pytest.mark.parametrize(
    "asked",
    [
        {"taken": Outcome.PASSED},
        {"authorization": "Basic eDp5"},
        {"authorization": ""},
        {"path": "/api/v1/lineage/other"},
        {"content_encoding": "gzip"},
        {"body": b" " * (BODY_MAX + 1)},
    ],
)
def test_the_rest_goes_through_the_door(asked):
    status, _, body, seen = ask(**{"taken": 1, **asked})
    assert (status, body) == (418, asked.get("body", b"{}"))
    assert len(seen) == (1 if "taken" in asked else 0)


def test_what_waits_is_taken_together():
    groups = []

    async def several():
        begun, go = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def take(posts):
            groups.append([post.token for post in posts])
            if len(groups) == 1:
                loop.call_soon_threadsafe(begun.set)
                asyncio.run_coroutine_threadsafe(go.wait(), loop).result()
            return [1] * len(posts)

        lane, some = FastLane(take), Post("a", b"", False)
        first = lane.take(some)
        await begun.wait()
        others = [lane.take(replace(some, token=token)) for token in "bcd"]
        await asyncio.sleep(0)
        go.set()
        return await asyncio.gather(first, *others)

    assert asyncio.run(several()) == [1, 1, 1, 1]
    assert groups == [["a"], ["b", "c", "d"]]


def test_a_defect_in_the_lane_is_the_doors_matter():
    def take(posts):
        raise ValueError("broken")

    async def one():
        return await FastLane(take).take(Post("a", b"", False))

    assert asyncio.run(one()) is Outcome.PASSED
