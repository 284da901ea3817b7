"""What an edit is about: how its value is read before and after, told in a sentence, and made to follow at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.answers import OwnerState
from catalog.commands.selection import owner_words
from catalog.database import rows
from catalog.ownership.refresh import ownership_resolve

Value = Mapping[str, Any] | None
NAMED_MAX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """One field of entities, as change sets and the audit tell of it."""

    field: str
    read: Callable[[Sequence[int]], dict[int, dict[str, Any]]]
    sentence: Callable[[Value, Value], str]
    follow: Callable[[Sequence[int]], object]


def _owners(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Who owns each entity, and the decisions of people in force."""
    return {
        row[0]: {"owner": row[1], "state": row[2], "text": row[3]}
        for row in rows(
            "SELECT entity_id, owner_ref, state, text FROM catalog_resolvedownership "
            "WHERE entity_id = ANY(%s) AND role = 'accountable' AND valid_to IS NULL",
            [list(ids)],
        )
    }


def _owner_sentence(before: Value, after: Value) -> str:
    old, new = _owner(before), _owner(after)
    return f"stays {new}" if old == new else f"{old} to {new}"


def _owner(value: Value) -> str:
    return owner_words(value["owner"], OwnerState(value["state"])) if value else owner_words(None, OwnerState.ORPHAN)


OWNER = Aspect(field="owner.accountable", read=_owners, sentence=_owner_sentence, follow=ownership_resolve)


def _identities(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """With whom people say each entity is one, and with whom it is not; of the others nobody said anything."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for entity_id, kind, refs in rows(
        "SELECT k.id, d.kind, array_agg(e.ref ORDER BY e.ref) FROM unnest(%s::int[]) AS k(id) "
        "JOIN catalog_identitydecision d ON d.revoked_at IS NULL AND (d.entity_id = k.id OR d.other_id = k.id) "
        "JOIN catalog_entity e ON e.id IN (d.entity_id, d.other_id) AND e.id <> k.id GROUP BY 1, 2",
        [list(ids)],
    ):
        found[entity_id][kind] = refs
    return dict(found)


def _identity_sentence(before: Value, after: Value) -> str:
    told = [f"{text} {_named(after[kind])}" for kind, text in _SAID.items() if after and kind in after]
    return "; ".join(told) or "left to what sources say"


def _named(refs: Sequence[str]) -> str:
    more = len(refs) - NAMED_MAX
    return ", ".join(refs[:NAMED_MAX]) + (f" and {more} more" if more > 0 else "")


_SAID = {"same": "one with", "apart": "kept apart from"}
# Groups are found by the worker, within seconds: it holds up the projection of lineage, which an edit must not wait for.
IDENTITY = Aspect(field="identity", read=_identities, sentence=_identity_sentence, follow=lambda ids: None)
