"""What a text looks for: its words, in the spellings that count, as a condition on the words of entities.

Every word must be found, in any order and in any field; a word of three letters or more, and the last one, may be the
beginning of one that is found, and number does not matter in English. Where nothing that the viewer may see has them
all, words that nothing has are taken for misspelled, and those spelled nearest are looked for (catalog/spelling.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from catalog.database import rows
from catalog.permissions import visible
from catalog.spelling import is_spelled, nearest, trigrams
from catalog.text import typed_words, words_of
from catalog.viewers import Viewer

# Words that share most trigrams, of which the nearest are taken.
CANDIDATES = 50
BEGINNING_MIN = 3
PLURAL_MIN = 5
LIVING = "e.deleted_at IS NULL AND e.canonical_id IS NULL"


@dataclass(frozen=True, slots=True)
class Terms:
    """A text taken apart. `spellings` has what counts for each word, best first; `text` is it as a name is compared."""

    text: str = ""
    spellings: tuple[tuple[str, ...], ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words, in their best spelling."""
        return tuple(found[0] for found in self.spellings)

    def tsquery(self, weights: str = "", *, whole: bool = False) -> str:
        """As PostgreSQL looks for them, in the fields of these weights (all when empty); `whole`: no beginnings."""
        return " & ".join(f"({one})" for one in self.tsqueries(weights, whole=whole))

    def tsqueries(self, weights: str = "", *, whole: bool = False) -> list[str]:
        """The same for each word by itself."""
        last = len(self.spellings) - 1
        return [
            " | ".join(
                f"'{form}'{':' if flags else ''}{flags}"
                for word in found
                for form in _forms(word)
                for flags in [("*" if not whole and _may_begin(word, i == last) else "") + weights]
            )
            for i, found in enumerate(self.spellings)
        ]

    def found_in(self, text: str) -> frozenset[int]:
        """Which of the words, by place, a text has."""
        own = words_of(text)
        return frozenset(i for i in range(len(self.spellings)) if any(self.is_hit(word, i) for word in own))

    def is_hit(self, word: str, place: int | None = None) -> bool:
        """Whether a word of a text is what the word at a place (any, when None) looks for."""
        last = len(self.spellings) - 1
        return any(
            word.startswith(form) if _may_begin(wanted, i == last) else word == form
            for i, found in enumerate(self.spellings)
            if place is None or place == i
            for wanted in found
            for form in _forms(wanted)
        )


def _may_begin(word: str, is_last: bool) -> bool:
    return is_last or len(word) >= BEGINNING_MIN


def _forms(word: str) -> tuple[str, ...]:
    """A word, and how it stands in the other number, where that does not begin with it: the rules of an s-stemmer (Harman, How
    effective is suffixing?, JASIS 42(1), 1991), so that `payouts` finds `payout` and `royalty` finds `royalties`."""
    if len(word) >= PLURAL_MIN and word.endswith("ies"):
        return word, word[:-1], f"{word[:-3]}y"
    if len(word) >= PLURAL_MIN and word.endswith("s") and word[-2] not in "sui":
        return (word, *_forms(word[:-1]))
    if len(word) >= PLURAL_MIN and word.endswith("y") and word[-2] not in "aeiou":
        return word, f"{word[:-1]}ies"
    return (word,)


def terms_of(viewer: Viewer, text: str | None) -> Terms:
    """The terms of a text for a viewer. What only entities have that are hidden from them counts as misspelled too."""
    words = typed_words(text or "")
    typed = Terms((text or "").replace("\0", "").strip().lower(), tuple((word,) for word in words))
    if not words or _is_found(viewer, typed):
        return typed
    spellings = tuple(_spellings(viewer, word, is_last=word == words[-1]) for word in words)
    corrected = Terms(" ".join(found[0] for found in spellings), spellings)
    return corrected if corrected.spellings != typed.spellings and _is_found(viewer, corrected) else typed


def match_sql(terms: Terms) -> tuple[str, list[object]]:
    """Condition on catalog_searchdocument s; TRUE without words."""
    return ("s.words @@ %s::tsquery", [terms.tsquery()]) if terms.spellings else ("TRUE", [])


def _is_found(viewer: Viewer, terms: Terms) -> bool:
    match, params = match_sql(terms)
    hidden, hidden_params = visible(viewer)
    return bool(
        rows(
            f"SELECT 1 FROM catalog_searchdocument s JOIN catalog_entity e ON e.id = s.entity_id "
            f"WHERE {match} AND {LIVING} AND {hidden} LIMIT 1",
            [*params, *hidden_params],
        )
    )


def _spellings(viewer: Viewer, word: str, *, is_last: bool) -> tuple[str, ...]:
    """The word itself where it is found, else what is spelled nearest; itself when nothing is."""
    if not is_spelled(word) or _is_found(viewer, Terms("", ((word,),))):
        return (word,)
    grams = trigrams(word)
    known = rows(
        "SELECT word FROM (SELECT word, (SELECT count(*) FROM unnest(trigrams) AS t WHERE t = ANY(%s)) AS shared "
        "FROM catalog_searchword WHERE trigrams && %s AND length(word) BETWEEN %s AND %s) w "
        "ORDER BY shared DESC, length(word), word LIMIT %s",
        [grams, grams, len(word) - 2, 50 if is_last else len(word) + 2, CANDIDATES],
    )
    return tuple(nearest(word, [row[0] for row in known], as_prefix=is_last)) or (word,)
