"""Which tasks of a run determined when it ended, and how much later the others could have ended. Pure; times are seconds.

The chain goes back from the task that ended last: each task waited for that of those it depends on which ended last before
it began. What a task waited beyond that, and how long it ran, are taken as given. Slack is how much later a task could have
ended without the whole ending later; gain is how much earlier the whole would have ended had a task taken no time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """A task of one run: when it began and ended, and the tasks it depends on."""

    start: float
    end: float
    after: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A task in its run: what it waited for (None: for nothing but the start of the run), how long, and its slack."""

    before: int | None
    wait: float
    slack: float


def critical_path(tasks: Mapping[int, Task], start: float) -> tuple[list[int], dict[int, Placed]]:
    """(the chain of tasks that determined the end, first to last; every task placed) of a run that began at `start`."""
    if not tasks:
        return [], {}
    order = sorted(tasks, key=lambda key: (tasks[key].start, tasks[key].end, key))
    before = {key: _before(tasks, key) for key in order}
    last = max(tasks, key=lambda key: (tasks[key].end, key))
    begun = {key: start if (other := before[key]) is None else tasks[other].end for key in order}
    latest = dict.fromkeys(order, tasks[last].end)
    for key in reversed(order):
        for other in _done_before(tasks, key):
            # It would have begun as long after what it depends on as it did.
            latest[other] = min(latest[other], latest[key] - (tasks[key].end - begun[key]))
    chain = [last]
    while (earlier := before[chain[-1]]) is not None:
        chain.append(earlier)
    placed = {
        key: Placed(before=before[key], wait=tasks[key].start - begun[key], slack=latest[key] - tasks[key].end)
        for key in order
    }
    return chain[::-1], placed


def _done_before(tasks: Mapping[int, Task], key: int) -> list[int]:
    """Tasks it depends on that had ended when it began: it did not wait for others, whatever is said of it."""
    return [
        other for other in tasks[key].after if other in tasks and other != key and tasks[other].end <= tasks[key].start
    ]


def _before(tasks: Mapping[int, Task], key: int) -> int | None:
    return max(_done_before(tasks, key), key=lambda other: (tasks[other].end, other), default=None)


def gain_of(tasks: Mapping[int, Task], placed: Mapping[int, Placed], shortened: int) -> float:
    """How much earlier the run would have ended had one task taken no time and all others waited and run as long as they
    did."""
    ends: dict[int, float] = {}
    for key in sorted(tasks, key=lambda key: (tasks[key].start, tasks[key].end, key)):
        task, done = tasks[key], _done_before(tasks, key)
        begun = max(ends[other] for other in done) + placed[key].wait if done else task.start
        ends[key] = begun + (0.0 if key == shortened else task.end - task.start)
    return max(task.end for task in tasks.values()) - max(ends.values())


def worth_shortening(
    tasks: Mapping[int, Task], placed: Mapping[int, Placed], chain: Sequence[int]
) -> tuple[int, float]:
    """The task of the chain whose run costs the whole most, and how many seconds; of equals the first."""
    return max(((key, gain_of(tasks, placed, key)) for key in chain), key=lambda pair: pair[1])
