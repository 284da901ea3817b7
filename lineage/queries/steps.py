"""One step of a walk, in SQL or in the graph in memory: both answer the same, in the same order.

Memory knows datasets and jobs, and what groups them, now and at any instant; the levels of datasets, jobs and pipelines, windows
of time and edges of one basis are asked in SQL.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from lineage.answers import Grain
from lineage.estate_past import instant_of
from lineage.queries.edges import GROUPED, EdgeView, Pair
from lineage.queries.estate_graph import Estate, estate_known
from lineage.queries.steps_in_memory import InGroups, InMemory
from lineage.queries.steps_in_sql import EDGES_MAX, InSql

__all__ = ["EDGES_MAX", "Steps", "node_steps", "steps_of", "steps_of_all"]


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
    return steps_of_all([view])[0]


def steps_of_all(views: Sequence[EdgeView]) -> list[Steps]:
    """The same of several, all of them of the graph as it is at one moment."""
    known = estate_known() if any(map(_is_known, views)) else None
    return [_steps(view, known if _is_known(view) else None) for view in views]


def node_steps(as_of: datetime | None) -> InMemory | InSql:
    """Steps between datasets and jobs themselves."""
    view = EdgeView(grain=Grain.FULL, as_of=as_of, window_days=0, bases=None)
    known = estate_known()
    return InSql(view) if known is None else _in_memory(view, known)


def _is_known(view: EdgeView) -> bool:
    """Memory knows what it asks about."""
    return (view.grain is Grain.FULL or view.grain in GROUPED) and not view.window_days and not view.bases


def _steps(view: EdgeView, known: Estate | None) -> Steps:
    if known is None:
        return InSql(view)
    nodes = _in_memory(view, known)
    return nodes if view.grain is Grain.FULL else InGroups(nodes, GROUPED[view.grain][1])


def _in_memory(view: EdgeView, known: Estate) -> InMemory:
    return InMemory(known, () if view.is_now else tuple(map(instant_of, view.instants)))
