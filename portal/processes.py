"""What the supervisor says of its processes, for /readyz and /metrics: a small file in HOME/run that it alone writes."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(slots=True)
class ProcessState:
    """One child of the supervisor, with all below it."""

    name: str
    starts: int = 0
    silent: tuple[int, ...] = ()  # pids that show no sign of life
    frozen: int = 0  # how many were ended because they showed none


def states_path(home: Path) -> Path:
    """Where it is written."""
    return home / "run" / "processes.json"


def states_write(home: Path, states: Sequence[ProcessState]) -> None:
    """Put a new account in the place of the last one; on a disk that is full the last one stays."""
    path = states_path(home)
    draft = path.with_suffix(".new")
    with contextlib.suppress(OSError):
        draft.write_text(json.dumps([asdict(state) for state in states]))
        draft.replace(path)


def states_read(home: Path) -> list[ProcessState]:
    """The last account; empty where no supervisor ever gave one."""
    try:
        return [
            ProcessState(one["name"], one["starts"], tuple(one["silent"]), one["frozen"])
            for one in json.loads(states_path(home).read_text())
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []
