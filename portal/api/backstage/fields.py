"""`fields`: entities cut down to dotted paths."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from catalog.errors import InvalidError
from catalog.queries.served import Document


def fields_of(texts: Iterable[str]) -> list[str]:
    """Dotted paths, each once; several may stand in one text, with commas between them."""
    fields = list(dict.fromkeys(f.strip() for text in texts for f in text.split(",") if f.strip()))
    if any("[" in field for field in fields):
        raise InvalidError("Invalid field, array type fields are not supported")
    return fields


def picked(entity: Document | None, fields: list[str]) -> Document | None:
    """The entity cut down to dotted paths; keys that hold dots themselves are found greedily."""
    if not isinstance(entity, dict) or not fields:
        return entity
    found: dict[str, Any] = {}
    for field in fields:
        _pick(entity, found, field)
    return found


def _pick(source: dict[str, Any], target: dict[str, Any], path: str) -> None:
    for key, rest in _ways(path):
        if key not in source:
            continue
        value = source[key]
        if not rest:
            target[key] = value
        else:
            below = target.setdefault(key, {})
            if isinstance(below, dict) and isinstance(value, dict):
                _pick(value, below, rest)
        return


@lru_cache(1_000)
def _ways(path: str) -> tuple[tuple[str, str], ...]:
    """A path as a key and what is behind it, in every way, the longest key first. Kept: a list asks for each entity."""
    parts = path.split(".")
    return tuple((".".join(parts[:n]), ".".join(parts[n:])) for n in range(len(parts), 0, -1))
