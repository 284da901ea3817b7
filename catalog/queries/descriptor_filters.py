"""What Backstage's filters and predicates say of descriptors, as values and as SQL over the flattened fields.

All comparisons are on lower-cased text. Two kinds of keys have no rows of their own: `metadata.uid`, a column of the
entity, and the reverse directions of relations, which are read from where they are declared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.permissions import visible
from catalog.queries.hidden import field_not_hidden
from catalog.queries.relations import declared_reverse_of
from catalog.viewers import Viewer

Condition = tuple[str, list[Any]]
UID = "metadata.uid"
RELATIONS = "relations."


@dataclass(frozen=True, slots=True)
class Has:
    """The key has one of the values; None: the key exists."""

    key: str
    values: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Starts:
    """A value of the key begins with this text, taken literally."""

    key: str
    prefix: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; without parts it always does."""

    parts: tuple[Predicate, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A part holds; without parts it never does."""

    parts: tuple[Predicate, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Predicate


Predicate = Has | Starts | AllOf | AnyOf | Not
EVERYTHING = AllOf()


def holds(predicate: Predicate, values: Mapping[str, str]) -> bool:
    """Whether a predicate holds of something that is no entity, from its keys (lower-cased) to their values."""
    if isinstance(predicate, Has | Starts):
        value = values.get(predicate.key.lower())
        if value is None:
            return False
        if isinstance(predicate, Starts):
            return value.lower().startswith(predicate.prefix.lower())
        return predicate.values is None or value.lower() in {wanted.lower() for wanted in predicate.values}
    if isinstance(predicate, Not):
        return not holds(predicate.part, values)
    found = (holds(part, values) for part in predicate.parts)
    return all(found) if isinstance(predicate, AllOf) else any(found)


def condition_of(viewer: Viewer, predicate: Predicate, entity: str) -> Condition:
    """SQL condition on an entity, given by the column of its id."""
    if isinstance(predicate, Has):
        if predicate.values is None:
            return _exists(viewer, predicate.key, entity, "TRUE", [])
        return _exists(viewer, predicate.key, entity, *values_condition("k", predicate.values))
    if isinstance(predicate, Starts):
        return _exists(viewer, predicate.key, entity, "starts_with(k.value, %s)", [predicate.prefix.lower()])
    if isinstance(predicate, Not):
        sql, params = condition_of(viewer, predicate.part, entity)
        return f"NOT {sql}", params
    joined = [condition_of(viewer, part, entity) for part in predicate.parts]
    if not joined:
        return "TRUE" if isinstance(predicate, AllOf) else "FALSE", []
    word = " AND " if isinstance(predicate, AllOf) else " OR "
    return f"({word.join(sql for sql, _ in joined)})", [value for _, params in joined for value in params]


def values_condition(table: str, values: Sequence[str]) -> Condition:
    """SQL condition: the row's value is one of these. One alone is compared plainly, so that an index gives rows in order."""
    lowered = [value.lower() for value in values]
    if len(lowered) == 1:
        return f"{table}.value = %s", lowered
    return f"{table}.value = ANY(%s::text[])", [lowered]


def _exists(viewer: Viewer, key: str, entity: str, condition: str, condition_params: list[Any]) -> Condition:
    found, params = zip(*key_sources(viewer, [key]), strict=True)
    parts = [f"EXISTS (SELECT 1 FROM ({source}) k WHERE k.entity_id = {entity} AND {condition})" for source in found]
    return f"({' OR '.join(parts)})", [value for own in params for value in [*own, *condition_params]]


def text_condition(viewer: Viewer, keys: Sequence[str], term: str, entity: str) -> Condition:
    """SQL condition on an entity, given by the column of its id: a value of one of the keys holds the term, taken literally."""
    parts: list[str] = []
    params: list[Any] = []
    for source, source_params in key_sources(viewer, keys):
        parts.append(f"EXISTS (SELECT 1 FROM ({source}) k WHERE k.entity_id = {entity} AND strpos(k.value, %s) > 0)")
        params += [*source_params, term.lower()]
    return f"({' OR '.join(parts)})", params


def is_plain(key: str) -> bool:
    """Whether all rows of a key are rows of the table: not `metadata.uid`, nor the reverse of what others declare."""
    lowered = key.lower()
    return lowered != UID and not (
        lowered.startswith(RELATIONS) and declared_reverse_of(lowered.removeprefix(RELATIONS)) is not None
    )


def plain_rows(viewer: Viewer, keys: Sequence[str], table: str) -> Condition:
    """SQL condition on a row of catalog_descriptorfield: it is of one of the keys, and the viewer may see it."""
    lowered = sorted({key.lower() for key in keys})
    shown, params = field_not_hidden(viewer, table)
    if len(lowered) == 1:
        return f"{table}.key = %s AND {shown}", [lowered[0], *params]
    return f"{table}.key = ANY(%s::text[]) AND {shown}", [lowered, *params]


def key_sources(viewer: Viewer, keys: Sequence[str]) -> list[Condition]:
    """SELECTs of (entity_id, key, value, original) that together give all rows of the keys which the viewer may see."""
    where, params = plain_rows(viewer, keys, "f")
    found: list[Condition] = [
        (
            "SELECT f.entity_id, f.key, f.value, coalesce(f.original, f.value) AS original "
            f"FROM catalog_descriptorfield f WHERE {where}",
            params,
        )
    ]
    for key in sorted({key.lower() for key in keys if not is_plain(key)}):
        if key == UID:
            uid = f"SELECT u.id AS entity_id, '{UID}' AS key, u.uid::text AS value, u.uid::text AS original"
            found.append((f"{uid} FROM catalog_entity u WHERE {served_condition('u')}", []))
            continue
        seen, seen_params = visible(viewer, "o")
        found.append(
            (
                "SELECT t.id AS entity_id, %s AS key, o.ref AS value, o.ref AS original FROM catalog_relation r "
                "JOIN catalog_entity o ON o.id = r.entity_id JOIN catalog_entity t ON t.ref = r.target_ref "
                f"WHERE r.type = %s AND o.deleted_at IS NULL AND {seen} AND {served_condition('t')}",
                [key, declared_reverse_of(key.removeprefix(RELATIONS)), *seen_params],
            )
        )
    return found


def key_rows(viewer: Viewer, keys: Sequence[str]) -> Condition:
    """One SELECT of (entity_id, key, value, original) with all rows of the keys which the viewer may see."""
    found, params = zip(*key_sources(viewer, keys), strict=True)
    return " UNION ALL ".join(found), [value for own in params for value in own]


def served_condition(table: str) -> str:
    """SQL condition: the entity is one that is served. Only those have rows in catalog_descriptorfield."""
    return f"{table}.deleted_at IS NULL AND {table}.canonical_id IS NULL AND NOT {table}.stub"
