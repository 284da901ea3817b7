"""Pipelines, their jobs, and parts of jobs that producers number: what is one job, and what a walk finds from each."""

from __future__ import annotations

import random

import pytest
from django.core.management import call_command

from catalog.database import rows
from lineage.answers import Direction, Grain, RunState
from lineage.granularity import JobParts
from lineage.queries.graph import lineage_walk
from lineage.queries.job_sheets import job_sheet_get
from lineage.queries.name_graph import name_graph
from lineage.queries.run_sheets import job_name
from lineage.queries.runs import RunFilter, run_get, run_list
from tests.builders import JOBS, VIEWER, column_lineage, dataset, dataset_ref, event, job_ref, parent, run_id
from tests.digest import graph_digest
from tests.lineage.inflow import ingest

pytestmark = pytest.mark.django_db(transaction=True)
GRAINS = list(Grain)
USUAL = ("*.query.#", "*.sql.#")


def kinds():
    """Kind of each job by its name."""
    return dict(rows("SELECT title, kind FROM catalog_entity WHERE kind IN ('job', 'pipeline')"))


def edges(name, grain, ref=job_ref, **more):
    """(source, target) by names, from one start."""
    graph = lineage_walk(VIEWER, refs=[ref(name)], max_hops=9, grain=grain, **more)
    titles = {node.key: node.entity.title for node in graph.nodes}
    return {(titles[e.source], titles[e.target]) for e in graph.edges}


def dbt():
    """dbt with structured logs: a command, two models, the statements of each."""
    command = run_id(1)
    made = [event("dbt-run", kind, run=command, minutes=m) for m, kind in ((0, "START"), (30, "COMPLETE"))]
    for place, (model, read, wrote) in enumerate((("model.a", "raw", "a"), ("model.b", "a", "b"))):
        run = run_id(10 + place)
        below = parent(command, "dbt-run")
        made.append(event(model, run=run, minutes=9 + place, inputs=[read], outputs=[wrote], run_facets=below))
        for number in range(1, 4):
            facets = {"run_facets": parent(run, model)}
            made.append(event(f"{model}.sql.{number}", run=run_id(100 + 10 * place + number), minutes=5, **facets))
    return made


def test_the_statements_of_a_task_are_one_job_and_each_is_a_run_of_it(settings):
    settings.JOB_PARTS = (JobParts(USUAL, kept=0),)
    ingest(*dbt())
    assert kinds() == {
        "dbt-run": "pipeline", "model.a": "job", "model.b": "job", "model.a.sql.#": "job", "model.b.sql.#": "job",
    }  # fmt: skip
    (model,) = run_list(VIEWER, ref=job_ref("model.a"), first=5).items
    children = run_get(VIEWER, ids=[model.id])[0].children
    assert sorted(run.run_id for run in children) == sorted(run_id(100 + n) for n in (1, 2, 3))
    assert {run.job.title for run in children} == {"model.a.sql.#"}
    assert job_sheet_get(VIEWER, job=job_name(JOBS, "model.a.sql.2")).name.name == "model.a.sql.#"


def test_the_first_hundred_are_jobs_of_their_own_and_no_pipeline_makers():
    ingest(*dbt(), *(event(f"model.a.sql.{n}", run_facets=parent(run_id(10), "model.a")) for n in (100, 101, 2**70)))
    found = kinds()
    assert {name for name in found if name.startswith("model.a.sql.")} == {
        f"model.a.sql.{n}" for n in (1, 2, 3, 100, "#")
    }
    assert (found["dbt-run"], found["model.a"], found["model.b"]) == ("pipeline", "job", "job")


def test_numbers_inside_and_names_that_only_look_so_are_kept():
    names = ["load.v2", "query.1", "a.sql.1.b", "a.sql.x", "task.sql.120"]
    ingest(*(event(name) for name in names))
    assert set(kinds()) == {"load.v2", "query.1", "a.sql.1.b", "a.sql.x", "task.sql.#"}


def test_which_names_are_meant_is_a_setting(settings):
    settings.JOB_PARTS = (JobParts(("*.step_#_of_#",), kept=3),)
    ingest(event("x.step_3_of_12"), event("x.step_4_of_12"), event("x.step_1_of_3"), event("x.sql.999"))
    assert set(kinds()) == {"x.step_#_of_#", "x.step_1_of_3", "x.sql.999"}


