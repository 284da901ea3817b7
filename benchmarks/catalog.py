"""The catalog beside Backstage's: `python -m benchmarks.catalog [--help]`. The product as `manage.py up` starts it, and the
catalog backend from npm (benchmarks/backstage), on one PostgreSQL with the same descriptors, one under load at a time.

First how long a load takes until every entity and every relation is served, each by its own way in for parsed descriptors: a
full mutation there, POST /import here, both to a server that runs (`manage.py import`, with the start of the command, for a file
that is too long for a body); and what the same load costs again. Then reads, scenario by scenario in turn, as many times as
asked, medians of these. --alone leaves Backstage out: for sizes that it does not reach. --restricted hides some datasets from who
asks, before the reads.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import psutil
import psycopg

from benchmarks.descriptors import Descriptor, generate
from benchmarks.reads import Asker, scenarios
from catalog.ingest.descriptor import relations_of
from portal.embedded.postgres import DATABASE, Postgres
from tests.product import REPOSITORY, Product, free_port, scratch_folder, wait_for

BACKSTAGE = REPOSITORY / "benchmarks" / "backstage"
SOURCES = "sources:\n  - key: bench\n    kind: import\n    trusted_for_owners: true\n"
WAIT_SECONDS = 3_600.0
CONNECTIONS = 8
RESTRICT = (
    "UPDATE catalog_entity SET restricted = TRUE WHERE id IN "
    "(SELECT id FROM catalog_entity WHERE descriptor_kind = 'Resource' ORDER BY uid LIMIT %s)"
)
BODY_MAX = 32 * 1024 * 1024  # of POST /import


def _wanted(descriptors: list[Descriptor]) -> tuple[Counter[str], Counter[str]]:
    """How many entities of each kind, and how many relations of each declared type, have to be served."""
    kinds = Counter(descriptor["kind"] for descriptor in descriptors)
    full = ({**d, "metadata": {"namespace": "default", **d["metadata"]}} for d in descriptors)
    return kinds, Counter(kind for descriptor in full for kind, _ in set(relations_of(descriptor)))


def _is_served(asker: Asker, descriptors: list[Descriptor]) -> Callable[[], bool]:
    kinds, relations = _wanted(descriptors)

    def is_served() -> bool:
        found = asker.get("/entity-facets?facet=kind")["facets"]["kind"]
        if any(one["count"] < kinds[one["value"]] for one in found) or len(found) < len(kinds):
            return False
        facets = "&".join(f"facet=relations.{kind}" for kind in relations)
        counted = asker.get(f"/entity-facets?{facets}")["facets"]
        return all(sum(one["count"] for one in counted[f"relations.{kind}"]) >= n for kind, n in relations.items())

    return is_served


@contextmanager
def backstage(folder: Path, file: Path, postgres: Postgres) -> Iterator[tuple[Asker, subprocess.Popen[bytes], Path]]:
    """Backstage's catalog with the descriptors of a file on their way in; its output is in the last path."""
    if not (folder / "node_modules").exists():
        shutil.copytree(BACKSTAGE, folder, dirs_exist_ok=True)
        command = [
            "npm",
            "install",
            "--ignore-scripts",
            "--legacy-peer-deps",
            "--no-audit",
            "--no-fund",
            "--no-package-lock",
        ]
        subprocess.run(command, cwd=folder, check=True)
    port, log = free_port(), folder / "output.log"
    environment = {
        **os.environ,
        **{"NODE_ENV": "production", "LOG_LEVEL": "warn", "NODE_OPTIONS": "--no-node-snapshot"},
        **{"BENCH_JSONL": str(file), "BENCH_PORT": str(port)},
        **{"PGHOST": str(postgres.sockets), "PGPORT": "5432", "PGUSER": "postgres", "PGPASSWORD": "none"},
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["node", "index.cjs", "--config", "app-config.yaml"],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        yield Asker(f"http://127.0.0.1:{port}/api/catalog"), process, log
    finally:
        process.terminate()
        process.wait()


def _told(log: Path, event: str) -> dict[str, Any] | None:
    lines = (line.removeprefix("BENCH ") for line in log.read_text().splitlines() if line.startswith("BENCH "))
    return next((told for told in map(json.loads, lines) if told["event"] == event), None)


def load_there(asker: Asker, log: Path, descriptors: list[Descriptor]) -> dict[str, float]:
    """Seconds that Backstage takes, from the mutation on."""
    wait_for(lambda: _told(log, "begun"), "Backstage has begun", seconds=300.0)
    begun = _told(log, "begun")
    assert begun is not None
    wait_for(_is_served(asker, descriptors), "Backstage serves all", seconds=WAIT_SECONDS, pause=0.25)
    return {"seconds": time.time() - begun["ms"] / 1000}


def load_here(
    product: Product, asker: Asker, link: psycopg.Connection[Any], file: Path, descriptors: list[Descriptor]
) -> dict[str, float]:
    """Seconds until an import has answered, until all is served, until all owners are resolved; and of the same file again."""
    token = product.manage("token", "create", "--name", "bench", "--scope", "sources:write", "--quiet").strip()

    def is_settled() -> bool:
        row = link.execute(
            "SELECT EXISTS (SELECT FROM catalog_stitchrequest) OR EXISTS (SELECT FROM catalog_ownershiprequest)"
        ).fetchone()
        return row == (False,)

    found: dict[str, float] = {}
    for name in ("seconds", "again_seconds"):
        begun = time.perf_counter()
        if file.stat().st_size > BODY_MAX:
            product.manage("import", str(file), "--source", "bench")
        else:
            _sent(product, token, file)
        found[f"answered_{name}"] = time.perf_counter() - begun
        wait_for(_is_served(asker, descriptors), "all is served", seconds=WAIT_SECONDS, pause=0.05)
        found[name] = time.perf_counter() - begun
        wait_for(is_settled, "all owners are resolved", seconds=WAIT_SECONDS, pause=0.05)
        found[f"settled_{name}"] = time.perf_counter() - begun
    return found


def _sent(product: Product, token: str, file: Path) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{product.port}/api/portal/v1/import?source=bench&format=jsonl",
        data=file.read_bytes(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/jsonl"},
    )
    with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as response:
        outcome = json.load(response)
    assert (outcome["state"], outcome["issue_count"]) == ("succeeded", 0), outcome


def reads(askers: dict[str, Asker], descriptors: list[Descriptor], options: argparse.Namespace) -> dict[str, Any]:
    """Medians by scenario and server, after some seconds of it that are not measured: of a million a web process takes some to
    read a field into memory."""
    asked = {server: scenarios(asker, descriptors) for server, asker in askers.items()}
    result: dict[str, Any] = {}
    for name in next(iter(asked.values())):
        row: dict[str, Any] = {}
        for server, asker in askers.items():
            asker.run(asked[server][name], connections=CONNECTIONS, seconds=options.warm)
        for connections in (1, CONNECTIONS):
            bursts: dict[str, list[dict[str, Any]]] = {server: [] for server in askers}
            for _ in range(options.repeats):
                for server, asker in askers.items():
                    bursts[server].append(
                        asker.run(asked[server][name], connections=connections, seconds=options.seconds)
                    )
            row[f"c{connections}"] = {
                server: {key: statistics.median(one[key] for one in found) for key in found[0]}
                for server, found in bursts.items()
            }
        result[name] = row
        print(line(name, row), flush=True)
    return result


def line(name: str, row: dict[str, Any]) -> str:
    """A row of the table: of one connection milliseconds, of eight answers a second and the ratio."""
    one, many = row["c1"], row[f"c{CONNECTIONS}"]
    told = "".join(f"{one[s]['p50_ms']:9.2f}{one[s]['p95_ms']:9.2f}{many[s]['per_second']:9.0f}" for s in one)
    errors = sum(many[s]["errors"] + one[s]["errors"] for s in one)
    ratio = f"{many['here']['per_second'] / many['there']['per_second']:8.2f}" if "there" in many else ""
    return f"{name:32}{told}{ratio}{f'  {errors} errors' if errors else ''}"


def sizes(product: Product, link: psycopg.Connection[Any], count: int) -> dict[str, Any]:
    """Bytes of the database for an entity, and memory of the web processes (MB)."""
    row = link.execute("SELECT pg_database_size(current_database())").fetchone()
    assert row is not None
    web = [psutil.Process(product.pid(f"web-{number}")) for number in (1, 2)]
    return {
        "database_bytes_per_entity": row[0] / count,
        "web_rss_mb": [round(process.memory_info().rss / 1e6) for process in web],
    }


def run(options: argparse.Namespace, product: Product, folder: Path) -> dict[str, Any]:
    """Load both, read from both."""
    descriptors = generate(options.entities)
    file = folder / "descriptors.jsonl"
    file.write_bytes(b"".join(orjson.dumps(descriptor) + b"\n" for descriptor in descriptors))
    postgres = Postgres.of_home(product.home)
    here = Asker(f"http://127.0.0.1:{product.port}/api/catalog")
    with psycopg.connect(host=str(postgres.sockets), user="postgres", dbname=DATABASE, autocommit=True) as link:
        result: dict[str, Any] = {
            "entities": options.entities,
            "load": {"here": load_here(product, here, link, file, descriptors)},
        }
        print(f"load here: {result['load']['here']}", flush=True)
        link.execute(RESTRICT, [options.restricted])
        link.execute("VACUUM ANALYZE")
        if options.alone:
            result["reads"] = reads({"here": here}, descriptors, options)
        else:
            with backstage(options.backstage.resolve(), file, postgres) as (there, _, log):
                result["load"]["there"] = load_there(there, log, descriptors)
                print(f"load there: {result['load']['there']}", flush=True)
                with psycopg.connect(
                    host=str(postgres.sockets), user="postgres", dbname="bench_catalog", autocommit=True
                ) as other:
                    other.execute("VACUUM ANALYZE")
                askers = {"there": there, "here": here}
                result["reads"] = reads(askers, descriptors, options)
        result |= sizes(product, link, options.entities)
    return result


def main() -> None:
    """Start a product in a scratch folder, measure, tell."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.catalog", description=__doc__)
    parser.add_argument("--entities", type=int, default=10_000, help="default: 10,000")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a burst (default: 2)")
    parser.add_argument("--repeats", type=int, default=3, help="bursts of each scenario (default: 3)")
    parser.add_argument(
        "--warm", type=float, default=1.0, help="seconds of each scenario before it is measured (default: 1)"
    )
    parser.add_argument("--restricted", type=int, default=0, help="datasets to restrict before the reads (default: 0)")
    parser.add_argument("--alone", action="store_true", help="without Backstage")
    parser.add_argument(
        "--backstage", type=Path, default=Path("var/backstage"), help="where it is installed (default: %(default)s)"
    )
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    options = parser.parse_args()
    folder = scratch_folder("headwater-bench-")
    config = folder / "headwater.yaml"
    config.write_text(SOURCES)
    product = Product(
        folder / "home",
        HEADWATER_WORKER_PROCESSES="2",
        HEADWATER_CONFIG=str(config),
        HEADWATER_STATEMENT_TIMEOUT_MS="120000",  # whether all of a million is served is a long question
    )
    try:
        product.start_and_wait()
        result = run(options, product, folder)
        print("\n" + "\n".join(f"{name}: {value}" for name, value in result.items() if name != "reads"))
        if options.json:
            options.json.write_text(json.dumps({"cores": os.cpu_count(), **result}, indent=2) + "\n")
    finally:
        product.interrupt()
        product.destroy()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
