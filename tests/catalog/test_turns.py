"""While something waits to be taken in, what judges takes short turns."""

from __future__ import annotations

import pytest

from catalog import tasks, turns
from catalog.database import execute
from catalog.queues import HEALTH, OWNERSHIP, STITCH, Queue
from catalog.turns import SHORT_TURN_SECONDS, TURN_SECONDS, comes_first, turn_seconds
from lineage.ingest import inbox
from lineage.ingest.inbox import is_behind
from tests.builders import event, store


def test_turns_are_short_while_something_comes_first(monkeypatch):
    monkeypatch.setattr(turns, "_first", [])
    waiting = [False, False]
    for index in range(2):
        comes_first(lambda index=index: waiting[index])
    assert turn_seconds() == TURN_SECONDS
    waiting[1] = True
    assert turn_seconds() == SHORT_TURN_SECONDS


@pytest.mark.django_db
def test_events_come_first_when_more_than_a_batch_waits(monkeypatch):
    assert is_behind in turns._first
    monkeypatch.setattr(inbox, "BATCH", 2)
    store(event(), event())
    assert is_behind() is False
    store(event())
    assert is_behind() is True


@pytest.mark.django_db
@pytest.mark.parametrize("first", [STITCH, OWNERSHIP])
def test_health_waits_a_moment_for_what_is_folded_or_owned(monkeypatch: pytest.MonkeyPatch, first: Queue) -> None:
    monkeypatch.setattr(tasks, "health_pending", lambda *, seconds: 7)
    HEALTH.ask([1])
    assert tasks.health_refresh() == 7
    first.ask([1])
    assert tasks.health_refresh() == 0
    execute("UPDATE catalog_healthrequest SET requested_at = now() - interval '6 seconds'")
    assert tasks.health_refresh() == 7
