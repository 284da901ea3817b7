"""What the embedded servers have in common: spawn or adopt, ask whether ready, stop; and who a process is."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from portal.embedded.places import Account, ServerError

# Start-up failures that pass by themselves: after a SIGKILL of PostgreSQL its orphaned backends still hold the shared
# memory for some tenths of a second, and a new server exits at once until they are gone.
RETRY_SECONDS = 15.0
# A clock that was set between two readings moves psutil's start times by as much; two processes that share a pid
# within two seconds are not a thing that happens.
SAME_START_SECONDS = 2.0


@dataclass(frozen=True)
class Identity:
    """One process, told apart from a later one with the same pid by when it started (seconds since the epoch)."""

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> Identity | None:
        """The process that has this pid now; None for no process, and for a dead one nobody has reaped.

        The first thread of a killed process can be a zombie while others of it still end; until the last of them is
        gone they hold the process's files open, a listening socket among them.
        """
        try:
            process = psutil.Process(pid)
            if process.status() == psutil.STATUS_ZOMBIE and process.num_threads() <= 1:
                return None
            return cls(pid=pid, started=process.create_time())
        except psutil.Error:
            return None

    def is_alive(self) -> bool:
        """Whether this very process still runs."""
        now = Identity.of(self.pid)
        return now is not None and abs(now.started - self.started) < SAME_START_SECONDS

    def send(self, number: int) -> None:
        """Signal the process if it is still this one."""
        if self.is_alive():
            try:
                psutil.Process(self.pid).send_signal(number)
            except psutil.NoSuchProcess:
                pass

    def save(self, path: Path) -> None:
        """Record the process for whoever has to find it again after we were killed."""
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps({"pid": self.pid, "started": self.started}))
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> Identity | None:
        """The recorded process if it still runs; None otherwise, and for a record that makes no sense."""
        try:
            record = json.loads(path.read_text())
            identity = cls(pid=int(record["pid"]), started=float(record["started"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return identity if identity.is_alive() else None


class Server:
    """A server process that outlives its starter: the next starter adopts it instead of starting a second one."""

    name = "server"

    def __init__(self, *, log: Path) -> None:
        self.log = log
        self._child: subprocess.Popen[bytes] | None = None
        self._identity: Identity | None = None

    @property
    def pid(self) -> int | None:
        """Pid of the running server."""
        return self._identity.pid if self._identity else None

    def prepare(self) -> None:
        """Check and make what the server needs on disk; raises ServerError with one line that says what to do."""
        raise NotImplementedError

    def adoptable(self) -> Identity | None:
        """A live server of the same files that somebody else started."""
        raise NotImplementedError

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the process, without waiting for it."""
        raise NotImplementedError

    def is_ready(self) -> bool:
        """Whether it answers."""
        raise NotImplementedError

    def stop_signals(self) -> Sequence[tuple[int, float]]:
        """Signals that end it, each with the seconds it is given."""
        raise NotImplementedError

    def is_running(self) -> bool:
        """Whether the process lives; reaps it when it was ours and died."""
        if self._child is not None:
            if self._child.poll() is None:
                return True
            self._child = None
            self._identity = None
        elif self._identity is not None and not self._identity.is_alive():
            self._identity = None
        return self._identity is not None

    def spawn(self) -> bool:
        """Adopt the live server of these files, or start one; True when it was adopted."""
        self._identity = self.adoptable()
        if self._identity is not None:
            return True
        self._child = self.launch()
        self._identity = Identity.of(self._child.pid)
        return False

    def start(self, *, patience: float = 300.0) -> bool:
        """Spawn and wait until it answers; True when a live one was adopted.

        A process that lives may take `patience` seconds (crash recovery); one that exits is started again for
        RETRY_SECONDS, then ServerError carries the last line of its log.
        """
        self.prepare()
        begun = time.monotonic()
        adopted = self.spawn()
        while not self.is_ready():
            waited = time.monotonic() - begun
            if not self.is_running():
                if waited > RETRY_SECONDS:
                    raise ServerError(f"{self.name} does not start: {self.last_words()} (more in {self.log})")
                time.sleep(0.1)
                adopted = self.spawn()
            elif waited > patience:
                raise ServerError(f"{self.name} did not answer within {patience:.0f} s: see {self.log}.")
            time.sleep(0.02)
        return adopted

    def stop(self) -> bool:
        """End the server, politely first; False when it had to be killed or was not running."""
        for number, seconds in self.stop_signals():
            if not self.is_running() or self._identity is None:
                break
            self._identity.send(number)
            deadline = time.monotonic() + seconds
            while self.is_running() and time.monotonic() < deadline:
                time.sleep(0.02)
            if not self.is_running():
                return number != signal.SIGKILL
        return False

    def last_words(self) -> str:
        """The last complaint in the log, else its last line."""
        try:
            lines = [line.strip() for line in self.log.read_text(errors="replace")[-4000:].splitlines() if line.strip()]
        except OSError:
            return "no log"
        complaints = [line for line in lines if "FATAL" in line or "PANIC" in line or "rror" in line]
        return (complaints or lines or ["empty log"])[-1]

    def popen(
        self,
        command: Sequence[str | Path],
        *,
        account: Account | None = None,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start the process apart from our terminal, its output appended to the log."""
        rotate(self.log)
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C in the terminal must reach the supervisor alone, which stops things in order.
            return subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=dict(env or {}),
                start_new_session=True,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )


def rotate(path: Path, *, limit: int = 10 * 1024 * 1024, keep: int = 5) -> bool:
    """Move a log that has passed the limit (bytes) to .1, .1 to .2 and so on; True when it moved."""
    try:
        if path.stat().st_size < limit:
            return False
    except FileNotFoundError:
        return False
    for number in range(keep - 1, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number + 1}"))
    path.replace(path.with_name(f"{path.name}.1"))
    return True
