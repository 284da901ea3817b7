"""Edges between columns: which hold, at an instant or now, and where they lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from catalog.database import rows
from catalog.queries.members import groups_of
from lineage.column_facets import WHOLE, column_digest

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
    "(f.first_at <= %s AND NOT EXISTS (SELECT 1 FROM lineage_columnfacet g WHERE g.job_id = f.job_id "
    "AND g.dataset_id = f.dataset_id AND g.first_at <= %s AND (g.statement IS NULL, least(g.last_at, %s), g.first_at, g.id) "
    "> (f.statement IS NULL, least(f.last_at, %s), f.first_at, f.id)))"
)


def facets_in_force(at: datetime | None) -> Held:
    """What holds at an instant; now when None."""
    return Held(_AT, [at] * 4) if at else Held("f.is_current", [])


def columns_reached(
    starts: Iterable[int],
    *,
    hops: int,
    downstream: bool,
    held: Held,
    limit: int,
    widen: Callable[[Sequence[int]], Iterable[int]] = lambda ids: ids,
) -> dict[int, int]:
    """Hops from the starts to each column, in the order in which they are found: breadth first, one statement a hop, until
    there are more than `limit`. `held` may also ask about the dataset of the column that is found (catalog_entity e).

    `widen` adds the columns that are as far away as those just found: those that are one with them.
    """
    side, other = ("source", "target") if downstream else ("target", "source")
    condition, params = held
    frontier = list(starts)
    reached = dict.fromkeys(frontier, 0)
    for hop in range(1, hops + 1):
        frontier += [column for column in widen(frontier) if column not in reached]
        reached |= {column: hop - 1 for column in frontier if column not in reached}
        found = rows(
            f"SELECT DISTINCT c.{other}_id FROM lineage_columnedge c JOIN lineage_columnfacet f ON f.id = c.facet_id "
            f"JOIN lineage_datasetcolumn o ON o.id = c.{other}_id "
            "JOIN catalog_entity e ON e.id = o.dataset_id AND e.deleted_at IS NULL "
            f"WHERE c.{side}_id = ANY(%s) AND {condition} ORDER BY 1 LIMIT %s",
            [frontier, *params, limit + len(reached) + 1],
        )
        frontier = [column for (column,) in found if column not in reached]
        reached |= dict.fromkeys(frontier, hop)
        if not frontier or len(reached) > limit:
            break
    return reached


def column_ids_at(places: Iterable[Place]) -> dict[int, Place]:
    """Ids of those columns that column lineage names, each with its place."""
    digests = {column_digest(*place): place for place in places}
    found = rows("SELECT id, digest FROM lineage_datasetcolumn WHERE digest = ANY(%s)", [list(digests)])
    return {column: digests[digest] for column, digest in found}


def places_of(ids: Iterable[int]) -> dict[int, Place]:
    """Where columns are, by the entity that stands for their dataset."""
    return {
        column: (head, path)
        for column, head, path in rows(
            "SELECT o.id, coalesce(e.canonical_id, e.id), o.path FROM lineage_datasetcolumn o "
            "JOIN catalog_entity e ON e.id = o.dataset_id WHERE o.id = ANY(%s)",
            [list(ids)],
        )
    }


def columns_beside(ids: Sequence[int]) -> list[int]:
    """Columns of the same path under other names of the dataset, and the dataset as a whole."""
    places = set(places_of(ids).values())
    groups = groups_of({head for head, _ in places})
    return list(
        column_ids_at((member, name) for head, path in places for member in groups[head] for name in {path, WHOLE})
    )
