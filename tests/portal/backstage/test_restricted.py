"""What is kept of descriptors, in texts and in memory, and entities that not everybody may see: nobody is told more than he would be by
what is put together anew, whoever restricts, opens, names or renames meanwhile."""

from __future__ import annotations

import random
import threading
from dataclasses import replace

import orjson
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.database import execute, rows
from catalog.ingest.removal import entities_delete
from catalog.names import alias_digest
from catalog.queries import served
from catalog.queries.descriptor_filters import Has
from catalog.queries.descriptor_pages import DescriptorSearch
from catalog.queries.descriptors import (
    descriptor_facets,
    descriptor_query,
    descriptor_stream,
    descriptors_by_refs,
)
from catalog.queries.entities import NameInput, entity_get
from catalog.queries.exports import descriptor_export
from portal.api.backstage.fields import picked
from tests.builders import ADMIN, VIEWER, descriptor
from tests.estate import RESTRICTED
from tests.portal.backstage.remembered import by_both, is_forgotten, load, named, told
from tests.product import wait_for

pytestmark = pytest.mark.django_db(transaction=True)
MEMBER = replace(VIEWER, key="person:member", teams=("group:default/t0",))
ALPHA = "component:default/alpha"


def service(name, *, restricted=False, **spec):
    spec = {"type": "service", "lifecycle": "production", "owner": "team", **spec}
    return descriptor("Component", name, spec=spec, **({"annotations": RESTRICTED} if restricted else {}))


def group(name, *, restricted=False):
    spec = {"type": "team", "children": []}
    return descriptor("Group", name, spec=spec, **({"annotations": RESTRICTED} if restricted else {}))


def listed(viewer):
    pages = descriptor_stream(viewer)
    return {item["metadata"]["name"]: item for page in pages for item in told(page)}


def anew(viewer, monkeypatch):
    """What is listed where no text is kept."""
    with monkeypatch.context() as patch:
        patch.setattr(served, "_TEXT", "NULL")
        return listed(viewer)


def kept():
    return {
        row[0] for row in rows("SELECT e.name FROM catalog_servedtext t JOIN catalog_entity e ON e.id = t.entity_id")
    }


def targets(item):
    return [relation["targetRef"] for relation in item["relations"]]


def test_an_entity_keeps_its_name_where_something_hidden_has_the_same(say, memory, monkeypatch):
    say(group("alpha", restricted=True), service("alpha", owner="alpha"), service("kind", owner="alpha"))
    search = DescriptorSearch(where=Has("metadata.name", ("alpha",)), order_field="metadata.name")

    def found():
        return told(descriptor_query(VIEWER, search=search, limit=5).items)

    (alpha,) = by_both(memory, monkeypatch, found)
    assert (alpha["apiVersion"], alpha["kind"], alpha["metadata"]["name"], alpha["metadata"]["namespace"]) == (
        "backstage.io/v1alpha1",
        "Component",
        "alpha",
        "default",
    )
    assert (alpha["spec"], alpha["relations"]) == ({"type": "service", "lifecycle": "production"}, [])
    facets = by_both(memory, monkeypatch, lambda: descriptor_facets(VIEWER, facets=["metadata.name", "spec.owner"]))
    assert facets == {"metadata.name": (("alpha", 1), ("kind", 1)), "spec.owner": ()}
    ((written, _),) = descriptor_export(VIEWER)
    assert (written["metadata"]["name"], "owner" in written["spec"]) == ("alpha", False)
    (detail,) = entity_get(VIEWER, names=[NameInput(ref=ALPHA)])
    assert detail.descriptor["metadata"]["name"] == "alpha"


def test_texts_and_memory_serve_who_sees_what_everybody_sees(say, memory, monkeypatch):
    say(group("team"), service("alpha", dependsOn=["component:beta"]), service("beta", restricted=True))
    search = DescriptorSearch(where=Has("spec.type", ("service",)), order_field="metadata.name")

    def found(viewer=VIEWER):
        return told(descriptor_query(viewer, search=search, limit=5).items)

    (alpha,) = by_both(memory, monkeypatch, found)
    assert (alpha["spec"]["dependsOn"], targets(alpha)) == ([], ["group:default/team"])
    assert kept() == {"alpha"}
    with CaptureQueriesContext(connection) as captured:
        assert found() == [alpha]
    assert len(captured) == 1
    everything = found(ADMIN)
    assert [targets(item) for item in everything] == [
        ["component:default/beta", "group:default/team"],
        ["component:default/alpha", "group:default/team"],
    ]
    assert (found(), found(MEMBER), kept()) == ([alpha], [alpha], {"alpha"})
    assert found(replace(VIEWER, teams=("group:default/team",))) == everything


