"""What the door stored, applied in a database: nothing that was accepted may fail to be applied, or be no JSON there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from catalog.database import execute, rows
from catalog.ingest.sources import producer_ensure
from lineage.ingest.apply import inbox_drain
from lineage.ingest.inbox import MAX_ATTEMPTS, StoredEvent, events_store
from lineage.queries.raw_events import unpack
from tests.builders import settle
from tests.fuzz.door import expect


def applied(events: Sequence[StoredEvent]) -> int:
    """Store events and apply all of them, as often as a worker would try; how many were new."""
    source_id = producer_ensure("fuzz")
    json_for_postgres(events)
    new = events_store([replace(event, source_id=source_id) for event in events])
    for _ in range(MAX_ATTEMPTS):
        inbox_drain()
        execute("UPDATE lineage_inboxwork SET leased_until = NULL")
    failed = rows(
        "SELECT p.reason, e.body FROM lineage_inboxparked p JOIN lineage_inboxevent e ON e.day = p.day AND e.id = p.id "
        "ORDER BY p.id LIMIT 1"
    )
    execute("DELETE FROM lineage_inboxparked")
    for reason, body in failed:
        expect(False, f"could not be applied: {reason}: {unpack(bytes(body))!r}")
    waiting = rows("SELECT count(*) FROM lineage_inboxwork")[0][0]
    expect(waiting == 0, f"{waiting} events still wait")
    settle()
    return new


def json_for_postgres(events: Sequence[StoredEvent]) -> None:
    """PostgreSQL reads each body as jsonb and writes it again."""
    bodies = [event.body.decode() for event in events]
    (count,) = rows("SELECT count((b::jsonb)::text) FROM unnest(%s::text[]) AS u(b)", [bodies])[0]
    expect(count == len(bodies), f"{len(bodies) - count} of {len(bodies)} bodies are no JSON for PostgreSQL")
