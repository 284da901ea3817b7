"""The whole graph in memory answers as SQL does, whatever was committed since its file was made, and in whatever order."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from catalog.database import execute, rows
from lineage.answers import Grain
from lineage.ingest import graph_file
from lineage.ingest.graph_file import graph_make, graph_refresh
from lineage.ingest.present_edges import edges_project, folded_project
from lineage.queries import estate_graph as memory
from lineage.queries.closure import closure_of
from lineage.queries.edges import EdgeView
from lineage.queries.estate_graph import estate_graph, file_of
from lineage.queries.starts import start_nodes
from lineage.queries.steps import node_steps, steps_of
from lineage.queries.steps_in_memory import InGroups, InMemory
from lineage.queries.steps_in_sql import InSql
from tests.builders import dataset, event, ingest
from tests.lineage.plain_graph import add_edge, entities, hops_in_sql, prove

pytestmark = pytest.mark.django_db(transaction=True)
JOBS, DATASETS = 6, 14


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(memory, "_memory", None)


def in_memory(node, *, downstream):
    found = closure_of([node], downstream=downstream)
    assert found.arrays is not None
    return dict(zip(found.ids.tolist(), found.hops.tolist(), strict=True))


def day(number):
    return datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=number)


def compared(ids, as_of=None):
    """Every node's reach, both ways, in both ways to ask."""
    view = EdgeView(grain=Grain.FULL, as_of=as_of, window_days=0, bases=None)
    for node in ids:
        for downstream in (False, True):
            given = ([node],), {"downstream": downstream, "max_hops": None}
            found, expected = (steps.levels(*given[0], **given[1]) for steps in (node_steps(as_of), InSql(view)))
            assert [level.tolist() for level in found] == [level.tolist() for level in expected], node


def compared_steps(rng, ids, as_of=None, or_at=None, grain=Grain.FULL):
    """A step, the edges between some and what is beside them: in both ways to ask."""
    view = EdgeView(grain=grain, as_of=as_of, window_days=0, bases=None, or_at=or_at)
    memory_steps, sql_steps = steps_of(view), InSql(view)
    assert isinstance(memory_steps, InMemory if grain is Grain.FULL else InGroups)
    for size in (1, 3, 8):
        some = rng.sample(ids, min(size, len(ids)))
        for side in ("source", "target"):
            given = (side, some, {*some, rng.choice(ids)})
            assert memory_steps.beyond(*given, 3) == sql_steps.beyond(*given, 3)
            assert memory_steps.beyond(*given, 99) == sql_steps.beyond(*given, 99)
            ends = [rng.choice(ids)]
            found = memory_steps.edges(side, some, 99, ends=ends)
            assert sorted(found) == sorted(sql_steps.edges(side, some, 99, ends=ends))
            assert len(memory_steps.edges(side, some, 2, ends=ends)) == min(2, len(found))
        assert memory_steps.pairs(some) == sql_steps.pairs(some)
        shown = {node: counts for node, counts in memory_steps.outside(some).items() if counts != (0, 0)}
        assert shown == sql_steps.outside(some)
        groups = sql_steps.groups(some)
        assert {head: sorted(group) for head, group in memory_steps.groups(some).items()} == {
            head: sorted(group) for head, group in groups.items()
        }


def standing():
    """Entities that stand for themselves."""
    return [row[0] for row in rows("SELECT id FROM catalog_entity WHERE canonical_id IS NULL ORDER BY id")]


def changed_at_random(rng, jobs, datasets):
    """One change, as ingest may make it: evidence, then the edges that hold by it."""
    job, one, other = rng.choice(jobs), *rng.sample(datasets, 2)
    at = day(rng.randrange(20))
    until = rng.choice([None, None, at + timedelta(days=rng.randrange(1, 20))])
    what = rng.randrange(15)
    if what < 4:
        prove(*rng.choice([(one, job), (job, one)]), at, until=until)
    elif what < 6:
        prove(one, other, at, until=until, basis=rng.choice([1, 2, 3]), via=rng.choice([0, *jobs]))
    elif what == 6:
        execute(
            "UPDATE lineage_edgeevidence SET superseded_at = greatest(%s, first_seen_at) WHERE %s IN (source_id, target_id)",
            [at, one],
        )
    elif what == 7:
        execute(
            "UPDATE lineage_edgeevidence SET first_seen_at = least(%s, first_seen_at) WHERE source_id = %s", [at, one]
        )
    elif what == 8:
        execute("DELETE FROM lineage_edgeevidence WHERE source_id = %s", [one])
    elif what == 9:
        execute("UPDATE catalog_searchdocument SET popularity = %s WHERE entity_id = %s", [rng.random(), one])
    elif what == 10:
        execute("UPDATE catalog_entity SET tier = %s WHERE id = %s", [rng.choice([None, 1, 2, 5]), one])
    elif what == 11:
        gone = rng.random() < 0.5
        execute("UPDATE catalog_entity SET deleted_at = CASE WHEN %s THEN now() END WHERE id = %s", [gone, one])
    elif what < 14:
        column, group = (
            rng.choice(["owner", "system"]),
            rng.choice(["resource:default/team-1", "resource:default/team-2", "none", None]),
        )
        execute(f"UPDATE catalog_entity SET {column}_ref = %s WHERE id = %s", [group, rng.choice([one, job])])
    else:
        execute(
            "UPDATE catalog_entity SET canonical_id = %s WHERE id = %s AND NOT EXISTS (SELECT 1 FROM catalog_entity m WHERE "
            "m.canonical_id = %s) AND EXISTS (SELECT 1 FROM catalog_entity h WHERE h.id = %s AND h.canonical_id IS NULL)",
            [rng.choice([None, other, other]), one, one, other],
        )
    tables = ("edgeevidence", "edge", "foldededge")
    pairs = rows(" UNION ".join(f"SELECT source_id, target_id FROM lineage_{table}" for table in tables))
    edges_project(pairs)
    folded_project(jobs, pairs)


