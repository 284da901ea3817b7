"""Lineage at two instants: what began, what ceased, what changed, and columns with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.errors import InvalidError, NotFoundError, TooManyError
from lineage.answers import ColumnChangeKind, Compatibility, Direction, Grain
from lineage.queries import compare
from lineage.queries.compare import lineage_compare
from tests.builders import (
    T0,
    VIEWER,
    column_lineage,
    dataset,
    dataset_ref,
    event,
    ingest,
    run_id,
    schema,
)

pytestmark = pytest.mark.django_db


def at(minutes):
    return T0 + timedelta(minutes=minutes)


def load(minutes, inputs, *outputs, job="load"):
    return event(job, run=run_id(minutes), minutes=minutes, inputs=inputs, outputs=list(outputs))


def diff(*names, since=5, until=15, **options):
    return lineage_compare(
        VIEWER, refs=[dataset_ref(name) for name in names], since=at(since), until=at(until), **options
    )


def pairs(found, edges):
    titles = {node.key: node.entity.title for node in found.nodes}
    return [(titles[edge.source], titles[edge.target]) for edge in edges]


def told(found):
    return {
        part: sorted(pairs(found, getattr(found, part)))
        for part in ("added", "removed", "changed")
        if getattr(found, part)
    }


@pytest.fixture
def turned():
    """load reads new in place of raw from minute 10 on; show goes on as it was."""
    ingest(load(0, ["raw"], "orders"), load(1, ["orders"], "mart", job="show"), load(10, ["new"], "orders"))


def test_it_works(turned):
    found = diff("orders")
    assert told(found) == {"added": [("new", "load")], "removed": [("raw", "load")]}
    assert (found.since, found.until, found.truncated, found.schemas) == (at(5), at(15), False, ())
    assert {node.entity.title: node.hop for node in found.nodes} == {
        "orders": 0, "load": -1, "raw": -2, "new": -2, "show": 1, "mart": 2,
    }  # fmt: skip
    (edge,) = found.removed
    assert (edge.valid_from, edge.valid_to) == (at(0), at(10))


def test_the_same_is_no_difference(turned):
    for since, until in ((1, 9), (11, 15), (5, 5), (-10, -5)):
        assert told(diff("orders", since=since, until=until)) == {}
    assert told(diff("orders", since=-10, until=5)) == {
        "added": [("load", "orders"), ("orders", "show"), ("raw", "load"), ("show", "mart")]
    }


def test_what_ceased_and_began_again_is_no_difference(turned):
    ingest(load(20, ["raw"], "orders"))
    assert told(diff("orders", since=5, until=25)) == {}


def test_until_now_when_absent(turned):
    found = lineage_compare(VIEWER, refs=[dataset_ref("orders")], since=at(5))
    assert told(found) == told(diff("orders"))
    assert found.until > at(15)


@pytest.mark.parametrize(
    ("grain", "expected"),
    [
        (Grain.DATASET, {"added": [("new", "orders")], "removed": [("raw", "orders")]}),
        (Grain.JOB, {}),
        (Grain.TEAM, {"added": [("new", "load")], "removed": [("raw", "load")]}),
        (Grain.PIPELINE, {"added": [("new", "load")], "removed": [("raw", "load")]}),
    ],
)
def test_every_grain_can_be_compared(turned, grain, expected):
    assert told(diff("orders", grain=grain)) == expected


def test_another_basis_or_another_job_is_a_change():
    ingest(load(0, ["raw"], "orders"), load(0, ["orders"], "mart", job="show"))
    columns = dataset("orders", facets=column_lineage(id="raw.id"))
    ingest(load(10, ["raw"], columns), load(12, ["orders"], "mart", job="again"))
    found = diff("orders", grain=Grain.DATASET)
    assert told(found) == {"changed": [("orders", "mart"), ("raw", "orders")]}
    assert {edge.basis.value: [job.title for job in edge.via] for edge in found.changed} == {
        "column": ["load"], "input_output": ["again", "show"],
    }  # fmt: skip


def test_columns_that_changed_come_with_it():
    old, new = schema("id:int", "total:int"), schema("id:bigint")
    ingest(load(0, ["raw"], dataset("orders", facets=old)), load(0, ["x"], dataset("same", facets=old), job="other"))
    ingest(load(1, ["orders"], dataset("mart", facets=column_lineage(sum="orders.total")), job="show"))
    ingest(load(10, ["raw"], dataset("orders", facets=new)), load(11, ["x"], dataset("same", facets=old), job="other"))
    (changed,) = diff("orders", "same").schemas
    assert (changed.dataset.title, changed.compatibility) == ("orders", Compatibility.BREAKING)
    assert [(change.kind, change.path) for change in changed.changes] == [
        (ColumnChangeKind.WIDENED, "id"),
        (ColumnChangeKind.REMOVED, "total"),
    ]
    assert (changed.before.version, changed.after.version) == (1, 2)
    assert diff("orders", since=11).schemas == ()


def test_what_is_left_out_is_told(turned, monkeypatch):
    assert diff("orders", max_hops=1).truncated
    found = diff("orders", limit=2, direction=Direction.UPSTREAM)
    assert (found.truncated, len(found.nodes)) == (True, 2)
    monkeypatch.setattr(compare, "EDGES_MAX", 2)
    assert diff("orders", max_hops=9).truncated


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"since": 20, "until": 10}, "until"),
        ({"since": 10**8, "until": 10**8 + 1}, "since"),
        ({"until": 10**8}, "until"),
        ({"max_hops": 0}, "max_hops"),
        ({"max_hops": 10**9}, "max_hops"),
        ({"limit": 1001}, "limit"),
    ],
)
def test_what_is_refused(turned, options, field):
    with pytest.raises(InvalidError) as caught:
        diff("orders", **options)
    assert caught.value.errors[0].field == field


def test_unknown_and_too_many_starts(turned):
    with pytest.raises(NotFoundError, match="absent"):
        diff("absent")
    with pytest.raises(TooManyError):
        diff(*["orders"] * 21)
    with pytest.raises(InvalidError):
        diff()
