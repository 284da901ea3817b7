"""Finished texts that are kept: never another answer than the one that is put together anew, whoever writes meanwhile."""

from __future__ import annotations

import threading

import orjson
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.database import execute, rows
from catalog.ingest.removal import entities_delete
from catalog.ingest.served_changes import served_changes_forget
from catalog.ingest.stitch import stitch_pending, vanished_hide
from catalog.queries import served
from catalog.queries.descriptors import descriptors_by_refs
from tests import estate
from tests.builders import ADMIN, descriptor, event, files_source, ingest, settle, sync

pytestmark = pytest.mark.django_db(transaction=True)
ALPHA, TEAM = "component:default/alpha", "group:default/team"


def service(name, *, annotations=None, **spec):
    spec = {"type": "service", "lifecycle": "production", "owner": "team", **spec}
    return descriptor("Component", name, spec=spec, **({"annotations": annotations} if annotations else {}))


TEAM_SAID = descriptor("Group", "team", spec={"type": "team", "children": []})


@pytest.fixture
def door():
    return estate.asker("admin")


@pytest.fixture
def say(tmp_path):
    """What the one source says now, all of it folded."""
    key = files_source(tmp_path)

    def say(*said):
        estate.write(tmp_path, "all.yaml", TEAM_SAID, *said)
        sync(key)
        settle()

    return say


def listed(door):
    return {item["metadata"]["name"]: item for item in door.backstage("/entities").json()}


def kept():
    return {
        row[0] for row in rows("SELECT e.ref FROM catalog_servedtext t JOIN catalog_entity e ON e.id = t.entity_id")
    }


def as_put_together(door):
    """The answer, which is also the one without any text."""
    answer = listed(door)
    execute("DELETE FROM catalog_servedtext")
    assert listed(door) == answer
    assert listed(door) == answer
    return answer


def related(answer, name):
    return [f"{relation['type']} {relation['targetRef']}" for relation in answer[name]["relations"]]


def test_a_text_is_kept_by_who_asks_and_read_by_all_doors_in_one_statement(door, say):
    say(service("alpha"), service("beta", dependsOn=["component:alpha"]))
    entity = door.backstage("/entities/by-name/component/default/alpha").json()
    assert kept() == {ALPHA}
    execute("UPDATE catalog_servedtext SET text = replace(text, 'production', 'as kept')")
    entity["spec"]["lifecycle"] = "as kept"
    for path, body in (
        ("/entities/by-name/component/default/alpha", None),
        (f"/entities/by-uid/{entity['metadata']['uid']}", None),
        ("/entities/by-query?filter=metadata.name=alpha", None),
        ("/entities?filter=metadata.name=alpha", None),
        ("/entities?filter=metadata.name=alpha&limit=5", None),
        ("/entities/by-refs", {"entityRefs": [ALPHA]}),
    ):
        with CaptureQueriesContext(connection) as captured:
            answer = door.backstage(path, body).json()
        found = answer.get("items", answer) if isinstance(answer, dict) else answer
        assert (found[0] if isinstance(found, list) else found) == entity, path
        assert len(captured) == 4, path  # three to know who asks


def test_what_others_say_changes_a_text(door, say):
    say(service("alpha"))
    assert related(as_put_together(door), "alpha") == [f"ownedBy {TEAM}"]
    say(service("alpha"), service("beta", dependsOn=["component:alpha"]))
    answer = as_put_together(door)
    assert related(answer, "alpha") == ["dependencyOf component:default/beta", f"ownedBy {TEAM}"]
    assert related(answer, "team") == [f"ownerOf {ALPHA}", "ownerOf component:default/beta"]
    say(service("alpha"), service("beta", owner="others"))
    answer = as_put_together(door)
    assert (related(answer, "alpha"), related(answer, "team")) == ([f"ownedBy {TEAM}"], [f"ownerOf {ALPHA}"])
    say(service("alpha"))
    assert sorted(as_put_together(door)) == ["alpha", "team"]


