"""Tasks of the broker tests; a worker takes them in by --include."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from celery import shared_task


@shared_task(name="tests.touch")
def touch(path: str) -> None:
    """Leave a file."""
    Path(path).touch()


@shared_task(name="tests.die_once")
def die_once(path: str) -> None:
    """Kill the process that runs it the first time, leave a file the second time."""
    before = Path(path + ".died")
    if not before.exists():
        before.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    Path(path).touch()
