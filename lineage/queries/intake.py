"""How events come in: what waits and is parked, source by source, and what was wrong with what producers sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from catalog.database import Row, rows
from catalog.paging import CountState, Page, Pager
from catalog.permissions import require
from catalog.viewers import Viewer
from lineage.answers import IntakeCard, IntakeWarning, ParkedEvent, WarningKind
from lineage.queries.raw_events import unpack

# Names are read from the bodies of a page of parked events; what is beyond stays without a name.
UNPACKED_MAX = 64 * 1024 * 1024
_INTAKES = """
WITH waiting AS (
  SELECT source_id, count(*) AS n, extract(epoch FROM clock_timestamp() - min(queued_at))::float8 AS lag
  FROM (SELECT source_id, queued_at FROM lineage_inboxwork ORDER BY id LIMIT 10000) w GROUP BY 1
),
parked AS (SELECT source_id, count(*) AS n FROM lineage_inboxparked GROUP BY 1),
today AS (
  SELECT source_id, sum(count) FILTER (WHERE kind = 'rejected') AS rejected,
    sum(count) FILTER (WHERE kind = 'redacted') AS redacted, sum(count) FILTER (WHERE kind = 'dropped') AS dropped
  FROM lineage_intaketally WHERE day = (now() AT TIME ZONE 'UTC')::date GROUP BY 1
)
SELECT s.key, s.title, s.heartbeat_at, coalesce(w.n, 0), greatest(coalesce(w.lag, 0), 0), coalesce(p.n, 0),
  coalesce(t.rejected, 0)::int, coalesce(t.redacted, 0)::int, coalesce(t.dropped, 0)::int
FROM catalog_source s LEFT JOIN waiting w ON w.source_id = s.id LEFT JOIN parked p ON p.source_id = s.id
  LEFT JOIN today t ON t.source_id = s.id
WHERE s.kind = 'openlineage' OR w.n > 0 OR p.n > 0 OR t.source_id IS NOT NULL
ORDER BY s.key COLLATE "C"
"""
_PARKED = (
    "p.id, s.key, e.received_at, p.parked_at, p.attempts, p.reason, e.body_size, e.body "
    "FROM lineage_inboxparked p JOIN lineage_inboxevent e ON e.day = p.day AND e.id = p.id "
    "LEFT JOIN catalog_source s ON s.id = e.source_id"
)


def intake_list(viewer: Viewer) -> tuple[IntakeCard, ...]:
    """Every source that sends events, by key: what waits, what is parked, what was wrong today."""
    require(viewer, "source.status")
    return tuple(
        IntakeCard(
            source=row[0],
            title=row[1],
            last_event_at=row[2],
            waiting=row[3],
            lag_seconds=row[4],
            parked=row[5],
            rejected_today=row[6],
            redacted_today=row[7],
            dropped_today=row[8],
        )
        for row in rows(_INTAKES)
    )


def tally_totals() -> dict[tuple[str, str], int]:
    """How often something was wrong in all, by source key and kind; for metrics."""
    found = rows(
        "SELECT s.key, t.kind, sum(t.count)::bigint FROM lineage_intaketally t JOIN catalog_source s ON s.id = t.source_id "
        "GROUP BY 1, 2"
    )
    return {(source, kind): count for source, kind, count in found}


def parked_event_list(
    viewer: Viewer, *, source: str | None = None, first: int, after: str | None = None
) -> Page[ParkedEvent]:
    """Events that could not be applied, those that came last first; of one source."""
    require(viewer, "intake.read")
    pager = Pager("parked_event_list", viewer, [source], first=first, after=after)
    found = rows(
        f"SELECT {_PARKED} WHERE (%s::text IS NULL OR s.key = %s) AND p.id < %s ORDER BY p.id DESC LIMIT %s",
        [source, source, pager.position[0] if pager.position else 2**62, pager.first + 1],
    )
    total = rows(
        "SELECT count(*) FROM lineage_inboxparked p LEFT JOIN catalog_source s ON s.id = p.source_id "
        "WHERE %s::text IS NULL OR s.key = %s",
        [source, source],
    )[0][0]
    items = [(event, [row[0]]) for event, row in zip(_events(found[: pager.first]), found, strict=False)]
    # The extra row only says that there is a next page: its body is not unpacked.
    more = [(items[0][0], [found[-1][0]])] if len(found) > pager.first else []
    return pager.page(items + more, total=(total, CountState.EXACT))


def parked_events_by_id(event_ids: Sequence[int]) -> tuple[ParkedEvent, ...]:
    """Parked events in the order of their ids; for commands, which have asked who may."""
    return tuple(_events(rows(f"SELECT {_PARKED} WHERE p.id = ANY(%s) ORDER BY p.id", [list(event_ids)])))


def parked_ids_of(source: str, *, limit: int) -> list[int]:
    """Ids of a source's parked events, oldest first."""
    return [
        row[0]
        for row in rows(
            "SELECT p.id FROM lineage_inboxparked p JOIN catalog_source s ON s.id = p.source_id WHERE s.key = %s "
            "ORDER BY p.id LIMIT %s",
            [source, limit],
        )
    ]


