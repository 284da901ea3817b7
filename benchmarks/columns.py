"""Column lineage at size: `python -m benchmarks.columns [EDGES [FOLDER]]`, 5,000,000 unless said otherwise. One JSON document on
stdout.

What was loaded stays in FOLDER, and is asked again by the next run that names it. PostgreSQL has 2 GB of shared buffers.

A graph made from a seed: datasets of 20 columns, each written by a job of its own from three datasets that were there before
it, 18 columns from a column each and two that filter it as a whole. One in three sources is a neighbour, so that chains grow
deep; the others are drawn by a power law, so that the first datasets have thousands of readers. One dataset in ten was once
made from others. Figures are milliseconds of the whole function, p50 and p95, and how many times a breadth-first search over
arrays of the same graph in memory each costs, which knows no names, types, jobs, times or rights; checks of
schemas have none beside them.
"""

from __future__ import annotations

import os
import random
import sys
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from benchmarks.scratch import scratch_database
from benchmarks.search import measured as measured_once

SEED = 7
COLUMNS, SOURCES, INDIRECT = 20, 3, 2
# With the column that stands for the dataset as a whole.
WIDTH = COLUMNS + 1
HOPS, LIMIT, ASKED = 3, 250, 100
BEGAN, CHANGED, LAST = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2, 3))
ENTITIES = """
INSERT INTO catalog_entity (id, uid, ref, descriptor_kind, namespace, name, kind, type, title, tags, restricted, stub, version)
OVERRIDING SYSTEM VALUE
SELECT n, gen_random_uuid(), 'resource:bench/t' || n, 'Resource', 'bench', 't' || n, 'dataset', 'table', 't' || n, '{}'::text[],
  false, false, 1 FROM generate_series(1, %(count)s) AS n
UNION ALL
SELECT %(count)s + n, gen_random_uuid(), 'component:bench/j' || n, 'Component', 'bench', 'j' || n, 'job', 'job', 'j' || n,
  '{}'::text[], false, false, 1 FROM generate_series(1, %(count)s) AS n
"""
INDEXES = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ANY(%s) "
    "AND indexname IN ('columnedge_upstream', 'columnedge_downstream', 'datasetcolumn_by_path')"
)
# What only a writer asks is not loaded.
UNASKED = """
ALTER TABLE lineage_columnedge DROP CONSTRAINT columnedge_once_per_facet;
ALTER TABLE lineage_datasetcolumn DROP CONSTRAINT lineage_datasetcolumn_digest_key;
"""
FACETS = (
    "COPY lineage_columnfacet (id, job_id, dataset_id, digest, first_at, last_at, last_rank, flow_count, source_id, is_current) "
    "FROM STDIN"
)
EDGES = "COPY lineage_columnedge (facet_id, source_id, target_id, direct, subtype, masking) FROM STDIN"
SHAPES = """
INSERT INTO lineage_schemabody (digest, columns, column_count)
SELECT md5('x')::uuid, jsonb_agg(jsonb_build_object('path', 'c' || n, 'type', 'int')), 20 FROM generate_series(0, 19) AS n;
INSERT INTO lineage_schemaversion (uid, dataset_id, digest, first_at, last_at, last_rank, source_id)
SELECT gen_random_uuid(), e.id, md5('x')::uuid, '2026-01-01', '2026-03-01', 0, (SELECT min(id) FROM catalog_source)
FROM catalog_entity e WHERE e.kind = 'dataset';
"""


