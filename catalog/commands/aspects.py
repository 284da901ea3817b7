"""What a change is about: how its values are read before and after, told in sentences, and made to follow at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.answers import OwnerState
from catalog.commands.selection import owner_words
from catalog.database import rows
from catalog.field_paths import COLUMN, descriptor_value, set_of, word_of
from catalog.ownership.refresh import ownership_resolve
from catalog.queries.field_edits import field_edits_of
from catalog.queues import HEALTH

Value = Mapping[str, Any] | None
NAMED_MAX = 3
SHOWN_MAX = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """Fields of entities, as change sets and the audit tell of them. `read` answers values by field and entity, `sentence` is
    of a field, its value before and after."""

    fields: tuple[str, ...]
    read: Callable[[Sequence[int]], dict[str, dict[int, dict[str, Any]]]]
    sentence: Callable[[str, Value, Value], str]
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


def _owner_sentence(field: str, before: Value, after: Value) -> str:
    old, new = _owner(before), _owner(after)
    return f"stays {new}" if old == new else f"{old} to {new}"


def _owner(value: Value) -> str:
    return owner_words(value["owner"], OwnerState(value["state"])) if value else owner_words(None, OwnerState.ORPHAN)


_ACCOUNTABLE = "owner.accountable"
OWNER = Aspect(
    fields=(_ACCOUNTABLE,),
    read=lambda ids: {_ACCOUNTABLE: _owners(ids)},
    sentence=_owner_sentence,
    follow=ownership_resolve,
)


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


def _identity_sentence(field: str, before: Value, after: Value) -> str:
    told = [f"{text} {_named(after[kind])}" for kind, text in _SAID.items() if after and kind in after]
    return "; ".join(told) or "left to what sources say"


def _named(refs: Sequence[str]) -> str:
    more = len(refs) - NAMED_MAX
    return ", ".join(refs[:NAMED_MAX]) + (f" and {more} more" if more > 0 else "")


_SAID = {"same": "one with", "apart": "kept apart from"}
# Groups are found by the worker, within seconds: it holds up the projection of lineage, which an edit must not wait for.
IDENTITY = Aspect(
    fields=("identity",),
    read=lambda ids: {"identity": _identities(ids)},
    sentence=_identity_sentence,
    follow=lambda ids: None,
)


def edited_fields(paths: Sequence[str]) -> Aspect:
    """The aspect of edits at these paths: what is shown, whoever said it."""

    def read(ids: Sequence[int]) -> dict[str, dict[int, dict[str, Any]]]:
        columns = field_edits_of(ids, below=COLUMN)
        found: dict[str, dict[int, dict[str, Any]]] = {path: {} for path in paths}
        for entity_id, descriptor in rows(
            "SELECT entity_id, descriptor FROM catalog_entitydocument WHERE entity_id = ANY(%s)", [list(ids)]
        ):
            said = {edit.path: edit.value for edit in columns[entity_id]}
            for path in paths:
                value = said.get(path) if path.startswith(COLUMN) else descriptor_value(descriptor, path)
                found[path][entity_id] = {path: value}
        return found

    return Aspect(fields=tuple(paths), read=read, sentence=_field_sentence, follow=HEALTH.ask)


def _field_sentence(field: str, before: Value, after: Value) -> str:
    old, new = (value[field] if value else None for value in (before, after))
    if set_of(field):
        return f"{word_of(field)}: {'as it was' if old == new else 'added' if new else 'removed'}"
    nothing = "what producers say" if field.startswith(COLUMN) else "nothing"
    was, is_now = (nothing if value is None else _shown(value) for value in (old, new))
    return f"{word_of(field)}: {f'stays {is_now}' if old == new else f'{was} to {is_now}'}"


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"{len(value)} link{'' if len(value) == 1 else 's'}"
    text = " ".join(str(value).split())
    return f"“{text[:SHOWN_MAX]}{'…' if len(text) > SHOWN_MAX else ''}”"
