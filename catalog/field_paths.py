"""The fields of a descriptor that people may edit, by their paths; and a descriptor with edits on it. Pure.

An edit has a path and a value. A tag is a field of its own, said to be there or not: people add and remove tags one by one,
whatever sources say of the others. So are terms of the glossary, by their refs. Links are one field: a list as a whole.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.names import InvalidRef, term_ref
from catalog.words import Word

TIER_ANNOTATION = "headwater.dev/tier"
TITLE = "metadata.title"
DESCRIPTION = "metadata.description"
TIER = f"metadata.annotations.{TIER_ANNOTATION}"
LIFECYCLE = "spec.lifecycle"
LINKS = "metadata.links"
TAG = "metadata.tags."
TERMS_FIELD = "glossaryTerms"
TERM = f"spec.{TERMS_FIELD}."
LINK = "metadata.links."
# Columns are no part of a descriptor: lineage shows what people say of them over what producers said.
COLUMN = "columns."
# Sets: with what the paths of their members begin, and what a member is called.
SETS = {TAG: "tag", TERM: "glossary term"}
_PREFIXES = tuple(SETS)


class EditField(Word):
    """What people may edit of an entity."""

    TITLE = "title", "Title."
    DESCRIPTION = "description", "Description."
    TIER = "tier", "Importance."
    LIFECYCLE = "lifecycle", "Lifecycle."
    TAGS = "tags", "Tags that were added or removed."
    LINKS = "links", "The list of links."
    GLOSSARY_TERMS = "glossary_terms", "Terms of the glossary that were added or removed."


_PATHS = {
    EditField.TITLE: TITLE,
    EditField.DESCRIPTION: DESCRIPTION,
    EditField.TIER: TIER,
    EditField.LIFECYCLE: LIFECYCLE,
    EditField.TAGS: TAG,
    EditField.LINKS: LINKS,
    EditField.GLOSSARY_TERMS: TERM,
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
    """The path of a field; of a set, with what the paths of its members begin."""
    return _PATHS[field]


def set_of(path: str) -> str | None:
    """The set that a path names a member of; None for a field with one value."""
    return next(filter(path.startswith, SETS)) if path.startswith(_PREFIXES) else None


def place_of(prefix: str) -> tuple[str, str]:
    """Where a descriptor lists the members of a set: section and key."""
    section, key, _ = prefix.split(".")
    return section, key


def member_of(prefix: str, text: object) -> object:
    """A member as its path has it: a term by its canonical ref, where it is one."""
    try:
        return term_ref(text) if prefix == TERM and isinstance(text, str) else text
    except InvalidRef:
        return text


def word_of(path: str) -> str:
    """A path as sentences and forms have it: title, tag pii, column order_id."""
    for prefix, noun in {**SETS, COLUMN: "column"}.items():
        if path.startswith(prefix):
            return f"{noun} {path.removeprefix(prefix)}"
    return next((field.value for field, known in _PATHS.items() if known == path), path)


def descriptor_value(descriptor: Mapping[str, Any], path: str) -> Any:
    """What a descriptor says at an editable path: None when nothing, links as a list, of a member whether it is there."""
    metadata = descriptor.get("metadata") or {}
    prefix = set_of(path)
    if prefix:
        section, key = place_of(prefix)
        listed = (descriptor.get(section) or {}).get(key) or ()
        return path.removeprefix(prefix) in [member_of(prefix, text) for text in listed]
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
        if prefix := set_of(path):
            _set_member(made, prefix, path.removeprefix(prefix), value)
        elif path == TIER:
            made.setdefault("metadata", {}).setdefault("annotations", {})[TIER_ANNOTATION] = value
        else:
            made.setdefault(section, {})[key] = value
    return made


def _set_member(made: dict[str, Any], prefix: str, member: str, is_there: bool) -> None:
    section, key = place_of(prefix)
    fields = made.setdefault(section, {})
    listed = fields.get(key) or []
    said = [member_of(prefix, text) for text in listed]
    if is_there and member not in said:
        fields[key] = [*listed, member]
    elif not is_there and member in said:
        fields[key] = [text for text, known in zip(listed, said, strict=True) if known != member]
