"""What is free between things that live goes back to the system."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from portal import heap
from tests.product import REPOSITORY

# 200 MB in 100,000 texts, of which one of fifty stays.
WORK = """
import sys, time
from portal import heap

heap.LOOK_SECONDS = 0.01
if sys.argv[1] == "gives back":
    heap.begin()
texts = [bytes(2_000) for _ in range(100_000)]
most = heap.resident()
texts = texts[::50]
until = time.monotonic() + float(sys.argv[2])
while heap.resident() > most - 100_000_000 and time.monotonic() < until:
    time.sleep(0.01)
print(heap.resident() <= most - 100_000_000, len(texts))
"""


@pytest.mark.parametrize(("how", "seconds", "told"), [("gives back", 60, "True 2000"), ("keeps", 0.1, "False 2000")])
def test_memory_between_what_lives_is_given_back(how, seconds, told):
    done = subprocess.run(
        [sys.executable, "-c", WORK, how, str(seconds)],
        cwd=REPOSITORY,
        env={**os.environ, **heap.SETTINGS},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == told
