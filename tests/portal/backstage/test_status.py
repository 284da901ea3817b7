"""What worked and is broken now: its last good version is served with what is wrong, until it is mended."""

from __future__ import annotations

import pytest

from catalog.database import rows
from catalog.queries.entities import NameInput, entity_get
from catalog.queries.issues import issue_list
from tests import estate
from tests.builders import ADMIN, VIEWER, descriptor, files_source, sync
from tests.catalog.connectors.builders import component, location
from tests.portal.backstage.registering import post
from tests.web import Page

pytestmark = pytest.mark.django_db
PROCESSING = "backstage.io/catalog-processing"


@pytest.fixture
def asked():
    return estate.asker("admin")


def service(name, **spec):
    return descriptor("Component", name, spec={"type": "service", "lifecycle": "production", "owner": "team", **spec})


def served(asked, ref):
    """The entity as each of the doors gives it: they have to agree."""
    kind, _, rest = ref.partition(":")
    by_name = asked.backstage(f"/entities/by-name/{kind}/{rest}")
    if by_name.status_code == 404:
        return None
    entity = by_name.json()
    name = rest.rpartition("/")[2]
    (by_query,) = asked.backstage(f"/entities/by-query?filter=kind={kind},metadata.name={name}").json()["items"]
    (listed,) = asked.backstage(f"/entities?filter=kind={kind},metadata.name={name}").json()
    by_refs = asked.backstage("/entities/by-refs", {"entityRefs": [ref]}).json()["items"]
    by_uid = asked.backstage(f"/entities/by-uid/{entity['metadata']['uid']}").json()
    assert by_query == listed == by_uid == entity
    assert by_refs == [entity]
    return entity


def errors(asked, ref):
    """(name, message) of its errors."""
    entity = served(asked, ref)
    items = entity.get("status", {"items": []})["items"]
    for item in items:
        assert (item["type"], item["level"]) == (PROCESSING, "error")
        assert item["message"] == f"{item['error']['name']}: {item['error']['message']}"
    return [(item["error"]["name"], item["error"]["message"]) for item in items]


def shown(ref):
    """(item, code) of the problems on its page."""
    return [(issue.item, issue.code) for issue in entity_get(ADMIN, names=[NameInput(ref=ref)])[0].issues]


def test_it_works(asked, tmp_path):
    key = files_source(tmp_path)
    estate.write(tmp_path, "a.yaml", service("a", lifecycle="old"))
    sync(key)
    assert "status" not in served(asked, "component:default/a")
    (tmp_path / "a.yaml").write_text("kind: [")
    sync(key)
    ((name, message),) = errors(asked, "component:default/a")
    assert name == "InputError"
    assert message.startswith("a.yaml:1: not YAML: ")
    assert served(asked, "component:default/a")["spec"]["lifecycle"] == "old"
    assert shown("component:default/a") == [("a.yaml:1", "yaml.refused")]
    assert [i.code for i in issue_list(ADMIN, ref="component:default/a", first=10).items] == ["yaml.refused"]
    estate.write(tmp_path, "a.yaml", service("a", lifecycle="new"))
    sync(key)
    assert "status" not in served(asked, "component:default/a")
    assert served(asked, "component:default/a")["spec"]["lifecycle"] == "new"
    assert shown("component:default/a") == []


def test_every_rule_that_is_broken_is_an_item_and_others_have_none(asked, tmp_path):
    key = files_source(tmp_path)
    estate.write(tmp_path, "a.yaml", service("a"), service("b"))
    sync(key)
    estate.write(tmp_path, "a.yaml", service("a", type=7, owner=""), service("b"), service("never", type=7))
    sync(key)
    assert errors(asked, "component:default/a") == [
        ("InputError", "a.yaml:6: spec.type: is a number; accepted: a text that is not empty"),
        ("InputError", "a.yaml:8: spec.owner: is an empty text; accepted: a text that is not empty"),
    ]
    assert "status" not in served(asked, "component:default/b")
    assert served(asked, "component:default/never") is None


def test_what_is_told_of_another_entity_of_the_file_is_not_told_of_it(asked, tmp_path):
    key = files_source(tmp_path)
    estate.write(tmp_path, "a.yaml", service("a"), service("b"))
    sync(key)
    estate.write(tmp_path, "a.yaml", service("a"), service("a"), service("b"))
    sync(key)
    assert [code for _, code in shown("component:default/a")] == ["ref.twice"]
    assert errors(asked, "component:default/a") == errors(asked, "component:default/b") == []


