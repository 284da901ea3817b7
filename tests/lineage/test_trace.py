"""Ways from one entity down to another: which, in what order, through what is hidden, now and then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise, product

import pytest

from catalog.errors import InvalidError, NotFoundError
from lineage.queries import trace
from lineage.queries.trace import lineage_trace
from lineage.ways import shortest_ways
from tests.builders import (
    ADMIN,
    T0,
    VIEWER,
    dataset_ref,
    descriptor,
    event,
    files_source,
    ingest,
    job_ref,
    parent,
    run_id,
    sync,
)
from tests.estate import RESTRICTED, named, write

pytestmark = pytest.mark.django_db


def flow(job, inputs, outputs, minutes=0, **more):
    return event(job, inputs=inputs, outputs=outputs, minutes=minutes, **more)


def ways(source, target, *, viewer=VIEWER, **options):
    """The titles along each way; `?` where it is nameless."""
    found = lineage_trace(viewer, source=source, target=target, **options)
    assert found.complete
    for path in found.paths:
        assert len(path.edges) == path.hops == len(path.nodes) - 1
        ends = [node.key for node in path.nodes]
        assert [(edge.source, edge.target) for edge in path.edges] == list(pairwise(ends))
    return [" ".join(node.entity.title if node.entity else "?" for node in path.nodes) for path in found.paths]


def between(source, target, **options):
    return ways(dataset_ref(source), dataset_ref(target), **options)


@pytest.fixture
def diamond():
    """raw to mart in one step and in two, and back again."""
    ingest(
        flow("long", ["raw"], ["mid"]),
        flow("late", ["mid"], ["mart"]),
        flow("short", ["raw"], ["mart"]),
        flow("back", ["mart"], ["raw"]),
    )


def test_it_works(diamond):
    assert between("raw", "mart") == ["raw short mart", "raw long mid late mart"]
    assert between("raw", "mart", limit=1) == ["raw short mart"]
    assert between("raw", "mart", max_hops=3) == ["raw short mart"]
    assert ways(job_ref("long"), job_ref("late")) == ["long mid late"]


def test_upstream_is_another_question(diamond):
    ingest(flow("apart", ["mart"], ["far"]))
    assert between("far", "raw") == []
    assert between("raw", "far", limit=1) == ["raw short mart apart far"]


def test_from_itself_leads_one_way_without_an_edge(diamond):
    assert between("raw", "raw") == ["raw"]


def test_it_goes_on_through_what_is_hidden(tmp_path):
    secret = descriptor(
        "Resource",
        "secret",
        annotations=named("postgres://db:5432", "secret", **RESTRICTED),
        spec={"type": "table", "owner": "nobody"},
    )
    write(tmp_path, "all.yaml", secret)
    sync(files_source(tmp_path))
    ingest(flow("in", ["raw"], ["secret"]), flow("out", ["secret"], ["mart"]))
    assert between("raw", "mart") == ["raw in ? out mart"]
    assert between("raw", "mart", viewer=ADMIN) == ["raw in secret out mart"]
    with pytest.raises(NotFoundError):
        ways("resource:default/secret", dataset_ref("mart"))


def test_a_pipeline_stands_for_its_jobs():
    ingest(
        event("nightly", run=run_id(1)),
        flow("nightly.a", ["raw"], ["mid"], run_facets=parent(run_id(1), "nightly")),
        flow("show", ["mid"], ["mart"]),
    )
    assert ways(job_ref("nightly"), dataset_ref("mart")) == ["nightly.a mid show mart"]
    assert ways(dataset_ref("raw"), job_ref("nightly")) == ["raw nightly.a"]


def test_as_of_follows_what_held_then():
    ingest(flow("load", ["raw"], ["mart"]), flow("load", ["new"], ["mart"], 10))
    assert between("raw", "mart") == []
    assert between("raw", "mart", as_of=T0 + timedelta(minutes=5)) == ["raw load mart"]
    assert between("raw", "mart", as_of=T0 - timedelta(minutes=5)) == []


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 6}, "limit"),
        ({"max_hops": 0}, "max_hops"),
        ({"max_hops": 10**9}, "max_hops"),
        ({"as_of": datetime.now(UTC) + timedelta(days=1)}, "as_of"),
    ],
)
def test_what_is_refused(diamond, options, field):
    with pytest.raises(InvalidError) as caught:
        between("raw", "mart", **options)
    assert caught.value.errors[0].field == field


def test_an_unknown_end_is_not_found(diamond):
    with pytest.raises(NotFoundError, match="absent"):
        between("raw", "absent")


def test_an_end_that_leads_to_too_much_is_left_to_the_other(monkeypatch):
    """100 jobs read raw, of which one leads to mart, by two datasets."""
    ingest(*(flow(f"reader-{n}", ["raw"], [f"out-{n}"]) for n in range(100)))
    ingest(flow("last", ["out-7"], ["mart"]))
    monkeypatch.setattr(trace, "STEP_MAX", 50)
    assert between("raw", "mart") == ["raw reader-7 out-7 last mart"]
    ingest(*(flow(f"writer-{n}", [], ["mart"]) for n in range(60)))
    found = lineage_trace(VIEWER, source=dataset_ref("raw"), target=dataset_ref("mart"))
    assert (found.paths, found.complete) == ((), False)


def test_ways_are_the_first_of_all():
    """A graph with cycles: between any two nodes lead the ways that all of its ways say, the shortest ones."""
    pairs = [(a, b) for a in range(8) for b in range(8) if a != b and (a * 5 + b * 3) % 4 == 0]
    ingest(*(flow(f"{a}-{b}", [f"n{a}"], [f"n{b}"]) for a, b in pairs))
    edges = {a: {b for start, b in pairs if start == a} for a in range(8)}
    for a, b in product(range(8), repeat=2):
        every = [
            " ".join([f"n{a}", *(f"{s}-{t} n{t}" for s, t in pairwise(way))])
            for way in shortest_ways(edges, a, b, limit=10_000, max_hops=5)
        ]
        found = between(f"n{a}", f"n{b}", limit=5)
        assert set(found) <= set(every)
        assert [len(way) for way in found] == [len(way) for way in every[:5]]
