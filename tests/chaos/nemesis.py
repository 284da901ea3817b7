"""Kills processes of the product in a seeded order."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psutil

from portal.embedded.places import broker_socket
from tests.product import Product, wait_for

# After a kill the product is left alone for this long (seconds), so that the silence is of that kill alone.
WHOLE_SECONDS = 3.0
KINDS = ("web", "worker", "beat", "broker", "postgres", "supervisor")


@dataclass(frozen=True)
class Kill:
    """One SIGKILL, at a time (monotonic seconds)."""

    kind: str
    when: float


class Keeper:
    """What systemd would do: starts the supervisor again as soon as it is gone."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.starts = 0
        self.exits: list[int] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Keeper:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(0.05):
            if self.product.has_ended() and self.product.supervisor is not None:
                self.exits.append(self.product.supervisor.returncode)
                self.starts += 1
                self.product.start()


class Nemesis:
    """Carries out a list of kills: `kinds` in a seeded order, with seeded pauses in between."""

    def __init__(self, product: Product, *, seed: int, kills: int, kinds: tuple[str, ...] = KINDS) -> None:
        self.product = product
        self.dice = random.Random(f"nemesis {seed}")
        self.plan = [kinds[number % len(kinds)] for number in range(kills)]
        self.dice.shuffle(self.plan)
        self.kills: list[Kill] = []

    def run(self) -> None:
        """All kills, one after the other; a process that is down is waited for."""
        for kind in self.plan:
            time.sleep(self.dice.uniform(0.3, 3.0))
            wait_for(lambda kind=kind: self.kill(kind), f"a {kind} process to kill", seconds=60)  # type: ignore[misc]

    def run_single(self, kinds: Sequence[str] = KINDS) -> list[Kill]:
        """One kill of each kind, and everything whole again before the next; those kills alone."""
        before = len(self.kills)
        for kind in kinds:
            starts = self.product.starts()
            wait_for(lambda kind=kind: self.kill(kind), f"a {kind} process to kill")  # type: ignore[misc]
            if kind == "supervisor":
                wait_for(lambda starts=starts: self.product.starts() > starts, "the next supervisor")  # type: ignore[misc]
            wait_for(self.product.is_whole, f"everything after a kill of {kind}", seconds=30)
            time.sleep(WHOLE_SECONDS)
        return self.kills[before:]

    def run_all_at_once(self) -> Kill:
        """Everything at the same time; returned as one kill, when nothing was left."""
        for kind in ("supervisor", "postgres", "broker", "web", "web", "worker", "beat"):
            self.kill(kind)
        last = Kill("all at once", time.monotonic())
        self.kills.append(last)
        wait_for(self.product.is_whole, "everything after a kill of all")
        time.sleep(WHOLE_SECONDS)
        return last

    def kill(self, kind: str) -> bool:
        """Kill one process of the kind; False when there is none now."""
        if kind == "supervisor":
            supervisor = self.product.supervisor
            if supervisor is None or supervisor.poll() is not None:
                return False
            supervisor.kill()
        else:
            pid = self._victim(kind)
            if pid is None:
                return False
            psutil.Process(pid).send_signal(signal.SIGKILL)
            if kind == "broker" and self.dice.random() < 0.5:
                self.wipe_broker()
        self.kills.append(Kill(kind, time.monotonic()))
        return True

    def _victim(self, kind: str) -> int | None:
        name = {"web": self.dice.choice(["web-1", "web-2"]), "broker": "valkey"}.get(kind, kind)
        identity = self.product.identity(name)
        if identity is None:
            return None
        victims = [identity.pid]
        if kind == "worker":
            with contextlib.suppress(psutil.Error):
                victims += [child.pid for child in psutil.Process(identity.pid).children(recursive=True)]
        return self.dice.choice(victims)

    def wipe_broker(self) -> None:
        """Delete what the broker had on disk."""
        shutil.rmtree(self.product.home / "valkey", ignore_errors=True)

    def silence(self) -> None:
        """The worst for whoever relies on messages: the worker is frozen, then the broker is killed and wiped."""
        worker = self.product.identity("worker")
        if worker is not None:
            worker.send(signal.SIGKILL)
        broker = self.product.identity("valkey")
        if broker is not None:
            broker.send(signal.SIGKILL)
        self.wipe_broker()

    def flush_broker(self) -> None:
        """Take everything out of a broker that lives."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as link:
            link.settimeout(2.0)
            link.connect(str(broker_socket(self.product.home)))
            link.sendall(b"FLUSHALL\r\n")
            link.recv(64)


@contextlib.contextmanager
def frozen(*pids: int) -> Iterator[None]:
    """These processes are stopped (SIGSTOP) meanwhile."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
