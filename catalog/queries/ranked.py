"""A page of what was asked for, best first, at a cost that does not grow with how common the words are.

Scored are the 500 most used of what matches, together with up to 200 whose name or title the text is or begins: PostgreSQL
finds rare words by their index and walks the most used entities for common ones. The others follow by use, newest first. The
order is total, and the same for every page: of up to 500 matches it is the order of scores.
"""

from __future__ import annotations

from typing import Any

from catalog.database import Row, rows
from catalog.queries.cards import CARD_FROM
from catalog.queries.filters import Condition
from catalog.queries.matching import Terms
from catalog.queries.ranking import score_sql

SCORED = 500
NAMED = 200
_FROM = "catalog_searchdocument s JOIN catalog_entity e ON e.id = s.entity_id"
_BY_USE = "ORDER BY s.popularity DESC, s.entity_id DESC"
# Entity id, score, position for the cursor.
Found = tuple[int, float, list[Any]]


def ranked(asked: Condition, terms: Terms, *, limit: int, after: list[Any] | None, total: int) -> list[Found]:
    """Up to `limit` of `total` matches, behind a position of an earlier page: [score, ref] among the scored, [use, entity id,
    ""] behind them."""
    named = _named(asked, terms)
    where, params = f"{asked[0]} AND s.entity_id <> ALL(%s::int[])", [*asked[1], named]
    is_behind = after is not None and len(after) == 3
    found = [] if is_behind else _scored((where, params), named, terms, limit, after)
    if len(found) == limit or total <= SCORED:
        return found
    edge = after[:2] if after is not None and is_behind else _edge((where, params))
    return [*found, *(_rest((where, params), terms, limit - len(found), edge) if edge else [])]


def _named(asked: Condition, terms: Terms) -> list[int]:
    """Entities whose name or title begins with the text, shortest first in the order of their index."""
    if not terms.spellings:
        return []
    where, params = asked
    found: list[Row] = []
    for column in ("name", "title"):
        key = f'lower(e.{column}) COLLATE "C"'
        found += rows(
            f"SELECT e.id FROM {_FROM} WHERE {key} >= %s AND {key} < %s AND {where} ORDER BY {key}, e.id LIMIT %s",
            [terms.text, terms.text + "\U0010ffff", *params, NAMED // 2],
        )
    return sorted({row[0] for row in found})


def _scored(others: Condition, named: list[int], terms: Terms, limit: int, after: list[Any] | None) -> list[Found]:
    where, params = others
    score, score_params = score_sql(terms)
    seek, seek_params = (
        ("TRUE", []) if after is None else ("(score < %s OR (score = %s AND ref > %s))", [after[0], *after])
    )
    found = rows(
        f"WITH best AS MATERIALIZED (SELECT s.entity_id AS id FROM {_FROM} WHERE {where} {_BY_USE} LIMIT %s), "
        f"scored AS (SELECT e.id, e.ref, {score} AS score FROM {CARD_FROM} JOIN catalog_searchdocument s ON s.entity_id = e.id "
        "WHERE e.id IN (SELECT id FROM best UNION ALL SELECT unnest(%s::int[]))) "
        f"SELECT id, score, ref FROM scored WHERE {seek} ORDER BY score DESC, ref LIMIT %s",
        [*params, SCORED, *score_params, named, *seek_params, limit],
    )
    return [(entity_id, score, [score, ref]) for entity_id, score, ref in found]


def _edge(others: Condition) -> list[Any] | None:
    """Use and id of the last that was scored; None when all were."""
    where, params = others
    found = rows(
        f"SELECT s.popularity, s.entity_id FROM {_FROM} WHERE {where} {_BY_USE} OFFSET %s LIMIT 1",
        [*params, SCORED - 1],
    )
    return list(found[0]) if found else None


def _rest(others: Condition, terms: Terms, limit: int, edge: list[Any]) -> list[Found]:
    where, params = others
    score, score_params = score_sql(terms)
    found = rows(
        f"SELECT s.entity_id, {score}, s.popularity FROM {_FROM} LEFT JOIN catalog_healthstate h ON h.entity_id = e.id "
        f"WHERE {where} AND (s.popularity, s.entity_id) < (%s, %s) {_BY_USE} LIMIT %s",
        [*score_params, *params, *edge, limit],
    )
    return [(entity_id, score, [use, entity_id, ""]) for entity_id, score, use in found]
