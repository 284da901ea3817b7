"""The short way of an event into the inbox and the long one keep the same, and no secret finds the short one."""

from __future__ import annotations

import orjson
import pytest

from catalog.ingest.sanity import PayloadRefused
from lineage.ingest import acceptance
from lineage.ingest.acceptance import event_accept, event_known
from lineage.ingest.tally import Tallies
from lineage.openlineage import EventRefused
from tests.builders import column_lineage, dataset, event, schema
from tests.portal.planted import planted

SECRET = "Tr0ub4dor-and-3"


def anybody(event):
    """Every namespace is allowed."""


def long_way(made):
    return acceptance._accept(orjson.loads(orjson.dumps(made)), anybody, Tallies())


CLEAN = [
    event(),
    event(kind="START", inputs=["orders"], outputs=[dataset("totals", facets=schema("id:int", "sum:numeric"))]),
    event(outputs=[dataset("totals", facets=column_lineage(sum="orders.price"))]),
    event(run_facets={"parent": {"run": {"runId": "x" * 30}, "job": {"namespace": "a", "name": "b"}}}),
    event(job_facets={"sql": {"query": "select 'ä' -- \u2603"}, "none": None, "list": [1, 2.5, True]}),
    {**event(), "inputs": None},
    {"eventTime": "2026-03-01T06:00:00Z", "dataset": dataset("orders", facets=schema("id:int"))},
]


@pytest.mark.parametrize("made", CLEAN)
def test_both_ways_keep_the_same(made):
    stored = event_known(orjson.dumps(made), anybody)
    assert stored is not None
    assert stored == long_way(made)
    assert orjson.loads(stored.body) == made


def test_what_is_stored_is_written_as_we_write_it():
    made = event(job_facets={"sql": {"query": "select 1"}})
    raw = orjson.dumps(made).replace(b'{"query":"select 1"}', b'{ "query": "select 0", "query":  "select 1" }')
    for _ in range(2):
        assert event_accept(raw, anybody, Tallies()) == long_way(made)


@pytest.mark.parametrize(
    "made",
    [
        event(job_facets={"sql": {"query": "x", "password": SECRET}}),
        event(run_facets={"environmentVariables": {"DB_PASSWORD": SECRET}}),
        event(outputs=[dataset("a", outputFacets={f"token={SECRET}": {}})]),
        event(inputs=[dataset("a", namespace=f"postgres://admin:{SECRET}@db:5432")]),
        {**event(), "password": SECRET},
    ],
)
def test_a_secret_takes_the_long_way_each_time(made):
    for _ in range(2):
        assert event_known(orjson.dumps(made), anybody) is None
        stored = event_accept(orjson.dumps(made), anybody, Tallies())
        assert SECRET.encode() not in stored.body
        assert stored.warnings


def test_an_event_that_differs_in_time_and_run_alone_is_looked_at_as_far():
    good = event(run="0190b7a0-0000-7000-8000-000000000001")
    assert event_known(orjson.dumps(good), anybody) is not None
    assert event_known(orjson.dumps({**good, "run": {"runId": "another"}}), anybody) is not None
    for run_id in ("nul\0", "x" * 2_049, "ä" * 1_025):
        made = {**good, "run": {"runId": run_id}}
        assert event_known(orjson.dumps(made), anybody) is None
    assert event_known(orjson.dumps({**good, "eventTime": f"password={SECRET}"}), anybody) is None
    assert (
        event_known(orjson.dumps({**good, "run": {"runId": "another", "note": f"password={SECRET}"}}), anybody) is None
    )


@pytest.mark.parametrize("place", ["event", "run", "job", "dataset"])
def test_what_is_nested_too_deep_takes_the_long_way_and_is_refused(place):
    made = event(inputs=[dataset("a")])
    owner = {"event": made, "run": made["run"], "job": made["job"], "dataset": made["inputs"][0]}[place]
    owner["deep"] = "@DEEP@"
    raw = orjson.dumps(made).replace(b'"@DEEP@"', b"[" * 300 + b"]" * 300)
    for _ in range(2):
        assert event_known(raw, anybody) is None
        with pytest.raises(PayloadRefused):
            event_accept(raw, anybody, Tallies())


def test_what_is_known_to_be_clean_is_so_by_name():
    """The same text is a query in one facet and configuration in another."""
    body = {"x": "9f8a7s6d5f4a3s2d1f0g9h8j7k6l5z4x"}
    assert event_known(orjson.dumps(event(job_facets={"harmless": body})), anybody) is not None
    made = event(job_facets={"environmentVariables": body})
    assert (event_known(orjson.dumps(made), anybody) is None) == bool(long_way(made).warnings)


def test_no_planted_secret_is_known_to_be_clean():
    found = [item for item in planted() if event_known(orjson.dumps(item.event), anybody) is not None]
    assert found == []


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (b"{", "body"),
        (b"\xff", "body"),
        (orjson.dumps({**event(), "eventTime": None}), "eventTime"),
        (orjson.dumps({**event(), "job": {"namespace": "a"}}), "job.name"),
        (orjson.dumps(event(job_facets={"n": 1})).replace(b'"n":1', b'"n":1e999'), "body"),
    ],
)
def test_what_is_refused_is_counted(raw, field):
    tallies = Tallies()
    with pytest.raises(EventRefused) as refused:
        event_accept(raw, anybody, tallies)
    assert refused.value.field == field
    assert [key[0] for key, _ in tallies.items()] == ["rejected"]
