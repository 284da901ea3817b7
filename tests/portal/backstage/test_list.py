"""GET /entities: everything, or a stretch of it with a link to the next."""

from __future__ import annotations

import json
import re
from itertools import islice
from urllib.parse import urlencode

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from catalog.queries import descriptors
from catalog.queries.descriptors import descriptor_stream
from tests.builders import ADMIN
from tests.portal.backstage.asking import NAMES

pytestmark = pytest.mark.django_db
BY_REF = ["App", *NAMES]


def ask(door, **params):
    return door.backstage(f"/entities?{urlencode(params, doseq=True)}")


def listed(answer):
    assert answer.status_code == 200, answer.content
    return [item["metadata"]["name"] for item in answer.json()]


def test_it_works(door):
    answer = door.backstage("/entities")
    assert listed(answer) == BY_REF
    assert (answer["Content-Type"], "Link" in answer) == ("application/json; charset=utf-8", False)
    assert answer.json()[0] == door.backstage("/entities/by-name/component/default/app").json()
    assert listed(door.backstage("/entities/")) == BY_REF


def test_filter_and_fields(door):
    assert listed(ask(door, filter=["kind=component", "spec.type=view"])) == ["App", "alpha"]
    answer = ask(door, filter="spec.lifecycle", fields="kind, metadata.name,spec.none")
    assert answer.json() == [{"kind": "Component", "metadata": {"name": "App"}, "spec": {}}]
    answer = ask(door, filter="spec.lifecycle", fields="none,kind")
    assert answer.json() == [{"kind": "Component"}]


@pytest.mark.parametrize(
    ("orders", "found"),
    [
        (["desc:metadata.name"], ["gamma", "epsilon", "delta", "beta", "App", "alpha"]),
        (["asc:spec.type", "desc:metadata.name"], ["App", "gamma", "epsilon", "delta", "beta", "alpha"]),
        (["asc:spec.lifecycle"], BY_REF),
        (["desc:spec.lifecycle", "asc:metadata.name"], ["App", *NAMES]),
        (["asc:relations.dependencyOf", "asc:metadata.name"], ["alpha", "App", *NAMES[1:]]),
    ],
)
def test_order_with_those_that_lack_the_field_last(door, orders, found):
    assert listed(ask(door, order=orders)) == found
    assert listed(ask(door, order=orders, limit=4)) == found[:4]
    assert listed(ask(door, order=orders, limit=4, offset=4)) == found[4:]


def test_a_stretch_links_to_the_next(door):
    answer = ask(door, filter="kind=resource", limit=2, order="desc:metadata.name", fields="metadata.name")
    pages = [listed(answer)]
    while "Link" in answer:
        (path,) = re.fullmatch(r'<(/entities\?.*)>; rel="next"', answer["Link"]).groups()
        answer = door.backstage(path)
        pages.append(listed(answer))
    assert pages == [["gamma", "epsilon"], ["delta", "beta"], ["alpha"]]
    assert path == (
        "/entities?filter=kind%3Dresource&limit=2&order=desc%3Ametadata.name&fields=metadata.name"
        "&after=eyJsaW1pdCI6Miwib2Zmc2V0Ijo0fQ%3D%3D"
    )
    assert listed(ask(door, after="eyJsaW1pdCI6Miwib2Zmc2V0Ijo0fQ==")) == BY_REF[4:6]


@pytest.fixture
def streamed(door, monkeypatch):
    """Everything is more than a page, and what one statement finds the order of."""
    monkeypatch.setattr(descriptors, "STRETCH", 3)
    monkeypatch.setattr(descriptors, "SERVED", 2)
    return door


@pytest.mark.parametrize(
    "orders",
    [
        [],
        ["desc:metadata.name"],
        ["asc:spec.type", "desc:metadata.name"],
        ["asc:spec.lifecycle"],
        ["desc:spec.lifecycle", "asc:metadata.name"],
        ["desc:metadata.tags", "asc:spec.owner"],
    ],
)
def test_more_than_a_page_is_streamed_in_the_order_of_the_pages(streamed, orders):
    whole = ask(streamed, order=orders, limit=100)
    answer = ask(streamed, order=orders)
    assert (answer.streaming, answer["Content-Type"]) == (True, "application/json; charset=utf-8")
    assert json.loads(answer.getvalue()) == whole.json()
    assert "Content-Length" not in answer
    answer = ask(streamed, order=orders, fields="metadata.name", filter="kind=resource")
    assert [item["metadata"]["name"] for item in json.loads(answer.getvalue())] == listed(
        ask(streamed, order=orders, filter="kind=resource", limit=100)
    )


def test_a_page_of_a_stream_is_read_when_it_is_asked_for(streamed):
    def statements(count):
        with CaptureQueriesContext(connection) as captured:
            pages = list(islice(descriptor_stream(ADMIN), count))
        return len(pages), len(captured)

    found = [statements(count) for count in (1, 2, 3, 4, 9)]
    # A page of two with its order, then a stretch of three and one of one: a statement for the order, and for each page one that
    # looks for texts and one that puts together what has none
    assert found == [(1, 2), (2, 5), (3, 7), (4, 10), (4, 10)]


def test_an_error_half_way_is_no_whole_answer(streamed, monkeypatch):
    answer = ask(streamed)
    parts = iter(answer)
    assert json.loads(next(parts) + b"]")[0]["metadata"]["name"] == "App"

    def broken(*args, **more):
        raise OperationalError("gone")

    monkeypatch.setattr(descriptors, "_listed", broken)
    rest = b"".join(parts)
    message = "The answer ends here, it is not whole. The database is not available now."
    assert rest.endswith(f'\n---\n{{"error": "{message}"'.encode())
    with pytest.raises(json.JSONDecodeError):
        json.loads(b"[" + rest)


def test_what_is_wrong_is_told_before_a_stream_begins(streamed):
    assert ask(streamed, order="up:kind").status_code == 400
    assert ask(streamed, filter="=x").status_code == 400
    assert ask(streamed, limit=10_001).status_code == 400
