"""What was judged, to the tables: what is the same is not written again, what changed leaves its old stretch behind.

Writer of HealthState, HealthLedger, HealthChange and VerdictChange.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from catalog.database import execute, records, recordset, rows
from catalog.health.compose import Before, Health
from catalog.health.levels import Stretch

# Losses that moved less than this are not told to those downstream: it could not move a point of theirs.
NOTICEABLE = 0.005
HISTORY_DAYS = 28
_STATE_TYPES = {
    "condition": "smallint",
    "care": "smallint",
    "condition_confidence": "float8",
    "care_confidence": "float8",
    "own_loss": "float8",
    "near_loss": "float8",
    "far_loss": "float8",
    "near_cause_id": "int",
    "far_cause_id": "int",
    "level": "smallint",
    "next_missing": "jsonb",
    "streak_level": "smallint",
    "streak": "smallint",
    "streak_on": "date",
    "first_at": "timestamptz",
    "cap": "text",
    "failing": "jsonb",
    "freshness": "text",
    "expected_by": "timestamptz",
    "rules_version": "int",
    "since": "timestamptz",
    "recheck_at": "timestamptz",
}
_SELECTED = ["ARRAY(SELECT jsonb_array_elements_text(g.failing))" if n == "failing" else f"g.{n}" for n in _STATE_TYPES]
_GIVEN = {"entity_id": "int", "told_at": "timestamptz", **_STATE_TYPES}
_LEDGER = {"entity_id": "int", "verdicts": "jsonb"}
_UPSERT = f"""
INSERT INTO catalog_healthstate AS h (entity_id, computed_at, told_at, {", ".join(_STATE_TYPES)})
SELECT g.entity_id, %s, g.told_at, {", ".join(_SELECTED)}
FROM {recordset(_GIVEN)}
ON CONFLICT (entity_id) DO UPDATE SET computed_at = excluded.computed_at, told_at = coalesce(excluded.told_at, h.told_at),
  {", ".join(f"{name} = excluded.{name}" for name in _STATE_TYPES)}
