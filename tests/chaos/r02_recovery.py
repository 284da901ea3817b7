"""R2: how long nobody gets a 201 after one SIGKILL of each kind, and after one of everything, by the clients' ledgers."""

from __future__ import annotations

from tests.chaos.check import gaps
from tests.chaos.experiment import Experiment, Options, Outcome, load_of_machine, staged
from tests.chaos.nemesis import KINDS, Keeper, Kill, Nemesis
from tests.product import wait_for

SINGLE_SECONDS = 5.0
ALL_SECONDS = 20.0
NO_RETRY = "no start retry"


def run(options: Options, control: str) -> Outcome:
    """A round is one kill of each kind and one of all; a round for every two minutes asked for."""
    outcome = Outcome()
    kills: list[Kill] = []
    with staged(options, *filter(None, [control])) as stage:
        load = stage.load()
        nemesis = Nemesis(stage.product, seed=options.seed, kills=0)
        with Keeper(stage.product):
            load.start()
            wait_for(load.acknowledged, "the first 201")
            try:
                for _ in range(max(1, round(options.minutes / 2))):
                    kills += nemesis.run_single(("postgres",) if control else KINDS)
                    kills += [] if control else [nemesis.run_all_at_once()]
            except AssertionError as error:
                outcome.failures.append(str(error))
                kills += nemesis.kills[-1:]
            load.stop()
    silences = gaps(load.acknowledged(), kills)
    for kind, values in silences.items():
        bound = ALL_SECONDS if kind == "all at once" else SINGLE_SECONDS
        outcome.expect(max(values) <= bound, f"{max(values):.1f} s without a 201 after a kill of {kind}")
    outcome.figures = {kind: [round(value, 2) for value in values] for kind, values in silences.items()}
    outcome.measured = (
        ", ".join(f"{kind} {max(values):.1f} s" for kind, values in silences.items()) + f" ({load_of_machine()})"
    )
    return outcome


EXPERIMENT = Experiment(
    key="R2",
    claim="Back to answering 201 within 5 s of any single SIGKILL, within 20 s of all at once.",
    run=run,
    controls=(NO_RETRY,),
)