def test_the_first_rule_that_matches_namespace_and_name_decides(settings):
    settings.JOB_PARTS = (
        JobParts(("*.sql.#",), "other", kept=0),
        JobParts(("*.sql.#",), f"{JOBS[:-1]}*", kept=2),
        JobParts(("*.sql.#", "*.query.#"), kept=0),
    )
    ingest(*(event(f"x.{kind}.{n}") for kind in ("sql", "query") for n in (2, 3)))
    assert set(kinds()) == {"x.sql.2", "x.sql.#", "x.query.#"}


def spark(settings):
    """An application with two actions that are named after what they write, in each of two runs."""
    settings.JOB_PARTS = (JobParts(("*.{execute_*}",), JOBS),)
    actions = ("execute_insert_into_hadoop_fs_relation_command.a", "execute_create_table_command.b")
    made = []
    for run in (1, 2):
        made.append(event("my.app", run=run_id(run), minutes=run * 10))
        for place, action in enumerate(actions):
            made.append(
                event(f"my.app.{action}", run=run_id(10 * run + place), minutes=run * 10 + place, inputs=["raw"],
                      outputs=[action[-1]], run_facets=parent(run_id(run), "my.app"))
            )  # fmt: skip
    return made


def test_actions_without_a_number_are_one_job_of_their_application(settings):
    ingest(*spark(settings))
    assert kinds() == {"my.app": "job", "my.app.#": "job"}
    ((ref,),) = rows("SELECT ref FROM catalog_entity WHERE title = 'my.app.#'")
    assert len(run_list(VIEWER, ref=ref, first=9).items) == 4
    assert job_sheet_get(VIEWER, job=job_name(JOBS, "my.app.execute_anything")).name.name == "my.app.#"


def test_what_is_outside_the_braces_tells_jobs_apart(settings):
    made = spark(settings)
    settings.JOB_PARTS = (JobParts(("*.{execute_*}.*",), JOBS),)
    ingest(*made)
    assert kinds() == {"my.app": "job", "my.app.#.a": "job", "my.app.#.b": "job"}
    full = {("raw", "my.app.#.a"), ("my.app.#.a", "a"), ("raw", "my.app.#.b"), ("my.app.#.b", "b")}
    assert edges("raw", Grain.FULL, dataset_ref) == full


def test_without_the_setting_every_statement_is_a_job(settings):
    settings.JOB_PARTS = ()
    ingest(*dbt())
    assert kinds()["model.a"] == "pipeline"
    assert {"model.a.sql.1", "model.a.sql.2", "model.a.sql.3"} <= set(kinds())


@pytest.mark.parametrize("seed", range(4))
def test_order_and_repetition_change_nothing(seed, settings):
    settings.JOB_PARTS = (JobParts(USUAL, kept=1),)
    ingest(*dbt())
    expected = graph_digest(rows)
    call_command("flush", interactive=False, verbosity=0)
    rng = random.Random(seed)
    shuffled = dbt()
    rng.shuffle(shuffled)
    while shuffled:
        ingest(*shuffled[:2], rng.choice(dbt()))
        shuffled = shuffled[2:]
    assert graph_digest(rows) == expected


EXPECTED = {
    Grain.FULL: {("raw", "model.a"), ("model.a", "a"), ("a", "model.b"), ("model.b", "b")},
    Grain.DATASET: {("raw", "a"), ("a", "b")},
    Grain.JOB: {("raw", "model.a"), ("model.a", "a"), ("a", "model.b"), ("model.b", "b"), ("model.a", "model.b")},
    Grain.PIPELINE: {("raw", "dbt-run"), ("dbt-run", "a"), ("a", "dbt-run"), ("dbt-run", "b")},
}


@pytest.mark.parametrize("grain", [Grain.FULL, Grain.PIPELINE])
def test_a_walk_from_a_command_finds_what_its_models_do(grain):
    ingest(*dbt())
    assert edges("dbt-run", grain) == EXPECTED[grain]


def nested():
    """DAG, task, application, action: only the last names datasets."""
    chain = ["dag", "dag.spark", "app", "app.insert"]
    return [
        event(
            name, run=run_id(20 + n), minutes=10 - n,
            run_facets=parent(run_id(19 + n), chain[n - 1]) if n else {},
            inputs=["raw"] if n == 3 else [], outputs=["out"] if n == 3 else [],
        )
        for n, name in enumerate(chain)
    ] + [event("report", run=run_id(30), minutes=20, inputs=["out"], outputs=["mart"])]  # fmt: skip


