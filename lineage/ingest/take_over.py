"""Leases that nobody will answer for: their time is over, or their database session is gone.

Where the worker left a note of the event it looked at (lineage.ingest.flight_recorder), that event is set apart, to be
tried alone and after the others, and they go on at once as if nothing had happened. Where there is none (a worker on
another machine, a death inside a statement for all of them), each counts as tried, and they come in ever smaller groups.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from catalog.database import execute, rows
from lineage.ingest.flight_recorder import noted

MAX_ATTEMPTS = 5
# The shard of events that ended their worker: one is leased at a time, alone.
SUSPECTS = -1
# SQL of the moment until which an event waits, by how often it failed.
PAUSE = "now() + make_interval(secs => 0.2 * 2 ^ attempts)"


@dataclass
class _Abandoned:
    """Queue rows of leases that are over, by what becomes of them."""

    suspects: list[int] = field(default_factory=list)
    beside: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)


def leases_take_over() -> None:
    """In the transaction that leases next. A worker that merely lost its connection, or is slow, is fenced like any other
    whose lease was taken over."""
    found = rows(
        "SELECT id, lease FROM lineage_inboxwork w WHERE attempts > 0 AND lease IS NOT NULL AND leased_until > '-infinity' "
        "AND (leased_until < now() OR NOT EXISTS (SELECT 1 FROM pg_stat_activity "
        "WHERE pid = ('x' || left(w.lease::text, 8))::bit(32)::int)) ORDER BY id FOR UPDATE SKIP LOCKED"
    )
    if found:
        _settle(_sorted_out([(row[0], row[1]) for row in found]))
    _park_killers()


def _sorted_out(held: list[tuple[int, uuid.UUID]]) -> _Abandoned:
    notes = noted({lease for _, lease in held})
    known = {lease for event_id, lease in held if notes.get(lease) == event_id}
    found = _Abandoned()
    for event_id, lease in held:
        if lease not in known:
            found.unknown.append(event_id)
        elif notes[lease] == event_id:
            found.suspects.append(event_id)
        else:
            found.beside.append(event_id)
    return found


def _settle(found: _Abandoned) -> None:
    """Who was beside a suspect has its attempt back, once: should a note have been wrong, the next death counts."""
    if found.suspects:
        execute(
            f"UPDATE lineage_inboxwork SET shard = %s, lease = NULL, error = 'its worker ended at this event', "
            f"leased_until = CASE WHEN attempts < %s THEN {PAUSE} ELSE '-infinity' END WHERE id = ANY(%s)",
            [SUSPECTS, MAX_ATTEMPTS, found.suspects],
        )
        execute(
            "UPDATE lineage_inboxwork SET attempts = attempts - (error IS NULL)::int, lease = NULL, leased_until = NULL, "
            "error = coalesce(error, 'its worker ended at another event') WHERE id = ANY(%s)",
            [found.beside],
        )
    if found.unknown:
        execute("UPDATE lineage_inboxwork SET leased_until = '-infinity' WHERE id = ANY(%s)", [found.unknown])


def _park_killers() -> None:
    """Park events whose lease ran out after their last attempt: nobody gave them back, so they killed their workers."""
    execute(
        "WITH gone AS (DELETE FROM lineage_inboxwork WHERE id IN (SELECT id FROM lineage_inboxwork "
        "WHERE attempts >= %s AND leased_until < now() FOR UPDATE SKIP LOCKED) RETURNING id, day, attempts, source_id) "
        "INSERT INTO lineage_inboxparked (id, day, attempts, source_id, reason) "
        "SELECT id, day, attempts, source_id, 'its worker ended without an answer each time' FROM gone "
        "ON CONFLICT (id) DO NOTHING",
        [MAX_ATTEMPTS],
    )
