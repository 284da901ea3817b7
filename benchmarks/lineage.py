"""Lineage answers at size: `python -m benchmarks.lineage [--datasets N] [--folder F] [--marquez] [--json FILE]`, 1,000,000 unless
said otherwise. What was loaded stays in the folder, and is asked again by the next run that names it.

The graph is that of benchmarks/graph.py, with names, owners, tiers, systems and health on every node, evidence behind every
edge, and one edge in ten that ended. Pages are asked through GraphQL's door with edges, names, owners and health (and once more
with evidence), counts through the function that all doors call, as a viewer that sees no restricted entity. Figures are
milliseconds (p50, p95, greatest) and `times_bfs`: p50 by the mean of a breadth-first search over arrays of the same graph, for
the same starts and as many nodes. With --marquez beside a query of the kind that Marquez asks (undirected, over all jobs folded
into arrays), 1 step.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import psutil

from benchmarks.graph import Graph, graph_generate
from benchmarks.scratch import scratch_database, without_indexes

ASKED = 100
TEAMS, SYSTEMS = 2_000, 20_000
LOADED = ["catalog_entity", "catalog_facetrow", "catalog_searchdocument", "lineage_edge", "lineage_edgeevidence"]

# Triggers would do for each row what is done for all of them at once here
SOURCE = """
SET session_replication_role = replica;
INSERT INTO catalog_source (uid, key, title, kind, config, precedence, trusted_for_owners, paused, version, heartbeat_at)
VALUES (gen_random_uuid(), 'bench', 'bench', 'files', '{}', 100, true, false, 1, now())
"""
ENTITIES = """
INSERT INTO catalog_entity (id, uid, ref, descriptor_kind, namespace, name, kind, type, title, platform, tier, tags, owner_ref,
  owner_state, system_ref, domain_ref, restricted, stub, version, last_arrival_at)
SELECT n.id, gen_random_uuid(), CASE WHEN n.is_job THEN 'component:d' ELSE 'resource:d' END || n.domain || '/e' || n.id,
  CASE WHEN n.is_job THEN 'Component' ELSE 'Resource' END, 'd' || n.domain, 'e' || n.id,
  CASE WHEN n.is_job THEN 'job' ELSE 'dataset' END, CASE WHEN n.is_job THEN 'job' ELSE 'table' END, 'Entity ' || n.id,
  'bigquery', 1 + n.id %% 4, '{}', 'group:default/team-' || n.domain %% %(teams)s, 'declared',
  'system:default/s' || (n.domain * 10 + n.id %% 10) %% %(systems)s, 'domain:default/d' || n.domain %% 200, n.id %% 500 = 0,
  false, 1, now() - interval '2 hours'
FROM (SELECT t.id, t.domain, t.id > %(datasets)s AS is_job FROM bench_node t) n ORDER BY n.id
"""
BESIDE = """
INSERT INTO catalog_healthstate (entity_id, condition, care, condition_confidence, care_confidence, own_loss, near_loss, far_loss,
  level, next_missing, streak_level, streak, failing, freshness, rules_version)
SELECT id, id % 101, id % 97, 1, 1, 0, 0, 0, id % 4, '[]', 0, 0, '{}', 'on_time', 1 FROM bench_node;
INSERT INTO catalog_searchdocument (entity_id, words, popularity) SELECT id, '', id % 97 FROM bench_node;
INSERT INTO catalog_facetrow (entity_id, counted, restricted, facets)
SELECT e.id, true, e.restricted, catalog_facets_of_health(h.level, h.freshness) || catalog_facets_of(e)
FROM catalog_entity e JOIN catalog_healthstate h ON h.entity_id = e.id;
SELECT catalog_facets_learn(ARRAY(SELECT id FROM bench_node));
INSERT INTO lineage_edge (source_id, target_id, basis) SELECT source, target, 3 FROM bench_edge WHERE source <> target;
INSERT INTO lineage_edgeevidence (source_id, target_id, via_id, basis, origin_id, first_seen_at, last_seen_at, run_count,
  last_run_id)
SELECT source, target, 0, 3, 1, now() - (source + target) % 300 * interval '1 day', now(), 30, gen_random_uuid()
FROM bench_edge WHERE source <> target;
INSERT INTO lineage_edgeevidence (source_id, target_id, via_id, basis, origin_id, first_seen_at, last_seen_at, run_count,
  last_run_id, superseded_at)
SELECT source, target % (SELECT max(id) FROM bench_node) + 1, 0, 3, 1, now() - interval '400 days', now() - interval '90 days',
  30, gen_random_uuid(), now() - interval '90 days' FROM bench_edge