def test_who_sees_more_is_answered_from_memory_once_nothing_is_restricted(say, memory, monkeypatch):
    say(service("alpha"), service("beta", restricted=True))
    search = DescriptorSearch(order_field="metadata.name")

    def found(viewer=ADMIN):
        return named(descriptor_query(viewer, search=search, limit=5).items)

    assert by_both(memory, monkeypatch, lambda: found(VIEWER)) == ["alpha"]
    assert found() == ["alpha", "beta"]
    say(service("alpha"), service("beta"))
    assert (found(VIEWER), found()) == (["alpha", "beta"], ["alpha", "beta"])
    assert by_both(memory, monkeypatch, found) == ["alpha", "beta"]


def test_fields_of_who_refers_to_something_hidden_are_without_it(say, memory):
    say(group("team", restricted=True), service("alpha"), service("beta", owner="none"))
    refs, fields = [ALPHA, "component:default/beta"], ["metadata.name", "spec.owner"]

    def found(viewer):
        return [picked(item, fields) for item in told(descriptors_by_refs(viewer, refs=refs, fields=fields))]

    beta = {"metadata": {"name": "beta"}, "spec": {"owner": "none"}}
    for _ in range(3):
        assert found(VIEWER) == [{"metadata": {"name": "alpha"}, "spec": {}}, beta]
        assert found(ADMIN) == [{"metadata": {"name": "alpha"}, "spec": {"owner": "team"}}, beta]
        load(memory)


def test_an_owner_that_lost_and_a_former_ref_are_not_named(say, monkeypatch):
    say(group("team"), group("old", restricted=True), service("alpha", owner="old", dependsOn=["component:former"]))
    (alpha,) = rows("SELECT id FROM catalog_entity WHERE name = 'alpha'")[0]
    execute("DELETE FROM catalog_relation WHERE target_ref = 'group:default/old'")
    assert "owner" not in listed(VIEWER)["alpha"]["spec"]
    execute("DELETE FROM catalog_ownershipevidence WHERE entity_id = %s", [alpha])
    shown = listed(VIEWER)["alpha"]
    assert (shown["spec"]["owner"], targets(shown)) == ("old", ["component:default/former"])
    former = "component:default/former"
    execute(
        "INSERT INTO catalog_alias (scheme, namespace, key, digest, entity_id, source_id) SELECT 'ref', '', %s, %s, e.id, s.id "
        "FROM catalog_entity e, catalog_source s WHERE e.name = 'old' AND s.key = 'files'",
        [former, alias_digest("ref", "", former)],
    )
    assert targets(listed(VIEWER)["alpha"]) == []
    execute("DELETE FROM catalog_alias WHERE scheme = 'ref'")
    assert targets(listed(VIEWER)["alpha"]) == [former]
    assert listed(VIEWER) == anew(VIEWER, monkeypatch)


def test_who_refers_to_what_another_restricts_meanwhile(say):
    """Neither transaction sees the other's change."""
    say(group("team"), service("alpha"), service("beta"))
    wrote, restricted, read, ended = (threading.Event() for _ in range(4))

    def refer():
        with transaction.atomic():
            execute(
                "INSERT INTO catalog_relation (entity_id, type, target_ref, source_id) SELECT e.id, 'dependsOn', "
                "'component:default/beta', s.id FROM catalog_entity e, catalog_source s WHERE e.name = 'alpha' AND s.key = 'files'"
            )
            wrote.set()
            assert restricted.wait(60)
        ended.set()
        connection.close()

    def restrict():
        with transaction.atomic():
            execute("UPDATE catalog_entity SET restricted = TRUE WHERE name = 'beta'")
            restricted.set()
            assert read.wait(60)
        connection.close()

    threads = [threading.Thread(target=refer), threading.Thread(target=restrict)]
    threads[0].start()
    assert wrote.wait(60)
    threads[1].start()
    assert ended.wait(60)
    assert "component:default/beta" in targets(listed(VIEWER)["alpha"])
    assert "alpha" in kept()
    read.set()
    for thread in threads:
        thread.join()
    assert targets(listed(VIEWER)["alpha"]) == ["group:default/team"]


def test_what_a_team_comes_to_own_meanwhile_is_in_no_text_for_everybody(say, monkeypatch):
    say(group("team"), service("alpha", dependsOn=["component:beta"]), service("beta", restricted=True))
    spellings_hidden = served.spellings_hidden

    def owned_by_then(viewer, ids):
        execute("UPDATE catalog_entity SET owner_ref = 'group:default/t0' WHERE name = 'beta'")
        return spellings_hidden(viewer, ids)

    monkeypatch.setattr(served, "spellings_hidden", owned_by_then)
    assert listed(MEMBER)["alpha"]["spec"]["dependsOn"] == ["component:beta"]
    assert listed(VIEWER)["alpha"]["spec"]["dependsOn"] == []


