"""Whom to tell of a change: each team with what is its own, the important ones first."""

from __future__ import annotations

import pytest

from catalog.database import execute
from catalog.names import Kind
from catalog.queries.filters import EntityFilter
from lineage.queries import contacts
from lineage.queries.contacts import contact_list
from tests import estate as e
from tests.builders import (
    ADMIN,
    VIEWER,
    column_lineage,
    dataset,
    dataset_ref,
    descriptor,
    event,
    files_source,
    ingest,
    settle,
    sync,
)

pytestmark = pytest.mark.django_db


def team(name, *people, **more):
    return [
        descriptor(
            "Group", name, spec={"type": "team", "children": [], "profile": {"email": f"{name}@example.com"}}, **more
        ),
        *(descriptor("User", person, spec={"profile": {}, "memberOf": [name]}) for person in people),
    ]


def owned(name, owner, tier=None, **annotations):
    more = {"headwater.dev/tier": str(tier)} if tier else {}
    return descriptor(
        "Resource",
        name,
        annotations=e.named("postgres://db:5432", name, **more, **annotations),
        spec={"type": "table", "owner": owner},
    )


@pytest.fixture
def estate(tmp_path):
    """raw feeds tables of a, b and a hidden team, and two that nobody owns; leads of b: ann."""
    people = [*team("a"), *team("b", "ann", "bob"), *team("h", annotations=e.RESTRICTED)]
    tables = [owned("a1", "a"), owned("a2", "a", 3), owned("b1", "b", 1), owned("h1", "h", 2)]
    e.write(tmp_path, "all.yaml", *people, *tables)
    sync(files_source(tmp_path))
    outputs = [dataset("a1", facets=column_lineage(id="raw.id")), "a2", "b1", "h1", "free"]
    ingest(event("load", inputs=["raw"], outputs=outputs), event("later", inputs=["a1"], outputs=["far"]))
    settle()


def asked(viewer=VIEWER, **options):
    return contact_list(viewer, ref=dataset_ref("raw"), **options)


def told(found):
    return [
        (
            contact.team and contact.team.title,
            contact.count,
            contact.top_tier,
            contact.hop,
            [x.title for x in contact.entities],
        )
        for contact in found
    ]


def test_it_works(estate):
    found = asked(filter=EntityFilter(kinds=(Kind.DATASET,)))
    assert told(found) == [
        ("b", 1, 1, 2, ["b1"]),
        (None, 3, 2, 2, ["h1", "free", "far"]),
        ("a", 2, 3, 2, ["a2", "a1"]),
    ]
    assert [(c.channel, c.exact_count, c.leads) for c in found] == [
        ("b@example.com", 1, ()),
        (None, 3, ()),
        ("a@example.com", 2, ()),
    ]


def test_who_may_see_the_team_is_told_of_it(estate):
    found = asked(ADMIN, filter=EntityFilter(kinds=(Kind.DATASET,)))
    assert [(contact.team and contact.team.title, contact.count) for contact in found] == [
        ("b", 1), ("h", 1), ("a", 2), (None, 2),
    ]  # fmt: skip


def test_leads_of_a_team_are_named(estate):
    execute("UPDATE catalog_membership SET role = 'lead' WHERE person_ref = 'user:default/ann'")
    assert [[lead.title for lead in contact.leads] for contact in asked() if contact.team] == [["ann"], []]


def test_hops_and_columns_count(estate):
    assert [(c.team and c.team.title, c.count) for c in asked(max_hops=1)] == [(None, 1)]
    found = asked(columns=["id"], filter=EntityFilter(kinds=(Kind.DATASET,)))
    assert {c.team and c.team.title: (c.count, c.exact_count) for c in found} == {
        "a": (2, 1),
        "b": (1, 0),
        None: (3, 0),
    }


def test_of_many_entities_the_first_are_named_and_all_are_counted(estate, monkeypatch):
    monkeypatch.setattr(contacts, "ENTITIES_MAX", 1)
    assert told(asked(filter=EntityFilter(kinds=(Kind.DATASET,)))) == [
        ("b", 1, 1, 2, ["b1"]),
        (None, 3, 2, 2, ["h1"]),
        ("a", 2, 3, 2, ["a2"]),
    ]


def test_nothing_downstream_is_nobody_to_tell(estate):
    assert contact_list(VIEWER, ref=dataset_ref("far")) == ()