def test_a_name_that_became_illegal_keeps_who_had_it(asked, tmp_path):
    key = files_source(tmp_path)
    estate.write(tmp_path, "a.yaml", service("a"))
    sync(key)
    estate.write(tmp_path, "a.yaml", service("a b"))
    sync(key)
    ((name, message),) = errors(asked, "component:default/a")
    assert name == "InputError"
    assert message.startswith("a.yaml:4: metadata.name: 'a b' is not legal")


def test_a_target_that_is_gone_is_told_of_its_location_and_of_what_it_said(asked, tmp_path):
    key = files_source(tmp_path)
    (tmp_path / "x").mkdir()
    (tmp_path / "root.yaml").write_text(location("root", "x/a.txt"))
    (tmp_path / "x" / "a.txt").write_text(component("a"))
    sync(key)
    (tmp_path / "x" / "a.txt").unlink()
    assert sync(key).counts["deleted"] == 0
    told = [
        (
            "NotFoundError",
            "root.yaml:7: target 'x/a.txt' is not there; set presence: optional if that is meant",
        )
    ]
    assert errors(asked, "location:default/root") == errors(asked, "component:default/a") == told
    (tmp_path / "root.yaml").write_text(location("root", "x/a.txt", presence="optional"))
    assert sync(key).counts["deleted"] == 1
    assert errors(asked, "location:default/root") == []


def test_an_address_that_cannot_be_read(asked, site):
    target = f"{site.url}/a"
    post(asked, target)
    (key,) = [source for source in _keys() if source.startswith("generated-")]
    sync(key)
    ref = f"location:default/{key}"
    assert errors(asked, ref) == errors(asked, "component:default/a") == []
    for page, told in (
        (Page(status=500), ("InputError", f"{target}:1: cannot be read: it answered 500; accepted: 200")),
        (Page(status=404), ("NotFoundError", f"{target}:1: there is nothing")),
    ):
        site.pages["/a"] = page
        assert sync(key).state == "partial"
        assert told in errors(asked, "component:default/a")
        assert told in errors(asked, ref)
    site.pages["/a"] = component("a")
    assert sync(key).state == "succeeded"
    assert errors(asked, ref) == errors(asked, "component:default/a") == []


def test_what_is_mended_is_told_no_more_while_another_place_cannot_be_read(asked, site):
    site.pages |= {"/root": location("root", "a", "b"), "/b": component("b")}
    post(asked, f"{site.url}/root")
    (key,) = [source for source in _keys() if source.startswith("generated-")]
    sync(key)
    site.pages |= {"/a": "kind: [", "/b": Page(status=500)}
    assert sync(key).state == "partial"
    assert [len(errors(asked, f"component:default/{name}")) for name in "ab"] == [1, 1]
    site.pages["/a"] = component("a")
    assert sync(key).state == "partial"
    assert [len(errors(asked, f"component:default/{name}")) for name in "ab"] == [0, 1]


def test_what_is_told_of_a_hidden_entity_is_told_to_who_may_see_it(asked, tmp_path):
    key = files_source(tmp_path)
    estate.write(
        tmp_path, "a.yaml", descriptor("Component", "a", annotations=estate.RESTRICTED, spec=service("a")["spec"])
    )
    sync(key)
    (tmp_path / "a.yaml").write_text("kind: [")
    sync(key)
    ref = "component:default/a"
    assert len(errors(asked, ref)) == 1
    assert [len(issue_list(viewer, ref=ref, first=10).items) for viewer in (ADMIN, VIEWER)] == [1, 0]
    assert estate.asker("viewer").backstage("/entities/by-name/component/default/a").status_code == 404


def test_a_source_that_is_gone_takes_nothing_away_and_is_told(asked, tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    key = files_source(root)
    estate.write(root, "a.yaml", service("a"))
    sync(key)
    root.rename(tmp_path / "away")
    outcome = sync(key)
    assert (outcome.state, [issue.code for issue in outcome.issues]) == ("failed", ["source.unreadable"])
    assert "status" not in served(asked, "component:default/a")
    (tmp_path / "away").rename(root)
    assert sync(key).state == "succeeded"
    assert [(i.code, i.state.value) for i in issue_list(ADMIN, first=10).items] == [("source.unreadable", "resolved")]


def _keys():
    return [row[0] for row in rows("SELECT key FROM catalog_source")]
