"""What producers state outright (facet `lineage`) counts before columns, and both before inputs times outputs."""

from __future__ import annotations

import itertools

import pytest

from catalog.database import rows
from tests.builders import JOBS, NAMESPACE, column_lineage, dataset, dataset_ref, event, job_ref, run_id, store
from tests.lineage.inflow import ingest

pytestmark = pytest.mark.django_db(transaction=True)


def source(name, field=None, **more):
    """An input of a statement."""
    found = {"namespace": NAMESPACE, "name": name, "type": "DATASET", **more}
    return found if field is None else found | {"field": field}


def states(**targets):
    """A job facet: target dataset = [sources]."""
    entries = [
        {"namespace": NAMESPACE, "name": target, "type": "DATASET", "inputs": [source(s) for s in sources]}
        for target, sources in targets.items()
    ]
    return {"lineage": {"entries": entries}}


def folded():
    """(source, target, basis) between datasets, as they hold now."""
    return sorted(
        rows(
            "SELECT s.title, t.title, f.basis FROM lineage_foldededge f JOIN catalog_entity s ON s.id = f.source_id "
            "JOIN catalog_entity t ON t.id = f.target_id"
        )
    )


def ever():
    """(source, target, basis) between datasets that was ever seen, with the runs that showed it."""
    return sorted(
        rows(
            "SELECT s.title, t.title, e.basis, e.run_count FROM lineage_edgeevidence e "
            "JOIN catalog_entity s ON s.id = e.source_id JOIN catalog_entity t ON t.id = e.target_id WHERE e.via_id > 0"
        )
    )


def test_a_stated_edge_replaces_inputs_times_outputs():
    ingest(event(inputs=["a", "b"], outputs=["x", "y"], job_facets=states(x=["a"], y=["b"])))
    assert folded() == [("a", "x", 1), ("b", "y", 1)]
    assert ever() == [("a", "x", 1, 1), ("b", "y", 1, 1)]


def test_job_edges_still_come_from_inputs_and_outputs():
    ingest(event(inputs=["a", "b"], outputs=["x"], job_facets=states(x=["a"])))
    pairs = rows(
        "SELECT s.ref, t.ref, e.basis FROM lineage_edge e JOIN catalog_entity s ON s.id = e.source_id "
        "JOIN catalog_entity t ON t.id = e.target_id ORDER BY 1, 2"
    )
    load = job_ref("load")
    assert sorted(pairs) == sorted(
        [(dataset_ref("a"), load, 3), (dataset_ref("b"), load, 3), (load, dataset_ref("x"), 3)]
    )


def test_nothing_upstream_can_be_stated():
    ingest(event(inputs=["a"], outputs=["x"], job_facets=states(x=[])))
    assert folded() == []


EVENTS = (
    ("START", 0, {"inputs": ["a", "b"], "outputs": ["x"]}),
    ("RUNNING", 1, {"job_facets": states(x=["a"])}),
    ("COMPLETE", 2, {"inputs": ["a", "b"], "outputs": ["x"], "job_facets": states(x=["c"])}),
)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_statements_add_up_over_a_run_whatever_the_order_of_its_events(order):
    run = run_id(1)
    for index in order:
        kind, minutes, more = EVENTS[index]
        ingest(event(kind=kind, run=run, minutes=minutes, **more))
    assert folded() == [("a", "x", 1), ("c", "x", 1)]
    assert ever() == [("a", "x", 1, 1), ("c", "x", 1, 1)]


def test_runs_that_state_nothing_keep_their_product_when_another_run_states_its_lineage():
    ingest(event(run=run_id(1), inputs=["a"], outputs=["x"]))
    ingest(event(kind="START", run=run_id(2), minutes=10, inputs=["a"], outputs=["x"]))
    ingest(event(run=run_id(2), minutes=11, job_facets=states(x=["b"])))
    assert ever() == [("a", "x", 3, 1), ("b", "x", 1, 1)]
    assert folded() == [("b", "x", 1)]


def test_a_later_run_without_a_statement_goes_back_to_the_product():
    ingest(event(run=run_id(1), inputs=["a", "b"], outputs=["x"], job_facets=states(x=["a"])))
    ingest(event(run=run_id(2), minutes=60, inputs=["a", "b"], outputs=["x"]))
    assert folded() == [("a", "x", 3), ("b", "x", 3)]


def test_a_job_event_replaces_what_the_one_before_it_stated():
    def designed(minutes, sources):
        made = event(minutes=minutes, inputs=["a", "b"], outputs=["x"], job_facets=states(x=sources))
        del made["run"], made["eventType"]
        return made

    ingest(designed(0, ["a"]), designed(5, ["b"]))
    assert folded() == [("b", "x", 1)]


