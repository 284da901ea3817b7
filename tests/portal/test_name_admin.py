"""Names that may mean one thing, in the Django admin: merged, kept apart, taken back, by admins alone."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.database import rows
from catalog.ingest.variants import variants_pending
from lineage.ingest.alias_groups import aliases_pending
from tests.builders import event, ingest

pytestmark = pytest.mark.django_db
PATH = "/admin/catalog/variant/"


@pytest.fixture
def admin() -> Client:
    ingest(event(outputs=["orders"]))
    ingest(event(outputs=["Orders"]))
    variants_pending()
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="x" * 20))
    return client


def form_of(response, step):
    """The fields of the first form with this button."""
    forms = re.findall(rb"<form method=.post.>.*?</form>", response.content, re.DOTALL)
    found = next(form for form in forms if b'value="%s"' % step.encode() in form)
    hidden = re.findall(rb'type="hidden" name="(goes|stays|change_set)" value="([^"]+)"', found)
    return {name.decode(): value.decode() for name, value in hidden} | {"step": step, "reason": "Because."}


def merged():
    aliases_pending()
    return rows("SELECT m.title, e.title FROM catalog_entity m JOIN catalog_entity e ON e.id = m.canonical_id")


def test_it_works(admin):
    page = admin.get(PATH)
    assert b"1 open." in page.content
    done = admin.post(PATH, form_of(page, "merge"), follow=True)
    assert (done.status_code, merged()) == (200, [("Orders", "orders")])
    assert b"No two names are alike." in done.content
    admin.post(PATH, form_of(done, "undo"))
    assert merged() == []
    (action, reason, door), *_ = rows("SELECT action, reason, door FROM catalog_auditentry ORDER BY id")
    assert (action, reason, door) == ("entity_merge", "Because.", "admin")


def test_kept_apart(admin):
    done = admin.post(PATH, form_of(admin.get(PATH), "dismiss"), follow=True)
    assert b"No two names are alike." in done.content
    assert rows("SELECT kind FROM catalog_identitydecision") == [("apart",)]


def test_what_is_refused_is_told(admin):
    form = form_of(admin.get(PATH), "merge")
    assert b"Reason: is missing" in admin.post(PATH, form | {"reason": " "}, follow=True).content
    assert b"Into: No entity has the ref" in admin.post(PATH, form | {"stays": "resource:a/b"}, follow=True).content
    assert admin.get(f"{PATH}?after=x").status_code == 302


def test_only_admins(admin):
    client = Client()
    client.force_login(User.objects.create_user("staff", password="x" * 20, is_staff=True))
    assert client.get(PATH).status_code == 403
    assert client.post(PATH, {"step": "merge"}).status_code == 403
    assert rows("SELECT count(*) FROM catalog_identitydecision") == [(0,)]
