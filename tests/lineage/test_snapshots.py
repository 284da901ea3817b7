"""Runs whose events each say all (emissionPattern COMPLETE_SNAPSHOT): the latest event counts, what came before is history."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.core.management import call_command

from catalog.database import rows
from lineage.answers import Grain
from lineage.queries.graph import lineage_walk
from lineage.queries.run_sheets import run_sheet_get
from lineage.queries.runs import run_get, run_list
from tests.builders import T0, VIEWER, event, job_ref, run_id
from tests.digest import graph_digest
from tests.lineage.inflow import ingest
from tests.lineage.test_explicit import states

pytestmark = pytest.mark.django_db(transaction=True)
RUN = run_id(1)


def mode(content):
    """A jobType facet of a streaming job."""
    pattern = {"eventTrigger": "PERIODIC", "eventContentMode": content, "windowDuration": 300}
    return {"jobType": {"processingType": "STREAMING", "integration": "FLINK", "emissionPattern": pattern}}


def window(minutes, inputs=(), outputs=(), *, kind="RUNNING", run=RUN, content="COMPLETE_SNAPSHOT", stated=None):
    """One event of the streaming job; `stated` are its edges, if it states them outright: target = [sources]."""
    facets = (mode(content) if content else {}) | (states(**stated) if stated else {})
    return event("stream", kind, run=run, minutes=minutes, inputs=inputs, outputs=outputs, job_facets=facets)


def named():
    """Names that the latest run of the job reads and writes."""
    (card,) = run_list(VIEWER, ref=job_ref("stream"), first=1).items
    detail = run_get(VIEWER, ids=[card.id])[0]
    return [sorted(use.dataset.title for use in uses) for uses in (detail.inputs, detail.outputs)]


def pairs(**when):
    """(source, target) between datasets."""
    refs = [row[0] for row in rows("SELECT ref FROM catalog_entity WHERE kind = 'dataset' ORDER BY ref")]
    graph = lineage_walk(VIEWER, refs=refs, max_hops=1, grain=Grain.DATASET, **when)
    return {(e.source.partition("/")[2], e.target.partition("/")[2]) for e in graph.edges}


def direct(**when):
    """What the job reads and writes."""
    graph = lineage_walk(VIEWER, refs=[job_ref("stream")], max_hops=1, **when)
    return {(e.source.partition("/")[2], e.target.partition("/")[2]) for e in graph.edges}


def test_the_latest_event_that_names_datasets_counts():
    ingest(window(0, kind="START"), window(5, ["a", "b"], ["x"]), window(10, ["b"], ["y"]), window(15))
    assert named() == [["b"], ["y"]]
    assert pairs() == {("b", "y")}
    assert direct() == {("b", "stream"), ("stream", "y")}
    (sheet,) = [run_sheet_get(VIEWER, run_id=RUN)]
    assert [[use.dataset.name for use in uses] for uses in (sheet.inputs, sheet.outputs)] == [["b"], ["y"]]


def test_what_a_later_window_lacks_is_history_in_pairs_that_were_named_together():
    ingest(window(5, ["a"], ["x"]), window(10, ["b"], ["y"]))
    ever = {"window_days": 365, "as_of": T0 + timedelta(days=1)}
    assert pairs(**ever) == {("a", "x"), ("b", "y")}
    assert direct(**ever) == {("a", "stream"), ("stream", "x"), ("b", "stream"), ("stream", "y")}
    found = rows(
        "SELECT s.title, e.first_seen_at, e.last_seen_at, e.superseded_at, e.run_count FROM lineage_edgeevidence e "
        "JOIN catalog_entity s ON s.id = e.source_id WHERE e.via_id > 0 ORDER BY 1"
    )
    five, ten = T0 + timedelta(minutes=5), T0 + timedelta(minutes=10)
    assert found == [("a", five, five, five, 1), ("b", ten, ten, None, 1)]


def test_edges_that_are_stated_outright_hold_while_the_latest_event_states_them():
    ingest(window(5, ["a", "b"], ["x"], stated={"x": ["a"]}), window(10, ["a", "b"], ["x"], stated={"x": ["b"]}))
    ingest(window(15, ["a", "b"], ["x"]))
    assert pairs() == {("b", "x")}
    assert pairs(window_days=365, as_of=T0 + timedelta(days=1)) == {("a", "x"), ("b", "x")}
    found = rows(
        "SELECT s.title, e.first_seen_at, e.last_seen_at, e.superseded_at, e.run_count FROM lineage_edgeevidence e "
        "JOIN catalog_entity s ON s.id = e.source_id WHERE e.basis = 1 ORDER BY 1"
    )
    five, ten = T0 + timedelta(minutes=5), T0 + timedelta(minutes=10)
    assert found == [("a", five, five, five, 1), ("b", ten, ten, None, 1)]


def test_events_that_add_up_are_left_as_they_are():
    ingest(window(5, ["a"], ["x"], content="ACCUMULATIVE"), window(10, ["b"], ["x"], content="ACCUMULATIVE"))
    assert named() == [["a", "b"], ["x"]]
    assert pairs() == {("a", "x"), ("b", "x")}


def test_one_event_that_says_so_is_enough_for_its_run():
    ingest(window(0, ["a"], ["x"], kind="START"), window(5, ["b"], ["x"], content=None))
    assert pairs() == {("b", "x")}


def test_a_run_that_goes_on_replaces_one_that_completed():
    ingest(
        window(0, ["a"], ["x"], run=run_id(2)), window(5, kind="COMPLETE", run=run_id(2)),
        window(10, ["b"], ["x"]),
    )  # fmt: skip
    assert pairs() == {("b", "x")}
    assert pairs(as_of=T0 + timedelta(minutes=7)) == {("a", "x")}


@pytest.mark.parametrize("wrong", [None, 5, "COMPLETE_SNAPSHOT", ["eventContentMode"], {"eventContentMode": 3}])
def test_a_pattern_of_a_wrong_shape_is_none(wrong):
    facets = {"jobType": {"emissionPattern": wrong}}
    made = [event("stream", "RUNNING", run=RUN, minutes=n, inputs=[f"in{n}"], job_facets=facets) for n in range(2)]
    assert ingest(*made) == 2
    assert direct() == {("in0", "stream"), ("in1", "stream")}


def story(seed):
    """Runs of one job that are told in snapshots, in part, or not at all; they overlap, end in every way, or never."""
    rng = random.Random(seed)
    made = []
    for number in range(4):
        contents = rng.choice((["COMPLETE_SNAPSHOT"], ["COMPLETE_SNAPSHOT", None], [None], ["ACCUMULATIVE", None]))
        kinds = ["START", *["RUNNING"] * rng.randrange(4), *rng.choice(([], ["COMPLETE"], ["FAIL"]))]
        for place, kind in enumerate(kinds):
            inputs = [name for name in "abc" if rng.random() < 0.4]
            outputs = [name for name in "xy" if rng.random() < 0.4]
            stated = {o: [i for i in "abc" if rng.random() < 0.5] for o in "xy"} if rng.random() < 0.2 else None
            event = {"kind": kind, "run": run_id(50 + number), "content": rng.choice(contents), "stated": stated}
            made.append(window(number * 15 + place * 7, inputs, outputs, **event))
    return made


@pytest.mark.parametrize("seed", range(12))
def test_order_and_repetition_change_nothing(seed):
    ingest(*story(seed))
    expected, answer = graph_digest(rows), (pairs(), direct(), named())
    for attempt in range(2):
        call_command("flush", interactive=False, verbosity=0)
        rng = random.Random(seed * 10 + attempt)
        shuffled = story(seed)
        rng.shuffle(shuffled)
        while shuffled:
            size = rng.randrange(1, 4)
            ingest(*shuffled[:size], *rng.sample(story(seed), 1))
            shuffled = shuffled[size:]
        found = graph_digest(rows)
        assert {
            name: sorted(set(found[name]) ^ set(expected[name])) for name in found if found[name] != expected[name]
        } == {}
        assert (pairs(), direct(), named()) == answer
