"""Events become runs, edges and schemas, and neither order nor repetition changes what they become."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime, timedelta

import pytest

from catalog.database import rows
from lineage.answers import Direction, EdgeBasis, Grain, RunState
from lineage.queries.graph import lineage_walk
from lineage.queries.runs import run_get, run_list
from lineage.queries.schemas import schema_get, schema_list
from tests.builders import (
    T0,
    VIEWER,
    column_lineage,
    dataset,
    dataset_ref,
    event,
    ingest,
    job_ref,
    parent,
    run_id,
    schema,
    store,
)
from tests.digest import graph_digest

pytestmark = pytest.mark.django_db(transaction=True)


def edges(ref, **options):
    graph = lineage_walk(VIEWER, refs=[ref], max_hops=5, **options)
    return {(e.source.partition("/")[2], e.target.partition("/")[2], e.basis) for e in graph.edges}


def only_run(job="load"):
    (run,) = run_list(VIEWER, ref=job_ref(job), first=10).items
    return run


def test_it_works():
    run = run_id()
    applied = ingest(
        event(kind="START", run=run, inputs=["orders"]),
        event(
            run=run,
            minutes=5,
            inputs=["orders"],
            outputs=[dataset("totals", outputFacets={"outputStatistics": {"rowCount": 7, "size": 90}})],
        ),
    )
    assert applied == 2
    card = only_run()
    assert (card.state, card.started_at, card.ended_at) == (RunState.SUCCESS, T0, T0 + timedelta(minutes=5))
    assert card.duration_seconds == 300
    detail = run_get(VIEWER, ids=[card.id])[0]
    assert [use.dataset.ref for use in detail.inputs] == [dataset_ref("orders")]
    assert [(use.dataset.ref, use.row_count, use.byte_count) for use in detail.outputs] == [
        (dataset_ref("totals"), 7, 90)
    ]
    assert edges(dataset_ref("orders")) == {
        ("orders", "load", EdgeBasis.INPUT_OUTPUT),
        ("load", "totals", EdgeBasis.INPUT_OUTPUT),
    }
    assert edges(dataset_ref("orders"), grain=Grain.DATASET) == {("orders", "totals", EdgeBasis.INPUT_OUTPUT)}


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        (["START"], RunState.RUNNING),
        (["OTHER"], RunState.UNKNOWN),
        ([None], RunState.UNKNOWN),
        (["START", "OTHER"], RunState.RUNNING),
        (["COMPLETE", "START"], RunState.SUCCESS),
        (["COMPLETE", "RUNNING", "OTHER"], RunState.SUCCESS),
        (["COMPLETE", "FAIL"], RunState.FAILED),
        (["FAIL", "COMPLETE"], RunState.SUCCESS),
        (["START", "ABORT"], RunState.ABORTED),
    ],
)
def test_a_terminal_event_wins_and_of_several_the_latest(kinds, state):
    run = run_id()
    ingest(*(event(kind=kind, run=run, minutes=minute) for minute, kind in enumerate(kinds)))
    assert only_run().state is state


@pytest.mark.parametrize("outputs", [[], ["totals"]])
@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_what_completed_and_failed_after_that_never_arrived_in_any_order(order, outputs):
    run = run_id()
    made = [
        event(run=run_id(), minutes=1, outputs=outputs),
        event(run=run, minutes=5, outputs=outputs),
        event(kind="FAIL", run=run, minutes=7, outputs=outputs),
    ]
    for place in order:
        ingest(made[place])
    found = rows("SELECT last_arrival_at FROM catalog_entity WHERE kind IN ('job', 'dataset')")
    assert found == [(T0 + timedelta(minutes=1),)] * (1 + len(outputs))


def test_what_never_completed_in_the_end_never_arrived():
    run = run_id()
    ingest(event(run=run, minutes=5, outputs=["totals"]))
    ingest(event(kind="ABORT", run=run, minutes=7))
    assert rows("SELECT DISTINCT last_arrival_at FROM catalog_entity") == [(None,)]


def test_one_run_id_under_two_jobs_is_two_runs():
    run = run_id()
    ingest(event("one", run=run), event("two", "FAIL", run=run))
    assert only_run("one").state is RunState.SUCCESS
    assert only_run("two").state is RunState.FAILED
    assert len(run_list(VIEWER, run_id=run.upper(), first=10).items) == 2


def test_a_run_without_a_uuid_and_a_naive_time_in_nanoseconds_is_kept():
    made = event(run="manual-1")
    made["eventTime"] = "2026-03-01T06:00:00.123456789"
    ingest(made)
    card = only_run()
    assert card.run_id == "manual-1"
    assert card.ended_at == datetime(2026, 3, 1, 6, 0, 0, 123456, tzinfo=UTC)


def test_the_same_content_is_stored_once():
    made = event(outputs=["totals"])
    assert store(made, made) == 1
    assert store(made) == 0
    assert ingest() == 1


def test_the_latest_completed_run_that_named_datasets_says_what_holds():
    ingest(event(run=run_id(), inputs=["a", "b"], outputs=["x"]))
    ingest(event(run=run_id(), minutes=60, inputs=["a"], outputs=["x"]))
    ingest(event(kind="FAIL", run=run_id(), minutes=120, inputs=["b", "c"], outputs=["x"]))
    ingest(event(run=run_id(), minutes=180))
    now = edges(dataset_ref("x"), direction=Direction.UPSTREAM, grain=Grain.DATASET)
    assert now == {("a", "x", EdgeBasis.INPUT_OUTPUT)}
    before = edges(
        dataset_ref("x"), direction=Direction.UPSTREAM, grain=Grain.DATASET, as_of=T0 + timedelta(minutes=30)
    )
    assert before == {("a", "x", EdgeBasis.INPUT_OUTPUT), ("b", "x", EdgeBasis.INPUT_OUTPUT)}
    ever = edges(dataset_ref("x"), direction=Direction.UPSTREAM, grain=Grain.DATASET, window_days=365)
    assert {source for source, _, _ in ever} == {"a", "b", "c"}


def test_an_edge_ends_when_the_first_run_without_it_ended():
    ingest(event(run=run_id(), inputs=["a", "b"], outputs=["x"]))
    ingest(event(run=run_id(), minutes=60, inputs=["a"], outputs=["x"]))
    graph = lineage_walk(VIEWER, refs=[dataset_ref("b")], as_of=T0 + timedelta(minutes=59))
    (gone,) = graph.edges
    assert (gone.valid_from, gone.valid_to) == (T0, T0 + timedelta(minutes=60))
    ingest(event(run=run_id(), minutes=90, inputs=["b"], outputs=["x"]))
    (back,) = lineage_walk(VIEWER, refs=[dataset_ref("b")]).edges
    assert (back.valid_from, back.valid_to, back.evidence[0].count) == (T0, None, 2)


@pytest.mark.parametrize("at_once", [True, False])
def test_when_an_edge_ended_is_said_by_completed_runs_alone_once_there_is_one(at_once):
    told = [
        event(kind=kind, run=run_id(4000 + minutes), minutes=minutes, inputs=[name], outputs=["x"])
        for minutes, kind, name in ((0, "FAIL", "a"), (60, "ABORT", "b"), (120, "COMPLETE", "c"))
    ]
    if at_once:
        ingest(*told)
    else:
        for one in told:
            ingest(one)
    (gone,) = lineage_walk(VIEWER, refs=[dataset_ref("a")], as_of=T0 + timedelta(minutes=90)).edges
    assert (gone.valid_from, gone.valid_to) == (T0, T0 + timedelta(minutes=120))


def test_where_columns_are_known_they_decide():
    ingest(
        event(
            inputs=["orders", "holidays"],
            outputs=[dataset("totals", facets=column_lineage(total="orders.amount"))],
        )
    )
    assert edges(dataset_ref("totals"), grain=Grain.DATASET) == {("orders", "totals", EdgeBasis.COLUMN)}
    (totals,) = rows("SELECT count(*) FROM lineage_columnedge")
    assert totals == (1,)


@pytest.mark.parametrize("when", [{}, {"window_days": 30, "as_of": T0 + timedelta(days=1)}])
def test_columns_of_what_a_run_does_not_name_as_its_input_are_drawn_beside_its_job(when):
    columns = dataset("totals", facets=column_lineage(total="orders.amount", day="holidays.day"))
    ingest(event(inputs=["holidays"], outputs=[columns]))
    known = {
        ("holidays", "load", EdgeBasis.INPUT_OUTPUT),
        ("load", "totals", EdgeBasis.INPUT_OUTPUT),
        ("orders", "totals", EdgeBasis.COLUMN),
    }
    assert edges(dataset_ref("totals"), **when) == known
    walk = lineage_walk(VIEWER, refs=[dataset_ref("orders")], **when)
    assert [[link.ref for link in edge.via] for edge in walk.edges] == [[job_ref("load")]]
    assert [(node.hop, node.more_upstream) for node in walk.nodes] == [(0, 0), (1, 1)]


def test_a_tag_whose_value_is_its_key_is_said_once():
    ingest(event(job_facets={"tags": {"tags": [{"key": "gold", "value": "gold"}, {"key": "tier", "value": "1"}]}}))
    (card,) = rows("SELECT tags FROM catalog_entity WHERE ref = %s", [job_ref("load")])[0]
    assert card == ["gold", "tier:1"]


def test_columns_have_the_tags_that_the_latest_facet_gives_them():
    def tagged(*tags):
        facet = {"tags": [dict(zip(("field", "key", "value"), tag.split("|"), strict=True)) for tag in tags]}
        return dataset("totals", facets=schema("id:int", "mail:text") | {"tags": facet})

    ingest(
        event(minutes=9, outputs=[tagged("mail|pii|true", "mail|class|secret", "mail|pii|true", "absent|x|y")]),
        event(minutes=5, outputs=[tagged("id|pii|true")]),
    )
    assert [c.tags for c in schema_get(VIEWER, refs=[dataset_ref("totals")])[0].columns] == [
        (),
        ("pii", "class:secret"),
    ]
    ingest(event(minutes=12, outputs=[dataset("totals", facets={"tags": {"_deleted": True}})]))
    assert [c.tags for c in schema_list(VIEWER, ref=dataset_ref("totals"), first=1).items[0].columns] == [(), ()]


@pytest.mark.parametrize("wrong", [5, True, "x", {"a": 5}, [5], None])
def test_column_lineage_of_a_wrong_shape_is_no_column_lineage(wrong):
    of_column = {"inputFields": [{"namespace": "warehouse", "name": "raw", "field": "a", "transformations": wrong}]}
    facets = [
        wrong,
        {"fields": wrong, "dataset": wrong},
        {"fields": {"a": wrong}},
        {"fields": {"a": {"inputFields": wrong}}},
        {"fields": {"a": of_column}},
    ]
    made = [
        event(f"odd-{number}", inputs=["raw"], outputs=[dataset("out", facets={"columnLineage": facet})])
        for number, facet in enumerate(facets)
    ]
    assert ingest(*made) == 5
    assert rows("SELECT count(*) FROM lineage_inboxparked") == [(0,)]


def test_schema_versions_follow_event_time_not_arrival():
    late, early = schema("id:int", "day:date"), schema("id:int")
    ingest(event(run=run_id(), minutes=60, outputs=[dataset("totals", facets=late)]))
    ingest(event(run=run_id(), outputs=[dataset("totals", facets=early)]))
    current = schema_get(VIEWER, refs=[dataset_ref("totals")])[0]
    assert (current.version, [c.path for c in current.columns]) == (2, ["id", "day"])
    older = schema_get(VIEWER, refs=[dataset_ref("totals")], as_of=T0 + timedelta(minutes=1))[0]
    assert ([c.path for c in older.columns], older.valid_to) == (["id"], T0 + timedelta(minutes=60))
    assert [s.version for s in schema_list(VIEWER, ref=dataset_ref("totals"), first=5).items] == [2, 1]


def test_nested_fields_have_dotted_paths_behind_their_parent():
    facet = {"schema": {"fields": [{"name": "user", "type": "record", "fields": [{"name": "id", "type": "int"}]}]}}
    ingest(event(outputs=[dataset("totals", facets=facet)]))
    columns = schema_get(VIEWER, refs=[dataset_ref("totals")])[0].columns
    assert [(c.path, c.type, c.position) for c in columns] == [("user", "record", 1), ("user.id", "int", 2)]


def test_a_job_with_children_is_a_pipeline_whichever_came_first():
    dag = run_id()
    ingest(event("dag.task", run=run_id(), run_facets=parent(dag, "dag"), outputs=["x"]))
    ingest(event("dag", run=dag, minutes=9))
    (run,) = run_list(VIEWER, ref=job_ref("dag.task"), first=1).items
    (whole,) = [r for r in run_list(VIEWER, ref=job_ref("dag"), first=9).items if r.job.ref == job_ref("dag")]
    assert run.parent_id == whole.id
    assert (whole.job.kind, run.job.kind) == ("pipeline", "job")
    assert [child.id for child in run_get(VIEWER, ids=[whole.id])[0].children] == [run.id]


def test_a_clock_that_is_ahead_does_not_win():
    ahead = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    made = event(kind="START", run=run_id(5))
    made["eventTime"] = ahead
    ingest(made)
    assert only_run().started_at < datetime.now(UTC)


def story():
    """Twelve runs of three jobs that change their inputs, fail, and learn their columns; a parent; two schemas."""
    made = []
    for number in range(12):
        job, run = f"job{number % 3}", run_id(1000 + number)
        minutes = number * 10
        inputs = [f"in{number % 3}", f"in{(number * 7) % 5}"]
        facets = schema("id:int") if number < 6 else schema("id:int", f"c{number % 2}:text")
        if number % 4 == 3:
            facets |= column_lineage(id=f"{inputs[0]}.id")
        made.append(
            event(job, "START", run=run, minutes=minutes, inputs=inputs[:1], run_facets=parent(run_id(1), "dag"))
        )
        kind = "FAIL" if number == 7 else "COMPLETE"
        error = {"errorMessage": {"message": "boom", "programmingLanguage": "python"}} if kind == "FAIL" else {}
        out = dataset(f"out{number % 3}", facets=facets)
        made.append(event(job, kind, run=run, minutes=minutes + 5, inputs=inputs[1:], outputs=[out], run_facets=error))
    return made


@pytest.mark.parametrize("seed", range(6))
def test_order_and_repetition_change_nothing(seed):
    ingest(*story())
    expected = graph_digest(rows)
    wipe()
    shuffled = story()
    random.Random(seed).shuffle(shuffled)
    while shuffled:
        size = random.Random(seed + len(shuffled)).randrange(1, 7)
        ingest(*shuffled[:size], *story()[:2])
        shuffled = shuffled[size:]
    assert graph_digest(rows) == expected


def wipe():
    from django.core.management import call_command

    call_command("flush", interactive=False, verbosity=0)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_schema_that_was_deleted_is_back_once_it_is_said_again_in_any_order(order):
    said = [schema("id:int"), {"schema": {"_deleted": True}}, schema("id:int")]
    for place in order:
        ingest(event(minutes=place, outputs=[dataset("orders", facets=said[place])]))
    [found] = schema_get(VIEWER, refs=[dataset_ref("orders")])
    assert ([column.path for column in found.columns], found.valid_from, found.valid_to) == (["id"], T0, None)


def test_a_schema_that_was_deleted_ended_then():
    for minutes, facets in ((3, {"schema": {"_deleted": True}}), (1, schema("id:int"))):
        ingest(event(minutes=minutes, outputs=[dataset("orders", facets=facets)]))
    assert schema_get(VIEWER, refs=[dataset_ref("orders")]) == (None,)
    [found] = schema_get(VIEWER, refs=[dataset_ref("orders")], as_of=T0 + timedelta(minutes=2))
    assert found.valid_to == T0 + timedelta(minutes=3)
