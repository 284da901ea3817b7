"""Runs become facts: outcomes, arrivals and cadence, the same whatever the order in which events come."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.database import execute, rows
from catalog.queues import HEALTH
from lineage.facts.queue import RUN_FACTS
from lineage.facts.refresh import facts_pending
from lineage.ingest.removal import lineage_forget
from tests.builders import T0, dataset, dataset_ref, event, job_ref, parent, run_id
from tests.lineage.inflow import ingest

pytestmark = pytest.mark.django_db(transaction=True)
DAY = 1440  # minutes


def facts(ref):
    """The facts of an entity by column name."""
    columns = (
        "last_state, last_error, frequent_error, outcomes, arrivals, sample_count, period_seconds, irregularity, "
        "expected_at, deadline_at, on_time_share, last_ended_at, source_id"
    )
    found = rows(
        f"SELECT {columns} FROM lineage_runfacts f JOIN catalog_entity e ON e.id = f.entity_id WHERE e.ref = %s", [ref]
    )
    return dict(zip(columns.split(", "), found[0], strict=True)) if found else None


def error(message):
    return {"errorMessage": {"message": message, "programmingLanguage": "python"}}


def nominal(start):
    return {"nominalTime": {"nominalStartTime": start.isoformat()}}


def daily(count, job="load", outputs=("totals",), first=0):
    return [event(job, run=run_id(), minutes=(first + i) * DAY, outputs=outputs) for i in range(count)]


def test_it_works():
    ingest(*daily(10))
    assert facts_pending() == 2
    last = T0 + timedelta(days=9)
    for ref in (job_ref("load"), dataset_ref("totals")):
        found = facts(ref)
        assert (found["last_state"], found["outcomes"], found["last_error"]) == (3, [3] * 10, None)
        assert found["arrivals"] == [last - timedelta(days=i) for i in range(10)]
        assert (found["sample_count"], found["period_seconds"], found["irregularity"]) == (9, 86_400, 0)
        assert found["expected_at"] == last + timedelta(days=1)
        assert found["deadline_at"] == last + timedelta(days=1, hours=2.4)
        assert found["on_time_share"] == 1
    assert RUN_FACTS.backlog()[0] == 0
    assert set(HEALTH.take(100)) == {row[0] for row in rows("SELECT entity_id FROM lineage_runfacts")}


def test_only_finished_runs_ask_for_facts():
    ingest(event(kind="START", run=run_id(), outputs=["totals"]), event("other", "RUNNING", run=run_id()))
    assert facts_pending() == 0
    assert facts(job_ref("load")) is None


def test_failed_runs_count_as_outcomes_and_not_as_arrivals():
    ingest(
        event(run=run_id(), outputs=["totals"]),
        event(kind="FAIL", run=run_id(), minutes=60, outputs=["totals"], run_facets=error("Timeout: 30 s\nat x")),
        event(kind="ABORT", run=run_id(), minutes=90, outputs=["totals"]),
        event(kind="FAIL", run=run_id(), minutes=120, outputs=["totals"], run_facets=error("KeyError: 'a'")),
        event(kind="FAIL", run=run_id(), minutes=180, outputs=["totals"], run_facets=error("Timeout: 60 s")),
    )
    facts_pending()
    found = facts(dataset_ref("totals"))
    assert (found["outcomes"], found["arrivals"]) == ([5, 5, 4, 5, 3], [T0])
    assert (found["last_error"], found["frequent_error"]) == ("Timeout: 60 s", "Timeout")
    assert (found["sample_count"], found["deadline_at"], found["on_time_share"]) == (0, None, None)


def test_the_last_thirty_runs_count():
    made = [event(kind="FAIL" if i < 5 else "COMPLETE", run=run_id(), minutes=i * 10) for i in range(33)]
    ingest(*made)
    facts_pending()
    assert facts(job_ref("load"))["outcomes"] == [3] * 28 + [5] * 2


def test_at_most_a_hundred_arrivals_are_kept():
    ingest(*(event(run=run_id(), minutes=i * 60) for i in range(130)))
    facts_pending()
    found = facts(job_ref("load"))
    assert (len(found["arrivals"]), found["arrivals"][0]) == (100, T0 + timedelta(hours=129))
    assert (found["sample_count"], found["period_seconds"]) == (99, 3600)


def test_an_interval_arrives_once():
    days = [T0 + timedelta(days=i) for i in range(8)]
    ingest(*(event(run=run_id(), minutes=i * DAY, run_facets=nominal(day)) for i, day in enumerate(days)))
    again = [event(run=run_id(), minutes=7 * DAY + 300 + i, run_facets=nominal(day)) for i, day in enumerate(days)]
    ingest(*again)
    facts_pending()
    assert facts(job_ref("load"))["arrivals"] == days[::-1]


@pytest.mark.parametrize("has_interval", [True, False])
def test_a_year_filled_in_during_an_hour_is_one_arrival_or_none(has_interval):
    """365 intervals, oldest first, 10 seconds apart, after three weeks of daily runs."""
    regular = [
        event(run=run_id(), minutes=i * DAY, run_facets=nominal(T0 + timedelta(days=i)) if has_interval else {})
        for i in range(21)
    ]
    start = T0 - timedelta(days=366)
    past = [
        event(
            run=run_id(),
            minutes=20 * DAY + 240 + i / 6,
            run_facets=nominal(start + timedelta(days=i)) if has_interval else {},
        )
        for i in range(365)
    ]
    ingest(*regular, *past)
    facts_pending()
    found = facts(job_ref("load"))
    if has_interval:
        assert len(found["arrivals"]) == 21
        assert found["period_seconds"] == 86_400
        assert found["deadline_at"] == T0 + timedelta(days=21, hours=2.4)
    else:
        assert (len(found["arrivals"]), found["deadline_at"]) == (100, None)
    # and daily runs go on
    ingest(*(event(run=run_id(), minutes=i * DAY, run_facets={}) for i in range(21, 28)))
    facts_pending()
    assert facts(job_ref("load"))["deadline_at"] == T0 + timedelta(days=28, hours=2.4)


def test_an_interval_that_lies_behind_its_run_is_an_error():
    ahead = nominal(T0 + timedelta(days=900))
    ingest(event(run=run_id(), run_facets=ahead), *daily(6, first=1))
    facts_pending()
    assert len(facts(job_ref("load"))["arrivals"]) == 7


def test_a_slow_job_learns_from_more_than_eight_weeks():
    months = [datetime(2024 + i // 12, i % 12 + 1, 1, 6, tzinfo=UTC) for i in range(20)]
    ingest(*(event(run=run_id(), minutes=(at - T0).total_seconds() / 60) for at in months))
    facts_pending()
    found = facts(job_ref("load"))
    assert (found["sample_count"], found["expected_at"]) == (13, months[-1] + timedelta(days=31))


def test_a_run_from_the_future_arrives_now():
    made = daily(6)
    now = datetime.now(UTC)
    made.append(event(run=run_id(), minutes=((now - T0).total_seconds() + 1800) / 60))
    ingest(*made)
    facts_pending()
    arrived = facts(job_ref("load"))["arrivals"][0]
    assert timedelta() <= arrived - now < timedelta(minutes=5)


def test_a_pipeline_has_facts_of_its_own_runs():
    for day in range(6):
        whole = run_id()
        ingest(
            event("dag.task", run=run_id(), minutes=day * DAY, run_facets=parent(whole, "dag")),
            event("dag", run=whole, minutes=day * DAY + 5),
        )
    facts_pending()
    assert facts(job_ref("dag"))["arrivals"][0] == T0 + timedelta(days=5, minutes=5)
    assert facts(job_ref("dag"))["sample_count"] == 5


def test_a_dataset_that_several_jobs_write_has_the_runs_of_all():
    ingest(*daily(3, "one"), *(event("two", run=run_id(), minutes=i * DAY + 720, outputs=["totals"]) for i in range(3)))
    facts_pending()
    assert facts(dataset_ref("totals"))["period_seconds"] == 43_200
    assert facts(job_ref("one"))["period_seconds"] == 86_400


def test_the_number_of_statements_does_not_grow():
    counts = []
    for number in (1, 40):
        ingest(*(event(f"job{i}", run=run_id(), outputs=[f"out{i}"]) for i in range(number)))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            facts_pending()
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_source_gives_a_sign_of_life_at_most_every_five_seconds():
    ingest(event(run=run_id()))
    (first,) = rows("SELECT heartbeat_at FROM catalog_source WHERE key = 'openlineage'")[0]
    assert first is not None
    ingest(event(run=run_id()))
    assert rows("SELECT heartbeat_at FROM catalog_source WHERE key = 'openlineage'")[0] == (first,)
    execute("UPDATE catalog_source SET heartbeat_at = now() - interval '6 s'")
    ingest(event(run=run_id()))
    assert rows("SELECT heartbeat_at > now() - interval '5 s' FROM catalog_source WHERE key = 'openlineage'")[0][0]


# --- tests of data ----------------------------------------------------------------------------------------------------


def assertions(*entries):
    keys = ("assertion", "success", "column", "severity", "name")
    return {"dataQualityAssertions": {"assertions": [dict(zip(keys, entry, strict=False)) for entry in entries]}}


def results_of(name):
    return {
        (test, column): (success, severity)
        for test, column, success, severity in rows(
            "SELECT assertion, column_path, success, severity FROM lineage_qualitytest t "
            "JOIN catalog_entity e ON e.id = t.dataset_id WHERE e.ref = %s",
            [dataset_ref(name)],
        )
    }


def test_results_are_read_from_inputs_and_outputs():
    ingest(
        event(
            inputs=[
                dataset("orders", inputFacets=assertions(("not_null", True, "id"), ("unique", False, "id", "warn")))
            ],
            outputs=[dataset("totals", facets=assertions(("row_count", True, None, "ERROR")))],
        )
    )
    assert results_of("orders") == {("not_null", "id"): (True, None), ("unique", "id"): (False, "warn")}
    assert results_of("totals") == {("row_count", None): (True, "error")}
    assert len(HEALTH.take(100)) >= 2


def test_a_named_test_is_apart_from_others_of_its_kind():
    facets = assertions(("custom_sql", True, None, None, "a"), ("custom_sql", False, None, None, "b"))
    ingest(event(inputs=[dataset("orders", inputFacets=facets)]))
    assert results_of("orders") == {("a", None): (True, None), ("b", None): (False, None)}


def test_what_is_no_result_is_passed_over():
    odd = [{"assertions": [1, {}, {"assertion": "", "success": True}, {"assertion": "a", "success": "yes"}]}, [], None]
    ingest(*(event(inputs=[dataset("orders", facets={"dataQualityAssertions": body})]) for body in odd))
    assert results_of("orders") == {}


def test_a_result_that_is_old_news_asks_for_nothing():
    newer = event(minutes=60, inputs=[dataset("orders", inputFacets=assertions(("unique", True, "id")))])
    older = event(minutes=0, inputs=[dataset("orders", inputFacets=assertions(("unique", False, "id")))])
    ingest(newer)
    orders = rows("SELECT id FROM catalog_entity WHERE ref = %s", [dataset_ref("orders")])[0][0]
    facts_pending()
    assert orders in HEALTH.take(100)
    ingest(older)
    assert results_of("orders") == {("unique", "id"): (True, None)}
    assert orders not in HEALTH.take(100)


# --- forgetting -------------------------------------------------------------------------------------------------------


def test_a_source_that_is_forgotten_takes_its_facts_and_results_along():
    checks = assertions(("unique", True, "id"))
    for source in ("one", "two"):
        read = dataset(f"read-{source}", inputFacets=checks)
        ingest(event(source, run=run_id(), inputs=[read], outputs=[f"written-{source}"]), source=source)
    facts_pending()
    gone = [row[0] for row in rows("SELECT id FROM catalog_entity WHERE name LIKE '%%one'")]
    (source_id,) = rows("SELECT id FROM catalog_source WHERE key = 'one'")[0]
    lineage_forget([source_id], gone)
    assert {
        ref for (ref,) in rows("SELECT e.ref FROM lineage_runfacts f JOIN catalog_entity e ON e.id = f.entity_id")
    } == {
        job_ref("two"),
        dataset_ref("written-two"),
    }
    assert (results_of("read-one"), len(results_of("read-two"))) == ({}, 1)


# --- order ------------------------------------------------------------------------------------------------------------

DIGEST = {
    "facts": "SELECT e.ref, f.last_state, f.last_ended_at, f.last_run_id IS NULL, f.last_error, f.frequent_error, f.outcomes, "
    "f.arrivals, f.sample_count, f.period_seconds, f.irregularity, f.expected_at, f.deadline_at, f.on_time_share "
    "FROM lineage_runfacts f JOIN catalog_entity e ON e.id = f.entity_id",
    "tests": "SELECT e.ref, t.digest, t.assertion, t.column_path, t.severity, t.success, t.at, t.rank "
    "FROM lineage_qualitytest t JOIN catalog_entity e ON e.id = t.dataset_id",
}


def story():
    """Two jobs over ten days: runs start, fail, end, test what they read; two results stand at one instant."""
    made = []
    for number in range(20):
        job, run, minutes = f"job{number % 2}", run_id(5000 + number), number * 720
        kind = ("COMPLETE", "FAIL", "COMPLETE", "ABORT", "COMPLETE")[number % 5]
        checks = assertions(("unique", number % 3 > 0, "id", "warn"), ("not_null", number % 4 > 0, None, "error"))
        made.append(event(job, "START", run=run, minutes=minutes, outputs=["totals"]))
        made.append(
            event(
                job,
                kind,
                run=run,
                minutes=minutes + 7,
                inputs=[dataset("orders", inputFacets=checks)],
                outputs=[f"out{number % 2}"],
                run_facets=error(f"E{number % 3}: x") if kind == "FAIL" else nominal(T0 + timedelta(days=number // 2)),
            )
        )
    same = [assertions(("unique", success, "id")) for success in (True, False)]
    made += [event("check", minutes=20_000, run=run_id(6000), inputs=[dataset("orders", inputFacets=f)]) for f in same]
    return made


def digest():
    facts_pending()
    return {name: sorted(map(repr, rows(sql))) for name, sql in DIGEST.items()}


@pytest.mark.parametrize("seed", range(5))
def test_order_and_repetition_change_nothing(seed):
    ingest(*story())
    expected = digest()
    assert [len(found) for found in expected.values()] == [6, 2]
    call_command("flush", interactive=False, verbosity=0)
    shuffled = story()
    random.Random(seed).shuffle(shuffled)
    while shuffled:
        size = random.Random(seed + len(shuffled)).randrange(1, 9)
        ingest(*shuffled[:size], *story()[:2])
        facts_pending()
        shuffled = shuffled[size:]
    assert digest() == expected
