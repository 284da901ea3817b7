"""`fields`: entities cut down to dotted paths."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalog.errors import InvalidError


def fields_of(texts: Iterable[str]) -> list[str]:
    """Dotted paths, each once; several may stand in one text, with commas between them."""
    fields = list(dict.fromkeys(f.strip() for text in texts for f in text.split(",") if f.strip()))
    if any("[" in field for field in fields):
        raise InvalidError("Invalid field, array type fields are not supported")
    return fields


def picked(entity: dict[str, Any] | None, fields: list[str]) -> dict[str, Any] | None:
    """The entity cut down to dotted paths; keys that hold dots themselves are found greedily."""
    if entity is None or not fields:
        return entity
    found: dict[str, Any] = {}
    for field in fields:
        _pick(entity, found, field.split("."))
    return found


def _pick(source: Any, target: dict[str, Any], parts: list[str]) -> None:
    for length in range(len(parts), 0, -1):
        key = ".".join(parts[:length])
        if not isinstance(source, dict) or key not in source:
            continue
        if length == len(parts):
            target[key] = source[key]
        else:
            below = target.setdefault(key, {})
            if isinstance(below, dict):
                _pick(source[key], below, parts[length:])
        return
