"""Signal `neighbours`: a dataset likely belongs to whom the datasets one hop down and up the lineage belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.database import rows
from catalog.ownership.inference import HUB, by_share, own_source_id, owners_named
from catalog.ownership.signal import Evidence, OwnershipSignal

DOWNSTREAM, UPSTREAM = 0.74, 0.67
_DOWN, _UP = _SIDES = ("source_id", "target_id"), ("target_id", "source_id")


class NeighboursSignal(OwnershipSignal):
    """Hubs are left out on both sides: nothing follows from one, and nothing for one."""

    name = "neighbours"

    def observe(self, entity_ids: Sequence[int]) -> Iterable[Evidence]:
        source_id = own_source_id()
        for (side, other), weight, text in (
            (_DOWN, DOWNSTREAM, "datasets with an owner that are made from it"),
            (_UP, UPSTREAM, "datasets with an owner that it is made from"),
        ):
            owned = _owned(entity_ids, side, other)
            yield from by_share(owned, family="lineage", weight=weight, text=text, source_id=source_id)

    def spread(self, entity_ids: Sequence[int]) -> Iterable[int]:
        return {near for side, other in _SIDES for _, near in _near(entity_ids, side, other)}


def _owned(entity_ids: Sequence[int], side: str, other: str) -> list[tuple[int, str, int]]:
    """(dataset, owner, 1) for each of its neighbours on the other side that has an owner and is no hub."""
    pairs = _near(entity_ids, side, other)
    owners = owners_named(near for _, near in pairs)
    hubs = _hubs(sorted(owners))
    return [(entity_id, owners[near], 1) for entity_id, near in pairs if near in owners and near not in hubs]


def _near(entity_ids: Sequence[int], side: str, other: str) -> list[tuple[int, int]]:
    """(dataset, neighbour on the other side of an edge); none of a hub, and no list of edges is read beyond one."""
    return rows(
        f"""
        SELECT d.id, near.id FROM unnest(%(ids)s::int[]) AS d(id) CROSS JOIN LATERAL (
          SELECT {other} AS id, count(*) OVER () AS size FROM (
            SELECT {other} FROM lineage_foldededge WHERE {side} = d.id LIMIT %(hub)s + 1) AS x
        ) AS near WHERE near.size <= %(hub)s
        """,
        {"ids": list(entity_ids), "hub": HUB},
    )


def _hubs(entity_ids: Sequence[int]) -> set[int]:
    return {
        row[0]
        for row in rows(
            """
            SELECT n.id FROM unnest(%(ids)s::int[]) AS n(id)
            WHERE (SELECT count(*) FROM (SELECT 1 FROM lineage_foldededge WHERE source_id = n.id LIMIT %(hub)s + 1) AS x)
              + (SELECT count(*) FROM (SELECT 1 FROM lineage_foldededge WHERE target_id = n.id LIMIT %(hub)s + 1) AS x)
              > %(hub)s
            """,
            {"ids": list(entity_ids), "hub": HUB},
        )
    }
