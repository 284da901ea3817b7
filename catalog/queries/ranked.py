"""A page of what was asked for, best first, at a cost that does not grow with how common the words are.

Scored are the 300 most used of what matches (catalog/queries/counted.py), together with up to 100 whose name or title the text is
or begins. The others follow by use, newest first. The order is total, and the same for every page: of up to 300 matches it is the
order of scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalog.database import Row, rows
from catalog.queries.cards import CARD_FROM
from catalog.queries.counted import BY_USE, Matches
from catalog.queries.filters import Condition
from catalog.queries.matching import BY_USE_FROM, Terms
from catalog.queries.ranking import score_sql

SCORED = 300
NAMED = 100
# So many of the most used have 300 beside the named.
MOST_USED = SCORED + NAMED
# Parts of a position behind the scored.
BEHIND = 3
# Entity id, score, position for the cursor.
Found = tuple[int, float, list[Any]]


def ranked(
    asked: Condition, terms: Terms, found: Matches | None, *, limit: int, after: list[Any] | None
) -> list[Found]:
    """Up to `limit` of what matches, behind a position of an earlier page. Without what was found it is one behind the scored,
    [use, entity id, ""]; among them it is [score, ref]."""
    named = _named(asked, terms)
    others = f"{asked[0]} AND s.entity_id <> ALL(%s::int[])", [*asked[1], named]
    if found is None:
        return _rest(others, terms, limit, after[:2] if after else [])
    best = [one for one in found.by_use if one[1] not in set(named)][:SCORED]
    page = _scored([*named, *(entity_id for _, entity_id in best)], terms, limit, after)
    if len(page) == limit or len(best) < SCORED:
        return page
    return [*page, *_rest(others, terms, limit - len(page), best[-1])]


def _named(asked: Condition, terms: Terms) -> list[int]:
    """Entities whose name or title begins with the text, shortest first in the order of their index."""
    if not terms.spellings:
        return []
    where, params = asked
    found: list[Row] = []
    for column in ("name", "title"):
        key = f'lower(e.{column}) COLLATE "C"'
        found += rows(
            f"SELECT e.id FROM {BY_USE_FROM} WHERE {key} >= %s AND {key} < %s AND {where} ORDER BY {key}, e.id LIMIT %s",
            [terms.text, terms.text + "\U0010ffff", *params, NAMED // 2],
        )
    return sorted({row[0] for row in found})


def _scored(entity_ids: list[int], terms: Terms, limit: int, after: list[Any] | None) -> list[Found]:
    score, score_params = score_sql(terms)
    seek, seek_params = (
        ("TRUE", []) if after is None else ("(score < %s OR (score = %s AND ref > %s))", [after[0], *after])
    )
    found = rows(
        f"WITH scored AS (SELECT e.id, e.ref, {score} AS score FROM {CARD_FROM} JOIN catalog_searchdocument s "
        "ON s.entity_id = e.id WHERE e.id = ANY(%s::int[])) "
        f"SELECT id, score, ref FROM scored WHERE {seek} ORDER BY score DESC, ref LIMIT %s",
        [*score_params, entity_ids, *seek_params, limit],
    )
    return [(entity_id, score, [score, ref]) for entity_id, score, ref in found]


def _rest(others: Condition, terms: Terms, limit: int, edge: Sequence[Any]) -> list[Found]:
    where, params = others
    score, score_params = score_sql(terms)
    found = rows(
        f"SELECT s.entity_id, {score}, s.popularity FROM {BY_USE_FROM} LEFT JOIN catalog_healthstate h ON h.entity_id = e.id "
        f"WHERE {where} AND (s.popularity, s.entity_id) < (%s, %s) {BY_USE} LIMIT %s",
        [*score_params, *params, *edge, limit],
    )
    return [(entity_id, score, [use, entity_id, ""]) for entity_id, score, use in found]
