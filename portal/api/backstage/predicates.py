"""`filter` parameters and `query` bodies to predicates. What a filter says can be said as a query, so cursors carry that.

`query` is Backstage's predicate language: an object of fields, each with a plain value, `$in`, `$exists`, `$hasPrefix`
or `$contains`; and `$all`, `$any`, `$not` around such objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalog.errors import InvalidError
from catalog.queries.descriptor_filters import (
    EVERYTHING,
    RELATIONS,
    AllOf,
    AnyOf,
    Has,
    Not,
    Predicate,
    Starts,
)

PARTS_MAX = 300
DEPTH_MAX = 10
Query = dict[str, Any]
WHERE = "request/body/query"
ROOT_OPERATORS = ("$all", "$any", "$not")
FIELD_OPERATORS = ("$in", "$exists", "$hasPrefix", "$contains")


def query_of_filters(texts: Sequence[str]) -> Query:
    """`filter` parameters: any of them; inside one, commas join conditions that all hold; one key's values are any."""
    groups = [group for group in map(_filter_group, texts) if group]
    alternatives = [
        {key: {"$exists": True} if values is None else {"$in": values} for key, values in group.items()}
        for group in groups
    ]
    if len(alternatives) == 1:
        return alternatives[0]
    return {"$any": alternatives} if alternatives else {}


def _filter_group(text: str) -> dict[str, list[str] | None]:
    group: dict[str, list[str] | None] = {}
    for part in (piece.strip() for piece in text.split(",")):
        if not part:
            continue
        key, equals, value = part.partition("=")
        key = key.strip()
        if not key:
            raise InvalidError(
                f"Invalid filter, '{part}' is not a valid statement (expected a string on the form a=b or a= or a)"
            )
        known = group.get(key)
        if equals:
            group[key] = [*(known or []), value.strip()]
        elif key not in group:
            group[key] = None
    return group


def both(first: Query, second: Query) -> Query:
    """The query that holds where both do."""
    return {"$all": [first, second]} if first and second else first or second


def predicate_of(query: Any) -> Predicate:
    """The predicate of a `query`; none at all is met by everything. Raises InvalidError naming the part."""
    if query is None or query == {}:
        return EVERYTHING
    return _Reading().object(query, WHERE, 1)


class _Reading:
    """One query, its parts counted: a body of a few kilobytes must not become a statement of megabytes."""

    def __init__(self) -> None:
        self._parts = 0

    def object(self, value: Any, path: str, depth: int) -> Predicate:
        if not isinstance(value, dict):
            raise InvalidError(f"{path} must be object")
        if depth > DEPTH_MAX:
            raise InvalidError(f"{WHERE} is nested deeper than {DEPTH_MAX} levels")
        parts = tuple(self._member(key, inner, f"{path}/{key}", depth) for key, inner in value.items())
        return parts[0] if len(parts) == 1 else AllOf(parts)

    def _member(self, key: str, value: Any, path: str, depth: int) -> Predicate:
        self._parts += 1
        if self._parts > PARTS_MAX:
            raise InvalidError(f"{WHERE} must not have more than {PARTS_MAX} conditions")
        if key == "$not":
            return Not(self.object(value, path, depth + 1))
        if key in ROOT_OPERATORS:
            if not isinstance(value, list):
                raise InvalidError(f"{path} must be array")
            parts = tuple(self.object(part, f"{path}/{index}", depth + 1) for index, part in enumerate(value))
            return AllOf(parts) if key == "$all" else AnyOf(parts)
        if key.startswith("$"):
            raise InvalidError(f"{path} is an unknown operator; known are {', '.join(ROOT_OPERATORS)}")
        return _field(key, value, path)


def _field(key: str, value: Any, path: str) -> Predicate:
    if not isinstance(value, dict):
        return Has(key, (_text(value, path),))
    operator = next(iter(value), None)
    if len(value) != 1 or operator not in FIELD_OPERATORS:
        raise InvalidError(f"{path} must be a value or have one of {', '.join(FIELD_OPERATORS)}")
    wanted, path = value[operator], f"{path}/{operator}"
    if operator == "$in":
        return Has(key, _texts(wanted, path))
    if operator == "$exists":
        if not isinstance(wanted, bool):
            raise InvalidError(f"{path} must be boolean")
        return Has(key) if wanted else Not(Has(key))
    if operator == "$hasPrefix":
        if not isinstance(wanted, str):
            raise InvalidError(f"{path} must be string")
        return Starts(key, wanted)
    return _relation(key, wanted, path) if isinstance(wanted, dict) else Has(key, (_text(wanted, path),))


def _relation(key: str, wanted: Query, path: str) -> Predicate:
    """`$contains` with an object: a relation of this type, to one of these if they are named."""
    if key.lower() != "relations":
        raise InvalidError(f"{path} must be a plain value; an object is accepted for relations alone")
    if unknown := sorted(set(wanted) - {"type", "targetRef"}):
        raise InvalidError(f"{path}/{unknown[0]} is unknown; accepted are type and targetRef")
    if not isinstance(wanted.get("type"), str):
        raise InvalidError(f"{path} must have required property 'type', a string")
    target = wanted.get("targetRef")
    if isinstance(target, dict) and set(target) == {"$in"}:
        return Has(RELATIONS + wanted["type"], _texts(target["$in"], f"{path}/targetRef/$in"))
    return Has(RELATIONS + wanted["type"], None if target is None else (_text(target, f"{path}/targetRef"),))


def _texts(values: Any, path: str) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise InvalidError(f"{path} must be array")
    return tuple(_text(value, f"{path}/{index}") for index, value in enumerate(values))


def _text(value: Any, path: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        raise InvalidError(f"{path} must be string, number or boolean")
    return str(value)
