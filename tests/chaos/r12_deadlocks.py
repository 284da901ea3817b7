"""R12: eight workers on the same few entities, and everything that was stored put back on the queue again and again."""

from __future__ import annotations

import re
import threading

from portal.embedded.postgres import Postgres
from tests.chaos.experiment import Experiment, Options, Outcome, Stage, staged
from tests.product import wait_for

WORKERS = 8
RATE = 50.0
CONTROL_MINUTES = 0.5
# The queue is filled up to so many events whenever it is shorter.
WAITING = 3000
SHUFFLED = "shuffled order"
REFILL = f"""
INSERT INTO lineage_inboxwork (id, day, attempts, source_id)
SELECT id, day, 0, source_id FROM lineage_inboxevent ORDER BY random() LIMIT {WAITING}
ON CONFLICT DO NOTHING
"""
# How PostgreSQL tells a victim, as it stands in the logs of whoever could not go on.
VICTIM = re.compile(r"DeadlockDetected|SerializationFailure|LockNotAvailable")


def run(options: Options, control: str) -> Outcome:
    """For so many minutes; what PostgreSQL broke off is counted, and what of it left a worker or the door."""
    outcome = Outcome()
    minutes = CONTROL_MINUTES if control else options.minutes
    variants = list(filter(None, [control]))
    with staged(options, *variants, HEADWATER_WORKER_PROCESSES=str(WORKERS), HEADWATER_SHED_SECONDS="0") as stage:
        over = threading.Event()
        refilling = threading.Thread(target=refill, args=[stage, over], daemon=True)
        with stage.senders("deadlocks", rate=RATE, number=1) as senders:
            wait_for(lambda: len(senders.acknowledged) > 500, "events to apply again")
            refilling.start()
            over.wait(60 * minutes)
        over.set()
        refilling.join()
        pending = stage.drained(seconds=30 if control else 120)
        applied = stage.rows("SELECT total_count FROM catalog_taskreport WHERE name = 'lineage.inbox_apply'")
        failing = stage.rows(
            "SELECT name, failure_count, error FROM catalog_taskreport WHERE failure_count > 0 ORDER BY name"
        )
        parked = stage.rows("SELECT reason FROM lineage_inboxparked")
        broken_off = stage.rows("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")[0][0]
        reached = sum(victims(stage, name) for name in ("worker", "web-1", "web-2"))
        waits = Postgres.of_home(stage.product.home).log.read_text(errors="replace").count("due to lock timeout")
    reached += sum(bool(VICTIM.search(str(row[2]))) for row in failing)
    odd = sorted({t.status for t in senders.tries} - {201})
    outcome.expect(not reached, f"{reached} times a deadlock or a lock reached a caller; PostgreSQL saw {broken_off}")
    outcome.expect(not parked, f"{len(parked)} events are parked: {parked[:2]}")
    outcome.expect(not odd, f"the door answered {odd}")
    outcome.expect(not failing or bool(control), f"tasks failed: {failing[:2]}")
    outcome.expect(pending == 0, f"{pending} events are not applied")
    total = int(applied[0][0]) if applied else 0
    outcome.figures = {
        "minutes": minutes,
        "events applied": total,
        "deadlocks seen by PostgreSQL": broken_off,
        "lock timeouts": waits,
        "reached a caller": reached,
        "failed tasks": [[str(part)[:200] for part in row] for row in failing],
    }
    outcome.measured = (
        f"{total:,} events by {WORKERS} workers in {60 * minutes:.0f} s: {broken_off} deadlocks, {waits} lock timeouts, "
        f"{reached} reached a caller"
    )
    return outcome


def refill(stage: Stage, over: threading.Event) -> None:
    """Put events back on the queue whenever few wait."""
    while not over.wait(0.2):
        if stage.rows("SELECT count(*) FROM lineage_inboxwork")[0][0] < WAITING / 2:
            stage.run(REFILL)


def victims(stage: Stage, process: str) -> int:
    """Lines of a process's log that tell of a victim."""
    found = (stage.product.home / "logs").glob(f"{process}.log*")
    return sum(bool(VICTIM.search(line)) for path in found for line in path.read_text(errors="replace").splitlines())


EXPERIMENT = Experiment(
    key="R12",
    claim="No deadlock reaches a caller: eight workers on overlapping entities.",
    run=run,
    controls=(SHUFFLED,),
)
