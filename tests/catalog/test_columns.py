"""Columns in memory, without a database: texts that hold a term, and who has what."""

from __future__ import annotations

import random

import numpy as np
import pytest

from catalog.columns import values as values_module
from catalog.columns.column import Column
from catalog.columns.values import Values


def packed(*texts: bytes) -> Values:
    return Values.of_packed(b"".join(text + b"\0" for text in sorted(texts)))


def column(found: dict[int, bytes]) -> Column:
    """Of entities with a value each."""
    values = packed(*set(found.values()))
    rows = sorted((values.place(text), i) for i, text in found.items())
    codes, ids = zip(*rows, strict=True) if rows else ((), ())
    return Column(values, np.array(codes, np.int64), np.array(ids, np.int32), np.array([], np.int32))


@pytest.mark.parametrize("seed", range(5))
def test_texts_that_hold_a_term_are_those_that_have_it_somewhere(seed):
    chance = random.Random(seed)
    texts = sorted({bytes(chance.choices(b"aab\xc3\xbc", k=chance.randrange(12))) for _ in range(200)})
    found = 0
    for _ in range(200):
        term = bytes(chance.choices(b"aab\xc3\xbcx", k=chance.randrange(1, 6)))
        numbers = set(packed(*texts).holding(term).tolist())
        assert numbers == {number for number, text in enumerate(texts) if term in text}
        found += len(numbers)
    assert found > 1_000


def test_no_text_holds_a_term_that_is_longer_than_all_of_them():
    assert packed(b"ab", b"abc").holding(b"b" * 100).tolist() == []
    assert packed().holding(b"a").tolist() == []
    assert packed(b"ab", b"abab").holding(b"ab").tolist() == [0, 1, 1]


def test_who_has_a_value_and_which_one_somebody_has():
    found = column({7: b"seven", 3: b"three", 9: b"nine"})
    assert found.entities_of([b"three", b"none", b"", b"seven", b"three"]) == [3, None, None, 7, 3]
    assert found.values_of([9, 3, 4, 0, 100, 9]) == [b"nine", b"three", None, None, None, b"nine"]
    changed = found.replaced([3, 9], [(9, b"three")])
    assert changed.entities_of([b"three", b"nine", b"seven"]) == [9, None, 7]
    assert changed.values_of([3, 7, 9]) == [None, b"seven", b"three"]
    assert column({}).entities_of([b"a"]) == column({}).values_of([1]) == [None]


def test_values_with_the_same_hash_are_told_apart(monkeypatch):
    monkeypatch.setattr(values_module, "hash", lambda text: 4711, raising=False)
    monkeypatch.setattr("catalog.columns.column.hash", lambda text: 4711, raising=False)
    found = column({7: b"seven", 3: b"three", 9: b"nine"})
    assert found.entities_of([b"three", b"none", b"nine"]) == [3, None, 9]
