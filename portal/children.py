"""Child processes of the supervisor: start, notice a death, start again with back-off, stop with all below them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from portal.embedded.server import Identity, rotate

# Waits before the next start (seconds) after a child that lived shorter than STEADY_SECONDS; the first one is free, so
# a single kill costs only the start itself, and a child that cannot start never makes a hot loop.
STEADY_SECONDS = 10.0
FIRST_WAIT = 0.1
LONGEST_WAIT = 3.0
# What the kernel may take to end a process after SIGKILL (seconds).
KILL_SECONDS = 3.0


@dataclass
class Retry:
    """When a server was last started again (monotonic seconds), and how long until the next try."""

    tried: float = 0.0
    wait: float = FIRST_WAIT


@dataclass
class Child:
    """One process and its group, restarted whenever it dies, until `stop` was called."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    records: Path
    logs: Path
    passed_descriptors: tuple[int, ...] = ()
    restarts: bool = True
    grace: float = 10.0
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    next_start: float = field(default=0.0, init=False)
    wait: float = field(default=0.0, init=False)
    started: float = field(default=0.0, init=False)

    @property
    def record(self) -> Path:
        """File that tells a later supervisor which process this is."""
        return self.records / f"{self.name}.json"

    def start(self) -> None:
        """Start the process in a session of its own, so that it and all it forks can be signalled together."""
        output = self.logs / f"{self.name}.out"
        rotate(output)
        with output.open("ab") as sink:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                cwd=self.folder,
                env={**self.environment, "HEADWATER_LOG_FILE": str(self.logs / f"{self.name}.log")},
                pass_fds=self.passed_descriptors,
                start_new_session=True,
            )
        self.started = time.monotonic()
        identity = Identity.of(self.process.pid)
        if identity is not None:
            identity.save(self.record)

    def death(self) -> str | None:
        """How the process ended, once; None while it lives. Ends what it left behind and sets the next start."""
        if self.process is None or self.process.poll() is None:
            return None
        pid, code = self.process.pid, self.process.returncode
        self.process = None
        # A killed Celery worker leaves its pool running; those would go on with tasks that are given out again.
        signal_group(pid, signal.SIGKILL)
        lived = time.monotonic() - self.started
        self.wait = 0.0 if lived > STEADY_SECONDS else min(LONGEST_WAIT, self.wait * 2 or FIRST_WAIT)
        self.next_start = time.monotonic() + self.wait
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def is_due(self) -> bool:
        """Whether it is dead and its wait is over."""
        return self.process is None and self.restarts and time.monotonic() >= self.next_start

    def ask_to_stop(self) -> None:
        """SIGTERM to the process alone: it ends its own children in good order."""
        self.restarts = False
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def finish(self, deadline: float) -> bool:
        """Wait until the deadline (monotonic seconds), then kill the whole group; True when it ended by itself."""
        if self.process is None:
            return True
        polite = True
        try:
            self.process.wait(max(0.01, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            polite = False
        signal_group(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
        self.record.unlink(missing_ok=True)
        return polite


def signal_group(pid: int, number: int) -> None:
    """Signal every process of the group that a child led; no error when none is left."""
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        pass


@dataclass
class Leftover:
    """A child of a supervisor that was killed; it went on while nobody supervised it."""

    name: str
    identity: Identity
    record: Path

    def ask_to_stop(self) -> None:
        """SIGTERM to the process alone."""
        self.identity.send(signal.SIGTERM)

    def finish(self, deadline: float) -> None:
        """Wait until the deadline (monotonic seconds), then kill; nothing of it is left afterwards."""
        self._wait(deadline)
        # Its group's number stays taken while a member lives, so it cannot mean another group.
        signal_group(self.identity.pid, signal.SIGKILL)
        self._wait(time.monotonic() + KILL_SECONDS)
        self.record.unlink(missing_ok=True)

    def _wait(self, deadline: float) -> None:
        while self.identity.is_alive() and time.monotonic() < deadline:
            time.sleep(0.02)


def find_leftovers(records: Path, names: Sequence[str]) -> list[Leftover]:
    """Children of earlier supervisors that still run. Their records are moved aside, where they outlive us too."""
    for name in names:
        record = records / f"{name}.json"
        identity = Identity.load(record)
        if identity is not None:
            record.rename(records / f"{name}.old-{identity.pid}.json")
        else:
            record.unlink(missing_ok=True)
    found = []
    for record in sorted(records.glob("*.old-*.json")):
        identity = Identity.load(record)
        if identity is None:
            record.unlink(missing_ok=True)
        else:
            found.append(Leftover(record.name.partition(".")[0], identity, record))
    return found


def is_web(child: Child | Leftover) -> bool:
    """Whether it is one of the web processes."""
    return child.name.startswith("web-")
