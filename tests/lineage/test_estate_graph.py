"""The whole graph in memory answers as SQL does, whatever was committed since its file was made, and in whatever order."""

from __future__ import annotations

import random
import threading

import pytest
from django.db import connection, transaction

from catalog.database import execute, rows
from lineage.answers import Grain
from lineage.ingest import graph_file
from lineage.ingest.graph_file import graph_make, graph_refresh
from lineage.queries import estate_graph as memory
from lineage.queries.closure import closure_of
from lineage.queries.edges import EdgeView
from lineage.queries.estate_graph import estate_graph, file_of
from lineage.queries.steps import InMemory, InSql
from tests.builders import dataset, event, ingest
from tests.lineage.plain_graph import add_edge, add_folded, entities, hops_in_sql, remove_edge, remove_folded

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


def compared(ids):
    """Every node's reach, both ways, in both ways to ask."""
    for node in ids:
        for downstream in (False, True):
            assert in_memory(node, downstream=downstream) == hops_in_sql(node, downstream=downstream), node


def compared_steps(rng, ids):
    """A step, the edges between some and what is beside them: in both ways to ask."""
    arrays = estate_graph()
    assert arrays is not None
    memory_steps = InMemory(arrays)
    sql_steps = InSql(EdgeView(grain=Grain.FULL, as_of=None, window_days=0, bases=None))
    for size in (1, 3, 8):
        some = rng.sample(ids, size)
        for side in ("source", "target"):
            given = (side, some, {*some, rng.choice(ids)})
            assert memory_steps.beyond(*given, 3) == sql_steps.beyond(*given, 3)
            assert memory_steps.beyond(*given, 99) == sql_steps.beyond(*given, 99)
            ends = [rng.choice(ids)]
            found = memory_steps.edges(side, some, 99, ends=ends)
            assert sorted(found) == sorted(sql_steps.edges(side, some, 99, ends=ends))
            assert len(memory_steps.edges(side, some, 2, ends=ends)) == min(2, len(found))
        assert [pair[:2] for pair in memory_steps.pairs(some)] == [pair[:2] for pair in sql_steps.pairs(some)]
        shown = {node: counts for node, counts in memory_steps.outside(some).items() if counts != (0, 0)}
        assert shown == sql_steps.outside(some)


def changed_at_random(rng, jobs, datasets):
    """One change, as ingest may make it: an edge of a job, an edge of datasets, a dataset that goes or is back."""
    job, one, other = rng.choice(jobs), *rng.sample(datasets, 2)
    what = rng.randrange(10)
    if what < 2:
        add_edge(one, job)
    elif what < 4:
        add_edge(job, one)
    elif what == 4:
        remove_edge(*rng.choice([(one, job), (job, one)]))
    elif what == 5:
        add_folded(one, other, rng.choice([1, 2, 3]))
    elif what == 6:
        remove_folded(one, other)
    elif what == 7:
        execute("UPDATE catalog_searchdocument SET popularity = %s WHERE entity_id = %s", [rng.random(), one])
    elif what == 8:
        execute("UPDATE catalog_entity SET tier = %s WHERE id = %s", [rng.choice([None, 1, 2, 5]), one])
    else:
        gone = rng.random() < 0.5
        execute("UPDATE catalog_entity SET deleted_at = CASE WHEN %s THEN now() END WHERE id = %s", [gone, one])


@pytest.mark.parametrize("seed", range(3))
def test_memory_and_sql_agree_after_every_change(seed):
    rng = random.Random(seed)
    jobs, datasets = entities("job", JOBS), entities("dataset", DATASETS)
    for _ in range(30):
        changed_at_random(rng, jobs, datasets)
    graph_make()
    compared([*jobs, *datasets])
    for _ in range(12):
        with transaction.atomic():
            for _ in range(rng.randrange(1, 4)):
                changed_at_random(rng, jobs, datasets)
        compared([*jobs, *datasets])
        compared_steps(rng, [*jobs, *datasets])
    graph_make()
    compared([*jobs, *datasets])


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
    jobs, datasets = entities("job", 1), entities("dataset", 3)
    graph_make()
    # Transactions of other databases may keep what is in the file already
    kept = rows("SELECT count(*) FROM lineage_graphchange")[0][0]
    monkeypatch.setattr(memory, "CHANGES_MAX", kept + 3)
    add_edge(datasets[0], jobs[0])
    assert closure_of([datasets[0]], downstream=True).arrays is not None
    add_edge(datasets[1], jobs[0])
    add_edge(datasets[2], jobs[0])
    found = closure_of([datasets[0]], downstream=True)
    assert (found.arrays, found.ids.tolist()) == (None, [datasets[0], jobs[0]])


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
    assert rows("SELECT count(DISTINCT uid), count(*) FROM lineage_graphpart") == [(2, 2)]
    assert rows("SELECT 1 FROM lineage_graphchange WHERE xid < (SELECT min(horizon) FROM lineage_graphfile)") == []


def test_events_reach_memory_in_the_transaction_that_applies_them():
    ingest(event("load", inputs=[dataset("raw")], outputs=[dataset("clean")]))
    graph_make()
    ingest(event("report", inputs=[dataset("clean")], outputs=[dataset("sums")]))
    (raw,) = rows("SELECT id FROM catalog_entity WHERE name = 'raw'")[0]
    assert in_memory(raw, downstream=True) == hops_in_sql(raw, downstream=True)
    assert sorted(in_memory(raw, downstream=True).values()) == [0, 1, 2, 3, 4]
