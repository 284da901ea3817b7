"""Words that are spelled nearly alike. Pure.

Candidates share trigrams, as PostgreSQL's pg_trgm makes them, but kept as plain arrays: no extension has to be there, and
no right to create one. Which of them count is decided by edits: an added, lost or changed letter, or two that changed places.
"""

from __future__ import annotations

from collections.abc import Iterable

# Shorter words are spelled like too many others.
LETTERS_MIN = 4
NEAREST_MAX = 5
# One edit up to this length, two above.
SHORT_LETTERS = 5


def trigrams(word: str) -> list[str]:
    """The runs of three letters of a word with two blanks before it and one behind, each once."""
    padded = f"  {word} "
    return sorted({padded[i : i + 3] for i in range(len(padded) - 2)})


def is_spelled(word: str) -> bool:
    """Whether a word can be misspelled: letters only, and enough of them; dates and numbers are other ones, not wrong ones."""
    return word.isalpha() and len(word) >= LETTERS_MIN


def nearest(word: str, known: Iterable[str], *, as_prefix: bool) -> list[str]:
    """Up to 5 of these words within one edit (two from six letters on), nearest first, then in the order given.

    With `as_prefix` the beginning of a known word counts too: somebody is still typing.
    """
    most = 1 if len(word) <= SHORT_LETTERS else 2
    found = []
    for place, other in enumerate(known):
        whole = edits(word, other)
        begun = min((edits(word, other[:n]) for n in range(len(word) - 1, len(word) + 2)), default=whole)
        # A word that only begins alike comes after one that is alike.
        distance = min(whole, begun + 0.5) if as_prefix else whole
        if distance <= most:
            found.append((distance, place, other))
    return [other for _, _, other in sorted(found)[:NEAREST_MAX]]


def edits(one: str, other: str) -> int:
    """Letters added, lost or changed, and neighbours that changed places (optimal string alignment: Damerau 1964)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, against in enumerate(other, start=1):
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, last = last, row
    return last[-1]
