"""How much an entity is used, for the order of search. Writer of SearchDocument.popularity."""

from __future__ import annotations

from catalog.database import execute


def popularity_record(readers: dict[int, int]) -> int:
    """Set the number of readers of every entity (0 for those not named); how many changed."""
    ids = sorted(readers)
    return execute(
        """
        WITH given AS (SELECT * FROM unnest(%s::int[], %s::float8[]) AS g(id, readers)),
        changed AS (
          SELECT s.entity_id, coalesce(given.readers, 0) AS readers FROM catalog_searchdocument s
          LEFT JOIN given ON given.id = s.entity_id WHERE s.popularity <> coalesce(given.readers, 0)
          ORDER BY s.entity_id FOR NO KEY UPDATE OF s
        )
        UPDATE catalog_searchdocument s SET popularity = changed.readers FROM changed WHERE s.entity_id = changed.entity_id
        """,
        [ids, [float(readers[entity_id]) for entity_id in ids]],
    )
