"""R4: parts of the product are stopped (SIGSTOP) and woken again; the others go on, and the woken do no harm. Those that
are not woken are replaced."""

from __future__ import annotations

import json
import os
import signal
import time

from tests.chaos.experiment import Experiment, Options, Outcome, Stage, staged, until
from tests.chaos.frozen_for_good import NO_VIGIL, PULSE_BETWEEN_TASKS, frozen_for_good
from tests.chaos.nemesis import frozen
from tests.chaos.watch import Watch
from tests.product import wait_for

RATE = 40.0
FROZEN_SECONDS = 15.0
NO_FENCING = "no fencing"
PATIENT_BELL = "patient bell"
ONE_WEB = "one web process"
# Others may wait so long for what a frozen worker holds: nothing after its lease, its locks while it applies (the
# database ends a transaction that is idle for 10 s; who waits for a lock tries again after 2 s).
FREE_SECONDS = 5.0
LOCKED_SECONDS = 20.0
LEASE_SECONDS = 45.0


def run(options: Options, control: str) -> Outcome:
    """Every part by itself, on one product; a control is tried by the part that it breaks."""
    outcome = Outcome()
    if control in (NO_VIGIL, PULSE_BETWEEN_TASKS):
        outcome.measured = frozen_for_good(options, outcome, control)
        return outcome
    variants = ["freezes after its lease", "freezes while it applies"]
    variants += [control] if control in (NO_FENCING, PATIENT_BELL) else []
    web = "1" if control == ONE_WEB else "2"
    with staged(options, *variants, HEADWATER_WORKER_PROCESSES="2", HEADWATER_WEB_PROCESSES=web) as stage:
        parts = []
        if control in ("", NO_FENCING):
            parts.append(worker_after_its_lease(stage, outcome))
        if not control:
            parts.append(worker_while_it_applies(stage, outcome))
        if control in ("", PATIENT_BELL):
            parts.append(broker(stage, outcome))
        if control in ("", ONE_WEB):
            parts.append(web_process(stage, outcome))
        pending = stage.drained()
        outcome.expect(pending == 0, f"{pending} events are not applied after everything was woken")
        parked = stage.rows("SELECT reason FROM lineage_inboxparked LIMIT 3")
        outcome.expect(not parked, f"events are parked: {parked}")
    if not control:
        parts.append(frozen_for_good(options, outcome, control))
    outcome.measured = "; ".join(parts)
    return outcome


def freeze_worker(stage: Stage, what: str, name: str) -> tuple[int, list[int]]:
    """Let the next worker that comes to the place freeze there; its pid and the events it has."""
    mark = stage.folder / name
    with stage.senders(f"{what} first", rate=RATE, number=1):
        (stage.folder / f"arm {what}").touch()
        wait_for(lambda: mark.exists() and mark.read_text(), f"a worker frozen at its {what}")
    pid, events = json.loads(mark.read_text())
    return pid, events


def worker_after_its_lease(stage: Stage, outcome: Outcome) -> str:
    """It has events and has not begun: they are another's when the lease is over, and no longer its own."""
    others = stage.senders("lease others", rate=RATE, number=2)
    pid, events = freeze_worker(stage, "lease", "frozen")
    begun = time.monotonic()
    with Watch(stage) as watch, others:
        until(lambda: not waiting(stage, events), seconds=LEASE_SECONDS)
        taken = time.monotonic() - begun
    outcome.expect(not waiting(stage, events), f"nobody took the events of a frozen worker in {LEASE_SECONDS:.0f} s")
    longest = watch.longest_wait(stage.source_id("lease others"))
    outcome.expect(longest <= FREE_SECONDS, f"others waited {longest:.1f} s while a worker was frozen after its lease")
    os.kill(pid, signal.SIGCONT)
    wait_for((stage.folder / "woken").exists, "the woken worker")
    again = int((stage.folder / "woken").read_text())
    outcome.expect(again == 0, f"the woken worker applied {again} of {len(events)} events that another had applied")
    outcome.figures["worker frozen after its lease"] = {
        "events it had": len(events),
        "seconds until another had applied them": round(taken, 1),
        "applied again by the woken worker": again,
        "longest wait of others": round(longest, 2),
    }
    return f"worker: {len(events)} events taken over after {taken:.0f} s, {again} applied again when woken"


