"""The second half of R4: processes that are frozen and not woken, and one that only works for long."""

from __future__ import annotations

import signal
import time

import psutil

from tests.chaos.experiment import Options, Outcome, Stage, staged, until
from tests.product import wait_for

LIMIT_SECONDS = 10
# After the limit: what the supervisor may need to look, and the new process to be there, on a busy machine.
REPLACED_SECONDS = 10.0
LONG_SECONDS = 60.0
NO_VIGIL = "no vigil"
PULSE_BETWEEN_TASKS = "pulse between tasks"


def frozen_for_good(options: Options, outcome: Outcome, control: str) -> str:
    """A process of the worker's pool, the worker itself and a web process, one after the other; what was measured."""
    variants = [*filter(None, [control]), "works long"]
    settings = {"HEADWATER_WORKER_PROCESSES": "2", "HEADWATER_FROZEN_SECONDS": str(LIMIT_SECONDS)}
    with staged(options, *variants, **settings) as stage:
        wait_for(lambda: len(stage.children_of_worker()) >= 2, "the workers")
        found: dict[str, float] = {}
        if control != PULSE_BETWEEN_TASKS:
            for name in ("pool", "worker", "web-1")[: 1 if control else None]:
                found[name] = replaced(stage, name)
                bound = LIMIT_SECONDS + REPLACED_SECONDS
                outcome.expect(found[name] <= bound, f"{name}: not replaced {bound:.0f} s after it froze")
        if control != NO_VIGIL:
            outcome.expect(goes_on_long(stage), "a worker was killed though it only worked for long")
        parked = stage.rows("SELECT reason FROM lineage_inboxparked LIMIT 3")
        outcome.expect(not parked, f"events are parked: {parked}")
    outcome.figures["frozen for good, replaced after"] = {name: round(seconds, 1) for name, seconds in found.items()}
    said = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in found.items())
    return f"not woken (limit {LIMIT_SECONDS} s): replaced after {said}, one that works for 30 s goes on"


def replaced(stage: Stage, name: str) -> float:
    """Freeze it; seconds until it is gone, another has its place and the product says so."""
    pid = stage.children_of_worker()[0] if name == "pool" else stage.product.pid(name)
    frozen = psutil.Process(pid)
    wait_for(lambda: frozen.num_threads() > 1, "its first sign of life")
    child = "worker" if name == "pool" else name
    frozen.send_signal(signal.SIGSTOP)
    seconds = until(lambda: has_successor(stage, frozen, name), seconds=LIMIT_SECONDS + 2 * REPLACED_SECONDS)
    told = f"{child}: no sign of life for {LIMIT_SECONDS} s" in stage.product.output()
    return seconds if told else float("inf")


def has_successor(stage: Stage, frozen: psutil.Process, name: str) -> bool:
    """Whether the process is gone and there are as many as before."""
    if frozen.is_running() and frozen.status() != psutil.STATUS_ZOMBIE:
        return False
    if name != "pool":
        return stage.product.identity(name) is not None
    return len(stage.children_of_worker()) >= 2


def goes_on_long(stage: Stage) -> bool:
    """One worker sleeps in a statement and then computes, three times the limit in all: it is let be."""
    wait_for(lambda: len(stage.children_of_worker()) >= 2, "the workers")
    with stage.senders("long", rate=20.0, number=7):
        (stage.folder / "arm long").touch()
        wait_for(lambda: list(stage.folder.glob("long by *")), "a worker with long work")
        begun = time.monotonic()
        done = stage.folder / "long is done"
        until(done.exists, seconds=LONG_SECONDS)
    stage.drained()
    return done.exists() and time.monotonic() - begun > 2 * LIMIT_SECONDS
