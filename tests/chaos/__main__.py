"""`make chaos`: the product under load while its processes are killed, then the count (`--help` for the rest)."""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from portal.embedded.postgres import DATABASE, Postgres
from tests.chaos import broken, storage
from tests.chaos.check import Verdict, compare, gaps, longest_silence, worst_silences
from tests.chaos.load import Load
from tests.chaos.nemesis import KINDS, Keeper, Kill, Nemesis
from tests.chaos.replay import differences
from tests.product import Product, scratch_folder, wait_for

DRAIN_SECONDS = 60.0
RECOVERY_SECONDS = 5.0
RECOVERY_OF_ALL_SECONDS = 20.0


def say(text: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


def database(product: Product) -> psycopg.Connection[tuple[object, ...]]:
    """A connection to the product's own database."""
    server = Postgres.of_home(product.home)
    return psycopg.connect(host=str(server.sockets), user="postgres", dbname=DATABASE, autocommit=True)


def experiment(
    options: argparse.Namespace,
    *,
    kinds: tuple[str, ...] = KINDS,
    kills: int,
    variant: str = "",
    prepare: Callable[[Product], None] = lambda product: None,
) -> tuple[Verdict, dict[str, object]]:
    """One product, one load, one nemesis; what it showed, and the numbers for the report."""
    folder = scratch_folder("headwater-chaos-")
    extra = broken.environment(variant, Path(tempfile.mkdtemp(dir=folder))) if variant else {}
    product = Product(folder / "home", **extra)
    try:
        product.start_and_wait()
        prepare(product)
        token = product.manage("token", "create", "--name", "chaos", "--scope", "ingest:write", "--quiet").strip()
        load = Load(
            clients=options.clients,
            seed=options.seed,
            begin=datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1),
            port=product.port,
            token=token,
            folder=folder,
        )
        nemesis = Nemesis(product, seed=options.seed, kills=kills, kinds=kinds)
        with Keeper(product) as keeper:
            load.start()
            wait_for(load.acknowledged, "the first 201")
            singles: list[Kill] = []
            at_once: list[Kill] = []
            try:
                if not variant and kinds == KINDS:
                    singles = nemesis.run_single()
                    at_once = [nemesis.run_all_at_once()]
                nemesis.run()
            except AssertionError as error:
                load.stop()
                return Verdict(failures=[str(error)]), {}
            before = len(load.acknowledged())
            wait_for(lambda: len(load.acknowledged()) > before + 20 or load.refused(), "201s after the last kill")
            nemesis.silence()
            time.sleep(1.0)
            load.stop()
            verdict = judge(product, load)
        report = numbers(load, nemesis, keeper)
        for name, kills_alone, bound in (
            ("one at a time", singles, RECOVERY_SECONDS),
            ("all at once", at_once, RECOVERY_OF_ALL_SECONDS),
        ):
            silences = gaps(load.acknowledged(), kills_alone)
            report[name] = {kind: round(max(values), 3) for kind, values in silences.items()}
            for kind, values in silences.items():
                verdict.expect(
                    max(values) <= bound, f"{name}: {max(values):.1f} s without a 201 after a kill of {kind}"
                )
        return verdict, report
    finally:
        if options.keep:
            say(f"kept: {folder}")
        product.interrupt()
        if not options.keep:
            product.destroy()
            shutil.rmtree(folder, ignore_errors=True)


def judge(product: Product, load: Load) -> Verdict:
    """Wait until everything is applied or DRAIN_SECONDS are over, then count."""
    deadline = time.monotonic() + DRAIN_SECONDS
    pending = -1
    while pending != 0 and time.monotonic() < deadline:
        try:
            with database(product) as link:
                pending = storage.pending_events(link)
        except psycopg.Error:
            pending = -1
        time.sleep(0.2)
    with database(product) as link:
        stored, parked = storage.stored_events(link), storage.parked_events(link)
    verdict = compare({serial for _, serial in load.acknowledged()}, stored, load.sent())
    verdict.expect(pending == 0, f"{pending} events are not applied {DRAIN_SECONDS:.0f} s after the last fault")
    verdict.expect(not parked, f"{len(parked)} events are parked: {parked[:2]}")
    for difference in differences(Postgres.of_home(product.home)) if pending == 0 else ():
        verdict.expect(False, f"the graph differs from that of a serial copy: {difference}")
    verdict.expect(not load.refused(), f"valid events were refused: {load.refused()[:3]}")
    return verdict


