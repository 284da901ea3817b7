"""Answers from columns in memory: the same as SQL gives, whatever is asked and whoever writes meanwhile."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import islice

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.columns import held
from catalog.columns.held import REFS, HeldColumns, Name
from catalog.database import execute, rows
from catalog.ingest.served_changes import served_changes_forget
from catalog.queries import descriptors
from catalog.queries.descriptor_filters import EVERYTHING, AllOf, AnyOf, Has, Not, Starts
from catalog.queries.descriptor_pages import DescriptorSearch
from catalog.queries.descriptors import (
    descriptor_facets,
    descriptor_list,
    descriptor_query,
    descriptor_stream,
    descriptors_by_refs,
)
from catalog.viewers import SYSTEM
from portal.api.backstage.fields import picked
from tests import estate
from tests.builders import VIEWER, descriptor
from tests.portal.backstage.remembered import by_both, is_forgotten, load, named, told
from tests.product import wait_for

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "l" * 250  # a value that exists and matches nothing
WORDS = ["Alpha", "alpha", "beta", "Gamma ray", "gamma", "Ünder", "ü", "z" * 200, LONG, "é x", "100%", "a_b"]
KEYS = [
    "metadata.tags",
    "metadata.title",
    "spec.type",
    "spec.owner",
    "metadata.namespace",
    "kind",
    "spec.words",
    "none",
    "spec.dependsOn",
    "relations.ownedBy",
    "metadata.name",
]


def said(number, chance, *, hides):
    """An entity with some of the words here and there; where some are hidden, perhaps one of them, or one that refers to them."""
    words = {
        key: chance.sample(WORDS, chance.randrange(1, 4)) if chance.random() < 0.3 else chance.choice(WORDS)
        for key in ("words", "more")
        if chance.random() < 0.8
    }
    more = {"title": chance.choice(WORDS)} if chance.random() < 0.7 else {}
    if hides:
        words |= {"dependsOn": [f"component:n{chance.randrange(40)}" for _ in range(3)]}
        more |= {"title": f"N{chance.randrange(40)}"} if chance.random() < 0.3 else {}
        more |= {"annotations": estate.RESTRICTED} if chance.random() < 0.2 else {}
    return descriptor(
        chance.choice(["Component", "Resource", "component"]),
        f"n{number}",
        tags=chance.sample(["gold", "old", "red", "blue"], chance.randrange(4)),
        **more,
        spec={"type": chance.choice(["a", "b", "table"]), "lifecycle": "x", "owner": f"team-{number % 3}", **words},
    )


def team(number, chance, *, hides):
    more = {"annotations": estate.RESTRICTED} if hides and chance.random() < 0.3 else {}
    return descriptor("Group", f"team-{number}", spec={"type": "team", "children": []}, **more)


def predicates(chance, depth=2):
    sort = chance.randrange(6 if depth else 3)
    key = chance.choice(KEYS)
    if sort == 0:
        return Has(key, tuple(chance.sample([*WORDS, "gold", "red", "a", "component", "team-1"], chance.randrange(4))))
    if sort == 1:
        return Has(key)
    if sort == 2:
        return Starts(key, chance.choice(["", "a", "T", "G", "ü", "zz", "team-"]))
    parts = tuple(predicates(chance, depth - 1) for _ in range(chance.randrange(4)))
    return Not(predicates(chance, depth - 1)) if sort == 3 else AllOf(parts) if sort == 4 else AnyOf(parts)


def searches(chance):
    return DescriptorSearch(
        where=predicates(chance) if chance.random() < 0.8 else EVERYTHING,
        order_field=chance.choice([None, "metadata.name", *KEYS]),
        descending=chance.random() < 0.5,
        text=(text := chance.choice(["", "", "a", "MM", "ü", "l" * 30, "%"])),
        text_fields=tuple(chance.sample(KEYS, 2)) if text else (),
    )


def paged(viewer, search, chance):
    """Some pages of a search, on and back again."""
    first = descriptor_query(viewer, search=search, limit=5, offset=chance.randrange(3))
    pages, page = [first], first
    for backwards in (False, False, True, False, True, True):
        if not page.positions:
            break
        after = page.positions[0 if backwards else 1]
        page = descriptor_query(viewer, search=search, limit=4, after=after, backwards=backwards, count=False)
        pages.append(page)
    return [(named(p.items), p.total_count, p.positions, p.has_next) for p in pages]


def questions(viewer, chance):
    """A page and what follows, a list, facets."""
    search, where, seed = searches(chance), predicates(chance), chance.random()
    facets = chance.sample(KEYS, 3)
    refs = [f"component:default/n{chance.randrange(60)}" for _ in range(9)] + ["nobody:default/é", "", "x" * 300]
    fields = chance.sample(["kind", "metadata.name", "metadata.title", "spec.words", "metadata.etag", "spec.none"], 3)
    chance_where = where if chance.random() < 0.5 else EVERYTHING
    return [
        lambda: paged(viewer, search, random.Random(seed)),
        lambda: named(descriptor_list(viewer, where=where, limit=7, offset=2)[0]),
        lambda: [name for page in descriptor_stream(viewer, where=where) for name in named(page)],
        # where some are hidden: tests/portal/backstage/test_restricted.py
        lambda: viewer is VIEWER or told(descriptors_by_refs(viewer, refs=refs, where=chance_where, fields=fields)),
        lambda: [
            picked(item, fields) for item in told(descriptor_query(viewer, search=search, limit=4, fields=fields).items)
        ],
        lambda: descriptor_facets(viewer, facets=facets, where=where),
        lambda: descriptor_facets(viewer, facets=facets),
    ]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("viewer", [SYSTEM, VIEWER], ids=["sees all", "sees what everybody sees"])
def test_memory_says_what_sql_says_before_and_after_changes(viewer, seed, say, memory, monkeypatch):
    chance, hides = random.Random(seed), viewer is VIEWER
    monkeypatch.setattr(descriptors, "SERVED", 7)
    monkeypatch.setattr(descriptors, "STRETCH", 16)
    estate_said = {number: said(number, chance, hides=hides) for number in range(40)}
    found = 0
    for _ in range(4):
        teams = [team(number, chance, hides=hides) for number in range(3)]
        say(*estate_said.values(), *teams)
        for _ in range(25):
            for ask in questions(viewer, chance):
                found += bool(by_both(memory, monkeypatch, ask))
        for number in chance.sample(sorted(estate_said), 8):
            estate_said[number] = said(number, chance, hides=hides)
        estate_said.pop(chance.choice(sorted(estate_said)))
        estate_said[len(estate_said) + 100] = said(len(estate_said) + 100, chance, hides=hides)
    assert found > 500


def test_memory_reads_a_page_in_one_statement(say, memory, monkeypatch):
    say(*(descriptor("Component", f"c{n}", spec={"type": "a", "lifecycle": "x", "owner": "o"}) for n in range(3)))
    search = DescriptorSearch(where=Has("spec.type", ("a",)), order_field="metadata.name")

    def ask():
        return named(descriptor_query(VIEWER, search=search, limit=2).items)

    assert by_both(memory, monkeypatch, ask) == ["c0", "c1"]
    with CaptureQueriesContext(connection) as captured:
        assert ask() == ["c0", "c1"]
    assert len(captured) == 1


def test_fields_of_refs_are_as_new_as_their_documents(say, memory, monkeypatch):
    """Also where no text of a field is another: a number that was a word, a word behind what is compared."""

    def ask():
        refs = ["component:default/c", "component:default/none"]
        return told(descriptors_by_refs(VIEWER, refs=refs, fields=["metadata.name", "spec.size"]))

    for size in (5, "5", "x" * 300 + "a", "x" * 300 + "b", None):
        say(descriptor("Component", "c", spec={"type": "a", "lifecycle": "x", "owner": "o", "size": size}))
        more = {} if size is None else {"spec": {"size": size}}
        assert by_both(memory, monkeypatch, ask) == [{"metadata": {"name": "c"}, "spec": {}} | more, None]
    with CaptureQueriesContext(connection) as captured:
        ask()
    assert len(captured) == 1


def test_who_gets_another_ref_is_found_by_it_at_once(say, memory, monkeypatch):
    say(descriptor("Component", "c", spec={"type": "a", "lifecycle": "x", "owner": "o"}))

    def ask():
        return told(
            descriptors_by_refs(VIEWER, refs=["component:default/c", "component:default/d"], fields=["metadata.name"])
        )

    assert by_both(memory, monkeypatch, ask) == [{"metadata": {"name": "c"}}, None]
    execute("UPDATE catalog_entity SET ref = 'component:default/d', name = 'd' WHERE ref = 'component:default/c'")
    assert by_both(memory, monkeypatch, ask) == [None, {"metadata": {"name": "d"}}]


def test_fields_of_too_many_entities_are_asked_in_sql(say, memory, monkeypatch):
    say(*(descriptor("Component", f"c{n}", spec={"type": "a", "lifecycle": "x", "owner": "o"}) for n in range(2)))

    def ask():
        return told(descriptors_by_refs(VIEWER, refs=["component:default/c1"], fields=["kind"]))

    monkeypatch.setattr(held, "ENTITIES_MAX", 1)
    ask()
    load(memory)
    assert (ask(), len(memory._held), [name.key for name in memory._refused]) == (
        [{"kind": "Component"}],
        2,
        [held.PARTS],
    )
    memory._refused.clear()
    monkeypatch.setattr(held, "ENTITIES_MAX", 2)
    assert by_both(memory, monkeypatch, ask) == [{"kind": "Component"}]
    assert len(memory._held) == 3


def test_a_change_that_commits_between_two_looks_is_in_the_answer(say, memory, monkeypatch):
    say(
        *(
            descriptor("Component", f"c{n}", tags=["old"], spec={"type": "a", "lifecycle": "x", "owner": "o"})
            for n in range(3)
        )
    )

    def ask():
        return descriptor_facets(SYSTEM, facets=["metadata.tags"])

    assert by_both(memory, monkeypatch, ask) == {"metadata.tags": (("old", 3),)}
    mend, changes = memory.mend, iter(["new", "newer", "newest"])

    def mend_while_others_write(*given):
        mend(*given)
        for tag in islice(changes, 1):
            execute(
                "UPDATE catalog_descriptorfield SET value = %s, original = NULL WHERE value = 'old' OR value LIKE 'new%%'",
                [tag],
            )

    monkeypatch.setattr(memory, "mend", mend_while_others_write)
    execute("UPDATE catalog_descriptorfield SET value = 'new' WHERE value = 'old'")
    assert ask() == {"metadata.tags": (("newest", 3),)}  # memory was behind three times, SQL is not
    assert ask() == {"metadata.tags": (("newest", 3),)}


def test_each_column_is_believed_by_its_own_snapshot(say, memory, monkeypatch):
    """A thread that was slow confirms its column last, by a snapshot that is older than those of others."""
    say(descriptor("Component", "c", spec={"type": "a", "lifecycle": "x", "owner": "o"}))

    def ask():
        return descriptor_facets(SYSTEM, facets=["spec.type"])

    assert by_both(memory, monkeypatch, ask) == {"spec.type": (("a", 1),)}
    slow = memory.get([Name("spec.type", is_written=True)])
    ((saw, _),) = {(one.saw, one.server) for one in slow.values()}
    execute("UPDATE catalog_descriptorfield SET value = 'b' WHERE key = 'spec.type'")
    memory._held.pop(Name("kind"))
    memory.load([Name("kind")])
    memory.confirm(slow, saw)
    assert ask() == {"spec.type": (("b", 1),)}


def test_too_many_changes_too_large_a_column_another_server(say, memory, monkeypatch):
    say(*(descriptor("Component", f"c{n}", spec={"type": "a", "lifecycle": "x", "owner": "o"}) for n in range(5)))

    def ask():
        return descriptor_facets(SYSTEM, facets=["spec.type"])

    def is_held():
        return memory.get([Name("spec.type", is_written=True)]) is not None

    assert (by_both(memory, monkeypatch, ask), is_held()) == ({"spec.type": (("a", 5),)}, True)
    monkeypatch.setattr(held, "CHANGES_MAX", 4)
    execute("UPDATE catalog_descriptorfield SET value = 'b' WHERE key = 'spec.type'")
    assert (ask(), is_held()) == ({"spec.type": (("b", 5),)}, False)
    load(memory)
    assert (ask(), is_held()) == ({"spec.type": (("b", 5),)}, True)
    for name, one in memory.get([Name("spec.type", is_written=True), Name("kind")]).items():
        memory._held[name] = replace(one, server="another")
    assert (ask(), is_held()) == ({"spec.type": (("b", 5),)}, False)
    monkeypatch.setattr(memory, "_budget", 100)
    ask()
    load(memory)
    assert (ask(), is_held(), memory._wanted.empty()) == ({"spec.type": (("b", 5),)}, False, True)


def test_a_column_full_of_values_that_nobody_has_is_read_again(say, memory, monkeypatch):
    say(descriptor("Component", "c", spec={"type": "a", "lifecycle": "x", "owner": "o"}))
    monkeypatch.setattr(held, "UNUSED_MAX", 1)

    def ask():
        return descriptor_facets(SYSTEM, facets=["spec.type"])

    assert by_both(memory, monkeypatch, ask) == {"spec.type": (("a", 1),)}
    sizes = []
    for value in "bcd":
        execute("UPDATE catalog_descriptorfield SET value = %s WHERE key = 'spec.type'", [value])
        assert ask() == {"spec.type": ((value, 1),)}
        columns = memory.get([Name("spec.type", is_written=True)])
        sizes.append(len(columns.popitem()[1].column.values) if columns else None)
    assert sizes == [2, 3, None]
    load(memory)
    assert by_both(memory, monkeypatch, ask) == {"spec.type": (("d", 1),)}


def test_a_column_that_nobody_looked_at_is_let_go(say, memory, monkeypatch):
    say(descriptor("Component", "c", spec={"type": "a", "lifecycle": "x", "owner": "o"}))
    memory.load([Name("kind")])
    assert memory.get([Name("kind")]) is not None
    monkeypatch.setattr(held, "HELD_SECONDS", 0.0)
    assert memory.get([Name("kind")]) is None


def test_a_column_is_not_believed_when_changes_since_were_forgotten(say, memory, monkeypatch):
    """As after an hour in which this machine stood still, and the database did not."""
    say(descriptor("Component", "c", spec={"type": "a", "lifecycle": "x", "owner": "o"}))

    def ask():
        return descriptor_facets(SYSTEM, facets=["spec.type"])

    assert by_both(memory, monkeypatch, ask) == {"spec.type": (("a", 1),)}
    execute("UPDATE catalog_descriptorfield SET value = 'b' WHERE key = 'spec.type'")
    wait_for(lambda: is_forgotten("catalog_fieldchange"), "changes are forgotten")
    assert ask() == {"spec.type": (("b", 1),)}


def test_changes_are_forgotten_when_all_before_have_ended(say):
    say(descriptor("Component", "c", spec={"type": "a", "lifecycle": "x", "owner": "o"}))
    assert rows("SELECT count(*) > 0 FROM catalog_fieldchange") == [(True,)]
    served_changes_forget()
    assert rows("SELECT count(*) > 0 FROM catalog_fieldchange") == [(True,)]
    wait_for(lambda: is_forgotten("catalog_fieldchange"), "changes are forgotten")


def test_lists_stay_in_sql_where_it_has_another_order_than_bytes(memory, monkeypatch):
    memory.load([Name(REFS)])
    assert memory.get([Name(REFS)]) is not None
    other = HeldColumns()
    monkeypatch.setattr(
        held, "_SORTS_AS_BYTES", held._SORTS_AS_BYTES.replace("'C', 'POSIX', 'C.UTF-8', 'C.UTF8'", "'x'")
    )
    other.load([Name(REFS)])
    assert other.get([Name(REFS)]) is None
    assert other._refused.keys() == {Name(REFS)}
