"""Notes of what a process looked at outlive it, are its own, and cost nothing where none can be made."""

from __future__ import annotations

import os
import signal
import time
import uuid

import pytest

from lineage.ingest import flight_recorder
from lineage.ingest.flight_recorder import KEEP_SECONDS, Noting, Recorder, noted

LEASE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture
def folder(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(flight_recorder, "_own", None)
    return tmp_path / "run" / "applying"


def test_a_loop_notes_each_event_and_at_its_end_what_was_noted_before(folder):
    flight_recorder.recorder().begin(LEASE)
    events = Noting(["a", "b"], {"a": 11, "b": 12}.__getitem__)
    seen = []
    for outer in events:
        inner = [(item, noted({LEASE})[LEASE]) for item in events]
        seen.append((outer, inner, noted({LEASE})[LEASE]))
    inside = [("a", 11), ("b", 12)]
    assert seen == [("a", inside, 11), ("b", inside, 12)]
    assert noted({LEASE}) == {}
    assert next(iter(events)) == "a"
    assert noted({LEASE}) == {}


def test_a_note_is_of_one_lease(folder):
    flight_recorder.recorder().begin(LEASE)
    for _ in Noting([7], int):
        assert (noted({OTHER}), noted({LEASE, OTHER})) == ({}, {LEASE: 7})


def test_a_note_outlives_a_process_that_is_killed(folder):
    flight_recorder.recorder().begin(OTHER)
    child = os.fork()
    if child == 0:
        flight_recorder.recorder().begin(LEASE)
        for number in Noting([5, 6, 7], int):
            if number == 6:
                os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert noted({LEASE, OTHER}) == {LEASE: 6}


def test_old_notes_of_processes_that_are_gone_are_swept(folder):
    folder.mkdir(parents=True)
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    hours_ago = time.time() - 2 * KEEP_SECONDS
    for name in (f"{child}-old", f"{child}-new", f"{os.getpid()}-old"):
        (folder / name).write_bytes(bytes(24))
        os.utime(folder / name, None if name.endswith("new") else (hours_ago, hours_ago))
    Recorder(folder)
    assert {path.name for path in folder.iterdir()} >= {f"{child}-new", f"{os.getpid()}-old"}
    assert not (folder / f"{child}-old").exists()


def test_where_no_file_can_be_made_events_are_looked_at_all_the_same(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path / "file"
    settings.HOME.write_text("")
    monkeypatch.setattr(flight_recorder, "_own", None)
    flight_recorder.recorder().begin(LEASE)
    assert [(item, noted({LEASE})) for item in Noting([1, 2], int)] == [(1, {}), (2, {})]


def test_a_file_that_is_no_note_is_passed_over(folder):
    folder.mkdir(parents=True)
    (folder / "1-short").write_bytes(b"x")
    assert noted({LEASE}) == {}
