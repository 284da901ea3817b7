"""Pages: forward, keyset, with cursors that are opaque, signed and bound to question, arguments and viewer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

import orjson
from django.core import signing

from catalog.errors import InvalidError
from catalog.viewers import Viewer
from catalog.words import Word

T = TypeVar("T")
PAGE_MAX = 100
CURSOR_AGE = timedelta(hours=24)
COUNT_LIMIT = 10_000


class CountState(Word):
    """How sure a count is."""

    EXACT = "exact", "Exact."
    AT_LEAST = "at_least", "At least this many: counting stopped there."
    NOT_COUNTED = "not_counted", "Not counted: it would cost more than the page."


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """One page of a list. `cursors` stand beside `items`; `end_cursor` is None on an empty page."""

    items: tuple[T, ...]
    cursors: tuple[str, ...]
    has_next: bool
    total_count: int | None = None
    total_count_state: CountState = CountState.NOT_COUNTED

    @property
    def end_cursor(self) -> str | None:
        """Cursor of the last item: the next `after`."""
        return self.cursors[-1] if self.cursors else None


class Pager:
    """Encodes and decodes the positions of one list question.

    `arguments` are everything that shapes the list but the page itself; a cursor of other arguments is refused.
    """

    def __init__(self, question: str, viewer: Viewer, arguments: Any, *, first: int, after: str | None) -> None:
        if not isinstance(first, int) or isinstance(first, bool) or not 1 <= first <= PAGE_MAX:
            raise InvalidError.of("first", f"must be a whole number from 1 to {PAGE_MAX}")
        self.first = first
        raw = orjson.dumps([question, viewer.key, arguments], option=orjson.OPT_SORT_KEYS, default=str)
        self._salt = f"cursor.{question}"
        self._binding = hashlib.blake2b(raw, digest_size=8).hexdigest()
        self.position: list[Any] | None = self._decode(after) if after else None

    def _decode(self, after: str) -> list[Any]:
        try:
            binding, position = signing.loads(after, salt=self._salt, max_age=CURSOR_AGE)
        except (signing.BadSignature, ValueError) as error:
            raise InvalidError.of("after", "is no cursor of this question, or older than 24 hours") from error
        if binding != self._binding:
            raise InvalidError.of("after", "belongs to other arguments; start again without it")
        return list(position)

    def cursor(self, position: list[Any]) -> str:
        """The cursor for the item at this position (JSON values that total-order the list)."""
        return signing.dumps([self._binding, position], salt=self._salt)

    def page(
        self,
        items: list[tuple[T, list[Any]]],
        *,
        total: tuple[int | None, CountState] = (None, CountState.NOT_COUNTED),
    ) -> Page[T]:
        """A page from up to first + 1 (item, position) pairs; the extra one says that there is a next page."""
        kept = items[: self.first]
        return Page(
            items=tuple(item for item, _ in kept),
            cursors=tuple(self.cursor(position) for _, position in kept),
            has_next=len(items) > self.first,
            total_count=total[0],
            total_count_state=total[1],
        )