class Graph:
    """The edges that hold, by the places of their columns."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.sources, self.targets = array("i"), array("i")

    def edges(self) -> Iterator[tuple[int, int, int, bool, bool]]:
        """(dataset, source, target, whether the value flows, whether it holds) of every edge there ever was."""
        pick = random.Random(SEED)
        for dataset in range(1, self.count):
            for holds in (True, False) if dataset % 10 == 0 else (True,):
                near = [self._source(dataset, pick) for _ in range(SOURCES)]
                for column in range(COLUMNS):
                    is_direct = column < COLUMNS - INDIRECT
                    path = column if pick.random() < 0.7 else pick.randrange(COLUMNS)
                    source = near[column % SOURCES] * WIDTH + path
                    target = dataset * WIDTH + (column if is_direct else COLUMNS)
                    if holds:
                        self.sources.append(source)
                        self.targets.append(target)
                    yield dataset, source, target, is_direct, holds

    def _source(self, dataset: int, pick: random.Random) -> int:
        if pick.random() < 1 / 3:
            return max(0, dataset - pick.randint(1, 20))
        return int(dataset * pick.random() ** 3)

    def adjacent(self, ends: Sequence[int], others: Sequence[int]) -> tuple[array[int], array[int]]:
        """Offsets by column, and neighbours."""
        offsets = array("i", bytes(4 * (self.count * WIDTH + 1)))
        for end in ends:
            offsets[end + 1] += 1
        for place in range(1, len(offsets)):
            offsets[place] += offsets[place - 1]
        found, free = array("i", bytes(4 * len(ends))), array("i", offsets)
        for end, other in zip(ends, others, strict=True):
            found[free[end]] = other
            free[end] += 1
        return offsets, found


def load(graph: Graph) -> None:
    """Fill the tables."""
    from django.db import connection

    from catalog.database import execute, rows
    from catalog.ingest.sources import producer_ensure
    from lineage.column_facets import WHOLE, column_digest

    source_id = producer_ensure("openlineage")
    execute("SET session_replication_role = replica")  # no triggers
    indexes = rows(INDEXES, [["lineage_columnedge", "lineage_datasetcolumn"]])
    with connection.cursor() as cursor:
        cursor.execute(UNASKED)
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute(ENTITIES, {"count": graph.count})
        with cursor.copy(FACETS) as copy:
            for dataset in range(graph.count):
                has_past = dataset % 10 == 0
                for before in (False, True) if has_past else (False,):
                    since, until = (BEGAN, CHANGED) if before else (CHANGED if has_past else BEGAN, LAST)
                    facet, job, digest = (
                        2 * dataset + before + 1,
                        graph.count + dataset + 1,
                        column_digest(dataset, str(before)),
                    )
                    copy.write_row((facet, job, dataset + 1, digest, since, until, 3, COLUMNS, source_id, not before))
        with cursor.copy("COPY lineage_datasetcolumn (id, dataset_id, path, digest) FROM STDIN") as copy:
            for dataset in range(graph.count):
                for column in range(WIDTH):
                    path = f"c{column}" if column < COLUMNS else WHOLE
                    digest = column_digest(dataset + 1, path)
                    copy.write(f"{dataset * WIDTH + column + 1}\t{dataset + 1}\t{path}\t{digest}\n")
        with cursor.copy(EDGES) as copy:
            for dataset, source, target, is_direct, holds in graph.edges():
                word = "IDENTITY" if is_direct else "FILTER"
                copy.write(f"{2 * dataset + (not holds) + 1}\t{source + 1}\t{target + 1}\t{is_direct}\t{word}\tf\n")
        cursor.execute(SHAPES)
        for _, definition in indexes:
            cursor.execute(definition)
        cursor.execute("CREATE UNIQUE INDEX datasetcolumn_digest ON lineage_datasetcolumn (digest)")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def measured(asks: list[Callable[[], object]]) -> dict[str, float]:
    """p50 and p95 of asking each for the second time: what it reads is in memory."""
    for ask in asks:
        ask()
    return measured_once(asks, 0.0)


def searched(near: tuple[array[int], array[int]], start: int) -> dict[int, int]:
    """Hops to each column, breadth first, as far and as many as the walk is asked for; a dataset as a whole has all that
    shapes it at the place of each of its columns."""
    offsets, others = near
    reached, frontier = {start: 0}, [start]
    for hop in range(1, HOPS + 1):
        found = []
        for column in frontier:
            for place in {column, column - column % WIDTH + COLUMNS}:
                for other in others[offsets[place] : offsets[place + 1]]:
                    if other not in reached:
                        reached[other] = hop
                        found.append(other)
            if len(reached) > LIMIT:
                return reached
        frontier = found
    return reached


def main(edges: int) -> dict[str, Any]:
    """Load, then every kind of walk in turn."""
    from catalog.database import rows

    begun = time.perf_counter()
    graph = Graph(edges // COLUMNS)
    if rows("SELECT 1 FROM catalog_entity LIMIT 1"):
        for _ in graph.edges():
            pass
    else:
        load(graph)
    loaded = time.perf_counter() - begun
    up = graph.adjacent(graph.targets, graph.sources)
    down = graph.adjacent(graph.sources, graph.targets)
    sizes = rows("SELECT pg_total_relation_size('lineage_columnedge'), pg_database_size(current_database())")[0]
    return {
        "column_edges": len(graph.sources),
        "datasets": graph.count,
        "load_seconds": round(loaded, 1),
        "columnedge_mb": sizes[0] >> 20,
        "database_mb": sizes[1] >> 20,
        "load_average": os.getloadavg(),
        **dict(walks(graph, up, down)),
        **dict(checks(graph)),
    }


def walks(graph: Graph, up: Any, down: Any) -> Iterator[tuple[str, dict[str, float]]]:
    """Each kind of walk, beside the search in memory of the same starts."""
    from catalog.viewers import Role, Viewer, ViewerKind
    from lineage.answers import Direction
    from lineage.queries.columns import column_walk

    viewer = Viewer(kind=ViewerKind.PERSON, key="person:bench", role=Role.VIEWER)
    pick = random.Random(SEED + 1)
    random_starts = [pick.randrange(graph.count) * WIDTH + pick.randrange(COLUMNS - INDIRECT) for _ in range(ASKED)]
    hubs = [dataset * WIDTH + column for dataset in range(10) for column in range(4)]

    def walk(start: int, direction: Direction, as_of: datetime | None = None) -> Callable[[], object]:
        ref, path = f"resource:bench/t{start // WIDTH + 1}", f"c{start % WIDTH}"
        return lambda: column_walk(
            viewer, ref=ref, columns=[path], direction=direction, max_hops=HOPS, limit=LIMIT, as_of=as_of
        )

    ways = {Direction.UPSTREAM: [up], Direction.DOWNSTREAM: [down], Direction.BOTH: [up, down]}
    for name, starts in (("random", random_starts), ("hub", hubs)):
        for direction, near in ways.items():
            floor = measured([lambda s=s, near=near: [searched(n, s) for n in near] for s in starts])
            for when, as_of in (("", None), (", as of a month ago", CHANGED - timedelta(days=3))):
                found = measured([walk(start, direction, as_of) for start in starts])
                yield (
                    f"{name}, {direction.value}{when}",
                    {
                        "p50_ms": found["p50_ms"],
                        "p95_ms": found["p95_ms"],
                        "p95_in_searches": round(found["p95_ms"] / max(floor["p95_ms"], 0.001), 1),
                        "search_p95_ms": floor["p95_ms"],
                    },
                )


def checks(graph: Graph) -> Iterator[tuple[str, dict[str, float]]]:
    """Whom it breaks when a dataset loses a column, or half of them."""
    from catalog.viewers import Role, Viewer, ViewerKind
    from lineage.answers import ColumnInput
    from lineage.queries.schema_check import schema_check

    viewer = Viewer(kind=ViewerKind.PERSON, key="person:bench", role=Role.VIEWER)
    pick = random.Random(SEED + 2)
    kinds = {"random": [pick.randrange(graph.count) for _ in range(ASKED)], "hub": list(range(20))}

    def check(dataset: int, kept: int) -> Callable[[], object]:
        columns = [ColumnInput(path=f"c{column}", type="int") for column in range(kept)]
        return lambda: schema_check(viewer, ref=f"resource:bench/t{dataset + 1}", columns=columns)

    for name, datasets in kinds.items():
        for lost in (1, COLUMNS // 2):
            found = measured([check(dataset, COLUMNS - lost) for dataset in datasets])
            yield f"{name}, {lost} columns lost", {"p50_ms": found["p50_ms"], "p95_ms": found["p95_ms"]}


if __name__ == "__main__":
    with scratch_database(Path(sys.argv[2]) if len(sys.argv) > 2 else None, memory="2GB"):
        found = main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000)
        print(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
