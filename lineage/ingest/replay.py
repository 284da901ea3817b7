"""Apply raw events again: on top of what is there, or from nothing. Writer of Replay.

Events go back on the queue in portions, so that new ones are not held up by the past, and the workers apply them as any
others. How far it is stands in the database: after an interruption it goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from catalog.database import execute, retrying, rows
from catalog.errors import ConflictError, InvalidError, NotFoundError
from lineage.ingest.apply import inbox_drain
from lineage.ingest.inbox import work_forget, work_left, work_requeue
from lineage.ingest.partitions import days_named
from lineage.ingest.removal import derived_empty

PORTION = 1_000
# New events arrive all the time: nobody can wait for an empty queue.
DRAIN_SECONDS = 10.0
PAUSE_SECONDS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayOrder:
    """Which raw events: of days of arrival, both included, and of one source."""

    since: date | None = None
    until: date | None = None
    source: str | None = None
    is_everything: bool = False
    loses_older: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayState:
    """How far a replay is."""

    id: int
    is_everything: bool
    since: date | None
    until: date | None
    source_id: int | None
    mark_id: int
    total_count: int
    done_count: int
    at_day: date | None
    at_id: int
    started_at: datetime


_COLUMNS = "id, is_everything, since, until, source_id, mark_id, total_count, done_count, at_day, at_id, started_at"


def replay_open() -> ReplayState | None:
    """The replay that is under way, or was interrupted; None when there is none."""
    found = rows(f"SELECT {_COLUMNS} FROM lineage_replay WHERE ended_at IS NULL FOR UPDATE")
    return ReplayState(**dict(zip(_COLUMNS.split(", "), found[0], strict=True))) if found else None


def replay_begin(order: ReplayOrder) -> ReplayState:
    """Start a replay; with everything, what is made of events is emptied in the same transaction."""
    return retrying(lambda: _begin(order))


@transaction.atomic
def _begin(order: ReplayOrder) -> ReplayState:
    source_id = _source_id(order)
    running = replay_open()
    if running is not None and not order.is_everything:
        raise ConflictError(
            f"A replay of {running.started_at:%Y-%m-%d %H:%M} UTC was interrupted after {running.done_count} of "
            f"{running.total_count} events; go on with --resume."
        )
    execute("UPDATE lineage_replay SET ended_at = now() WHERE ended_at IS NULL")
    # Whoever is storing is waited for: from here on every number up to the mark is there or never will be.
    execute("LOCK TABLE lineage_inboxevent IN SHARE MODE")
    mark = rows("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM lineage_inboxevent_id")[0][0]
    if order.is_everything:
        # First off the queue: whoever is applying one of them is waited for, and whoever has it leased finds it gone.
        work_forget(mark)
        derived_empty()
    execute(
        "INSERT INTO lineage_replay (is_everything, since, until, source_id, mark_id, total_count, done_count, at_id) "
        "VALUES (%s, %s, %s, %s, %s, 0, 0, 0)",
        [order.is_everything, order.since, order.until, source_id, mark],
    )
    begun = replay_open()
    assert begun is not None
    return begun


def _source_id(order: ReplayOrder) -> int | None:
    """Id of the source that is asked for; raises where the order cannot be kept."""
    if order.since and order.until and order.since > order.until:
        raise InvalidError.of("until", f"{order.until} is before {order.since}")
    if order.is_everything:
        if order.source or order.since or order.until:
            raise InvalidError.of("everything", "rebuilds from all raw events; it takes no source and no days")
        gone = rows(
            "SELECT sum(event_count)::bigint, min(day), max(day) FROM lineage_droppedday WHERE event_count > 0"
        )[0]
        if gone[0] and not order.loses_older:
            raise ConflictError(
                f"{gone[0]} raw events of {gone[1]} to {gone[2]} are gone: what only they told would be lost. "
                "Leave out --everything to apply the others on top of it, or add --lose-older."
            )
    if order.source is None:
        return None
    found = rows("SELECT id FROM catalog_source WHERE key = %s", [order.source])
    if not found:
        raise NotFoundError(f"No source has the key {order.source!r}.")
    return int(found[0][0])


def replay_run(tell: Callable[[ReplayState], object] = lambda state: None) -> ReplayState | None:
    """Go on with the open replay until all its events are applied or parked; what it did, None when none is open."""
    _count()
    state = retrying(_portion)
    while state is not None:
        tell(state)
        inbox_drain(seconds=DRAIN_SECONDS)
        following = retrying(_portion)
        if following is None or following.done_count == state.done_count:
            break
        state = following
    if state is not None:
        # Those that failed come back after a pause; other workers may still have some.
        while work_left(state.mark_id):
            time.sleep(PAUSE_SECONDS if not inbox_drain(seconds=DRAIN_SECONDS) else 0)
        execute("UPDATE lineage_replay SET ended_at = now() WHERE id = %s AND ended_at IS NULL", [state.id])
    return state


@transaction.atomic
def _count() -> None:
    """How many there are to do, counted while events come in as ever."""
    execute(
        "UPDATE lineage_replay r SET total_count = (SELECT count(*) FROM lineage_inboxevent e WHERE e.id <= r.mark_id "
        "AND e.day BETWEEN coalesce(r.since, '-infinity') AND coalesce(r.until, 'infinity') "
        "AND (r.source_id IS NULL OR e.source_id = r.source_id)) WHERE r.ended_at IS NULL AND r.total_count = 0"
    )


@transaction.atomic
def _portion() -> ReplayState | None:
    """Put the next events back on the queue, and how far that is into the database."""
    state = replay_open()
    if state is None:
        return None
    wanted, done, at_day, at_id = PORTION, state.done_count, state.at_day, state.at_id
    for day in days_named(since=max(filter(None, (state.since, state.at_day)), default=None), until=state.until):
        after = at_id if day == at_day else 0
        count, last = work_requeue(day, after, mark=state.mark_id, source_id=state.source_id, limit=wanted)
        if count:
            wanted, done, at_day, at_id = wanted - count, done + count, day, last
        if not wanted:
            break
    execute(
        "UPDATE lineage_replay SET done_count = %s, at_day = %s, at_id = %s WHERE id = %s",
        [done, at_day, at_id, state.id],
    )
    return replay_open()
