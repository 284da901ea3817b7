"""Requests made from the OpenAPI documents, right ones and wrong ones, and whether the answers are what the documents say.

What is made from a document alone seldom names anything that is there: names of the estate, and values that trouble parsers
and databases, are put in here and there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import schemathesis
import yaml
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from portal.api.backstage.contract import document
from tests import estate as e

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Who asks is not what is tried here (tests/test_permission_matrix.py).
CONFIG = SchemathesisConfig.from_dict({"generation": {"with-security-parameters": False}})
PHASES = [Phase.explicit, Phase.generate, Phase.shrink]
ORDERS = "resource:default/orders"
# What the estate has, and what is right, by the name of a parameter or of a member of a body.
KNOWN: dict[str, list[Any]] = {
    "kind": ["resource", "Component", "dataset"],
    "namespace": ["default", e.NAMESPACE],
    "name": ["orders", "app", "team-a", "ada"],
    "ref": [ORDERS, e.OWNER, "component:default/app", "component:scheduler/nightly.load"],
    "refs": [ORDERS, f"{ORDERS},component:default/app"],
    "entityRef": [ORDERS, "component:default/app"],
    "entityRefs": [[ORDERS, "component:default/none"]],
    "filter": ["kind=resource", "metadata.tags", "kind=component,kind=group,spec.type", '{"kinds": ["dataset"]}'],
    "fields": ["metadata.name,kind", ["spec"]],
    "facet": ["kind", "metadata.tags", "relations.ownedBy"],
    "facets": [["kind", "metadata.tags"]],
    "orderField": ["metadata.name,desc", "metadata.tags"],
    "order": ["desc:metadata.name", ["asc:spec.type", "desc:kind"]],
    "query": [{"kind": "resource"}, {"$not": {"spec.type": {"$exists": True}}}],
    "fullTextFilterTerm": ["order"],
    "target": ["https://example.org/catalog-info.yaml"],
    "location": [{"type": "url", "target": "https://example.org/a/b"}, "url:https://example.org/a"],
    "entity": [e.descriptors()[6]],
    "entities": [{"refs": [ORDERS]}, {"filter": {"kinds": ["dataset"]}}],
    "reason": ["Because."],
    "owner": [e.OWNER],
    "by": ["kind", "owner", "kind,tag"],
    "direction": ["upstream", "both"],
    "columns": ["id", "id,total"],
    "path": ["id"],
    "scheme": ["openlineage.dataset", "ref"],
    "key": [f"{e.NAMESPACE}\norders"],
    "since": ["2026-03-01T06:15:00Z"],
    "as_of": ["2026-03-01T06:15:00Z", "2026-03-01T06:15:00+02:00"],
    "text": ["orders", "ordres", "o"],
    "sort": ["name", "-tier", "-condition_change"],
    "first": ["1", "100"],
    "source": ["handmade"],
    "format": ["jsonl", "yaml"],
    "states": ["failed", "open", "stored,parked"],
}
TROUBLE: list[Any] = [
    *(
        "\0",
        "a\0b",
        "9" * 400,
        "-1",
        "0",
        "1e999",
        "NaN",
        "x" * 5_000,
        "%",
        "%00",
        "\\",
        "'",
        '"',
        " ",
        "\x7f",
        "\u2028",
        "🙂",
    ),
    *(
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00+14:00",
        "2026-01-01T00:00:00",
        "9999999999",
        "{}",
        "[]",
        "null",
        "a:b/c",
    ),
    *(
        "a" * 64,
        ":/",
        "kind:ns/name",
        "run_x",
        "ent_00000000-0000-0000-0000-000000000000",
        "٣",
        "İ",
        "ß",
        "\ufdfa" * 50,
    ),
]
# What somebody might import.
SENT = [
    orjson.dumps(e.descriptors()[6]).decode(),
    yaml.safe_dump_all(e.descriptors()[:3]),
    "---\na: [1\n--- {}\n...\n--- &a [*a]\n",
    '{"kind": 1e999}\n\ud800'.encode("utf-8", "replace").decode(),
    "\0",
]
# What no address can hold, and JSON can.
JSON_TROUBLE: list[Any] = ["\ud800", 2**31, 2**63, -(2**63) - 1, 1e308, 0.5, True, None, [], {}, [[]], ["\ud800"]]


@schemathesis.deserializer("application/yaml", "text/yaml")
def _documents_of(context: Any, response: Any) -> list[Any]:
    """A text of YAML may have many documents, or none."""
    return list(yaml.safe_load_all(response.content))


def documents() -> dict[str, dict[str, Any]]:
    """Both OpenAPI documents, by a short name."""
    return {"catalog": document(), "portal": SchemaGenerator().get_schema(request=None, public=True)}


def operations() -> dict[str, Any]:
    """Every operation of both, by its document, method and path."""
    found = {}
    for name, text in documents().items():
        schema = schemathesis.openapi.from_dict(text, config=CONFIG)
        schema.app = get_wsgi_application()
        for result in schema.get_all_operations():
            operation = result.ok()
            found[f"{name} {operation.label}"] = operation
    return found


def session_of(client: Client) -> dict[str, Any]:
    """What a browser sends of the session of a client that is signed in."""
    token, name = "a" * 32, django_settings.SESSION_COOKIE_NAME
    cookies = {name: client.cookies[name].value, django_settings.CSRF_COOKIE_NAME: token}
    return {"cookies": cookies, "headers": {"X-CSRFToken": token}}


def ids_of(admin: e.Asker) -> list[Any]:
    """One id of each kind that has a list, and of locations."""
    lists = ("runs", "events", "sources", "syncs", "change-sets?states=applied", "issues")
    found = [admin.rest(f"/{path}{'&' if '?' in path else '?'}first=1").json()["items"][0]["id"] for path in lists]
    return [*found, *(location["data"]["id"] for location in admin.backstage("/locations").json())]


def uids_of(admin: e.Asker) -> list[Any]:
    """Some entities' uids, as Backstage has them."""
    return [entity["metadata"]["uid"] for entity in admin.backstage("/entities?limit=5").json()]


