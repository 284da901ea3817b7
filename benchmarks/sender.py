"""Connections that post events as fast as they are answered, or at a pace; one process, `selectors`, a few tens of
microseconds a post, so that what is measured is the server.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass
class Sent:
    """What was answered: counts by status, seconds of each post, and of the whole."""

    answers: Counter[int] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds within which so many of the posts were answered."""
        return 1000 * sorted(self.took)[min(len(self.took) - 1, int(share * len(self.took)))]


class _Connection:
    """One after the other; a post that is refused for the moment (503) is sent again, as the stock client does."""

    def __init__(self, port: int, head: bytes) -> None:
        self._port = port
        self._head = head
        self._answer = b""
        self._body = b""
        self.begun = 0.0
        self.socket = self._connect()

    def _connect(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self._port))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def post(self, body: bytes) -> None:
        self.begun = time.perf_counter()
        self._body = body
        self.socket.sendall(self._head + str(len(body)).encode() + b"\r\n\r\n" + body)

    def again(self) -> None:
        self.socket.close()
        self.socket = self._connect()
        self.post(self._body)

    def read(self) -> int | None:
        """The status once the answer is whole; 503 also when the server ended the connection."""
        try:
            part = self.socket.recv(65_536)
        except ConnectionResetError:
            part = b""
        if not part:
            return 503
        self._answer += part
        head, gap, body = self._answer.partition(b"\r\n\r\n")
        if not gap:
            return None
        _, _, length = head.lower().partition(b"content-length: ")
        if len(body) < int(length.split(b"\r\n")[0] or 0):
            return None
        self._answer = b""
        return int(head[9:12])


def send(
    bodies: Iterable[bytes], *, port: int, token: str, path: str, connections: int, per_second: float | None = None
) -> Sent:
    """Post all bodies over so many connections; with a pace, none before its time."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\nContent-Length: "
    ).encode()
    sent, waiting = Sent(), selectors.DefaultSelector()
    source: Iterator[bytes] = iter(bodies)
    idle = [_Connection(port, head) for _ in range(connections)]
    for connection in idle:
        waiting.register(connection.socket, selectors.EVENT_READ, connection)
    begun, count, busy, is_over = time.perf_counter(), 0, 0, False
    while busy or not is_over:
        while idle and not is_over and (per_second is None or time.perf_counter() >= begun + count / per_second):
            body = next(source, None)
            if body is None:
                is_over = True
                break
            idle.pop().post(body)
            count, busy = count + 1, busy + 1
        for key, _ in waiting.select(0.001 if per_second else None):
            status = key.data.read()
            if status is not None:
                sent.answers[status] += 1
            if status == 503:
                waiting.unregister(key.fileobj)
                time.sleep(0.01)
                key.data.again()
                waiting.register(key.data.socket, selectors.EVENT_READ, key.data)
            elif status is not None:
                sent.took.append(time.perf_counter() - key.data.begun)
                idle.append(key.data)
                busy -= 1
    sent.seconds = time.perf_counter() - begun
    for connection in idle:
        connection.socket.close()
    return sent
