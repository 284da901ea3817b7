"""How an answer's field carries the text that every door shows for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import Any

from catalog.words import Word


def doc(text: str, **options: Any) -> Any:
    """A dataclass field with the text that every door shows for it."""
    return field(metadata={"doc": text}, **options)


def given(text: str, default: Any = None) -> Any:
    """A field of a filter or input with its text; absent unless the caller gives it."""
    return field(metadata={"doc": text}, default=default)


def many(text: str, default: Callable[[], Any] = tuple) -> Any:
    """Like `doc`, for a list that may be left out."""
    return field(metadata={"doc": text}, default_factory=default)


class TextState(Word):
    """Why a restricted text is or is not there."""

    AVAILABLE = "available", "Text is present."
    REDACTED = "redacted", "It exists, the viewer may not read it."
    ABSENT = "absent", "It was never sent."
    EXPIRED = "expired", "It was deleted by retention."
