"""What every experiment is made of: its claim, the product it runs on, and what it showed."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import psycopg
import requests

from portal.embedded.postgres import DATABASE, Postgres
from tests.chaos import broken, storage
from tests.chaos.check import compare
from tests.chaos.load import Load
from tests.chaos.replay import differences
from tests.chaos.senders import Senders
from tests.product import Product, scratch_folder, wait_for

DRAIN_SECONDS = 60.0


def say(text: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Options:
    """What may be asked of a run."""

    seed: int = 1
    kills: int = 60
    clients: int = 8
    minutes: float = 1.0
    keep: bool = False


@dataclass
class Outcome:
    """What a run showed: it held when `failures` is empty; `measured` is the line of the table."""

    measured: str = ""
    failures: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def expect(self, holds: bool, otherwise: str) -> None:
        """Note a broken promise."""
        if not holds:
            self.failures.append(otherwise)


@dataclass(frozen=True)
class Experiment:
    """One promise, how it is tried, and the broken variants that must fail it."""

    key: str
    claim: str
    run: Callable[[Options, str], Outcome]
    controls: Sequence[str]


def database(product: Product) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection to the product's own database."""
    server = Postgres.of_home(product.home)
    return psycopg.connect(host=str(server.sockets), user="postgres", dbname=DATABASE, autocommit=True)


class Stage:
    """A product that runs, and what the experiments ask of it."""

    def __init__(self, product: Product, folder: Path, options: Options) -> None:
        self.product = product
        self.folder = folder
        self.options = options
        # Each event of a sender is a second later than the one before: none may come to lie in the future.
        self.begin = datetime.now(UTC).replace(microsecond=0) - timedelta(days=10)

    def token(self, name: str, *scopes: str) -> str:
        """A token whose events count for a source of its name."""
        asked = [part for scope in scopes or ("ingest:write",) for part in ("--scope", scope)]
        return self.product.manage("token", "create", "--name", name, "--source", name, *asked, "--quiet").strip()

    def load(self, *, clients: int | None = None) -> Load:
        """Patient clients, each with a ledger: as fast as the product answers."""
        return Load(
            clients=clients or self.options.clients,
            seed=self.options.seed,
            begin=self.begin,
            port=self.product.port,
            token=self.token("chaos"),
            folder=self.folder,
        )

    def senders(self, name: str, *, rate: float, number: int = 0) -> Senders:
        """Stock clients that send so many events a second, whatever becomes of them."""
        return Senders(
            port=self.product.port,
            token=self.token(name),
            rate=rate,
            seed=self.options.seed,
            number=number,
            begin=self.begin,
        )

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows of one statement."""
        with database(self.product) as link:
            return link.execute(sql, params).fetchall()  # type: ignore[call-overload,no-any-return]

    def run(self, sql: str) -> None:
        """Run one statement."""
        with database(self.product) as link:
            link.execute(sql)  # type: ignore[call-overload]

    def source_id(self, name: str) -> int:
        """Number of the source that a token's events count for."""
        return int(self.rows("SELECT id FROM catalog_source WHERE key = %s", [name])[0][0])

    def drained(self, *, seconds: float = DRAIN_SECONDS) -> int:
        """Wait until everything is applied or parked; how many events are not, at last."""
        deadline = time.monotonic() + seconds
        pending = -1
        while pending != 0 and time.monotonic() < deadline:
            with contextlib.suppress(psycopg.Error), database(self.product) as link:
                pending = storage.pending_events(link)
            time.sleep(0.1)
        return pending

    def children_of_worker(self) -> list[int]:
        """Pids of the worker's pool: the processes that apply events."""
        try:
            return sorted(child.pid for child in psutil.Process(self.product.pid("worker")).children(recursive=True))
        except (OSError, ValueError, psutil.Error):
            return []

    def ask(self, method: str, path: str, token: str, **body: object) -> requests.Response:
        """One request of a tool."""
        return requests.request(
            method,
            f"http://127.0.0.1:{self.product.port}{path}",
            headers={"Authorization": f"Bearer {token}"},
            json=body or None,
            timeout=30,
        )


@contextlib.contextmanager
def staged(options: Options, *variants: str, **environment: str) -> Iterator[Stage]:
    """A product in a HOME of its own, with broken variants in force; nothing of it is left afterwards."""
    folder = scratch_folder("headwater-chaos-")
    product = Product(folder / "home", **broken.environment(variants, folder), **environment)
    try:
        product.start_and_wait()
        # Python goes on without a sitecustomize.py that breaks, and the experiment would be one without its variant.
        assert "Error in sitecustomize" not in product.output(), product.output()
        yield Stage(product, folder, options)
    finally:
        if options.keep:
            say(f"kept: {folder}")
            if not product.has_ended():
                product.interrupt()
        else:
            product.destroy()
            shutil.rmtree(folder, ignore_errors=True)


def judge(stage: Stage, outcome: Outcome, *, acknowledged: set[str], sent: set[str]) -> None:
    """Everything is applied, nothing is lost, doubled or parked, and the graph is that of a serial copy."""
    pending = stage.drained()
    outcome.expect(pending == 0, f"{pending} events are not applied {DRAIN_SECONDS:.0f} s after the last fault")
    with database(stage.product) as link:
        stored, parked = storage.stored_events(link), storage.parked_events(link)
    outcome.failures += compare(acknowledged, stored, sent)
    outcome.expect(not parked, f"{len(parked)} events are parked: {parked[:2]}")
    for difference in differences(Postgres.of_home(stage.product.home)) if pending == 0 else ():
        outcome.expect(False, f"the graph differs from that of a serial copy: {difference}")
    outcome.figures |= {"sent": len(sent), "acknowledged": len(acknowledged), "stored": len(stored)}


def load_of_machine() -> str:
    """How busy the machine is: where a bound in seconds fails, this says whether it could be held."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def percentile(values: Sequence[float], part: float) -> float:
    """The value that `part` (0 to 1) of them do not exceed; 0 without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


def until(condition: Callable[[], object], *, seconds: float) -> float:
    """Seconds until the condition held; infinity when it did not in time."""
    begun = time.monotonic()
    try:
        wait_for(condition, "", seconds=seconds)
    except AssertionError:
        return float("inf")
    return time.monotonic() - begun
