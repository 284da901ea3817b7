"""How events come in: what waits and is parked, source by source, and what was wrong with what producers sent."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.database import rows
from catalog.paging import Page, Pager
from catalog.permissions import require
from catalog.viewers import Viewer
from lineage.answers import IntakeCard, IntakeWarning, WarningKind

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