@pytest.mark.parametrize("start", ["dag", "dag.spark", "app", "app.insert"])
def test_containers_have_the_lineage_of_all_below_them(start):
    ingest(*nested())
    full = {("raw", "app.insert"), ("app.insert", "out"), ("out", "report"), ("report", "mart")}
    assert edges(start, Grain.FULL) == full
    assert edges(start, Grain.PIPELINE) == {("raw", "dag"), ("dag", "out"), ("out", "report"), ("report", "mart")}
    assert ("app.insert", "report") in edges(start, Grain.JOB)


def listed(name, first=100, **more):
    """Names of the jobs whose runs are listed under one, newest first, page by page."""
    found, after = [], None
    while True:
        page = run_list(VIEWER, ref=job_ref(name), first=first, after=after, **more)
        found += [run.job.title for run in page.items]
        after = page.end_cursor
        if not page.has_next:
            return found


@pytest.mark.parametrize("first", [1, 2, 100])
@pytest.mark.parametrize(("start", "levels"), [("dag", 4), ("dag.spark", 3), ("app", 2), ("app.insert", 1)])
def test_runs_of_a_pipeline_are_those_of_all_below_it(start, levels, first):
    ingest(*nested())
    chain = ["dag", "dag.spark", "app", "app.insert"]
    assert listed(start, first=first) == chain[4 - levels :]


def test_runs_of_many_jobs_come_newest_first_whoever_ran_most():
    ingest(event("dag", run=run_id(1), minutes=0))
    made = [
        event(f"dag.{job}", ("FAIL" if n % 3 else "COMPLETE"), run=run_id(100 * job + n), minutes=n * job,
              run_facets=parent(run_id(1), "dag"))
        for job in (1, 2, 5) for n in range(1, 7)
    ]  # fmt: skip
    ingest(*made)
    at = {made_event["run"]["runId"]: made_event["eventTime"] for made_event in made}
    for first in (1, 4, 50):
        page = run_list(VIEWER, ref=job_ref("dag"), first=first)
        times = [at.get(run.run_id, "") for run in page.items]
        assert times == sorted([*at.values(), ""], reverse=True)[:first]
    good = listed("dag", first=2, filter=RunFilter(states=(RunState.SUCCESS,)))
    assert sorted(good) == sorted(["dag", *(f"dag.{job}" for job in (1, 2, 5) for _ in range(2))])


def test_a_walk_from_a_dataset_names_the_topmost_pipeline():
    ingest(*nested())
    found = edges("raw", Grain.PIPELINE, dataset_ref, direction=Direction.DOWNSTREAM)
    assert found == {("raw", "dag"), ("dag", "out"), ("out", "report"), ("report", "mart")}


def test_pipelines_in_a_circle_are_walked_once():
    ingest(
        event("a", run=run_id(1), run_facets=parent(run_id(2), "b")),
        event("b", run=run_id(2), run_facets=parent(run_id(1), "a")),
        event("c", run=run_id(3), inputs=["x"], outputs=["y"], run_facets=parent(run_id(1), "a")),
    )
    assert edges("a", Grain.FULL) == {("x", "c"), ("c", "y")}
    assert len(edges("c", Grain.PIPELINE)) == 2


def by_columns():
    """Dagster says what columns come from and names no input."""
    return [
        event("extract", run=run_id(1), outputs=["orders"]),
        event("count", run=run_id(2), minutes=5, outputs=[dataset("totals", facets=column_lineage(n="orders.id"))]),
        event("plan", run=run_id(3), minutes=9, inputs=["totals"], outputs=["plan"]),
    ]


@pytest.mark.parametrize("start", ["extract", "count", "plan"])
def test_what_columns_alone_say_joins_jobs_and_pipelines_too(start):
    ingest(*by_columns())
    assert {("extract", "count"), ("count", "plan")} <= edges(start, Grain.JOB)
    assert ("orders", "totals") in edges("orders", Grain.PIPELINE, dataset_ref)


def test_what_columns_alone_say_is_in_the_graph_by_names():
    ingest(*by_columns())
    for start in ("extract", "count", "plan"):
        graph = name_graph(VIEWER, readings=[job_name(JOBS, start)], depth=9)
        named = [node.name.name for node in graph.nodes]
        assert {(named[s], named[t]) for s, t in graph.edges} == {
            ("extract", "orders"), ("orders", "count"), ("count", "totals"), ("totals", "plan"), ("plan", "plan"),
        }  # fmt: skip
