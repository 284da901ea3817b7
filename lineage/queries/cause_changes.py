"""What changed in the day before something went wrong: columns, owner, code, how long the job takes."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson

from catalog.database import Row, rows
from catalog.queries.members import members_of
from lineage.answers import CauseChange, CauseChangeKind
from lineage.openlineage import RANK
from lineage.queries.raw_events import DAYS, PackedUnknown, unpack

WINDOW = timedelta(days=1)
CHANGES_MAX = 10
# A run takes much longer than usual: twice the median of five runs or more before it, and a minute at least.
JUMP_FACTOR, JUMP_RUNS_MIN, JUMP_MIN = 2.0, 5, timedelta(minutes=1)
_RUNS_LOOKED_AT = 20
_CODE_FACETS = ("sourceCodeLocation", "sourceCode", "sql")
# Entities with all that were merged into them, and the onset of each.
_ASKED = "FROM unnest(%s::int[], %s::int[], %s::timestamptz[]) AS a(head, id, onset) "


def changes_before(onsets: Mapping[int, datetime]) -> dict[int, tuple[CauseChange, ...]]:
    """What changed about each entity in the day before its onset, newest first."""
    found: dict[int, list[CauseChange]] = defaultdict(list)
    heads, members = members_of(onsets)
    asked: list[Any] = [heads, members, [onsets[head] for head in heads]]
    for entity_id, change in (*_schemas(asked), *_owners(asked), *_runs(asked, onsets)):
        found[entity_id].append(change)
    return {
        entity_id: tuple(sorted(changes, key=lambda c: (c.at, c.kind), reverse=True)[:CHANGES_MAX])
        for entity_id, changes in found.items()
    }


def _schemas(asked: Sequence[Any]) -> Iterator[tuple[int, CauseChange]]:
    """Columns that came, went or became something else; a first schema is no change."""
    for entity_id, at, columns, before in rows(
        f"SELECT a.head, v.first_at, n.columns, o.columns {_ASKED} JOIN lineage_schemaversion v ON v.dataset_id = a.id "
        "AND v.first_at <= a.onset AND v.first_at > a.onset - %s JOIN lineage_schemabody n ON n.digest = v.digest "
        "CROSS JOIN LATERAL (SELECT digest FROM lineage_schemaversion p WHERE p.dataset_id = v.dataset_id "
        "AND p.first_at < v.first_at ORDER BY p.first_at DESC LIMIT 1) p JOIN lineage_schemabody o ON o.digest = p.digest",
        [*asked, WINDOW],
    ):
        old, new = ({column["path"]: column["type"] for column in body} for body in (before, columns))
        counts = {
            "added": len(new.keys() - old.keys()),
            "removed": len(old.keys() - new.keys()),
            "retyped": sum(old[path] != new[path] for path in old.keys() & new.keys()),
        }
        told = ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "described otherwise"
        yield entity_id, CauseChange(kind=CauseChangeKind.SCHEMA, at=at, text=f"Its columns changed: {told}.")


def _owners(asked: Sequence[Any]) -> Iterator[tuple[int, CauseChange]]:
    for entity_id, at in rows(
        f"SELECT a.head, o.valid_from {_ASKED} JOIN catalog_resolvedownership o ON o.entity_id = a.id "
        "AND o.role = 'accountable' AND o.valid_from <= a.onset AND o.valid_from > a.onset - %s "
        "JOIN catalog_resolvedownership p ON p.entity_id = o.entity_id AND p.role = o.role "
        "AND p.valid_to = o.valid_from AND p.owner_ref IS DISTINCT FROM o.owner_ref",
        [*asked, WINDOW],
    ):
        yield entity_id, CauseChange(kind=CauseChangeKind.OWNER, at=at, text="Its accountable team changed.")


def _runs(asked: Sequence[Any], onsets: Mapping[int, datetime]) -> Iterator[tuple[int, CauseChange]]:
    """Of jobs: the last run that began before the onset, as it was then, beside those before it."""
    found: dict[int, list[Row]] = defaultdict(list)
    for job_id, *run in rows(
        f"SELECT a.head, r.started_at, r.ended_at, r.state, r.event_ids {_ASKED} CROSS JOIN LATERAL (SELECT * FROM lineage_run "
        "WHERE job_id = a.id AND NOT is_design AND started_at <= a.onset ORDER BY first_event_at DESC, id LIMIT %s) r "
        "ORDER BY a.head, r.started_at DESC",
        [*asked, _RUNS_LOOKED_AT + 1],
    ):
        found[job_id].append(tuple(run))
    recent = {job: runs for job, runs in found.items() if runs[0][0] > onsets[job] - WINDOW and len(runs) > 1}
    codes = _codes([number for runs in recent.values() for run in runs[:2] for number in run[3] or ()])
    for job, runs in recent.items():
        (started, ended, _, events), before = runs[0], runs[1]
        now, then = (_code(codes, numbers or ()) for numbers in (events, before[3]))
        if now and then and now != then:
            text = "Its code is not that of the run before."
            yield job, CauseChange(kind=CauseChangeKind.CODE, at=started, text=text)
        is_over = ended is not None and ended <= onsets[job]
        until = ended if is_over else onsets[job]
        usual = [end - start for start, end, state, _ in runs[1:] if end and state == RANK["COMPLETE"]]
        median = statistics.median(usual) if len(usual) >= JUMP_RUNS_MIN else None
        if median is not None and until - started > max(JUMP_FACTOR * median, median + JUMP_MIN):
            took = f"Its run {'took' if is_over else 'had taken'} {_minutes(until - started)} min"
            text = f"{took}; {_minutes(median)} min is usual."
            yield job, CauseChange(kind=CauseChangeKind.DURATION, at=until, text=text)


def _minutes(span: timedelta) -> str:
    return f"{span / timedelta(minutes=1):.0f}"


def _codes(numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What events in the inbox, by their numbers, say of the code of their job; those that are gone are absent."""
    found = rows(
        f"SELECT e.id, e.body FROM unnest(%s::bigint[]) AS k(id) CROSS JOIN {DAYS} d "
        "JOIN lineage_inboxevent e ON e.day = d.day AND e.id = k.id",
        [list(numbers)],
    )
    codes = {}
    for number, body in found:
        try:
            facets = orjson.loads(unpack(bytes(body)))["job"].get("facets")
        except PackedUnknown:
            continue
        codes[number] = {
            name: {key: value for key, value in facets[name].items() if not key.startswith("_")}
            for name in _CODE_FACETS
            if isinstance(facets, dict) and isinstance(facets.get(name), dict)
        }
    return codes


def _code(codes: Mapping[int, dict[str, Any]], numbers: Sequence[int]) -> dict[str, Any]:
    """What the events of a run say of its code; of each facet the latest."""
    return {name: facet for number in reversed(numbers) for name, facet in codes.get(number, {}).items()}
