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
        self._hashes: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
        self._rows_by_id: NDArray[np.int32] | None = None

    @property
    def nbytes(self) -> int:
        """Memory, in bytes."""
        looked_up = [*(self._hashes or ()), *([] if self._rows_by_id is None else [self._rows_by_id])]
        parts = (self.codes, self.ids, self.valueless, *looked_up)
        return int(self.values.nbytes + sum(part.nbytes for part in parts))

    def with_any(self) -> Ids:
        """Entities that have the key."""
        return np.concatenate([self.ids, self.valueless])

    def with_value(self, value: bytes) -> Ids:
        """Entities that have this value."""
        code = self.values.find(value)
        return self.ids[:0] if code is None else self._of_codes(range(code, code + 1))

    def entities_of(self, values: Sequence[bytes]) -> list[int | None]:
        """Of each value the entity that has it, where no two have the same."""
        if not len(self.ids):
            return [None] * len(values)
        if self._hashes is None:
            self._hashes = self.values.hashes()
        hashes, numbers = self._hashes
        places = np.searchsorted(hashes, np.fromiter(map(hash, values), np.int64, len(values)))
        codes = numbers[np.minimum(places, len(numbers) - 1)]
        found = self.values.some(codes)
        if found != values:  # some are nobody's, or another has the same hash
            right = [
                code if one == value else self.values.find(value)
                for one, value, code in zip(found, values, codes.tolist(), strict=True)
            ]
            codes = np.array([-1 if code is None else code for code in right], np.int64)
        sought = codes.astype(self.codes.dtype)  # of the same type: else all would be copied
        rows = np.minimum(np.searchsorted(self.codes, sought), len(self.ids) - 1)
        has_one = (self.codes[rows] == codes).tolist()
        return [i if is_there else None for i, is_there in zip(self.ids[rows].tolist(), has_one, strict=True)]

    def values_of(self, ids: Sequence[int]) -> list[bytes | None]:
        """Of each entity its value, where none has two."""
        if not len(self.ids):
            return [None] * len(ids)
        if self._rows_by_id is None:
            rows_by_id = np.zeros(self.places, np.int32)
            rows_by_id[self.ids] = np.arange(len(self.ids), dtype=np.int32)
            self._rows_by_id = rows_by_id
        wanted = np.array(ids, np.int64)
        rows = self._rows_by_id.take(wanted, mode="clip")
        texts: list[bytes | None] = [*self.values.some(self.codes[rows].astype(np.int64))]
        for n in np.flatnonzero(self.ids[rows] != wanted).tolist():
            texts[n] = None
        return texts

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
        begin = int(np.searchsorted(self.codes, first))
        return begin, int(np.searchsorted(self.codes, last, "right")) if codes else begin