@st.composite
def cases(draw: Any, operation: Any) -> Any:
    """A request of the operation: right, wrong, or with other values here and there."""
    mode = draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
    case = draw(operation.as_strategy(generation_mode=mode))
    for place in (case.path_parameters, case.query, case.body):
        if isinstance(place, dict):
            _changed(draw, place, JSON_TROUBLE if place is case.body else [])
    if isinstance(case.body, str) and draw(st.booleans()):
        case.body = draw(st.sampled_from(SENT))
    absent = {parameter.name for parameter in operation.query} - case.query.keys()
    for name in sorted(absent & KNOWN.keys()):
        if draw(st.integers(0, 3)) == 0:
            case.query[name] = draw(st.sampled_from(KNOWN[name]))
    for name, value in case.path_parameters.items():
        # No path has an empty part, nor these: clients resolve them.
        case.path_parameters[name] = "x" if value in ("", ".", "..") else value
    return case


def _changed(draw: Any, given_: dict[str, Any], more: list[Any]) -> None:
    for name in sorted(given_):
        choice = draw(st.integers(0, 7))
        if choice < 4 and name in KNOWN:
            given_[name] = draw(st.sampled_from(KNOWN[name]))
        elif choice == 7:
            given_[name] = draw(st.sampled_from([*TROUBLE, *more]))


def tried(operation: Any, client: Client, *, examples: int, derandomize: bool) -> Counter[int]:
    """Send so many requests, each to the same estate; how often each status came. An answer that breaks its document raises."""
    answers: Counter[int] = Counter()
    session = session_of(client)

    @settings(
        max_examples=examples,
        derandomize=derandomize,
        database=None,
        deadline=None,
        phases=PHASES,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(operation))
    def one(case: Any) -> None:
        with transaction.atomic():
            response = case.call(**session)
            transaction.set_rollback(True)
        assert response.status_code != 401
        answers[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    with _connection_kept():
        one()
    return answers


@contextmanager
def _connection_kept() -> Iterator[None]:
    """Requests end without giving up the connection, whose transaction holds the estate."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
