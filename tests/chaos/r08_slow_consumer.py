"""R8: the worker is stopped while events arrive, then works off what waits while more come."""

from __future__ import annotations

import re
import time

import requests

from tests.chaos.experiment import Experiment, Options, Outcome, Stage, judge, staged, until
from tests.chaos.nemesis import frozen
from tests.product import wait_for

RATE = 200.0
TIMES = 1.5
BLOAT = 2.0
SIZE = "SELECT pg_total_relation_size('lineage_inboxwork')"
ONE_BY_ONE = "one event a lease"
# What one event a lease does in this time shows enough.
CONTROL_SECONDS = 20.0


def run(options: Options, control: str) -> Outcome:
    """Stopped for so many minutes; nothing is refused for its age, since what waits is the point here."""
    outcome = Outcome()
    stopped = CONTROL_SECONDS if control else 60.0 * options.minutes
    with staged(options, *filter(None, [control]), HEADWATER_SHED_SECONDS="0") as stage:
        with stage.senders("slow", rate=RATE, number=1) as senders:
            wait_for(lambda: len(senders.acknowledged) > 100, "201s")
            with frozen(stage.product.pid("worker"), *stage.children_of_worker()):
                time.sleep(stopped)
                waiting, shown, size = backlog(stage), backlog_shown(stage), stage.rows(SIZE)[0][0]
            begun, stored = time.monotonic(), len(senders.acknowledged)
            # As many come as before until nearly all that waited is gone.
            until(lambda: backlog(stage) < waiting / 10, seconds=CONTROL_SECONDS if control else 60 + 3 * stopped)
            seconds, arrived = time.monotonic() - begun, len(senders.acknowledged) - stored
            rate, intake = (waiting + arrived - backlog(stage)) / seconds, arrived / seconds
        if not control:
            judge(stage, outcome, acknowledged=senders.acknowledged, sent=senders.sent)
        stage.run("VACUUM lineage_inboxwork")
        after = stage.rows(SIZE)[0][0]
    outcome.expect(rate >= TIMES * RATE, f"{rate:.0f}/s were applied with {intake:.0f}/s coming in")
    outcome.expect(after <= BLOAT * size, f"the queue has {after:,} bytes after vacuum, {size:,} with all that waited")
    outcome.expect(shown >= min(waiting, 10_000) * 0.9, f"/metrics showed {shown} of {waiting} that waited")
    outcome.expect(not senders.given_up, f"{len(senders.given_up)} events were given up by their senders")
    outcome.figures |= {
        "stopped seconds": stopped,
        "waiting at the end of it": waiting,
        "waiting as /metrics says": shown,
        "applied a second": round(rate, 1),
        "intake a second": round(intake, 1),
        "queue bytes full, drained": [size, after],
    }
    outcome.measured = (
        f"{waiting:,} waited after {stopped:.0f} s; then {rate:.0f}/s applied with {intake:.0f}/s coming in; queue "
        f"{size / 2**20:.1f} MiB full, {after / 2**20:.1f} MiB drained"
    )
    return outcome


def backlog(stage: Stage) -> int:
    """Events that wait."""
    return int(stage.rows("SELECT count(*) FROM lineage_inboxwork")[0][0])


def backlog_shown(stage: Stage) -> int:
    """Events that wait, as Prometheus would read it: counted up to 10,000."""
    text = requests.get(f"http://127.0.0.1:{stage.product.port}/metrics", timeout=30).text
    found = re.search(r'^headwater_inbox_rows\{state="waiting"\} (\S+)', text, re.MULTILINE)
    return int(float(found.group(1))) if found else 0


EXPERIMENT = Experiment(
    key="R8",
    claim="A worker that stands still loses nothing and its backlog is shown; then it applies at least 1.5 times what comes "
    "in, and the queue is not bloated.",
    run=run,
    controls=(ONE_BY_ONE,),
)
