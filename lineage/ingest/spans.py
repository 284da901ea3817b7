"""One content of a facet over the times at which it was seen: what schemas and column lineage share."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
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


def span_rows(spans: dict[Any, Span], keys: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """First time, last time, last rank, run and source of each key."""
    for key in keys:
        span = spans[key]
        yield (span.first, *span.last, span.run, span.source_id)
