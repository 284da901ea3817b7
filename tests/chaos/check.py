"""Compares what was acknowledged with what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.chaos.nemesis import Kill

# What a kill does to the service shows within this time (seconds): the supervisor looks four times a second.
WATCH_SECONDS = 3.0


@dataclass
class Verdict:
    """What a run showed; it passed when `failures` is empty."""

    acknowledged: int = 0
    stored: int = 0
    sent: int = 0
    failures: list[str] = field(default_factory=list)

    def expect(self, holds: bool, otherwise: str) -> None:
        """Note a broken promise."""
        if not holds:
            self.failures.append(otherwise)


def compare(acknowledged: set[str], stored: Counter[str], sent: set[str]) -> Verdict:
    """Acknowledged is a part of stored, stored a part of sent, and nothing is stored twice."""
    verdict = Verdict(acknowledged=len(acknowledged), stored=len(stored), sent=len(sent))
    lost = acknowledged - set(stored)
    verdict.expect(not lost, f"{len(lost)} acknowledged events are lost, such as {sorted(lost)[:3]}")
    strange = set(stored) - sent
    verdict.expect(not strange, f"{len(strange)} stored events were never sent, such as {sorted(strange)[:3]}")
    twice = [serial for serial, number in stored.items() if number > 1]
    verdict.expect(not twice, f"{len(twice)} events are stored more than once, such as {sorted(twice)[:3]}")
    return verdict


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
