"""When things downstream arrive, learned from their arrivals and runs. Pure: no database, no clock; times are seconds.

    arrival of v = the latest of when it is due anyway, and of arrival of u + step of u -> v, over what v is made from

A step is how long v takes once it may begin: how long the runs of a job take. Where their length is not known, and between
datasets, it is the first decile of the lags of the edge: the time from an arrival of u to the next one of v, before u
arrived again. The median lag would be wrong: what waits for several things, or for an hour of the day, has long lags after
those that come early, and takes up a delay in them (docs/proof/forecasts.md has both). An edge with fewer than five
lags tells nothing.

The spread is a standard deviation, the greater of that by the median deviation and that by the last decile; those along a way
add up as variances. Of several ways the last one counts, for the time and for the ninth decile.
"""

from __future__ import annotations

import math
import statistics
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

LAGS_MIN = 5
P90, P95 = 1.2816, 1.6449  # standard deviations above the middle, for normal noise
_MAD = 1.4826


@dataclass(frozen=True, slots=True)
class Step:
    """How long something takes once what it is made from is there, in seconds."""

    seconds: float
    spread: float


@dataclass(frozen=True, slots=True)
class Landing:
    """When something arrives; `via` is what it is then waiting for, None when it comes when it is due, or is given."""

    at: float
    spread: float = 0.0
    via: int | None = None

    def quantile(self, deviations: float) -> float:
        """The time before which it comes with the chance that so many standard deviations stand for."""
        return self.at + deviations * self.spread


def lags_of(source: Sequence[float], target: Sequence[float]) -> list[float]:
    """Seconds from each arrival of the source to the first one of the target before the next of the source; both sorted."""
    lags = []
    for index, at in enumerate(source):
        place = bisect_left(target, at)
        until = source[index + 1] if index + 1 < len(source) else math.inf
        if place < len(target) and target[place] < until:
            lags.append(target[place] - at)
    return lags


def step_of(lags: Sequence[float], runs: Sequence[float] = ()) -> Step | None:
    """The step of an edge with these lags to a job whose runs took so long; None when too little is known."""
    if len(lags) < LAGS_MIN:
        return None
    known = sorted(runs if len(runs) >= LAGS_MIN else lags)
    middle = statistics.median(known)
    seconds = middle if len(runs) >= LAGS_MIN else known[len(known) // 10]
    deviation = _MAD * statistics.median(abs(value - middle) for value in known)
    return Step(seconds, max(deviation, (known[len(known) * 9 // 10] - seconds) / P90))


def landings(
    parents: Mapping[int, Collection[int]],
    steps: Mapping[tuple[int, int], Step],
    due: Mapping[int, Landing],
    given: Mapping[int, Landing],
    arrived: Mapping[tuple[int, int], float] | None = None,
) -> dict[int, Landing]:
    """Landings of all that a step leads to from what is given, directly or not.

    `due` is when each would come by itself, `arrived` when the source of an edge has arrived already. In a cycle the node
    that is reached first does not wait for the others.
    """
    found = dict(given)
    for node in _in_order(parents, steps, given):
        ways = [
            Landing(base.at + step.seconds, math.hypot(base.spread, step.spread), source)
            for source in parents.get(node, ())
            if (step := steps.get((source, node))) and (base := _base(found, arrived or {}, source, node))
        ]
        found[node] = _latest([*ways, due[node]] if node in due else ways)
    return found


def _base(
    found: Mapping[int, Landing], arrived: Mapping[tuple[int, int], float], source: int, node: int
) -> Landing | None:
    return Landing(arrived[source, node]) if (source, node) in arrived else found.get(source)


def _latest(ways: Sequence[Landing]) -> Landing:
    last = max(ways, key=lambda way: way.at)
    p90 = max(way.quantile(P90) for way in ways)
    return Landing(last.at, (p90 - last.at) / P90, last.via)


def _in_order(
    parents: Mapping[int, Collection[int]], steps: Mapping[tuple[int, int], Step], given: Collection[int]
) -> list[int]:
    """What steps lead to from the given, each after all that it waits for; a cycle is entered where it is reached first."""
    children: dict[int, list[int]] = {}
    for source, target in steps:
        if source in parents.get(target, ()):
            children.setdefault(source, []).append(target)
    reached, frontier = dict.fromkeys(given), list(given)
    while frontier:
        frontier = [child for node in frontier for child in children.get(node, ()) if child not in reached]
        reached |= dict.fromkeys(frontier)
    open_inputs = {node: sum((p, node) in steps and p in reached for p in parents.get(node, ())) for node in reached}
    ready, order, done = list(given), list[int](), set(given)
    waiting = iter(reached)
    while ready or (ready := list(islice((node for node in waiting if node not in done), 1))):
        node = ready.pop()
        if node not in given:
            order.append(node)
        done.add(node)
        for child in children.get(node, ()):
            open_inputs[child] -= 1
            if open_inputs[child] == 0 and child not in done:
                ready.append(child)
    return order


def slowest_way(found: Mapping[int, Landing], node: int) -> list[int]:
    """What a landing waits for, and what that waits for, from the first to the node itself."""
    way = [node]
    while (via := found[way[-1]].via) is not None and via in found and via not in way:
        way.append(via)
    return way[::-1]