def test_an_output_that_states_its_upstream_leaves_the_product_to_the_others():
    stated = dataset("x", facets={"lineage": {"inputs": [source("a")]}})
    ingest(event(inputs=["a", "b"], outputs=[stated, "y"]))
    assert folded() == [("a", "x", 1), ("a", "y", 3), ("b", "y", 3)]


def view(minutes, *sources):
    """A DatasetEvent of a view."""
    return {
        "eventTime": event(minutes=minutes)["eventTime"],
        "dataset": dataset("v", facets={"lineage": {"inputs": [source(s) for s in sources]}}),
        "producer": "https://example.com/tests",
    }


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_dataset_event_says_what_a_view_is_made_from_and_the_latest_counts(order):
    events = [view(0, "a", "b"), view(5, "b", "c")]
    for index in order:
        ingest(events[index])
    assert folded() == [("b", "v", 1), ("c", "v", 1)]


def test_jobs_can_be_joined_without_a_dataset_between():
    entries = [
        {"type": "JOB", "inputs": [{"type": "JOB", "namespace": JOBS, "name": "extract"}]},
        {"type": "JOB", "namespace": JOBS, "name": "report", "inputs": [{"type": "JOB"}]},
    ]
    ingest(event(job_facets={"lineage": {"entries": entries}}))
    pairs = rows(
        "SELECT s.ref, t.ref, e.basis FROM lineage_edge e JOIN catalog_entity s ON s.id = e.source_id "
        "JOIN catalog_entity t ON t.id = e.target_id"
    )
    assert sorted(pairs) == [(job_ref("extract"), job_ref("load"), 1), (job_ref("load"), job_ref("report"), 1)]
    assert folded() == []


def column_edges():
    """(source, column, target, column, subtype) as they hold now."""
    return sorted(
        rows(
            "SELECT se.title, s.path, te.title, t.path, e.subtype FROM lineage_columnedge e "
            "JOIN lineage_columnfacet f ON f.id = e.facet_id AND f.is_current "
            "JOIN lineage_datasetcolumn s ON s.id = e.source_id JOIN catalog_entity se ON se.id = s.dataset_id "
            "JOIN lineage_datasetcolumn t ON t.id = e.target_id JOIN catalog_entity te ON te.id = t.dataset_id"
        )
    )


def stated_columns(**fields):
    """A job facet of the columns of x: column = source column of a."""
    transformed = [{"type": "DIRECT", "subtype": "IDENTITY"}]
    entry = {
        "namespace": NAMESPACE,
        "name": "x",
        "type": "DATASET",
        "fields": {
            path: {"inputs": [source("a", column, transformations=transformed)]} for path, column in fields.items()
        },
    }
    return {"lineage": {"entries": [entry]}}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_stated_columns_add_up_over_a_run(order):
    run = run_id(1)
    events = [
        event(kind="START", run=run, job_facets=stated_columns(id="key")),
        event(run=run, minutes=5, job_facets=stated_columns(total="price")),
    ]
    for index in order:
        ingest(events[index])
    assert column_edges() == [("a", "key", "x", "id", "IDENTITY"), ("a", "price", "x", "total", "IDENTITY")]
    assert folded() == [("a", "x", 1)]


def test_where_columns_are_stated_the_facet_of_the_output_does_not_count():
    output = dataset("x", facets=column_lineage(id="b.other"))
    ingest(event(outputs=[output], job_facets=stated_columns(id="key")))
    assert column_edges() == [("a", "key", "x", "id", "IDENTITY")]


def test_a_field_beside_the_columns_shapes_the_dataset_as_a_whole():
    entry = {"namespace": NAMESPACE, "name": "x", "type": "DATASET", "inputs": [source("a", "country")]}
    ingest(event(outputs=["x"], job_facets={"lineage": {"entries": [entry]}}))
    assert column_edges() == [("a", "country", "x", "*", "")]


def test_nonsense_in_the_facet_is_passed_over_and_the_event_applied():
    odd = [
        None,
        7,
        {"type": "DATASET"},
        {"type": "DATASET", "namespace": NAMESPACE, "name": "x", "inputs": "a", "fields": 3},
    ]
    store(event(inputs=["a"], outputs=["x"], job_facets={"lineage": {"entries": odd}}))
    assert ingest() == 1
    assert rows("SELECT count(*) FROM lineage_inboxparked") == [(0,)]
