"""What `python -m tests.fuzz` runs in a process of its own: `target.py FOLDER CORPUS MINUTES SEED`.

Inputs are kept that reach a branch of the product which none reached before, and new ones are made of those. A finding is
noted and the search goes on; `FOLDER/input` holds what was tried when the process ended.

An input is one byte (1: batch, 2: packed) and the body, before it is packed.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import coverage
import django

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
django.setup()

from django.db import connection  # noqa: E402

from lineage.ingest.inbox import StoredEvent  # noqa: E402
from tests.fuzz import door, shapes  # noqa: E402
from tests.fuzz.applying import applied  # noqa: E402

IS_BATCH, IS_PACKED = 1, 2
APPLY_EVERY = 50
LONGEST = 64 * 1024
INPUT_SECONDS, APPLY_SECONDS = 5.0, 60.0
WATCHED = ["*/catalog/ingest/*", "*/catalog/names.py", "*/lineage/*", "*/portal/api/intake.py"]


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise a Finding in the block after so long."""

    def too_long(number: int, frame: FrameType | None) -> None:
        raise door.Finding(f"takes longer than {seconds:g} s")

    signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class Search:
    """Tries one input after the other, and applies what was stored every so often."""

    def __init__(self, folder: Path, corpus: Path, dice: random.Random) -> None:
        self.folder, self.corpus, self.dice = folder, corpus, dice
        self.kept_inputs = [path.read_bytes() for path in sorted(corpus.iterdir())]
        self.waiting: list[StoredEvent] = []
        self.counts = {"inputs": 0, "stored": 0, "applied": 0, "branches": 0, "kept": 0, "findings": 0}
        self.seen: set[str] = set()
        self.coverage = coverage.Coverage(branch=True, include=WATCHED, data_file=None, config_file=False)

    def run(self, seconds: float) -> None:
        """First what is known, then what is made of it, until the time is over."""
        until = time.monotonic() + seconds
        self.coverage.start()
        for data in list(self.kept_inputs):
            self.one(data)
        while time.monotonic() < until:
            data = self.mutated()
            if self.one(data):
                self.keep(data)
            if len(self.waiting) >= APPLY_EVERY:
                self.apply()
        self.apply()
        self.coverage.stop()

    def branches(self) -> int:
        """How many were reached so far; coverage has no public way to ask that without writing it all down."""
        return sum(map(len, self.coverage._collector.data.values()))  # type: ignore[union-attr]

    def one(self, data: bytes) -> bool:
        """Try one input; whether it reached something new."""
        self.counts["inputs"] += 1
        (self.folder / "input").write_bytes(data)
        before = self.branches()
        view = door.BATCH if data[:1] and data[0] & IS_BATCH else door.ONE
        is_packed = bool(data[:1] and data[0] & IS_PACKED)
        body = door.packed(data[1:]) if is_packed else data[1:]
        try:
            with door.door_alone() as kept, at_most(INPUT_SECONDS):
                self.waiting += door.tried(kept, view, body, is_packed=is_packed)
        except Exception as error:
            self.note(error, data)
        return self.branches() > before

    def keep(self, data: bytes) -> None:
        """For this run and the next ones."""
        self.counts["kept"] += 1
        self.kept_inputs.append(data)
        (self.corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)

    def apply(self) -> None:
        """Everything that was stored since the last time."""
        events, self.waiting = self.waiting, []
        self.counts["stored"] += len(events)
        try:
            with at_most(APPLY_SECONDS):
                self.counts["applied"] += applied(events)
        except Exception as error:
            self.note(error, b"")
        self.counts["branches"] = self.branches()
        (self.folder / "counts.json").write_text(json.dumps(self.counts))

    def note(self, error: Exception, data: bytes) -> None:
        """Write a finding down, the first of its kind."""
        where = traceback.extract_tb(error.__traceback__)[-1]
        kind = f"{type(error).__name__} {Path(where.filename).name}:{where.lineno} {str(error)[:60]}"
        if kind in self.seen:
            return
        self.seen.add(kind)
        self.counts["findings"] += 1
        line = {"kind": kind, "error": str(error), "input": data.hex(), "trace": traceback.format_exc()[-3000:]}
        with (self.folder / "findings.jsonl").open("a") as file:
            file.write(json.dumps(line) + "\n")

    def mutated(self) -> bytes:
        """Something new, or made of one that is kept: bent as JSON, or spoiled as bytes."""
        dice = self.dice
        flags, kind = dice.choice((0, 0, IS_BATCH, IS_PACKED)), dice.random()
        if kind < 0.15:
            made = shapes.event(dice)
            return bytes([flags]) + shapes.written([made] if flags & IS_BATCH else made)
        data = dice.choice(self.kept_inputs[-200:] if dice.random() < 0.5 else self.kept_inputs)
        if kind < 0.75:
            try:
                value: Any = json.loads(data[1:])
                for _ in range(dice.randrange(1, 4)):
                    value = shapes.bend(dice, value)
                return (bytes([data[0] if dice.random() < 0.8 else flags]) + shapes.written(value))[:LONGEST]
            except (ValueError, RecursionError):
                pass
        return (data[:1] + shapes.spoil(dice, data[1:]))[:LONGEST]


def main() -> None:
    """Until the time is over."""
    folder, corpus, minutes, seed = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    connection.ensure_connection()
    Search(folder, corpus, random.Random(seed)).run(minutes * 60)


if __name__ == "__main__":
    main()
