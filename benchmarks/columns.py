"""Column lineage at size: `python -m benchmarks.columns [--edges N] [--folder F] [--only WORD] [--asked N] [--json FILE]`,
5,000,000 edges unless said otherwise. What was loaded stays in the folder, and is asked again by the next run that names it.

The graph is that of benchmarks/column_graph.py, with owners, schemas, and the edges between datasets and jobs that it takes; one
schema in fifty changed, one entity in five hundred is restricted. PostgreSQL has 4 GB of shared buffers. Figures are milliseconds
(p50, p95, greatest) of the whole function, each asked a second time, and of the processor's time in it; beside walks stands that
of a breadth-first search over arrays of the same graph in memory, which knows no names, types, jobs, times or rights, and p95 by
p95 of these.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from benchmarks.column_graph import COLUMNS, INDIRECT, SEED, WIDTH, ColumnGraph, Numbers, column_graph
from benchmarks.lineage import copied
from benchmarks.scratch import scratch_database, without_indexes

HOPS, LIMIT, ASKED, HUBS = 3, 250, 100, 10
SCOPE = 1_000  # nodes that two instants of are compared
LOADED = ["catalog_entity", "catalog_facetrow", "lineage_edge", "lineage_foldededge", "lineage_edgeevidence"]
LOADED += ["lineage_columnfacet", "lineage_schemaversion", "lineage_datasetcolumn", "lineage_columnedge"]
# Its name, what is asked, and the search in memory of the same starts.
Question = tuple[str, Sequence[Callable[[], object]], Sequence[Callable[[], object]]]
BEGAN, CHANGED, LAST = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2, 3))
BENCH = """
SET session_replication_role = replica;
CREATE UNLOGGED TABLE bench_made (dataset int, holds int, near0 int, near1 int, near2 int);
CREATE UNLOGGED TABLE bench_edge (facet int, source int, target int, direct int);
-- What only a writer asks is not loaded
ALTER TABLE lineage_columnedge DROP CONSTRAINT columnedge_once_per_facet;
ALTER TABLE lineage_datasetcolumn DROP CONSTRAINT lineage_datasetcolumn_digest_key;
"""
# Datasets have the ids 1 to count, the jobs that make them stand behind; a content is made twice as many as datasets.
FILLED = """
INSERT INTO catalog_entity (id, uid, ref, descriptor_kind, namespace, name, kind, type, title, tags, owner_ref, restricted, stub,
  version)
OVERRIDING SYSTEM VALUE
SELECT n, gen_random_uuid(), 'resource:bench/t' || n, 'Resource', 'bench', 't' || n, 'dataset', 'table', 't' || n, '{}'::text[],
  'group:default/team-' || n %% 2000, n %% 500 = 0, false, 1 FROM generate_series(1, %(count)s) AS n
UNION ALL
SELECT %(count)s + n, gen_random_uuid(), 'component:bench/j' || n, 'Component', 'bench', 'j' || n, 'job', 'job', 'j' || n,
  '{}'::text[], 'group:default/team-' || n %% 2000, false, false, 1 FROM generate_series(1, %(count)s) AS n
UNION ALL
SELECT 2 * %(count)s + 1 + n, gen_random_uuid(), 'group:default/team-' || n, 'Group', 'default', 'team-' || n, 'team', 'team',
  'Team ' || n, '{}', NULL, false, false, 1 FROM generate_series(0, 1999) AS n;
INSERT INTO lineage_schemabody (digest, columns, column_count)
SELECT md5(count::text)::uuid, jsonb_agg(jsonb_build_object('path', 'c' || n, 'type', 'int')), count
FROM generate_series(19, 20) AS count, generate_series(0, count - 1) AS n GROUP BY count;
INSERT INTO lineage_schemaversion (uid, dataset_id, digest, first_at, last_at, last_rank, source_id)
SELECT gen_random_uuid(), n, md5('20')::uuid, CASE WHEN n %% 50 = 0 THEN %(changed)s ELSE %(began)s END, %(last)s, 0, %(source)s
FROM generate_series(1, %(count)s) AS n
UNION ALL
SELECT gen_random_uuid(), n, md5('19')::uuid, %(began)s, %(changed)s, 0, %(source)s FROM generate_series(50, %(count)s, 50) AS n;
INSERT INTO lineage_datasetcolumn (id, dataset_id, path, digest)
SELECT d * %(width)s + c + 1, d + 1, CASE WHEN c < %(width)s - 1 THEN 'c' || c ELSE '*' END, gen_random_uuid()
FROM generate_series(0, %(count)s - 1) AS d, generate_series(0, %(width)s - 1) AS c;
INSERT INTO lineage_columnfacet (id, job_id, dataset_id, digest, first_at, last_at, last_rank, flow_count, source_id, is_current)
SELECT 2 * dataset + 2 - holds, %(count)s + dataset + 1, dataset + 1, gen_random_uuid(),
  CASE WHEN holds = 1 AND dataset %% 10 = 0 THEN %(changed)s ELSE %(began)s END,
  CASE WHEN holds = 1 THEN %(last)s ELSE %(changed)s END, 3, %(width)s - 1, %(source)s, holds = 1 FROM bench_made ORDER BY 1;