WHERE (source + target) % 10 = 0 AND source <> target % (SELECT max(id) FROM bench_node) + 1 ON CONFLICT DO NOTHING;
INSERT INTO catalog_entity (uid, ref, descriptor_kind, namespace, name, kind, type, title, tags, restricted, stub, version)
SELECT gen_random_uuid(), 'group:default/team-' || n, 'Group', 'default', 'team-' || n, 'team', 'team', 'Team ' || n, '{}', false,
  false, 1 FROM generate_series(0, 1999) n;
DROP TABLE bench_node, bench_edge;
SET session_replication_role = origin
"""


def load(graph: Graph) -> None:
    """Fill the tables."""
    from django.db import connection

    from catalog.database import execute, rows

    with connection.cursor() as cursor:
        cursor.execute(SOURCE)
        cursor.execute(
            "CREATE UNLOGGED TABLE bench_node (id int, domain int); CREATE UNLOGGED TABLE bench_edge (source int, target int)"
        )
        copied(cursor, "bench_node", [np.arange(1, graph.nodes + 1), graph.domains])
        copied(cursor, "bench_edge", [graph.sources, graph.targets])
        with without_indexes(LOADED):
            execute(ENTITIES, {"datasets": graph.datasets, "teams": TEAMS, "systems": SYSTEMS})
            rows("SELECT setval(pg_get_serial_sequence('catalog_entity', 'id'), %s)", [graph.nodes])
            cursor.execute(BESIDE)
        cursor.execute("VACUUM ANALYZE")


def copied(cursor: Any, table: str, columns: Sequence[Any]) -> None:
    """Columns of numbers into a table, in COPY's binary format."""
    parts = [(f"{what}{i}", ">i4") for i in range(len(columns)) for what in ("length", "value")]
    table_rows = np.zeros(len(columns[0]), np.dtype([("count", ">i2"), *parts]))
    table_rows["count"] = len(columns)
    for i, column in enumerate(columns):
        table_rows[f"length{i}"], table_rows[f"value{i}"] = 4, column
    with cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8) + table_rows.tobytes() + b"\xff\xff")


def measured(asks: Sequence[Callable[[], Any]]) -> dict[str, float]:
    """p50, p95 and the greatest of these, each asked a second time: what they look at is in the server's memory then."""
    for ask in asks:
        ask()
    took = []
    for ask in asks:
        begun = time.perf_counter()
        ask()
        took.append((time.perf_counter() - begun) * 1000)
    p50, p95, most = np.percentile(took, [50, 95, 100])
    return {"p50_ms": round(float(p50), 2), "p95_ms": round(float(p95), 2), "max_ms": round(float(most), 2)}


WALK = """query W($refs: [Ref!]!, $direction: Direction!, $limit: Int!, $asOf: DateTime) {
  lineageWalk(refs: $refs, direction: $direction, maxHops: 20, limit: $limit, asOf: $asOf) {
    truncated totalCount totalCountState hiddenCount
    nodes { key kind hop hidden moreUpstream moreDownstream
      entity { ref title tier level condition freshness owner { ref title } } }
    edges { source target basis count EVIDENCE } } }"""
EVIDENCE = "age validFrom evidence { source firstSeenAt lastSeenAt count }"
PAGE, PROVEN = WALK.replace("EVIDENCE", ""), WALK.replace("EVIDENCE", EVIDENCE)


def asked(graph: Graph, pick: random.Random) -> Iterator[tuple[str, Callable[[], Any] | None, list[Callable[[], Any]]]]:
    """(name, the same by arrays or None, questions)."""
    from datetime import UTC, datetime, timedelta

    from django.test import RequestFactory

    from catalog.viewers import Role, Viewer, ViewerKind
    from lineage.answers import Direction, ReachField
    from lineage.queries.estate_graph import estate_graph
    from lineage.queries.reach import lineage_count
    from portal.api.graphql.view import graphql

    viewer = Viewer(kind=ViewerKind.PERSON, key="person:bench", role=Role.VIEWER)
    some = pick.sample([n for n in range(1, graph.datasets) if n % 500], ASKED)
    hubs = [node for node in graph.hubs.tolist() if node % 500]
    then = (datetime.now(UTC) - timedelta(days=100)).isoformat()

    def ref(node: int) -> str:
        return f"resource:d{graph.domains[node - 1]}/e{node}"

    def page(node: int, way: str, limit: int, as_of: str | None = None, query: str = PAGE) -> Callable[[], Any]:
        given = {"refs": [ref(node)], "direction": way.upper(), "limit": limit, "asOf": as_of}

        body = orjson.dumps({"query": query, "variables": given})

        def ask() -> Any:
            request = RequestFactory().post("/graphql", body, content_type="application/json")
            request.viewer = viewer
            response = graphql(request)
            assert b'"errors"' not in response.content, response.content[:500]
            return response.content

        return ask

    def count(node: int, way: Direction) -> Callable[[], Any]:
        by = [ReachField.OWNER, ReachField.KIND, ReachField.TIER]
        return lambda: lineage_count(viewer, refs=[ref(node)], direction=way, by=by)

    def levels(nodes: Sequence[int], way: str, limit: int | None) -> Callable[[], Any]:
        arrays = estate_graph()
        assert arrays is not None

        def one(node: int) -> None:
            total = 0
            for level in arrays.levels([node], downstream=way == "downstream"):
                total += len(level)
                if limit and total >= limit:
                    return

        return lambda: [one(node) for node in nodes]

    for way in ("upstream", "downstream"):
        for limit in (200, 1_000):
            plain = levels(some, way, limit)
            yield f"page of {limit}, {way}", plain, [page(node, way, limit) for node in some]
            yield (
                f"page of {limit}, {way}, with evidence",
                plain,
                [page(node, way, limit, None, PROVEN) for node in some],
            )
            yield f"page of {limit}, {way}, as of 100 days ago", plain, [page(node, way, limit, then) for node in some]
        yield f"all {way}, counted by team", levels(some, way, None), [count(node, Direction(way)) for node in some]
    yield (
        "page of 200, downstream of hubs",
        levels(hubs, "downstream", 200),
        [page(node, "downstream", 200) for node in hubs],
    )
    yield (
        "all downstream of hubs, counted by team",
        levels(hubs, "downstream", None),
        [count(node, Direction.DOWNSTREAM) for node in hubs] * 2,
    )


