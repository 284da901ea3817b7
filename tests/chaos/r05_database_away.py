"""R5: the database is down, frozen, and slow, each for a while, under a steady stream of events."""

from __future__ import annotations

import contextlib
import threading
import time

import psutil
import psycopg

from tests.chaos.experiment import Experiment, Options, Outcome, Stage, database, load_of_machine, staged
from tests.chaos.nemesis import frozen
from tests.chaos.senders import Senders
from tests.chaos.slow_database import slow_database
from tests.product import wait_for

RATE = 40.0
DOWN_SECONDS = 30.0
FROZEN_SECONDS = 15.0
SLOW_SECONDS = 15.0
DELAY_SECONDS = 0.5
ANSWER_SECONDS = 2.0
BACK_SECONDS = 2.0
# A thread that is only just ending, or one more of the network side, is no pile-up.
THREADS_MORE = 4
PATIENT = "waits for the database"


def run(options: Options, control: str) -> Outcome:
    """Each fault on one product; the control is tried by the first two."""
    outcome = Outcome()
    parts = []
    with staged(options, *filter(None, [control])) as stage:
        with stage.senders("warm", rate=RATE, number=1) as senders:
            wait_for(lambda: len(senders.acknowledged) > 40, "warm processes")
        parts.append(down(stage, outcome))
        parts.append(hung(stage, outcome))
        if not control:
            parts.append(slow(stage, outcome))
        pending = stage.drained()
        outcome.expect(pending == 0, f"{pending} events are not applied after the database was back")
    outcome.measured = f"{'; '.join(parts)} ({load_of_machine()})"
    return outcome


def down(stage: Stage, outcome: Outcome) -> str:
    """The postmaster is killed, and nobody starts it again for a while, since the supervisor is stopped."""
    assert stage.product.supervisor is not None
    with stage.senders("down", rate=RATE, number=2) as senders, Threads(stage) as threads:
        wait_for(lambda: len(senders.acknowledged) > 20, "201s")
        with frozen(stage.product.supervisor.pid):
            victim = psutil.Process(stage.product.pid("postgres"))
            family = [victim, *victim.children(recursive=True)]
            victim.kill()
            psutil.wait_procs(family[1:], timeout=10)
            begun = time.monotonic()
            time.sleep(DOWN_SECONDS)
            ended = time.monotonic()
        wait_for(lambda: takes_connections(stage), "the database", pause=0.005)
        back = time.monotonic()
        wait_for(lambda: first_201(senders, back), "the first 201")
    return judged("down", outcome, senders, threads, begun, ended, back)


def hung(stage: Stage, outcome: Outcome) -> str:
    """Every process of the database is stopped: connections are there and nothing answers."""
    with stage.senders("hung", rate=RATE, number=3) as senders, Threads(stage) as threads:
        wait_for(lambda: len(senders.acknowledged) > 20, "201s")
        postmaster = psutil.Process(stage.product.pid("postgres"))
        with frozen(postmaster.pid, *(child.pid for child in postmaster.children(recursive=True))):
            begun = time.monotonic()
            time.sleep(FROZEN_SECONDS)
            ended = time.monotonic()
        wait_for(lambda: takes_connections(stage), "the database", pause=0.005)
        back = time.monotonic()
        wait_for(lambda: first_201(senders, back), "the first 201")
    return judged("frozen", outcome, senders, threads, begun, ended, back)


def slow(stage: Stage, outcome: Outcome) -> str:
    """Every round trip takes half a second longer."""
    with stage.senders("slow", rate=RATE, number=4) as senders, Threads(stage) as threads:
        wait_for(lambda: len(senders.acknowledged) > 20, "201s")
        with slow_database(stage, seconds=DELAY_SECONDS):
            begun = time.monotonic()
            time.sleep(SLOW_SECONDS)
            ended = time.monotonic()
        back = time.monotonic()
        wait_for(lambda: first_201(senders, back), "the first 201")
    return judged("slow", outcome, senders, threads, begun, ended, back)


def takes_connections(stage: Stage) -> bool:
    """Whether the database answers."""
    with contextlib.suppress(psycopg.Error), database(stage.product) as link:
        return bool(link.execute("SELECT 1").fetchall())
    return False


def first_201(senders: Senders, back: float) -> float | None:
    """When the first event was acknowledged that was tried after the database was back."""
    return min((t.when + t.seconds for t in list(senders.tries) if t.status == 201 and t.when > back), default=None)


class Threads:
    """Counts the threads of the web processes, four times a second."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.before = self._count()
        self.most = self.before

    def _count(self) -> int:
        with contextlib.suppress(OSError, psutil.Error, ValueError):
            return sum(psutil.Process(self._stage.product.pid(name)).num_threads() for name in ("web-1", "web-2"))
        return 0

    def __enter__(self) -> Threads:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(0.25):
            self.most = max(self.most, self._count())


def judged(
    what: str, outcome: Outcome, senders: Senders, threads: Threads, begun: float, ended: float, back: float
) -> str:
    """What was answered while it lasted, how soon, and when the first 201 came afterwards."""
    tries = [t for t in senders.tries if begun <= t.when < ended]
    slowest = max((t.seconds for t in tries), default=0.0)
    statuses = sorted({t.status for t in tries})
    first = (first_201(senders, back) or float("inf")) - back
    outcome.expect(slowest < ANSWER_SECONDS, f"database {what}: an answer took {slowest:.1f} s")
    outcome.expect(set(statuses) <= {201, 503}, f"database {what}: answers {statuses}")
    outcome.expect(first < BACK_SECONDS, f"database {what}: first 201 {first:.1f} s after it was back")
    more = threads.most - threads.before
    outcome.expect(more <= THREADS_MORE, f"database {what}: {more} threads more")
    outcome.figures[what] = {
        "answers": {str(status): len(senders.answers(status, since=begun, until=ended)) for status in statuses},
        "slowest answer": round(slowest, 2),
        "first 201 after it was back": round(first, 2),
        "threads before, at most": [threads.before, threads.most],
        "events given up": len(senders.given_up),
    }
    return f"{what}: slowest answer {slowest:.1f} s, first 201 after {first:.1f} s, {more:+d} threads"


EXPERIMENT = Experiment(
    key="R5",
    claim="With the database down, frozen or slow every event gets its answer within 2 s (503, or 201), no threads pile "
    "up, and the first 201 comes within 2 s after it is back.",
    run=run,
    controls=(PATIENT,),
)
