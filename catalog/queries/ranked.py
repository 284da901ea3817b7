"""A page of what was asked for, best first, at a cost that does not grow with how common the words are.

Scored are the 300 most used of what matches, together with up to 100 whose name or title the text is or begins: PostgreSQL
finds rare words by their index and walks the most used entities for common ones. The others follow by use, newest first. The
order is total, and the same for every page: of up to 300 matches it is the order of scores.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalog.database import Row, rows
from catalog.models.search import USED
from catalog.queries.cards import CARD_FROM
from catalog.queries.filters import Condition
from catalog.queries.matching import ASKED_FROM, BY_USE_FROM, COUNTED, Terms
from catalog.queries.ranking import score_sql

SCORED = 300
NAMED = 100
_BY_USE = "ORDER BY s.popularity DESC, s.entity_id DESC"
# Entity id, score, position for the cursor.
Found = tuple[int, float, list[Any]]


@dataclass(frozen=True, slots=True)
class Matches:
    """How many match, at most one more than COUNTED, and where those are all and words were looked for, (use, entity id) of each,
    the most used first: who reads their words reads their use, too."""

    total: int
    by_use: list[tuple[float, int]] | None


def matches(asked: Condition, terms: Terms) -> Matches:
    """All that match, or so many that counting goes no further."""
    where, params = asked
    if not terms.spellings:
        few = f"SELECT count(*) FROM (SELECT 1 FROM {ASKED_FROM} WHERE {where} LIMIT %s) c"
        return Matches(rows(few, [*params, COUNTED + 1])[0][0], None)
    found = rows(f"SELECT s.popularity, s.entity_id FROM {ASKED_FROM} WHERE {where} LIMIT %s", [*params, COUNTED + 1])
    return Matches(len(found), sorted(found, reverse=True) if len(found) <= COUNTED else None)


def ranked(asked: Condition, terms: Terms, found: Matches, *, limit: int, after: list[Any] | None) -> list[Found]:
    """Up to `limit` of what matches, behind a position of an earlier page: [score, ref] among the scored, [use, entity id,
    ""] behind them."""
    named = _named(asked, terms)
    others = f"{asked[0]} AND s.entity_id <> ALL(%s::int[])", [*asked[1], named]
    by_use = None if found.by_use is None else [one for one in found.by_use if one[1] not in set(named)]
    is_behind = after is not None and len(after) == 3
    page = [] if is_behind else _scored(_best(others, by_use, found.total), named, terms, limit, after)
    if len(page) == limit or found.total <= SCORED:
        return page
    edge = after[:2] if after is not None and is_behind else _edge(others, by_use)
    return [*page, *(_rest(others, terms, limit - len(page), edge) if edge else [])]


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


def _best(others: Condition, by_use: list[tuple[float, int]] | None, total: int) -> Condition:
    """SELECT of the ids that are scored beside the named."""
    if by_use is not None:
        return "SELECT unnest(%s::int[]) AS id", [[entity_id for _, entity_id in by_use[:SCORED]]]
    where, params = others
    source = f"SELECT s.entity_id AS id, s.popularity AS use FROM {BY_USE_FROM} WHERE {where}"
    if total < COUNTED:
        # So few that all of them are read: PostgreSQL may take them for many, and would go through all entities by use.
        return f"SELECT id FROM ({source} OFFSET 0) AS every ORDER BY use DESC, id DESC LIMIT %s", [*params, SCORED]
    # Where 300 are used by many, nothing else is looked at: those have an index of their own.
    return (
        f"WITH used AS MATERIALIZED ({source} AND s.popularity >= {USED} {_BY_USE} LIMIT %s) "
        f"SELECT id FROM used WHERE (SELECT count(*) FROM used) = {SCORED} UNION ALL "
        f"SELECT id FROM ({source} {_BY_USE} LIMIT %s) AS every WHERE (SELECT count(*) FROM used) < {SCORED}"
    ), [*params, SCORED, *params, SCORED]


def _scored(best: Condition, named: list[int], terms: Terms, limit: int, after: list[Any] | None) -> list[Found]:
    score, score_params = score_sql(terms)
    seek, seek_params = (
        ("TRUE", []) if after is None else ("(score < %s OR (score = %s AND ref > %s))", [after[0], *after])
    )
    found = rows(
        f"WITH best AS MATERIALIZED ({best[0]}), "
        f"scored AS (SELECT e.id, e.ref, {score} AS score FROM {CARD_FROM} JOIN catalog_searchdocument s ON s.entity_id = e.id "
        "WHERE e.id IN (SELECT id FROM best UNION ALL SELECT unnest(%s::int[]))) "
        f"SELECT id, score, ref FROM scored WHERE {seek} ORDER BY score DESC, ref LIMIT %s",
        [*best[1], *score_params, named, *seek_params, limit],
    )
    return [(entity_id, score, [score, ref]) for entity_id, score, ref in found]


def _edge(others: Condition, by_use: list[tuple[float, int]] | None) -> list[Any] | None:
    """Use and id of the last that was scored; None when all were."""
    if by_use is not None:
        return list(by_use[SCORED - 1]) if len(by_use) >= SCORED else None
    where, params = others
    found = rows(
        f"SELECT s.popularity, s.entity_id FROM {BY_USE_FROM} WHERE {where} {_BY_USE} OFFSET %s LIMIT 1",
        [*params, SCORED - 1],
    )
    return list(found[0]) if found else None


def _rest(others: Condition, terms: Terms, limit: int, edge: list[Any]) -> list[Found]:
    where, params = others
    score, score_params = score_sql(terms)
    found = rows(
        f"SELECT s.entity_id, {score}, s.popularity FROM {BY_USE_FROM} LEFT JOIN catalog_healthstate h ON h.entity_id = e.id "
        f"WHERE {where} AND (s.popularity, s.entity_id) < (%s, %s) {_BY_USE} LIMIT %s",
        [*score_params, *params, *edge, limit],
    )
    return [(entity_id, score, [use, entity_id, ""]) for entity_id, score, use in found]
