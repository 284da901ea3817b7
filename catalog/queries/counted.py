"""What matches, counted one by one up to a limit, and the most used of it, by the way that reads least.

Of few all are read. Of very many enough are met soon, as they lie. Between the two the index of words is dear: it tells all that
have a word, or one that begins so, before the first of them is read. So the most used are read first: they are the ones that are
scored, have small indexes of their own, and often are enough. PostgreSQL is asked how many it expects; whatever it says, the
answer is the same. Under a filter other indexes may be better, and it chooses among all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from catalog.database import rows
from catalog.models.search import MUCH_USED, USED
from catalog.queries.filters import Condition
from catalog.queries.matching import ASKED_FROM, BY_USE_FROM, COUNTED

# So many times COUNTED are still few to read all of; from so many on the index of words is dear for counting alone.
FEW, DEAR = 2, 10
# One of so many of all is common.
COMMON = 6
BY_USE = "ORDER BY s.popularity DESC, s.entity_id DESC"
_EVERY = "TRUE"
# From the most used on; each but the last has an index of its own.
_TIERS = (
    f"s.popularity >= {MUCH_USED}",
    f"s.popularity >= {USED} AND s.popularity < {MUCH_USED}",
    f"s.popularity < {USED}",
)
# Use and entity id.
Used = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Matches:
    """How many match, where they are more than the limit at least one more; and the most used of them, first: all, or at least so
    many as were asked."""

    total: int
    by_use: list[Used]


def matches(asked: Condition, most_used: int, *, limit: int, by_words: bool) -> Matches:
    """What matches, counted up to a limit, with so many of the most used; `by_words`: words alone were asked for, no filter."""
    enough = max(limit, most_used) + 1
    if not most_used:
        where, params = asked
        few = f"SELECT count(*) FROM (SELECT 1 FROM {ASKED_FROM} WHERE {where} LIMIT %s) c"
        return Matches(rows(few, [*params, enough])[0][0], [])
    if by_words:
        expected = _expected(asked)
        if expected <= FEW * COUNTED:
            found = _read(asked, _EVERY, enough, by_use=True)
            return Matches(len(found), found)
        if not _is_common(expected):
            found = _tiers(asked, most_used, enough)
            return Matches(len(found), found)
    found = _read(asked, _EVERY, enough, by_use=False)
    if len(found) < enough:
        return Matches(len(found), sorted(found, reverse=True))
    return Matches(len(found), _read(asked, _EVERY, most_used, by_use=True))


def counted_sql(asked: Condition) -> Condition:
    """Of words alone: their condition, or one that so many of what matches meet as are counted, their ids."""
    expected = _expected(asked)
    if expected <= DEAR * COUNTED or _is_common(expected):
        return asked
    return "f.entity_id = ANY(%s::int[])", [[entity_id for _, entity_id in _tiers(asked, 0, COUNTED + 1)]]


def _expected(asked: Condition) -> int:
    """How many PostgreSQL expects to match; near for common words, and for what begins as some do."""
    where, params = asked
    plan = rows(f"EXPLAIN (FORMAT JSON) SELECT FROM {ASKED_FROM} WHERE {where}", params)[0][0]
    return int(plan[0]["Plan"]["Plan Rows"])


def _is_common(expected: int) -> bool:
    size = rows("SELECT reltuples FROM pg_class WHERE oid = 'catalog_facetrow'::regclass")[0][0]
    return bool(expected > size / COMMON)


def _tiers(asked: Condition, most_used: int, enough: int) -> list[Used]:
    """Up to `enough`, from the tier of the most used on: so many of the most used in their order, then any."""
    found: list[Used] = []
    for tier in _TIERS:
        if len(found) < enough:
            found += _read(asked, tier, enough - len(found), by_use=len(found) < most_used)
    return found


def _read(asked: Condition, tier: str, limit: int, *, by_use: bool) -> list[Used]:
    """So many of a tier: the most used of it, first, or any."""
    where, params = asked
    order = BY_USE if by_use else ""
    return [
        (use, entity_id)
        for use, entity_id in rows(
            f"SELECT s.popularity, s.entity_id FROM {BY_USE_FROM} WHERE {where} AND {tier} {order} LIMIT %s",
            [*params, limit],
        )
    ]
