"""Causes and delays around a hub: `python -m benchmarks.hub_answers [--jobs 50000]`. A table on stdout.

A dataset that so many jobs read; each writes a dataset of its own and reads one of another job's too, so that chains are long.
All ran daily for ten days, arrived daily for sixty, and one job in ten, and the hub, failed last. Made by SQL in a scratch
PostgreSQL; each question is asked five times of a viewer that sees no restricted entity, after once for nothing.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks.scratch import scratch_database

ASKED = 5
HUB = "resource:default/hub"
LAST_FAILED = (
    "SELECT e.ref FROM catalog_entity e JOIN lineage_runfacts f ON f.entity_id = e.id "
    "WHERE e.kind = 'dataset' AND f.last_state = 5 ORDER BY e.id DESC LIMIT 1"
)
ESTATE = [
    """
    INSERT INTO catalog_entity (uid, ref, descriptor_kind, namespace, name, kind, type, title, tags, restricted, stub, version)
    SELECT gen_random_uuid(), k.prefix || ':default/' || k.name, k.descriptor, 'default', k.name, k.kind, k.kind, k.name, '{}',
      false, false, 1
    FROM (SELECT 'resource' AS prefix, 'Resource' AS descriptor, 'dataset' AS kind, 'hub' AS name
      UNION ALL SELECT 'component', 'Component', 'job', 'j' || n FROM generate_series(1, %(jobs)s) n
      UNION ALL SELECT 'resource', 'Resource', 'dataset', 'd' || n FROM generate_series(1, %(jobs)s) n) k
    """,
    """
    INSERT INTO lineage_edge (source_id, target_id, basis)
    SELECT h.id, j.id, 3 FROM catalog_entity h JOIN catalog_entity j ON j.kind = 'job' WHERE h.name = 'hub'
    UNION SELECT j.id, d.id, 3 FROM catalog_entity j JOIN catalog_entity d ON d.name = 'd' || substr(j.name, 2)
      WHERE j.kind = 'job'
    UNION SELECT d.id, j.id, 3 FROM catalog_entity j JOIN catalog_entity d
      ON d.name = 'd' || 1 + substr(j.name, 2)::int * 7919 %% greatest(substr(j.name, 2)::int / 2, 1) WHERE j.kind = 'job'
    """,
    """
    INSERT INTO lineage_foldededge (source_id, target_id, basis)
    SELECT DISTINCT r.source_id, w.target_id, 3 FROM lineage_edge r JOIN lineage_edge w ON w.source_id = r.target_id
    JOIN catalog_entity j ON j.id = r.target_id AND j.kind = 'job' WHERE r.source_id <> w.target_id
    """,
    """
    INSERT INTO lineage_runfacts (entity_id, source_id, last_state, last_ended_at, outcomes, arrivals, sample_count,
      period_seconds, irregularity, expected_at, deadline_at, on_time_share, computed_at)
    SELECT id, %(source)s, CASE WHEN id %% 10 = 0 OR name = 'hub' THEN 5 ELSE 3 END, now(), '{3}',
      ARRAY(SELECT now() - n * interval '1 day' FROM generate_series(0, 59) n), 59, 86400, 0, now() + interval '24 hours',
      now() + interval '26 hours', 1, now()
    FROM catalog_entity
    """,
    """
    INSERT INTO lineage_run (id, job_id, run_key, run_id, source_id, state, started_at, ended_at, first_event_at,
      last_event_at, last_event_rank)
    SELECT gen_random_uuid(), id, gen_random_uuid(), n::text, %(source)s, CASE WHEN n = 0 AND id %% 10 = 0 THEN 5 ELSE 3 END,
      now() - n * interval '1 day' - interval '10 minutes', now() - n * interval '1 day', now() - n * interval '1 day', now(), 3
    FROM catalog_entity, generate_series(0, 9) n WHERE kind = 'job'
    """,
]


def milliseconds(ask: Callable[[], Any]) -> list[float]:
    """How long each of five took."""
    ask()
    took = []
    for _ in range(ASKED):
        begun = time.perf_counter()
        ask()
        took.append(1_000 * (time.perf_counter() - begun))
    return sorted(took)


def main() -> None:
    """Build the estate, ask, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=50_000, help="jobs that read the hub (50000)")
    jobs = parser.parse_args().jobs
    with scratch_database(memory="512MB"):
        from django.db import connection

        from catalog.database import rows
        from catalog.ingest.sources import producer_ensure
        from catalog.viewers import Role, Viewer, ViewerKind
        from lineage.queries.forecast import delay_list
        from lineage.queries.root_cause import cause_list

        with connection.cursor() as cursor:
            for statement in ESTATE:
                cursor.execute(statement, {"jobs": jobs, "source": producer_ensure("benchmark")})
            cursor.execute("VACUUM ANALYZE")
        viewer = Viewer(kind=ViewerKind.PERSON, key="person:benchmark", role=Role.VIEWER)
        leaf = rows(LAST_FAILED)[0][0]
        print("| question | median ms | slowest ms |\n|---|---|---|")
        for name, ask in {
            "causes of the hub": lambda: cause_list(viewer, ref=HUB),
            "causes of a dataset far below it": lambda: cause_list(viewer, ref=leaf),
            "delays below the hub": lambda: delay_list(viewer, ref=HUB),
        }.items():
            took = milliseconds(ask)
            print(f"| {name} | {statistics.median(took):.0f} | {took[-1]:.0f} |", flush=True)


if __name__ == "__main__":
    main()