@pytest.mark.parametrize("seed", range(5))
def test_memory_and_sql_agree_after_every_change_and_at_every_instant(seed):
    rng = random.Random(seed)
    jobs, datasets = entities("job", JOBS), entities("dataset", DATASETS)
    entities("team", 2)
    for _ in range(60):
        changed_at_random(rng, jobs, datasets)
    graph_make()
    compared(standing())
    for _ in range(12):
        with transaction.atomic():
            for _ in range(rng.randrange(1, 4)):
                changed_at_random(rng, jobs, datasets)
        then, later = sorted(day(number) for number in rng.sample(range(40), 2))
        for as_of in (None, then):
            compared(standing(), as_of)
            compared_steps(rng, standing(), as_of)
            for grain in (Grain.TEAM, Grain.SYSTEM):
                compared_steps(rng, start_nodes(standing(), grain)[0], as_of, grain=grain)
        compared_steps(rng, standing(), later, then)
    graph_make()
    compared(standing())
    compared(standing(), day(10))


def test_a_transaction_that_commits_after_a_later_one_is_seen():
    """The order of commits is not that of transactions, nor that of their changes."""
    jobs, datasets = entities("job", 2), entities("dataset", 4)
    wrote, commit = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            add_edge(datasets[0], jobs[0])
            wrote.set()
            commit.wait(30)
        connection.close()

    graph_make()
    writer = threading.Thread(target=slow)
    writer.start()
    assert wrote.wait(30)
    add_edge(jobs[0], datasets[1])
    assert in_memory(jobs[0], downstream=True) == {jobs[0]: 0, datasets[1]: 1}
    made_meanwhile = graph_make()
    assert in_memory(datasets[0], downstream=True) == {datasets[0]: 0}
    commit.set()
    writer.join()
    assert in_memory(datasets[0], downstream=True) == {datasets[0]: 0, jobs[0]: 1, datasets[1]: 2}
    assert estate_graph() is not None
    assert memory._memory is not None
    assert memory._memory.uid == made_meanwhile


def test_a_machine_that_did_not_make_the_file_gets_it_from_the_database():
    jobs, datasets = entities("job", 1), entities("dataset", 2)
    add_edge(datasets[0], jobs[0])
    uid = graph_make()
    content = file_of(uid).read_bytes()
    file_of(uid).unlink()
    assert in_memory(datasets[0], downstream=True) == {datasets[0]: 0, jobs[0]: 1}
    assert file_of(uid).read_bytes() == content


def test_after_a_crash_that_emptied_the_table_sql_answers():
    jobs, datasets = entities("job", 1), entities("dataset", 2)
    add_edge(datasets[0], jobs[0])
    uid = graph_make()
    file_of(uid).unlink()
    execute("DELETE FROM lineage_graphpart")
    found = closure_of([datasets[0]], downstream=True)
    assert (found.arrays, found.ids.tolist()) == (None, [datasets[0], jobs[0]])


def test_too_many_changes_are_left_to_sql(monkeypatch):
    jobs, datasets = entities("job", 1), entities("dataset", 2)
    graph_make()
    add_edge(datasets[0], jobs[0])
    assert closure_of([datasets[0]], downstream=True).arrays is not None
    add_edge(datasets[1], jobs[0])
    monkeypatch.setattr(memory, "CHANGES_MAX", 0)
    found = closure_of([datasets[1]], downstream=True)
    assert (found.arrays, found.ids.tolist()) == (None, [datasets[1], jobs[0]])


def test_files_are_made_when_there_is_enough_to_say(monkeypatch):
    monkeypatch.setattr(graph_file, "EDGES_MIN", 2)
    monkeypatch.setattr(graph_file, "CHANGES_MAX", 3)
    monkeypatch.setattr(graph_file, "_REST", 0)
    jobs, datasets = entities("job", 1), entities("dataset", 4)
    add_edge(datasets[0], jobs[0])
    assert graph_refresh() is False
    add_edge(datasets[1], jobs[0])
    assert graph_refresh() is True
    add_edge(datasets[2], jobs[0])
    assert graph_refresh() is False
    add_edge(datasets[3], jobs[0])
    assert graph_refresh() is True
    assert graph_refresh() is False
    for _ in range(2):
        graph_make()
    kept = {uid for (uid,) in rows("SELECT uid FROM lineage_graphfile")}
    assert len(kept) == 2
    assert {path.stem for path in file_of(jobs[0]).parent.glob("*.graph")} == {str(uid) for uid in kept}
    assert (
        rows(
            "SELECT f.uid FROM lineage_graphfile f WHERE byte_count <> (SELECT sum(length(p.bytes)) FROM lineage_graphpart p "
            "WHERE p.uid = f.uid)"
        )
        == []
    )
    assert rows("SELECT count(DISTINCT uid) FROM lineage_graphpart") == [(2,)]
    assert rows("SELECT 1 FROM lineage_graphchange WHERE xid < (SELECT min(horizon) FROM lineage_graphfile)") == []


def test_events_reach_memory_in_the_transaction_that_applies_them():
    ingest(event("load", inputs=[dataset("raw")], outputs=[dataset("clean")]))
    graph_make()
    ingest(event("report", inputs=[dataset("clean")], outputs=[dataset("sums")]))
    (raw,) = rows("SELECT id FROM catalog_entity WHERE name = 'raw'")[0]
    assert in_memory(raw, downstream=True) == hops_in_sql(raw, downstream=True)
    assert sorted(in_memory(raw, downstream=True).values()) == [0, 1, 2, 3, 4]
