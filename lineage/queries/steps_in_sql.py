"""Steps of a walk in SQL, a statement each; see lineage/queries/steps.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.database import rows
from catalog.queries.members import groups_of
from lineage.estate_arrays import Ids
from lineage.queries.edges import EdgeView, Pair
from lineage.queries.existence import LIVING

# Edges of one answer.
EDGES_MAX = 20_000


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
        condition = self._alive
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
                f"JOIN catalog_entity e ON e.id = {other} AND e.deleted_at IS NULL AND {condition} ORDER BY e.id",
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

    def groups(self, ids: Iterable[int]) -> dict[int, list[int]]:
        """See Steps."""
        return groups_of(ids)


def _other(side: str) -> str:
    return "target" if side == "source" else "source"
