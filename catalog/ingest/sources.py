"""Book-keeping of sources: who they are, when they are due, their issues. Writer of Source and Issue."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import transaction

from catalog.answers.sources import CIRCUIT_FAILURES
from catalog.database import execute, rows
from catalog.ingest.field_ledger import PEOPLE as PEOPLE
from catalog.ingest.registry import connector_kinds
from catalog.queues import OWNERSHIP, STITCH
from catalog.records import IssueRecord, issue_digest

# A source that fails again and again waits twice as long each time, up to so many seconds; by a quarter longer or shorter,
# so that sources that failed together do not come back together.
LONGEST_WAIT = 3600
# Built in: what people decide, and what Headwater concludes from the neighbourhood.
OWN_SOURCE = "headwater"
OPENLINEAGE = "openlineage"
PEOPLE_PRECEDENCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """How a source is configured; `config` keeps ${ENV} names, secrets are read when the connector is made."""

    key: str
    title: str
    kind: str
    config: dict[str, Any] = field(default_factory=dict)
    interval_seconds: int | None = None
    precedence: int = 100
    trusted_for_owners: bool = False
    review: bool = False
    hold_share: float = 0.2
    broken_reason: str | None = None


@transaction.atomic
def source_ensure(spec: SourceSpec) -> int:
    """Create the source, or bring its configuration up to date; its id. With another standing all it said is weighed anew."""
    stood = rows(
        "SELECT (precedence, trusted_for_owners) IS DISTINCT FROM (%s, %s) FROM catalog_source WHERE key = %s FOR UPDATE",
        [spec.precedence, spec.trusted_for_owners, spec.key],
    )
    source_id = int(
        rows(
            """
            INSERT INTO catalog_source AS s
              (uid, key, title, kind, config, interval_seconds, precedence, trusted_for_owners, review, hold_share, paused,
               broken_reason, version)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, false, %s, 1)
            ON CONFLICT (key) DO UPDATE SET title = excluded.title, kind = excluded.kind, config = excluded.config,
              interval_seconds = excluded.interval_seconds, precedence = excluded.precedence,
              trusted_for_owners = excluded.trusted_for_owners, review = excluded.review, hold_share = excluded.hold_share,
              broken_reason = excluded.broken_reason,
              version = s.version
                + ((excluded.config, excluded.trusted_for_owners) <> (s.config, s.trusted_for_owners))::int,
              failure_count = CASE WHEN excluded.config = s.config THEN s.failure_count ELSE 0 END,
              next_sync_at = CASE WHEN excluded.config = s.config THEN s.next_sync_at END,
              cursor = CASE WHEN (excluded.config, excluded.trusted_for_owners) = (s.config, s.trusted_for_owners)
                THEN s.cursor END
            RETURNING id
            """,
            [
                uuid.uuid4(),
                spec.key,
                spec.title,
                spec.kind,
                orjson.dumps(spec.config).decode(),
                spec.interval_seconds,
                spec.precedence,
                spec.trusted_for_owners,
                spec.review,
                spec.hold_share,
                spec.broken_reason,
            ],
        )[0][0]
    )
    if stood == [(True,)]:
        STITCH.ask_selected("SELECT entity_id FROM catalog_claim WHERE source_id = %s", [source_id])
        OWNERSHIP.ask_selected(
            "SELECT DISTINCT entity_id FROM catalog_ownershipevidence WHERE source_id = %s", [source_id]
        )
    return source_id


def built_in_ensure() -> None:
    """The sources that nobody configures: what people decide counts for one, what Headwater infers for the other."""
    execute(
        "INSERT INTO catalog_source (uid, key, title, kind, config, precedence, trusted_for_owners, paused, version) "
        "VALUES (gen_random_uuid(), %(people)s, 'People', %(people)s, '{}', %(first)s, true, false, 1), "
        "(gen_random_uuid(), %(own)s, 'Headwater', %(own)s, '{}', 0, true, false, 1) ON CONFLICT (key) DO NOTHING",
        {"people": PEOPLE, "own": OWN_SOURCE, "first": PEOPLE_PRECEDENCE},
    )


def producer_ensure(key: str) -> int:
    """The source that events of a token count for; made on first use."""
    found = rows("SELECT id FROM catalog_source WHERE key = %s", [key])
    if found:
        return int(found[0][0])
    title = "OpenLineage events" if key == OPENLINEAGE else f"OpenLineage events: {key}"
    return source_ensure(SourceSpec(key=key, title=title, kind="openlineage", precedence=10))


def source_heartbeat(source_id: int) -> None:
    """The source was heard of now."""
    execute("UPDATE catalog_source SET heartbeat_at = now() WHERE id = %s", [source_id])


def sources_heartbeat(source_ids: Iterable[int]) -> None:
    """These sources were heard of now. Written at most every 5 s, and not at all while another worker writes it."""
    execute(
        "UPDATE catalog_source SET heartbeat_at = now() WHERE id IN (SELECT id FROM catalog_source WHERE id = ANY(%s) "
        "AND (heartbeat_at IS NULL OR heartbeat_at < now() - interval '5 s') ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)",
        [sorted(set(source_ids))],
    )


def sources_due() -> list[str]:
    """Keys of sources whose next sync should start: their interval has passed, with up to 10 % of jitter (R13), or somebody
    asked for them."""
    return [
        row[0]
        for row in rows(
            "SELECT key FROM catalog_source WHERE NOT paused AND broken_reason IS NULL "
            "AND (next_sync_at <= now() OR (next_sync_at IS NULL AND interval_seconds IS NOT NULL)) "
            "ORDER BY next_sync_at NULLS FIRST, key"
        )
    ]


def sources_hasten(entity_id: int) -> tuple[str, ...]:
    """Make the sources due that describe an entity and can be read, also those without an interval; their keys."""
    found = rows(
        "UPDATE catalog_source SET next_sync_at = now() WHERE id IN (SELECT s.id FROM catalog_source s "
        "JOIN catalog_claim c ON c.source_id = s.id WHERE c.entity_id = %s AND s.kind = ANY(%s) AND NOT s.paused "
        "AND s.broken_reason IS NULL ORDER BY s.id FOR NO KEY UPDATE OF s) RETURNING key",
        [entity_id, sorted(connector_kinds())],
    )
    return tuple(sorted(row[0] for row in found))


def sources_reread(source_ids: Iterable[int]) -> tuple[str, ...]:
    """Make sources due to be read as a whole, whatever is unchanged in them; the keys of those that can be read."""
    found = rows(
        "UPDATE catalog_source SET cursor = NULL, next_sync_at = now(), version = version + 1 WHERE id IN ("
        "SELECT id FROM catalog_source WHERE id = ANY(%s) AND kind = ANY(%s) ORDER BY id FOR NO KEY UPDATE) RETURNING key",
        [sorted(set(source_ids)), sorted(connector_kinds())],
    )
    return tuple(sorted(row[0] for row in found))


def source_begun(source_id: int) -> None:
    """A sync begins: the next is due after the interval."""
    execute(
        "UPDATE catalog_source SET next_sync_at = now() + make_interval(secs => interval_seconds * (0.95 + 0.1 * random())) "
        "WHERE id = %s",  # none without an interval: that one waits to be asked for
        [source_id],
    )


def source_mended(source_id: int) -> None:
    """A sync did not fail: the failures before it count no more."""
    execute("UPDATE catalog_source SET failure_count = 0 WHERE id = %s", [source_id])


def source_failed(source_id: int) -> None:
    """Count a failure; from CIRCUIT_FAILURES on the next try is put off, once, by ever more."""
    execute(
        """
        UPDATE catalog_source SET failure_count = least(failure_count + 1, 1000),
          next_sync_at = CASE WHEN failure_count + 1 < %(enough)s OR interval_seconds IS NULL THEN next_sync_at
            ELSE now() + make_interval(secs => (0.75 + 0.5 * random()) * least(greatest(%(longest)s, interval_seconds),
              interval_seconds * 2 ^ least(failure_count + 2 - %(enough)s, 20))) END
        WHERE id = %(id)s
        """,
        {"id": source_id, "enough": CIRCUIT_FAILURES, "longest": LONGEST_WAIT},
    )


def source_was_read(source_id: int, *, version: int, cursor: str | None) -> None:
    """A complete read moved the cursor, unless the source was changed since it began; None leaves it: what was only planned is to
    be read again."""
    execute(
        "UPDATE catalog_source SET heartbeat_at = now(), "
        "cursor = CASE WHEN version = %s THEN coalesce(%s, cursor) ELSE cursor END WHERE id = %s",
        [version, cursor, source_id],
    )


def circuit_close(key: str) -> None:
    """Somebody asks for the source by hand: forget its failures, so that it is read at its own interval again."""
    execute(
        "UPDATE catalog_source SET failure_count = 0, next_sync_at = NULL WHERE key = %s AND failure_count > 0", [key]
    )


def issues_record(
    source_id: int, issues: Iterable[IssueRecord], *, told_of: Mapping[uuid.UUID, list[str]] | None = None
) -> None:
    """Open these issues, or count them once more; `told_of` are refs by digest of the issue (catalog/ingest/standing.py)."""
    unique = {issue_digest(issue): issue for issue in issues}
    digests = sorted(unique)
    if not digests:
        return
    execute(
        """
        INSERT INTO catalog_issue AS i (uid, source_id, item, code, message, digest, entity_ref, url, told_of, state, count)
        SELECT gen_random_uuid(), %s, g.item, g.code, g.message, g.digest, g.ref, g.url,
          ARRAY(SELECT jsonb_array_elements_text(g.told_of)), 'open', 1
        FROM unnest(%s::text[], %s::text[], %s::text[], %s::uuid[], %s::text[], %s::text[], %s::jsonb[])
          AS g(item, code, message, digest, ref, url, told_of)
        ON CONFLICT (source_id, digest) DO UPDATE SET state = 'open', last_seen_at = now(), count = i.count + 1,
          told_of = excluded.told_of
        """,
        [
            source_id,
            [unique[d].item for d in digests],
            [unique[d].code for d in digests],
            [unique[d].message for d in digests],
            digests,
            [unique[d].ref for d in digests],
            [unique[d].url for d in digests],
            [orjson.dumps((told_of or {}).get(d, [])).decode() for d in digests],
        ],
    )


def issues_mended(source_id: int, refs: Iterable[str], *, told: Iterable[IssueRecord]) -> None:
    """These entities were read again: of the source's issues only those that were told now are still told of them."""
    execute(
        "UPDATE catalog_issue SET told_of = ARRAY(SELECT unnest(told_of) EXCEPT SELECT unnest(%(refs)s::text[]) ORDER BY 1) "
        "WHERE source_id = %(source)s AND state = 'open' AND told_of <> '{}' AND told_of && %(refs)s "
        "AND digest <> ALL(%(told)s)",
        {"source": source_id, "refs": sorted(refs), "told": [issue_digest(issue) for issue in told]},
    )


def issues_resolve(source_id: int, *, keep: Iterable[IssueRecord]) -> int:
    """Close this source's issues that a complete read did not see again; how many."""
    return execute(
        "UPDATE catalog_issue SET state = 'resolved' WHERE source_id = %s AND state = 'open' AND digest <> ALL(%s)",
        [source_id, [issue_digest(issue) for issue in keep]],
    )