INSERT INTO lineage_columnedge (facet_id, source_id, target_id, direct, subtype, masking)
SELECT facet, source, target, direct = 1, CASE direct WHEN 1 THEN 'IDENTITY' ELSE 'FILTER' END, false FROM bench_edge;
CREATE UNLOGGED TABLE bench_told AS SELECT near + 1 AS source, %(count)s + dataset + 1 AS job, dataset + 1 AS target,
  holds = 1 AS holds, CASE WHEN holds = 1 AND dataset %% 10 = 0 THEN %(changed)s::timestamptz ELSE %(began)s END AS since
FROM bench_made CROSS JOIN LATERAL (VALUES (near0), (near1), (near2)) AS n(near);
INSERT INTO lineage_edge (source_id, target_id, basis)
SELECT DISTINCT source, job, 3 FROM bench_told WHERE holds UNION ALL SELECT DISTINCT job, target, 3 FROM bench_told;
INSERT INTO lineage_foldededge (source_id, target_id, basis) SELECT DISTINCT source, target, 2 FROM bench_told WHERE holds;
INSERT INTO lineage_edgeevidence (source_id, target_id, via_id, basis, origin_id, first_seen_at, last_seen_at, superseded_at,
  run_count)
SELECT source, target, via, basis, %(source)s, min(since), CASE WHEN bool_or(holds) THEN now() ELSE %(changed)s END,
  CASE WHEN NOT bool_or(holds) THEN %(changed)s END, 30
FROM (SELECT source, job AS target, 0 AS via, 3 AS basis, since, holds FROM bench_told
  UNION ALL SELECT job, target, 0, 3, since, holds FROM bench_told
  UNION ALL SELECT source, target, job, 2, since, holds FROM bench_told) t(source, target, via, basis, since, holds)
