"""Bearer tokens: shown once, stored as a digest, refused the moment they end (T23)."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command

from catalog.errors import InvalidError, NotFoundError
from catalog.permissions import SCOPES
from portal.models import ApiToken
from portal.tokens import base36, token_create, token_revoke, viewer_of_token

pytestmark = pytest.mark.django_db


def test_it_works():
    token, secret = token_create(name="etl", scopes=["ingest:write"], namespaces=["a.*"], source_key="airflow")
    viewer = viewer_of_token(secret)
    assert (viewer.key, viewer.name, viewer.role) == (f"token:{token.uid}", "etl", None)
    assert (viewer.scopes, viewer.namespaces, viewer.source) == (frozenset({"ingest:write"}), ("a.*",), "airflow")


def test_the_form_lets_scanners_know_it():
    secrets = {token_create(name=str(i), scopes=["catalog:read"])[1] for i in range(20)}
    assert len(secrets) == 20
    assert all(re.fullmatch(r"hw_[\w-]{43}[0-9a-z]{6}", secret) for secret in secrets)


def test_only_the_digest_is_stored():
    token, secret = token_create(name="etl", scopes=["catalog:read"])
    token.refresh_from_db()
    assert bytes(token.digest) == hashlib.sha256(secret.encode()).digest()
    stored = " ".join(str(value) for value in ApiToken.objects.values_list().get())
    assert secret not in stored
    assert secret[11:] not in stored
    assert token.prefix == secret[:11]


def test_a_revoked_token_is_nobody_at_once():
    _, secret = token_create(name="etl", scopes=["catalog:read"])
    token_revoke("etl")
    assert viewer_of_token(secret) is None
    with pytest.raises(NotFoundError, match="^No living token has the name 'etl'"):
        token_revoke("etl")


def test_an_expired_token_is_nobody():
    token, secret = token_create(name="etl", scopes=["catalog:read"], days=1)
    past = datetime.now(UTC) - timedelta(days=3)
    ApiToken.objects.filter(pk=token.pk).update(created_at=past, expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert viewer_of_token(secret) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s[:-1],
        lambda s: s + "a",
        lambda s: s.upper(),
        lambda s: " " + s[1:],
        lambda s: "hw-" + s[3:],
        lambda s: "",
        lambda s: "é" * 52,
    ],
)
def test_what_is_no_token_costs_no_look_up(change, django_assert_num_queries):
    _, secret = token_create(name="etl", scopes=["catalog:read"])
    with django_assert_num_queries(0):
        assert viewer_of_token(change(secret)) is None


def test_the_last_use_is_marked_once_a_minute(django_assert_num_queries):
    token, secret = token_create(name="etl", scopes=["catalog:read"])
    with django_assert_num_queries(2):
        viewer_of_token(secret)
    with django_assert_num_queries(1):
        viewer_of_token(secret)
    token.refresh_from_db()
    assert token.last_used_at is not None


@pytest.mark.parametrize(
    ("field", "options"),
    [
        ("scopes", {"scopes": []}),
        ("scopes", {"scopes": ["admin"]}),
        ("scopes", {"scopes": ["catalog:read", "*"]}),
        ("days", {"days": 0}),
        ("days", {"days": 366}),
        ("name", {"name": "  "}),
        ("name", {"name": "taken"}),
    ],
)
def test_a_wrong_field_is_named(field, options):
    token_create(name="taken", scopes=["catalog:read"])
    with pytest.raises(InvalidError) as error:
        token_create(**{"name": "etl", "scopes": ["catalog:read"], **options})
    assert [problem.field for problem in error.value.errors] == [field]


def test_a_name_is_free_again_after_revoking():
    token_create(name="etl", scopes=["catalog:read"])
    token_revoke("etl")
    _, secret = token_create(name="etl", scopes=["catalog:read"])
    assert viewer_of_token(secret).name == "etl"
    assert ApiToken.objects.filter(name__startswith="etl (revoked ").count() == 1


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (35, "z"), (36, "10"), (2**32 - 1, "1z141z3")])
def test_base36(number, text):
    assert base36(number) == text


def test_the_command(capsys):
    call_command("token", "create", "--name", "etl", "--scope", "ingest:write", "--namespace", "a.*", "--quiet")
    secret = capsys.readouterr().out.strip()
    assert viewer_of_token(secret).namespaces == ("a.*",)
    call_command("token", "list")
    listed = capsys.readouterr().out
    assert listed.startswith(f"{secret[:11]}...  etl  ingest:write  expires ")
    assert secret not in listed
    call_command("token", "revoke", "etl")
    assert capsys.readouterr().out == "etl is revoked.\n"
    with pytest.raises(CommandError, match="No living token"):
        call_command("token", "revoke", "etl")
    assert set(SCOPES) >= {"ingest:write", "catalog:read"}


@pytest.mark.parametrize(("is_admin", "status"), [(True, 200), (False, 403)])
def test_only_admins_see_tokens_and_revoke_them(client, is_admin, status):
    token, secret = token_create(name="etl", scopes=["catalog:read"])
    person = get_user_model().objects.create_user("ada", is_staff=True, is_superuser=is_admin)
    person.user_permissions.set(Permission.objects.filter(codename="view_apitoken"))
    client.force_login(person)
    page = "/admin/portal/apitoken/"
    assert client.get(page).status_code == status
    client.post(page, {"action": "revoke", "_selected_action": [token.pk]})
    assert (viewer_of_token(secret) is None) == is_admin
