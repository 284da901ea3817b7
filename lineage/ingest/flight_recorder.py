"""What an applying process looks at, noted before it looks, where its death cannot take it: in a file mapped into memory.

Whoever takes over the lease of a dead worker reads its note, sets apart the event it died at, and lets the others go on.
A note is 24 bytes, the lease and an event; taking it is one store into memory, not a call of the system. It outlives the
process but not the machine, and workers of another HOME leave none here: then nothing is known of their deaths.
"""

from __future__ import annotations

import mmap
import os
import struct
import tempfile
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from django.conf import settings

T = TypeVar("T")
NOTE = struct.Struct("=16sq")
# Notes of processes that are gone are of no use when their leases are: those end after seconds.
KEEP_SECONDS = 3600.0


class Recorder:
    """The note of this process; `now[0]` is the event it looks at, 0 when that is none in particular."""

    def __init__(self, folder: Path) -> None:
        self.pid = os.getpid()
        self._memory = _mapped(folder, self.pid)
        self.now = memoryview(self._memory)[16:].cast("q")

    def begin(self, lease: uuid.UUID) -> None:
        """What is noted from now on belongs to this lease."""
        self.now[0] = 0
        self._memory[:16] = lease.bytes


_own: Recorder | None = None


def notes_folder() -> Path:
    """Where the notes of this machine's workers are."""
    return Path(settings.HOME) / "run" / "applying"


def recorder() -> Recorder:
    """That of this process: a fork has its own."""
    global _own
    if _own is None or _own.pid != os.getpid():
        _own = Recorder(notes_folder())
    return _own


def _mapped(folder: Path, pid: int) -> mmap.mmap:
    """Memory that is a file of the folder; where none can be made, memory that nobody will read."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(folder)
        file, _ = tempfile.mkstemp(prefix=f"{pid}-", dir=folder)
    except OSError:
        return mmap.mmap(-1, NOTE.size)
    try:
        os.write(file, bytes(NOTE.size))  # a hole on a disk that is full would kill at the first note
        return mmap.mmap(file, NOTE.size)
    except (OSError, ValueError):
        return mmap.mmap(-1, NOTE.size)
    finally:
        os.close(file)


def _sweep(folder: Path) -> None:
    for path in folder.glob("*-*"):
        if not _is_alive(int(path.name.partition("-")[0])) and time.time() - path.stat().st_mtime > KEEP_SECONDS:
            path.unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def noted(leases: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The event that the worker of each of these leases looked at last, where a note says so."""
    found: dict[uuid.UUID, int] = {}
    for path in notes_folder().glob("*-*"):
        try:
            lease, event = NOTE.unpack(path.read_bytes())
        except (OSError, struct.error):
            continue
        if event and (key := uuid.UUID(bytes=lease)) in leases:
            found[key] = event
    return found


class Noting(list[T]):
    """A list of events whose every loop notes each of them before it is looked at, and afterwards what was noted before."""

    def __init__(self, items: Iterable[T], id_of: Callable[[T], int]) -> None:
        super().__init__(items)
        self._ids = [id_of(item) for item in super().__iter__()]

    def __iter__(self) -> Iterator[T]:
        now = recorder().now
        before = now[0]
        try:
            for event_id, item in zip(self._ids, super().__iter__(), strict=True):
                now[0] = event_id
                yield item
        finally:
            now[0] = before
