"""Old days of raw events: which there are, and how one is dropped without holding up anybody who stores events.

Dropping locks the table of events for a moment. Whoever holds it back is waited for a tenth of a second at most (all
others queue behind that wait), then it is tried again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import DatabaseError, transaction

from catalog.database import RETRIED_STATES, execute, retrying, rows, sqlstate
from lineage.ingest.inbox import partitions_ensure
from lineage.queries.raw_events import DAYS

TRIES = 5
# More events than these that wait, or are parked, are no leftovers: their day stays.
MOVED_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDay:
    """One day of raw events."""

    day: date
    event_count: int
    byte_count: int
    unapplied_count: int

    @property
    def is_kept(self) -> bool:
        """Whether too many of its events are still to be applied for the day to go."""
        return self.unapplied_count > MOVED_MAX


def days_named(*, since: date | None = None, until: date | None = None) -> list[date]:
    """Days that have a partition, both ends included, oldest first."""
    days = [row[0] for row in rows(f"SELECT day FROM {DAYS} d ORDER BY day")]
    return [day for day in days if (since is None or day >= since) and (until is None or day <= until)]


def days_stored(*, before: date) -> list[EventDay]:
    """Days before another, with what is in them, oldest first."""
    return [
        EventDay(day=day, event_count=counts[0], byte_count=counts[1], unapplied_count=counts[2])
        for day in days_named(until=before - timedelta(days=1))
        for counts in rows(
            "SELECT (SELECT count(*) FROM lineage_inboxevent WHERE day = %(day)s), pg_total_relation_size(%(table)s), "
            "(SELECT count(*) FROM lineage_inboxwork WHERE day = %(day)s) + "
            "(SELECT count(*) FROM lineage_inboxparked WHERE day = %(day)s)",
            {"day": day, "table": f"lineage_inboxevent_{day:%Y%m%d}"},
        )
    ]


def day_drop(day: date, *, event_count: int) -> bool:
    """Drop a day of raw events, and remember how many there were.

    False when others held it back each time, or too much of it is still to be applied.

    Events that wait or are parked move to today's partition first, so that none is lost with its day.
    """
    today = datetime.now(UTC).date()
    partitions_ensure(today)
    for _ in range(TRIES):
        try:
            return retrying(lambda: _drop(day, today, event_count))
        except DatabaseError as error:
            if sqlstate(error) not in RETRIED_STATES:
                raise
    return False


@transaction.atomic
def _drop(day: date, today: date, event_count: int) -> bool:
    execute("SET LOCAL lock_timeout = '100ms'")
    # From here on nobody stores, and nobody looks for the raw form of what is parked in order to retry it.
    execute("LOCK TABLE lineage_inboxevent IN ACCESS EXCLUSIVE MODE")
    moved = execute(
        """
        WITH held AS (
          SELECT id FROM lineage_inboxwork WHERE day = %(day)s UNION SELECT id FROM lineage_inboxparked WHERE day = %(day)s
        )
        INSERT INTO lineage_inboxevent (day, id, digest, source_id, event_kind, received_at, body, body_size, warnings)
        SELECT %(today)s, e.id, CASE WHEN again.digest IS NULL THEN e.digest ELSE md5(e.digest::text || e.id)::uuid END,
          e.source_id, e.event_kind, e.received_at, e.body, e.body_size, e.warnings
        FROM lineage_inboxevent e JOIN held USING (id)
        LEFT JOIN lineage_inboxevent again ON again.day = %(today)s AND again.digest = e.digest
        WHERE e.day = %(day)s
        """,
        {"day": day, "today": today},
    )
    if moved > MOVED_MAX:
        transaction.set_rollback(True)
        return False
    # In this order: an event may be parked while this waits for its row, never the other way.
    for queue in ("inboxwork", "inboxparked"):
        execute(f"UPDATE lineage_{queue} SET day = %s WHERE day = %s", [today, day])
    execute(f"DROP TABLE lineage_inboxevent_{day:%Y%m%d}")
    execute(
        "INSERT INTO lineage_droppedday AS d (day, event_count) VALUES (%s, %s) "
        "ON CONFLICT (day) DO UPDATE SET event_count = d.event_count + excluded.event_count",
        [day, event_count - moved],
    )
    return True
