"""How right forecasts of a delay are: `python -m benchmarks.forecast [--estates 20]`.

Of each case (benchmarks/landings.py) everything below what is late is forecast from what was seen before, and compared with
when it came: which deadlines break, by the likeliest time and by the ninth decile, how far the likeliest time is off, and how
often a thing came before its ninth decile. Beside it steps made of the median lag of each edge, and everything moved by the
delay. A table on stdout; no database.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from benchmarks.landings import DelayCase, delay_cases
from lineage.cadence import cadence_of
from lineage.forecast import P90, Landing, Step, lags_of, landings, step_of

SEED, EACH = 5, 6
_EPOCH = datetime(2026, 3, 1, tzinfo=UTC).timestamp()  # a Sunday, as day 0
_AFTER = datetime(2027, 1, 1, tzinfo=UTC)
Forecast = Callable[[DelayCase], dict[int, Landing]]


@dataclass(slots=True)
class Score:
    """Deadlines that broke and were forecast to (hits), did not (alarms), broke unforeseen (misses); errors in minutes."""

    hits: int = 0
    alarms: int = 0
    misses: int = 0
    errors: list[float] = field(default_factory=list)

    def add(self, *, broke: bool, forecast: bool) -> None:
        """Count one deadline."""
        self.hits += broke and forecast
        self.alarms += forecast and not broke
        self.misses += broke and not forecast

    @property
    def precision(self) -> float:
        """Share of the breaches forecast that came true."""
        return self.hits / max(1, self.hits + self.alarms)

    @property
    def recall(self) -> float:
        """Share of the breaches that were forecast."""
        return self.hits / max(1, self.hits + self.misses)


def ours(case: DelayCase) -> dict[int, Landing]:
    """As the product forecasts."""
    steps = {edge: step for edge, lags in _lags(case) if (step := step_of(lags, case.runs.get(edge[1], ())))}
    return landings(case.parents, steps, _due(case), {case.late: Landing(case.arrives_at)})


def median_lags(case: DelayCase) -> dict[int, Landing]:
    """Each input's landing and the median lag after it, the latest of all."""
    steps = {}
    for edge, lags in _lags(case):
        if known := step_of(lags):
            steps[edge] = Step(statistics.median(lags), known.spread)
    return landings(case.parents, steps, {}, {case.late: Landing(case.arrives_at)})


def moved(case: DelayCase) -> dict[int, Landing]:
    """Everything as much later as what is late."""
    due = _due(case)
    delay = max(0.0, case.arrives_at - due[case.late].at) if case.late in due else 0.0
    return {job: Landing(landing.at + delay, landing.spread) for job, landing in due.items()}


FORECASTS: dict[str, Forecast] = {"forecast": ours, "median lags": median_lags, "moved by the delay": moved}


def _lags(case: DelayCase) -> Iterable[tuple[tuple[int, int], list[float]]]:
    for job, inputs in case.parents.items():
        for source in inputs:
            yield (source, job), lags_of(case.arrivals[source], case.arrivals[job])


def _due(case: DelayCase) -> dict[int, Landing]:
    due = {}
    for job, arrivals in case.arrivals.items():
        known = cadence_of([datetime.fromtimestamp(_EPOCH + at, UTC) for at in arrivals], _AFTER)
        if known.expected_at and known.period and known.irregularity is not None:
            spread = known.irregularity * known.period.total_seconds()
            due[job] = Landing(known.expected_at.timestamp() - _EPOCH, spread)
    return due


def scores(cases: Iterable[DelayCase], forecast: Forecast) -> tuple[Score, Score, float]:
    """By the likeliest time, by the ninth decile, and the share that came before that."""
    likely, careful, covered = Score(), Score(), list[bool]()
    for case in cases:
        found = forecast(case)
        for job, came in case.came.items():
            broke, landing = came > case.deadlines[job], found.get(job)
            at, p90 = (landing.at, landing.quantile(P90)) if landing else (0.0, 0.0)
            likely.add(broke=broke, forecast=at > case.deadlines[job])
            careful.add(broke=broke, forecast=p90 > case.deadlines[job])
            if landing:
                likely.errors.append(abs(at - came) / 60)
                covered.append(came <= p90)
    return likely, careful, sum(covered) / len(covered)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--estates", type=int, default=20, help=f"estates, {EACH} delays on each (20)")
    cases = list(delay_cases(SEED, estates=parser.parse_args().estates, each=EACH))
    print(f"{len(cases)} delays, {sum(len(case.came) for case in cases)} landings below them\n")
    print(
        "| | precision, recall, likeliest time | by the ninth decile | median error, min | came before the ninth decile |"
    )
    print("|---|---|---|---|---|")
    for name, forecast in FORECASTS.items():
        likely, careful, covered = scores(cases, forecast)
        rates = [f"{score.precision:.2f}, {score.recall:.2f}" for score in (likely, careful)]
        print(
            f"| {name} | {rates[0]} | {rates[1]} | {statistics.median(likely.errors):.0f} | {covered:.2f} |", flush=True
        )


if __name__ == "__main__":
    main()
