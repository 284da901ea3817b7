"""Counts of facets, added up: what writers append becomes one row a value again. Writer of FacetCount, with the triggers that
append to it."""

from __future__ import annotations

from django.db import transaction

from catalog.database import execute

# Rows of one turn; those that somebody else adds up at the same time are left to him.
BATCH = 50_000


@transaction.atomic
def facets_fold() -> int:
    """Put one row in the place of several of the same value; how many it made. Whichever rows it takes, the sums stay."""
    return execute(
        "WITH several AS (SELECT id FROM catalog_facetcount WHERE facet IN (SELECT facet FROM catalog_facetcount "
        "GROUP BY facet, restricted HAVING count(*) > 1) ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED), "
        "taken AS (DELETE FROM catalog_facetcount c USING several WHERE c.id = several.id "
        "RETURNING c.facet, c.restricted, c.count) "
        "INSERT INTO catalog_facetcount (facet, restricted, count) "
        "SELECT facet, restricted, sum(count) FROM taken GROUP BY 1, 2 HAVING sum(count) <> 0",
        [BATCH],
    )
