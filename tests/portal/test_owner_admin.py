"""Owners in the Django admin: found by state, changed one by one and many at once with a preview, undone, explained."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.database import rows
from tests.builders import descriptor, files_source, sync
from tests.estate import write

pytestmark = pytest.mark.django_db
LIST = "/admin/catalog/entity/"


@pytest.fixture
def admin(tmp_path) -> Client:
    write(
        tmp_path,
        "all.yaml",
        descriptor("Group", "team-a", title="Team A", spec={"type": "team", "children": []}),
        descriptor("Group", "team-b", title="Team B", spec={"type": "team", "children": []}),
        *(descriptor("Resource", f"t{n}", spec={"type": "table", "owner": "team-a"}) for n in range(30)),
        descriptor("Resource", "loose", spec={"type": "table", "owner": "gone"}),
    )
    sync(files_source(tmp_path))
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="x" * 20))
    return client


def entity(ref: str) -> tuple[int, str | None, str]:
    return rows("SELECT id, owner_ref, owner_state FROM catalog_entity WHERE ref = %s", [ref])[0]


def page_of(ref: str) -> str:
    return f"{LIST}{entity(ref)[0]}/change/"


def plan_of(response) -> str:
    found = re.search(rb'name="change_set" value="(chg_[0-9a-f-]+)"', response.content)
    assert found, response.content.decode()
    return found.group(1).decode()


def test_it_works(admin):
    path = page_of("resource:default/t1")
    form = {"command": "owner_set", "team": "group:default/team-b", "reason": "Reorg.", "step": "preview"}
    preview = admin.post(path, form)
    assert b"group:default/team-a (declared) to group:default/team-b (overridden)" in preview.content
    assert entity("resource:default/t1")[1:] == ("group:default/team-a", "declared")
    applied = admin.post(path, {"step": "apply", "change_set": plan_of(preview)})
    assert (applied.status_code, applied["Location"]) == (302, path)
    assert entity("resource:default/t1")[1:] == ("group:default/team-b", "overridden")
    page = admin.get(path).content.decode()
    assert "root set it: Reorg." in page
    assert "files names group:default/team-a" in page or "team-a" in page
    assert rows(
        "SELECT action, door, by_name, reason, allowed FROM catalog_auditentry WHERE target = 'resource:default/t1'"
    ) == [("owner_set", "admin", "root", "Reorg.", True)]


def test_by_state(admin):
    listed = admin.get(f"{LIST}?owner_state=stale").content.decode()
    assert "resource:default/loose" in listed
    assert "resource:default/t1" not in listed
    assert "1 entity" in listed
    assert "resource:default/t17" in admin.get(f"{LIST}?q=t17").content.decode()


def test_many_at_once(admin):
    ids = [str(entity(f"resource:default/t{n}")[0]) for n in range(30)]
    many = {"action": "change_owner", "_selected_action": ids}
    opened = admin.post(LIST, many)
    assert "Change the owner of 30 entities" in opened.content.decode()
    form = {**many, "command": "owner_set", "team": "group:default/team-b", "reason": "All of it.", "step": "preview"}
    preview = admin.post(LIST, form)
    assert "Preview: 30 entities" in preview.content.decode()
    assert admin.post(LIST, {**many, "step": "apply", "change_set": plan_of(preview)}).status_code == 302
    assert rows("SELECT DISTINCT owner_ref FROM catalog_entity WHERE ref LIKE 'resource:default/t%%'") == [
        ("group:default/team-b",)
    ]
    assert rows("SELECT count(*), count(DISTINCT change_set_uid) FROM catalog_auditentry") == [(30, 1)]
    path = page_of("resource:default/t3")
    undone = admin.post(path, {"step": "undo", "change_set": plan_of(admin.get(path)), "reason": "Not yet."})
    assert undone.status_code == 302
    assert rows("SELECT DISTINCT owner_ref, owner_state FROM catalog_entity WHERE ref LIKE 'resource:default/t%%'") == [
        ("group:default/team-a", "declared")
    ]


def test_what_is_wrong_is_said(admin):
    path = page_of("resource:default/t1")
    form = {"command": "owner_set", "team": "group:default/nobody", "reason": "Reorg.", "step": "preview"}
    assert "owner: no team has the ref group:default/nobody." in admin.post(path, form).content.decode()
    form = {"command": "owner_set", "team": "group:default/team-b", "reason": "", "step": "preview"}
    assert "reason: is missing" in admin.post(path, form).content.decode()
    form = {"command": "owner_set", "team": "group:default/team-b", "reason": "x", "version": "99", "step": "preview"}
    assert "changed since you read it (version 99, now" in admin.post(path, form).content.decode()
    assert entity("resource:default/t1")[1:] == ("group:default/team-a", "declared")


def test_only_for_who_may(admin):
    editor = Client()
    editor.force_login(User.objects.create_user("ed", password="x" * 20, is_staff=True))
    path = page_of("resource:default/t1")
    assert editor.get(LIST).status_code == 403
    assert editor.get(path).status_code == 403
    form = {"command": "owner_set", "team": "group:default/team-b", "reason": "Mine.", "step": "preview"}
    assert editor.post(path, form).status_code == 403
    assert Client().get(LIST).status_code == 302
    assert rows("SELECT count(*) FROM catalog_changeset") == [(0,)]


def test_no_form_of_djangos_saves_an_entity(admin):
    assert admin.get(f"{LIST}add/").status_code == 403
    assert admin.post(f"{LIST}{entity('resource:default/t1')[0]}/delete/").status_code == 403
