"""All that something is made from, or that is made from it, however far: ids and hops, from the graph in memory or in SQL.

Both ways answer the same. What is asked while there is no file of the graph is asked in SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from catalog.database import rows
from catalog.permissions import owned_row, visible
from catalog.viewers import Viewer
from lineage.estate_arrays import EstateArrays, Ids
from lineage.queries.estate_graph import ATTRIBUTES
from lineage.queries.steps import node_steps
from lineage.queries.steps_in_memory import InMemory


@dataclass(frozen=True, slots=True)
class Closure:
    """Nodes in reach, nearest first, the starts (hop 0) among them, and the arrays they were found in, if any."""

    ids: Ids
    hops: Ids
    arrays: EstateArrays | None

    def attributes(self, names: Sequence[str]) -> dict[str, tuple[Ids, Sequence[int]]]:
        """Of each attribute a number for each node, and the facet values that these numbers stand for (0: it has none)."""
        if self.arrays is not None:
            known = self.arrays.attributes
            return {name: (known[name].codes[self.ids], known[name].values) for name in names}
        found: dict[int, list[int | None]] = dict(
            rows("SELECT entity_id, facets FROM catalog_facetrow WHERE entity_id = ANY(%s)", [self.ids.tolist()])
        )
        told = {}
        for name in names:
            place = ATTRIBUTES[name] - 1
            values = [(found[node][place] or 0) if node in found else 0 for node in self.ids.tolist()]
            numbers, codes = np.unique(np.array(values, np.int64), return_inverse=True)
            told[name] = (codes.astype(np.int32), numbers.tolist())
        return told

    def hidden_from(self, viewer: Viewer) -> NDArray[np.bool_]:
        """Which of the nodes the viewer may not see, as `visible` says."""
        if not visible(viewer)[1]:
            return np.zeros(len(self.ids), np.bool_)
        restricted = self._restricted()
        condition, params = owned_row(viewer)
        suspects = self.ids[restricted].tolist()
        if suspects and params:
            found = rows(
                f"SELECT f.entity_id FROM catalog_facetrow f WHERE f.entity_id = ANY(%s) AND {condition}",
                [suspects, *params],
            )
            restricted &= ~np.isin(self.ids, np.array([row[0] for row in found], np.int32))
        return restricted

    def _restricted(self) -> NDArray[np.bool_]:
        if self.arrays is not None:
            return self.arrays.is_restricted[self.ids]
        found = rows("SELECT id FROM catalog_entity WHERE id = ANY(%s) AND restricted", [self.ids.tolist()])
        return np.isin(self.ids, np.array([row[0] for row in found], np.int32))


def closure_of(
    starts: Sequence[int], *, downstream: bool, max_hops: int | None = None, as_of: datetime | None = None
) -> Closure:
    """Every dataset and job in reach of the starts, with its least number of hops; a hop is an edge.

    What is deleted, and today also what was dropped or renamed, is neither reached nor walked through.
    """
    steps = node_steps(as_of)
    levels = list(steps.levels(starts, downstream=downstream, max_hops=max_hops))
    return Closure(
        ids=np.concatenate(levels) if levels else np.empty(0, np.int32),
        hops=np.repeat(np.arange(len(levels), dtype=np.int32), [len(level) for level in levels]),
        arrays=steps.estate.now if isinstance(steps, InMemory) else None,
    )
