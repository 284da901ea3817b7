"""Events at speed: `python -m benchmarks.ingest [--help]`. The product as `manage.py up` starts it, the sender beside it on the
same machine; figures as a table, and as JSON with --json.

Cold start (every job and dataset new), single posts flat out and at a pace, batches of 100. An event counts when it is
applied. What a stage costs is told in CPU microseconds an event, by process, from the kernel's accounting: that figure
holds on a busy machine too. Two limits for comparison, on the same server in the same run: a COPY of the raw bytes alone,
and the least that a pipeline in Python can do (decode, digest, compress, COPY), without HTTP and without applying anything.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import shutil
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import psycopg

from benchmarks.events import JOBS, events
from benchmarks.limits import copy_raw, decode_and_copy
from benchmarks.sender import Sent, send
from portal.embedded.postgres import DATABASE, Postgres
from tests.product import Product, scratch_folder, wait_for

ONE, BATCH = "/api/v1/lineage", "/api/v1/lineage/batch"
TOGETHER = 100
CONNECTIONS = 16
PARTS = ("web", "worker", "postgres")


@dataclass
class Stage:
    """What one stage showed."""

    name: str
    events: int
    accepted_per_second: float
    applied_per_second: float
    answers: dict[int, int]
    post_ms: dict[str, float]
    lag_seconds: dict[str, float]
    cpu_us_per_event: dict[str, float]

    def line(self) -> str:
        """A row of the table."""
        cpu = ", ".join(f"{part} {used:.0f}" for part, used in self.cpu_us_per_event.items())
        return (
            f"{self.name:34}{self.events:9,}{self.accepted_per_second:10,.0f}{self.applied_per_second:10,.0f}"
            f"{self.post_ms['p50']:8.1f}{self.post_ms['p95']:8.1f}{self.lag_seconds['p95']:9.2f}   {cpu}"
        )


HEAD = f"{'':34}{'events':>9}{'taken/s':>10}{'applied/s':>10}{'p50 ms':>8}{'p95 ms':>8}{'lag s':>9}   CPU us an event"


@dataclass
class Bench:
    """A product under load."""

    product: Product
    token: str
    link: psycopg.Connection[tuple[Any, ...]]
    begin: datetime
    stages: list[Stage] = field(default_factory=list)

    def waiting(self) -> tuple[int, float]:
        """Events not applied yet, and how long the oldest of them waits (seconds)."""
        found = self.link.execute(
            "SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(queued_at)), 0)::float8 "
            "FROM (SELECT queued_at FROM lineage_inboxwork ORDER BY id LIMIT 200000) w"
        ).fetchone()
        assert found is not None
        return found[0], found[1]

    def stage(self, name: str, bodies: Iterator[bytes], count: int, *, together: int = 1, **options: Any) -> Stage:
        """Send, wait until all is applied, and say what that took."""
        path = ONE if together == 1 else BATCH
        with self.watched() as lags:
            begun, used = time.perf_counter(), self.cpu()
            sent = send(bodies, port=self.product.port, token=self.token, path=path, connections=CONNECTIONS, **options)
            wait_for(lambda: self.waiting()[0] == 0, "everything is applied", seconds=900.0)
            seconds, now = time.perf_counter() - begun, self.cpu()
        stage = Stage(
            name=name,
            events=count,
            accepted_per_second=count / sent.seconds,
            applied_per_second=count / seconds,
            answers=dict(sent.answers),
            post_ms=posts(sent),
            lag_seconds={"p50": percentile(lags, 0.5), "p95": percentile(lags, 0.95), "max": max(lags, default=0.0)},
            cpu_us_per_event={part: 1e6 * (now[part] - used[part]) / count for part in PARTS},
        )
        self.stages.append(stage)
        print(stage.line(), flush=True)
        return stage

    @contextmanager
    def watched(self) -> Iterator[list[float]]:
        """The age of the oldest event that waits, looked at ten times a second."""
        lags: list[float] = []
        over = threading.Event()
        server = Postgres.of_home(self.product.home)

        def look() -> None:
            with psycopg.connect(host=str(server.sockets), user="postgres", dbname=DATABASE, autocommit=True) as link:
                while not over.wait(0.1):
                    found = link.execute(
                        "SELECT extract(epoch FROM clock_timestamp() - queued_at)::float8 FROM lineage_inboxwork "
                        "ORDER BY id LIMIT 1"
                    ).fetchone()
                    lags.append(found[0] if found else 0.0)

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield lags
        finally:
            over.set()
            thread.join()

    def cpu(self) -> dict[str, float]:
        """Seconds of CPU so far: web processes, worker and schedule, PostgreSQL with backends that are gone."""
        product = self.product
        names = {"web": ("web-1", "web-2"), "worker": ("worker", "beat"), "postgres": ("postgres",)}
        return {part: sum(family_seconds(product.pid(name)) for name in some) for part, some in names.items()}


def family_seconds(pid: int) -> float:
    """CPU seconds of a process and all below it, living or ended."""
    found = psutil.Process(pid)
    total = 0.0
    for process in (found, *found.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def percentile(values: list[float], share: float) -> float:
    """Of values in any order; 0 of none."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0


def posts(sent: Sent) -> dict[str, float]:
    """Milliseconds of a post."""
    return {"p50": sent.percentile(0.5), "p95": sent.percentile(0.95), "p99": sent.percentile(0.99)}


def batches(bodies: Iterator[bytes]) -> Iterator[bytes]:
    """Bodies of TOGETHER events each."""
    while some := list(itertools.islice(bodies, TOGETHER)):
        yield b"[" + b",".join(some) + b"]"


