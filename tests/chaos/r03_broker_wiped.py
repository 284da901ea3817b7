"""R3: the broker is flushed, killed and emptied under load, and at last with the worker; the sweep finds the rows."""

from __future__ import annotations

import random
import time

from tests.chaos.experiment import DRAIN_SECONDS, Experiment, Options, Outcome, judge, staged
from tests.chaos.nemesis import Nemesis
from tests.product import wait_for

FAULTS = 12


def run(options: Options, control: str) -> Outcome:
    """A fault every second or so: FLUSHALL, or SIGKILL and, half of the time, an empty folder."""
    outcome = Outcome()
    dice = random.Random(f"broker {options.seed}")
    with staged(options, *filter(None, [control])) as stage:
        load = stage.load()
        nemesis = Nemesis(stage.product, seed=options.seed, kills=0)
        load.start()
        wait_for(load.acknowledged, "the first 201")
        for _ in range(FAULTS):
            time.sleep(dice.uniform(0.3, 1.5))
            if dice.random() < 0.5:
                nemesis.flush_broker()
            else:
                wait_for(lambda: nemesis.kill("broker"), "a broker to kill")
        # The worst for whoever relies on messages: nobody rings any more when everything is back.
        nemesis.silence()
        time.sleep(1.0)
        load.stop()
        begun = time.monotonic()
        pending = stage.drained()
        seconds = time.monotonic() - begun
        waited = (
            f"{pending} wait after {DRAIN_SECONDS:.0f} s"
            if pending
            else f"all applied {seconds:.1f} s after the last fault"
        )
        if pending:
            outcome.failures.append(waited)
        else:
            judge(stage, outcome, acknowledged={serial for _, serial in load.acknowledged()}, sent=load.sent())
        outcome.figures |= {"faults": FAULTS + 1, "kills": len(nemesis.kills), "seconds_to_drain": round(seconds, 2)}
        outcome.measured = f"{FAULTS + 1} faults, {len(load.acknowledged()):,} acknowledged: {waited}"
    return outcome


EXPERIMENT = Experiment(
    key="R3",
    claim="Every stored event is applied or parked within 60 s after the fault ends, with the broker wiped.",
    run=run,
    controls=("no sweep",),
)
