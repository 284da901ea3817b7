"""Which entities are gone, as a list shows them. Writer of Entity.existence_state and Entity.gone_at, with
stitch.py, which knows what no source describes any more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from catalog.answers import ExistenceState
from catalog.database import execute

Gone = tuple[ExistenceState, datetime]


def existence_record(found: Mapping[int, Gone | None]) -> None:
    """Keep of each of these entities how it went and when; None for one that is there."""
    if not found:
        return
    ids = sorted(found)
    gone = [found[entity_id] for entity_id in ids]
    execute(
        """
        WITH given AS (SELECT * FROM unnest(%s::int[], %s::text[], %s::timestamptz[]) AS g(id, state, at)),
        locked AS (
          SELECT e.id, given.state, given.at FROM catalog_entity e JOIN given USING (id)
          WHERE (e.existence_state, e.gone_at) IS DISTINCT FROM (given.state, given.at)
          ORDER BY e.id FOR NO KEY UPDATE OF e
        )
        UPDATE catalog_entity e SET existence_state = locked.state, gone_at = locked.at FROM locked WHERE e.id = locked.id
        """,
        [ids, [told[0].value if told else None for told in gone], [told[1] if told else None for told in gone]],
    )
