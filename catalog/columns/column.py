"""One key of all descriptors: which entity has which value. Pure: numpy, no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from catalog.columns.values import Values

Ids = NDArray[np.int32]
Members = NDArray[np.bool_]
"""A place for each entity id: whether it is one of them."""


class Column:
    """Rows of (value, entity) in that order, and the entities that have the key without a value. Never changed: `replaced` gives
    another."""

    def __init__(self, values: Values, codes: NDArray[np.integer], ids: Ids, valueless: Ids) -> None:
        """`codes`: of each row the number of its value."""
        self.values = values
        self.codes = codes.astype(np.min_scalar_type(max(len(values) - 1, 0)), copy=False)
        self.ids = ids
        self.valueless = valueless
        self.has_each_once = not len(ids) or int(np.bincount(ids).max()) == 1
        self.places = 1 + int(max(ids.max(initial=-1), valueless.max(initial=-1)))
        self._totals: list[tuple[str, int]] | None = None

    @property
    def nbytes(self) -> int:
        """Memory, in bytes."""
        return self.values.nbytes + self.codes.nbytes + self.ids.nbytes + self.valueless.nbytes

    def with_any(self) -> Ids:
        """Entities that have the key."""
        return np.concatenate([self.ids, self.valueless])

    def with_value(self, value: bytes) -> Ids:
        """Entities that have this value."""
        code = self.values.find(value)
        return self.ids[:0] if code is None else self._of_codes(range(code, code + 1))

    def beginning(self, prefix: bytes) -> Ids:
        """Entities with a value that begins so."""
        return self._of_codes(self.values.beginning(prefix))

    def holding(self, term: bytes) -> Ids:
        """Entities with a value that holds the term."""
        is_one = np.zeros(len(self.values) + 1, np.bool_)
        is_one[self.values.holding(term)] = True
        found: Ids = self.ids[is_one[self.codes]]
        return found

    def counts(self, members: Members | None) -> list[tuple[str, int]]:
        """How many entities have each value; of `members`, where they are given. An entity has a value once."""
        if members is not None:
            return self._counted(self.codes[members[self.ids]])
        if self._totals is None:
            self._totals = self._counted(self.codes)
        return self._totals

    def _counted(self, codes: NDArray[np.integer]) -> list[tuple[str, int]]:
        counts = np.bincount(codes, minlength=len(self.values))
        return [(self.values[code].decode(), int(counts[code])) for code in np.flatnonzero(counts).tolist()]

    def row_after(self, value: bytes, entity_id: int) -> int:
        """The number of the first row behind this value and entity."""
        place = self.values.place(value)
        begin, end = self._rows(range(place, place + 1))
        if self.values.find(value) is None:
            return begin
        return begin + int(np.searchsorted(self.ids[begin:end], entity_id, "right"))

    def replaced(self, changed: Sequence[int], rows: Iterable[tuple[int, bytes | None]]) -> Column:
        """With these rows (entity, value) in place of all that the changed entities had."""
        given = list(rows)
        texts = sorted({text for _, text in given if text is not None})
        values, shifts = self.values.with_more([text for text in texts if self.values.find(text) is None])
        gone = np.array(sorted(changed), np.int32)
        kept = ~np.isin(self.ids, gone)
        old = (self.codes.astype(np.int64) + shifts[self.codes])[kept] << 32 | self.ids[kept]
        numbers = {text: values.place(text) for text in texts}
        new = np.array(sorted(numbers[text] << 32 | i for i, text in given if text is not None), np.int64)
        both = np.insert(old, np.searchsorted(old, new), new)
        valueless = [
            self.valueless[~np.isin(self.valueless, gone)],
            np.array([i for i, text in given if text is None], np.int32),
        ]
        return Column(values, both >> 32, (both & 0xFFFFFFFF).astype(np.int32), np.concatenate(valueless))

    def _of_codes(self, codes: range) -> Ids:
        begin, end = self._rows(codes)
        return self.ids[begin:end]

    def _rows(self, codes: range) -> tuple[int, int]:
        """From the first of their rows to behind the last."""
        if codes.start >= len(self.values):
            return len(self.ids), len(self.ids)
        first, last = (self.codes.dtype.type(code) for code in (codes.start, max(codes.start, codes.stop - 1)))
        begin = int(np.searchsorted(self.codes, first))  # of the same type: else all would be copied
        return begin, int(np.searchsorted(self.codes, last, "right")) if codes else begin
