"""GET /entities: everything, or a stretch of it with a link to the next."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from portal.api.backstage import entities
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


def test_more_than_fits_one_answer_is_refused_and_not_cut(door, monkeypatch):
    monkeypatch.setattr(entities, "LIST_MAX", 6)
    assert listed(door.backstage("/entities")) == BY_REF
    monkeypatch.setattr(entities, "LIST_MAX", 5)
    answer = door.backstage("/entities")
    assert (answer.status_code, answer.json()["error"]) == (
        400,
        {
            "name": "InputError",
            "message": "More than 5 entities are found; filter them, or ask for a stretch at a time with limit and after",
        },
    )
    assert listed(ask(door, offset=1)) == NAMES
