"""What people decide about owners. Writer of OwnershipAssertion; nothing that reads sources can come here.

An assertion is never changed: a new decision revokes what it contradicts, and each row keeps which change set made it and
which revoked it, so that undoing a change set is exact.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.answers import AssertionKind
from catalog.database import execute, rows
from catalog.viewers import Viewer

DECISIONS = (AssertionKind.OVERRIDE, AssertionKind.UNOWNED_OK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One assertion to make on one entity."""

    entity_id: int
    kind: AssertionKind
    owner_ref: str | None
    instead_ref: str | None = None


def assertions_make(
    viewer: Viewer,
    decisions: Sequence[Decision],
    *,
    change_set_id: int,
    reason: str | None,
    review_at: datetime | None = None,
) -> None:
    """Put assertions in force; those that would stand against them are to be revoked before."""
    ordered = sorted(decisions, key=lambda decision: decision.entity_id)
    execute(
        "INSERT INTO catalog_ownershipassertion (uid, entity_id, kind, role, owner_ref, instead_ref, by_key, by_name, "
        "reason, review_at, change_set_id) SELECT g.uid, g.entity_id, g.kind, 'accountable', g.owner_ref, g.instead_ref, "
        "%s, %s, %s, %s, %s FROM unnest(%s::uuid[], %s::int[], %s::text[], %s::text[], %s::text[]) "
        "AS g(uid, entity_id, kind, owner_ref, instead_ref)",
        [
            viewer.key,
            viewer.name or viewer.key,
            reason,
            review_at,
            change_set_id,
            [uuid.uuid4() for _ in ordered],
            [decision.entity_id for decision in ordered],
            [decision.kind.value for decision in ordered],
            [decision.owner_ref for decision in ordered],
            [decision.instead_ref for decision in ordered],
        ],
    )


def assertions_revoke(
    entity_ids: Sequence[int],
    *,
    kinds: Sequence[AssertionKind],
    change_set_id: int,
    owner_ref: str | None = None,
) -> int:
    """Take back assertions in force, those of one owner when given; how many."""
    return execute(
        "UPDATE catalog_ownershipassertion SET revoked_at = now(), revoked_by_id = %s WHERE entity_id = ANY(%s) "
        "AND kind = ANY(%s::text[]) AND revoked_at IS NULL AND (%s::text IS NULL OR owner_ref = %s)",
        [change_set_id, sorted(entity_ids), [kind.value for kind in kinds], owner_ref, owner_ref],
    )


def assertions_undo(change_set_id: int, *, by_change_set_id: int) -> list[int]:
    """Take back what a change set asserted, and put in force again what it revoked; the entities touched."""
    made = rows(
        "UPDATE catalog_ownershipassertion SET revoked_at = now(), revoked_by_id = %s "
        "WHERE change_set_id = %s AND revoked_at IS NULL RETURNING entity_id",
        [by_change_set_id, change_set_id],
    )
    restored = rows(
        "UPDATE catalog_ownershipassertion SET revoked_at = NULL, revoked_by_id = NULL "
        "WHERE revoked_by_id = %s RETURNING entity_id",
        [change_set_id],
    )
    return sorted({row[0] for row in [*made, *restored]})
