"""Entities by words and filter, in pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalog.answers import EntityCard, EntityHit
from catalog.database import rows
from catalog.paging import COUNT_LIMIT, CountState, Page, Pager
from catalog.permissions import require, visible
from catalog.queries.cards import CARD_COLUMNS, CARD_FROM, CARD_WIDTH, cards_of
from catalog.queries.filters import EntityFilter, change_sql, filter_sql
from catalog.text import words_of
from catalog.viewers import Viewer
from catalog.words import Word


class EntitySort(Word):
    """What entity lists sort by; entities without the value come last."""

    RELEVANCE = "relevance", "Match of the text, weighted by use, tier and health; by use without a text."
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
    first: int,
    after: str | None = None,
) -> Page[EntityHit]:
    """Entities by words and filter. All words must match, the last one as a prefix; relevance weighs title over rest."""
    require(viewer, "catalog.read")
    order = order or EntityOrder(by=EntitySort.RELEVANCE)
    pager = Pager("entity_search", viewer, [text, repr(filter), order.by, order.descending], first=first, after=after)
    match, match_params = match_sql(text)
    where, where_params = filter_sql(filter)
    hidden, hidden_params = visible(viewer)
    base = (
        f"FROM {CARD_FROM} JOIN catalog_searchdocument s ON s.entity_id = e.id "
        f"WHERE e.deleted_at IS NULL AND e.canonical_id IS NULL AND {hidden} AND {where} AND {match}"
    )
    params = [*hidden_params, *where_params, *match_params]
    key, key_params, direction = _sort_key(order, text, filter)
    seek, seek_params = ("TRUE", []) if pager.position is None else _seek(direction, pager.position)
    found = rows(
        f"SELECT * FROM (SELECT {CARD_COLUMNS}, {key} AS sort_key {base}) AS e WHERE {seek} "
        f"ORDER BY (sort_key IS NULL), sort_key {direction}, ref LIMIT %s",
        [*key_params, *params, *seek_params, pager.first + 1],
    )
    cards = cards_of(viewer, found)
    hits = [
        (_hit(card, row[CARD_WIDTH], text, order), [_position(row[CARD_WIDTH]), card.ref])
        for card, row in zip(cards, found, strict=True)
    ]
    return pager.page(hits, total=_count(base, params))


def _position(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def match_sql(text: str | None) -> tuple[str, list[object]]:
    """Condition on catalog_searchdocument s: every word, the last one as a prefix; TRUE without words."""
    words = words_of(text or "").split()
    if not words:
        return "TRUE", []
    query = " & ".join([*words[:-1], f"{words[-1]}:*"])
    return "s.words @@ to_tsquery('simple', %s)", [query]


_COLUMNS = {
    EntitySort.NAME: 'lower(e.title) COLLATE "C"',
    EntitySort.TIER: "e.tier",
    EntitySort.CONDITION: "h.condition",
    EntitySort.CARE: "h.care",
    EntitySort.LEVEL: "h.level",
    EntitySort.UPDATED_AT: "e.updated_at",
}


def _sort_key(
    order: EntityOrder, text: str | None, entity_filter: EntityFilter | None
) -> tuple[str, list[object], str]:
    direction = "DESC" if order.descending else "ASC"
    if order.by in _COLUMNS:
        return _COLUMNS[order.by], [], direction
    if order.by is EntitySort.CONDITION_CHANGE:
        given = entity_filter.condition_change if entity_filter else None
        return *change_sql(given.days if given else 7), direction
    use = (
        "ln(2 + s.popularity) * (CASE WHEN e.tier IS NULL THEN 1.0 ELSE 1.6 - 0.1 * e.tier END) "
        "* (CASE WHEN e.stub THEN 0.5 ELSE 1.0 END)"
    )
    words = words_of(text or "").split()
    if not words:
        return f"({use})::float8", [], "DESC"
    query = " & ".join([*words[:-1], f"{words[-1]}:*"])
    exact = "CASE WHEN lower(e.name) = %s OR lower(e.title) = %s THEN 4.0 ELSE 1.0 END"
    wanted = (text or "").strip().lower()
    return (
        f"(ts_rank('{{0.05, 0.1, 0.3, 1.0}}', s.words, to_tsquery('simple', %s)) * {use} * {exact})::float8",
        [query, wanted, wanted],
        "DESC",
    )


def _seek(direction: str, position: list[Any]) -> tuple[str, list[object]]:
    """Rows behind a position; those without a value come last both ways."""
    value, ref = position
    if value is None:
        return "sort_key IS NULL AND ref > %s", [ref]
    compare = "<" if direction == "DESC" else ">"
    return f"(sort_key IS NULL OR sort_key {compare} %s OR (sort_key = %s AND ref > %s))", [value, value, ref]


def _count(base: str, params: list[object]) -> tuple[int, CountState]:
    count = rows(f"SELECT count(*) FROM (SELECT 1 {base} LIMIT %s) c", [*params, COUNT_LIMIT + 1])[0][0]
    return (COUNT_LIMIT, CountState.AT_LEAST) if count > COUNT_LIMIT else (count, CountState.EXACT)


def _hit(card: EntityCard, sort_key: Any, text: str | None, order: EntityOrder) -> EntityHit:
    words = words_of(text or "").split()
    score = float(sort_key) if order.by is EntitySort.RELEVANCE and sort_key is not None else 0.0
    matched = None
    if words:
        own = words_of(f"{card.title} {card.name}").split()
        in_name = all(any(o == w or (w == words[-1] and o.startswith(w)) for o in own) for w in words)
        matched = "title" if in_name else "description"
    snippet = card.summary if matched == "description" else None
    return EntityHit(card=card, score=score / (1.0 + score), matched_field=matched, snippet=snippet)
