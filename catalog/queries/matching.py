"""What a text looks for: its words, in the spellings that count, as a condition on the words of entities.

Every word must be found, in any order and in any field; the last one may be the beginning of one that is found, and number does
not matter in English. Where nothing that the viewer may see has them
all, each may be a beginning; where that finds nothing either, words that nothing has are taken for misspelled, and those
spelled nearest are looked for (catalog/spelling.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalog.database import rows
from catalog.permissions import visible
from catalog.queries.filters import Condition
from catalog.spelling import is_spelled, nearest, trigrams
from catalog.text import typed_words, words_of
from catalog.viewers import Viewer

# Words that share most trigrams, of which the nearest are taken.
CANDIDATES = 50
# A part of all documents from which on a word is no help to find few of them.
COMMON = 0.02
PLURAL_MIN = 4
LIVING = "e.deleted_at IS NULL AND e.canonical_id IS NULL"


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
        own = words_of(text)
        return frozenset(i for i in range(len(self.spellings)) if any(self.is_hit(word, i) for word in own))

    def is_hit(self, word: str, place: int | None = None) -> bool:
        """Whether a word of a text is what the word at a place (any, when None) looks for."""
        return any(
            word.startswith(form) if self._may_begin(i) else word == form
            for i, found in enumerate(self.spellings)
            if place is None or place == i
            for wanted in found
            for form in _forms(wanted)
        )

    def _may_begin(self, place: int) -> bool:
        return self.all_begin or place == len(self.spellings) - 1


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


def terms_of(viewer: Viewer, text: str | None) -> Terms:
    """The terms of a text for a viewer. What only entities have that are hidden from them counts as misspelled too."""
    words = typed_words(text or "")
    typed = Terms((text or "").replace("\0", "").strip().lower(), tuple((word,) for word in words))
    typed = replace(typed, common=_common(words))
    if not words or _is_found(viewer, typed):
        return typed
    begun = replace(typed, all_begin=True)
    if len(words) > 1 and _is_found(viewer, begun):
        return begun
    spellings = tuple(_spellings(viewer, word, is_last=word == words[-1]) for word in words)
    corrected = Terms(" ".join(found[0] for found in spellings), spellings)
    return corrected if corrected.spellings != typed.spellings and _is_found(viewer, corrected) else typed


def match_sql(terms: Terms) -> Condition:
    """Condition on catalog_searchdocument s; TRUE without words.

    The index is asked for rare words alone where there are any: it would read all that has a common word, or begins with the
    last one, before it finds that few have the others too.
    """
    each = terms.tsqueries()
    rare = [one for place, one in enumerate(each[:-1]) if place not in terms.common]
    if not each:
        return "TRUE", []
    if not rare:
        return "s.words @@ %s::tsquery", [terms.tsquery()]
    others = [one for one in each if one not in rare]
    return "s.words @@ %s::tsquery AND (s.words @@ %s::tsquery) IS TRUE", [_all(rare), _all(others)]


def _all(queries: list[str]) -> str:
    return " & ".join(f"({one})" for one in queries)


def _common(words: list[str]) -> frozenset[int]:
    """Which words, by place, PostgreSQL's statistics know to be in more than one document of 50."""
    if len(words) < 2:
        return frozenset()
    found = rows(
        "SELECT w.elem FROM pg_stats s, unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS w(elem, part) "
        "WHERE s.schemaname = current_schema() AND s.tablename = 'catalog_searchdocument' AND s.attname = 'words' "
        "AND w.part > %s AND w.elem = ANY(%s)",
        [COMMON, list({form for word in words for form in _forms(word)})],
    )
    known = {row[0] for row in found}
    return frozenset(place for place, word in enumerate(words) if known.intersection(_forms(word)))


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
