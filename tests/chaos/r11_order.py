"""R11: order, repetition and clocks, as a state machine of hypothesis over the real tables (order_machine.py)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

from portal.embedded.postgres import DATABASE, Postgres
from tests.chaos.experiment import Experiment, Options, Outcome
from tests.product import REPOSITORY, scratch_folder

EXAMPLES_A_MINUTE = 25
BY_ARRIVAL = "by arrival order"


def run(options: Options, control: str) -> Outcome:
    """A database of its own and the functions that the worker runs; no other process is needed for this promise."""
    examples = 5 if control else max(5, int(EXAMPLES_A_MINUTE * options.minutes))
    outcome = Outcome(figures={"examples": examples, "steps in each": "up to 12"})
    folder = scratch_folder("headwater-order-")
    server = Postgres(folder, log=folder / "postgres.log", throwaway=True)
    try:
        server.start()
        url = f"postgresql://postgres@/{DATABASE}?host={server.sockets}"
        done = subprocess.run(
            [sys.executable, "-m", "tests.chaos.order_machine", str(options.seed), str(examples)]
            + (["arrival"] if control else []),
            cwd=REPOSITORY,
            env={
                **os.environ,
                "DATABASE_URL": url,
                "HEADWATER_HOME": str(folder / "home"),
                "DJANGO_SETTINGS_MODULE": "portal.settings",
            },
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        outcome.failures.append(f"the machine broke: {done.stderr.strip().splitlines()[-3:]}")
    elif failure := json.loads(lines[-1])["failure"]:
        outcome.failures.append(f"another answer: {failure[:200]}")
    outcome.measured = outcome.failures[0] if outcome.failures else f"{examples} examples, always the same answer"
    return outcome


EXPERIMENT = Experiment(
    key="R11",
    claim="Order, duplicates and clocks do not change the answer: shuffled, doubled, split, a day off, without a time zone, "
    "ahead of time, applied by two workers.",
    run=run,
    controls=(BY_ARRIVAL,),
)
