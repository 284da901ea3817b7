"""R7: five times as many events as the door can take, from senders that try again as the stock client does."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter

import psutil

from tests.chaos.experiment import Experiment, Options, Outcome, Stage, load_of_machine, percentile, staged
from tests.product import wait_for

TIMES = 5
# Storing an event is made slow and the threads few, so that the overload is the product's and not this machine's.
STORE_SECONDS = 0.05
CAPACITY_SECONDS = 6.0
ACCEPTED_SECONDS = 1.0
REFUSED_SECONDS = 0.05
MEMORY_MIB = 128
NO_LIMITER = "no limiter"
SLOW_STORE = f"""
CREATE FUNCTION chaos_slow() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN PERFORM pg_sleep({STORE_SECONDS}); RETURN NEW; END $$;
CREATE TRIGGER chaos_slow BEFORE INSERT ON lineage_inboxevent FOR EACH ROW EXECUTE FUNCTION chaos_slow();
"""


class Beside:
    """Memory of the web processes, and how long a page takes meanwhile."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._over = threading.Event()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._weigh, self._read)]
        self.before = self.most = self._memory()
        self.pages: list[float] = []

    def _memory(self) -> int:
        with contextlib.suppress(OSError, ValueError, psutil.Error):
            return sum(psutil.Process(self._stage.product.pid(name)).memory_info().rss for name in ("web-1", "web-2"))
        return 0

    def __enter__(self) -> Beside:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _weigh(self) -> None:
        while not self._over.wait(0.5):
            self.most = max(self.most, self._memory())

    def _read(self) -> None:
        while not self._over.wait(0.5):
            begun = time.monotonic()
            with contextlib.suppress(OSError):
                self._stage.product.get("/api/portal/v1/entities/search?text=table", timeout=30)
            self.pages.append(time.monotonic() - begun)


def run(options: Options, control: str) -> Outcome:
    """Capacity by clients that wait for their answers, then five times that by senders that do not."""
    outcome = Outcome()
    with staged(options, *filter(None, [control]), HEADWATER_WEB_THREADS="1") as stage:
        stage.run(SLOW_STORE)
        capacity = measured_capacity(stage)
        seconds = max(20.0, 0.0 if control else 20.0 * options.minutes)
        with Beside(stage) as beside, stage.senders("overload", rate=TIMES * capacity, number=1) as senders:
            time.sleep(seconds)
    accepted, refused = senders.answers(201), senders.answers(503)
    p99, refusal, page = percentile(accepted, 0.99), percentile(refused, 0.99), percentile(beside.pages, 0.99)
    begun = min((t.when for t in senders.tries), default=0.0)
    late = [t for t in senders.tries if t.status == 201 and t.seconds > ACCEPTED_SECONDS]
    slow = dict(Counter(int(t.when - begun) for t in late))
    memory = (beside.most - beside.before) / 2**20
    odd = sorted({t.status for t in senders.tries} - {201, 503})
    outcome.expect(p99 < ACCEPTED_SECONDS, f"p99 of what was accepted is {p99:.2f} s")
    outcome.expect(bool(refused), "nothing was refused: this was no overload")
    outcome.expect(refusal < REFUSED_SECONDS, f"p99 of refusals is {1000 * refusal:.0f} ms")
    outcome.expect(not odd, f"answers other than 201 and 503: {[(s, len(senders.answers(s))) for s in odd]}")
    outcome.expect(memory < MEMORY_MIB, f"web processes grew by {memory:.0f} MiB")
    outcome.figures = {
        "capacity a second": round(capacity, 1),
        "offered a second": round(TIMES * capacity, 1),
        "requests a second": round(len(senders.tries) / seconds, 1),
        "accepted": len(accepted),
        "accepted p50, p99 seconds": [round(percentile(accepted, part), 3) for part in (0.5, 0.99)],
        "accepted after more than a second, by second of the run": slow,
        "refused": len(refused),
        "refused p50, p99 seconds": [round(percentile(refused, part), 4) for part in (0.5, 0.99)],
        "without an answer": len(senders.answers(0)),
        "events given up by their senders": len(senders.given_up),
        "memory grew by MiB": round(memory),
        "pages p99 seconds": round(page, 2),
        "senders were late by at most seconds": round(senders.behind, 3),
    }
    outcome.measured = (
        f"{TIMES * capacity:.0f}/s offered of {capacity:.0f}/s: accepted p99 {p99:.2f} s, refused p99 "
        f"{1000 * refusal:.0f} ms, {len(senders.answers(0))} without an answer, {memory:+.0f} MiB ({load_of_machine()})"
    )
    return outcome


def measured_capacity(stage: Stage) -> float:
    """Events a second that patient clients get in."""
    load = stage.load(clients=16)
    load.start()
    wait_for(lambda: len(load.acknowledged()) > 50, "a warm product")
    before, begun = len(load.acknowledged()), time.monotonic()
    time.sleep(CAPACITY_SECONDS)
    count = len(load.acknowledged()) - before
    seconds = time.monotonic() - begun
    load.stop()
    return count / seconds


EXPERIMENT = Experiment(
    key="R7",
    claim="At 5 times the capacity what is accepted keeps p99 < 1 s, the rest gets 503 in < 50 ms, memory stays bounded.",
    run=run,
    controls=(NO_LIMITER,),
)
