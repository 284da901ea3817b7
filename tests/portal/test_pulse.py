"""The supervisor knows who shows no sign of life, and takes no pause of its own for one."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from contextlib import suppress

import pytest

from portal import pulse
from portal.processes import ProcessState, states_path, states_read, states_write
from portal.pulse import Vigil

ME = os.getpid()


@pytest.fixture
def vigil():
    made = Vigil()
    made.look(0.0)
    yield made
    os.close(made.writer)
    os.close(made._reader)


def tell(vigil, *pids):
    os.write(vigil.writer, b"".join(struct.pack("=i", pid) for pid in pids))


def looks(vigil, begin, count):
    for number in range(count):
        vigil.look(begin + number)


def test_silence_is_counted_from_the_last_sign(vigil):
    tell(vigil, ME)
    looks(vigil, 1.0, 5)
    assert (vigil.silent(4.0), vigil.silent(4.1)) == ([ME], [])
    tell(vigil, ME)
    vigil.look(6.0)
    assert vigil.silent(0.1) == []


def test_who_never_told_is_not_silent(vigil):
    looks(vigil, 1.0, 100)
    assert vigil.silent(0.0) == []


def test_while_the_supervisor_itself_stood_still_nobody_was_silent(vigil):
    tell(vigil, ME)
    vigil.look(1.0)
    vigil.look(1000.0)
    assert vigil.silent(1.1) == []


def test_who_has_ended_is_not_silent(vigil):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    tell(vigil, ended.pid, ME)
    looks(vigil, 1.0, 10)
    assert vigil.silent(5.0) == [ME]


def test_a_process_goes_on_telling_when_nobody_reads(vigil, monkeypatch):
    with suppress(BlockingIOError):
        while True:
            os.write(vigil.writer, bytes(4096))
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        if len(slept) == 3:
            raise SystemExit

    monkeypatch.setattr(pulse.time, "sleep", sleep)
    with pytest.raises(SystemExit):
        pulse._tell(vigil.writer, ME)
    assert slept == [pulse.PULSE_SECONDS] * 3


def test_a_process_without_a_supervisor_tells_nobody():
    reader, writer = os.pipe()
    os.close(reader)
    assert pulse._tell(writer, ME) is None
    os.close(writer)


def test_the_account_of_the_processes_is_read_as_it_was_written(tmp_path):
    (tmp_path / "run").mkdir()
    assert states_read(tmp_path) == []
    states = [ProcessState("worker", starts=2, silent=(7, 8), frozen=1), ProcessState("beat", starts=1)]
    states_write(tmp_path, states)
    assert states_read(tmp_path) == states
    states_path(tmp_path).write_text('[{"name": 1}')
    assert states_read(tmp_path) == []
