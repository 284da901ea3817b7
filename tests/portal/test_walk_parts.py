"""A walk through GraphQL fetches no more than is selected, and says of that what it says to whoever selects everything."""

from __future__ import annotations

import pytest
from django.db import connection

from tests import estate as e
from tests.builders import dataset, dataset_ref, event, ingest

pytestmark = pytest.mark.django_db
OUTLINE = "source target basis count"


@pytest.fixture
def viewer():
    ingest(event("load", inputs=[dataset("raw")], outputs=[dataset("clean")]))
    ingest(event("report", inputs=[dataset("clean")], outputs=[dataset("sums")]))
    return e.asker("viewer")


def walked(viewer, nodes, edges, fragments=""):
    """(the walk, whether evidence was asked for, whether runs were)."""
    document = (
        "query W($refs: [Ref!]!) { lineageWalk(refs: $refs, direction: DOWNSTREAM, maxHops: 20) "
        f"{{ nodes {{ {nodes} }} edges {{ {edges} }} }} }} {fragments}"
    )
    asked: list[str] = []

    def noted(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        answer = viewer.graphql(document, refs=[dataset_ref("raw")]).json()
    assert "errors" not in answer
    evidence, runs = (any(name in sql for sql in asked) for name in ("e.run_count", "r.first_event_at"))
    return answer["data"]["lineageWalk"], evidence, runs


def test_what_is_not_selected_is_not_fetched(viewer):
    whole, *asked = walked(viewer, "key lastRunState", f"{OUTLINE} age validFrom via {{ ref }} evidence {{ count }}")
    assert asked == [True, True]
    assert len(whole["edges"]) == 4
    outline, *asked = walked(viewer, "key", f"__typename {OUTLINE}")
    assert asked == [False, False]
    wanted = [{name: edge[name] for name in OUTLINE.split()} for edge in whole["edges"]]
    assert outline["edges"] == [{"__typename": "LineageEdge", **edge} for edge in wanted]
    assert [node["key"] for node in outline["nodes"]] == [node["key"] for node in whole["nodes"]]


@pytest.mark.parametrize(
    ("nodes", "edges", "fragments", "asked"),
    [
        ("key", "...E", "fragment E on LineageEdge { source ... on LineageEdge { age } }", [True, False]),
        ("key", "at: validFrom", "", [True, False]),
        ("...N", "source", "fragment N on LineageNode { last: lastRunAt }", [False, True]),
        ("key", "source evidence @include(if: false) { count }", "", [True, False]),
    ],
)
def test_fragments_aliases_and_directives_count_as_selected(viewer, nodes, edges, fragments, asked):
    assert list(walked(viewer, nodes, edges, fragments)[1:]) == asked


def test_what_is_selected_is_there(viewer):
    walk, *_ = walked(viewer, "key lastRunState", "...E", "fragment E on LineageEdge { a: age evidence { n: count } }")
    assert walk["edges"] == [{"a": "STALE", "evidence": [{"n": 1}]}] * 4
    assert {node["lastRunState"] for node in walk["nodes"]} == {None, "SUCCESS"}
