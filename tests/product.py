"""The whole product in a scratch HOME, for tests that start it and hurt it."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from portal.embedded.places import database_root
from portal.embedded.postgres import Postgres
from portal.embedded.server import Identity

REPOSITORY = Path(__file__).resolve().parent.parent


def wait_for(condition: Callable[[], object], what: str, *, seconds: float = 60.0, pause: float = 0.02) -> None:
    """Return when the condition holds; the deadline is generous, nothing is concluded from how long it took."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for: {what}"
        time.sleep(pause)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def scratch_folder(prefix: str) -> Path:
    """A folder of our own that the account `nobody` can walk through (the database server's, when we are root)."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o711)
    return folder


class Product:
    """`manage.py up` as a child of the test."""

    def __init__(self, home: Path, *, port: int | None = None, **environment: str) -> None:
        self.home = home
        self.port = port or free_port()
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "BROKER_URL", "DJANGO_SETTINGS_MODULE"} and not name.startswith("HEADWATER")
        }
        self.environment = {
            **inherited,
            "HEADWATER_HOME": str(home),
            "HEADWATER_PORT": str(self.port),
            "HEADWATER_DEMO": "0",
            "HEADWATER_WEB_PROCESSES": "2",
            "HEADWATER_WORKER_PROCESSES": "1",
            **environment,
        }
        self.console = home.with_suffix(".console")
        self.supervisor: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Start the supervisor without waiting."""
        with self.console.open("ab") as console:
            self.supervisor = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=REPOSITORY,
                env=self.environment,
                stdout=console,
                stderr=console,
            )
        return self.supervisor

    def manage(self, *arguments: str) -> str:
        """Output of another management command on the same HOME."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=REPOSITORY,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def output(self) -> str:
        """Everything the supervisor has said so far."""
        return self.console.read_text(errors="replace") if self.console.exists() else ""

    def password(self) -> str:
        """The first account's password, as it was printed."""
        found = re.search(r"admin, password (\S+)", self.output())
        assert found, self.output()
        return found.group(1)

    def starts(self) -> int:
        """How often the supervisors of this HOME said that they are ready."""
        return self.output().count("Headwater is ready")

    def start_and_wait(self) -> None:
        """Start, and return when the supervisor says that it is ready."""
        before = self.starts()
        self.start()
        wait_for(lambda: self.starts() > before or self.has_ended(), "Headwater is ready")
        assert not self.has_ended(), self.output()

    def has_ended(self) -> bool:
        """Whether the supervisor is no more."""
        return self.supervisor is not None and self.supervisor.poll() is not None

    def get(self, path: str = "/livez", *, timeout: float = 30.0) -> int:
        """Status of a GET; a refused connection raises ConnectionRefusedError."""
        return self._get(path, timeout)[0]

    def text(self, path: str) -> str:
        """Body of a GET."""
        return self._get(path, 30.0)[1]

    def _get(self, path: str, timeout: float) -> tuple[int, str]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            link.request("GET", path)
            answer = link.getresponse()
            return answer.status, answer.read().decode()
        finally:
            link.close()

    def pid(self, name: str) -> int:
        """Pid of web-1, web-2, worker, beat, valkey, postgres."""
        if name == "postgres":
            server = Postgres.of_home(self.home)
            return int((server.data / "postmaster.pid").read_text().split()[0])
        return int(json.loads((self.home / "run" / f"{name}.json").read_text())["pid"])

    def identity(self, name: str) -> Identity | None:
        """The running process of that name."""
        try:
            return Identity.of(self.pid(name))
        except (OSError, ValueError, IndexError):
            return None

    def is_whole(self) -> bool:
        """Whether every process runs and the product says that it is ready."""
        names = ("web-1", "web-2", "worker", "beat", "valkey", "postgres")
        try:
            return all(self.identity(name) for name in names) and self.get("/readyz", timeout=5) == 200
        except OSError:
            return False

    def processes(self) -> list[psutil.Process]:
        """Every process that belongs to this HOME, the supervisor's own included."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("HEADWATER_HOME") == str(self.home) or str(self.home) in process.cmdline():
                    found.append(process)
                elif any(str(self.home) in part for part in process.cmdline()):
                    found.append(process)
            except psutil.Error:
                continue
        return [process for process in found if process.pid != os.getpid() and is_alive(process)]

    def interrupt(self, number: int = signal.SIGINT) -> int:
        """Send the supervisor a signal and return its exit code."""
        assert self.supervisor is not None
        self.supervisor.send_signal(number)
        return self.supervisor.wait(40)

    def destroy(self) -> None:
        """End whatever is left and remove the files."""
        if self.supervisor is not None and self.supervisor.poll() is None:
            self.supervisor.send_signal(signal.SIGTERM)
            try:
                self.supervisor.wait(40)
            except subprocess.TimeoutExpired:
                self.supervisor.kill()
                self.supervisor.wait()
        for process in self.processes():
            try:
                process.kill()
            except psutil.Error:
                pass
        root = database_root(self.home)
        if root != self.home:
            shutil.rmtree(root, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)
        self.console.unlink(missing_ok=True)


@contextlib.contextmanager
def scratch_product(**environment: str) -> Iterator[Product]:
    """A product in a HOME of its own, not started; everything of it is gone afterwards."""
    folder = scratch_folder("headwater-up-")
    product = Product(folder / "home", **environment)
    try:
        yield product
    finally:
        product.destroy()
        shutil.rmtree(folder, ignore_errors=True)


def is_alive(process: psutil.Process) -> bool:
    """Whether the process runs (a dead one that waits to be reaped does not)."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False
