"""One content of a facet over the times at which it was seen: what schemas and column lineage share."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Span:
    """One content of a facet, over the times at which this batch saw it."""

    first: datetime
    last: tuple[datetime, int]
    run: uuid.UUID | None
    source_id: int

    def extend(self, other: Span) -> None:
        """Take in another sighting of the same content."""
        if other.first < self.first:
            self.first, self.run = other.first, other.run
        self.last = max(self.last, other.last)


def span_put(spans: dict[Any, Span], key: Any, span: Span) -> None:
    """Add a sighting of one content."""
    if key in spans:
        spans[key].extend(span)
    else:
        spans[key] = span


def key_columns(keys: list[Any]) -> list[list[Any]]:
    """Tuples as columns."""
    return [list(column) for column in zip(*keys, strict=True)]


def span_columns(spans: dict[Any, Span], keys: list[Any]) -> list[list[Any]]:
    """First time, last time, last rank, run and source of each key, as columns."""
    found = [spans[key] for key in keys]
    return [
        [s.first for s in found],
        [s.last[0] for s in found],
        [s.last[1] for s in found],
        [s.run for s in found],
        [s.source_id for s in found],
    ]
