"""Columns around a column: how far, by what transformation, told by whom; names folded, hidden ones nameless."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from catalog.database import execute
from catalog.errors import InvalidError, NotFoundError, TooManyError
from lineage.answers import ColumnEvidence, Direction, TransformationType
from lineage.queries.columns import column_walk
from lineage.queries.graph import HIDDEN
from tests.builders import ADMIN, NAMESPACE, T0, VIEWER, dataset, dataset_ref, event, ingest, job_ref, run_id, schema

pytestmark = pytest.mark.django_db


def flows(fields, whole=()):
    """A columnLineage facet: target -> ["dataset.column kind subtype", ...]; `whole` shapes the dataset."""

    def one(text):
        source, kind, *more = text.split()
        name, _, path = source.rpartition(".")
        how = {"type": kind, "subtype": more[0] if more else None, "masking": "masked" in more, "description": text}
        return {"namespace": NAMESPACE, "name": name, "field": path, "transformations": [how]}

    return {
        "columnLineage": {
            "fields": {target: {"inputFields": [one(text) for text in texts]} for target, texts in fields.items()},
            "dataset": [one(text) for text in whole],
        }
    }


def write(job, name, fields, whole=(), *, minutes=0, columns=()):
    facets = flows(fields, whole) | (schema(*columns) if columns else {})
    ingest(
        event(job, run=run_id(hash((job, minutes)) % 10**6), minutes=minutes, outputs=[dataset(name, facets=facets)])
    )


@pytest.fixture
def chain():
    """raw.a -> orders.total -> totals.sum -> report.sum; orders.state filters totals as a whole."""
    write(
        "load",
        "orders",
        {"total": ["raw.a DIRECT IDENTITY"], "state": ["raw.s DIRECT"]},
        columns=("total:int", "state:text"),
    )
    write("sum", "totals", {"sum": ["orders.total DIRECT AGGREGATION masked"]}, ["orders.state INDIRECT FILTER"])
    write("show", "report", {"sum": ["totals.sum DIRECT IDENTITY"]})


def evidence(first, last):
    return ColumnEvidence(source="openlineage", first_seen_at=first, last_seen_at=last, inferred=False, statement=None)


def walk(name, *columns, viewer=VIEWER, **options):
    return column_walk(viewer, ref=dataset_ref(name), columns=columns, **options)


def nodes(graph):
    return {
        f"{node.dataset.title.split('/')[-1]}.{node.path}" if node.dataset else "hidden": node.hop
        for node in graph.nodes
    }


def edges(graph):
    names = {node.key: f"{node.dataset.title}.{node.path}" if node.dataset else "hidden" for node in graph.nodes}
    return sorted((names[edge.source], names[edge.target], edge.transformation.value) for edge in graph.edges)


def test_it_works(chain):
    graph = walk("totals", "sum")
    assert nodes(graph) == {
        "totals.sum": 0, "totals.*": 0, "orders.total": -1, "orders.state": -1, "report.sum": 1, "raw.a": -2, "raw.s": -2,
    }  # fmt: skip
    assert [node.hop for node in graph.nodes] == [0, 0, -1, -1, 1, -2, -2]
    assert edges(graph) == [
        ("orders.state", "totals.*", "indirect"),
        ("orders.total", "totals.sum", "direct"),
        ("raw.a", "orders.total", "direct"),
        ("raw.s", "orders.state", "direct"),
        ("totals.sum", "report.sum", "direct"),
    ]
    assert (graph.truncated, graph.hidden_count) == (False, 0)
    (made,) = [edge for edge in graph.edges if edge.target == f"{dataset_ref('totals')}#sum"]
    assert (made.subtype, made.masking, made.job.ref) == ("AGGREGATION", True, job_ref("sum"))
    assert made.description == "orders.total DIRECT AGGREGATION masked"
    assert made.evidence == (evidence(T0, T0),)
    assert (made.valid_from, made.valid_to) == (T0, None)
    assert {node.path: node.type for node in graph.nodes if node.hop == -1} == {"total": "int", "state": "text"}


def test_ways_and_hops(chain):
    assert nodes(walk("totals", "sum", direction=Direction.DOWNSTREAM)) == {"totals.sum": 0, "report.sum": 1}
    near = walk("report", "sum", max_hops=1)
    assert (nodes(near), near.truncated) == ({"report.sum": 0, "totals.sum": -1}, True)
    far = walk("raw", "a", max_hops=3)
    assert (nodes(far), far.truncated) == ({"raw.a": 0, "orders.total": 1, "totals.sum": 2, "report.sum": 3}, False)


def test_several_columns_and_a_limit(chain):
    assert nodes(walk("orders", "total", "state", direction=Direction.UPSTREAM)) == {
        "orders.total": 0, "orders.state": 0, "raw.a": -1, "raw.s": -1,
    }  # fmt: skip
    graph = walk("totals", "sum", limit=3)
    assert (list(nodes(graph)), graph.truncated) == (["totals.*", "totals.sum", "orders.state"], True)
    assert edges(graph) == [("orders.state", "totals.*", "indirect")]


def test_only_flows_of_a_kind_are_followed(chain):
    direct = walk("totals", "sum", transformations=[TransformationType.DIRECT])
    assert nodes(direct) == {"totals.sum": 0, "orders.total": -1, "report.sum": 1, "raw.a": -2}
    indirect = walk("totals", "sum", transformations=[TransformationType.INDIRECT])
    assert nodes(indirect) == {"totals.sum": 0, "totals.*": 0, "orders.state": -1}


def test_what_the_producer_does_not_say():
    write("load", "orders", {"total": ["raw.a ? "]})
    (edge,) = walk("orders", "total").edges
    assert (edge.transformation, edge.subtype) == (TransformationType.UNKNOWN, None)


def test_at_an_instant(chain):
    write("sum", "totals", {"sum": ["orders.state DIRECT"]}, minutes=10)
    assert edges(walk("totals", "sum", direction=Direction.UPSTREAM, max_hops=1)) == [
        ("orders.state", "totals.sum", "direct")
    ]
    then = walk("totals", "sum", direction=Direction.UPSTREAM, max_hops=1, as_of=T0 + timedelta(minutes=9))
    assert edges(then) == [("orders.state", "totals.*", "indirect"), ("orders.total", "totals.sum", "direct")]
    assert then.as_of == T0 + timedelta(minutes=9)
    assert walk("totals", "sum", as_of=T0 - timedelta(minutes=1)).edges == ()


def test_an_edge_is_known_since_it_was_first_told(chain):
    write(
        "sum", "totals", {"sum": ["orders.total DIRECT AGGREGATION masked"], "n": ["orders.total DIRECT"]}, minutes=10
    )
    (edge,) = walk("totals", "sum", direction=Direction.UPSTREAM, max_hops=1).edges
    assert edge.evidence == (evidence(T0, T0 + timedelta(minutes=10)),)
    assert (edge.valid_from, edge.valid_to) == (T0, None)


def test_an_edge_that_ended_and_came_back():
    for minutes, column in ((0, "a"), (10, "b"), (15, "b"), (20, "a"), (30, "c")):
        write("load", "orders", {"total": [f"raw.{column} DIRECT"]}, minutes=minutes)

    def held(minutes):
        (edge,) = walk("orders", "total", as_of=T0 + timedelta(minutes=minutes)).edges
        until = edge.valid_to and (edge.valid_to - T0) / timedelta(minutes=1)
        return edge.source[-1], (edge.valid_from - T0) / timedelta(minutes=1), until

    assert [held(minutes) for minutes in (0, 9, 30, 99)] == [
        ("a", 0, 10),
        ("a", 0, 10),
        ("c", 30, None),
        ("c", 30, None),
    ]
    # One was told before and after the other, which held while it was told.
    assert [held(minutes) for minutes in (10, 15, 20, 29)] == [
        ("b", 10, 15),
        ("b", 10, 15),
        ("a", 15, 30),
        ("a", 15, 30),
    ]


def test_a_cycle_ends():
    write("forth", "b", {"x": ["a.x DIRECT"]})
    write("back", "a", {"x": ["b.x DIRECT"]})
    graph = walk("a", "x", max_hops=10)
    assert (nodes(graph), len(graph.edges), graph.truncated) == ({"a.x": 0, "b.x": -1}, 2, False)


def test_datasets_that_are_one_are_one(chain):
    other = {"symlinks": {"identifiers": [{"namespace": NAMESPACE, "name": "orders", "type": "TABLE"}]}}
    ingest(event("link", outputs=[dataset("orders_v2", facets=other)]))
    write("more", "mart", {"n": ["orders_v2.total DIRECT"]})
    graph = walk("mart", "n")
    # Its first name stands for the group; what was written under the second is read under it.
    (folded,) = [node for node in graph.nodes if node.path == "total"]
    assert (folded.dataset.ref, folded.hop, folded.type) == (dataset_ref("orders"), -1, "int")
    assert nodes(graph)["raw.a"] == -2
    assert nodes(walk("orders_v2", "total", max_hops=1)) == {
        "orders.total": 0,
        "raw.a": -1,
        "mart.n": 1,
        "totals.sum": 1,
    }


def test_the_hidden_is_nameless_and_walked_through(chain):
    execute(
        "UPDATE catalog_entity SET restricted = true WHERE ref IN (%s, %s)", [dataset_ref("orders"), job_ref("sum")]
    )
    graph = walk("totals", "sum")
    hidden = [node for node in graph.nodes if node.hidden]
    assert graph.hidden_count == len(hidden) == 2
    assert {(node.dataset, node.path, node.type, node.hop) for node in hidden} == {(None, None, None, -1)}
    assert all(node.key.startswith(HIDDEN) for node in hidden)
    assert nodes(graph)["raw.a"] == -2
    assert {edge.job and edge.job.ref for edge in graph.edges if edge.target.endswith("totals#sum")} == {None}
    assert not any("orders" in (edge.description or "") for edge in graph.edges)
    assert walk("totals", "sum", viewer=ADMIN).hidden_count == 0
    with pytest.raises(NotFoundError):
        walk("orders", "total")


def test_what_is_asked_wrongly_names_its_field(chain):
    for options, error, field in (
        ({"columns": []}, InvalidError, "columns"),
        ({"columns": [str(n) for n in range(101)]}, TooManyError, "columns"),
        ({"columns": ["sum"], "max_hops": 11}, InvalidError, "max_hops"),
        ({"columns": ["sum"], "limit": 0}, InvalidError, "limit"),
        ({"columns": ["sum"], "as_of": datetime.now(UTC) + timedelta(hours=1)}, InvalidError, "as_of"),
    ):
        with pytest.raises(error) as raised:
            column_walk(VIEWER, ref=dataset_ref("totals"), **options)
        assert [wrong.field for wrong in raised.value.errors] == [field]
    with pytest.raises(NotFoundError, match=r"^No column of the dataset has the path 'nope'\.$"):
        walk("totals", "nope")
    assert nodes(walk("report", "*")) == {"report.*": 0}
