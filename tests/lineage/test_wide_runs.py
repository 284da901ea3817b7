"""Runs with so many inputs and outputs that their pairs do not count: the job alone joins them, whatever came first."""

from __future__ import annotations

import random

import pytest
from django.core.management import call_command

from catalog.database import rows
from lineage.ingest import recount_edges
from tests.builders import event, job_ref, run_id
from tests.digest import graph_digest
from tests.lineage.inflow import ingest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _a_low_limit(monkeypatch):
    monkeypatch.setattr(recount_edges, "PRODUCT_LIMIT", 4)


def pairs():
    """(source, target, runs) of all evidence between datasets."""
    return sorted(
        rows(
            "SELECT s.title, t.title, e.run_count FROM lineage_edgeevidence e JOIN catalog_entity s ON s.id = e.source_id "
            "JOIN catalog_entity t ON t.id = e.target_id WHERE e.via_id > 0"
        )
    )


def test_pairs_that_were_counted_are_taken_back_when_the_run_turns_out_to_have_too_many():
    ingest(event(kind="START", run=run_id(1), inputs=["a", "b"], outputs=["x", "y"]))
    assert pairs() == [("a", "x", 1), ("a", "y", 1), ("b", "x", 1), ("b", "y", 1)]
    ingest(event(run=run_id(1), minutes=5, inputs=["c"]))
    assert pairs() == []
    direct = rows(
        "SELECT count(*) FROM lineage_edge e JOIN catalog_entity j ON j.id IN (e.source_id, e.target_id) WHERE j.ref = %s",
        [job_ref("load")],
    )
    assert direct == [(5,)]


def test_pairs_of_other_runs_stay():
    ingest(event(run=run_id(1), inputs=["a"], outputs=["x"]))
    ingest(event(kind="START", run=run_id(2), minutes=60, inputs=["a", "b"], outputs=["x", "y"]))
    ingest(event(run=run_id(2), minutes=65, inputs=["c"]))
    assert pairs() == [("a", "x", 1)]


def story(seed):
    """Runs of one job that grow over their events, some to too many."""
    rng = random.Random(seed)
    made = []
    for number in range(4):
        for place, kind in enumerate(("START", "RUNNING", rng.choice(("COMPLETE", "FAIL")))):
            inputs = [name for name in "abcd" if rng.random() < 0.4]
            outputs = [name for name in "xyz" if rng.random() < 0.4]
            made.append(
                event(kind=kind, run=run_id(number), minutes=number * 30 + place, inputs=inputs, outputs=outputs)
            )
    return made


@pytest.mark.parametrize("seed", range(8))
def test_order_and_repetition_change_nothing(seed):
    ingest(*story(seed))
    expected = graph_digest(rows)
    for attempt in range(2):
        call_command("flush", interactive=False, verbosity=0)
        rng = random.Random(seed * 10 + attempt)
        shuffled = story(seed)
        rng.shuffle(shuffled)
        while shuffled:
            size = rng.randrange(1, 4)
            ingest(*shuffled[:size], *rng.sample(story(seed), 1))
            shuffled = shuffled[size:]
        assert graph_digest(rows) == expected
