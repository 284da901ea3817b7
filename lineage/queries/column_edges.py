"""Edges between columns: which hold, at an instant or now, and where they lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from catalog.database import rows


class Held(NamedTuple):
    """A condition on lineage_columnedge c and lineage_columnfacet f, and its parameters."""

    condition: str
    params: list[Any]

    def narrowed(self, other: Held) -> Held:
        """Both."""
        return Held(f"{self.condition} AND {other.condition}", [*self.params, *other.params])


# Of the contents that a job gave a dataset the one that held at an instant.
_AT = (
    "(f.first_at <= {0} AND NOT EXISTS (SELECT 1 FROM lineage_columnfacet x WHERE x.job_id = f.job_id "
    "AND x.dataset_id = f.dataset_id AND x.first_at <= {0} "
    "AND (least(x.last_at, {0}), x.first_at, x.id) > (least(f.last_at, {0}), f.first_at, f.id)))"
)


def facets_in_force(at: datetime | None) -> Held:
    """What holds at an instant; now when None."""
    return Held(_AT.format("%s"), [at] * 4) if at else Held("f.is_current", [])


def facets_at(column: str) -> str:
    """Condition: what holds at the instant that a column of the statement has."""
    return _AT.format(column)


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
