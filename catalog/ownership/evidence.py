"""Writer of OwnershipEvidence: a signal's rows are replaced by what it says now, and nobody else's are touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from catalog.database import execute, rows
from catalog.ownership.signal import Evidence

# The key of a row within its signal, then what may change about it.
_KEY = ("entity_id", "source_id", "role", "owner_ref", "family")
_REST = ("tier", "rank", "strength", "text", "url", "event_at")
_TYPES = ("int", "int", "text", "text", "text", "smallint", "smallint", "float8", "text", "text", "timestamptz")
_SIZE = len(_KEY)


def evidence_replace(signal_name: str, entity_ids: Sequence[int], evidence: Iterable[Evidence]) -> set[int]:
    """Make `evidence` all that this signal says of these entities; the entities for which that is something new.

    `observed_at` is kept while a source names the same owner at the same rank: another wording is no new observation.
    """
    wanted = _wanted(set(entity_ids), evidence)
    present: dict[tuple[Any, ...], tuple[int, tuple[Any, ...]]] = {
        row[1 : 1 + _SIZE]: (row[0], row[1 + _SIZE :])
        for row in rows(
            "SELECT id, entity_id, source_id, role, owner_ref, family, tier, rank, strength, text, url, event_at "
            "FROM catalog_ownershipevidence WHERE entity_id = ANY(%s) AND signal = %s",
            [list(entity_ids), signal_name],
        )
    }
    gone = [key for key in present if key not in wanted]
    changed = [key for key, rest in wanted.items() if key not in present or present[key][1] != rest]
    if gone:
        execute("DELETE FROM catalog_ownershipevidence WHERE id = ANY(%s)", [[present[key][0] for key in gone]])
    if changed:
        _put(signal_name, [key + wanted[key] for key in changed])
    return {key[0] for key in (*gone, *changed)}


def _wanted(entity_ids: set[int], evidence: Iterable[Evidence]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """By key; of two rows with one key the one of higher precedence. What it says of entities not asked for is left out."""
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for one in sorted(evidence, key=lambda e: (-e.tier, e.rank, e.strength, e.text, e.url or "")):
        if one.entity_id in entity_ids:
            key = (one.entity_id, one.source_id, one.role.value, one.owner_ref, one.family)
            found[key] = (one.tier, one.rank, one.strength, one.text, one.url, one.event_at)
    return found


def _put(signal_name: str, wanted: list[tuple[Any, ...]]) -> None:
    execute(
        f"""
        INSERT INTO catalog_ownershipevidence AS o (signal, {", ".join(_KEY + _REST)})
        SELECT %s, * FROM unnest({", ".join(f"%s::{kind}[]" for kind in _TYPES)})
        ON CONFLICT (entity_id, signal, source_id, role, owner_ref, family) DO UPDATE SET
          tier = excluded.tier, rank = excluded.rank, strength = excluded.strength, text = excluded.text,
          url = excluded.url, event_at = excluded.event_at,
          observed_at = CASE WHEN (o.tier, o.rank) = (excluded.tier, excluded.rank) THEN o.observed_at
            ELSE excluded.observed_at END
        """,
        [signal_name, *(list(column) for column in zip(*wanted, strict=True))],
        beside=True,
    )
