"""The rhythm in which something arrives, learned from when it arrived before. Pure: no database, no clock.

A gap is judged by where in the week it began: by hour and kind of day when arrivals are hours apart, by weekday when they
are days apart. The centre is a median, the spread a median deviation, so that a few outages among the arrivals do not
hide the next one; when the spread is too wide for a deadline to mean anything there is none. Nothing is learned while
something is overdue: only arrivals teach.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from catalog.answers import FreshnessState

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
WINDOW = 56 * DAY
CYCLES_MIN = 13  # slow ones learn from this many, however far back
GAPS_MIN = 4
# Shorter histories are no rhythm: a year that is filled in during an afternoon has hundreds of equal gaps.
SPAN_MIN = DAY
IRREGULAR_ABOVE = 0.25
STOPPED_AFTER = 5  # cycles
_BURST = 0.05
_OUTAGE_SHARE = 20
_SPREAD = 1.4826  # median deviation to standard deviation, for normal noise
_CHANGE_AFTER = 3
RATED_GAPS = 28
OVERDUE = (FreshnessState.LATE, FreshnessState.MISSED, FreshnessState.STOPPED)


@dataclass(frozen=True, slots=True)
class Due:
    """When the next arrival is due, and how long one cycle is: all that its state at any later instant depends on."""

    deadline_at: datetime
    cycle: timedelta

    @property
    def missed_at(self) -> datetime:
        """From here on a whole slot has passed."""
        return self.deadline_at + self.cycle

    @property
    def stopped_at(self) -> datetime:
        """From here on nobody expects it any more."""
        return self.deadline_at + STOPPED_AFTER * self.cycle

    def state_at(self, instant: datetime) -> FreshnessState:
        """ON_TIME, LATE, MISSED or STOPPED."""
        if instant < self.deadline_at:
            return FreshnessState.ON_TIME
        if instant < self.missed_at:
            return FreshnessState.LATE
        return FreshnessState.MISSED if instant < self.stopped_at else FreshnessState.STOPPED

    def changes_after(self, instant: datetime) -> datetime | None:
        """The next instant at which time alone changes the state."""
        return next((at for at in (self.deadline_at, self.missed_at, self.stopped_at) if at > instant), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """What the arrivals of one thing teach. `state` is UNKNOWN with too few, IRREGULAR without a rhythm, else ON_TIME.

    `on_time_share` is the share of the last 28 gaps that ended before their deadline as the model sets it now: the
    models of the past are not kept, and a past gap is judged the more fairly the more is known.
    """

    state: FreshnessState
    last_at: datetime | None = None
    sample_count: int = 0
    period: timedelta | None = None
    irregularity: float | None = None
    expected_at: datetime | None = None
    deadline_at: datetime | None = None
    on_time_share: float | None = None

    @property
    def due(self) -> Due | None:
        """When the next arrival is due; None when nothing can be said."""
        if self.last_at is None or self.expected_at is None or self.deadline_at is None:
            return None
        return Due(self.deadline_at, self.expected_at - self.last_at)

    def state_at(self, instant: datetime) -> FreshnessState:
        """The state at an instant, if nothing arrived until then."""
        return self.state if (due := self.due) is None else due.state_at(instant)


@dataclass(frozen=True, slots=True)
class _Fit:
    """Gaps, the length that each and the next one was expected to have, and the tolerance."""

    gaps: Sequence[float]
    expected: Sequence[float]
    median: float
    irregularity: float
    tolerance: float

    def late(self) -> list[bool]:
        return [gap > expected + self.tolerance for gap, expected in zip(self.gaps, self.expected, strict=False)]


def cadence_of(arrivals: Iterable[datetime], now: datetime) -> Cadence:
    """The rhythm of these arrivals, in any order; what lies after `now` is not looked at."""
    until = now.timestamp()
    times = _window(sorted({at for arrival in arrivals if (at := arrival.timestamp()) <= until}))
    if not times:
        return Cadence(state=FreshnessState.UNKNOWN)
    last = datetime.fromtimestamp(times[-1], UTC)
    times = _collapse(times)
    if len(times) <= GAPS_MIN or times[-1] - times[0] < SPAN_MIN:
        return _abstained(FreshnessState.UNKNOWN, last, times)
    fit = _fit(times)
    changed = _change_point(fit.late())
    if changed is not None:
        times = times[changed:]
        fit = _fit(times)
    if fit.irregularity > IRREGULAR_ABOVE:
        return _abstained(FreshnessState.IRREGULAR, last, times, fit.irregularity)
    rated = fit.late()[-RATED_GAPS:]
    expected = last + timedelta(seconds=fit.expected[-1])
    return Cadence(
        state=FreshnessState.ON_TIME,
        last_at=last,
        sample_count=len(fit.gaps),
        period=timedelta(seconds=fit.median),
        irregularity=fit.irregularity,
        expected_at=expected,
        deadline_at=expected + timedelta(seconds=fit.tolerance),
        on_time_share=1 - sum(rated) / len(rated),
    )


def _abstained(
    state: FreshnessState, last: datetime, times: Sequence[float], irregularity: float | None = None
) -> Cadence:
    gaps = sorted(_gaps(times))
    period = timedelta(seconds=_median(gaps)) if gaps else None
    return Cadence(state=state, last_at=last, sample_count=len(gaps), period=period, irregularity=irregularity)


def _window(times: list[float]) -> list[float]:
    """The last 56 days before the last arrival, or 13 cycles when that is more."""
    if not times:
        return times
    since = times[-1] - WINDOW
    return [at for at in times[: -CYCLES_MIN - 1] if at >= since] + times[-CYCLES_MIN - 1 :]


def _gaps(times: Sequence[float]) -> list[float]:
    return [later - earlier for earlier, later in zip(times, times[1:], strict=False)]


def _median(ordered: Sequence[float]) -> float:
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _collapse(times: list[float]) -> list[float]:
    """Bursts (retries, intervals filled in one after the other) as their first arrival.

    The typical gap is the one in which half of the time lies, so that a thousand gaps of a second do not count; one gap
    weighs at most a twentieth of the time, so that one outage of a month does not count either.
    """
    gaps = sorted(_gaps(times))
    if not gaps:
        return times
    heaviest = sum(gaps) / _OUTAGE_SHARE
    weights = list(accumulate([gap if gap < heaviest else heaviest for gap in gaps]))
    typical = gaps[bisect_left(weights, weights[-1] / 2)]
    shortest = _BURST * typical
    if gaps[0] >= shortest:
        return times
    kept = [times[0]]
    for at in times[1:]:
        if at - kept[-1] >= shortest:
            kept.append(at)
    return kept


def _fit(times: Sequence[float]) -> _Fit:
    gaps = _gaps(times)
    median = _median(sorted(gaps))
    starts = _contexts(times, median)
    samples: dict[int, list[float]] = {}
    for (fine, coarse), gap in zip(starts, gaps, strict=False):
        samples.setdefault(fine, []).append(gap)
        samples.setdefault(coarse, []).append(gap)
    seen = {part: _centre(found) for part, found in samples.items()}
    unseen = (None, 0.0)
    centres = {at: _back_off(seen.get(at[0], unseen), seen.get(at[1], unseen), median) for at in set(starts)}
    spread = _SPREAD * _median(sorted([abs(gap - centres[at][0]) for at, gap in zip(starts, gaps, strict=False)]))
    return _Fit(
        gaps=gaps,
        expected=[centres[start][1] for start in starts],
        median=median,
        irregularity=spread / median,
        tolerance=max(4 * spread, 0.10 * min(median, DAY), 10 * MINUTE),
    )


def _contexts(times: Sequence[float], median: float) -> list[tuple[int, int]]:
    """Where in the week each gap began, finely (hour and kind of day, or weekday) and coarsely (kind of day)."""
    if median >= 5 * DAY:
        return [(0, 0)] * len(times)
    midnight = _cut(times, DAY)
    # Thursday is day 0 of the epoch. Kinds: 0 Monday to Thursday, 1 Friday, 2 Saturday, 3 Sunday.
    days = [int((at - midnight) // DAY + 3) % 7 for at in times]
    kinds = [max(day - 3, 0) for day in days]
    if median >= 10 * HOUR:
        return [(4 + day, kind) for day, kind in zip(days, kinds, strict=True)]
    o_clock = _cut(times, HOUR)
    return [(4 + 24 * kind + int((at - o_clock) // HOUR) % 24, kind) for at, kind in zip(times, kinds, strict=True)]


def _cut(times: Sequence[float], width: float) -> float:
    """Where hours or days begin: an eighth before the eighth in which most arrivals lie.

    So one at midnight, give or take, is on one day and not on two; and a late one still belongs to its own day.
    """
    eighth = width / 8
    counts = [0] * 8
    for at in times:
        counts[int(at // eighth) % 8] += 1
    return (counts.index(max(counts)) - 1) * eighth


def _centre(gaps: list[float]) -> tuple[float | None, float]:
    """The median of three gaps or more that lie close together, if they do; and, of fewer, the shortest."""
    if len(gaps) < 3:
        return None, min(gaps)
    centre = _median(sorted(gaps))
    return (centre, 0.0) if _median(sorted([abs(gap - centre) for gap in gaps])) <= 0.25 * centre else (None, 0.0)


def _back_off(
    fine: tuple[float | None, float], coarse: tuple[float | None, float], median: float
) -> tuple[float, float]:
    """The centre of the finest context that has one, else of all; and how long to wait at least.

    A context seen once or twice is believed when it asks for patience, so that the first weekends are no outages. That
    is no measure of how regular things are: one sample always agrees with itself.
    """
    if fine[0] is not None:
        return fine[0], fine[0]
    if coarse[0] is not None:
        return coarse[0], max(coarse[0], fine[1])
    return median, max(median, fine[1], coarse[1])


def _change_point(late: Sequence[bool]) -> int | None:
    """Index of the gap that began the last three late ones in a row: since then another schedule holds."""
    for end in range(len(late) - 1, _CHANGE_AFTER - 2, -1):
        if all(late[end - _CHANGE_AFTER + 1 : end + 1]):
            return end - _CHANGE_AFTER + 1
    return None
