"""One step of a walk, in SQL or in the graph in memory: both answer the same, in the same order.

Memory knows datasets and jobs, now and at any instant; other levels, windows of time and edges of one basis are asked in SQL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from catalog.database import rows
from catalog.queries.members import groups_of
from lineage.answers import Grain
from lineage.estate_arrays import Ids, levels_of, pair_numbers
from lineage.estate_past import instant_of
from lineage.queries.edges import EdgeView, Pair
from lineage.queries.estate_graph import Estate, estate_known
from lineage.queries.existence import LIVING

# Edges of one answer.
EDGES_MAX = 20_000


class Steps(Protocol):
    """Where edges lead; `side` is the end that is known: source to go downstream, target to go upstream."""

    def levels(self, starts: Sequence[int], *, downstream: bool, max_hops: int | None) -> Iterator[Ids]:
        """See levels_of."""

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
    if view.grain is Grain.FULL and not view.window_days and not view.bases:
        known = estate_known()
        if known is not None:
            return InMemory(known, () if view.is_now else tuple(map(instant_of, view.instants)))
    return InSql(view)


@dataclass(frozen=True, slots=True)
class InSql:
    """A statement for each step."""

    view: EdgeView

    @property
    def _alive(self) -> str:
        """What was dropped, or renamed, is not there to break, or to break others; at an instant of the past it may have been."""
        return LIVING if self.view.is_now else "TRUE"

    def levels(self, starts: Sequence[int], *, downstream: bool, max_hops: int | None) -> Iterator[Ids]:
        """See levels_of: one statement a level."""
        side, other = ("source", "target") if downstream else ("target", "source")
        front = sorted(set(starts))
        seen = set(front)
        hop = 0
        while front:
            yield np.array(front, np.int32)
            if hop == max_hops:
                return
            hop += 1
            sql, params = self.view.touching(side, front)
            found = rows(
                f"SELECT DISTINCT e.id FROM ({sql}) AS p(source, target, basis, proof_source, proof_target) "
                f"JOIN catalog_entity e ON e.id = {other} AND e.deleted_at IS NULL AND {self._alive} ORDER BY e.id",
                params,
            )
            front = [entity_id for (entity_id,) in found if entity_id not in seen]
            seen.update(front)

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
        sql, params = self.view.touching("source", ids)
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

    def groups(self, ids: Iterable[int]) -> dict[int, list[int]]:
        """See Steps."""
        return groups_of(ids)


def _other(side: str) -> str:
    return "target" if side == "source" else "source"


@dataclass(frozen=True, slots=True)
class InMemory:
    """Arrays of the whole graph: as it is now, or as it was `at` any of these instants."""

    estate: Estate
    at: tuple[int, ...] = ()

    @property
    def _is_there(self) -> NDArray[np.bool_]:
        """What was dropped, or renamed, may have been there then."""
        return self.estate.now.is_kept if self.at else self.estate.now.is_there

    def _edges(self, side: str, nodes: Ids) -> tuple[Ids, Ids]:
        """(node, neighbour) of each edge that leads on from these."""
        if not self.at:
            return self.estate.now.neighbours(side == "source").pairs(nodes)
        sources, targets, _ = self.estate.past.edges(nodes, downstream=side == "source", at=self.at)
        one, other = (sources, targets) if side == "source" else (targets, sources)
        numbers = np.unique(pair_numbers(one, other))
        return (numbers >> 32).astype(np.int32), numbers.astype(np.int32)

    def levels(self, starts: Sequence[int], *, downstream: bool, max_hops: int | None) -> Iterator[Ids]:
        """See levels_of."""
        if not self.at:
            return self.estate.now.levels(starts, downstream=downstream, max_hops=max_hops)
        side = "source" if downstream else "target"
        return levels_of(lambda front: self._edges(side, front)[1], self._is_there, starts, max_hops)

    def beyond(self, side: str, ids: Sequence[int], seen: Collection[int], most: int) -> list[int]:
        """See Steps."""
        arrays = self.estate.now
        found = np.unique(self._edges(side, np.array(ids, np.int32))[1])
        found = found[self._is_there[found] & ~np.isin(found, np.fromiter(seen, np.int32, len(seen)))]
        order = np.lexsort((found, -arrays.popularity[found], arrays.tier[found]))
        return [int(node) for node in found[order[:most]]]

    def edges(self, side: str, ids: Sequence[int], most: int, *, ends: Collection[int]) -> list[tuple[int, int]]:
        """See Steps."""
        nodes, others = self._edges(side, np.unique(np.array(ids, np.int32)))
        kept = np.flatnonzero(self._is_there[others] | np.isin(others, np.array(list(ends), np.int32)))[:most]
        found = zip(nodes[kept].tolist(), others[kept].tolist(), strict=True)
        return [(node, other) if side == "source" else (other, node) for node, other in found]

    def pairs(self, ids: Sequence[int]) -> list[Pair]:
        """See Steps."""
        among = np.unique(np.array(ids, np.int32))
        past = self.estate.past
        sources, targets, bases = past.edges(among, downstream=True, at=self.at) if self.at else past.bases(among)
        kept = np.isin(targets, among) & np.isin(sources, among) & (sources != targets)
        if not self.at:
            kept &= np.isin(pair_numbers(sources, targets), pair_numbers(*self._edges("source", among)))
        kept = np.flatnonzero(kept)
        # Of several lines of evidence the strongest one comes first
        kept = kept[np.lexsort((bases[kept], targets[kept], sources[kept]))]
        _, first = np.unique(pair_numbers(sources[kept], targets[kept]), return_index=True)
        kept = kept[first[:EDGES_MAX]]
        found = zip(sources[kept].tolist(), targets[kept].tolist(), bases[kept].tolist(), strict=True)
        return [(source, target, basis, source, target, 1) for source, target, basis in found]

    def outside(self, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
        """See Steps."""
        among = np.unique(np.array(ids, np.int32))
        counts = []
        for side in ("target", "source"):
            nodes, others = self._edges(side, among)
            kept = self._is_there[others] & ~np.isin(others, among)
            counts.append(np.bincount(np.searchsorted(among, nodes[kept]), minlength=len(among)).tolist())
        return dict(zip(among.tolist(), zip(*counts, strict=True), strict=True))

    def groups(self, ids: Iterable[int]) -> dict[int, set[int]]:
        """See Steps."""
        heads, members = self.estate.past.heads, self.estate.past.members
        standing = {int(heads[entity_id]) for entity_id in ids}
        return {head: {head, *members.get(head, ())} for head in standing}
