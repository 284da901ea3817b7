"""What became different until now: the graph in memory answers as SQL does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lineage.answers import Direction, Grain
from lineage.ingest.graph_file import graph_make
from lineage.queries import estate_graph as memory
from lineage.queries.compare import lineage_compare
from lineage.queries.edges import EdgeView
from lineage.queries.steps import InSql, steps_of
from tests import estate as e
from tests.builders import (
    T0,
    VIEWER,
    column_lineage,
    dataset,
    dataset_ref,
    descriptor,
    event,
    files_source,
    ingest,
    run_id,
    sync,
)

pytestmark = pytest.mark.django_db(transaction=True)
NOW = EdgeView(grain=Grain.FULL, as_of=None, window_days=0, bases=None)


def load(job, minutes, inputs, *outputs):
    return event(job, run=run_id(hash((job, minutes)) % 10**6), minutes=minutes, inputs=inputs, outputs=list(outputs))


@pytest.fixture
def estate(settings, tmp_path, monkeypatch):
    """Until minute 10 orders was made from raw and secret, which is hidden, and mart from orders; then from new, and old was dropped.
    Columns alone tell of seed; they did of rates too. Names have tiers that are in no order of their ids."""
    settings.HOME = tmp_path
    monkeypatch.setattr(memory, "_memory", None)
    tables = [
        descriptor(
            "Resource",
            name,
            annotations=e.named("postgres://db:5432", name, **more),
            spec={"type": "table", "owner": "team-a"},
        )
        for name, more in (
            ("raw", {"headwater.dev/tier": "3"}),
            ("new", {"headwater.dev/tier": "1"}),
            ("other", {"headwater.dev/tier": "2"}),
            ("secret", e.RESTRICTED),
        )
    ]
    team = descriptor("Group", "team-a", spec={"type": "team", "children": []})
    e.write(tmp_path, "all.yaml", team, *tables)
    sync(files_source(tmp_path))
    seeded = dataset("orders", facets=column_lineage(id="seed.id", rate="rates.rate"))
    ingest(
        load("load", 0, ["raw", "secret", "other"], seeded),
        load("show", 1, ["orders"], "mart", "old"),
        load("next", 2, ["mart"], "end"),
    )
    gone = dataset("old", facets={"lifecycleStateChange": {"lifecycleStateChange": "DROP"}})
    ingest(
        load("load", 10, ["new", "other"], dataset("orders", facets=column_lineage(id="seed.id"))),
        load("show", 11, ["new"], "mart"),
        event("clean", run=run_id(12), minutes=12, outputs=[gone]),
    )


def answers():
    found = {}
    for options in (
        *({"max_hops": hops} for hops in (1, 2, 9)),
        *({"direction": way, "limit": limit} for way in Direction for limit in (2, 4, 6)),
        {"grain": Grain.DATASET},
    ):
        for name in ("orders", "mart", "seed"):
            diff = lineage_compare(VIEWER, refs=[dataset_ref(name)], since=T0 + timedelta(minutes=5), **options)
            titles = {node.key: node.entity.title if node.entity else "?" for node in diff.nodes}
            edges = [
                [(titles[edge.source], titles[edge.target]) for edge in part]
                for part in (diff.added, diff.removed, diff.changed)
            ]
            found[name, *map(str, options.items())] = (
                [(titles[node.key], node.hop, node.gone) for node in diff.nodes],
                edges,
                diff.truncated,
            )
    return found


def test_memory_answers_as_sql_does(estate):
    assert isinstance(steps_of(NOW), InSql)
    in_sql = answers()
    graph_make()
    assert not isinstance(steps_of(NOW), InSql)
    assert answers() == in_sql
    nodes, (added, removed, changed), truncated = in_sql["orders", "('max_hops', 9)"]
    assert sorted(added) == [("new", "load"), ("new", "show")]
    assert sorted(removed) == [("?", "load"), ("orders", "show"), ("rates", "orders"), ("raw", "load"), ("show", "old")]
    assert (changed, truncated) == ([], False)
    assert ("old", 2, True) in nodes


def test_what_changed_after_the_file_was_made_is_in_it(estate):
    graph_make()
    ingest(load("load", 20, ["new"], dataset("orders", facets=column_lineage(id="seed.id"))))
    _, (_, removed, _), _ = answers()["orders", "('max_hops', 2)"]
    assert ("other", "load") in removed