"""


def health_before(entity_ids: Sequence[int], now: datetime) -> dict[int, Before]:
    """What is stored of the entities, locked in the order of their ids."""
    history: dict[int, list[Stretch]] = defaultdict(list)
    for entity_id, condition, since, until in rows(
        "SELECT entity_id, condition, since, until FROM catalog_healthchange "
        "WHERE entity_id = ANY(%s) AND until > %s::timestamptz - make_interval(days => %s) ORDER BY until",
        [list(entity_ids), now, HISTORY_DAYS],
    ):
        history[entity_id].append(Stretch(condition=condition, since=since, until=until))
    found = rows(
        "SELECT h.entity_id, h.condition, h.care, h.level, h.near_loss, h.far_loss, h.own_loss, h.streak_level, h.streak, "
        "h.streak_on, h.first_at, h.freshness, h.since, h.rules_version, l.verdicts FROM catalog_healthstate h "
        "JOIN catalog_healthledger l ON l.entity_id = h.entity_id WHERE h.entity_id = ANY(%s) "
        "ORDER BY h.entity_id FOR UPDATE OF h",
        [list(entity_ids)],
    )
    return {
        row[0]: Before(
            condition=row[1],
            care=row[2],
            level=row[3],
            near_loss=row[4],
            far_loss=row[5],
            own_loss=row[6],
            streak_level=row[7],
            streak=row[8],
            streak_on=row[9],
            first_at=row[10],
            freshness=row[11],
            since=row[12],
            rules_version=row[13],
            verdicts={line["check"]: line for line in row[14]},
            history=[*history[row[0]], Stretch(condition=row[1], since=row[12], until=None)],
        )
        for row in found
    }


def health_store(found: Mapping[int, Health], before: Mapping[int, Before], now: datetime) -> set[int]:
    """Write the health of entities; those of which others downstream have to know."""
    told = {i for i in found if _is_noticeable(found[i].state, before.get(i))}
    states = ((i, now if i in told else None, *map(found[i].state.__getitem__, _STATE_TYPES)) for i in sorted(found))
    execute(_UPSERT, [now, *records(_GIVEN, states)], beside=True)
    _store_ledgers(found, before)
    _store_changes(found, before, now)
    return told


def _is_noticeable(state: Mapping[str, Any], was: Before | None) -> bool:
    """Whether those downstream have to know: its loss moved, or it is late now, or not any more."""
    if state["freshness"] != (was.freshness if was else "unknown"):
        return True
    old = (was.own_loss, was.near_loss, was.far_loss) if was else (0.0, 0.0, 0.0)
    new = (state["own_loss"], state["near_loss"], state["far_loss"])
    return any(abs(a - b) > NOTICEABLE for a, b in zip(old, new, strict=True))


def _store_ledgers(found: Mapping[int, Health], before: Mapping[int, Before]) -> None:
    changed = [i for i in sorted(found) if i not in before or not _is_same(before[i].verdicts, found[i].verdicts)]
    if changed:
        execute(
            f"INSERT INTO catalog_healthledger (entity_id, verdicts) SELECT * FROM {recordset(_LEDGER)} "
            "ON CONFLICT (entity_id) DO UPDATE SET verdicts = excluded.verdicts",
            records(_LEDGER, ((i, found[i].verdicts) for i in changed)),
            beside=True,
        )


def _is_same(before: Mapping[str, dict[str, Any]], verdicts: list[dict[str, Any]]) -> bool:
    """Whether the ledger stands already; as texts, since instants in evidence come back as texts."""
    option = orjson.OPT_SORT_KEYS
    return orjson.dumps(list(before.values()), option=option) == orjson.dumps(verdicts, option=option)


def _store_changes(found: Mapping[int, Health], before: Mapping[int, Before], now: datetime) -> None:
    ended = [(i, before[i]) for i in sorted(found) if i in before and found[i].state["since"] != before[i].since]
    if ended:
        execute(
            "INSERT INTO catalog_healthchange (entity_id, condition, care, level, rules_version, since, until) "
            "SELECT g.*, %s FROM unnest(%s::int[], %s::smallint[], %s::smallint[], %s::smallint[], %s::int[], "
            "%s::timestamptz[]) AS g",
            [
                now,
                [i for i, _ in ended],
                [was.condition for _, was in ended],
                [was.care for _, was in ended],
                [was.level for _, was in ended],
                [was.rules_version for _, was in ended],
                [was.since for _, was in ended],
            ],
        )
    verdicts = [
        (i, was.rules_version, old)
        for i in sorted(found)
        if (was := before.get(i)) is not None
        for old in _replaced(found[i], was)
    ]
    if verdicts:
        execute(
            "INSERT INTO catalog_verdictchange (entity_id, check_name, state, score, text, rules_version, since, until) "
            "SELECT g.*, %s FROM unnest(%s::int[], %s::text[], %s::text[], %s::float8[], %s::text[], %s::int[], "
            "%s::timestamptz[]) AS g",
            [
                now,
                [i for i, _, _ in verdicts],
                [old["check"] for _, _, old in verdicts],
                [old["state"] for _, _, old in verdicts],
                [old["score"] for _, _, old in verdicts],
                [old["text"] for _, _, old in verdicts],
                [version for _, version, _ in verdicts],
                [datetime.fromisoformat(old["since"]) for _, _, old in verdicts],
            ],
        )


def _replaced(health: Health, was: Before) -> list[dict[str, Any]]:
    """Lines of the old ledger whose state is over."""
    states = {line["check"]: line["state"] for line in health.verdicts}
    return [old for check, old in was.verdicts.items() if states.get(check) != old["state"]]


def health_forget(entity_ids: Sequence[int]) -> None:
    """Entities that are not judged any more have no health; what was stays as history."""
    for table in ("catalog_healthstate", "catalog_healthledger"):
        execute(f"DELETE FROM {table} WHERE entity_id = ANY(%s)", [list(entity_ids)])


def health_erase(entity_ids: Sequence[int]) -> None:
    """Delete all that is known of the health of entities that are about to be deleted, history too."""
    health_forget(entity_ids)
    for table in ("catalog_healthchange", "catalog_verdictchange"):
        execute(f"DELETE FROM {table} WHERE entity_id = ANY(%s)", [list(entity_ids)])