def event_number(text: str) -> int | None:
    """The inbox's number in an id (evt_...); None when it is none."""
    number = text.removeprefix("evt_")
    return (
        int(number) if text.startswith("evt_") and number.isascii() and number.isdigit() and len(number) < 19 else None
    )


def _events(found: Sequence[Row]) -> list[ParkedEvent]:
    now, left = datetime.now(UTC), UNPACKED_MAX
    events = []
    for number, source, received_at, parked_at, attempts, reason, size, body in found:
        left -= size
        producer, namespace, name = _said(bytes(body)) if left >= 0 else (None, None, None)
        events.append(
            ParkedEvent(
                id=f"evt_{number}",
                source=source,
                producer=producer,
                job_namespace=namespace,
                job_name=name,
                received_at=received_at,
                parked_at=parked_at,
                age_seconds=max(0.0, (now - received_at).total_seconds()),
                attempts=attempts,
                reason=reason,
                byte_count=size,
            )
        )
    return events


def _said(body: bytes) -> tuple[str | None, str | None, str | None]:
    """Producer, namespace and name that a stored event gives; None for what is not there."""
    try:
        payload = orjson.loads(unpack(body))
    except ValueError:
        return None, None, None
    if not isinstance(payload, dict):
        return None, None, None
    owner: dict[str, Any] = next((payload[key] for key in ("job", "dataset") if isinstance(payload.get(key), dict)), {})
    return _text(payload.get("producer")), _text(owner.get("namespace")), _text(owner.get("name"))


def _text(value: Any) -> str | None:
    return value[:500] if isinstance(value, str) and value else None


def intake_warning_list(
    viewer: Viewer,
    *,
    source: str | None = None,
    producer: str | None = None,
    kinds: Sequence[WarningKind] | None = None,
    first: int,
    after: str | None = None,
) -> Page[IntakeWarning]:
    """What was wrong with the events of each producer, what was seen last first."""
    require(viewer, "intake.read")
    words = sorted(kind.value for kind in kinds or ())
    pager = Pager("intake_warning_list", viewer, [source, producer, words], first=first, after=after)
    found = rows(
        """
        SELECT * FROM (
          SELECT s.key, t.producer, t.kind, t.rule, sum(t.count)::bigint AS count, max(t.last_at) AS last_at,
            (array_agg(t.example ORDER BY t.last_at DESC))[1] AS example
          FROM lineage_intaketally t JOIN catalog_source s ON s.id = t.source_id
          WHERE t.day <> 'epoch' AND (%s::text IS NULL OR s.key = %s) AND (%s::text IS NULL OR t.producer = %s)
            AND (%s::text[] = '{}' OR t.kind = ANY(%s::text[]))
          GROUP BY 1, 2, 3, 4
        ) w
        WHERE %s::timestamptz IS NULL OR (last_at, key, producer, kind, rule) < (%s, %s, %s, %s, %s)
        ORDER BY last_at DESC, key DESC, producer DESC, kind DESC, rule DESC LIMIT %s
        """,
        [
            *(source, source, producer, producer, words, words),
            *([pager.position[0], *pager.position] if pager.position else [None] * 6),
            pager.first + 1,
        ],
    )
    return pager.page(
        [
            (
                IntakeWarning(
                    source=key,
                    producer=sent_by or None,
                    kind=WarningKind(kind),
                    rule=rule,
                    count=count,
                    last_seen_at=last_at,
                    example=example,
                ),
                [last_at.isoformat(), key, sent_by, kind, rule],
            )
            for key, sent_by, kind, rule, count, last_at, example in found
        ]
    )
