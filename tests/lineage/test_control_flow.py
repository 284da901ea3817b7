"""Which jobs go before and after which (facet jobDependencies): the latest of a job counts, and it is never lineage."""

from __future__ import annotations

import itertools
import random

import pytest
from django.core.management import call_command

from catalog.database import rows
from lineage.answers import Direction
from lineage.queries.control_flow import control_flow_get
from lineage.queries.graph import lineage_walk
from tests.builders import JOBS, VIEWER, event, job_ref, parent, run_id
from tests.digest import graph_digest
from tests.lineage.inflow import ingest

pytestmark = pytest.mark.django_db(transaction=True)


def job(name, run=None, **said):
    """A job as a dependency names it."""
    found = {"job": {"namespace": JOBS, "name": name}, **said}
    return found | {"run": {"runId": run}} if run else found


def facet(upstream=(), downstream=(), **more):
    """The facet, jobs given by name or whole."""
    ways = {"upstream": upstream, "downstream": downstream}
    return {
        "jobDependencies": {w: [job(j) if isinstance(j, str) else j for j in jobs] for w, jobs in ways.items()} | more
    }


def flow(name):
    """(names before, names after)."""
    found = control_flow_get(VIEWER, refs=[job_ref(name)])[0]
    return [d.job.title for d in found.runs_after], [d.job.title for d in found.runs_before]


def test_a_job_runs_after_what_it_names_upstream_and_before_what_it_names_downstream():
    upstream = job("extract", run_id(7), dependency_type="DIRECT_INVOCATION", status_trigger_rule="EXECUTE_ON_SUCCESS")
    ingest(event(run_facets=facet([upstream, "check"], ["report"], trigger_rule="ALL_SUCCESS")))
    assert flow("load") == (["check", "extract"], ["report"])
    assert (flow("extract"), flow("report")) == (([], ["load"]), (["load"], []))
    found = control_flow_get(VIEWER, refs=[job_ref("load")])[0]
    assert found.trigger_rule == "ALL_SUCCESS"
    (extract,) = (d for d in found.runs_after if d.job.title == "extract")
    assert (extract.run_id, extract.type, extract.sequence_rule, extract.status_rule, extract.told_by.title) == (
        run_id(7), "DIRECT_INVOCATION", None, "EXECUTE_ON_SUCCESS", "load",
    )  # fmt: skip
    assert control_flow_get(VIEWER, refs=[job_ref("extract")])[0].runs_before[0].told_by.title == "load"


def test_it_is_no_lineage():
    ingest(event(inputs=["a"], outputs=["x"], run_facets=facet(["extract"], ["report"])))
    graph = lineage_walk(VIEWER, refs=[job_ref("load"), job_ref("extract"), job_ref("report")], max_hops=5)
    assert {(e.source.partition("/")[2], e.target.partition("/")[2]) for e in graph.edges} == {
        ("a", "load"),
        ("load", "x"),
    }
    assert rows("SELECT count(*) FROM lineage_edgeevidence WHERE via_id <= 0") == [(2,)]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_what_a_newer_facet_lacks_is_over_whatever_the_order(order):
    told = [
        event(run=run_id(1), minutes=0, run_facets=facet(["a", "b"])),
        event(run=run_id(2), minutes=10, run_facets=facet(["b", "c"])),
        event(run=run_id(3), minutes=20),
        event("other", run=run_id(4), minutes=30, run_facets=facet(["a"])),
    ]
    for index in order:
        ingest(told[index])
    assert flow("load") == (["b", "c"], [])
    assert flow("a") == ([], ["other"])


def test_an_empty_facet_ends_all():
    ingest(event(run=run_id(1), run_facets=facet(["a"])), event(run=run_id(2), minutes=5, run_facets=facet()))
    assert flow("load") == ([], [])


def test_both_may_say_so_and_then_the_latest_counts():
    ingest(
        event("first", minutes=0, run_facets=facet(downstream=[job("second", dependency_type="ONE")])),
        event("second", minutes=5, run_facets=facet([job("first", dependency_type="TWO")])),
    )
    (before,) = control_flow_get(VIEWER, refs=[job_ref("second")])[0].runs_after
    assert (before.job.title, before.type, before.told_by.title) == ("first", "TWO", "second")


@pytest.mark.parametrize(
    "wrong", [5, "x", None, [5], {"upstream": 5}, {"upstream": [None, {"job": 5}, {"job": {"name": "a"}}]}]
)
def test_a_facet_of_a_wrong_shape_says_nothing(wrong):
    assert ingest(event(run_facets={"jobDependencies": wrong})) == 1
    assert flow("load") == ([], [])
    assert rows("SELECT count(*) FROM lineage_inboxparked") == [(0,)]


def test_a_job_does_not_wait_for_itself():
    ingest(event(run_facets=facet(["load", "a"])))
    assert flow("load") == (["a"], [])


def story(seed):
    """Jobs that wait for each other, more or less, in runs of one pipeline."""
    rng = random.Random(seed)
    names = ["a", "b", "c", "d"]
    made = []
    for number in range(10):
        said = [job(n, dependency_type=rng.choice("XY")) for n in names if rng.random() < 0.5]
        found = facet(said, [n for n in names if rng.random() < 0.2], trigger_rule=rng.choice("PQ"))
        facets = parent(run_id(1), "dag") | (found if rng.random() < 0.7 else {})
        made.append(event(rng.choice(names), run=run_id(200 + number), minutes=rng.randrange(6), run_facets=facets))
    return made


@pytest.mark.parametrize("seed", range(6))
def test_order_and_repetition_change_nothing(seed):
    ingest(*story(seed))
    expected, flows = graph_digest(rows), [flow(name) for name in "abcd"]
    call_command("flush", interactive=False, verbosity=0)
    rng = random.Random(seed)
    shuffled = story(seed)
    rng.shuffle(shuffled)
    while shuffled:
        ingest(*shuffled[:2], *rng.sample(story(seed), 1))
        shuffled = shuffled[2:]
    assert graph_digest(rows) == expected
    assert [flow(name) for name in "abcd"] == flows
    assert lineage_walk(VIEWER, refs=[job_ref("a")], direction=Direction.BOTH, max_hops=9).edges == ()