def test_what_vanishes_stays_in_the_texts_of_others_until_it_is_hidden(door, say, settings):
    settings.GRACE_DAYS = 1
    say(service("alpha"), service("beta", dependsOn=["component:alpha"]))
    listed(door)
    say(service("alpha"))
    answer = as_put_together(door)
    assert answer["beta"]["metadata"]["annotations"] == {"backstage.io/orphan": "true"}
    assert related(answer, "alpha") == ["dependencyOf component:default/beta", f"ownedBy {TEAM}"]
    execute("UPDATE catalog_entity SET gone_at = gone_at - interval '2 days' WHERE existence_state = 'vanished'")
    assert (vanished_hide(), stitch_pending()) == (1, 1)
    assert related(as_put_together(door), "alpha") == [f"ownedBy {TEAM}"]


def test_who_takes_over_the_ref_of_another_is_in_the_texts(door, say):
    claims = {"openlineage.io/namespace": "postgres://db:5432", "openlineage.io/name": "shop.orders"}

    def table(annotations):
        spec = {"type": "table", "owner": "team", "dependsOn": ["component:alpha"]}
        return descriptor("Resource", "orders", spec=spec, **({"annotations": annotations} if annotations else {}))

    say(service("alpha"), table(None))
    ingest(event(outputs=["shop.orders"]))
    settle()
    assert related(as_put_together(door), "alpha") == ["dependencyOf resource:default/orders", f"ownedBy {TEAM}"]
    say(service("alpha"), table(claims))
    answer = as_put_together(door)
    assert related(answer, "alpha") == ["dependencyOf resource:default/orders", f"ownedBy {TEAM}"]
    assert answer["orders"]["metadata"]["annotations"] == claims


def test_an_entity_that_is_gone_for_good_takes_its_text_along(door, say):
    say(service("alpha"), service("beta", dependsOn=["component:alpha"]))
    listed(door)
    beta = rows(
        "DELETE FROM catalog_claim c USING catalog_entity e WHERE e.id = c.entity_id AND e.name = 'beta' RETURNING e.id"
    )[0][0]
    entities_delete([beta])
    assert rows("SELECT count(*) FROM catalog_servedtext") == [(2,)]
    assert related(as_put_together(door), "alpha") == [f"ownedBy {TEAM}"]


def test_a_text_that_is_made_while_somebody_writes_does_not_outlive_what_he_wrote(door, say):
    say(service("alpha"))
    written, made = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            execute(
                "INSERT INTO catalog_relation (entity_id, type, target_ref, source_id) SELECT e.id, 'dependsOn', %s, s.id "
                "FROM catalog_entity e, catalog_source s WHERE e.ref = %s AND s.key = 'files'",
                [ALPHA, TEAM],
            )
            written.set()
            assert made.wait(60)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert written.wait(60)
    before = listed(door)
    assert kept() == {ALPHA, TEAM}
    made.set()
    writer.join()
    assert related(before, "alpha") == [f"ownedBy {TEAM}"]
    assert related(listed(door), "alpha") == [f"dependencyOf {TEAM}", f"ownedBy {TEAM}"]


def test_what_a_transaction_has_not_committed_is_in_no_text(door, say):
    say(service("alpha"))
    listed(door)
    with transaction.atomic():
        execute("UPDATE catalog_entitydocument SET descriptor = jsonb_set(descriptor, '{spec,lifecycle}', '\"mine\"')")
        assert listed(door)["alpha"]["spec"]["lifecycle"] == "mine"
        execute("DELETE FROM catalog_servedtext")
        assert listed(door)["alpha"]["spec"]["lifecycle"] == "mine"
        assert kept() == set()
        transaction.set_rollback(True)
    assert listed(door)["alpha"]["spec"]["lifecycle"] == "production"


