"""What a descriptor states, field by field: the paths by which provenance, precedence and plans speak of it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

# Maps of which every entry is a field of its own.
MAPS = ("annotations", "labels")
_IDENTITY_KEYS = {"name", "namespace", "uid", "etag", "generation"}


def stated_fields(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """Values by dotted path (`metadata.title`, `metadata.annotations.x`, `spec.type`); what names the entity is no part."""
    found: dict[str, Any] = {}
    for key, value in _mapping(descriptor.get("metadata")).items():
        if key in MAPS:
            found |= {f"metadata.{key}.{name}": text for name, text in _mapping(value).items()}
        elif key not in _IDENTITY_KEYS:
            found[f"metadata.{key}"] = value
    return found | {f"spec.{key}": value for key, value in _mapping(descriptor.get("spec")).items()}


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def provenance_packed(provenance: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """As it is stored: fields that one claim states, and nobody else, share a line. Mostly that is all of them."""
    lines: dict[int, dict[str, Any]] = {}
    paths: dict[int, list[str]] = defaultdict(list)
    for path, line in provenance.items():
        lines[id(line)] = line
        paths[id(line)].append(path)
    return {"lines": [{**line, "fields": paths[key]} for key, line in lines.items()]}


def provenance_unpacked(stored: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """By field; also as it was stored before fields shared lines."""
    if "lines" not in stored:
        return dict(stored)
    return {path: line for line in stored["lines"] for path in line["fields"]}
