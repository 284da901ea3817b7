"""Edges between columns: which hold, at an instant or now, and where they lead."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from catalog.database import rows
from lineage.column_facets import WHOLE
from lineage.models.schemas import PATH_INDEXED

# A column of a dataset, whatever name of the dataset an event used.
Place = tuple[int, str]


class Held(NamedTuple):
    """A condition on lineage_columnedge c and lineage_columnfacet f, and its parameters."""

    condition: str
    params: list[Any]

    def narrowed(self, other: Held) -> Held:
        """Both."""
        return Held(f"{self.condition} AND {other.condition}", [*self.params, *other.params])


# Of the contents that a job gave a dataset the one that held at an instant; lineage/column_spans.py tells it for all instants.
_AT = (
    "(f.first_at <= {0} AND NOT EXISTS (SELECT 1 FROM lineage_columnfacet x WHERE x.job_id = f.job_id "
    "AND x.dataset_id = f.dataset_id AND x.first_at <= {0} AND (x.statement IS NULL, least(x.last_at, {0}), x.first_at, x.id) "
    "> (f.statement IS NULL, least(f.last_at, {0}), f.first_at, f.id)))"
)


def facets_in_force(at: datetime | None) -> Held:
    """What holds at an instant; now when None."""
    return Held(_AT.format("%s"), [at] * 4) if at else Held("f.is_current", [])


def facets_at(column: str) -> str:
    """Condition: what holds at the instant that a column of the statement has."""
    return _AT.format(column)


def _edges_from(side: str, other: str, held: Held) -> str:
    """The rest of a SELECT: edges from columns (one parameter), and the column o of a dataset e that they lead to."""
    return (
        f"FROM lineage_columnedge c JOIN lineage_columnfacet f ON f.id = c.facet_id "
        f"JOIN lineage_datasetcolumn o ON o.id = c.{other}_id "
        "JOIN catalog_entity e ON e.id = o.dataset_id AND e.deleted_at IS NULL "
        f"WHERE c.{side}_id = ANY(%s) AND {held.condition}"
    )


def columns_reached(starts: Iterable[int], *, hops: int, downstream: bool, held: Held, limit: int) -> dict[int, int]:
    """Hops from the starts to each column, in the order in which they are found: breadth first, one statement a hop, until
    there are more than `limit`. `held` may also ask about the dataset of the column that is found (catalog_entity e).
    """
    side, other = ("source", "target") if downstream else ("target", "source")
    sql = f"SELECT DISTINCT c.{other}_id {_edges_from(side, other, held)} ORDER BY 1 LIMIT %s"
    frontier = list(starts)
    reached = dict.fromkeys(frontier, 0)
    for hop in range(1, hops + 1):
        found = rows(sql, [frontier, *held.params, limit + len(reached) + 1])
        frontier = [column for (column,) in found if column not in reached]
        reached |= dict.fromkeys(frontier, hop)
        if not frontier or len(reached) > limit:
            break
    return reached


class Reached(NamedTuple):
    """Where a column is, and how many hops from a start."""

    place: Place
    hop: int


# Of places p(head, path) the columns under every name of their dataset, and those of the dataset as a whole. Each is looked up
# by itself: taken together they would be filtered from all columns of the dataset.
_MEMBER = (
    "CROSS JOIN LATERAL (SELECT id FROM catalog_entity WHERE id = p.head UNION ALL "
    "SELECT id FROM catalog_entity WHERE canonical_id = p.head) m CROSS JOIN LATERAL (SELECT id, path FROM lineage_datasetcolumn "
    f"WHERE dataset_id = m.id AND left(path, {PATH_INDEXED}) = left({{0}}, {PATH_INDEXED}) AND path = {{0}} OFFSET 0) k"
)
_WHOLE = f"'{WHOLE}'"
_NAMED = (
    f"SELECT k.id, p.head, k.path FROM {{0}} p {_MEMBER.format('p.path')} UNION "
    f"SELECT k.id, p.head, k.path FROM (SELECT DISTINCT head FROM {{0}} p) p {_MEMBER.format(_WHOLE)}"
)
_GIVEN = f"WITH given AS MATERIALIZED (SELECT * FROM unnest(%s::int[], %s::text[]) AS p(head, path)) {_NAMED.format('given')}"


def columns_named(places: Iterable[Place]) -> dict[int, Place]:
    """The columns at places, whatever name of the dataset an event used; with each that of the dataset as a whole."""
    wanted = sorted(set(places))
    found = rows(_GIVEN, [[head for head, _ in wanted], [path for _, path in wanted]])
    return {column: (head, path) for column, head, path in found}


def places_reached(
    starts: dict[int, Place], *, hops: int, downstream: bool, held: Held, limit: int
) -> tuple[dict[int, Reached], bool]:
    """As columns_reached, over datasets rather than their names: a hop finds the places that are next, and their columns. Also
    whether it ended since there are more than `limit` places, with the starts."""
    side, other = ("source", "target") if downstream else ("target", "source")
    reached = {column: Reached(place, 0) for column, place in starts.items()}
    frontier = list(starts)
    beyond: set[Place] = set()
    for hop in range(1, hops + 1):
        # Besides as many as are asked for a start, which an edge between two names of its dataset leads to
        found, is_cut = _next_places(side, other, frontier, held, limit + 2)
        frontier = [column for column in found if column not in reached]
        reached |= {column: Reached(found[column], hop) for column in frontier}
        # To a dataset as a whole no edge may lead: it is found with each of its columns
        beyond.update(place for column in frontier if (place := found[column])[1] != WHOLE)
        if is_cut or len(beyond) >= limit:
            return reached, True
        if not frontier:
            break
    return reached, False


def leads_beyond(columns: Sequence[int], known: Collection[int], *, downstream: bool, held: Held) -> bool:
    """Whether an edge leads from some of the columns to one that is not known."""
    side, other = ("source", "target") if downstream else ("target", "source")
    sql = f"SELECT 1 {_edges_from(side, other, held)} AND c.{other}_id <> ALL(%s) LIMIT 1"
    return bool(rows(sql, [list(columns), *held.params, list(known)]))


def _next_places(side: str, other: str, frontier: list[int], held: Held, limit: int) -> tuple[dict[int, Place], bool]:
    """The columns of up to `limit` places that edges lead to from these columns, and whether there are as many.

    A hub has ten thousands of edges: so many as are likely to lead to enough places are read, in the order of the index, and
    more of them only when they did not."""
    sql = (
        f"WITH near AS MATERIALIZED (SELECT c.{other}_id AS id FROM lineage_columnedge c JOIN lineage_columnfacet f "
        f"ON f.id = c.facet_id WHERE c.{side}_id = ANY(%s) AND {held.condition} ORDER BY c.{side}_id LIMIT %s), "
        "found AS MATERIALIZED (SELECT DISTINCT coalesce(e.canonical_id, e.id) AS head, o.path FROM near "
        "JOIN lineage_datasetcolumn o ON o.id = near.id JOIN catalog_entity e ON e.id = o.dataset_id "
        "AND e.deleted_at IS NULL ORDER BY 1, 2 LIMIT %s) "
        f"SELECT k.*, (SELECT count(*) FROM near), (SELECT count(*) FROM found) FROM ({_NAMED.format('found')}) k"
    )
    read = limit + limit // 2
    while True:
        found = rows(sql, [frontier, *held.params, read, limit])
        is_cut = bool(found) and found[0][4] == limit
        if not found or is_cut or found[0][3] < read:
            return {column: (head, path) for column, head, path, *_ in found}, is_cut
        read *= 8


class Flowing(NamedTuple):
    """One step from a column to a place: whose dataset that is, when it was last made so, and whether a producer says it."""

    source_id: int
    place: Place
    last_at: datetime
    is_sent: bool


def flows_from(columns: Iterable[int], *, limit: int) -> tuple[list[Flowing], bool]:
    """What columns flow into now, next to them, and whether that is all; at most `limit` edges are read, in the order of the
    index."""
    found = rows(
        "WITH near AS MATERIALIZED (SELECT c.source_id, c.target_id, f.last_at, f.statement IS NULL AS is_sent "
        "FROM lineage_columnedge c JOIN lineage_columnfacet f ON f.id = c.facet_id WHERE c.source_id = ANY(%s) "
        "AND f.is_current ORDER BY c.source_id LIMIT %s) "
        "SELECT near.source_id, coalesce(e.canonical_id, e.id), o.path, max(near.last_at), bool_or(near.is_sent), "
        "(SELECT count(*) FROM near) FROM near JOIN lineage_datasetcolumn o ON o.id = near.target_id "
        "JOIN catalog_entity e ON e.id = o.dataset_id AND e.deleted_at IS NULL GROUP BY 1, 2, 3 ORDER BY 2, 3, 1",
        [sorted(columns), limit],
    )
    steps = [Flowing(source, (head, path), last_at, is_sent) for source, head, path, last_at, is_sent, _ in found]
    return steps, not found or found[0][5] < limit
