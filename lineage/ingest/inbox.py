"""The inbox: store an event once, hand it to one worker at a time, park what cannot be applied.

The table is the queue: an accepted event and its queue row are committed together, before anybody answers 201. A
worker leases rows, raising `attempts` in a transaction of its own before the work (an event that kills the process is
seen five times, then parked); the lease id fences the work: rows whose lease was taken over are not applied twice.
A lease ends with its time, for a worker that is frozen, and with its database session, for one that is dead.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import orjson
import zstandard
from django.db import DatabaseError, connection, transaction

from catalog.database import Row, Turn, execute, rows, sqlstate, take_turns
from lineage.fragments import NotTakenApart, event_texts
from lineage.ingest.packing import pack
from lineage.ingest.take_over import MAX_ATTEMPTS, PAUSE, SUSPECTS, leases_take_over
from lineage.queries.raw_events import DAYS, unpack

LEASE_SECONDS = 30
BATCH = 500
SHARDS = 4
PARTITION_DAYS_AHEAD = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """An accepted event on its way into the inbox; `body` is redacted JSON."""

    kind: str
    digest: uuid.UUID
    body: bytes
    source_id: int
    warnings: list[dict[str, str]] | None = None
    shard: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedEvent:
    """An event that this worker may apply until the lease ends."""

    id: int
    day: date
    attempts: int
    source_id: int
    received_at: datetime
    body: bytes

    @property
    def size(self) -> int:
        """Bytes of the JSON; read from the head of the compressed body."""
        return zstandard.frame_content_size(self.body)

    def payload(self) -> object:
        """The JSON value; its facets are read when they are looked at, where the event can be taken apart."""
        raw = unpack(self.body)
        try:
            return event_texts(raw)
        except NotTakenApart:
            return orjson.loads(raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Rows leased together; `id` is the fencing token."""

    id: uuid.UUID
    events: tuple[LeasedEvent, ...]


def events_store(events: Sequence[StoredEvent]) -> int:
    """Commit events and their queue rows; how many were new (a content already there is a harmless duplicate)."""
    try:
        return _store(events)
    except DatabaseError as error:
        if sqlstate(error) != "23514":  # no partition for today: make it and try once more
            raise
        partitions_ensure(datetime.now(UTC).date())
        return _store(events)


def _store(events: Sequence[StoredEvent]) -> int:
    columns = [
        [event.digest for event in events],
        [event.source_id for event in events],
        [event.kind for event in events],
        pack(event.body for event in events),
        [len(event.body) for event in events],
        [orjson.dumps(event.warnings).decode() if event.warnings else None for event in events],
        [event.shard for event in events],
    ]
    # Yesterday's partition is looked at too, since a retry may cross midnight. One statement is a transaction by itself.
    with transaction.atomic() if connection.in_atomic_block else nullcontext():
        found = rows(
            """
            WITH given AS (
              SELECT DISTINCT ON (digest) * FROM unnest(
                %s::uuid[], %s::int[], %s::text[], %s::bytea[], %s::int[], %s::jsonb[], %s::smallint[]
              ) AS g(digest, source_id, event_kind, body, body_size, warnings, shard)
            ), stored AS (
              INSERT INTO lineage_inboxevent (day, digest, source_id, event_kind, body, body_size, warnings)
              SELECT (now() AT TIME ZONE 'UTC')::date, g.digest, g.source_id, g.event_kind, g.body, g.body_size, g.warnings
              FROM given g
              WHERE NOT EXISTS (
                SELECT 1 FROM lineage_inboxevent y
                WHERE y.day = (now() AT TIME ZONE 'UTC')::date - 1 AND y.digest = g.digest)
              ORDER BY g.digest
              ON CONFLICT DO NOTHING
              RETURNING id, day, source_id, digest
            )
            INSERT INTO lineage_inboxwork (id, day, attempts, source_id, shard)
            SELECT stored.id, stored.day, 0, stored.source_id, given.shard FROM stored JOIN given USING (digest) RETURNING id
            """,
            columns,
        )
    return len(found)


@transaction.atomic
def partitions_ensure(first: date) -> None:
    """Make the partitions of `first` and the days after it; safe to run by many at once."""
    # IF NOT EXISTS alone is not: of two that begin together the second one fails.
    take_turns(Turn.PARTITIONS, [0])
    for offset in range(-1, PARTITION_DAYS_AHEAD + 1):
        day = first + timedelta(days=offset)
        execute(
            f"CREATE TABLE IF NOT EXISTS lineage_inboxevent_{day:%Y%m%d} PARTITION OF lineage_inboxevent "
            f"FOR VALUES FROM ('{day}') TO ('{day + timedelta(days=1)}')"
        )