PRELOAD = """
INSERT INTO lineage_run (id, job_id, run_key, run_id, source_id, state, started_at, ended_at, first_event_at, last_event_at,
  last_event_rank, has_datasets, is_design, is_explicit)
SELECT k, j.id, k, k::text, s.id, 3, at, at, at, at, 3, true, false, false
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM catalog_entity WHERE descriptor_kind = 'Component') j,
  (SELECT id FROM catalog_source WHERE kind = 'openlineage' LIMIT 1) s, generate_series(1, %(each)s) n,
  LATERAL (SELECT gen_random_uuid() AS k, 
    now() - interval '1 day' - n * interval '10 minutes' + j.place * interval '1 ms' AS at) x
"""


def preload(bench: Bench, runs: int) -> None:
    """Put so many finished runs of the jobs that are there into the tables."""
    jobs = bench.link.execute("SELECT count(*) FROM catalog_entity WHERE descriptor_kind = 'Component'").fetchone()
    assert jobs is not None
    bench.link.execute("SET statement_timeout = 0")
    bench.link.execute(PRELOAD, {"each": max(1, runs // jobs[0])})
    bench.link.execute("VACUUM (ANALYZE) lineage_run")


def inbox_bytes(bench: Bench) -> float:
    """Disk of all raw events, indexes included."""
    found = bench.link.execute(
        "SELECT sum(pg_total_relation_size(inhrelid))::float8 FROM pg_inherits "
        "WHERE inhparent = 'lineage_inboxevent'::regclass"
    ).fetchone()
    assert found is not None
    return float(found[0])


LEARN = "from lineage.ingest.packing import dictionary_learn; dictionary_learn()"


def run(options: argparse.Namespace, bench: Bench) -> dict[str, Any]:
    """All stages; what they showed."""
    print(HEAD, flush=True)
    stream = events(bench.begin)

    def singles(count: int) -> Iterator[bytes]:
        return itertools.islice(stream, count)

    cold, steady, many = options.events // 10, options.events, options.events // 2
    bench.stage("cold start", singles(cold), cold)
    bench.stage("warm up", batches(singles(4 * JOBS)), 4 * JOBS, together=TOGETHER)
    bench.product.manage("shell", "-v", "0", "-c", LEARN)  # as the schedule does within minutes
    bench.stage("single posts", singles(steady), steady)
    before = inbox_bytes(bench)
    bench.stage(f"batches of {TOGETHER}", batches(singles(many)), many, together=TOGETHER)
    result: dict[str, Any] = {"bytes_per_raw_event": (inbox_bytes(bench) - before) / many}
    paced = options.rate * options.seconds
    bench.stage(f"single posts, {options.rate:,}/s", singles(paced), paced, per_second=float(options.rate))
    if options.runs:
        few = bench.stage("batches again", batches(singles(many)), many, together=TOGETHER)
        preload(bench, options.runs)
        full = bench.stage(f"with {options.runs:,} more runs", batches(singles(many)), many, together=TOGETHER)
        cost = [sum(stage.cpu_us_per_event.values()) for stage in (few, full)]
        result["cost_with_runs_to_without"] = cost[1] / cost[0]
    return result


def limits(bench: Bench, result: dict[str, Any]) -> None:
    """The two comparisons, and what the stages are of them."""
    some = list(itertools.islice(events(bench.begin, seed=9), 20_000))
    server = Postgres.of_home(bench.product.home)
    source = f"host={server.sockets} user=postgres dbname={DATABASE}"
    pairs: list[tuple[str, Callable[[str, list[bytes]], float]]] = [
        ("copy_raw", copy_raw),
        ("decode_and_copy", decode_and_copy),
    ]
    for name, limit in pairs:
        rate = statistics.median(limit(source, some) for _ in range(3))
        result[f"{name}_per_second"] = rate
        for stage in bench.stages:
            result.setdefault(f"ratio_to_{name}", {})[stage.name] = stage.applied_per_second / rate


def main() -> None:
    """Start a product in a scratch folder, measure, tell."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest", description=__doc__)
    parser.add_argument("--events", type=int, default=200_000, help="single posts (default: 200,000)")
    parser.add_argument("--rate", type=int, default=2_000, help="events a second of the paced stage (default: 2,000)")
    parser.add_argument("--seconds", type=int, default=30, help="length of the paced stage (default: 30)")
    parser.add_argument("--runs", type=int, default=0, help="measure again with so many more runs (default: 0, not)")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    options = parser.parse_args()
    folder = scratch_folder("headwater-bench-")
    product = Product(folder / "home", HEADWATER_WORKER_PROCESSES="2", HEADWATER_SHED_SECONDS="0")
    try:
        product.start_and_wait()
        token = product.manage("token", "create", "--name", "bench", "--scope", "ingest:write", "--quiet").strip()
        server = Postgres.of_home(product.home)
        with psycopg.connect(host=str(server.sockets), user="postgres", dbname=DATABASE, autocommit=True) as link:
            bench = Bench(product, token, link, datetime.now(UTC))
            result = run(options, bench)
            limits(bench, result)
        result["stages"] = [vars(stage) for stage in bench.stages]
        text = json.dumps({"cores": os.cpu_count(), **result}, indent=2)
        print("\n" + "\n".join(f"{name}: {value}" for name, value in result.items() if name != "stages"))
        if options.json:
            options.json.write_text(text + "\n")
    finally:
        product.interrupt()
        product.destroy()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
