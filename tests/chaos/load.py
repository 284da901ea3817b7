"""Clients that send events and keep a ledger: a serial number is in it, on disk, only after its 201."""

from __future__ import annotations

import http.client
import json
import os
import random
import select
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tests.chaos.events import events

# As the stock client: an answer later than this is none.
ANSWER_SECONDS = 5.0


@dataclass
class Client:
    """One sender: retries each event until it is acknowledged, as a patient producer would."""

    number: int
    seed: int
    begin: datetime
    port: int
    token: str
    folder: Path
    over: threading.Event
    sent: list[str] = field(default_factory=list)
    acknowledged: list[tuple[float, str]] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def run(self) -> None:
        """Send until the load is over; the last event is pursued to its answer or given up."""
        dice = random.Random(f"pauses {self.seed} {self.number}")
        link: http.client.HTTPConnection | None = None
        with (self.folder / f"ledger-{self.number}.txt").open("a") as ledger:
            for event in events(self.seed, self.number, self.begin):
                if self.over.is_set():
                    return
                body = json.dumps(event.body).encode()
                self.sent.append(event.serial)
                while not self.over.is_set():
                    if link is not None and is_dropped(link):
                        link.close()
                        link = None
                    link = link or http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
                    status = self._try(link, body)
                    if status == 201:
                        ledger.write(f"{time.monotonic():.6f} {event.serial}\n")
                        ledger.flush()
                        os.fsync(ledger.fileno())
                        self.acknowledged.append((time.monotonic(), event.serial))
                        break
                    if 400 <= status < 500:
                        self.refused.append(f"{event.serial}: {status}")
                        break
                    link.close()
                    link = None
                    self.over.wait(dice.uniform(0.02, 0.15))

    def _try(self, link: http.client.HTTPConnection, body: bytes) -> int:
        """Status of one try; 0 when there was no answer."""
        begun = time.monotonic()
        try:
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
            link.request("POST", "/api/v1/lineage", body, headers)
            answer = link.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException) as error:
            self.troubles[type(error).__name__] += 1
            return 0
        finally:
            self.slowest = max(self.slowest, time.monotonic() - begun)
        if status >= 500:
            self.troubles[f"status {status}"] += 1
        return status


def is_dropped(link: http.client.HTTPConnection) -> bool:
    """Whether the server has closed an idle connection; the stock client looks before it sends, too."""
    return link.sock is not None and bool(select.select([link.sock], [], [], 0)[0])


class Load:
    """Several clients, each a thread with its own connection and ledger."""

    def __init__(self, *, clients: int, seed: int, begin: datetime, port: int, token: str, folder: Path) -> None:
        self.over = threading.Event()
        self.clients = [Client(number, seed, begin, port, token, folder, self.over) for number in range(clients)]
        self.threads = [threading.Thread(target=client.run, daemon=True) for client in self.clients]

    def start(self) -> None:
        """Begin to send."""
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """End; each client finishes the answer it waits for."""
        self.over.set()
        for thread in self.threads:
            thread.join(ANSWER_SECONDS * 2)

    def acknowledged(self) -> list[tuple[float, str]]:
        """Every 201 by time (monotonic seconds)."""
        return sorted(entry for client in self.clients for entry in list(client.acknowledged))

    def sent(self) -> set[str]:
        """Every serial number that ever went out."""
        return {serial for client in self.clients for serial in client.sent}

    def troubles(self) -> Counter[str]:
        """What went wrong on the wire, by kind."""
        return sum((client.troubles for client in self.clients), Counter())

    def refused(self) -> list[str]:
        """Events that the server refused for good, which valid events never are."""
        return [entry for client in self.clients for entry in client.refused]