def events_lease(limit: int = BATCH, *, overlooked: bool = False) -> Lease | None:
    """Lease the next events of one shard, fresh ones first; those that failed before, or whose worker did, come in ever
    smaller groups, at last alone. A shard that nobody works on is preferred, that of suspects comes last. Or lease what is
    overlooked by these rules."""
    with transaction.atomic():
        leases_take_over()
        busy = [
            row[0]
            for row in rows(
                "SELECT DISTINCT shard FROM lineage_inboxwork WHERE lease IS NOT NULL AND leased_until > now()"
            )
        ]
        found = _next_overlooked(busy) if overlooked else _next_of(busy)
        if not found:
            return None
        attempts, shard = found
        lease = _lease_id()
        leased = rows(
            """
            UPDATE lineage_inboxwork w
            SET attempts = w.attempts + 1, lease = %s, leased_until = now() + make_interval(secs => %s)
            FROM (
              SELECT id FROM lineage_inboxwork
              WHERE attempts = %s AND shard = %s AND (leased_until IS NULL OR leased_until < now())
              ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
            ) next
            WHERE w.id = next.id RETURNING w.id, w.day, w.attempts
            """,
            [lease, LEASE_SECONDS, attempts, shard, 1 if shard == SUSPECTS else max(1, limit >> (3 * attempts))],
        )
    bodies = {
        row[0]: row
        for row in rows(
            "SELECT e.id, e.source_id, e.received_at, e.body FROM lineage_inboxevent e "
            "JOIN unnest(%s::date[], %s::bigint[]) AS k(day, id) ON e.day = k.day AND e.id = k.id",
            [[row[1] for row in leased], [row[0] for row in leased]],
        )
    }
    events = tuple(
        LeasedEvent(
            id=event_id,
            day=day,
            attempts=tries,
            source_id=bodies[event_id][1],
            received_at=bodies[event_id][2],
            body=bytes(bodies[event_id][3]),
        )
        for event_id, day, tries in sorted(leased)
    )
    return Lease(id=lease, events=events)


def _lease_id() -> uuid.UUID:
    """A new fencing token; its first four bytes are the session that holds it."""
    session: int = connection.connection.info.backend_pid
    return uuid.UUID(bytes=session.to_bytes(4) + uuid.uuid4().bytes[4:])


def _next_of(busy: list[int]) -> Row | None:
    """Of a shard that nobody works on, else of another, else a suspect: of those only one worker at a time may die."""
    found = _next([*busy, SUSPECTS]) or (_next([SUSPECTS]) if busy else None)
    return found or (_next([]) if SUSPECTS not in busy else None)


def _next_overlooked(busy: list[int]) -> Row | None:
    """What was tried before, else anything."""
    suspects = [shard for shard in busy if shard == SUSPECTS]
    return _next(suspects, tried=1) or _next(suspects)


def _next(besides: list[int], *, tried: int = 0) -> Row | None:
    """Attempts and shard of the next event that may be leased, of other shards than these, tried at least so often."""
    found = rows(
        "SELECT attempts, shard FROM lineage_inboxwork WHERE (leased_until IS NULL OR leased_until < now()) "
        "AND shard <> ALL(%s) AND attempts >= %s ORDER BY attempts, id LIMIT 1 FOR UPDATE SKIP LOCKED",
        [besides, tried],
    )
    return found[0] if found else None


def work_finish(lease: Lease, event_ids: Iterable[int]) -> set[int]:
    """Take rows off the queue, first thing in the applying transaction; the ids still held under this lease."""
    found = rows(
        "DELETE FROM lineage_inboxwork WHERE id = ANY(%s) AND lease = %s RETURNING id",
        [sorted(event_ids), lease.id],
    )
    return {row[0] for row in found}