def waiting(stage: Stage, events: list[int]) -> int:
    """How many of these events are still to be applied."""
    return int(stage.rows("SELECT count(*) FROM lineage_inboxwork WHERE id = ANY(%s)", [events])[0][0])


def worker_while_it_applies(stage: Stage, outcome: Outcome) -> str:
    """It holds locks in an open transaction, which the database ends."""
    others = stage.senders("apply others", rate=RATE, number=4)
    pid, events = freeze_worker(stage, "apply", "frozen in transaction")
    with Watch(stage) as watch, others:
        until(lambda: not waiting(stage, events), seconds=LEASE_SECONDS)
    outcome.expect(not waiting(stage, events), "nobody took the events of a worker frozen in its transaction")
    os.kill(pid, signal.SIGCONT)
    longest = watch.longest_wait(stage.source_id("apply others"))
    outcome.expect(longest <= LOCKED_SECONDS, f"others waited {longest:.1f} s for locks of a frozen worker")
    outcome.figures["worker frozen while it applies"] = {
        "events it had": len(events),
        "longest wait of others": round(longest, 2),
    }
    return f"its locks held others up {longest:.1f} s"


def broker(stage: Stage, outcome: Outcome) -> str:
    """The door answers 201 all the while."""
    with stage.senders("broker", rate=RATE, number=5) as senders:
        wait_for(lambda: senders.acknowledged, "the first 201")
        with frozen(stage.product.pid("valkey")):
            begun = time.monotonic()
            time.sleep(FROZEN_SECONDS)
            ended = time.monotonic()
    slowest = max(senders.answers(201, since=begun, until=ended), default=float("inf"))
    others = [t.status for t in senders.tries if t.status != 201]
    outcome.expect(not others, f"{len(others)} answers other than 201 while the broker was frozen: {others[:5]}")
    outcome.expect(slowest < 4.0, f"a 201 took {slowest:.1f} s while the broker was frozen")
    outcome.figures["broker frozen"] = {"answers": len(senders.tries), "slowest 201": round(slowest, 2)}
    return f"broker: {len(senders.tries)} answers, all 201, slowest {slowest:.1f} s"


def web_process(stage: Stage, outcome: Outcome) -> str:
    """The other one takes the connections; nobody gives up."""
    with stage.senders("web", rate=RATE, number=6) as senders:
        wait_for(lambda: senders.acknowledged, "the first 201")
        with frozen(stage.product.pid("web-1")):
            begun = time.monotonic()
            time.sleep(FROZEN_SECONDS)
            ended = time.monotonic()
    moments = sorted(t.when + t.seconds for t in senders.tries if t.status == 201)
    inside = [begun, *(moment for moment in moments if begun < moment < ended), ended]
    silence = max(after - before for before, after in zip(inside, inside[1:], strict=False))
    unanswered = len(senders.answers(0))
    outcome.expect(silence < 2.0, f"{silence:.1f} s without a 201 while a web process was frozen")
    outcome.expect(not senders.given_up, f"{len(senders.given_up)} events were given up by their senders")
    outcome.figures["web process frozen"] = {
        "longest silence": round(silence, 2),
        "requests without an answer": unanswered,
        "events given up": len(senders.given_up),
    }
    return f"web: silence {silence:.1f} s, {unanswered} requests sent again, {len(senders.given_up)} given up"


EXPERIMENT = Experiment(
    key="R4",
    claim="Frozen parts do not freeze the rest: a worker's events go to another when its lease is over and the woken one "
    "writes nothing; with the broker frozen the door answers 201; with a web process frozen the other one answers. What "
    "is not woken is told of and replaced, and what only works for long is let be.",
    run=run,
    controls=(NO_FENCING, PATIENT_BELL, ONE_WEB, NO_VIGIL, PULSE_BETWEEN_TASKS),
)
