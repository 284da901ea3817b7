"""Cycles, orphans and hubs of the whole graph, from SQL and from memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.database import execute, rows
from catalog.errors import InvalidError, UnavailableError
from catalog.queries.filters import EntityFilter
from lineage.answers import Direction, OrphanKind
from lineage.ingest.graph_file import graph_make
from lineage.queries import estate_graph as memory
from lineage.queries import estate_read
from lineage.queries.cycles import cycle_list
from lineage.queries.degrees import hub_list, orphan_list
from tests.builders import VIEWER
from tests.lineage.plain_graph import add_edge, add_folded, entities

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True, params=["sql", "memory"])
def how(request, settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(memory, "_memory", None)
    if request.param == "memory":
        graph_make()
    return request.param


def name_of(ids):
    return dict(rows("SELECT id, ref FROM catalog_entity WHERE id = ANY(%s)", [list(ids)]))


def joined(*path):
    for source, target in zip(path, path[1:], strict=False):
        add_edge(source, target)


def test_cycles_largest_first_without_jobs_that_read_what_they_write():
    a, b, c, d = entities("dataset", 4)
    j, k, m = entities("job", 3)
    names = name_of([a, b, c, d, j, k, m])
    joined(a, j, b, k, a)
    joined(b, m, c, m)
    add_folded(c, d, 2)
    report = cycle_list(VIEWER)
    assert [(cycle.size, [member.ref for member in cycle.members]) for cycle in report.cycles] == [
        (4, [names[node] for node in sorted([a, b, j, k])])
    ]
    assert [cycle.size for cycle in cycle_list(VIEWER, smallest=2).cycles] == [4, 2]
    assert (
        cycle_list(VIEWER, smallest=2, limit=1).total_count,
        len(cycle_list(VIEWER, smallest=2, limit=1).cycles),
    ) == (2, 1)


def test_a_deleted_job_closes_no_cycle():
    a, b = entities("dataset", 2)
    j, k = entities("job", 2)
    joined(a, j, b, k, a)
    execute("UPDATE catalog_entity SET deleted_at = now() WHERE id = %s", [k])
    assert cycle_list(VIEWER).total_count == 0


def test_of_hidden_members_only_the_number_is_told():
    a, b = entities("dataset", 2)
    j, k = entities("job", 2)
    names = name_of([a, b, j, k])
    joined(a, j, b, k, a)
    execute("UPDATE catalog_entity SET restricted = true WHERE id = %s", [b])
    (cycle,) = cycle_list(VIEWER).cycles
    assert (cycle.size, cycle.hidden_count) == (4, 1)
    assert [member.ref for member in cycle.members] == [names[node] for node in sorted([a, j, k])]


def listed(**more):
    page = orphan_list(VIEWER, first=50, **more)
    return {item.entity.ref: item.kind.value for item in page.items}, page.total_count


def test_datasets_that_nothing_reads_or_writes():
    raw, clean, left, gone = entities("dataset", 4)
    (job,) = entities("job", 1)
    names = name_of([raw, clean, left, gone])
    joined(raw, job, clean)
    add_edge(job, job)
    execute("UPDATE catalog_entity SET deleted_at = now() WHERE id = %s", [gone])
    assert listed() == ({names[raw]: "unwritten", names[clean]: "unread", names[left]: "isolated"}, 3)
    assert listed(kinds=[OrphanKind.UNREAD]) == ({names[clean]: "unread"}, 1)
    assert listed(filter=EntityFilter(refs=(names[left],))) == ({names[left]: "isolated"}, None)


def test_pages_of_orphans_go_by_tier_then_age():
    ids = entities("dataset", 5)
    names = name_of(ids)
    execute("UPDATE catalog_entity SET tier = 1 WHERE id = %s", [ids[3]])
    found, after = [], None
    for _ in range(3):
        page = orphan_list(VIEWER, first=2, after=after)
        found.append([item.entity.ref for item in page.items])
        after = page.end_cursor
    expected = [names[ids[i]] for i in (3, 0, 1, 2, 4)]
    assert found == [expected[:2], expected[2:4], expected[4:]]


def test_hubs_by_direct_neighbours():
    one, two, three = entities("dataset", 3)
    j, k = entities("job", 2)
    names = name_of([one, two, j])
    joined(one, j, two)
    joined(one, k, three)
    joined(two, j)
    told = [(hub.entity.ref, hub.upstream_count, hub.downstream_count) for hub in hub_list(VIEWER, limit=2)]
    assert told == [(names[one], 0, 2), (names[two], 1, 1)]
    told = [(hub.entity.ref, hub.upstream_count) for hub in hub_list(VIEWER, direction=Direction.UPSTREAM, limit=1)]
    assert told == [(names[j], 2)]
    admin = replace(VIEWER, key="person:x")
    assert hub_list(admin, limit=1, filter=EntityFilter(refs=(names[two],)))[0].entity.ref == names[two]


def test_what_is_out_of_range_is_refused():
    for ask, field in (
        (lambda: cycle_list(VIEWER, smallest=1), "smallest"),
        (lambda: cycle_list(VIEWER, limit=501), "limit"),
        (lambda: hub_list(VIEWER, limit=0), "limit"),
        (lambda: orphan_list(VIEWER, first=0), "first"),
    ):
        with pytest.raises(InvalidError, match=field):
            ask()


def test_a_large_graph_without_a_file_says_so(how, monkeypatch):
    monkeypatch.setattr(estate_read, "EDGES_MIN", 1)
    (one,), (job,) = entities("dataset", 1), entities("job", 1)
    add_edge(one, job)
    if how == "memory":
        assert cycle_list(VIEWER).total_count == 0
    else:
        with pytest.raises(UnavailableError, match="read anew"):
            cycle_list(VIEWER)
