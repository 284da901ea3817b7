"""Columns by words: in which datasets a column is."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.database import rows
from catalog.errors import InvalidError
from catalog.paging import CountState, Page, Pager
from catalog.permissions import require, visible_row
from catalog.queries.cards import links_by_id
from catalog.queries.filters import EntityFilter, row_filter_sql
from catalog.queries.matching import BY_USE_FROM, Terms, terms_of
from catalog.queries.ranking import score_sql
from catalog.queries.why import snippet_of
from catalog.text import typed_words
from catalog.viewers import Viewer
from lineage.answers import ColumnHit
from lineage.queries.schemas import schema_get

# The most used datasets that have such columns, and columns of them: a page is the same of any number.
DATASETS_MAX = 500
COLUMNS_MAX = 5_000
# What a column weighs beside what its dataset is worth (catalog/queries/ranking.py).
NAME, BEGINNING, WORDS = 4.0, 2.0, 1.0


def column_search(
    viewer: Viewer, *, text: str, filter: EntityFilter | None = None, first: int, after: str | None = None
) -> Page[ColumnHit]:
    """Columns of current schemas whose path has the words of a text, some of which may be in the name of the dataset instead.

    The column that is called so comes first, then those that begin so, each by what its dataset is worth; of more than 500
    datasets the most used are looked at, and the count says so.
    """
    require(viewer, "lineage.read")
    pager = Pager("column_search", viewer, [text, repr(filter)], first=first, after=after)
    if not typed_words(text):
        raise InvalidError.of("text", "has no word; give a column, or a part of its name")
    terms = terms_of(viewer, text)
    found, is_all = _candidates(viewer, terms, filter)
    behind = [c for c in found if pager.position is None or c.key > tuple(pager.position)][: first + 1]
    state = CountState.EXACT if is_all else CountState.AT_LEAST
    return pager.page(_hits(viewer, terms, behind), total=(len(found), state))


@dataclass(frozen=True, slots=True)
class _Candidate:
    entity_id: int
    ref: str
    path: str
    score: float

    @property
    def key(self) -> tuple[float, str, str]:
        return (-self.score, self.ref, self.path)


def _candidates(viewer: Viewer, terms: Terms, entity_filter: EntityFilter | None) -> tuple[list[_Candidate], bool]:
    """Columns that match, best first, and whether these are all there are."""
    where, where_params = row_filter_sql(entity_filter)
    hidden, hidden_params = visible_row(viewer)
    score, _ = score_sql(Terms())
    some = " | ".join(f"({one})" for one in terms.tsqueries("D"))
    # A path that may have one of the words; which it has is decided below, by words.
    parts = [f"%{word[:-3] if len(word) > 4 else word}%" for found in terms.spellings for word in found]
    found = rows(
        f"WITH best AS MATERIALIZED (SELECT s.entity_id AS id FROM {BY_USE_FROM} WHERE s.words @@ %s::tsquery "
        f"AND s.words @@ %s::tsquery AND f.counted AND {hidden} AND {where} "
        "ORDER BY s.popularity DESC, s.entity_id DESC LIMIT %s) "
        f"SELECT e.id, e.ref, e.title, {score}, p.path FROM best JOIN catalog_entity e USING (id) "
        "JOIN catalog_searchdocument s ON s.entity_id = e.id LEFT JOIN catalog_healthstate h ON h.entity_id = e.id "
        "CROSS JOIN LATERAL (SELECT DISTINCT unnest(c.paths) AS path FROM catalog_entity m "
        "JOIN catalog_searchcolumns c ON c.entity_id = m.id WHERE m.id = e.id OR m.canonical_id = e.id) p "
        "WHERE lower(p.path) LIKE ANY(%s) ORDER BY s.popularity DESC, e.id DESC, p.path LIMIT %s",
        [
            *(terms.tsquery("AD"), some, *hidden_params, *where_params, DATASETS_MAX),
            *(parts, COLUMNS_MAX),
        ],
    )
    made = [
        _Candidate(entity_id, ref, path, weight * value)
        for entity_id, ref, title, value, path in found
        if (weight := _weight(terms, title, path))
    ]
    is_all = len({row[0] for row in found}) < DATASETS_MAX and len(found) < COLUMNS_MAX
    return sorted(made, key=lambda candidate: candidate.key), is_all


def _weight(terms: Terms, title: str, path: str) -> float:
    """How well a column matches: 0 when words are neither in it nor in the name of its dataset, or none is in it."""
    own = terms.found_in(path)
    every = frozenset(range(len(terms.spellings)))
    if not own or every - own - terms.found_in(title):
        return 0.0
    wanted = [terms.words[place] for place in sorted(own)]
    names = [typed_words(path), typed_words(path.rpartition(".")[2])]
    best = NAME if wanted in names else BEGINNING if any(name[: len(wanted)] == wanted for name in names) else WORDS
    return best * (0.5 + 0.5 * len(own) / len(every))


def _hits(viewer: Viewer, terms: Terms, found: list[_Candidate]) -> list[tuple[ColumnHit, list[object]]]:
    links = links_by_id(viewer, {candidate.entity_id for candidate in found})
    refs = sorted({candidate.ref for candidate in found})
    schemas = dict(zip(refs, schema_get(viewer, refs=refs), strict=True)) if refs else {}
    columns = {(ref, column.path): column for ref, schema in schemas.items() if schema for column in schema.columns}
    return [
        (
            ColumnHit(
                dataset=links[candidate.entity_id],
                path=candidate.path,
                snippet=snippet_of(terms, candidate.path),
                column=columns.get((candidate.ref, candidate.path)),
            ),
            list(candidate.key),
        )
        for candidate in found
    ]
