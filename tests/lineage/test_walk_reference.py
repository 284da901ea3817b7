"""The walk, in SQL and in memory, against a walk in plain Python: random edges with cycles, a merged dataset, and times."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.database import execute, rows
from lineage.answers import BASIS_RANK, Direction
from lineage.estate_arrays import estate_of
from lineage.estate_past import EstatePast, past_of
from lineage.ingest.present_edges import edges_project, folded_project
from lineage.queries import estate_read, steps
from lineage.queries.estate_graph import SORTS, Estate
from lineage.queries.graph import lineage_walk
from tests.builders import T0, VIEWER, dataset_ref, event, ingest, job_ref
from tests.lineage.plain_graph import prove

pytestmark = pytest.mark.django_db
DATASETS, JOBS = ["a", "d", "e"], ["j", "k"]
# `e` is `d` under another name.
HEADS = {name: "d" if name == "e" else name for name in [*DATASETS, *JOBS]}
REFS = {name: dataset_ref(name) for name in DATASETS} | {name: job_ref(name) for name in JOBS}
NAMES = {ref: name for name, ref in REFS.items()}
datasets, jobs = st.sampled_from(DATASETS), st.sampled_from(JOBS)
ends = st.one_of(
    st.tuples(datasets, jobs, st.none(), st.just(3)),
    st.tuples(jobs, datasets, st.none(), st.just(3)),
    st.tuples(datasets, datasets, st.sampled_from([None, *JOBS]), st.integers(1, 3)),
)
# {(source, target, job through which they are joined, basis): (minute since which it holds, for how many)}
evidence = st.dictionaries(
    ends.filter(lambda edge: edge[0] != edge[1]),
    st.tuples(st.integers(0, 40), st.none() | st.integers(1, 30)),
    min_size=3,
    max_size=14,
)


@pytest.fixture
def ids():
    """Ids of the datasets and jobs by name, joined by nothing."""
    ingest(event("j", outputs=DATASETS), event("k"))
    found = {name: rows("SELECT id FROM catalog_entity WHERE ref = %s", [ref])[0][0] for name, ref in REFS.items()}
    execute("UPDATE catalog_entity SET canonical_id = %s WHERE id = %s", [found["d"], found["e"]])
    for table in ("edgeevidence", "edge", "foldededge"):
        execute(f"DELETE FROM lineage_{table}")
    return found


def write(told, ids):
    for (source, target, via, basis), (since, minutes) in told.items():
        at = T0 + timedelta(minutes=since)
        until = None if minutes is None else at + timedelta(minutes=minutes)
        prove(ids[source], ids[target], at, until=until, basis=basis, via=ids[via] if via else 0)
    pairs = [(ids[source], ids[target]) for source, target, *_ in told]
    edges_project(pairs)
    folded_project([ids[job] for job in JOBS], pairs)


def held(told, at):
    """Basis of each edge at an instant (minutes; None: now): what jobs read and write, and what else is stated of datasets that
    nothing stands between."""
    names = dict(zip(HEADS, HEADS, strict=True)) if at is not None else HEADS
    direct, stated = {}, {}
    for (source, target, via, basis), (since, minutes) in told.items():
        if minutes is not None if at is None else not since <= at < since + (minutes or 99):
            continue
        pair = names[source], names[target]
        if pair[0] == pair[1]:
            continue
        if via is None:
            direct[pair] = min(basis, direct.get(pair, 9))
        if basis < 3:
            stated[pair] = min(basis, stated.get(pair, 9))
    edges = {}
    for found, is_alone in ((direct, lambda s, t: True), (stated, lambda s, t: not joined(direct, s, t))):
        for (source, target), basis in found.items():
            pair = HEADS[source], HEADS[target]
            if pair[0] != pair[1] and is_alone(source, target):
                edges[pair] = min(basis, edges.get(pair, 9))
    return edges


def joined(direct, source, target):
    return any((source, between) in direct and (between, target) in direct for between in HEADS)


def walked(edges, start, hops, *, downstream):
    """(hop of each node, whether there is more beyond)."""
    near = edges if downstream else [(target, source) for source, target in edges]
    found, front = {start: 0}, {start}
    for hop in range(1, hops + 1):
        front = {other for one, other in near if one in front} - found.keys()
        found |= dict.fromkeys(front, hop if downstream else -hop)
    return found, not {other for one, other in near if one in front} <= found.keys()


def in_memory():
    """The graph of this transaction."""
    with connection.cursor() as cursor:
        now = estate_read._arrays(cursor, 0)
        arrays = now | estate_read._past(cursor, len(now["is_there"]))
    direct, stated = (past_of(name, arrays) for name in SORTS)
    return Estate(estate_of(arrays), EstatePast(direct, stated, arrays["heads"]))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    evidence, st.sampled_from([*HEADS]), st.integers(1, 4), st.booleans(), st.none() | st.integers(0, 60), st.booleans()
)
def test_the_same_nodes_at_the_same_hops_and_the_same_edges(ids, told, start, hops, downstream, at, memory):
    with transaction.atomic(), pytest.MonkeyPatch.context() as patched:
        write(told, ids)
        known = in_memory() if memory else None
        patched.setattr(steps, "estate_known", lambda: known)
        graph = lineage_walk(
            VIEWER,
            refs=[REFS[start]],
            direction=Direction.DOWNSTREAM if downstream else Direction.UPSTREAM,
            max_hops=hops,
            as_of=None if at is None else T0 + timedelta(minutes=at),
        )
        transaction.set_rollback(True)
    edges = held(told, at)
    expected, has_more = walked(edges, HEADS[start], hops, downstream=downstream)
    assert {NAMES[node.key]: node.hop for node in graph.nodes} == expected
    assert {(NAMES[edge.source], NAMES[edge.target]): BASIS_RANK[edge.basis] for edge in graph.edges} == {
        pair: basis for pair, basis in edges.items() if pair[0] in expected and pair[1] in expected
    }
    assert graph.truncated is has_more