def work_release(lease: Lease, events: Iterable[LeasedEvent], error: str, *, permanent: bool = False) -> int:
    """Give failed events back with a growing pause, or park those that had their attempts; how many were parked."""
    parked = 0
    for event in events:
        with transaction.atomic():
            if permanent or event.attempts >= MAX_ATTEMPTS:
                parked += execute(
                    "WITH gone AS (DELETE FROM lineage_inboxwork WHERE id = %s AND lease = %s "
                    "RETURNING id, day, attempts, source_id) "
                    "INSERT INTO lineage_inboxparked (id, day, attempts, source_id, reason) "
                    "SELECT id, day, attempts, source_id, %s FROM gone ON CONFLICT (id) DO NOTHING",
                    [event.id, lease.id, error[:2000]],
                )
            else:
                execute(
                    f"UPDATE lineage_inboxwork SET lease = NULL, error = %s, leased_until = {PAUSE} "
                    "WHERE id = %s AND lease = %s",
                    [error[:2000], event.id, lease.id],
                )
    return parked


def inbox_counts() -> dict[str, float]:
    """Rows waiting (counted up to 10,000) and parked, and for how many seconds the one that waits longest has."""
    waiting, oldest = rows(
        "SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(queued_at)), 0) FROM "
        "(SELECT queued_at FROM lineage_inboxwork ORDER BY id LIMIT 10000) w"
    )[0]
    parked = rows("SELECT count(*) FROM lineage_inboxparked")[0][0]
    return {"waiting": float(waiting), "oldest_seconds": max(0.0, float(oldest)), "parked": float(parked)}


def is_behind() -> bool:
    """Whether more waits than one batch."""
    return bool(rows("SELECT 1 FROM lineage_inboxwork OFFSET %s LIMIT 1", [BATCH]))


def parked_lock(event_ids: Sequence[int]) -> list[int]:
    """Lock parked events in the order of their ids; those that are still parked.

    Their raw events are looked at too: while this transaction lasts, retention moves and drops none of them.
    """
    found = rows(
        "SELECT p.id FROM lineage_inboxevent e JOIN lineage_inboxparked p ON p.day = e.day AND p.id = e.id "
        "WHERE p.id = ANY(%s) ORDER BY p.id FOR UPDATE OF p",
        [sorted(event_ids)],
    )
    return [row[0] for row in found]


def events_requeue(event_ids: Sequence[int]) -> int:
    """Put stored events on the queue again, parked ones too, with fresh attempts; how many did not wait already."""
    return len(
        rows(
            f"""
            WITH next AS (
              SELECT e.id, e.day, e.source_id FROM {DAYS} k JOIN lineage_inboxevent e ON e.day = k.day AND e.id = ANY(%s)
            ),
            taken AS (DELETE FROM lineage_inboxparked p USING next WHERE p.id = next.id)
            INSERT INTO lineage_inboxwork (id, day, attempts, source_id, shard)
            SELECT id, day, 0, source_id, id %% %s FROM next ORDER BY id ON CONFLICT DO NOTHING RETURNING id
            """,
            [sorted(event_ids), SHARDS],
        )
    )


def parked_drop(event_ids: Sequence[int]) -> int:
    """Take events off the parked ones for good; how many. The raw events stay until their day is dropped."""
    return execute("DELETE FROM lineage_inboxparked WHERE id = ANY(%s)", [sorted(event_ids)])


def work_requeue(day: date, after: int, *, mark: int, source_id: int | None, limit: int) -> tuple[int, int]:
    """Put the next events of a day back on the queue, parked ones too, with fresh attempts; how many, and the last one.

    They wait from now on: an event that is applied again is not late.
    """
    count, last = rows(
        """
        WITH next AS (
          SELECT id, day, source_id FROM lineage_inboxevent
          WHERE day = %s AND id > %s AND id <= %s AND (%s::int IS NULL OR source_id = %s) ORDER BY id LIMIT %s
        ),
        taken AS (DELETE FROM lineage_inboxparked p USING next WHERE p.id = next.id),
        queued AS (
          INSERT INTO lineage_inboxwork (id, day, attempts, source_id, shard)
          SELECT id, day, 0, source_id, id %% %s FROM next ON CONFLICT DO NOTHING
        )
        SELECT count(*), coalesce(max(id), 0) FROM next
        """,
        [day, after, mark, source_id, source_id, limit, SHARDS],
    )[0]
    return count, last


def work_forget(mark: int) -> int:
    """Take all events up to a number off the queue, leased ones too: their workers find nothing to finish. How many."""
    return execute("DELETE FROM lineage_inboxwork WHERE id <= %s", [mark])


def work_left(mark: int) -> bool:
    """Whether an event up to a number is still to be applied."""
    return bool(rows("SELECT 1 FROM lineage_inboxwork WHERE id <= %s LIMIT 1", [mark]))
