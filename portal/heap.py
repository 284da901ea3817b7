"""Memory of web processes: what large answers and columns took goes back to the system once it is free.

glibc keeps what lies between things that live: lists of tens of thousands, some at once, left 100 MB with a process of 230.
"""

from __future__ import annotations

import ctypes
import os
import threading
import time

# mallopt(3), as a process finds them in its environment: large pieces go back at once, and threads share two heaps.
SETTINGS = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "1048576", "MALLOC_TRIM_THRESHOLD_": "1048576"}
LOOK_SECONDS = 5.0
# A process that has grown by less since it began is left alone; giving back takes others milliseconds, beside their threads.
GROWN_BYTES = 32 * 1024 * 1024


def begin() -> None:
    """Give back from now on, in a thread; nothing where the C library has no malloc_trim(3)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        threading.Thread(target=_give_back, args=(trim,), daemon=True, name="heap").start()


def _give_back(trim: ctypes._NamedFuncPointer) -> None:
    small = resident() + GROWN_BYTES
    while True:
        time.sleep(LOOK_SECONDS)
        if resident() > small:
            trim(0)


def resident() -> int:
    """Bytes of memory that this process has."""
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
