"""R1: SIGKILLs of everything in a seeded order under load; then what was acknowledged is counted."""

from __future__ import annotations

import statistics
from collections import Counter

from tests.chaos.check import gaps, longest_silence, worst_silences
from tests.chaos.experiment import Experiment, Options, Outcome, Stage, judge, staged
from tests.chaos.load import Load
from tests.chaos.nemesis import KINDS, Keeper, Nemesis
from tests.product import wait_for

# The kinds of processes that a control kills, and how many in all.
NOT_DURABLE = "synchronous_commit off"
CONTROLS = {
    NOT_DURABLE: (("postgres",), 8),
    "answer before commit": (("web",), 12),
    "no idempotency key": (("web", "postgres"), 12),
}


def run(options: Options, control: str) -> Outcome:
    """One product, one load, one nemesis."""
    kinds, kills = CONTROLS.get(control, (KINDS, options.kills))
    outcome = Outcome()
    with staged(options, *([control] if control and control != NOT_DURABLE else [])) as stage:
        if control == NOT_DURABLE:
            lose_durability(stage)
        load = stage.load()
        nemesis = Nemesis(stage.product, seed=options.seed, kills=kills, kinds=kinds)
        with Keeper(stage.product) as keeper:
            load.start()
            wait_for(load.acknowledged, "the first 201")
            nemesis.run()
            before = len(load.acknowledged())
            wait_for(lambda: len(load.acknowledged()) > before + 20 or load.refused(), "201s after the last kill")
            load.stop()
            judge(stage, outcome, acknowledged={serial for _, serial in load.acknowledged()}, sent=load.sent())
        outcome.expect(not load.refused(), f"valid events were refused: {load.refused()[:3]}")
        outcome.figures |= numbers(load, nemesis, keeper)
    figures = outcome.figures
    outcome.measured = (
        outcome.failures[0]
        if outcome.failures
        else (
            f"{kills} kills, {figures['acknowledged']:,} acknowledged, 0 lost, 0 twice: "
            f"less than {3 / kills:.3f} lost a kill with 95 % confidence"
        )
    )
    return outcome


def lose_durability(stage: Stage) -> None:
    """Commits are answered before they are on disk, on the scratch server only."""
    stage.run("ALTER SYSTEM SET synchronous_commit = off")
    stage.run("ALTER SYSTEM SET wal_writer_delay = '10s'")
    stage.run("SELECT pg_reload_conf()")


def numbers(load: Load, nemesis: Nemesis, keeper: Keeper) -> dict[str, object]:
    """What the report says beside the verdict."""
    acknowledged = load.acknowledged()
    by_kind = {
        kind: {
            "kills": len(values),
            "median_silence_seconds": round(statistics.median(values), 3),
            "longest_silence_seconds": round(max(values), 3),
        }
        for kind, values in sorted(gaps(acknowledged, nemesis.kills).items())
    }
    span = acknowledged[-1][0] - acknowledged[0][0] if len(acknowledged) > 1 else 0.0
    return {
        "events_per_second": round(len(acknowledged) / span, 1) if span else 0,
        "longest_silence_seconds": round(longest_silence(acknowledged), 3),
        "worst": worst_silences(acknowledged, nemesis.kills),
        "slowest_answer_seconds": round(max(client.slowest for client in load.clients), 3),
        "by_kind": by_kind,
        "troubles_on_the_wire": dict(load.troubles()),
        "supervisor_starts": keeper.starts,
        "supervisor_exit_codes": dict(Counter(keeper.exits)),
    }


EXPERIMENT = Experiment(
    key="R1",
    claim="No acknowledged event is lost and none is applied twice, over SIGKILLs of web, worker, beat, broker, "
    "postmaster and supervisor in random order.",
    run=run,
    controls=tuple(CONTROLS),
)