def test_changes_of_what_is_seen_are_forgotten_with_the_texts_that_do_not_know_them(say):
    say(group("team"), service("alpha", dependsOn=["component:beta"]), service("beta"), service("gamma"))
    listed(VIEWER)
    execute("UPDATE catalog_entity SET restricted = TRUE WHERE name = 'beta'")

    assert rows("SELECT ref FROM catalog_visibilitychange") == [("component:default/beta",)]
    wait_for(lambda: is_forgotten("catalog_visibilitychange"), "changes are forgotten")
    assert kept() == {"gamma"}
    assert targets(listed(VIEWER)["alpha"]) == ["group:default/team"]


class _Estate:
    """Groups and services that refer to each other, changed at random by ways that tests have at hand."""

    def __init__(self, say, seed):
        self.chance = random.Random(seed)
        self._say = say
        self._owners = {f"s{n}": "t0" for n in range(8)}
        self._depends = {name: [] for name in self._owners}
        self._hidden = set()
        self.say()

    def say(self):
        groups = [group(name, restricted=name in self._hidden) for name in ("t0", "t1", "t2")]
        services = [
            service(
                name,
                restricted=name in self._hidden,
                owner=owner,
                dependsOn=[f"component:{other}" for other in self._depends[name]],
                note=self._one(),
            )
            for name, owner in self._owners.items()
        ]
        self._say(*groups, *services)

    def _one(self):
        return self.chance.choice(["t0", "t1", "t2", *self._owners])

    def sources_change(self):
        name = self.chance.choice(list(self._owners))
        self._owners[name] = self.chance.choice(["t0", "t1", "t2", "gone"])
        self._depends[name] = self.chance.sample([*self._owners, "former"], 2)
        self._hidden ^= {self._one()}
        self.say()

    def restrict(self):
        execute("UPDATE catalog_entity SET restricted = NOT restricted WHERE name = %s", [self._one()])

    def relate(self):
        execute(
            "INSERT INTO catalog_relation (entity_id, type, target_ref, source_id) SELECT e.id, 'consumesApi', o.ref, s.id "
            "FROM catalog_entity e, catalog_entity o, catalog_source s WHERE e.name = %s AND o.name = %s AND s.key = 'files' "
            "ON CONFLICT DO NOTHING",
            [self._one(), self._one()],
        )

    def unrelate(self):
        execute(
            "DELETE FROM catalog_relation WHERE entity_id IN (SELECT id FROM catalog_entity WHERE name = %s)",
            [self._one()],
        )

    def believe(self):
        execute(
            "UPDATE catalog_ownershipevidence SET owner_ref = %s WHERE entity_id IN (SELECT id FROM catalog_entity WHERE name = %s) "
            "AND signal = 'descriptor'",
            [f"group:default/t{self.chance.randrange(3)}", self._one()],
        )

    def doubt(self):
        execute(
            "DELETE FROM catalog_ownershipevidence WHERE entity_id IN (SELECT id FROM catalog_entity WHERE name = %s)",
            [self._one()],
        )

    def be_called_otherwise(self):
        execute("DELETE FROM catalog_alias WHERE scheme = 'ref'")
        former = "component:default/former"
        execute(
            "INSERT INTO catalog_alias (scheme, namespace, key, digest, entity_id, source_id) SELECT 'ref', '', %s, %s, e.id, s.id "
            "FROM catalog_entity e, catalog_source s WHERE e.name = %s AND s.key = 'files'",
            [former, alias_digest("ref", "", former), self._one()],
        )

    def end(self):
        name = self._one()
        execute("DELETE FROM catalog_claim WHERE entity_id IN (SELECT id FROM catalog_entity WHERE name = %s)", [name])
        entities_delete([row[0] for row in rows("SELECT id FROM catalog_entity WHERE name = %s", [name])])


@pytest.mark.parametrize("seed", range(6))
def test_texts_say_what_is_put_together_anew(seed, say, monkeypatch):
    estate = _Estate(say, seed)
    steps = [
        estate.sources_change,
        *(estate.restrict, estate.relate, estate.unrelate, estate.believe, estate.doubt),
        *(estate.be_called_otherwise, estate.end),
    ]
    held_back = 0
    for _ in range(40):
        estate.chance.choices(steps, weights=[4, 6, 3, 1, 2, 1, 2, 1])[0]()
        hidden = [row[0] for row in rows("SELECT ref FROM catalog_entity WHERE restricted")]
        for viewer in (VIEWER, MEMBER, ADMIN):
            if estate.chance.random() < 0.7:
                assert listed(viewer) == anew(viewer, monkeypatch), viewer.key
                assert listed(viewer) == anew(viewer, monkeypatch), viewer.key
        answer = orjson.dumps(listed(VIEWER)).decode()
        assert [ref for ref in hidden if f'"{ref}"' in answer] == []
        held_back += len(hidden)
    assert held_back > 40
    assert kept()
