"""The edges that hold now, narrow for the walk, made from the evidence. Writer of Edge and FoldedEdge.

Datasets that are merged have their edges at the one that stands for them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from catalog.database import Turn, execute, rows, take_turns
from catalog.queries.members import groups_of
from lineage.queries.edges import FOLDED


def edges_project(pairs: Iterable[tuple[int, int]]) -> None:
    """Bring Edge in line with the evidence of these (source, target) pairs."""
    _project("lineage_edge", sorted(set(pairs)), "e.via_id <= 0")


def folded_project(jobs: Iterable[int], pairs: Collection[tuple[int, int]] = ()) -> None:
    """Bring FoldedEdge in line with the evidence through these jobs.

    Where columns of a target are known through a job they decide: its inputs times outputs do not count for that target.
    """
    via = sorted(set(jobs))
    if not via and not pairs:
        return
    found = (
        rows(
            "SELECT DISTINCT source_id, target_id FROM lineage_edgeevidence WHERE via_id = ANY(%s) AND via_id <> 0",
            [via],
        )
        if via
        else []
    )
    touched = sorted({(s, t) for s, t in found} | set(pairs))
    _hold_groups()
    # Several jobs may join the same two datasets: whoever comes second sees the evidence of the first.
    take_turns(Turn.FOLDED_TARGETS, groups_of(target for _, target in touched))
    _project(
        "lineage_foldededge",
        touched,
        f"{FOLDED} AND (e.basis < 3 OR NOT EXISTS (SELECT 1 FROM lineage_edgeevidence c WHERE "
        "c.via_id = e.via_id AND c.target_id = e.target_id AND c.basis < 3 AND c.superseded_at IS NULL))",
    )


def _hold_groups() -> None:
    """Which datasets are one does not change until this transaction has ended."""
    take_turns(Turn.ALIAS_GROUPS, [0], shared=True)


def _project(table: str, pairs: list[tuple[int, int]], condition: str) -> None:
    """Each pair as its evidence says. Datasets that are merged have their edges at the one that stands for them."""
    if not pairs:
        return
    _hold_groups()
    members = groups_of(entity_id for pair in pairs for entity_id in pair)
    heads = {member: group[0] for group in members.values() for member in group}
    wanted = sorted({(heads[source], heads[target]) for source, target in pairs})
    parts = [(s, t, source, target) for source, target in wanted for s in members[source] for t in members[target]]
    execute(
        f"""
        WITH part AS (SELECT * FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[]) AS p(s, t, source_id, target_id)),
        held AS (
          SELECT part.source_id, part.target_id, min(e.basis) AS basis
          FROM part JOIN lineage_edgeevidence e ON e.source_id = part.s AND e.target_id = part.t
          WHERE e.superseded_at IS NULL AND part.source_id <> part.target_id AND {condition}
          GROUP BY 1, 2 ORDER BY 1, 2
        ), gone AS (
          DELETE FROM {table} t USING (SELECT source_id, target_id FROM part UNION SELECT s, t FROM part) pair
          WHERE t.source_id = pair.source_id AND t.target_id = pair.target_id
            AND NOT EXISTS (SELECT 1 FROM held WHERE held.source_id = t.source_id AND held.target_id = t.target_id)
        )
        INSERT INTO {table} AS t (source_id, target_id, basis) SELECT * FROM held
        ON CONFLICT (source_id, target_id) DO UPDATE SET basis = excluded.basis WHERE t.basis <> excluded.basis
        """,
        [[part[i] for part in parts] for i in range(4)],
    )
