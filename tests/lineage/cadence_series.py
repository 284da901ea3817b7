"""Arrivals as schedulers and people make them: seeded series with known outages, and an alarm replayed over them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from lineage.cadence import cadence_of

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
START = datetime(2026, 1, 5, tzinfo=UTC).timestamp()  # a Monday
MISSING, LATE = 0.03, 0.03
SERIES = 60


@dataclass(frozen=True, slots=True)
class Series:
    """Arrivals in order; `outage[i]` says that something was missing, or late, since the arrival before."""

    arrivals: list[float]
    outage: list[bool]
    warm_up: float


@dataclass(slots=True)
class Score:
    """Gaps with an outage that raised an alarm, alarms without an outage, outages without an alarm, gaps not judged."""

    hit: int = 0
    false: int = 0
    miss: int = 0
    abstained: int = 0
    judged: int = 0

    @property
    def precision(self) -> float:
        """Share of alarms that were right."""
        return self.hit / (self.hit + self.false) if self.hit + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of outages that raised an alarm."""
        return self.hit / (self.hit + self.miss) if self.hit + self.miss else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """How one kind of series is made: its slots, the noise of each arrival, and what is known before it is judged."""

    slots: Callable[[], Iterator[tuple[float, float]]] = field(repr=False)
    noise: Callable[[random.Random], float] = field(repr=False)
    warm_up: float
    bursts: float = 0.0

    def series(self, seed: int) -> Series:
        """One series: 3 % of the slots missing, 3 % late by .3 to .7 of a cycle."""
        dice = random.Random(seed)
        arrivals: list[float] = []
        outage: list[bool] = []
        pending = False
        for at, cycle in self.slots():
            drawn, noise, delay = dice.random(), self.noise(dice), dice.uniform(0.3, 0.7)
            if drawn < MISSING:
                pending = True
                continue
            late = drawn < MISSING + LATE
            arrivals.append(START + at + noise + (delay * cycle if late else 0))
            outage.append(pending or late)
            pending = False
            if dice.random() < self.bursts:
                _burst(dice, arrivals, outage)
        return Series(arrivals, outage, START + self.warm_up)


def _burst(dice: random.Random, arrivals: list[float], outage: list[bool]) -> None:
    """Old intervals filled in one after the other."""
    for _ in range(dice.randrange(5, 30)):
        arrivals.append(arrivals[-1] + dice.uniform(10, 120))
        outage.append(False)


def normal(sigma: float) -> Callable[[random.Random], float]:
    """Noise around the slot."""
    return lambda dice: dice.gauss(0, sigma)


def heavy_tail(dice: random.Random) -> float:
    """Mostly twenty minutes, one in a hundred more than two hours."""
    return dice.lognormvariate(3.0, 0.8) * MINUTE


def every(cycle: float, count: int, phase: float = 6 * HOUR) -> Iterator[tuple[float, float]]:
    """Slots at equal distances."""
    return ((phase + i * cycle, cycle) for i in range(count))


def weekdays(days: int) -> Iterator[tuple[float, float]]:
    """Daily, Monday to Friday."""
    return ((6 * HOUR + day * DAY, DAY) for day in range(days) if day % 7 < 5)


def business_hours(days: int) -> Iterator[tuple[float, float]]:
    """Hourly, 9 to 17 o'clock, Monday to Friday."""
    return ((day * DAY + hour * HOUR, HOUR) for day in range(days) if day % 7 < 5 for hour in range(9, 18))


def monthly(count: int) -> Iterator[tuple[float, float]]:
    """The first of each month."""
    for i in range(count):
        at = datetime(2026 + (i + 1) // 12, (i + 1) % 12 + 1, 1, 6, tzinfo=UTC)
        yield at.timestamp() - START, 30 * DAY


def moved(days: int) -> Iterator[tuple[float, float]]:
    """Daily at 6, from the middle on at 9."""
    return ((6 * HOUR + day * DAY + (3 * HOUR if day >= days // 2 else 0), DAY) for day in range(days))


def slowed(days: int) -> Iterator[tuple[float, float]]:
    """Daily, from the middle on weekly."""
    for day in range(days):
        if day < days // 2:
            yield 6 * HOUR + day * DAY, DAY
        elif (day - days // 2) % 7 == 6:
            yield 6 * HOUR + day * DAY, 7 * DAY


def replay(series: Series, kept: int) -> Score:
    """Judge every gap after the warm-up by what was known when it began."""
    score = Score()
    times = [datetime.fromtimestamp(at, UTC) for at in series.arrivals]
    order = sorted(range(len(times)), key=times.__getitem__)
    for place in range(1, len(order)):
        previous, this = order[place - 1], order[place]
        if series.arrivals[previous] < series.warm_up:
            continue
        known = [times[i] for i in order[max(0, place - kept) : place]]
        due = cadence_of(known, times[previous] + timedelta(seconds=1)).due
        score.judged += 1
        if due is None:
            score.abstained += 1
            score.miss += series.outage[this]
        elif times[this] > due.deadline_at:
            score.hit += series.outage[this]
            score.false += not series.outage[this]
        else:
            score.miss += series.outage[this]
    return score


def poisson(seed: int, count: int = 80) -> Series:
    """Arrivals that nobody scheduled."""
    dice = random.Random(seed)
    arrivals = [START]
    for _ in range(count):
        arrivals.append(arrivals[-1] + dice.expovariate(1 / DAY))
    return Series(arrivals, [False] * len(arrivals), START + 7 * DAY)


FAMILIES = {
    "daily, 7 d": Family(slots=lambda: every(DAY, 63), noise=normal(20 * MINUTE), warm_up=7 * DAY),
    "daily, heavy tail": Family(slots=lambda: every(DAY, 84), noise=heavy_tail, warm_up=28 * DAY),
    "daily, bursts": Family(slots=lambda: every(DAY, 84), noise=normal(20 * MINUTE), warm_up=28 * DAY, bursts=0.1),
    "weekdays, 7 d": Family(slots=lambda: weekdays(63), noise=normal(20 * MINUTE), warm_up=7 * DAY),
    "weekdays, 14 d": Family(slots=lambda: weekdays(70), noise=normal(20 * MINUTE), warm_up=14 * DAY),
    "weekdays, 28 d": Family(slots=lambda: weekdays(84), noise=normal(20 * MINUTE), warm_up=28 * DAY),
    "hourly, 28 d": Family(slots=lambda: every(HOUR, 35 * 24), noise=normal(3 * MINUTE), warm_up=28 * DAY),
    "business hours": Family(slots=lambda: business_hours(49), noise=normal(3 * MINUTE), warm_up=28 * DAY),
    "monthly, 13": Family(slots=lambda: monthly(37), noise=normal(3 * HOUR), warm_up=394 * DAY),
    "moved +3 h": Family(slots=lambda: moved(84), noise=normal(20 * MINUTE), warm_up=28 * DAY),
    "daily to weekly": Family(slots=lambda: slowed(140), noise=normal(20 * MINUTE), warm_up=56 * DAY),
}


def measure(name: str, kept: int) -> Score:
    """A family's score over its 60 series."""
    total = Score()
    for seed in range(SERIES):
        one = replay(FAMILIES[name].series(seed), kept)
        total.hit, total.false, total.miss = total.hit + one.hit, total.false + one.false, total.miss + one.miss
        total.abstained, total.judged = total.abstained + one.abstained, total.judged + one.judged
    return total
