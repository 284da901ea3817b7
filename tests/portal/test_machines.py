"""The shorter way of machines: the same answers and headers as by Django's whole chain."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pytest
from django.core.wsgi import get_wsgi_application

from catalog.queries import descriptors
from portal.machines import MachineHandler, is_machine
from portal.tokens import token_create
from portal.wsgi import application
from tests.product import REPOSITORY

pytestmark = pytest.mark.django_db(transaction=True)


def environ(path, method="GET", query="", body=b"", **more):
    return {
        **{"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": ""},
        **{"SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost"},
        **{"wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http", "CONTENT_TYPE": "application/json"},
        **{"CONTENT_LENGTH": str(len(body)), **more},
    }


def answer(handler, given):
    told = []
    response = handler(given, lambda status, headers: told.append((status, headers)))
    body = b"".join(response)
    response.close()
    ((status, headers),) = told
    found = {name: value for name, value in headers if name != "X-Request-Id"}
    identity = dict(headers)["X-Request-Id"] if "X-Request-Id" in dict(headers) else "none"
    return status, found, body.replace(identity.encode(), b"-")


def test_routes_are_loaded_before_the_first_request():
    script = "import sys, portal.wsgi; print('portal.api.backstage.entities' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_names_of_requests_are_of_one_process_each():
    """Also where a server forks its processes once the product is loaded."""
    script = (
        "import os; from portal.request_ids import next_request_id as name\n"
        "if not os.fork(): print(name(), name(), flush=True); os._exit(0)\n"
        "os.wait(); print(name(), name())"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    names = done.stdout.split()
    assert len(set(names)) == 4
    assert all(re.fullmatch(r"[0-9a-f]{32}", name) for name in names)


@pytest.fixture
def bearer():
    _, secret = token_create(name="reader", scopes=["catalog:read"])
    return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}


ASKED = [
    ("/api/catalog/entities", "GET", "", b"", "200 OK"),
    ("/api/catalog/entities", "HEAD", "", b"", "200 OK"),
    ("/api/catalog/entities/by-name/component/default/none", "GET", "", b"", "404 Not Found"),
    ("/api/catalog/entities/by-refs", "POST", "", b'{"entityRefs": []}', "200 OK"),
    ("/api/catalog/entities/by-refs", "POST", "", b"{", "400 Bad Request"),
    ("/api/catalog/entities", "PATCH", "", b"", "405 Method Not Allowed"),
    ("/api/catalog/nothing", "GET", "", b"", "404 Not Found"),
    ("/api/portal/v1/checks", "GET", "", b"", "200 OK"),
    ("/api/portal/v1/schema", "GET", "", b"", "200 OK"),
    ("/api/v1/namespaces", "GET", "", b"", "200 OK"),
    ("/graphql", "POST", "", b'{"query": "{ __typename }"}', "403 Forbidden"),
    ("/api/nothing", "GET", "", b"", "404 Not Found"),
]


@pytest.mark.parametrize(("path", "method", "query", "body", "status"), ASKED)
def test_both_ways_lead_to_the_same_answer(path, method, query, body, status, bearer):
    def given():
        return environ(path, method, query, body, **bearer)

    assert is_machine(given())
    short = answer(MachineHandler(), given())
    assert (short[0], short) == (status, answer(get_wsgi_application(), given()))


def test_both_ways_ask_for_encryption_where_there_is_some(bearer, settings):
    settings.SECURE_HSTS_SECONDS = 60
    for scheme, told in (("https", "max-age=60"), ("http", None)):
        given = environ("/api/portal/v1/checks", **bearer, **{"wsgi.url_scheme": scheme})
        short = answer(MachineHandler(), dict(given))
        assert short == answer(get_wsgi_application(), dict(given))
        assert short[1].get("Strict-Transport-Security") == told


@pytest.mark.parametrize("path", ["/api/catalog/entities", "/api/portal/v1/checks", "/api/v1/namespaces"])
def test_nobody_is_refused_as_before(path):
    short = answer(application, environ(path))
    assert short == answer(get_wsgi_application(), environ(path))
    assert (short[0], short[1]["Vary"]) == ("401 Unauthorized", "Cookie")


def test_a_foreign_host_and_a_defect(bearer, monkeypatch):
    foreign = {**bearer, "HTTP_HOST": "evil.example"}
    status, _, _ = answer(application, environ("/api/catalog/entities", **foreign))
    assert status == "400 Bad Request"

    def break_down(*given, **named):
        raise RuntimeError("secret")

    monkeypatch.setattr(descriptors, "_first_listed", break_down)
    status, _, body = answer(application, environ("/api/catalog/entities", **bearer))
    assert (status, b"secret" in body) == ("500 Internal Server Error", False)


def test_browsers_and_pages_go_the_whole_way():
    assert not is_machine(environ("/api/catalog/entities", HTTP_COOKIE="a=b"))
    assert not is_machine(environ("/auth/session"))
    assert not is_machine(environ("/admin/"))
    assert not is_machine(environ("/api/catalog/entities", SCRIPT_NAME="/below"))
    assert is_machine(environ("/api/v1/lineage", "POST"))
