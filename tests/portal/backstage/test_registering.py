"""Locations that people register: what becomes of them, and what is refused. And entities that somebody takes out."""

from __future__ import annotations

import pytest

from catalog.database import execute, rows
from catalog.ingest.descriptor_documents import generated_location
from catalog.ingest.pipeline import source_sync
from catalog.ingest.sources import SourceSpec, source_ensure, sources_due
from catalog.names import generated_name
from tests import estate as e
from tests.builders import event, ingest, settle
from tests.catalog.connectors.builders import component, group, location
from tests.portal.backstage.registering import audit, delete, error, post, put
from tests.web import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(db):
    return e.asker("admin")


def refs(who):
    return sorted(f"{x['kind']}:{x['metadata']['name']}" for x in who.backstage("/entities").json())


def read_due():
    """What the worker does every ten seconds."""
    outcomes = [source_sync(key).state for key in sources_due()]
    settle()
    return outcomes


def test_it_works(admin, site):
    target = f"{site.url}/a"
    name = generated_name("url", target)
    answer = post(admin, target)
    assert answer.status_code == 201
    ((uid,),) = rows("SELECT uid::text FROM catalog_source WHERE kind = 'url'")
    told = {"id": uid, "type": "url", "target": target, "entityRef": f"location:default/{name}"}
    assert answer.json() == {"location": told, "entities": []}
    assert admin.backstage("/locations").json() == [{"data": told}]
    assert admin.backstage(f"/locations/{uid}").json() == told
    assert admin.backstage(f"/locations/by-entity/location/default/{name}").json() == told
    found = admin.backstage(f"/entities/by-name/location/default/{name}").json()
    assert found["spec"] == {"type": "url", "target": target}
    assert (
        admin.backstage(f"/entities/by-name/location/default/{name}/ancestry").json()["rootEntityRef"]
        == told["entityRef"]
    )
    assert site.asked == []
    assert (sources_due(), read_due()) == ([name], ["succeeded"])
    assert refs(admin) == ["Component:a", f"Location:{name}"]
    assert admin.backstage("/entities/by-name/component/default/a").json()["metadata"]["annotations"] == {
        "backstage.io/managed-by-location": f"url:{target}",
        "backstage.io/managed-by-origin-location": f"url:{target}",
        "backstage.io/view-url": target,
    }
    assert admin.backstage("/locations/by-entity/component/default/a").json() == told
    assert audit() == [("location_add", target, True, None, {"id": uid})]


def test_the_location_entity_is_the_same_before_and_after_the_first_read(admin, site):
    post(admin, f"{site.url}/a")
    settle()
    ((before,),) = rows("SELECT etag FROM catalog_entitydocument")
    read_due()
    assert rows("SELECT etag FROM catalog_entitydocument ORDER BY entity_id LIMIT 1") == [(before,)]
    assert rows("SELECT create_count, same_count FROM catalog_sync") == [(1, 1)]


def test_an_unchanged_location_is_not_read_again(admin, site):
    post(admin, f"{site.url}/a")
    read_due()
    execute("UPDATE catalog_source SET next_sync_at = now() WHERE kind = 'url'")
    assert read_due() == ["succeeded"]
    assert site.statuses == [("/a", 200), ("/a", 304)]
    assert rows("SELECT read_count, delete_count FROM catalog_sync ORDER BY id") == [(2, 0), (0, 0)]
    assert "Component:a" in refs(admin)


def test_what_cannot_be_read_is_an_issue_and_what_was_said_stays(admin, site):
    post(admin, f"{site.url}/a")
    read_due()
    site.pages["/a"] = Page(status=500)
    execute("UPDATE catalog_source SET next_sync_at = now() WHERE kind = 'url'")
    assert read_due() == ["partial"]
    assert "Component:a" in refs(admin)
    assert rows("SELECT item, code, message FROM catalog_issue WHERE state = 'open'") == [
        (f"{site.url}/a:1", "url.unreadable", "cannot be read: it answered 500; accepted: 200")
    ]
    site.pages["/a"] = component("a")
    execute("UPDATE catalog_source SET next_sync_at = now() WHERE kind = 'url'")
    assert read_due() == ["succeeded"]
    assert site.statuses == [
        ("/a", 200),
        ("/a", 500),
        ("/a", 304),
        ("/a", 200),
    ]  # read all the same after one that failed
    assert rows("SELECT state FROM catalog_issue") == [("resolved",)]


