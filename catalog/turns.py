"""How long a background task goes on before others have their turn.

Shorter while there is something to take in: what is judged can be judged later, and of more then.
"""

from __future__ import annotations

from collections.abc import Callable

TURN_SECONDS = 5.0
SHORT_TURN_SECONDS = 0.25
_first: list[Callable[[], bool]] = []


def comes_first(is_waiting: Callable[[], bool]) -> None:
    """Register work that comes before judging: while it `is_waiting`, turns are short."""
    _first.append(is_waiting)


def turn_seconds() -> float:
    """Of a task that works a queue off."""
    return SHORT_TURN_SECONDS if any(is_waiting() for is_waiting in _first) else TURN_SECONDS