MARQUEZ = """
WITH RECURSIVE per_job AS MATERIALIZED (
  SELECT job_id, array_agg(dataset_id) FILTER (WHERE NOT output) AS ins, array_agg(dataset_id) FILTER (WHERE output) AS outs
  FROM (
    SELECT target_id AS job_id, source_id AS dataset_id, false AS output FROM lineage_edge WHERE target_id > %(datasets)s
    UNION ALL SELECT source_id, target_id, true FROM lineage_edge WHERE source_id > %(datasets)s) io GROUP BY 1
), w(job_id, ins, outs, step) AS (
  SELECT job_id, coalesce(ins, '{}'), coalesce(outs, '{}'), 0 FROM per_job WHERE job_id = %(job)s
  UNION SELECT p.job_id, p.ins, p.outs, w.step + 1 FROM per_job p, w
  WHERE p.job_id <> w.job_id AND array_cat(p.ins, p.outs) && array_cat(w.ins, w.outs) AND w.step < 1
) SELECT count(DISTINCT job_id) FROM w
"""


def main(datasets: int, marquez: bool) -> dict[str, Any]:
    """Load, make the file, then every kind of question in turn."""
    from catalog.database import rows
    from lineage.ingest.graph_file import graph_make
    from lineage.queries.estate_graph import estate_graph

    graph = graph_generate(datasets)
    begun = time.perf_counter()
    if not rows("SELECT 1 FROM lineage_edge LIMIT 1"):
        load(graph)
    loaded = time.perf_counter()
    graph_make()
    made = time.perf_counter()
    assert estate_graph() is not None
    found: dict[str, Any] = {
        "datasets": graph.datasets,
        "jobs": graph.jobs,
        "edges": len(graph.sources),
        "load_seconds": round(loaded - begun, 1),
        "file_seconds": round(made - loaded, 1),
        "file_bytes": rows("SELECT byte_count FROM lineage_graphfile ORDER BY made_at DESC LIMIT 1")[0][0],
    }
    for name, plain, asks in asked(graph, random.Random(11)):
        told = measured(asks)
        begun = time.perf_counter()
        if plain:
            plain()
            told["times_bfs"] = round(told["p50_ms"] / max(1e-3, (time.perf_counter() - begun) * 1000 / len(asks)), 1)
        found[name] = told
        print(name, told, file=sys.stderr)
    if marquez:
        jobs = random.Random(12).sample(range(graph.datasets + 1, graph.nodes), 3)
        found["a query of Marquez's kind, 1 step"] = measured(
            [lambda job=job: rows(MARQUEZ, {"datasets": graph.datasets, "job": job}) for job in jobs]
        )
    return found | {"process_mb": psutil.Process().memory_info().rss >> 20, "load_average": os.getloadavg()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--datasets", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="keeps what was loaded; asked again when it is there")
    parser.add_argument("--marquez", action="store_true", help="also a query of Marquez's kind")
    parser.add_argument("--json", type=Path, help="where the figures go; stdout when absent")
    options = parser.parse_args()
    with scratch_database(options.folder, memory="4GB"):
        text = orjson.dumps(main(options.datasets, options.marquez), option=orjson.OPT_INDENT_2).decode()
        options.json.write_text(text) if options.json else print(text)