def test_dry_run_tells_what_would_come_of_it_and_stores_nothing(admin, site):
    site.pages["/root"] = location("root", "a", "b")
    site.pages["/b"] = component("b")
    target = f"{site.url}/root"
    answer = post(admin, target, "?dryRun=true")
    told = answer.json()
    assert (answer.status_code, told["exists"]) == (201, False)
    assert told["location"] == {
        "id": f"url:{target}",
        "type": "url",
        "target": target,
        "entityRef": f"location:default/{generated_name('url', target)}",
    }
    assert told["entities"][0] == generated_location(target)
    assert [entity["metadata"]["name"] for entity in told["entities"][1:]] == ["root", "a", "b"]
    assert told["entities"][2]["metadata"]["annotations"] == {
        "backstage.io/managed-by-location": f"url:{site.url}/a",
        "backstage.io/managed-by-origin-location": f"url:{target}",
        "backstage.io/view-url": f"{site.url}/a",
    }
    assert rows(
        "SELECT count(*) FROM catalog_source WHERE kind = 'url' UNION ALL SELECT count(*) FROM catalog_entity"
    ) == [(0,), (0,)]
    assert audit() == []
    post(admin, target)
    again = post(admin, target, "?dryRun=true").json()
    assert (again["exists"], len(again["entities"])) == (True, 4)


@pytest.mark.parametrize(
    "page, message",
    [
        (Page(status=404), "{url}/x:1: there is nothing"),
        (Page(status=500), "{url}/x:1: cannot be read: it answered 500; accepted: 200"),
        ("a: [1", "{url}/x:1: not YAML: did not find expected ',' or ']'"),
        ("kind: Component\nmetadata: {name: a}", "{url}/x:1: apiVersion: is missing"),
        (location("l", "gone"), "{url}/x:7: target 'gone' is not there; set presence: optional if that is meant"),
        (
            group("g"),
            "{url}/x:1: group:default/g: people and teams are read only from sources with trusted_for_owners: true.",
        ),
    ],
)
def test_dry_run_of_what_is_wrong(admin, site, page, message):
    site.pages["/x"] = page
    status, name, told = error(post(admin, f"{site.url}/x", "?dryRun=true"))
    assert (status, name) == (400, "InputError")
    assert told.startswith(message.format(url=site.url)), told


def test_a_second_time_is_a_conflict_or_a_refresh(admin, site):
    target = f"{site.url}/a"
    first = post(admin, target).json()
    read_due()
    for query in ("", "?onConflict=reject"):
        assert error(post(admin, target, query)) == (409, "ConflictError", f"Location url:{target} already exists")
    assert sources_due() == []
    again = post(admin, target, "?onConflict=refresh")
    assert (again.status_code, again.json()) == (201, first)
    assert len(sources_due()) == 1
    assert rows("SELECT count(*) FROM catalog_source WHERE kind = 'url'") == [(1,)]


def test_an_address_that_is_configured_is_registered_too(admin, site):
    source_ensure(SourceSpec(key="web", title="web", kind="url", config={"targets": [f"{site.url}/a"]}))
    assert error(post(admin, f"{site.url}/a"))[:2] == (409, "ConflictError")
    ((uid,),) = rows("SELECT uid::text FROM catalog_source WHERE kind = 'url'")
    text = f"Location {uid} is not registered here: its source web is configured, and changed there."
    assert error(delete(admin, f"/locations/{uid}")) == (409, "ConflictError", text)
    assert error(put(admin, uid, f"{site.url}/b")) == (409, "ConflictError", text)
    assert rows("SELECT key FROM catalog_source WHERE kind = 'url'") == [("web",)]


def test_put_gives_it_another_address(admin, site):
    site.pages["/b"] = component("b")
    first = post(admin, f"{site.url}/a").json()["location"]
    other = post(admin, f"{site.url}/c").json()["location"]
    read_due()
    answer = put(admin, first["id"], f"{site.url}/b")
    moved = {
        **first,
        "target": f"{site.url}/b",
        "entityRef": f"location:default/{generated_name('url', f'{site.url}/b')}",
    }
    assert (answer.status_code, answer.json()) == (200, moved)
    assert "Component:a" in refs(admin)
    read_due()
    assert sorted(refs(admin)) == sorted(
        ["Component:b", *(f"Location:{x['entityRef'].partition('/')[2]}" for x in (moved, other))]
    )
    assert put(admin, first["id"], f"{site.url}/b").json() == moved
    text = f"Location url:{site.url}/c already exists"
    assert error(put(admin, first["id"], f"{site.url}/c")) == (409, "ConflictError", text)
    assert audit()[2] == (
        "location_change",
        first["id"],
        True,
        {"target": f"{site.url}/a"},
        {"target": f"{site.url}/b"},
    )


