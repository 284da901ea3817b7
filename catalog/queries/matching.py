"""What a text looks for: its words, in the spellings that count, as a condition on the words of entities.

Every word must be found, in any order and in any field; the last one may be the beginning of one that is found, and number does
not matter in English. Where nothing that the viewer may see has them
all, each may be a beginning; where that finds nothing either, words that nothing has are taken for misspelled, and those
spelled nearest are looked for (catalog/spelling.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from catalog.database import rows
from catalog.permissions import visible_row
from catalog.queries.filters import EVERYTHING, Condition
from catalog.spelling import is_spelled, nearest, trigrams
from catalog.text import typed_words, words_of
from catalog.viewers import Viewer

# Counted of what matches, one by one.
COUNTED = 2_000
# Words that share most trigrams, of which the nearest are taken.
CANDIDATES = 50
# A part of all documents from which on a word is no help to find few of them.
COMMON = 0.02
BEGINNING_MIN = 5
PLURAL_MIN = 4
# What is found: its words s, what it is counted by f, its card e. PostgreSQL reads those that a question names; where it goes
# by use, the words come first.
ASKED_FROM = (
    "catalog_facetrow f LEFT JOIN catalog_searchdocument s ON s.entity_id = f.entity_id "
    "LEFT JOIN catalog_entity e ON e.id = f.entity_id"
)
BY_USE_FROM = (
    "catalog_searchdocument s JOIN catalog_facetrow f ON f.entity_id = s.entity_id "
    "LEFT JOIN catalog_entity e ON e.id = s.entity_id"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """A text taken apart. `spellings` has what counts for each word, best first; `text` is it as a name is compared; where
    `all_begin`, each word may be a beginning, not the last alone. `common` has the places of words that many documents have.
    """

    text: str = ""
    spellings: tuple[tuple[str, ...], ...] = ()
    all_begin: bool = False
    common: frozenset[int] = frozenset()

    @property
    def words(self) -> tuple[str, ...]:
        """The words, in their best spelling."""
        return tuple(found[0] for found in self.spellings)

    def tsquery(self, weights: str = "", *, whole: bool = False) -> str:
        """As PostgreSQL looks for them, in the fields of these weights (all when empty); `whole`: no beginnings."""
        return _all(self.tsqueries(weights, whole=whole))

    def tsqueries(self, weights: str = "", *, whole: bool = False) -> list[str]:
        """The same for each word by itself."""
        return [
            _tsquery(found, weights, may_begin=self._may_begin(i) and not whole)
            for i, found in enumerate(self.spellings)
        ]

    def found_in(self, text: str) -> frozenset[int]:
        """Which of the words, by place, a text has."""
        if text.isascii() and not any(form in text.lower() for form in _spelled(self)):
            return frozenset()  # most texts have none: seen without taking them apart
        own = words_of(text)
        return frozenset(i for i in range(len(self.spellings)) if any(self.is_hit(word, i) for word in own))

    def is_hit(self, word: str, place: int | None = None) -> bool:
        """Whether a word of a text is what the word at a place (any, when None) looks for."""
        forms = _forms_of(self)
        return any(
            word.startswith(forms[i]) if self._may_begin(i) else word in forms[i]
            for i in (range(len(forms)) if place is None else (place,))
        )

    def _may_begin(self, place: int) -> bool:
        return self.all_begin or place == len(self.spellings) - 1


@lru_cache(100)
def _forms_of(terms: Terms) -> tuple[tuple[str, ...], ...]:
    """What each word may be written as, by its place."""
    return tuple(tuple(form for word in found for form in _forms(word)) for found in terms.spellings)


@lru_cache(100)
def _spelled(terms: Terms) -> tuple[str, ...]:
    return tuple(form for forms in _forms_of(terms) for form in forms)


def _tsquery(words: tuple[str, ...], weights: str, *, may_begin: bool) -> str:
    forms = list(dict.fromkeys(form for word in words for form in _forms(word)))
    if may_begin:  # whatever begins with the longer form begins with the shorter one
        forms = [form for form in forms if not any(form != other and form.startswith(other) for other in forms)]
    flags = ("*" if may_begin else "") + weights
    return " | ".join(f"'{form}'{':' if flags else ''}{flags}" for form in forms)


def _forms(word: str) -> tuple[str, ...]:
    """A word in both numbers, by the rules of an s-stemmer (Harman, How effective is suffixing?, JASIS 42(1), 1991): `payouts`
    finds `payout` and `royalty` finds `royalties`."""
    if len(word) < PLURAL_MIN:
        return (word,)
    if word.endswith("ies"):
        return word, word[:-1], f"{word[:-3]}y"
    if word.endswith("s"):
        return (word,) if word[-2] in "sui" else (word, *_forms(word[:-1]))
    if word.endswith("y") and word[-2] not in "aeiou":
        return word, f"{word[:-1]}ies"
    return word, f"{word}s"


def typed_terms(text: str | None) -> Terms:
    """The terms of a text, spelled as they are. Where they find something, they are what `terms_of` says."""
    words = typed_words(text or "")
    typed = Terms((text or "").replace("\0", "").strip().lower(), tuple((word,) for word in words))
    return replace(typed, common=_common(words))


def terms_of(viewer: Viewer, text: str | None) -> Terms:
    """The terms of a text for a viewer. What only entities have that are hidden from them counts as misspelled too."""
    return terms_spelled(viewer, typed_terms(text))


def terms_spelled(viewer: Viewer, typed: Terms) -> Terms:
    """The terms themselves where anything has them, else other spellings that something has."""
    words = typed.words
    if not words or _is_found(viewer, typed):
        return typed
    begun = replace(typed, all_begin=True)
    if len(words) > 1 and _is_found(viewer, begun):
        return begun
    spellings = tuple(_spellings(viewer, word, is_last=word == words[-1]) for word in words)
    corrected = Terms(" ".join(found[0] for found in spellings), spellings)
    return corrected if corrected.spellings != typed.spellings and _is_found(viewer, corrected) else typed


def asked_sql(viewer: Viewer, terms: Terms, wanted: Condition = EVERYTHING) -> Condition:
    """Condition over ASKED_FROM: what the viewer may see of what has the words and passes a filter (filters.row_filter_sql)."""
    parts = [match_sql(terms), wanted, visible_row(viewer)]
    return " AND ".join(["f.counted", *(sql for sql, _ in parts)]), [value for _, params in parts for value in params]


def match_sql(terms: Terms) -> Condition:
    """Condition on catalog_searchdocument s; TRUE without words.

    The index is asked for rare words alone where there are any: it would read all that has a common word, or begins with
    one, before it finds that few have the others too.
    """
    each = terms.tsqueries()
    rare = [one for place, one in enumerate(each) if len(each) > 1 and place not in terms.common]
    if not each:
        return EVERYTHING
    if not rare:
        return "s.words @@ %s::tsquery", [terms.tsquery()]
    others = [one for one in each if one not in rare]
    if not others:
        return "s.words @@ %s::tsquery", [_all(rare)]
    return "s.words @@ %s::tsquery AND (s.words @@ %s::tsquery) IS TRUE", [_all(rare), _all(others)]


def _all(queries: list[str]) -> str:
    return " & ".join(f"({one})" for one in queries)


def _common(words: Sequence[str]) -> frozenset[int]:
    """Which words, by place, PostgreSQL's statistics know to be in more than one document of 50. Of the last, which may be a
    beginning, what begins with it counts; a short one begins too much."""
    if len(words) < 2:
        return frozenset()
    last = words[-1]
    found = rows(
        "SELECT w.elem FROM pg_stats s, unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS w(elem, part) "
        "WHERE s.schemaname = current_schema() AND s.tablename = 'catalog_searchdocument' AND s.attname = 'words' "
        "AND w.part > %s AND (w.elem = ANY(%s) OR starts_with(w.elem, %s))",
        [COMMON, list({form for word in words for form in _forms(word)}), last],
    )
    known = {row[0] for row in found}
    places = {place for place, word in enumerate(words) if known.intersection(_forms(word))}
    begins = len(last) < BEGINNING_MIN or any(word.startswith(last) for word in known)
    return frozenset(places | {len(words) - 1} if begins else places)


def _is_found(viewer: Viewer, terms: Terms) -> bool:
    where, params = asked_sql(viewer, terms)
    # Asked for one alone, PostgreSQL would go through all rows, sure to meet it soon; of a word that nothing has it meets none.
    return bool(rows(f"SELECT count(*) FROM (SELECT 1 FROM {ASKED_FROM} WHERE {where} LIMIT 100) AS few", params)[0][0])


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
