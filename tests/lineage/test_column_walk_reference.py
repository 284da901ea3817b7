"""The walk against a walk in plain Python, over random columns with cycles, merged datasets and contents that come and go."""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.database import execute, rows
from catalog.ingest.sources import producer_ensure
from lineage.answers import Direction
from lineage.column_facets import WHOLE
from lineage.ingest.apply_columns import Content, contents_write
from lineage.ingest.spans import Span
from lineage.queries.columns import column_walk
from tests.builders import T0, VIEWER, dataset_ref, event, ingest, job_ref

pytestmark = pytest.mark.django_db
NAMES = ["a", "b", "c", "d", "e"]
# `e` is `d` under another name.
HEADS = dict(zip(NAMES, ["a", "b", "c", "d", "d"], strict=True))
PATHS = ["x", "y", WHOLE]
places = st.tuples(st.sampled_from(NAMES), st.sampled_from(PATHS))
# (job, dataset written, minute first told, minutes told for, {(source, path, path written)})
contents = st.tuples(
    st.sampled_from(["j", "k"]),
    st.sampled_from(NAMES),
    st.integers(0, 40),
    st.integers(0, 20),
    st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(PATHS), st.sampled_from(PATHS)), max_size=3),
)


@pytest.fixture
def ids():
    """Ids of the datasets and jobs by name."""
    ingest(event("j", outputs=NAMES), event("k"))
    found = {name: rows("SELECT id FROM catalog_entity WHERE ref = %s", [dataset_ref(name)])[0][0] for name in NAMES}
    execute("UPDATE catalog_entity SET canonical_id = %s WHERE id = %s", [found["d"], found["e"]])
    return found | {job: rows("SELECT id FROM catalog_entity WHERE ref = %s", [job_ref(job)])[0][0] for job in "jk"}


def distinct(drawn):
    """Contents of one job and dataset are told last at times of their own, and are different."""
    kept = {}
    for place, (job, target, first, more, flows) in enumerate(drawn):
        last = timedelta(minutes=first + more, seconds=place)
        kept.setdefault((job, target, frozenset(flows)), (timedelta(minutes=first), last))
    return [(*key, *span) for key, span in kept.items()]


def write(told, ids):
    source_id = producer_ensure("openlineage")
    spans, found = {}, {}
    for job, target, flows, first, last in told:
        made = {(ids[source], path, to, True, "", False, None) for source, path, to in flows}
        content = Content.of(ids[target], made, (T0 + last, 0))
        spans[ids[job], ids[target], content.digest] = Span(T0 + first, (T0 + last, 0), None, source_id)
        found[ids[job], ids[target], content.digest] = content
    contents_write(spans, found)


def held(told, at):
    """Edges between places at an instant (minutes; None: now)."""
    owners = defaultdict(list)
    for job, target, flows, first, last in told:
        if at is None or first <= at:
            owners[job, target].append((last if at is None else min(last, at), first, last, flows))
    edges = set()
    for (_, target), some in owners.items():
        strongest = max(one[:2] for one in some)
        # Of several that go on and began at once any may be taken for the one that holds.
        if sum(one[:2] == strongest for one in some) > 1:
            return None
        for source, path, to in next(one[3] for one in some if one[:2] == strongest):
            edges.add(((HEADS[source], path), (HEADS[target], to)))
    return {edge for edge in edges if edge[0] != edge[1]}


def walked(edges, start, hops):
    """(hop of each node, edges, whether there is more beyond) as the walk draws them."""
    found, rims = {}, []
    for sign, pairs in ((-1, [(t, s) for s, t in edges]), (1, list(edges))):
        reached = {start: 0, (start[0], WHOLE): 0}
        frontier = set(reached)
        for hop in range(1, hops + 1):
            next_to = {other for near, other in pairs if near in frontier}
            frontier = {p for head, path in next_to for p in ((head, path), (head, WHOLE))} - reached.keys()
            reached |= dict.fromkeys(frontier, hop)
        rims.append([other for near, other in pairs if near in frontier])
        for place, hop in reached.items():
            if place not in found or hop < abs(found[place]):
                found[place] = sign * hop
    drawn = {edge for edge in edges if edge[0] in found and edge[1] in found}
    has_more = not found.keys() >= set(itertools.chain(*rims))
    return {place: found[place] for place in {start, *itertools.chain(*drawn)}}, drawn, has_more


def asked(start, at, hops, limit):
    return column_walk(
        VIEWER,
        ref=dataset_ref(start[0]),
        columns=[start[1]],
        direction=Direction.BOTH,
        max_hops=hops,
        limit=limit,
        as_of=None if at is None else T0 + at,
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(contents, max_size=8), places, st.integers(1, 4), st.none() | st.integers(0, 60), st.integers(1, 6))
def test_the_same_columns_at_the_same_hops(ids, drawn, start, hops, at, limit):
    told = distinct(drawn)
    instant = None if at is None else timedelta(minutes=at)
    edges = held(told, instant)
    if edges is None or (start[1] != WHOLE and all(start not in edge for edge in edges)):
        return  # not decided, or a column that nobody knows
    with transaction.atomic():
        write(told, ids)
        graph, cut = (asked(start, instant, hops, most) for most in (1000, limit))
        transaction.set_rollback(True)
    keys = {node.key: (node.dataset.title, node.path) for node in graph.nodes}
    expected_nodes, expected_edges, has_more = walked(edges, (HEADS[start[0]], start[1]), hops)
    assert {keys[node.key]: node.hop for node in graph.nodes} == expected_nodes
    assert {(keys[edge.source], keys[edge.target]) for edge in graph.edges} == expected_edges
    assert graph.truncated is has_more
    assert all(
        edge.valid_from <= graph.as_of and (edge.valid_to is None or edge.valid_to >= graph.as_of)
        for edge in graph.edges
    )
    near = sorted(map(abs, expected_nodes.values()))
    assert sorted(abs(node.hop) for node in cut.nodes) == near[:limit]
    assert cut.truncated is (has_more or len(near) > limit)
