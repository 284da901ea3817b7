"""Where walks begin: what stands for a pipeline, a team, a system or a domain, or for what belongs to one."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.database import rows
from lineage.answers import Grain
from lineage.queries.edges import BELOW, GROUPED, TOPMOST

# Nodes that a walk begins at in place of what it was asked about; of more it says that it was cut.
STARTS_MAX = 200
_BELONGING = (
    "SELECT f.entity_id FROM catalog_entity g JOIN catalog_facetrow f ON f.counted AND f.facets @> ARRAY[catalog_facet("
    "CASE WHEN g.kind IN ('system', 'domain') THEN g.kind ELSE 'owner' END, g.ref)] "
    "WHERE g.id = ANY(%s) AND g.kind IN ('team', 'person', 'system', 'domain')"
)
_JOBS_BELOW = (
    "WITH RECURSIVE member(id) AS (SELECT id FROM catalog_entity WHERE id = ANY(%s) AND kind IN ('job', 'pipeline') "
    f"UNION {BELOW}) SELECT id FROM member JOIN catalog_entity e USING (id) WHERE e.kind = 'job'"
)


def belonging_to(entity_ids: Sequence[int]) -> list[int]:
    """What teams or people among these own, and what is in the systems and domains among them."""
    return [row[0] for row in rows(_BELONGING, [list(entity_ids)])]


def starts_of(entity_ids: Sequence[int]) -> list[int]:
    """Where questions about all in reach begin: at these, of a pipeline also at its jobs, of a team, system or domain at all that
    belongs to it."""
    roots = sorted({*entity_ids, *belonging_to(entity_ids)})
    return sorted({*roots, *(row[0] for row in rows(_JOBS_BELOW, [roots]))})


def start_nodes(entity_ids: Sequence[int], grain: Grain) -> tuple[list[int], bool]:
    """The nodes that a walk begins at, in a level of nodes, and whether there are more than these.

    At the levels of groups their group stands for them, at that of pipelines also the topmost pipeline above, at the others also
    the jobs below and what belongs to them.
    """
    if grain in GROUPED:
        column, _ = GROUPED[grain]
        groups = rows(
            f"SELECT DISTINCT coalesce(g.id, e.id) FROM catalog_entity e LEFT JOIN catalog_entity g ON g.ref = e.{column} "
            "AND g.deleted_at IS NULL WHERE e.id = ANY(%s) ORDER BY 1",
            [list(entity_ids)],
        )
        return [row[0] for row in groups], False
    belonging = belonging_to(entity_ids)
    if grain is Grain.PIPELINE:
        beside = belonging + [row[0] for row in rows(TOPMOST, [[*entity_ids, *belonging]])]
    else:
        beside = belonging + [row[0] for row in rows(_JOBS_BELOW, [[*entity_ids, *belonging]])]
    more = sorted(set(beside).difference(entity_ids))
    if len(more) > STARTS_MAX:
        more = [row[0] for row in rows(_FOREMOST, [more, STARTS_MAX])]
        return [*entity_ids, *more], True
    return [*entity_ids, *more], False


_FOREMOST = (
    "SELECT e.id FROM catalog_entity e LEFT JOIN catalog_searchdocument s ON s.entity_id = e.id WHERE e.id = ANY(%s) "
    "ORDER BY e.tier NULLS LAST, s.popularity DESC NULLS LAST, e.id LIMIT %s"
)