def numbers(load: Load, nemesis: Nemesis, keeper: Keeper) -> dict[str, object]:
    """What the report says beside the verdict."""
    acknowledged = load.acknowledged()
    by_kind = {
        kind: {
            "kills": len(values),
            "median_silence_seconds": round(statistics.median(values), 3),
            "longest_silence_seconds": round(max(values), 3),
        }
        for kind, values in sorted(gaps(acknowledged, nemesis.kills).items())
    }
    span = acknowledged[-1][0] - acknowledged[0][0] if len(acknowledged) > 1 else 0.0
    return {
        "kills": dict(Counter(kill.kind for kill in nemesis.kills)),
        "events_per_second": round(len(acknowledged) / span, 1) if span else 0,
        "longest_silence_seconds": round(longest_silence(acknowledged), 3),
        "worst": worst_silences(acknowledged, nemesis.kills),
        "slowest_answer_seconds": round(max(client.slowest for client in load.clients), 3),
        "by_kind": by_kind,
        "troubles_on_the_wire": dict(load.troubles()),
        "supervisor_starts": keeper.starts,
        "supervisor_exit_codes": dict(Counter(keeper.exits)),
    }


def without_durability(product: Product) -> None:
    """Commits are answered before they are on disk, on the scratch server only."""
    with database(product) as link:
        link.execute("ALTER SYSTEM SET synchronous_commit = off")
        link.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
        link.execute("SELECT pg_reload_conf()")


def controls(options: argparse.Namespace) -> dict[str, Verdict]:
    """Each broken variant, by the same experiment; a control that passes means that the harness sees nothing."""
    runs: dict[str, Callable[[], tuple[Verdict, object]]] = {
        "synchronous_commit off": lambda: experiment(options, kinds=("postgres",), kills=8, prepare=without_durability),
        "no start retry": lambda: experiment(options, kinds=("postgres",), kills=8, variant="no-start-retry"),
        "answer before commit": lambda: experiment(options, kinds=("web",), kills=12, variant="answer-before-commit"),
        "no idempotency key": lambda: experiment(
            options, kinds=("web", "postgres"), kills=12, variant="no-idempotency-key"
        ),
        "no sweep": lambda: experiment(options, kinds=("broker",), kills=2, variant="no-sweep"),
    }
    verdicts = {}
    for name, run in runs.items():
        say(f"control: {name}")
        verdicts[name] = run()[0]
        say(f"  {'caught: ' + verdicts[name].failures[0] if verdicts[name].failures else 'NOT CAUGHT'}")
    return verdicts


def main() -> int:
    """0 when every promise held and every control was caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--controls", action="store_true", help="also run the broken variants, which must fail")
    parser.add_argument("--only-controls", action="store_true")
    parser.add_argument("--report", type=Path, help="write the numbers to this file, as JSON")
    parser.add_argument("--keep", action="store_true", help="leave the files of the run")
    options = parser.parse_args()
    failed = False
    report: dict[str, object] = {"seed": options.seed, "date": datetime.now(UTC).date().isoformat()}
    if not options.only_controls:
        say(f"{options.kills} kills, {options.clients} clients, seed {options.seed}")
        verdict, report["run"] = experiment(options, kills=options.kills)
        say(json.dumps(report["run"], indent=2))
        say(f"sent {verdict.sent}, acknowledged {verdict.acknowledged}, stored {verdict.stored}")
        if not verdict.failures:
            say(f"0 lost in {options.kills} kills: with 95 % confidence less than {3 / options.kills:.3f} a kill")
        for failure in verdict.failures:
            say(f"FAIL {failure}")
        failed = bool(verdict.failures)
        report["verdict"] = vars(verdict)
    if options.controls or options.only_controls:
        caught = controls(options)
        report["controls"] = {name: verdict.failures for name, verdict in caught.items()}
        failed = failed or not all(verdict.failures for verdict in caught.values())
    if options.report:
        options.report.write_text(json.dumps(report, indent=2) + "\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
