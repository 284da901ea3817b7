"""Compares what was acknowledged with what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.chaos.nemesis import Kill

# What a kill does to the service shows within this time (seconds): the supervisor looks four times a second.
WATCH_SECONDS = 3.0


def compare(acknowledged: set[str], stored: Counter[str], sent: set[str]) -> list[str]:
    """Acknowledged is a part of stored, stored a part of sent, and nothing is stored twice; what is broken of that."""
    lost = acknowledged - set(stored)
    strange = set(stored) - sent
    twice = [serial for serial, number in stored.items() if number > 1]
    found = (
        (lost, "acknowledged events are lost"),
        (strange, "stored events were never sent"),
        (twice, "events are stored more than once"),
    )
    return [f"{len(some)} {what}, such as {sorted(some)[:3]}" for some, what in found if some]


def gaps(acknowledged: Sequence[tuple[float, str]], kills: Sequence[Kill]) -> dict[str, list[float]]:
    """For each kill, by kind, the longest silence (seconds) between 201s that began within WATCH_SECONDS of it."""
    times = [when for when, _ in acknowledged]
    pairs = list(zip(times, times[1:], strict=False))
    found: dict[str, list[float]] = {}
    for kill in kills:
        silences = [
            after - max(before, kill.when)
            for before, after in pairs
            if after > kill.when and before < kill.when + WATCH_SECONDS
        ]
        found.setdefault(kill.kind, []).append(max(silences, default=float("inf")))
    return found


def longest_silence(acknowledged: Sequence[tuple[float, str]]) -> float:
    """The longest time (seconds) between two 201s that followed each other."""
    times = [when for when, _ in acknowledged]
    return max((after - before for before, after in zip(times, times[1:], strict=False)), default=0.0)


def worst_silences(acknowledged: Sequence[tuple[float, str]], kills: Sequence[Kill]) -> list[str]:
    """The three longest silences, each with the kills shortly before and in it: where to look first."""
    times = [when for when, _ in acknowledged]
    pairs = sorted(zip(times, times[1:], strict=False), key=lambda pair: pair[0] - pair[1])[:3]
    return [
        f"{after - before:.2f} s: "
        + ", ".join(f"{kill.kind} {kill.when - before:+.1f}" for kill in kills if before - 6 < kill.when < after)
        for before, after in pairs
    ]
