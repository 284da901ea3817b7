"""One real producer: how it is installed, what it is made to do, what a user has to see afterwards."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.producers.headwater import Headwater, running_headwater
from tests.producers.seen import Seen, differences, look
from tests.producers.workshop import HERE, Say, Workshop, environment_ensure, scratch

Check = Callable[[Workshop, Headwater], list[str]]


def nothing_more(workshop: Workshop, headwater: Headwater) -> list[str]:
    """No check of its own."""
    return []


@dataclass(frozen=True, kw_only=True)
class Producer:
    """`send` works with the producer as its user would; `check` looks at what is special about it."""

    name: str
    requirements: str
    packages: tuple[str, ...]
    """Whose versions the table shows."""
    send: Callable[[Workshop], None]
    expected: Callable[[Workshop], Seen]
    check: Check = nothing_more

    @property
    def requirements_file(self) -> Path:
        """Pinned, beside the module."""
        return HERE / f"{self.requirements}.txt"

    @property
    def version(self) -> str:
        """As pinned."""
        text = self.requirements_file.read_text()
        return ", ".join(
            "".join(re.findall(rf"^{re.escape(package)}(?:\[.*\])?==(\S+)$", text, re.MULTILINE))
            for package in self.packages
        )


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one producer."""

    producer: Producer
    seen: Seen
    wrong: list[str]
    seconds: float


def play(producer: Producer, say: Say) -> Outcome:
    """Install it, run it against a Headwater of its own, look, and compare."""
    environment = environment_ensure(producer.requirements_file, say)
    began = time.monotonic()
    say(f"{producer.name}: starting Headwater")
    with running_headwater() as headwater, scratch("headwater-producer-") as folder:
        workshop = Workshop(environment=environment, folder=folder, url=headwater.url, key=headwater.key)
        say(f"{producer.name}: running it")
        producer.send(workshop)
        headwater.settle()
        seen = look(headwater)
        wrong = differences(producer.expected(workshop), seen) + producer.check(workshop, headwater)
    return Outcome(producer=producer, seen=seen, wrong=wrong, seconds=time.monotonic() - began)
