"""Losses travel three hops down, less with each, and name the entity that has them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.answers import CheckState
from catalog.health.check import Subjects
from lineage.checks.last_run import LastRun
from lineage.checks.on_time import OnTime
from lineage.checks.on_time_rate import OnTimeRate
from lineage.checks.quality_tests import QualityTests
from lineage.checks.slo import Slo
from lineage.checks.success_rate import SuccessRate
from lineage.checks.upstream import Upstream
from lineage.facts.refresh import facts_pending
from tests.builders import T0, dataset_ref, event, job_ref, run_id
from tests.lineage.checks.judging import health, id_of, subjects, verdict
from tests.lineage.inflow import ingest

pytestmark = pytest.mark.django_db(transaction=True)
# a > one > b > two > c
PATH = [dataset_ref("a"), job_ref("one"), dataset_ref("b"), job_ref("two"), dataset_ref("c")]


def chain(**own_losses):
    """The chain judged from its start, with these own losses, as the engine stores what the check says."""
    ingest(
        event("one", run=run_id(), inputs=["a"], outputs=["b"]), event("two", run=run_id(), inputs=["b"], outputs=["c"])
    )
    for ref, name in zip(PATH, ("a", "one", "b", "two", "c"), strict=True):
        seen = verdict(Upstream(), ref).evidence
        health(
            ref,
            own_loss=own_losses.get(name, 0),
            near_loss=seen["near_loss"],
            near_cause_id=seen["near_cause"],
            far_loss=seen["far_loss"],
            far_cause_id=seen["far_cause"],
        )
    return [verdict(Upstream(), ref) for ref in PATH]


def test_it_works():
    found = chain(a=0.5)
    assert [v.state for v in found] == [
        CheckState.NOT_APPLICABLE,
        CheckState.FAIL,
        CheckState.WARN,
        CheckState.WARN,
        CheckState.PASS,
    ]
    assert [round(v.score, 4) for v in found[1:]] == [0.5, 0.7, 0.82, 1.0]
    a = id_of(PATH[0])
    assert [v.attributed_to for v in found[1:]] == [a, a, a, None]
    assert found[2].text == "The worst of what it is made from costs it 30%."
    assert found[4].text == "All that it is made from is well."


def test_evidence_is_what_those_downstream_read():
    found = chain(a=0.5, b=0.2)
    a, b = id_of(PATH[0]), id_of(PATH[2])
    nothing = {"near_loss": 0.0, "near_cause": None, "far_loss": 0.0, "far_cause": None}
    assert [dict(v.evidence) for v in found] == [
        nothing,
        {"near_loss": 0.5, "near_cause": a, "far_loss": 0.5, "far_cause": a},
        nothing | {"far_loss": 0.3, "far_cause": a},
        {"near_loss": 0.2, "near_cause": b, "far_loss": 0.2, "far_cause": b},
        nothing | {"far_loss": 0.12, "far_cause": b},
    ]
    # at two: b costs .2, a three hops up .36 * .5 = .18; at c: b two hops up .12
    assert [round(v.score, 4) for v in found[1:]] == [0.5, 0.7, 0.8, 0.88]
    assert found[3].attributed_to == b


def test_the_worst_parent_counts():
    ingest(event(run=run_id(), inputs=["a", "b", "c"], outputs=["x"]))
    for name, loss in (("a", 0.1), ("b", 0.45), ("c", 0.45)):
        health(dataset_ref(name), own_loss=loss)
    found = verdict(Upstream(), job_ref("load"))
    assert (found.state, round(found.score, 4)) == (CheckState.FAIL, 0.55)
    assert found.attributed_to == min(id_of(dataset_ref("b")), id_of(dataset_ref("c")))


@pytest.mark.parametrize(
    ("loss", "state"),
    [
        (0, CheckState.PASS),
        (0.1, CheckState.PASS),
        (0.11, CheckState.WARN),
        (0.4, CheckState.WARN),
        (0.41, CheckState.FAIL),
    ],
)
def test_bounds(loss, state):
    ingest(event(run=run_id(), inputs=["a"]))
    health(dataset_ref("a"), own_loss=loss)
    assert verdict(Upstream(), job_ref("load")).state is state


def test_what_reads_its_own_output_is_not_upstream_of_itself():
    ingest(event(run=run_id(), inputs=["a"], outputs=["a"]))
    a, job = dataset_ref("a"), job_ref("load")
    health(a, own_loss=0.8)
    health(job, near_loss=0.8, near_cause_id=id_of(a), far_loss=0.8, far_cause_id=id_of(a))
    assert verdict(Upstream(), a).state is CheckState.PASS
    assert verdict(Upstream(), job).attributed_to == id_of(a)


def test_parents_that_were_never_judged_cost_nothing():
    ingest(event(run=run_id(), inputs=["a"]))
    assert verdict(Upstream(), job_ref("load")).state is CheckState.PASS


def test_all_children_of_a_hub_are_to_be_judged_anew():
    ingest(*(event(f"job{i}", run=run_id(), inputs=["hub"]) for i in range(120)))
    assert len(set(Upstream().spread([id_of(dataset_ref("hub"))]))) == 120


@pytest.mark.parametrize("check", [OnTime(), OnTimeRate(), Slo(), SuccessRate(), LastRun(), QualityTests(), Upstream()])
def test_the_number_of_statements_does_not_grow(check):
    """And every subject gets its verdict."""
    ingest(
        *(
            event(f"job{i}", run=run_id(), minutes=d * 1440, inputs=["a"], outputs=[f"out{i}"])
            for i in range(20)
            for d in range(6)
        )
    )
    facts_pending()
    refs = [dataset_ref(f"out{i}") for i in range(20)]
    counts = []
    for some in (refs[:1], refs):
        asked = subjects(*some)
        with CaptureQueriesContext(connection) as captured:
            found = list(check.judge(Subjects.batch(asked), T0))
        assert sorted(v.entity_id for v in found) == sorted(s.id for s in asked)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 3
