"""Registering locations: bodies, addresses and people that are refused."""

from __future__ import annotations

import json
import uuid

import pytest

from catalog.database import rows
from tests import estate as e
from tests.portal.backstage.registering import JSON, audit, delete, error, post, put
from tests.web import rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(db):
    return e.asker("admin")


@pytest.mark.parametrize(
    "body, message",
    [
        ({}, "request/body must have required property 'type'"),
        ({"type": "url"}, "request/body must have required property 'target'"),
        ({"type": 1, "target": "x"}, "request/body/type must be string"),
        ({"type": "url", "target": ["x"]}, "request/body/target must be string"),
        ([], "request/body must be object"),
        ({"type": "file", "target": "/etc/passwd"}, 'Registered locations must be of an allowed type ["url"]'),
        ({"type": "URL", "target": "https://example.org"}, 'Registered locations must be of an allowed type ["url"]'),
    ],
)
@pytest.mark.parametrize("query", ["", "?dryRun=true"])
def test_bodies_that_are_refused(admin, body, message, query):
    answer = admin.client.post(f"/api/catalog/locations{query}", json.dumps(body), content_type=JSON)
    assert error(answer) == (400, "InputError", message)
    answer = admin.client.put(f"/api/catalog/locations/{uuid.uuid4()}", json.dumps(body), content_type=JSON)
    assert error(answer) == (400, "InputError", message)


@pytest.mark.parametrize(
    "query, message",
    [
        ("?dryRun=maybe", "request/query/dryRun must be equal to one of the allowed values: true, false"),
        ("?onConflict=x", "request/query/onConflict must be equal to one of the allowed values: refresh, reject"),
        ("?dry=true", "Unknown query parameter 'dry'; known are: dryRun, onConflict"),
    ],
)
def test_parameters_that_are_refused(admin, query, message):
    assert error(post(admin, "https://example.org/a", query)) == (400, "InputError", message)


@pytest.mark.parametrize(
    "target, message",
    [
        ("", "is no URL"),
        ("catalog-info.yaml", "is no URL"),
        ("//example.org/a", "is no URL"),
        ("https:/example.org/a", "is no URL"),
        ("javascript:alert(1)", "is no URL"),
        ("git+ext::sh -c x", "is no URL"),
        ("https://example.org/a b", "is no URL"),
        ("https://example.org/a\nb", "is no URL"),
        ("https://example.org/\x00", "is no URL"),
        ("https://example.org/a#b", "is no URL"),
        ("https://example.org\\@evil.example.com/", "is no URL"),
        ("https://example.org/" + "a" * 2048, "is no URL"),
        ("file:///etc/passwd", "has a scheme that is not accepted"),
        ("ftp://example.org/a", "has a scheme that is not accepted"),
        ("git+ssh://example.org/a", "has a scheme that is not accepted"),
        ("https://user:canary@example.org/a", "holds a user or a password"),
        ("https://canary@example.org/a", "holds a user or a password"),
        ("https://example.org@evil.example.com/a", "holds a user or a password"),
        ("https://example.org/../a", "has . or .. in its path"),
        ("https://example.org/a/%2e%2E/b", "has . or .. in its path"),
        ("https://example.org:0/a", "has a port that is not accepted"),
        ("https://example.org:65536/a", "has a port that is not accepted"),
        ("https://example.org:99999999/a", "has a port that is not accepted"),
        ("https://example.org:x/a", "has a port that is not accepted"),
        ("https://2130706433/a", "has a host that is not accepted"),
        ("https://", "has a host that is not accepted"),
    ],
)
def test_addresses_that_are_refused(admin, settings, target, message):
    settings.OUTGOING = rules("example.org")
    for answer in (post(admin, target), post(admin, target, "?dryRun=true"), put(admin, uuid.uuid4(), target)):
        status, name, told = error(answer)
        assert (status, name) == (400, "InputError")
        assert told.startswith(f"request/body/target: {message}"), told
        assert "canary" not in told
    assert rows("SELECT count(*) FROM catalog_source WHERE kind = 'url'") == [(0,)]


@pytest.mark.parametrize("target", ["https://example.com/a", "http://example.org/a", "https://example.org:8443/a"])
def test_places_that_are_not_allowed(admin, settings, target):
    settings.OUTGOING = rules("example.org")
    text = (
        f"Unable to read url, NotAllowedError: Reading from '{target}' is not allowed. You may need to add its host to "
        "those that are allowed: HEADWATER_OUTGOING_HOSTS, or outgoing.hosts in headwater.yaml"
    )
    assert error(post(admin, target)) == error(post(admin, target, "?dryRun=true")) == (400, "InputError", text)


@pytest.mark.parametrize("id", ["1", "..", "9f7d2a10-5f0c-4a52-9a52-1f4c8a0d7b11"])
def test_locations_that_are_not_there(admin, site, id):
    if id != "..":
        assert error(delete(admin, f"/locations/{id}")) == (404, "NotFoundError", f"Found no location with ID {id}")
    assert error(put(admin, id, f"{site.url}/a")) == (404, "NotFoundError", f"Found no location with ID {id}")


@pytest.mark.parametrize("who", ["viewer", "editor", "reader"])
def test_only_admins_write(site, who, db):
    asker = e.asker(who)
    target = f"{site.url}/a"
    for answer in (post(asker, target), post(asker, target, "?dryRun=true"), put(asker, uuid.uuid4(), target)):
        assert (answer.status_code, error(answer)[1]) == (403, "NotAllowedError")
    assert delete(asker, f"/locations/{uuid.uuid4()}").status_code == 403
    assert delete(asker, f"/entities/by-uid/{uuid.uuid4()}").status_code == 403
    assert ([line[:3] for line in audit()], site.asked) == (
        [
            (stem, None, False)
            for stem in ("location_add", "location_try", "location_change", "location_remove", "entity_remove")
        ],
        [],
    )
