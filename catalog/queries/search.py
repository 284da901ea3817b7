"""Entities by words and filter, in pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalog.answers import EntityCard, EntityHit
from catalog.database import rows
from catalog.errors import InvalidError
from catalog.paging import CountState, Page, Pager
from catalog.permissions import require
from catalog.queries.cards import CARD_COLUMNS, CARD_FROM, cards_of
from catalog.queries.counted import Matches, matches
from catalog.queries.filters import EVERYTHING, Condition, EntityFilter, change_sql, row_filter_sql
from catalog.queries.matching import ASKED_FROM, COUNTED, Terms, asked_sql, terms_of, terms_spelled, typed_terms
from catalog.queries.ranked import BEHIND, MOST_USED, Found, ranked
from catalog.queries.why import why_found
from catalog.viewers import Viewer
from catalog.words import Word


class EntitySort(Word):
    """What entity lists sort by; entities without the value come last."""

    RELEVANCE = (
        "relevance",
        "Match of the text, weighted by use, tier, health and arrival; by those alone without a text.",
    )
    NAME = "name", "Title."
    TIER = "tier", "Tier, 1 first."
    CONDITION = "condition", "Condition."
    CARE = "care", "Care."
    LEVEL = "level", "Level."
    UPDATED_AT = "updated_at", "Last change."
    CONDITION_CHANGE = "condition_change", "Condition lost or won over filter.condition_change.days, 7 when absent."


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityOrder:
    """By what, and which way."""

    by: EntitySort
    descending: bool = False


def entity_search(
    viewer: Viewer,
    *,
    text: str | None = None,
    filter: EntityFilter | None = None,
    order: EntityOrder | None = None,
    count_limit: int | None = None,
    first: int,
    after: str | None = None,
) -> Page[EntityHit]:
    """Entities that have all words of a text (catalog/queries/matching.py) and pass a filter, best first
    (catalog/queries/ranking.py), or by another order. Matches are counted up to a limit, COUNTED at most and when None."""
    require(viewer, "catalog.read")
    limit = COUNTED if count_limit is None else count_limit
    if not 1 <= limit <= COUNTED:
        raise InvalidError.of("count_limit", f"must be a whole number from 1 to {COUNTED}")
    order = order or EntityOrder(by=EntitySort.RELEVANCE)
    pager = Pager("entity_search", viewer, [text, repr(filter), order.by, order.descending], first=first, after=after)
    wanted = row_filter_sql(filter)
    most_used = MOST_USED if order.by is EntitySort.RELEVANCE else 0
    # Told by the first page; its cursors carry it on.
    if pager.position:
        (count, state), after_ = pager.position[0], pager.position[1:]
        terms = terms_of(viewer, text)
        asked = asked_sql(viewer, terms, wanted)
        is_scored = most_used > 0 and len(after_) < BEHIND
        match = _matches(asked, terms, wanted, most_used, 0) if is_scored else None
    else:
        terms, asked, match = _first_asked(viewer, text, wanted, most_used, limit)
        (count, state), after_ = _told(match.total, limit), None
    if order.by is EntitySort.RELEVANCE:
        found = ranked(asked, terms, match, limit=first + 1, after=after_)
    else:
        found = _sorted(asked, order, filter, limit=first + 1, after=after_)
    cards = _cards(viewer, [entity_id for entity_id, _, _ in found])
    told = why_found(terms, [(entity_id, cards[entity_id]) for entity_id, _, _ in found])
    hits = [
        (
            EntityHit(card=cards[entity_id], score=score / (1.0 + score), matched_field=why.field, snippet=why.snippet),
            [(count, state), *position],
        )
        for (entity_id, score, position), why in zip(found, told, strict=True)
    ]
    return pager.page(hits, total=(count, CountState(state)))


def _sorted(
    asked: Condition, order: EntityOrder, entity_filter: EntityFilter | None, *, limit: int, after: list[Any] | None
) -> list[Found]:
    """By a column; those without a value come last both ways, ties are broken by ref."""
    key, key_params, direction = _sort_key(order, entity_filter)
    where, params = asked
    seek, seek_params = ("TRUE", []) if after is None else _seek(direction, after)
    return [
        (entity_id, 0.0, [_position(value), ref])
        for entity_id, ref, value in rows(
            f"SELECT * FROM (SELECT e.id, e.ref, {key} AS sort_key FROM {ASKED_FROM} LEFT JOIN catalog_healthstate h "
            f"ON h.entity_id = f.entity_id WHERE {where}) AS e WHERE {seek} "
            f"ORDER BY (sort_key IS NULL), sort_key {direction}, ref LIMIT %s",
            [*key_params, *params, *seek_params, limit],
        )
    ]


def _cards(viewer: Viewer, entity_ids: list[int]) -> dict[int, EntityCard]:
    found = rows(f"SELECT {CARD_COLUMNS} FROM {CARD_FROM} WHERE e.id = ANY(%s)", [entity_ids])
    return {row[0]: card for row, card in zip(found, cards_of(viewer, found), strict=True)}


def _position(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


_COLUMNS = {
    EntitySort.NAME: 'lower(e.title) COLLATE "C"',
    EntitySort.TIER: "e.tier",
    EntitySort.CONDITION: "h.condition",
    EntitySort.CARE: "h.care",
    EntitySort.LEVEL: "h.level",
    EntitySort.UPDATED_AT: "e.updated_at",
}


def _sort_key(order: EntityOrder, entity_filter: EntityFilter | None) -> tuple[str, list[object], str]:
    direction = "DESC" if order.descending else "ASC"
    if order.by in _COLUMNS:
        return _COLUMNS[order.by], [], direction
    given = entity_filter.condition_change if entity_filter else None
    return *change_sql(given.days if given else 7), direction


def _seek(direction: str, position: list[Any]) -> tuple[str, list[object]]:
    """Rows behind a position; those without a value come last both ways."""
    value, ref = position
    if value is None:
        return "sort_key IS NULL AND ref > %s", [ref]
    compare = "<" if direction == "DESC" else ">"
    return f"(sort_key IS NULL OR sort_key {compare} %s OR (sort_key = %s AND ref > %s))", [value, value, ref]


def _first_asked(
    viewer: Viewer, text: str | None, wanted: Condition, most_used: int, limit: int
) -> tuple[Terms, Condition, Matches]:
    """The terms that count, the condition that they and the filter make, and what matches it, with so many of the most used:
    where something does, the terms are those that were typed."""
    typed = typed_terms(text)
    asked = asked_sql(viewer, typed, wanted)
    found = _matches(asked, typed, wanted, most_used, limit)
    if found.total or (terms := terms_spelled(viewer, typed)) == typed:
        return typed, asked, found
    asked = asked_sql(viewer, terms, wanted)
    return terms, asked, _matches(asked, terms, wanted, most_used, limit)


def _matches(asked: Condition, terms: Terms, wanted: Condition, most_used: int, limit: int) -> Matches:
    return matches(asked, most_used, limit=limit, by_words=bool(terms.spellings) and wanted == EVERYTHING)


def _told(count: int, limit: int) -> tuple[int, CountState]:
    return (limit, CountState.AT_LEAST) if count > limit else (count, CountState.EXACT)
