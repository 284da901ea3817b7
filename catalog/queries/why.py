"""Why an entity was found: the field that has the words, and its text with the words marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from catalog.answers import EntityCard
from catalog.database import rows
from catalog.queries.matching import Terms
from catalog.text import word_spans

# Around a marked word. They stand in no text of ours: FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE are taken out.
OPEN, CLOSE = "\u2068", "\u2069"
SNIPPET_MAX = 200
_BEFORE = 60
_COLUMNS_MAX = 3


@dataclass(frozen=True, slots=True)
class Why:
    """`field` is one of ref, title, name, tag, owner, system, domain, parent, platform, type, kind, alias, description,
    column; `snippet` plain text."""

    field: str | None = None
    snippet: str | None = None


@dataclass(frozen=True, slots=True)
class _Beside:
    """What a card does not show."""

    names: Sequence[str] = ()
    description: str = ""
    columns: Sequence[str] = ()


def why_found(terms: Terms, found: Sequence[tuple[int, EntityCard]]) -> list[Why]:
    """For each (entity id, card), which must match the terms; what is not on the cards is read in one statement."""
    if not terms.spellings:
        return [Why() for _ in found]
    every = frozenset(range(len(terms.spellings)))
    shown = [_best(terms, list(_of_card(terms, card))) for _, card in found]
    unexplained = [found[i][0] for i, (_, _, places) in enumerate(shown) if places != every]
    beside = _beside(unexplained)
    return [
        _why(terms, shown[i] if entity_id not in beside else _best(terms, _of_all(terms, card, beside[entity_id])))
        for i, (entity_id, card) in enumerate(found)
    ]


_Found = tuple[str, str, frozenset[int]]


def _best(terms: Terms, fields: Iterable[tuple[str, str]]) -> _Found:
    """The field that has most of the words; of equals the first."""
    told = [(name, text, terms.found_in(text)) for name, text in fields]
    return max(told, key=lambda field: len(field[2]))


def _of_card(terms: Terms, card: EntityCard) -> Iterator[tuple[str, str]]:
    if terms.text == card.ref:
        yield "ref", card.ref
    yield "title", card.title
    yield "name", card.name
    for tag in card.tags:
        yield "tag", tag
    for term in card.glossary_terms:
        yield "term", term.title
    for name, link in (
        ("owner", card.owner),
        ("system", card.system),
        ("domain", card.domain),
        ("parent", card.parent),
    ):
        if link:
            yield name, link.title
    for name, text in (("platform", card.platform), ("type", card.type), ("kind", card.kind.value)):
        if text:
            yield name, text


def _of_all(terms: Terms, card: EntityCard, beside: _Beside) -> Iterator[tuple[str, str]]:
    yield from _of_card(terms, card)
    for name in beside.names:
        yield "alias", name
    yield "description", beside.description
    # One column that has all words goes before several that have them together.
    yield from (("column", path) for path in beside.columns if len(terms.found_in(path)) == len(terms.spellings))
    yield "column", ", ".join([path for path in beside.columns if terms.found_in(path)][:_COLUMNS_MAX])


def _beside(entity_ids: Sequence[int]) -> dict[int, _Beside]:
    if not entity_ids:
        return {}
    found = rows(
        "SELECT k.id, ARRAY(SELECT a.key FROM catalog_alias a WHERE a.entity_id = k.id AND a.scheme <> 'id' ORDER BY a.id), "
        "d.descriptor #>> '{metadata,description}', ARRAY(SELECT unnest(c.paths) FROM catalog_searchcolumns c "
        "JOIN catalog_entity m ON m.id = c.entity_id WHERE m.id = k.id OR m.canonical_id = k.id) "
        "FROM unnest(%s::int[]) AS k(id) LEFT JOIN catalog_entitydocument d ON d.entity_id = k.id",
        [list(entity_ids)],
    )
    return {row[0]: _Beside(row[1], row[2] or "", row[3]) for row in found}


def _why(terms: Terms, best: _Found) -> Why:
    field, text, places = best
    return Why(field, snippet_of(terms, text)) if places else Why()


def snippet_of(terms: Terms, text: str) -> str:
    """A text of at most 200 characters around the first word that was looked for, with all such words marked."""
    text = " ".join(text.translate({ord(OPEN): None, ord(CLOSE): None}).split())
    spans = [(start, end) for start, end, word in word_spans(text) if terms.is_hit(word)]
    begin = 0
    if len(text) > SNIPPET_MAX and spans and spans[0][1] > SNIPPET_MAX - _BEFORE:
        begin = text.rfind(" ", 0, max(1, spans[0][0] - _BEFORE)) + 1
    end = begin + SNIPPET_MAX
    parts, at = ["…" if begin else ""], begin
    for start, stop in spans:
        if begin <= start and stop <= end:
            parts += [text[at:start], OPEN, text[start:stop], CLOSE]
            at = stop
    return "".join([*parts, text[at:end], "…" if end < len(text) else ""])
