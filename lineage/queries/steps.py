"""One step of a walk, in SQL or in the graph in memory: both answer the same, in the same order.

Memory knows datasets and jobs, and what groups them, now and at any instant; the levels of datasets, jobs and pipelines, windows
of time and edges of one basis are asked in SQL.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from lineage.answers import Grain
from lineage.estate_past import instant_of
from lineage.queries.edges import GROUPED, EdgeView, Pair
from lineage.queries.estate_graph import estate_known
from lineage.queries.steps_in_memory import InGroups, InMemory
from lineage.queries.steps_in_sql import EDGES_MAX, InSql

__all__ = ["EDGES_MAX", "Steps", "node_steps", "steps_of"]


class Steps(Protocol):
    """Where edges lead; `side` is the end that is known: source to go downstream, target to go upstream."""

    def beyond(self, side: str, ids: Sequence[int], seen: Collection[int], most: int) -> list[int]:
        """Neighbours of these that are not among `seen`, the most important first: tier, then readers, then age."""

    def edges(self, side: str, ids: Sequence[int], most: int, *, ends: Collection[int]) -> list[tuple[int, int]]:
        """(source, target) of up to `most` edges that lead on from these to what is there, or is among the ends."""

    def pairs(self, ids: Sequence[int]) -> list[Pair]:
        """The edges between these."""

    def outside(self, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
        """(upstream, downstream) neighbours of each that are not among these."""

    def groups(self, ids: Iterable[int]) -> Mapping[int, Collection[int]]:
        """What was merged into each of these that stands for others, and itself; of one that was merged, its head's."""


def steps_of(view: EdgeView) -> Steps:
    """The quickest way to walk that view."""
    if view.grain is Grain.FULL:
        return node_steps(view)
    found = node_steps(view) if view.grain in GROUPED else None
    return InGroups(found, GROUPED[view.grain][1]) if isinstance(found, InMemory) else InSql(view)


def node_steps(view: EdgeView) -> InMemory | InSql:
    """The same between datasets and jobs themselves."""
    if not view.window_days and not view.bases:
        known = estate_known()
        if known is not None:
            return InMemory(known, () if view.is_now else tuple(map(instant_of, view.instants)))
    return InSql(view)
