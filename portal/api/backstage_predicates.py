"""Predicates of POST by-query, by-refs and entity-facets that say the same as `filter`: fields, $all, $any, $in, $exists.

`$not`, `$hasPrefix` and `$contains` over relations come with the whole contract; until then they are refused by name,
not ignored.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from catalog.errors import InvalidError
from catalog.queries.descriptors import FilterGroup

GROUPS_MAX = 100
DEPTH_MAX = 10


def groups_of(query: Any) -> list[FilterGroup]:
    """Alternatives of a predicate: any group, in it every key."""
    if query is None or query == {}:
        return []
    if not isinstance(query, dict):
        raise InvalidError("request/body/query must be object")
    groups = _groups(query, 1)
    if len(groups) > GROUPS_MAX:
        raise InvalidError(f"request/body/query has more than {GROUPS_MAX} alternatives")
    return groups


def _groups(query: dict[str, Any], depth: int) -> list[FilterGroup]:
    if depth > DEPTH_MAX:
        raise InvalidError(f"request/body/query is nested deeper than {DEPTH_MAX} levels")
    alternatives: list[list[FilterGroup]] = []
    for key, value in query.items():
        if key in {"$all", "$any"} and not (isinstance(value, list) and all(isinstance(part, dict) for part in value)):
            raise InvalidError(f"{key} in query must be array of objects")
        if key == "$all":
            alternatives.extend(_groups(part, depth + 1) for part in _parts(key, value))
        elif key == "$any":
            alternatives.append([group for part in _parts(key, value) for group in _groups(part, depth + 1)])
        elif key.startswith("$"):
            raise InvalidError(f"Unknown operator '{key}' in query; known are $all, $any, $in, $exists")
        else:
            alternatives.append([{key: _values(key, value)}])
    merged: list[FilterGroup] = []
    for combination in product(*alternatives):
        keys = [key for group in combination for key in group]
        if len(keys) != len(set(keys)):
            raise InvalidError("A query may name each field once in what must all hold; use $in for several values")
        merged.append({key: values for group in combination for key, values in group.items()})
        if len(merged) > GROUPS_MAX:
            raise InvalidError(f"request/body/query has more than {GROUPS_MAX} alternatives")
    return merged


def _parts(key: str, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
        raise InvalidError(f"request/body/query/{key} must be array of objects")
    return value


def _values(key: str, value: Any) -> list[str] | None:
    if not isinstance(value, dict):
        return [_text(value)]
    if set(value) == {"$in"} and isinstance(value["$in"], list):
        return [_text(item) for item in value["$in"]]
    if value == {"$exists": True}:
        return None
    if set(value) == {"$contains"} and not isinstance(value["$contains"], dict):
        return [_text(value["$contains"])]
    raise InvalidError(f"The predicate on '{key}' is not supported; known are a value, $in, $exists: true, $contains")


def _text(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
