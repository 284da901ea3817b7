"""Counts of facets are what a recount finds, whatever was written, by whom, and whoever looks."""

from __future__ import annotations

import random
import threading
from dataclasses import replace

import pytest
from django.db import connection, transaction

from catalog.answers import FacetField
from catalog.database import execute, retrying, rows
from catalog.ingest.facet_counts import facets_fold
from catalog.ingest.identity import canonical_set
from catalog.ingest.removal import entities_delete
from catalog.permissions import visible
from catalog.queries.facets import FACET_SQL, entity_count
from catalog.queries.filters import EntityFilter, IntFilter, filter_sql
from catalog.viewers import Role, Viewer, ViewerKind
from tests.builders import ADMIN, VIEWER

FIELDS = [field for field in FacetField if field is not FacetField.SOURCE]
CREW = Viewer(kind=ViewerKind.PERSON, key="person:a", role=Role.VIEWER, teams=("group:default/t1",))
FILTERS = [
    None,
    EntityFilter(owners=("group:default/t1", "group:default/t2")),
    EntityFilter(tags=("x",), kinds=("dataset",)),
    EntityFilter(tier=IntFilter(lte=2), levels=("none", "gold")),
    EntityFilter(glossary_terms=("a", "x/b"), kinds=("dataset",)),
    EntityFilter(freshness=("unknown",), existence=("live",)),
]
STATES = {
    "kind": ["dataset", "job"],
    "type": ["table", "view", None],
    "platform": ["kafka", None],
    "owner_ref": ["group:default/t1", "group:default/t2", None],
    "owner_state": ["declared", "orphan", None],
    "tier": [1, 2, 3, None],
    "lifecycle": ["production", None],
    "system_ref": ["system:default/s1", None],
    "domain_ref": ["domain:default/d1", "domain:default/d2"],
    "tags": [[], ["x"], ["x", "y"]],
    "glossary_terms": [[], ["glossaryterm:default/a"], ["glossaryterm:default/a", "glossaryterm:x/b"]],
    "existence_state": ["dropped", None],
    "restricted": [True, False],
    "deleted_at": ["2026-01-01T00:00:00Z", None, None, None],
}


def recounted(viewer, field, wanted):
    """The facet as one statement over the tables themselves finds it."""
    value, skip, join = FACET_SQL[field]
    where, params = filter_sql(replace(wanted, **{skip: None}) if wanted else None)
    shown, shown_params = visible(viewer)
    return rows(
        f"SELECT {value}, count(*) FROM catalog_entity e {join} WHERE e.deleted_at IS NULL AND e.canonical_id IS NULL "
        f"AND {shown} AND {where} AND EXISTS (SELECT 1 FROM catalog_searchdocument s WHERE s.entity_id = e.id) "
        f"AND {value} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1",
        [*shown_params, *params],
    )


def check():
    for viewer in (VIEWER, CREW, ADMIN):
        for wanted in FILTERS:
            for facet in entity_count(viewer, by=FIELDS, filter=wanted):
                found = [(v.value, v.count) for v in facet.values]
                told = recounted(viewer, facet.field, wanted)
                assert sorted(found) == sorted(told), (facet.field, wanted, viewer.key)
                assert facet.exact


def make(pick, number):
    """One entity with its document, as a fold makes it."""
    names = [*STATES]
    entity_id = rows(
        f"INSERT INTO catalog_entity (uid, ref, descriptor_kind, namespace, name, title, stub, version, {', '.join(names)}) "
        f"VALUES (gen_random_uuid(), %s, 'Resource', %s, %s, 't', false, 1, {', '.join(['%s'] * len(names))}) RETURNING id",
        [f"resource:n/{number}", f"n{number % 3}", str(number), *(pick.choice(STATES[name]) for name in names)],
    )[0][0]
    execute("INSERT INTO catalog_searchdocument (entity_id, words, popularity) VALUES (%s, '''w''', 0)", [entity_id])
    return entity_id


def judge(ids, level, freshness):
    execute(
        "INSERT INTO catalog_healthstate AS h (entity_id, computed_at, condition_confidence, care_confidence, own_loss, near_loss, "
        "far_loss, level, next_missing, streak_level, streak, failing, freshness, rules_version) SELECT id, now(), 1, 1, 0, 0, 0, "
        "%s, '[]', 0, 0, '{}', %s, 1 FROM catalog_entity WHERE id = ANY(%s) ORDER BY id ON CONFLICT (entity_id) DO UPDATE SET "
        "level = excluded.level, freshness = excluded.freshness",
        [level, freshness, ids],
    )


