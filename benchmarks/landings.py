"""Estates that run every day, made from a seed, and one delay in each: what benchmarks.forecast and its test ask about.

120 jobs, one to three inputs each. A third starts at an hour of its own, up to two hours after its inputs usually are there,
the rest as soon as they are; runs take 3 to 60 minutes, give or take 5, 15 or 40 per cent, and one of fifty half an hour to
three hours more. Thirty per cent of the sources, and what is made from them, rest at weekends. Three per cent of the arrivals
are never seen; of one job in seven nobody knows how long its runs take. After six weeks something arrives half an hour to
eight hours late, and everything below it as the same rules say.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

DAYS, JOBS, SOURCES = 42, 120, 12
HOUR, DAY = 3_600.0, 86_400.0
_RUNS = 30


@dataclass(frozen=True, slots=True)
class DelayCase:
    """`late` arrives at `arrives_at`. Of what is below it within six hops: the deadline of each, and when it came."""

    parents: dict[int, list[int]]
    arrivals: dict[int, list[float]]
    runs: dict[int, list[float]]
    late: int
    arrives_at: float
    deadlines: dict[int, float]
    came: dict[int, float]


class _Estate:
    """The jobs, and their days: when each arrives, None where it rests."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.parents = {job: self._inputs(job) for job in range(JOBS)}
        self.takes = [rng.uniform(3, 60) * 60 for _ in range(JOBS)]
        self.noise = [rng.choice((0.05, 0.15, 0.4)) for _ in range(JOBS)]
        self.starts: dict[int, float] = {}
        self.rests: dict[int, bool] = {}
        usual: list[float] = []
        for job, inputs in self.parents.items():
            ready = max((usual[source] for source in inputs), default=rng.uniform(0, 4) * HOUR)
            if not inputs or rng.random() < 0.35:
                ready += rng.uniform(0.1, 2) * HOUR if inputs else 0.0
                self.starts[job] = ready
            self.rests[job] = any(self.rests[source] for source in inputs) if inputs else rng.random() < 0.3
            usual.append(ready + self.takes[job])

    def _inputs(self, job: int) -> list[int]:
        count = 0 if job < SOURCES else self.rng.choice((1, 1, 2, 3))
        return sorted({self.rng.randrange(max(0, job - 30), job) for _ in range(count)})

    def run_seconds(self, job: int) -> float:
        took = self.takes[job] * (1 + abs(self.rng.gauss(0, self.noise[job])))
        return took + self.rng.uniform(0.5, 3) * HOUR if self.rng.random() < 0.02 else took

    def day(self, number: int, late: int | None = None, delay: float = 0.0) -> dict[int, float]:
        """When each job that does not rest arrives; day 0 is a Sunday."""
        came: dict[int, float] = {}
        for job, inputs in self.parents.items():
            if self.rests[job] and number % 7 in (0, 6):
                continue
            ready = max((came[source] for source in inputs if source in came), default=0.0)
            start = max(ready, number * DAY + self.starts.get(job, 0.0))
            came[job] = start + self.run_seconds(job) + (delay if job == late else 0.0)
        return came


def delay_cases(seed: int, *, estates: int, each: int) -> Iterator[DelayCase]:
    """`each` delays on each of so many estates, on Mondays (after the rest) and other days of the week."""
    rng = random.Random(seed)
    for _ in range(estates):
        estate = _Estate(rng)
        for _ in range(each):
            today = DAYS + rng.randrange(1, 6)
            seen = [{job: at for job, at in estate.day(day).items() if rng.random() >= 0.03} for day in range(today)]
            yield _case(estate, seen)


def _case(estate: _Estate, seen: list[dict[int, float]]) -> DelayCase:
    rng, today = estate.rng, len(seen)
    late = rng.choice(sorted({source for inputs in estate.parents.values() for source in inputs if source < JOBS // 2}))
    came = estate.day(today, late, rng.uniform(0.5, 8) * HOUR)
    frontier, below = {late}, set[int]()
    for _ in range(6):
        frontier = {job for job, inputs in estate.parents.items() if not frontier.isdisjoint(inputs)} - below
        below |= frontier
    deadlines = {
        job: today * DAY
        + statistics.median(day[job] - number * DAY for number, day in enumerate(seen) if job in day)
        + rng.uniform(0.3, 5) * HOUR
        for job in sorted(below)
    }
    return DelayCase(
        parents=estate.parents,
        arrivals={job: [day[job] for day in seen if job in day] for job in estate.parents},
        runs={job: [estate.run_seconds(job) for _ in range(_RUNS)] for job in estate.parents if job % 7},
        late=late,
        arrives_at=came[late],
        deadlines=deadlines,
        came={job: came[job] for job in sorted(below)},
    )
