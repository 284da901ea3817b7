"""`manage.py up` keeps the product running, keeps the port open, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import re
import signal
import socket
import threading
from collections.abc import Iterator

import psutil
import pytest

from tests.product import Product, free_port, scratch_product, wait_for


@pytest.fixture(scope="module")
def running() -> Iterator[Product]:
    """One product for the tests that leave it running."""
    with scratch_product() as product:
        product.start_and_wait()
        yield product


@pytest.fixture
def scratch() -> Iterator[Product]:
    with scratch_product() as product:
        yield product


class Prober:
    """Opens a connection, asks, closes, over and over; counts what came of it."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.answered = 0
        self.refused = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                self.answered += self.product.get() == 200
            except ConnectionRefusedError:
                self.refused += 1
            except OSError:
                pass  # a connection that a killed process had taken up already

    def __enter__(self) -> Prober:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def test_it_works(running: Product) -> None:
    assert running.get("/readyz") == 200
    assert "first account: admin, password" in running.output()
    assert f"Headwater is ready: http://127.0.0.1:{running.port}/" in running.output()


@pytest.mark.parametrize("name", ["web-1", "web-2", "worker", "beat", "valkey", "postgres"])
def test_killed_process_is_started_again(running: Product, name: str) -> None:
    wait_for(lambda: running.identity(name), f"{name} to run")
    before = running.identity(name)
    assert before is not None
    before.send(signal.SIGKILL)
    wait_for(lambda: running.identity(name) not in (None, before), f"a new {name}")
    wait_for(lambda: running.get("/readyz") == 200, "readiness")


def test_no_connection_is_refused_while_every_web_process_is_killed(running: Product) -> None:
    with Prober(running) as prober:
        for _ in range(3):
            before = [running.identity(name) for name in ("web-1", "web-2")]
            for identity in before:
                assert identity is not None
                identity.send(signal.SIGKILL)
            answered = prober.answered
            wait_for(lambda: prober.answered > answered + 2, "answers again")  # noqa: B023
            wait_for(
                lambda: all(running.identity(n) not in (None, *before) for n in ("web-1", "web-2")),  # noqa: B023
                "both web processes",
            )
    assert prober.refused == 0


def frozen_total(product: Product, name: str) -> str:
    found = re.search(rf'headwater_process_frozen_total{{process="{name}"}} (\S+)', product.text("/metrics"))
    assert found, product.text("/metrics")
    return found[1]


def pool_of(product: Product) -> list[psutil.Process]:
    """Processes of the worker that work; each has a thread that gives signs of life. Others come and go at a start."""
    found = []
    for process in psutil.Process(product.pid("worker")).children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.num_threads() > 1:
                found.append(process)
    return found


def test_what_freezes_is_told_of_and_replaced() -> None:
    with scratch_product(HEADWATER_FROZEN_SECONDS="5") as product:
        product.start_and_wait()
        wait_for(lambda: pool_of(product), "the first sign of the pool")
        (pool,) = pool_of(product)
        assert '"processes", "ok": true' in product.text("/readyz")
        pool.send_signal(signal.SIGSTOP)
        wait_for(lambda: f"no sign of life: worker ({pool.pid})" in product.text("/readyz"), "the report")
        wait_for(lambda: not pool.is_running(), "its end")
        assert "worker: no sign of life for 5 s, killing it" in product.output()
        wait_for(lambda: pool_of(product), "its successor")
        frozen = product.identity("web-1")
        assert frozen is not None
        frozen.send(signal.SIGSTOP)
        wait_for(lambda: product.identity("web-1") not in (None, frozen), "a new web-1")
        wait_for(lambda: product.get("/readyz") == 200, "readiness")
        assert [frozen_total(product, name) for name in ("worker", "web-1", "beat")] == ["1.0", "1.0", "0.0"]


def test_second_up_on_the_same_home_says_so(running: Product) -> None:
    second = Product(running.home, port=free_port())
    second.console = running.home.with_suffix(".second")
    assert second.start().wait(60) == 2
    lines = second.output().splitlines()
    second.console.unlink()
    assert len(lines) == 1
    assert lines[0].startswith(f"Headwater already runs on {running.home}: process {running.supervisor.pid}")  # type: ignore[union-attr]


def test_taken_port_says_what_to_do(scratch: Product) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", scratch.port))
        other.listen()
        assert scratch.start().wait(60) == 2
    assert scratch.output() == (
        f"Port {scratch.port} on 127.0.0.1 is taken by another program: set HEADWATER_PORT to a free one.\n"
    )


def test_interrupt_stops_everything(scratch: Product) -> None:
    scratch.start_and_wait()
    assert len(scratch.processes()) > 6
    assert scratch.interrupt(signal.SIGINT) == 0
    assert scratch.processes() == []
    assert list((scratch.home / "run").glob("web-*.json")) == []
    assert "killed" not in scratch.output()


def test_terminate_during_start_stops_everything(scratch: Product) -> None:
    scratch.start()
    wait_for(lambda: "Valkey started" in scratch.output(), "the servers")
    assert scratch.interrupt(signal.SIGTERM) == 0
    assert scratch.processes() == []


def test_killed_supervisor_loses_and_doubles_nothing(scratch: Product) -> None:
    scratch.start_and_wait()
    names = ["web-1", "web-2", "worker", "beat", "valkey", "postgres"]
    before = {name: scratch.identity(name) for name in names}
    with Prober(scratch) as prober:
        assert scratch.interrupt(signal.SIGKILL) == -signal.SIGKILL
        scratch.start_and_wait()
        wait_for(
            lambda: "ended processes of a supervisor that was killed: web-1" in scratch.output(), "the old web's end"
        )
    after = {name: scratch.identity(name) for name in names}
    assert prober.refused == 0
    assert "PostgreSQL adopted" in scratch.output()
    assert "Valkey adopted" in scratch.output()
    for name in ("valkey", "postgres"):
        assert after[name] == before[name]
    for name in ("web-1", "web-2", "worker", "beat"):
        old = before[name]
        assert old is not None
        assert not old.is_alive()
        assert after[name] not in (None, old)
    assert scratch.output().count("first account") == 1
    assert scratch.interrupt() == 0
    assert scratch.processes() == []


def test_frozen_web_of_a_killed_supervisor_is_ended(scratch: Product) -> None:
    scratch.start_and_wait()
    frozen = [scratch.identity(name) for name in ("web-1", "web-2")]
    scratch.interrupt(signal.SIGKILL)
    for identity in frozen:
        assert identity is not None
        identity.send(signal.SIGSTOP)
    scratch.start_and_wait()
    assert scratch.get("/readyz") == 200
    assert [identity.is_alive() for identity in frozen if identity] == [False, False]


def test_supervisor_and_database_killed_together(scratch: Product) -> None:
    scratch.start_and_wait()
    postgres = scratch.identity("postgres")
    assert postgres is not None
    scratch.interrupt(signal.SIGKILL)
    postgres.send(signal.SIGKILL)
    scratch.start_and_wait()
    assert scratch.get("/readyz") == 200
    assert scratch.identity("postgres") not in (None, postgres)
