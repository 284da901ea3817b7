"""R14: web processes and the worker are asked to stop (SIGTERM) one after the other under load, then the product."""

from __future__ import annotations

import random
import signal
import time

from tests.chaos.experiment import Experiment, Options, Outcome, Stage, judge, staged, until
from tests.product import wait_for

RESTARTS = 20
STOP_SECONDS = 25.0
KILLED = "SIGKILL instead"
LEASED = "SELECT count(*) FROM lineage_inboxwork WHERE lease IS NOT NULL AND leased_until > now()"


def run(options: Options, control: str) -> Outcome:
    """A rolling restart under load; the control does not ask."""
    outcome = Outcome()
    number = signal.SIGKILL if control else signal.SIGTERM
    dice = random.Random(f"stops {options.seed}")
    ends: dict[str, list[float]] = {"web": [], "worker": []}
    leases = []
    with staged(options) as stage:
        load = stage.load()
        load.start()
        wait_for(load.acknowledged, "the first 201")
        for turn in range(RESTARTS):
            name = ("web-1", "web-2", "worker", "web-1", "web-2")[turn % 5]
            time.sleep(dice.uniform(0.3, 1.0))
            seconds, leased = restart(stage, name, number)
            ends[name.partition("-")[0]].append(seconds)
            if name == "worker":
                leases.append(leased)
        load.stop()
        judge(stage, outcome, acknowledged={serial for _, serial in load.acknowledged()}, sent=load.sent())
        begun = time.monotonic()
        code = stage.product.interrupt(signal.SIGTERM)
        whole = time.monotonic() - begun
    troubles = dict(load.troubles())
    errors = {what: count for what, count in troubles.items() if what != "status 503"}
    slowest = max(max(values) for values in ends.values())
    outcome.expect(not errors, f"errors other than 503: {errors}")
    outcome.expect(not load.refused(), f"events were refused: {load.refused()[:3]}")
    outcome.expect(slowest < STOP_SECONDS, f"a process needed {slowest:.1f} s to end")
    outcome.expect(whole < STOP_SECONDS and code == 0, f"the product needed {whole:.1f} s to end, exit code {code}")
    outcome.expect(not any(leases), f"a worker that ended kept leases: {leases}")
    outcome.figures |= {
        "restarts": RESTARTS,
        "troubles": troubles,
        "seconds to end": {what: [round(v, 2) for v in values] for what, values in ends.items()},
        "leases kept by ended workers": leases,
        "product ended after seconds": round(whole, 1),
    }
    outcome.measured = (
        f"{RESTARTS} restarts, {len(load.acknowledged()):,} acknowledged: {sum(errors.values())} errors, "
        f"{troubles.get('status 503', 0)} 503s, slowest end {slowest:.1f} s, product {whole:.1f} s"
    )
    return outcome


def restart(stage: Stage, name: str, number: int) -> tuple[float, int]:
    """Seconds until the process has ended, and the leases there were then; returns when the next one runs."""
    wait_for(stage.product.is_whole, "everything")
    before = stage.product.identity(name)
    assert before is not None
    before.send(number)
    seconds = until(lambda: not before.is_alive(), seconds=60)
    # The next worker still loads the product: what is leased now was the old one's.
    leased = int(stage.rows(LEASED)[0][0])
    wait_for(lambda: stage.product.identity(name) not in (None, before), f"the next {name}")
    return seconds, leased


EXPERIMENT = Experiment(
    key="R14",
    claim="SIGTERM ends requests under way, gives leases back and is obeyed in < 25 s; a rolling restart shows no error but "
    "503 and loses nothing.",
    run=run,
    controls=(KILLED,),
)
