"""Owners and health at size: `python -m benchmarks.owners_health [ENTITIES]`, 1,000,000 unless said otherwise.

An estate made by SQL from a seed: four in five entities are datasets, the rest jobs that write four datasets each and read
one; every entity has a descriptor, a document, a schema and facts of its runs, one in 25 is late. Figures are seconds,
entities a second, and how many times a bare scan of the same tables each step costs.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import time
from collections.abc import Callable

from benchmarks.scratch import scratch_database

TEAMS, SYSTEMS = 2_000, 20_000
READS = 500

LOAD = """
INSERT INTO catalog_source (uid, key, title, kind, config, precedence, trusted_for_owners, paused, version, heartbeat_at)
VALUES (gen_random_uuid(), 'bench', 'bench', 'files', '{}', 100, true, false, 1, now());

INSERT INTO catalog_entity (uid, ref, descriptor_kind, namespace, name, kind, type, title, tags, restricted, stub, version)
SELECT gen_random_uuid(), 'group:default/team-' || n, 'Group', 'default', 'team-' || n, 'team', 'team', 'Team ' || n, '{}',
  false, false, 1 FROM generate_series(1, %(teams)s) n;

INSERT INTO catalog_entity (uid, ref, descriptor_kind, namespace, name, kind, type, title, tier, tags, system_ref,
  restricted, stub, version, last_arrival_at)
SELECT gen_random_uuid(),
  CASE WHEN n %% 5 = 0 THEN 'component:ns-' ELSE 'resource:ns-' END || n %% 5000 || '/e' || n,
  CASE WHEN n %% 5 = 0 THEN 'Component' ELSE 'Resource' END, 'ns-' || n %% 5000, 'e' || n,
  CASE WHEN n %% 5 = 0 THEN 'job' ELSE 'dataset' END, CASE WHEN n %% 5 = 0 THEN 'job' ELSE 'table' END, 'e' || n,
  1 + n %% 4, '{}', 'system:default/s' || n %% %(systems)s, false, false, 1, now() - interval '2 hours'
FROM generate_series(1, %(entities)s) n;

INSERT INTO catalog_claim (source_id, entity_id, descriptor, digest, locator)
SELECT s.id, e.id, jsonb_build_object('kind', e.descriptor_kind, 'metadata', jsonb_build_object('name', e.name),
  'spec', jsonb_build_object('owner', 'group:default/team-' || (1 + (e.id / 50) %% %(teams)s))), gen_random_uuid(), 'a.yaml:1'
FROM catalog_entity e, catalog_source s WHERE s.key = 'bench' AND e.kind <> 'team';

INSERT INTO catalog_entitydocument (entity_id, descriptor, provenance, etag)
SELECT id, jsonb_build_object('metadata', jsonb_build_object('name', name, 'description',
  CASE WHEN id %% 3 = 0 THEN 'What the shop sold, one row for each order and day, in euros.' END)), '{}', 'x'
FROM catalog_entity;

INSERT INTO lineage_edge (source_id, target_id, basis)
SELECT job.id, job.id + k, 3 FROM catalog_entity job, generate_series(1, 4) k WHERE job.kind = 'job'
  AND EXISTS (SELECT 1 FROM catalog_entity d WHERE d.id = job.id + k)
UNION ALL SELECT job.id - 1, job.id, 3 FROM catalog_entity job WHERE job.kind = 'job';
INSERT INTO lineage_foldededge (source_id, target_id, basis)
SELECT job.id - 1, job.id + k, 3 FROM catalog_entity job, generate_series(1, 4) k WHERE job.kind = 'job'
  AND EXISTS (SELECT 1 FROM catalog_entity d WHERE d.id = job.id + k);

INSERT INTO lineage_schemabody (digest, columns, column_count)
VALUES ('00000000-0000-0000-0000-000000000001', '[{"path": "id", "type": "int", "description": "Key."}, {"path": "total",
  "type": "numeric", "description": null}]', 2);
INSERT INTO lineage_schemaversion (uid, dataset_id, digest, first_at, last_at, last_rank, source_id)
SELECT gen_random_uuid(), e.id, '00000000-0000-0000-0000-000000000001', now() - interval '30 days', now(), 1, s.id
FROM catalog_entity e, catalog_source s WHERE s.key = 'bench' AND e.kind = 'dataset';

INSERT INTO lineage_runfacts (entity_id, source_id, last_state, last_ended_at, outcomes, arrivals, sample_count,
  period_seconds, irregularity, expected_at, deadline_at, on_time_share)
