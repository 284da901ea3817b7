"""What was wrong with the events of a POST, counted for whoever mends the producer. Writer of IntakeTally.

A tally holds a kind, a rule, who sent it and the path of one example: never a value.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from catalog.database import execute
from catalog.ingest.redaction import redact
from catalog.ingest.sanity import PayloadRefused, normalise
from lineage.answers import WarningKind

SHARDS = 16
RULE_MAX = 100
PRODUCER_MAX = 200
EXAMPLE_MAX = 300
# More kinds of wrong in one POST than these are one: `other`.
RULES_MAX = 50
_INDEX = re.compile(r"\[\d+\]")


class Tallies:
    """The counts of one POST, by (kind, rule, producer)."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], tuple[int, str]] = {}

    def add(self, kind: WarningKind, rule: str, example: str, payload: Any) -> None:
        """Count one; `payload` is the event, whose producer is named."""
        key = (kind.value, _INDEX.sub("[]", rule)[:RULE_MAX], producer_of(payload))
        if key not in self._found and len(self._found) >= RULES_MAX:
            key = (kind.value, "other", "")
        count, first = self._found.get(key, (0, example[:EXAMPLE_MAX]))
        self._found[key] = (count + 1, first)

    def __bool__(self) -> bool:
        return bool(self._found)

    def items(self) -> Iterable[tuple[tuple[str, str, str], tuple[int, str]]]:
        """In the order in which all writers lock them."""
        return sorted(self._found.items())


def producer_of(payload: Any) -> str:
    """What the event calls its producer, fit to be kept; empty when it says nothing usable."""
    named = payload.get("producer") if isinstance(payload, dict) else None
    if not isinstance(named, str):
        return ""
    try:
        clean, _ = redact(normalise({"producer": named[:PRODUCER_MAX]}))
    except PayloadRefused:
        return ""
    return str(clean["producer"])[:PRODUCER_MAX]


def tallies_write(source_id: int, tallies: Tallies) -> None:
    """Add the counts to those of today; within the transaction that stores what was good in the POST."""
    items = list(tallies.items())
    if not items:
        return
    execute(
        """
        INSERT INTO lineage_intaketally AS t (source_id, day, kind, rule, producer, shard, count, last_at, example)
        SELECT %s, (now() AT TIME ZONE 'UTC')::date, g.kind, g.rule, g.producer, %s, g.count, now(), g.example
        FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[]) AS g(kind, rule, producer, count, example)
        ON CONFLICT (source_id, day, kind, rule, producer, shard) DO UPDATE SET
          count = t.count + excluded.count, last_at = excluded.last_at, example = excluded.example
        """,
        [
            source_id,
            os.getpid() % SHARDS,
            [key[0] for key, _ in items],
            [key[1] for key, _ in items],
            [key[2] for key, _ in items],
            [count for _, (count, _) in items],
            [example for _, (_, example) in items],
        ],
    )


@transaction.atomic
def tallies_fold(before: date) -> None:
    """Of days that are gone only the sums by source and kind stay, so that totals never fall."""
    execute(
        """
        WITH gone AS (
          DELETE FROM lineage_intaketally WHERE day < %s AND day <> 'epoch' RETURNING source_id, kind, count, last_at
        )
        INSERT INTO lineage_intaketally AS t (source_id, day, kind, rule, producer, shard, count, last_at, example)
        SELECT source_id, 'epoch', kind, '', '', 0, sum(count), max(last_at), '' FROM gone GROUP BY source_id, kind
        ON CONFLICT (source_id, day, kind, rule, producer, shard) DO UPDATE SET
          count = t.count + excluded.count, last_at = greatest(t.last_at, excluded.last_at)
        """,
        [before],
    )