def step(pick, ids):
    """One write of any kind, to some of the entities."""
    some = sorted(pick.sample(ids, min(len(ids), pick.randint(1, 5))))
    what = pick.randint(0, 9)
    if what < 6:
        name = pick.choice([*STATES])
        kind = {
            **{"tags": "text[]", "glossary_terms": "text[]", "tier": "smallint"},
            **{"restricted": "boolean", "deleted_at": "timestamptz"},
        }.get(name, "text")
        execute(
            "SELECT count(*) FROM (SELECT 1 FROM catalog_entity WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE) AS locked",
            [some],
        )
        execute(f"UPDATE catalog_entity SET {name} = %s::{kind} WHERE id = ANY(%s)", [pick.choice(STATES[name]), some])
    elif what < 8:
        judge(some, pick.randint(0, 3), pick.choice(["on_time", "late", "unknown"]))
    else:
        execute("DELETE FROM catalog_healthstate WHERE entity_id = %s", [some[0]])


@pytest.mark.django_db
def test_it_works():
    pick = random.Random(1)
    make(pick, 1)
    check()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_counts_are_a_recount_after_any_writes(seed):
    pick = random.Random(seed)
    ids = [make(pick, number) for number in range(20)]
    for turn in range(40):
        step(pick, ids)
        if turn % 10 == 3:
            head, one = pick.sample(ids, 2)
            canonical_set({one: head})
        if turn % 10 == 5:
            canonical_set(dict.fromkeys(ids))
        if turn % 10 == 7:
            entities_delete([ids.pop()])
        if turn % 13 == 0:
            check()
            facets_fold()
            check()
    entities_delete(ids)
    facets_fold()
    assert rows("SELECT facet, count FROM catalog_facetcount") == []


@pytest.mark.django_db(transaction=True)
def test_several_writers_at_once_and_one_who_adds_up():
    pick = random.Random(9)
    ids = [make(pick, number) for number in range(12)]
    failures = []

    def write(seed):
        own = random.Random(seed)
        try:
            for _ in range(25):
                retrying(transaction.atomic(lambda: [step(own, ids) for _ in range(2)]))
                if seed == 0:
                    facets_fold()
        except Exception as error:  # told by the test's own thread
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    check()
    facets_fold()
    check()
    assert rows(
        "SELECT count(*) FROM (SELECT 1 FROM catalog_facetcount GROUP BY facet, restricted HAVING count(*) > 1) t"
    ) == [(0,)]


@pytest.mark.django_db
def test_a_value_that_only_hidden_ones_have_is_not_told():
    pick = random.Random(1)
    entity_id = make(pick, 1)
    execute(
        "UPDATE catalog_entity SET restricted = true, deleted_at = NULL, type = 'secret', owner_ref = 'group:default/t1' WHERE id = %s",
        [entity_id],
    )

    def types(viewer, **more):
        return [(v.value, v.count) for v in entity_count(viewer, by=[FacetField.TYPE], **more)[0].values]

    assert (types(VIEWER), types(CREW), types(ADMIN)) == ([], [("secret", 1)], [("secret", 1)])
    wanted = EntityFilter(owners=("group:default/t1",))
    assert (types(VIEWER, filter=wanted), types(CREW, filter=wanted)) == ([], [("secret", 1)])
    assert rows("SELECT value FROM catalog_facetvalue WHERE field = 'type' AND value = 'secret'") == [("secret",)]


@pytest.mark.django_db
def test_an_owner_that_is_hidden_is_no_value():
    pick = random.Random(1)
    hidden, other = make(pick, 1), make(pick, 2)
    execute("UPDATE catalog_entity SET deleted_at = NULL, restricted = id = %s, owner_ref = NULL", [hidden])
    execute("UPDATE catalog_entity SET owner_ref = 'resource:n/1' WHERE id = %s", [other])

    def owners(viewer):
        (facet,) = entity_count(viewer, by=[FacetField.OWNER])
        return [v.value for v in facet.values], facet.more_count

    assert (owners(VIEWER), owners(ADMIN)) == (([], 0), (["resource:n/1"], 0))
