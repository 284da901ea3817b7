"""The fields of a descriptor that people may edit, by their paths; and a descriptor with edits on it. Pure.

An edit has a path and a value. A tag is a field of its own, said to be there or not: people add and remove tags one by one,
whatever sources say of the others. Links are one field: a list as a whole.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.words import Word

TIER_ANNOTATION = "headwater.dev/tier"
TITLE = "metadata.title"
DESCRIPTION = "metadata.description"
TIER = f"metadata.annotations.{TIER_ANNOTATION}"
LIFECYCLE = "spec.lifecycle"
LINKS = "metadata.links"
TAG = "metadata.tags."
LINK = "metadata.links."
# Columns are no part of a descriptor: lineage shows what people say of them over what producers said.
COLUMN = "columns."


class EditField(Word):
    """What people may edit of an entity."""

    TITLE = "title", "Title."
    DESCRIPTION = "description", "Description."
    TIER = "tier", "Importance."
    LIFECYCLE = "lifecycle", "Lifecycle."
    TAGS = "tags", "Tags that were added or removed."
    LINKS = "links", "The list of links."


_PATHS = {
    EditField.TITLE: TITLE,
    EditField.DESCRIPTION: DESCRIPTION,
    EditField.TIER: TIER,
    EditField.LIFECYCLE: LIFECYCLE,
    EditField.TAGS: TAG,
    EditField.LINKS: LINKS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One field as a person wants it; `hides` is what sources said of it when the edit was made."""

    path: str
    value: Any
    hides: Any
    by: str
    at: datetime


def path_of(field: EditField) -> str:
    """The path of a field; of tags, with what all their paths begin."""
    return _PATHS[field]


def word_of(path: str) -> str:
    """A path as sentences and forms have it: title, tag pii, column order_id."""
    for prefix, noun in ((TAG, "tag "), (COLUMN, "column ")):
        if path.startswith(prefix):
            return noun + path.removeprefix(prefix)
    return next((field.value for field, known in _PATHS.items() if known == path), path)


def descriptor_value(descriptor: Mapping[str, Any], path: str) -> Any:
    """What a descriptor says at an editable path: None when nothing, for a tag whether it is there, for links a list."""
    metadata = descriptor.get("metadata") or {}
    if path.startswith(TAG):
        return path.removeprefix(TAG) in (metadata.get("tags") or ())
    if path == LINKS:
        return metadata.get("links") or []
    if path == TIER:
        return (metadata.get("annotations") or {}).get(TIER_ANNOTATION)
    section, _, key = path.partition(".")
    return (descriptor.get(section) or {}).get(key)


def edited(descriptor: Mapping[str, Any], edits: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """A descriptor that says what the edits (path, value) say; edits of columns are left out."""
    made: dict[str, Any] = copy.deepcopy(dict(descriptor))
    for path, value in edits:
        section, _, key = path.partition(".")
        if path.startswith(COLUMN):
            continue
        if path.startswith(TAG):
            _set_tag(made.setdefault("metadata", {}), path.removeprefix(TAG), value)
        elif path == TIER:
            made.setdefault("metadata", {}).setdefault("annotations", {})[TIER_ANNOTATION] = value
        else:
            made.setdefault(section, {})[key] = value
    return made


def _set_tag(metadata: dict[str, Any], tag: str, is_there: bool) -> None:
    tags = metadata.get("tags") or []
    if is_there and tag not in tags:
        metadata["tags"] = [*tags, tag]
    elif not is_there and tag in tags:
        metadata["tags"] = [known for known in tags if known != tag]
