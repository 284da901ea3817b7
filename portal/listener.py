"""The one listening socket: bound by the supervisor, inherited by every web process, never closed in between.

A web process also hands the socket out, over a Unix socket in HOME/run that only its own user can reach: when the
supervisor was killed, the next one asks a web process that is still there for it, and so keeps the very same queue of
waiting connections.
"""

from __future__ import annotations

import errno
import socket
import threading
from pathlib import Path

from portal.embedded.places import ServerError

BACKLOG = 1024
# A web process that does not hand out the socket within this time (seconds) is frozen.
HAND_OUT_SECONDS = 1.0


def bind(host: str, port: int) -> socket.socket:
    """Listen on host:port; ServerError when that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Its connections inherit this. Otherwise the end of a large answer waits until the client acknowledges what is before
        # it, which may take it 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise _refused(host, port, error) from None
    return listener


def hand_out(listener: int, path: Path) -> None:
    """From now on give the listening socket to whoever connects to `path`."""
    path.unlink(missing_ok=True)
    door = socket.socket(socket.AF_UNIX)
    door.bind(str(path))
    door.listen(4)
    threading.Thread(target=_hand_out, args=(door, listener), daemon=True, name="hand out the socket").start()


def _hand_out(door: socket.socket, listener: int) -> None:
    while True:
        asker, _ = door.accept()
        with asker:
            try:
                socket.send_fds(asker, [b"s"], [listener])
            except OSError:
                continue


def is_handed_out(path: Path) -> bool:
    """Whether the web process of that path has loaded the product."""
    with socket.socket(socket.AF_UNIX) as asker:
        asker.settimeout(HAND_OUT_SECONDS)
        try:
            asker.connect(str(path))
        except OSError:
            return False
        return True


def take_over(folder: Path, host: str, port: int) -> socket.socket | None:
    """The listening socket of web processes that outlived their supervisor; None when nobody has it."""
    for path in sorted(folder.glob("web-*.sock")):
        with socket.socket(socket.AF_UNIX) as asker:
            asker.settimeout(HAND_OUT_SECONDS)
            try:
                asker.connect(str(path))
                _, descriptors, _, _ = socket.recv_fds(asker, 1, 1)
            except TimeoutError:
                continue
            except OSError:
                path.unlink(missing_ok=True)
                continue
        for descriptor in descriptors:
            listener = socket.socket(fileno=descriptor)
            if listener.getsockname()[:2] == (host, port):
                return listener
            listener.close()
    return None


def _refused(host: str, port: int, error: OSError) -> ServerError:
    if error.errno == errno.EADDRINUSE:
        return ServerError(f"Port {port} on {host} is taken by another program: set HEADWATER_PORT to a free one.")
    if error.errno == errno.EACCES:
        return ServerError(f"Port {port} on {host} is not allowed for this user: set HEADWATER_PORT above 1023.")
    return ServerError(f"Cannot listen on {host}:{port} ({error.strerror}): check HEADWATER_HOST and HEADWATER_PORT.")
