"""When data last came. Writer of Entity.last_arrival_at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from catalog.database import execute


def arrivals_record(arrived: dict[int, datetime]) -> None:
    """Move the last arrival of each entity forward; never back, so order does not matter."""
    if not arrived:
        return
    ids = sorted(arrived)
    execute(
        """
        WITH given AS (SELECT * FROM unnest(%s::int[], %s::timestamptz[]) AS g(id, at)),
        locked AS (
          SELECT e.id, given.at FROM catalog_entity e JOIN given USING (id)
          WHERE e.last_arrival_at IS NULL OR e.last_arrival_at < given.at
          ORDER BY e.id FOR NO KEY UPDATE OF e
        )
        UPDATE catalog_entity e SET last_arrival_at = locked.at FROM locked WHERE e.id = locked.id
        """,
        [ids, [arrived[entity_id] for entity_id in ids]],
    )


def arrivals_correct(last: Mapping[int, datetime | None]) -> None:
    """Set the last arrival of each entity: for those of which one was taken back. None: nothing ever arrived."""
    if not last:
        return
    ids = sorted(last)
    execute(
        """
        WITH given AS (SELECT * FROM unnest(%s::int[], %s::timestamptz[]) AS g(id, at)),
        locked AS (SELECT e.id, given.at FROM catalog_entity e JOIN given USING (id) ORDER BY e.id FOR NO KEY UPDATE OF e)
        UPDATE catalog_entity e SET last_arrival_at = locked.at FROM locked WHERE e.id = locked.id
        """,
        [ids, [last[entity_id] for entity_id in ids]],
    )