GROUP BY 1, 2, 3, 4;
DROP TABLE bench_made, bench_edge, bench_told;
SET session_replication_role = origin
"""


def load(graph: ColumnGraph) -> None:
    """Fill the tables."""
    from django.db import connection

    from catalog.ingest.sources import producer_ensure

    params: dict[str, Any] = {"count": graph.count, "width": WIDTH, "source": producer_ensure("openlineage")}
    params |= {"began": BEGAN, "changed": CHANGED, "last": LAST}
    places = np.arange(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(BENCH)
        copied(cursor, "bench_made", [graph.datasets, graph.holds, *graph.near.T])
        facets = np.repeat(2 * graph.datasets + 2 - graph.holds, COLUMNS)
        direct = np.tile(places < COLUMNS - INDIRECT, len(graph.datasets))
        copied(cursor, "bench_edge", [facets, graph.sources.ravel() + 1, graph.targets.ravel() + 1, direct])
        with without_indexes(LOADED):
            for statement in FILLED.split(";\n"):
                cursor.execute(statement, params)
        cursor.execute("VACUUM ANALYZE")


def measured(asks: Sequence[Callable[[], object]]) -> dict[str, float]:
    """p50, p95 and the greatest of these, each asked a second time; `p95_cpu_ms` is how long a processor worked at it, here and
    in the server: who else keeps it busy does not count (Linux)."""
    from catalog.database import rows

    backend = Path(f"/proc/{rows('SELECT pg_backend_pid()')[0][0]}/schedstat")

    def clocks() -> tuple[float, float]:
        return time.perf_counter(), time.process_time() + int(backend.read_text().split()[0]) / 1e9

    for ask in asks:
        ask()
    took = []
    for ask in asks:
        begun = clocks()
        ask()
        took.append([1_000 * (end - start) for start, end in zip(begun, clocks(), strict=True)])
    elapsed, worked = np.percentile(took, [50, 95, 100], axis=0).T.round(2).tolist()
    return dict(zip(("p50_ms", "p95_ms", "max_ms", "p50_cpu_ms", "p95_cpu_ms"), [*elapsed, *worked[:2]], strict=True))


def searched(near: tuple[Numbers, Numbers], start: int) -> dict[int, int]:
    """Hops to each column, breadth first, as far and as many as the walk is asked for; a dataset as a whole has all that
    shapes it at the place of each of its columns."""
    offsets, others = near
    reached, frontier = {start: 0}, [start]
    for hop in range(1, HOPS + 1):
        found = []
        for column in frontier:
            for place in {column, column - column % WIDTH + COLUMNS}:
                for other in others[offsets[place] : offsets[place + 1]].tolist():
                    if other not in reached:
                        reached[other] = hop
                        found.append(other)
            if len(reached) > LIMIT:
                return reached
        frontier = found
    return reached


def walks(graph: ColumnGraph) -> Iterator[Question]:
    """Each kind of walk."""
    from catalog.viewers import Role, Viewer, ViewerKind
    from lineage.answers import Direction
    from lineage.queries.columns import column_walk

    viewer = Viewer(kind=ViewerKind.PERSON, key="person:bench", role=Role.VIEWER)
    pick = random.Random(SEED + 1)
    starts = {
        "random": [dataset * WIDTH + pick.randrange(COLUMNS - INDIRECT) for dataset in some(graph, pick)],
        "hub": [dataset * WIDTH + column for dataset in range(HUBS) for column in range(4)],
    }
    up, down = graph.adjacent(downstream=False), graph.adjacent(downstream=True)
    ways = {Direction.UPSTREAM: [up], Direction.DOWNSTREAM: [down], Direction.BOTH: [up, down]}

    def walk(start: int, direction: Direction, as_of: datetime | None) -> Callable[[], object]:
        ref, path = f"resource:bench/t{start // WIDTH + 1}", f"c{start % WIDTH}"
        return lambda: column_walk(
            viewer, ref=ref, columns=[path], direction=direction, max_hops=HOPS, limit=LIMIT, as_of=as_of
        )

    def search(near: Sequence[tuple[Numbers, Numbers]], column: int) -> None:
        for way in near:
            searched(way, column)

    for name, columns in starts.items():
        for direction, near in ways.items():
            searches = [partial(search, near, column) for column in columns]
            for when, as_of in (("", None), (", as of a month before", CHANGED - timedelta(days=3))):
                yield (
                    f"walk, {name}, {direction.value}{when}",
                    [walk(column, direction, as_of) for column in columns],
                    searches,
                )


def others(graph: ColumnGraph) -> Iterator[Question]:
    """Whom it breaks when a dataset loses a column, or half of them; what became different around one since the change."""
    from catalog.viewers import Role, Viewer, ViewerKind
    from lineage.answers import ColumnInput
    from lineage.queries.compare import lineage_compare
    from lineage.queries.schema_check import schema_check

    viewer = Viewer(kind=ViewerKind.PERSON, key="person:bench", role=Role.VIEWER)
    kinds = {"random": some(graph, random.Random(SEED + 2)), "hub": list(range(2 * HUBS))}

    def check(dataset: int, kept: int) -> Callable[[], object]:
        columns = [ColumnInput(path=f"c{column}", type="int") for column in range(kept)]
        return lambda: schema_check(viewer, ref=f"resource:bench/t{dataset + 1}", columns=columns)

    def compare(dataset: int) -> Callable[[], object]:
        since, refs = CHANGED - timedelta(days=3), [f"resource:bench/t{dataset + 1}"]
        return lambda: lineage_compare(viewer, refs=refs, since=since, max_hops=20, limit=SCOPE)

    for name, datasets in kinds.items():
        for lost in (1, COLUMNS // 2):
            yield f"check, {name}, {lost} lost", [check(dataset, COLUMNS - lost) for dataset in datasets], []
        yield f"compare, {name}, {SCOPE} nodes", [compare(dataset) for dataset in datasets], []


def some(graph: ColumnGraph, pick: random.Random) -> list[int]:
    """Datasets that everybody may see."""
    return pick.sample([dataset for dataset in range(graph.count) if (dataset + 1) % 500], ASKED)


def main(edges: int, only: str, asked: int) -> dict[str, Any]:
    """Load, then every kind of question in turn."""
    from catalog.database import rows
    from lineage.ingest.graph_file import graph_make

    begun = time.perf_counter()
    graph = column_graph(edges // COLUMNS)
    if not rows("SELECT 1 FROM catalog_entity LIMIT 1"):
        load(graph)
        graph_make()
    sizes = rows("SELECT pg_total_relation_size('lineage_columnedge'), pg_database_size(current_database())")[0]
    found: dict[str, Any] = {
        "column_edges": int(graph.holds.sum()) * COLUMNS,
        "datasets": graph.count,
        "load_seconds": round(time.perf_counter() - begun, 1),
        "columnedge_mb": sizes[0] >> 20,
        "database_mb": sizes[1] >> 20,
    }
    for name, asks, searches in (*walks(graph), *others(graph)):
        if only in name:
            found[name] = measured(asks[:asked]) | {"load": round(os.getloadavg()[0], 1)}
            if searches:
                search = measured(searches[:asked])["p95_cpu_ms"]
                found[name] |= {"search_p95_cpu_ms": search, "in_searches": round(found[name]["p95_cpu_ms"] / search)}
            print(name, found[name], file=sys.stderr, flush=True)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--edges", type=int, default=5_000_000)
    parser.add_argument("--folder", type=Path, help="keeps what was loaded; asked again when it is there")
    parser.add_argument("--only", default="", help="questions whose name has this in it")
    parser.add_argument("--json", type=Path, help="where the figures go; stdout when absent")
    parser.add_argument("--asked", type=int, default=ASKED, help="questions of each kind, at most")
    options = parser.parse_args()
    with scratch_database(options.folder, memory="4GB"):
        text = orjson.dumps(main(options.edges, options.only, options.asked), option=orjson.OPT_INDENT_2).decode()
        options.json.write_text(text) if options.json else print(text)