SELECT e.id, s.id, 3, now() - interval '2 hours', array_fill(3::smallint, ARRAY[30]),
  ARRAY(SELECT now() - interval '2 hours' - (d + (e.id %% 25 = 0)::int) * interval '1 day' FROM generate_series(0, 29) d),
  29, 86400, 0.02,
  now() + CASE WHEN e.id %% 25 = 0 THEN interval '-2 hours' ELSE interval '22 hours' END,
  now() + CASE WHEN e.id %% 25 = 0 THEN interval '-1 hour' ELSE interval '24 hours' END, 1
FROM catalog_entity e, catalog_source s WHERE s.key = 'bench' AND e.kind IN ('dataset', 'job');
"""
SCAN = (
    "SELECT count(*), count(h.condition), count(f.deadline_at), count(d.etag) FROM catalog_entity e "
    "LEFT JOIN catalog_healthstate h ON h.entity_id = e.id LEFT JOIN lineage_runfacts f ON f.entity_id = e.id "
    "LEFT JOIN catalog_entitydocument d ON d.entity_id = e.id"
)
CHANGE = (
    "UPDATE catalog_entitydocument SET descriptor = jsonb_set(descriptor, '{metadata,description}', '\"\"') "
    "WHERE entity_id %% 10 = 3; UPDATE catalog_entity SET updated_at = clock_timestamp() WHERE id %% 10 = 3"
)


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Seconds, and what it answered."""
    begun = time.perf_counter()
    answer = work()
    return time.perf_counter() - begun, answer


def line(step: str, seconds: float, entities: int, scan: float, note: str = "") -> None:
    """One row of the report."""
    rate = entities / seconds if seconds else 0.0
    print(f"{step:44} {seconds:9.1f} s {rate:11,.0f} /s {seconds / scan:8.1f} x scan  {note}", flush=True)


def main(entities: int) -> None:
    """Load, then every step in turn."""
    from django.db import connection

    from catalog.database import execute, rows
    from catalog.health.refresh import health_sweep
    from catalog.ownership.refresh import ownership_sweep
    from catalog.queries.health import health_get
    from catalog.queries.ownership import ownership_get
    from catalog.viewers import SYSTEM

    def load() -> None:
        with connection.cursor() as cursor:
            cursor.execute(LOAD, {"entities": entities, "teams": TEAMS, "systems": SYSTEMS})
            cursor.execute("VACUUM ANALYZE")

    def settle() -> None:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    seconds, _ = timed(load)
    print(f"{entities:,} entities made in {seconds:.0f} s; {TEAMS:,} teams\n")
    scan, _ = timed(lambda: rows(SCAN))
    line("bare scan of the tables", scan, entities, scan)
    seconds, changed = timed(ownership_sweep)
    evidence = rows("SELECT count(*) FROM catalog_ownershipevidence")[0][0]
    line(
        "owners: first sweep, everything new",
        seconds,
        entities,
        scan,
        f"{evidence:,} evidence rows, {changed:,} changed",
    )
    settle()
    seconds, changed = timed(ownership_sweep)
    line("owners: sweep, settled", seconds, entities, scan, f"{changed:,} changed")
    execute("DELETE FROM catalog_stitchrequest")
    execute("DELETE FROM catalog_healthrequest")
    seconds, asked = timed(health_sweep)
    line("health: first sweep, everything new", seconds, entities, scan, f"{asked:,} judged")
    settle()
    scan, _ = timed(lambda: rows(SCAN))
    line("bare scan of the tables, now with health", scan, entities, scan)
    seconds, asked = timed(health_sweep)
    line("health: sweep, nothing changed", seconds, entities, scan, f"{asked:,} judged")
    execute(CHANGE)
    seconds, asked = timed(health_sweep)
    line("health: sweep, 10 % changed", seconds, entities, scan, f"{asked:,} judged")

    pick = random.Random(7)
    refs = [
        row[0]
        for row in rows(
            "SELECT ref FROM catalog_entity WHERE id = ANY(%s)", [pick.sample(range(TEAMS + 1, entities), READS)]
        )
    ]
    for name, ask in (("health", health_get), ("owner", ownership_get)):
        took = sorted(timed(lambda ref=ref, ask=ask: ask(SYSTEM, refs=[ref]))[0] * 1000 for ref in refs)
        print(
            f"ledger of one entity, {name}: p50 {statistics.median(took):.1f} ms, p95 {took[int(0.95 * READS)]:.1f} ms"
        )
    print(f"memory of this process at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    with scratch_database():
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
