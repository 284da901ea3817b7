"""Steps of a walk in the arrays of the whole graph; see lineage/queries/steps.py."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from catalog.database import rows
from lineage.estate_arrays import Coded, Ids, begins, distinct, levels_of, pair_numbers
from lineage.estate_past import HOLDS
from lineage.queries.edges import Pair
from lineage.queries.estate_graph import Estate
from lineage.queries.steps_in_sql import EDGES_MAX


@dataclass(frozen=True, slots=True)
class InMemory:
    """Arrays of the whole graph: as it is now, or as it was `at` any of these instants."""

    estate: Estate
    at: tuple[int, ...] = ()

    @property
    def is_there(self) -> NDArray[np.bool_]:
        """What was dropped, or renamed, may have been there then."""
        return self.estate.now.is_kept if self.at else self.estate.now.is_there

    def steps(self, side: str, nodes: Ids) -> tuple[Ids, Ids]:
        """(node, neighbour) of each edge that leads on from these."""
        if not self.at:
            return self.estate.now.neighbours(side == "source").pairs(nodes)
        sources, targets, _ = self.estate.past.edges(nodes, downstream=side == "source", at=self.at)
        one, other = (sources, targets) if side == "source" else (targets, sources)
        numbers = distinct(pair_numbers(one, other))
        return (numbers >> 32).astype(np.int32), numbers.astype(np.int32)

    def levels(self, starts: Sequence[int], *, downstream: bool, max_hops: int | None) -> Iterator[Ids]:
        """See levels_of."""
        if not self.at:
            return self.estate.now.levels(starts, downstream=downstream, max_hops=max_hops)
        side = "source" if downstream else "target"
        return levels_of(lambda front: self.steps(side, front)[1], self.is_there, starts, max_hops)

    def beyond(self, side: str, ids: Sequence[int], seen: Collection[int], most: int) -> list[int]:
        """See Steps."""
        return self.foremost(self.steps(side, np.array(ids, np.int32))[1], seen, most)

    def foremost(self, found: Ids, seen: Collection[int], most: int) -> list[int]:
        """Those of these that are there and not seen, in the order of `beyond`."""
        arrays, found = self.estate.now, distinct(found)
        found = found[self.is_there[found] & ~np.isin(found, np.fromiter(seen, np.int32, len(seen)))]
        order = np.lexsort((found, -arrays.popularity[found], arrays.tier[found]))
        return [int(node) for node in found[order[:most]]]

    def edges(self, side: str, ids: Sequence[int], most: int, *, ends: Collection[int]) -> list[tuple[int, int]]:
        """See Steps."""
        nodes, others = self.steps(side, distinct(np.array(ids, np.int32)))
        kept = np.flatnonzero(self.is_there[others] | np.isin(others, np.array(list(ends), np.int32)))[:most]
        found = zip(nodes[kept].tolist(), others[kept].tolist(), strict=True)
        return [(node, other) if side == "source" else (other, node) for node, other in found]

    def pairs(self, ids: Sequence[int]) -> list[Pair]:
        """See Steps."""
        among = distinct(np.array(ids, np.int32))
        sources, targets, bases = self.proved(among, within=among)
        kept = np.flatnonzero(np.isin(targets, among) & np.isin(sources, among) & (sources != targets))[:EDGES_MAX]
        found = zip(sources[kept].tolist(), targets[kept].tolist(), bases[kept].tolist(), strict=True)
        return [(source, target, basis, source, target, 1) for source, target, basis in found]

    def proved(self, nodes: Ids, *, within: Ids | None = None) -> tuple[Ids, Ids, NDArray[np.int16]]:
        """(sources, targets, strongest bases) of the edges downstream of these nodes, in the order of their ends; only those that
        lead to nodes `within`, when given."""
        at = self.at or (HOLDS,)
        sources, targets, bases = self.estate.past.edges(nodes, downstream=True, at=at, within=within)
        numbers = pair_numbers(sources, targets)
        order = np.argsort(numbers)
        first = begins(numbers[order])
        # Of several lines of evidence the strongest one counts
        strongest = np.minimum.reduceat(bases[order], first) if len(first) else bases
        return sources[order[first]], targets[order[first]], strongest

    def outside(self, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
        """See Steps."""
        among = distinct(np.array(ids, np.int32))
        counts = []
        for side in ("target", "source"):
            nodes, others = self.steps(side, among)
            kept = self.is_there[others] & ~np.isin(others, among)
            counts.append(np.bincount(np.searchsorted(among, nodes[kept]), minlength=len(among)).tolist())
        return dict(zip(among.tolist(), zip(*counts, strict=True), strict=True))

    def groups(self, ids: Iterable[int]) -> dict[int, set[int]]:
        """See Steps."""
        heads, members = self.estate.past.heads, self.estate.past.members
        standing = {int(heads[entity_id]) for entity_id in ids}
        return {head: {head, *members.get(head, ())} for head in standing}


@dataclass(frozen=True, slots=True)
class InGroups:
    """Systems, domains or teams in place of what is in them: `name` is the attribute that tells which."""

    nodes: InMemory
    name: str
    known: dict[int, int] = field(default_factory=dict)  # of numbers of the attribute the entity, 0 where there is none

    def beyond(self, side: str, ids: Sequence[int], seen: Collection[int], most: int) -> list[int]:
        """See Steps."""
        return self.nodes.foremost(self._steps(side, ids)[1], seen, most)

    def edges(self, side: str, ids: Sequence[int], most: int, *, ends: Collection[int]) -> list[tuple[int, int]]:
        """See Steps."""
        groups, others = self._steps(side, ids)
        kept = np.flatnonzero(self.nodes.is_there[others] | np.isin(others, np.array(list(ends), np.int32)))[:most]
        found = zip(groups[kept].tolist(), others[kept].tolist(), strict=True)
        return [(group, other) if side == "source" else (other, group) for group, other in found]

    def pairs(self, ids: Sequence[int]) -> list[Pair]:
        """See Steps: each with the first edge behind it, and how many these are."""
        among = distinct(np.array(ids, np.int32))
        sources, targets, bases = self.nodes.proved(self._members(ids))
        one, other = self._heads(sources), self._heads(targets)
        kept = np.isin(one, among) & np.isin(other, among) & (one != other)
        kept = np.flatnonzero(kept & self.nodes.is_there[sources] & self.nodes.is_there[targets])
        numbers = pair_numbers(one[kept], other[kept])
        order = np.argsort(numbers, kind="stable")  # edges stand in the order of their ends
        numbers, kept = numbers[order], kept[order]
        first = begins(numbers)
        counts = np.diff(first, append=len(numbers))
        strongest = np.minimum.reduceat(bases[kept], first) if len(first) else bases[:0]
        at = kept[first]
        columns = (one[at], other[at], strongest, sources[at], targets[at], counts)
        return list(zip(*(column[:EDGES_MAX].tolist() for column in columns), strict=True))

    def outside(self, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
        """See Steps."""
        among = distinct(np.array(ids, np.int32))
        counts = []
        for side in ("target", "source"):
            groups, others = self._steps(side, ids)
            kept = self.nodes.is_there[others] & ~np.isin(others, among) & np.isin(groups, among)
            counts.append(np.bincount(np.searchsorted(among, groups[kept]), minlength=len(among)).tolist())
        return dict(zip(among.tolist(), zip(*counts, strict=True), strict=True))

    def groups(self, ids: Iterable[int]) -> dict[int, set[int]]:
        """See Steps."""
        return self.nodes.groups(ids)

    @property
    def _coded(self) -> Coded:
        return self.nodes.estate.now.attributes[self.name]

    def _members(self, ids: Sequence[int]) -> Ids:
        """All in these groups, and what stands for itself."""
        coded = self._coded
        numbers = rows("SELECT catalog_facet(%s, ref) FROM catalog_entity WHERE id = ANY(%s)", [self.name, list(ids)])
        is_asked = np.zeros(len(coded.values), np.bool_)
        is_asked[[coded.numbers[number] for (number,) in numbers if number in coded.numbers]] = True
        inside = np.flatnonzero(is_asked[coded.codes] & self.nodes.is_there).astype(np.int32)
        inside = inside[self.nodes.estate.past.heads[inside] == inside]
        return distinct(np.concatenate([inside, np.array(ids, np.int32)]))

    def _heads(self, nodes: Ids) -> Ids:
        """The group that each is in, itself where there is none."""
        coded = self._coded
        codes = coded.codes[nodes]
        is_asked = np.zeros(len(coded.values), np.bool_)
        is_asked[codes] = True
        asked = [coded.values[code] for code in np.flatnonzero(is_asked).tolist()]
        unknown = [number for number in asked if number not in self.known]
        if unknown:
            found = rows(
                "SELECT v.facet, e.id FROM catalog_facetvalue v JOIN catalog_entity e ON e.ref = v.value "
                "AND e.deleted_at IS NULL WHERE v.facet = ANY(%s)",
                [unknown],
            )
            self.known.update(dict.fromkeys(unknown, 0) | dict(found))
        heads = np.zeros(len(coded.values), np.int32)
        heads[is_asked] = [self.known[number] for number in asked]
        return np.where(heads[codes] > 0, heads[codes], nodes)

    def _steps(self, side: str, ids: Sequence[int]) -> tuple[Ids, Ids]:
        """(group, next group) that any edges join, each pair once."""
        one, other = self.nodes.steps(side, self._members(ids))
        kept = self.nodes.is_there[one] & self.nodes.is_there[other]
        numbers = distinct(pair_numbers(self._heads(one[kept]), self._heads(other[kept])))
        return (numbers >> 32).astype(np.int32), numbers.astype(np.int32)
