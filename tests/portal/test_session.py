"""People sign in with a session: cookies, CSRF, a limit on guesses, and an end on the server (T8, T20)."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from portal.api.session import ATTEMPTS

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def ada():
    cache.clear()
    yield User.objects.create_user("ada", password=PASSWORD)
    cache.clear()


def sign_in(client, username="ada", password=PASSWORD, **headers):
    body = json.dumps({"username": username, "password": password})
    return client.post("/auth/sign-in", body, content_type="application/json", **headers)


def test_it_works(client):
    assert client.get("/auth/session").json() == {"signed_in": False, "name": None, "public_reads": False}
    assert client.get("/api/portal/v1/viewer").status_code == 401
    assert sign_in(client).status_code == 204
    assert client.get("/auth/session").json() == {"signed_in": True, "name": "ada", "public_reads": False}
    viewer = client.get("/api/portal/v1/viewer").json()
    assert (viewer["name"], viewer["role"], viewer["signed_in"]) == ("ada", "viewer", True)


@pytest.mark.parametrize(
    ("flags", "role"),
    [({}, "viewer"), ({"is_staff": True}, "editor"), ({"is_superuser": True}, "admin")],
)
def test_roles(client, flags, role):
    User.objects.filter(username="ada").update(**flags)
    sign_in(client)
    assert client.get("/api/portal/v1/viewer").json()["role"] == role


def test_sign_out_ends_the_session_on_the_server(client):
    sign_in(client)
    copied = Client()
    copied.cookies = client.cookies.copy()
    assert client.post("/auth/sign-out").status_code == 204
    assert copied.get("/api/portal/v1/viewer").status_code == 401
    assert Session.objects.count() == 0


def test_a_new_session_at_sign_in(client):
    sign_in(client)
    first = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/auth/sign-out")
    sign_in(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != first


def test_a_changed_password_ends_other_sessions(client, ada):
    sign_in(client)
    ada.set_password("another long one")
    ada.save()
    assert client.get("/api/portal/v1/viewer").status_code == 401


def test_a_disabled_person_is_nobody(client):
    sign_in(client)
    User.objects.update(is_active=False)
    assert client.get("/api/portal/v1/viewer").status_code == 401
    assert sign_in(Client()).status_code == 401


def test_cookies_are_out_of_reach(client):
    client.get("/auth/session")
    sign_in(client)
    session, csrf = client.cookies[settings.SESSION_COOKIE_NAME], client.cookies[settings.CSRF_COOKIE_NAME]
    assert (session["httponly"], session["samesite"], session["path"], session["domain"]) == (True, "Lax", "/", "")
    assert csrf["samesite"] == "Lax"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"1", b"null", b'{"username": "ada"}', b'{"username": 1, "password": 2}']
)
def test_a_body_of_another_shape_is_400(client, body):
    assert client.post("/auth/sign-in", body, content_type="application/json").status_code == 400


def test_a_body_above_the_limit_is_413(client):
    body = json.dumps({"username": "ada", "password": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    answer = client.post("/auth/sign-in", body, content_type="application/json")
    assert (answer.status_code, answer.json()["detail"]) == (413, "The body has more than 2097152 bytes.")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_form_cannot_sign_in(client, kind):
    body = json.dumps({"username": "ada", "password": PASSWORD})
    assert client.post("/auth/sign-in", body, content_type=kind).status_code == 400
    assert client.get("/auth/session").json()["signed_in"] is False


def test_the_answer_does_not_tell_who_exists(client):
    answers = []
    for name in ("ada", "nobody"):
        answer = sign_in(client, name, "wrong").json()
        del answer["request_id"]
        answers.append(answer)
    assert answers[0] == answers[1]
    assert answers[0]["status"] == 401


def test_guesses_are_limited_by_name_and_address(client):
    for _ in range(ATTEMPTS):
        assert sign_in(client, password="wrong").status_code == 401
    refused = sign_in(client)
    assert (refused.status_code, refused["Retry-After"], refused.json()["code"]) == (429, "300", "RATE_LIMITED")
    assert sign_in(client, username="ADA").status_code == 429
    assert sign_in(client, REMOTE_ADDR="10.0.0.9").status_code == 204


def test_a_good_sign_in_starts_the_count_anew(client):
    for _ in range(ATTEMPTS - 1):
        sign_in(client, password="wrong")
    assert sign_in(client).status_code == 204
    assert sign_in(client, password="wrong").status_code == 401


def test_a_session_needs_the_csrf_token(client):
    sign_in(client)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies.copy()
    resolve = {"path": "/api/portal/v1/entities/resolve", "data": "{}", "content_type": "application/json"}
    for path in ("/auth/sign-out", "/graphql"):
        answer = strict.post(path, "{}", content_type="application/json")
        assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
        assert answer.json()["detail"] == "The CSRF token is missing or wrong; reload the page."
    assert strict.post("/admin/login/", {"username": "ada"}).status_code == 403
    assert strict.get("/auth/session").json()["signed_in"] is True
    token = strict.cookies[settings.CSRF_COOKIE_NAME].value
    assert strict.post(**resolve, headers={"x-csrftoken": token}).status_code == 400
    assert strict.post("/auth/sign-out", headers={"x-csrftoken": token}).status_code == 204


@pytest.mark.parametrize("path", ["/auth/sign-in", "/auth/sign-out"])
@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_only_post_signs_in_or_out(client, path, method):
    assert getattr(client, method)(path).status_code == 405
