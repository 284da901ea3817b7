"""The graph around a dataset or a job, told in OpenLineage names: ancestors and descendants in one statement.

Unlike lineage_walk, which answers a page for a drawing hop by hop with cards and evidence, this answers a whole graph with
sheets, in the same number of statements whatever its size and depth.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from catalog.database import rows
from catalog.errors import InvalidError, NotFoundError
from catalog.names import JOB_SCHEME, OpenLineageName
from catalog.permissions import require
from catalog.queries.members import members_of
from catalog.viewers import Viewer
from lineage.queries.dataset_sheets import sheets_of_datasets
from lineage.queries.edges import BELOW, BY_MORE, HEADS, evidence_in_force
from lineage.queries.job_sheets import WINDOW_DAYS, Ends, ends_of_jobs, sheets_of_jobs
from lineage.queries.names import NAMED, ids_named, names_by_id
from lineage.sheets import DatasetSheet, GraphNode, JobSheet, Name, NameGraph

NODES_MAX = 10_000
# Rows of the recursion, where a node counts once for each of its distances; reading stops there.
_ROWS_MAX = 100_000
DEPTH_MAX = 1_000
WINDOW_MAX = 365
HIDDEN_NAMESPACE = "hidden"
# From a member to the other ends of its edges, and between a job and what columns, or a statement, say that it reads.
_EDGES = (
    "SELECT e.{far}_id AS id FROM lineage_edgeevidence e WHERE e.{near}_id = member.id AND e.via_id <= 0 AND {condition} "
    "UNION ALL SELECT e.{more[1]}_id FROM lineage_edgeevidence e WHERE e.{more[0]}_id = member.id "
    f"AND {BY_MORE} AND {{condition}}"
)
_READS = (
    "SELECT coalesce(s.canonical_id, s.id), coalesce(j.canonical_id, j.id), e.basis, s.id, j.id FROM lineage_edgeevidence e "
    "JOIN catalog_entity s ON s.id = e.source_id JOIN catalog_entity j ON j.id = e.via_id"
)


def name_graph(
    viewer: Viewer,
    *,
    readings: Sequence[OpenLineageName],
    depth: int,
    as_of: datetime | None = None,
    window_days: int = WINDOW_DAYS,
) -> NameGraph:
    """The graph around the first of these names that exists: what it is made from and what is made from it, up to `depth`
    edges away, nearest 10,000 nodes first. Edges hold at the instant (now) or were seen in the days before it."""
    require(viewer, "lineage.read")
    _check(depth, window_days, as_of)
    start = start_of(viewer, readings)
    condition, params = evidence_in_force(as_of, window_days)
    reached = _reached(start, depth, condition, params)
    ids = [entity_id for entity_id, _ in reached[:NODES_MAX]]
    members = members_of(ids)[1]
    pairs = rows(
        "WITH node AS MATERIALIZED (SELECT unnest(%s::int[]) AS id) SELECT DISTINCT source_id, target_id FROM ("
        f"{HEADS} WHERE e.source_id = ANY(%s) AND e.via_id <= 0 AND {condition} "
        f"UNION ALL {_READS} WHERE e.source_id = ANY(%s) AND {BY_MORE} AND {condition}) d "
        "WHERE source_id <> target_id AND (target_id IN (SELECT id FROM node)) IS TRUE ORDER BY 1, 2",
        [ids, members, *params, members, *params],
    )
    nodes = _nodes(viewer, ids, as_of, window_days)
    kept = {entity_id: place for place, (entity_id, _) in enumerate(nodes)}
    return NameGraph(
        nodes=tuple(node for _, node in nodes),
        edges=tuple((kept[source], kept[target]) for source, target in pairs if source in kept and target in kept),
        truncated=len(reached) > NODES_MAX,
    )


def _check(depth: int, window_days: int, as_of: datetime | None) -> None:
    for name, value, high in (("depth", depth, DEPTH_MAX), ("windowDays", window_days, WINDOW_MAX)):
        if not 0 <= value <= high:
            raise InvalidError.of(name, f"must be a whole number from 0 to {high}")
    if as_of is not None and as_of > datetime.now(UTC):
        raise InvalidError.of("asOf", "lies in the future")


def start_of(viewer: Viewer, readings: Sequence[OpenLineageName]) -> int:
    """The entity of the first reading that has one; raises NotFoundError naming the text that was read."""
    known = ids_named(viewer, readings)
    for name in readings:
        if name in known:
            return known[name]
    word = "job" if readings[0].scheme == JOB_SCHEME else "dataset"
    raise NotFoundError(f"Node '{word}:{readings[0].namespace}:{readings[0].name}' not found.")


def _reached(start: int, depth: int, condition: str, params: list[object]) -> list[tuple[int, int]]:
    """(entity, least distance), nearest first. A pipeline has no datasets of its own: its jobs are starts too.

    Rows of a recursion come level by level, and it stops when no more of them are asked for.
    """

    more = {"target": ("via", "source"), "source": ("source", "via")}

    def half(name: str, near: str, far: str) -> str:
        return (
            f"{name}(id, hop) AS (SELECT id, 0 FROM start UNION SELECT e.id, {name}.hop + 1 FROM {name} "
            f"CROSS JOIN LATERAL (SELECT {name}.id AS id UNION ALL "
            f"SELECT c.id FROM catalog_entity c WHERE c.canonical_id = {name}.id) member "
            f"CROSS JOIN LATERAL ({_EDGES.format(near=near, far=far, more=more[near], condition=condition)}) v "
            "JOIN catalog_entity f ON f.id = v.id "
            "JOIN catalog_entity e ON e.id = coalesce(f.canonical_id, f.id) AND e.deleted_at IS NULL "
            f"WHERE {name}.hop < %s)"
        )

    sql = (
        "WITH RECURSIVE member(id) AS (SELECT id FROM catalog_entity WHERE id = %s AND kind = 'pipeline' "
        f"UNION {BELOW}), start AS (SELECT %s::int AS id UNION SELECT id FROM member), "
        f"{half('up', 'target', 'source')}, {half('down', 'source', 'target')} "
        "SELECT id, min(hop) FROM ((SELECT * FROM up LIMIT %s) UNION ALL (SELECT * FROM down LIMIT %s)) w "
        "GROUP BY 1 ORDER BY 2, 1 LIMIT %s"
    )
    half_params = [*params, *params, depth]
    return rows(sql, [start, start, *half_params, *half_params, _ROWS_MAX, _ROWS_MAX, NODES_MAX + 1])


def _nodes(viewer: Viewer, ids: Sequence[int], as_of: datetime | None, window_days: int) -> list[tuple[int, GraphNode]]:
    """Nodes in the order of their ids: sheets of what the viewer may see, random names for the rest."""
    shown = names_by_id(viewer, ids)
    schemes: dict[int, str] = dict(
        rows(f"SELECT e.id, n.scheme FROM catalog_entity e {NAMED} WHERE e.id = ANY(%s)", [list(ids)])
    )
    jobs = [entity_id for entity_id in ids if entity_id in shown and schemes[entity_id] == JOB_SCHEME]
    datasets = [entity_id for entity_id in ids if entity_id in shown and schemes[entity_id] != JOB_SCHEME]
    ends: dict[int, Ends] = ends_of_jobs(jobs, as_of=as_of, window_days=window_days)
    sheets: dict[int, DatasetSheet | JobSheet] = {
        **sheets_of_datasets(viewer, datasets, whole=False),
        **sheets_of_jobs(viewer, jobs, whole=False, ends=ends),
    }
    return [
        (
            entity_id,
            GraphNode(
                name=shown.get(entity_id) or Name(HIDDEN_NAMESPACE, secrets.token_hex(8)),
                is_job=schemes[entity_id] == JOB_SCHEME,
                sheet=sheets.get(entity_id),
            ),
        )
        for entity_id in ids
        if entity_id in schemes
    ]
