"""One step of a walk, in SQL or in the graph in memory: both answer the same, in the same order.

Memory knows what holds now, of datasets and jobs; other levels, the past and edges of one basis are asked in SQL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from catalog.database import rows
from lineage.answers import Grain
from lineage.estate_arrays import EstateArrays
from lineage.queries.edges import EdgeView, Pair
from lineage.queries.estate_graph import estate_graph
from lineage.queries.existence import LIVING

# Edges of one answer.
EDGES_MAX = 20_000


class Steps(Protocol):
    """Where edges lead; `side` is the end that is known: source to go downstream, target to go upstream."""

    def beyond(self, side: str, ids: Sequence[int], seen: Collection[int], most: int) -> list[int]:
        """Neighbours of these that are not among `seen`, the most important first: tier, then readers, then age."""

    def edges(self, side: str, ids: Sequence[int], most: int, *, ends: Collection[int]) -> list[tuple[int, int]]:
        """(source, target) of up to `most` edges that lead on from these to what is there, or is among the ends."""

    def pairs(self, ids: Sequence[int]) -> list[Pair]:
        """The edges between these; a basis of 0 is told by the evidence."""

    def outside(self, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
        """(upstream, downstream) neighbours of each that are not among these."""


def steps_of(view: EdgeView) -> Steps:
    """The quickest way to walk that view."""
    if view.is_now and view.grain is Grain.FULL and not view.bases:
        arrays = estate_graph()
        if arrays is not None:
            return InMemory(arrays)
    return InSql(view)


@dataclass(frozen=True, slots=True)
class InSql:
    """A statement for each step."""

    view: EdgeView

    @property
    def _alive(self) -> str:
        """What was dropped, or renamed, is not there to break, or to break others; at an instant of the past it may have been."""
        return LIVING if self.view.is_now else "TRUE"

    def beyond(self, side: str, ids: Sequence[int], seen: Collection[int], most: int) -> list[int]:
        """See Steps."""
        sql, params = self.view.touching(side, ids)
        other, condition = _other(side), self._alive
        found = rows(
            f"SELECT n.id FROM (SELECT DISTINCT {other} AS id FROM ({sql}) "
            "AS p(source, target, basis, proof_source, proof_target)) n "
            "JOIN catalog_entity e ON e.id = n.id LEFT JOIN catalog_searchdocument s ON s.entity_id = n.id "
            f"WHERE n.id <> ALL(%s) AND e.deleted_at IS NULL AND {condition} "
            "ORDER BY e.tier NULLS LAST, s.popularity DESC NULLS LAST, e.id LIMIT %s",
            [*params, list(seen), most],
        )
        return [row[0] for row in found]

    def edges(self, side: str, ids: Sequence[int], most: int, *, ends: Collection[int]) -> list[tuple[int, int]]:
        """See Steps."""
        sql, params = self.view.touching(side, ids)
        other, condition = _other(side), self._alive
        return rows(
            f"SELECT DISTINCT p.source, p.target FROM ({sql}) AS p(source, target, basis, proof_source, proof_target) "
            f"JOIN catalog_entity e ON e.id = p.{other} WHERE e.id = ANY(%s) OR e.deleted_at IS NULL AND {condition} LIMIT %s",
            [*params, list(ends), most],
        )

    def pairs(self, ids: Sequence[int]) -> list[Pair]:
        """Entered from one side and filtered by a hashed set: probing each of 1000 x 1000 products would cost a second."""
        sql, params = self.view.between(ids)
        return rows(
            f"WITH node AS MATERIALIZED (SELECT unnest(%s::int[]) AS id) "
            "SELECT source, target, min(basis), (min(ARRAY[proof_source, proof_target]))[1], "
            f"(min(ARRAY[proof_source, proof_target]))[2], count(DISTINCT (proof_source, proof_target)) FROM ({sql}) "
            "AS p(source, target, basis, proof_source, proof_target) "
            "WHERE (target IN (SELECT id FROM node)) IS TRUE AND (source IN (SELECT id FROM node)) IS TRUE "
            f"AND source <> target GROUP BY 1, 2 ORDER BY 1, 2 LIMIT {EDGES_MAX}",
            [list(ids), *params],
        )

    def outside(self, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
        """See Steps."""
        counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        condition = self._alive
        for index, side in enumerate(("target", "source")):
            sql, params = self.view.touching(side, ids)
            other = _other(side)
            for entity_id, count in rows(
                f"SELECT {side}, count(DISTINCT {other}) FROM ({sql}) AS p(source, target, basis, proof_source, proof_target) "
                f"JOIN catalog_entity e ON e.id = {other} AND e.deleted_at IS NULL AND {condition} "
                f"WHERE {other} <> ALL(%s) GROUP BY 1",
                [*params, list(ids)],
            ):
                counts[entity_id][index] = count
        return {entity_id: (up, down) for entity_id, (up, down) in counts.items()}


def _other(side: str) -> str:
    return "target" if side == "source" else "source"


@dataclass(frozen=True, slots=True)
class InMemory:
    """Arrays of the whole graph, as it is now."""

    arrays: EstateArrays

    def beyond(self, side: str, ids: Sequence[int], seen: Collection[int], most: int) -> list[int]:
        """See Steps."""
        arrays = self.arrays
        found = np.unique(arrays.neighbours(side == "source").of(np.array(ids, np.int32)))
        found = found[arrays.is_there[found] & ~np.isin(found, np.fromiter(seen, np.int32, len(seen)))]
        order = np.lexsort((found, -arrays.popularity[found], arrays.tier[found]))
        return [int(node) for node in found[order[:most]]]

    def edges(self, side: str, ids: Sequence[int], most: int, *, ends: Collection[int]) -> list[tuple[int, int]]:
        """See Steps."""
        arrays, downstream = self.arrays, side == "source"
        nodes, others = arrays.neighbours(downstream).pairs(np.unique(np.array(ids, np.int32)))
        kept = np.flatnonzero(arrays.is_there[others] | np.isin(others, np.array(list(ends), np.int32)))[:most]
        found = zip(nodes[kept].tolist(), others[kept].tolist(), strict=True)
        return [(node, other) if downstream else (other, node) for node, other in found]

    def pairs(self, ids: Sequence[int]) -> list[Pair]:
        """See Steps."""
        among = np.unique(np.array(ids, np.int32))
        sources, targets = self.arrays.downstream.pairs(among)
        kept = np.isin(targets, among) & (sources != targets)
        order = np.lexsort((targets[kept], sources[kept]))[:EDGES_MAX]
        ends = zip(sources[kept][order].tolist(), targets[kept][order].tolist(), strict=True)
        return [(source, target, 0, source, target, 1) for source, target in ends]

    def outside(self, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
        """See Steps."""
        among = np.unique(np.array(ids, np.int32))
        counts = []
        for downstream in (False, True):
            nodes, others = self.arrays.neighbours(downstream).pairs(among)
            kept = self.arrays.is_there[others] & ~np.isin(others, among)
            counts.append(np.bincount(np.searchsorted(among, nodes[kept]), minlength=len(among)).tolist())
        return dict(zip(among.tolist(), zip(*counts, strict=True), strict=True))
