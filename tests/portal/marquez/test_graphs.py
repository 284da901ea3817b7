"""The graphs of datasets, jobs and columns, and the events they are made from."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import JOBS, NAMESPACE, column_lineage, dataset, event, ingest, parent, run_id, schema
from tests.portal.marquez.asking import at

pytestmark = pytest.mark.django_db


def d(name):
    return f"dataset:{NAMESPACE}:{name}"


def j(name):
    return f"job:{JOBS}:{name}"


def f(name, field):
    return f"datasetField:{NAMESPACE}:{name}:{field}"


def chain(length):
    """a0 -> j0 -> a1 -> j1 -> ..."""
    ingest(*(event(f"j{n}", minutes=n, inputs=[f"a{n}"], outputs=[f"a{n + 1}"]) for n in range(length)))


def test_it_works(door):
    chain(2)
    assert door.lineage(d("a1")) == {
        d("a0"): ([], [j("j0")]),
        d("a1"): ([j("j0")], [j("j1")]),
        d("a2"): ([j("j1")], []),
        j("j0"): ([d("a0")], [d("a1")]),
        j("j1"): ([d("a1")], [d("a2")]),
    }
    graph = door.get("lineage", nodeId=d("a1"))
    assert (sorted(graph), graph["truncated"]) == (["graph", "truncated"], False)
    job = graph["graph"][3]
    assert (job["type"], job["data"]["inputs"], job["data"]["latestRun"]["state"]) == (
        "JOB",
        [{"namespace": NAMESPACE, "name": "a0"}],
        "COMPLETED",
    )
    assert (graph["graph"][0]["type"], graph["graph"][0]["data"]["name"]) == ("DATASET", "a0")


@pytest.mark.parametrize(
    ("node", "depth", "reached"),
    [
        (d("a2"), 0, [d("a2")]),
        (d("a2"), 1, [d("a2"), j("j1"), j("j2")]),
        (d("a2"), 2, [d("a1"), d("a2"), d("a3"), j("j1"), j("j2")]),
        (j("j2"), 1, [d("a2"), d("a3"), j("j2")]),
        (j("j2"), 2, [d("a2"), d("a3"), j("j1"), j("j2"), j("j3")]),
    ],
)
def test_depth_counts_edges_from_the_node_that_was_asked_for(door, node, depth, reached):
    chain(5)
    assert sorted(door.lineage(node, depth=depth)) == reached


def test_ancestors_and_descendants_are_there_and_siblings_are_not(door):
    ingest(event("split", inputs=["raw"], outputs=["left", "right"]), event("use", inputs=["left", "x"], outputs=["y"]))
    assert sorted(door.lineage(d("left"))) == [d("left"), d("raw"), d("y"), j("split"), j("use")]
    assert sorted(door.lineage(j("split"))) == [d("left"), d("raw"), d("right"), d("y"), j("split"), j("use")]


def test_a_cycle_ends(door):
    ingest(event("forth", inputs=["a"], outputs=["b"]), event("back", inputs=["b"], outputs=["a"]))
    assert sorted(door.lineage(d("a"), depth=1000)) == [d("a"), d("b"), j("back"), j("forth")]


def test_a_dag_shows_what_its_tasks_read_and_write(door):
    ingest(
        event("dag", "START", run=run_id(1), minutes=0),
        event("dag.load", minutes=1, inputs=["raw"], outputs=["orders"], run_facets=parent(run_id(1), "dag")),
    )
    assert sorted(door.lineage(j("dag"))) == [d("orders"), d("raw"), j("dag"), j("dag.load")]


def test_a_node_without_edges_is_a_graph_of_its_own(door):
    ingest(event("alone"))
    assert door.lineage(j("alone")) == {j("alone"): ([], [])}


@pytest.mark.parametrize(
    ("namespace", "name"),
    [
        ("postgres://db:5432", "shop.public.orders"),
        ("postgres://db", "shop:public:orders"),
        ("plain", "a:b:c"),
        ("urn:li", "a"),
        ("arn:aws:glue:eu-west-1:123456", "table/shop/orders"),
        ("s3://bucket", "2024:01:01/x"),
        ("inmemory://", "#1"),
    ],
)
def test_node_ids_are_found_however_many_colons_they_have(door, namespace, name):
    columns = schema("id:int") | column_lineage(id="raw.id")
    ingest(event("load", outputs=[dataset(name, namespace=namespace, facets=columns)]))
    node = f"dataset:{namespace}:{name}"
    assert sorted(door.lineage(node)) == sorted([node, d("raw"), j("load")])
    field = f"datasetField:{namespace}:{name}:id"
    assert [n["id"] for n in door.get("column-lineage", nodeId=field)["graph"]] == sorted([field, f("raw", "id")])


def test_of_two_names_that_one_id_may_mean_the_likelier_is_taken(door):
    ingest(event("one", outputs=[dataset("b:c", namespace="a")]), event("two", outputs=[dataset("c", namespace="a:b")]))
    assert sorted(door.lineage("dataset:a:b:c")) == ["dataset:a:b:c", j("one")]


def test_the_past_can_be_asked_for(door):
    ingest(
        event("load", minutes=0, inputs=["old"], outputs=["out"]),
        event("load", minutes=60, inputs=["new"], outputs=["out"]),
    )
    assert sorted(door.lineage(d("out"))) == [d("new"), d("out"), j("load")]
    assert sorted(door.lineage(d("out"), asOf=at(30), windowDays=0)) == [d("old"), d("out"), j("load")]
    assert sorted(door.lineage(d("out"), asOf=at(90), windowDays=1)) == [d("new"), d("old"), d("out"), j("load")]


def test_statements_are_as_many_for_a_large_graph_as_for_a_small_one(door):
    chain(1)
    ingest(event("wide", minutes=1, inputs=["b0"], outputs=[f"b{n}" for n in range(1, 4)]))

    def statements(path, **query):
        with CaptureQueriesContext(connection) as captured:
            door.get(path, **query)
        return len(captured)

    asks = [
        ("lineage", {"nodeId": d("a0")}),
        ("lineage", {"nodeId": d("b0")}),
        ("column-lineage", {"nodeId": d("c0"), "withDownstream": "true"}),
        ("runlineage/upstream", {"runId": run_id(50)}),
        ("jobs", {}),
        (f"namespaces/{JOBS}/jobs", {}),
    ]

    def grow(count):
        ingest(
            *(
                event(
                    f"c{n}",
                    run=run_id(50 - n),
                    minutes=10 - n,
                    inputs=[f"c{n + 1}"],
                    outputs=[dataset(f"c{n}", facets=column_lineage(id=f"c{n + 1}.id"))],
                )
                for n in range(count)
            )
        )

    grow(1)
    door.get("tags")  # marks the token as used
    few = [statements(path, **query) for path, query in asks]
    chain(30)
    grow(9)
    ingest(event("wide", minutes=2, inputs=["b0"], outputs=[f"b{n}" for n in range(1, 40)]))
    hops = 8  # of columns, more than before: breadth first is one statement a hop, however many columns it finds
    assert [statements(path, **query) for path, query in asks] == [n + hops * (i == 2) for i, n in enumerate(few)]
    assert len(door.lineage(d("a0"), depth=100)) == 61
    assert max(few) <= 30


# --- columns ----------------------------------------------------------------------------------------------------------


def flows(graph):
    return {n["id"]: [e["destination"] for e in n["outEdges"]] for n in graph["graph"]}


def fill_columns():
    ingest(
        event(
            "one", minutes=1, outputs=[dataset("b", facets=schema("x:int", "y:int") | column_lineage(x="a.x", y="a.y"))]
        ),
        event("two", minutes=2, outputs=[dataset("c", facets=column_lineage(z="b.x"))]),
    )


def test_columns_are_followed_upstream_and_if_wanted_downstream(door):
    fill_columns()
    up = door.get("column-lineage", nodeId=d("b"))
    assert flows(up) == {
        f("a", "x"): [f("b", "x")],
        f("a", "y"): [f("b", "y")],
        f("b", "x"): [],
        f("b", "y"): [],
    }
    both = door.get("column-lineage", nodeId=f("b", "x"), withDownstream="true")
    assert flows(both) == {f("a", "x"): [f("b", "x")], f("b", "x"): [f("c", "z")], f("c", "z"): []}
    assert flows(door.get("column-lineage", nodeId=j("two"))) == {
        f("a", "x"): [f("b", "x")],
        f("b", "x"): [f("c", "z")],
        f("c", "z"): [],
    }
    assert flows(door.get("column-lineage", nodeId=j("two"), depth=1)) == {
        f("b", "x"): [f("c", "z")],
        f("c", "z"): [],
    }


def test_a_column_is_told_with_type_version_and_sources(door):
    fill_columns()
    node = next(n for n in door.get("column-lineage", nodeId=f("b", "x"))["graph"] if n["id"] == f("b", "x"))
    version = door.get("namespaces/{}/datasets/{}", NAMESPACE, "b")["currentVersion"]
    assert node == {
        "id": f("b", "x"),
        "type": "DATASET_FIELD",
        "data": {
            "namespace": NAMESPACE,
            "dataset": "b",
            "datasetVersion": version,
            "field": "x",
            "fieldType": "int",
            "transformationDescription": None,
            "transformationType": "IDENTITY",
            "inputFields": [
                {
                    "namespace": NAMESPACE,
                    "dataset": "a",
                    "datasetVersion": None,
                    "field": "x",
                    "transformationDescription": None,
                    "transformationType": "IDENTITY",
                    "transformations": [
                        {"type": "DIRECT", "subtype": "IDENTITY", "masking": False, "description": None}
                    ],
                }
            ],
        },
        # The web UI follows the destinations of inEdges
        "inEdges": [{"origin": f("b", "x"), "destination": f("a", "x")}],
        "outEdges": [],
    }


def test_columns_of_a_version_are_those_of_then(door):
    ingest(
        event("one", run=run_id(1), minutes=1, outputs=[dataset("b", facets=column_lineage(x="a.x"))]),
        event("one", run=run_id(2), minutes=9, outputs=[dataset("b", facets=column_lineage(x="other.x"))]),
    )
    new, old = door.get("namespaces/{}/datasets/{}/versions", NAMESPACE, "b")["versions"]
    assert list(flows(door.get("column-lineage", nodeId=d("b")))) == [f("b", "x"), f("other", "x")]
    then = door.get("column-lineage", nodeId=f"{d('b')}#{old['version']}")
    assert list(flows(then)) == [f("a", "x"), f"{f('b', 'x')}#{old['version']}"]
    now = door.get("column-lineage", nodeId=f"{f('b', 'x')}#{new['version']}")
    assert list(flows(now)) == [f"{f('b', 'x')}#{new['version']}", f("other", "x")]


def test_columns_that_have_no_lineage_any_more_are_shown_only_when_asked_for(door):
    ingest(
        event("one", minutes=1, outputs=[dataset("b", facets=column_lineage(x="a.x", y="a.y"))]),
        event("one", minutes=2, outputs=[dataset("b", facets=column_lineage(x="a.x"))]),
    )
    assert list(flows(door.get("column-lineage", nodeId=d("b")))) == [f("a", "x"), f("b", "x")]
    assert flows(door.get("column-lineage", nodeId=f("b", "y"))) == {f("b", "y"): []}


def test_the_dataset_as_a_whole_is_column_star(door):
    facet = {"columnLineage": {"fields": {}, "dataset": [_flow("a", "k", "INDIRECT", "JOIN")]}}
    ingest(event("join", outputs=[dataset("b", facets=facet)]))
    assert flows(door.get("column-lineage", nodeId=d("b"))) == {f("a", "k"): [f("b", "*")], f("b", "*"): []}


def _flow(name, field, kind, subtype):
    ways = [{"type": kind, "subtype": subtype}]
    return {"namespace": NAMESPACE, "name": name, "field": field, "transformations": ways}
