"""Signal `neighbours`: a dataset likely belongs to whom the datasets one hop down and up the lineage belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.database import Row, rows
from catalog.ownership.inference import HUB, NAMED, by_share, own_source_id
from catalog.ownership.signal import Evidence, OwnershipSignal

DOWNSTREAM, UPSTREAM = 0.74, 0.67


class NeighboursSignal(OwnershipSignal):
    """Hubs are left out on both sides: nothing follows from one, and nothing for one."""

    name = "neighbours"

    def observe(self, entity_ids: Sequence[int]) -> Iterable[Evidence]:
        source_id = own_source_id()
        for side, other, weight, text in (
            ("source_id", "target_id", DOWNSTREAM, "datasets with an owner that are made from it"),
            ("target_id", "source_id", UPSTREAM, "datasets with an owner that it is made from"),
        ):
            owned = _owned(entity_ids, side, other)
            yield from by_share(owned, family="lineage", weight=weight, text=text, source_id=source_id)

    def spread(self, entity_ids: Sequence[int]) -> Iterable[int]:
        return {
            row[0]
            for side, other in (("source_id", "target_id"), ("target_id", "source_id"))
            for row in rows(
                f"SELECT near.id FROM unnest(%(ids)s::int[]) AS d(id) CROSS JOIN LATERAL "
                f"(SELECT {other} AS id, count(*) OVER () AS size FROM (SELECT {other} FROM lineage_foldededge "
                f"WHERE {side} = d.id LIMIT %(hub)s + 1) AS x) AS near WHERE near.size <= %(hub)s",
                {"ids": list(entity_ids), "hub": HUB},
            )
        }


def _owned(entity_ids: Sequence[int], side: str, other: str) -> list[Row]:
    """(dataset, owner, how many) of the datasets on the other side of its edges. No list of edges is read beyond a hub."""
    return rows(
        f"""
        SELECT d.id, n.owner_ref, count(*) FROM unnest(%(ids)s::int[]) AS d(id)
        CROSS JOIN LATERAL (
          SELECT {other} AS id, count(*) OVER () AS size FROM (
            SELECT {other} FROM lineage_foldededge WHERE {side} = d.id LIMIT %(hub)s + 1) AS x
        ) AS near
        JOIN catalog_entity n ON n.id = near.id AND n.owner_state = ANY(%(states)s) AND n.deleted_at IS NULL
        WHERE near.size <= %(hub)s
          AND (SELECT count(*) FROM (SELECT 1 FROM lineage_foldededge WHERE source_id = n.id LIMIT %(hub)s + 1) AS x)
            + (SELECT count(*) FROM (SELECT 1 FROM lineage_foldededge WHERE target_id = n.id LIMIT %(hub)s + 1) AS x)
            <= %(hub)s
        GROUP BY d.id, n.owner_ref
        """,
        {"ids": list(entity_ids), "hub": HUB, "states": NAMED},
    )
