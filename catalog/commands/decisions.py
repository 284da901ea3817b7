"""What people decide of which entities are one. Writer of IdentityDecision; nothing that reads sources can come here.

A decision is never changed: a new one revokes what it contradicts, and each row keeps which change set made it and which
revoked it, so that undoing a change set is exact. Groups follow in lineage/ingest/alias_groups.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from catalog.answers import DecisionKind
from catalog.database import execute, rows
from catalog.queues import IDENTITY
from catalog.viewers import Viewer

Pair = tuple[int, int]


def decisions_make(
    viewer: Viewer, kind: DecisionKind, pairs: Sequence[Pair], *, change_set_id: int, reason: str | None
) -> None:
    """Decide of these (entity, other) pairs, whatever was decided of them before."""
    ordered = sorted(pairs)
    _revoke(ordered, change_set_id)
    execute(
        "INSERT INTO catalog_identitydecision (kind, entity_id, other_id, by_key, by_name, reason, change_set_id) "
        "SELECT %s, g.entity_id, g.other_id, %s, %s, %s, %s FROM unnest(%s::int[], %s::int[]) AS g(entity_id, other_id)",
        [
            kind.value,
            viewer.key,
            viewer.name or viewer.key,
            reason,
            change_set_id,
            [pair[0] for pair in ordered],
            [pair[1] for pair in ordered],
        ],
    )
    IDENTITY.ask(entity_id for pair in ordered for entity_id in pair)


def decisions_revoke(one: Sequence[int], other: Sequence[int], *, change_set_id: int) -> None:
    """Take back all that was decided between entities of two groups."""
    _revoke(list(product(one, other)), change_set_id)
    IDENTITY.ask([*one, *other])


def _revoke(pairs: Sequence[Pair], change_set_id: int) -> None:
    execute(
        "UPDATE catalog_identitydecision d SET revoked_at = now(), revoked_by_id = %s "
        "FROM unnest(%s::int[], %s::int[]) AS g(one, other) WHERE d.revoked_at IS NULL "
        "AND least(d.entity_id, d.other_id) = least(g.one, g.other) "
        "AND greatest(d.entity_id, d.other_id) = greatest(g.one, g.other)",
        [change_set_id, [pair[0] for pair in pairs], [pair[1] for pair in pairs]],
    )


def decisions_undo(change_set_id: int, *, by_change_set_id: int) -> None:
    """Take back what a change set decided, and put in force again what it revoked."""
    made = rows(
        "UPDATE catalog_identitydecision SET revoked_at = now(), revoked_by_id = %s "
        "WHERE change_set_id = %s AND revoked_at IS NULL RETURNING entity_id, other_id",
        [by_change_set_id, change_set_id],
    )
    restored = rows(
        "UPDATE catalog_identitydecision SET revoked_at = NULL, revoked_by_id = NULL "
        "WHERE revoked_by_id = %s RETURNING entity_id, other_id",
        [change_set_id],
    )
    IDENTITY.ask(entity_id for pair in [*made, *restored] for entity_id in pair)
