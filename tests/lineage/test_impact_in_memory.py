"""What a change reaches, whom to tell and the ways there: the graph in memory answers as SQL does."""

from __future__ import annotations

import pytest

from catalog.names import Kind
from catalog.queries.filters import EntityFilter
from lineage.ingest.graph_file import graph_make
from lineage.queries import estate_graph as memory
from lineage.queries.contacts import contact_list
from lineage.queries.estate_graph import estate_graph
from lineage.queries.impact import impact_list
from lineage.queries.trace import lineage_trace
from tests import estate as e
from tests.builders import VIEWER, column_lineage, dataset, dataset_ref, descriptor, event, files_source, ingest, sync

pytestmark = pytest.mark.django_db(transaction=True)
DATASETS = EntityFilter(kinds=(Kind.DATASET,))


@pytest.fixture
def estate(settings, tmp_path, monkeypatch):
    """raw is read by two jobs whose outputs meet again; one on the way is hidden, one gone, and two have owners."""
    settings.HOME = tmp_path
    monkeypatch.setattr(memory, "_memory", None)
    tables = [
        descriptor(
            "Resource",
            name,
            annotations=e.named("postgres://db:5432", name, **more),
            spec={"type": "table", "owner": owner},
        )
        for name, owner, more in (
            ("a", "team-a", {"headwater.dev/tier": "2"}),
            ("b", "team-b", {}),
            ("secret", "team-a", e.RESTRICTED),
        )
    ]
    teams = [descriptor("Group", name, spec={"type": "team", "children": []}) for name in ("team-a", "team-b")]
    e.write(tmp_path, "all.yaml", *teams, *tables)
    sync(files_source(tmp_path))
    gone = dataset("gone", facets={"lifecycleStateChange": {"lifecycleStateChange": "DROP"}})
    ingest(
        event("load", inputs=["raw"], outputs=[dataset("a", facets=column_lineage(id="raw.id")), "secret"]),
        event("other", inputs=["raw"], outputs=["b", "gone"]),
        event("join", inputs=["a", "secret", "b"], outputs=["mart"]),
        event("back", inputs=["mart"], outputs=["raw"]),
        event("clean", outputs=[gone], minutes=5),
    )


def answers():
    raw, mart = dataset_ref("raw"), dataset_ref("mart")
    affected = [{}, {"columns": ["id"]}, {"max_hops": 2}, {"filter": DATASETS}]
    trace = lineage_trace(VIEWER, source=raw, target=mart, limit=5)
    return {
        "impact": [impact_list(VIEWER, ref=raw, first=50, **options).items for options in affected],
        "contacts": [contact_list(VIEWER, ref=raw, **options) for options in affected],
        "ways": [[node.entity.title if node.entity else "?" for node in path.nodes] for path in trace.paths],
    }


def test_memory_answers_as_sql_does(estate):
    in_sql = answers()
    graph_make()
    assert estate_graph() is not None
    assert answers() == in_sql
    assert sorted(in_sql["ways"]) == [
        ["raw", "load", "?", "join", "mart"],
        ["raw", "load", "a", "join", "mart"],
        ["raw", "other", "b", "join", "mart"],
    ]
    assert "gone" not in {item.entity.title for item in in_sql["impact"][0]}