def test_delete_takes_along_what_it_alone_said(admin, site, tmp_path):
    from tests.builders import files_source, sync

    site.pages["/a"] = component("a") + "---\n" + component("shared")
    (tmp_path / "catalog-info.yaml").write_text(component("shared"))
    sync(files_source(tmp_path))
    uid = post(admin, f"{site.url}/a").json()["location"]["id"]
    read_due()
    assert len(refs(admin)) == 3
    answer = delete(admin, f"/locations/{uid}")
    assert (answer.status_code, answer.content) == (204, b"")
    settle()
    assert refs(admin) == ["Component:shared"]
    assert rows("SELECT key FROM catalog_source WHERE kind = 'url'") == []
    assert "annotations" not in admin.backstage("/entities/by-name/component/default/shared").json()["metadata"]
    assert audit()[-1] == ("location_remove", uid, True, {"target": f"{site.url}/a"}, None)
    assert error(delete(admin, f"/locations/{uid}")) == (404, "NotFoundError", f"Found no location with ID {uid}")


def test_it_is_not_removed_while_it_is_read(admin, site):
    uid = post(admin, f"{site.url}/a").json()["location"]["id"]
    execute(
        "INSERT INTO catalog_sync (uid, source_id, state, read_count, issue_count) "
        "SELECT gen_random_uuid(), id, 'running', 0, 0 FROM catalog_source WHERE kind = 'url'"
    )
    assert error(delete(admin, f"/locations/{uid}")) == (
        409,
        "ConflictError",
        "The location is being read now; try again in a few seconds.",
    )


def test_the_file_and_what_people_registered_leave_each_other_alone(admin, site, tmp_path):
    from portal.configuration import configuration_apply

    post(admin, f"{site.url}/a")
    (key,) = sources_due()
    file = tmp_path / "headwater.yaml"
    file.write_text(
        f"sources:\n  - key: {key}\n    kind: files\n    config: {{root: /}}\n"
        f"  - key: web\n    kind: url\n    config: {{targets: ['{site.url}/b']}}\n"
    )
    keys, problems = configuration_apply(file)
    assert (keys, [str(problem).partition(" must")[0] for problem in problems]) == (
        ["web"],
        ["line 2: sources[0].key:"],
    )
    assert rows("SELECT key, kind FROM catalog_source WHERE kind IN ('url', 'files') ORDER BY key") == [
        (key, "url"),
        ("web", "url"),
    ]


def test_an_entity_taken_out_comes_back_when_its_source_still_says_it(admin, site):
    post(admin, f"{site.url}/a")
    read_due()
    entity = admin.backstage("/entities/by-name/component/default/a").json()
    uid = entity["metadata"]["uid"]
    answer = delete(admin, f"/entities/by-uid/{uid}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert admin.backstage("/entities/by-name/component/default/a").status_code == 404
    assert audit()[-1][:2] == ("entity_remove", "component:default/a")
    assert read_due() == ["succeeded"]  # as a whole, although the page is unchanged
    back = admin.backstage("/entities/by-name/component/default/a").json()
    assert (back["metadata"]["uid"], back["spec"]) == (uid, entity["spec"])
    delete(admin, f"/entities/by-uid/{uid}")
    site.pages["/a"] = component("b")
    read_due()
    assert admin.backstage("/entities/by-name/component/default/a").status_code == 404


@pytest.mark.parametrize("uid", ["1", "..", "9f7d2a10-5f0c-4a52-9a52-1f4c8a0d7b11"])
def test_an_entity_that_is_not_there_is_gone_already(admin, uid):
    assert (delete(admin, f"/entities/by-uid/{uid}").status_code, audit()) == (204, [])


def test_an_entity_of_events_stays_with_what_they_tell(admin):
    ingest(event(outputs=["orders"]))
    ((uid,),) = rows("SELECT uid::text FROM catalog_entity WHERE ref LIKE 'resource:%%'")
    assert delete(admin, f"/entities/by-uid/{uid}").status_code == 204
    settle()
    assert admin.backstage(f"/entities/by-uid/{uid}").status_code == 200
