"""Open-loop senders: an event goes out when it is due, however the server does, and is sent as the stock client sends it.

The stock client waits 5 s for an answer and tries 5 times again on 500, 502, 503, 504 and on a broken connection, after
what Retry-After says or else a growing pause; then the event is lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime

from tests.chaos.events import Event, events

TRIES = 6
ANSWER_SECONDS = 5.0
BACK_OFF_SECONDS = 0.3
RETRIED = {0, 500, 502, 503, 504}
Link = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Try:
    """One request: when it began (monotonic seconds), how long it took, its status (0: no answer), and which try it was."""

    when: float
    seconds: float
    status: int
    number: int


@dataclass
class Senders:
    """Sends `rate` events a second at seeded moments, from a thread of its own."""

    port: int
    token: str
    rate: float
    seed: int
    number: int
    begin: datetime
    tries: list[Try] = field(default_factory=list)
    sent: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    given_up: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    behind: float = 0.0

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._idle: list[Link] = []

    def __enter__(self) -> Senders:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """No new events; those under way are pursued to their end."""
        self._over.set()
        self._thread.join()

    def answers(self, status: int, *, since: float = 0.0, until: float = float("inf")) -> list[float]:
        """Seconds of the tries with that status which began in a stretch of time."""
        return [t.seconds for t in list(self.tries) if t.status == status and since <= t.when < until]

    async def _run(self) -> None:
        dice = random.Random(f"senders {self.seed} {self.number}")
        under_way: set[asyncio.Task[None]] = set()
        due = time.monotonic()
        # Numbers far from those of the patient clients.
        for event in events(self.seed, 1000 + self.number, self.begin):
            due += dice.expovariate(self.rate)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            if self._over.is_set():
                break
            self.behind = max(self.behind, time.monotonic() - due)
            task = asyncio.create_task(self._send(event))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        while under_way:
            await asyncio.wait(under_way)
        for _, writer in self._idle:
            writer.close()

    async def _send(self, event: Event) -> None:
        self.sent.add(event.serial)
        body = json.dumps(event.body).encode()
        head = (
            f"POST /api/v1/lineage HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAuthorization: Bearer {self.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode()
        for number in range(TRIES):
            begun = time.monotonic()
            status, pause = await self._try(head + body)
            self.tries.append(Try(begun, time.monotonic() - begun, status, number))
            if status == 201:
                self.acknowledged.add(event.serial)
                return
            if status not in RETRIED:
                self.refused.append(f"{event.serial}: {status}")
                return
            await asyncio.sleep(pause if pause is not None else BACK_OFF_SECONDS * 2**number)
        self.given_up.append(event.serial)

    async def _try(self, request: bytes) -> tuple[int, float | None]:
        """Status and what Retry-After says; 0 when there was no answer."""
        link: Link | None = None
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                link = await self._link()
                link[1].write(request)
                head = (await link[0].readuntil(b"\r\n\r\n")).decode("latin-1").lower()
                fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
                await link[0].readexactly(int(fields.get("content-length", "0")))
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            if link is not None:
                link[1].close()
            return 0, None
        if fields.get("connection") == "close":
            link[1].close()
        else:
            self._idle.append(link)
        retry_after = fields.get("retry-after")
        return int(head.split(" ", 2)[1]), float(retry_after) if retry_after else None

    async def _link(self) -> Link:
        """A connection that is idle and was not closed by the other side, or a new one."""
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof() and not writer.is_closing():
                return reader, writer
            with contextlib.suppress(OSError):
                writer.close()
        return await asyncio.open_connection("127.0.0.1", self.port)