def test_a_text_names_nobody_who_is_hidden_from_the_viewer(door, say):
    hidden = {"headwater.dev/visibility": "restricted"}
    say(service("alpha", dependsOn=["component:beta"]), service("beta", annotations=hidden))
    everything = as_put_together(door)
    assert related(everything, "alpha") == ["dependsOn component:default/beta", f"ownedBy {TEAM}"]
    assert kept() == set()
    viewer = estate.asker("viewer")
    answer = listed(viewer)
    assert related(answer, "alpha") == [f"ownedBy {TEAM}"]
    assert answer["alpha"]["spec"] == {"lifecycle": "production", "owner": "team", "type": "service"} | (
        {"dependsOn": []} if "dependsOn" in answer["alpha"]["spec"] else {}
    )
    assert sorted(answer) == ["alpha", "team"]
    assert kept() == {ALPHA, TEAM}
    assert listed(door) == everything


def test_what_is_wrong_is_told_beside_a_text(door, say, tmp_path):
    say(service("alpha"))
    before = listed(door)
    (tmp_path / "all.yaml").write_text("kind: [")
    sync("files")
    broken = as_put_together(door)
    assert broken["alpha"]["status"]["items"][0]["error"]["name"] == "InputError"
    assert kept() == set()
    say(service("alpha"))
    assert as_put_together(door) == before


def test_a_text_of_another_server_is_none(door, say):
    say(service("alpha"))
    before = listed(door)
    execute("UPDATE catalog_servedtext SET text = '{}', server = server - interval '1 second'")
    assert listed(door) == before


def test_changes_are_forgotten_when_every_text_knows_them(door, say):
    say(service("alpha"))
    listed(door)
    say(service("alpha"), service("beta", dependsOn=["component:alpha"]))
    assert (kept(), served_changes_forget()) == ({ALPHA, TEAM}, 0)
    assert len(rows("SELECT 1 FROM catalog_servedchange WHERE ref = %s", [ALPHA])) >= 2
    execute("UPDATE catalog_servedchange SET at = at - interval '1 hour' WHERE ref = ''")
    assert (served_changes_forget(), kept()) == (2, set())
    assert rows("SELECT 1 FROM catalog_servedchange WHERE ref <> ''") == []
    assert related(as_put_together(door), "alpha") == ["dependencyOf component:default/beta", f"ownedBy {TEAM}"]


def test_a_question_gives_the_text_unparsed(say):
    say(service("alpha"))
    (made,), (kept_text,) = (descriptors_by_refs(ADMIN, refs=[ALPHA]) for _ in range(2))
    assert (type(made).__name__, type(kept_text).__name__) == ("dict", "Fragment")
    assert orjson.dumps(made) == orjson.dumps(kept_text)


def test_many_that_nobody_asked_for_yet_are_put_together_some_at_a_time(say, monkeypatch):
    say(*(service(f"s{n}") for n in range(7)))
    refs = [f"component:default/s{n}" for n in range(7)]
    sizes, put_together = [], served._put_together

    def noted(viewer, ids, fields):
        sizes.append(len(ids))
        return put_together(viewer, ids, fields)

    monkeypatch.setattr(served, "AT_ONCE", 3)
    monkeypatch.setattr(served, "_put_together", noted)
    found = descriptors_by_refs(ADMIN, refs=refs)
    assert sizes == [3, 3, 1]
    assert [orjson.loads(orjson.dumps(one))["metadata"]["name"] for one in found] == [f"s{n}" for n in range(7)]
    assert kept() == set(refs)


def test_changes_of_the_server_where_the_database_was_before_are_forgotten(door, say):
    say(service("alpha"))
    execute(
        "INSERT INTO catalog_servedchange (ref, xid, at) VALUES (%s, '9000000000000', NULL), "
        "('', '9000000000000', now() - interval '1 day')",
        [ALPHA],
    )
    changes = "SELECT count(*) FROM catalog_servedchange WHERE ref = %s"
    listed(door)
    assert (served_changes_forget(), kept()) == (0, {ALPHA, TEAM})
    assert rows(changes + " AND xid = '9000000000000'", [ALPHA]) == [(0,)]
    assert rows(changes, [ALPHA])[0][0] > 0
    assert rows(changes, [""]) == [(1,)]
