"""Signs of life: every process of the product tells its supervisor each second, over a pipe, that it can run.

A thread of its own tells, so that a process goes on telling while it works on something long: a statement, a file, a loop.
What does not tell is stopped, or hangs where no line of Python is reached any more, and will not come back by itself.
"""

from __future__ import annotations

import os
import struct
import threading
import time

from portal.embedded.server import Identity

PIPE = "HEADWATER_PULSE"
PULSE_SECONDS = 1.0
# From then on a silent process is shown as such; it is ended much later.
SILENT_SECONDS = 10.0
# Of one look at most so much counts as silence: when the whole machine stood still, nobody was silent.
LOOK_SECONDS = 1.0
_PID = struct.Struct("=i")


def begin() -> None:
    """Tell from now on; nothing where no supervisor listens. A fork has to begin anew."""
    pipe = os.environ.get(PIPE)
    if pipe:
        threading.Thread(target=_tell, args=(int(pipe), os.getpid()), daemon=True, name="pulse").start()


def _tell(pipe: int, pid: int) -> None:
    while True:
        try:
            os.write(pipe, _PID.pack(pid))
        except BlockingIOError:
            pass  # the supervisor is not looking: it counts no silence either
        except OSError:
            return  # it is gone
        time.sleep(PULSE_SECONDS)


class Vigil:
    """The supervisor's end of the pipe: for how long each process that ever told has been silent."""

    def __init__(self) -> None:
        self._reader, self.writer = os.pipe()
        for end in (self._reader, self.writer):
            os.set_blocking(end, False)
        self._silence: dict[int, float] = {}
        self._looked: float | None = None

    def look(self, now: float) -> None:
        """Take in what was told since the last look; `now` is monotonic seconds."""
        passed = 0.0 if self._looked is None else min(now - self._looked, LOOK_SECONDS)
        self._looked = now
        self._silence = {pid: silence + passed for pid, silence in self._silence.items()}
        try:
            while told := os.read(self._reader, 4096 * _PID.size):
                self._silence |= {pid: 0.0 for (pid,) in _PID.iter_unpack(told)}
        except BlockingIOError:
            pass

    def silent(self, seconds: float) -> list[int]:
        """Processes that still run and have told nothing for so long."""
        found = sorted(pid for pid, silence in self._silence.items() if silence >= seconds)
        for pid in [pid for pid in found if Identity.of(pid) is None]:
            del self._silence[pid]
        return [pid for pid in found if pid in self._silence]

    def begin_anew(self, pid: int) -> None:
        """Count its silence from now on."""
        self._silence[pid] = 0.0
