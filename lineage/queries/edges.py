"""Which edges a walk follows: the SQL of each grain, now or at an instant. Used by lineage/queries/graph.py alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from catalog.database import rows
from catalog.queries.members import members_of
from lineage.answers import BASIS_RANK, EdgeBasis, Grain

# A pair: (source_id, target_id, basis, proof_source, proof_target, edges); the proof is a stored edge behind a joined one.
Pair = tuple[int, int, int, int, int, int]


# Evidence of edges between datasets: through a job, or stated of a dataset by itself.
FOLDED = (
    "(e.via_id > 0 OR e.via_id = 0 AND e.basis < 3 AND NOT EXISTS (SELECT 1 FROM catalog_entity j "
    "WHERE j.id IN (e.source_id, e.target_id) AND j.descriptor_kind = 'Component'))"
)

# Evidence by those that stand for merged entities, as an edge view reads it.
HEADS = (
    "SELECT coalesce(s.canonical_id, e.source_id) AS source_id, coalesce(t.canonical_id, e.target_id) AS target_id, e.basis, "
    "e.source_id AS source_member, e.target_id AS target_member FROM lineage_edgeevidence e "
    "JOIN catalog_entity s ON s.id = e.source_id JOIN catalog_entity t ON t.id = e.target_id"
)
MEMBERS_ALONE = "SELECT e.source_id AS source_member, e.target_id AS target_member FROM lineage_edgeevidence e"


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeView:
    """Edges in force at an instant (None: now), or seen within `window_days` before it, or in force at another one."""

    grain: Grain
    as_of: datetime | None
    window_days: int
    bases: Sequence[EdgeBasis] | None
    or_at: datetime | None = None

    @property
    def is_now(self) -> bool:
        """It asks about no past."""
        return self.as_of is None and not self.window_days

    @property
    def instants(self) -> tuple[datetime | None, ...]:
        """At any of which an edge is to hold; None: now."""
        return (self.as_of,) if self.or_at is None else (self.as_of, self.or_at)

    def _in_force(self) -> tuple[str, list[Any]]:
        condition, params = evidence_in_force(self.as_of, self.window_days)
        if self.or_at is None:
            return condition, params
        other, more = evidence_in_force(self.or_at, 0)
        return f"({condition} OR {other})", [*params, *more]

    def _stored(self, *, folded: bool, by_evidence: str = HEADS) -> tuple[str, list[Any]]:
        """Direct or folded edges as (source_id, target_id, basis, source_member, target_member); the narrow tables when it is
        about now. Ids are of those that stand for merged entities, members are what an index finds."""
        params: list[Any] = []
        if self.is_now:
            sql = (
                "SELECT source_id, target_id, basis, source_id AS source_member, target_id AS target_member "
                f"FROM lineage_{'folded' if folded else ''}edge"
            )
            conditions = []
        else:
            sql = by_evidence
            conditions = [FOLDED if folded else "e.via_id <= 0"]
            time_sql, time_params = self._in_force()
            conditions.append(time_sql)
            params.extend(time_params)
        if self.bases:
            conditions.append("basis = ANY(%s::smallint[])")
            params.append([BASIS_RANK[basis] for basis in self.bases])
        return (sql + (f" WHERE {' AND '.join(conditions)}" if conditions else "")), params

    def touching(self, side: str, ids: Sequence[int]) -> tuple[str, list[Any]]:
        """Pairs whose `side` (source or target) is one of the ids."""
        frontier = list(ids) if self.is_now else members_of(ids)[1]
        direct, params = self._stored(folded=False)
        if self.grain is Grain.FULL:
            return self._full(side, frontier, direct, params)
        if self.grain is Grain.DATASET:
            return self._dataset(side, frontier, direct, params)
        if self.grain is Grain.JOB:
            return self._job(side, frontier, direct, params)
        if self.grain in GROUPED:
            return self._group(side, ids, direct, params)
        return self._pipeline(side, frontier, direct, params)

    def between(self, ids: Sequence[int]) -> tuple[str, list[Any]]:
        """Pairs whose source is one of the ids; where that saves looking at more, only those whose target is one too."""
        if self.grain is not Grain.FULL:
            return self.touching("source", ids)
        members = list(ids) if self.is_now else members_of(ids)[1]
        return self._full("source", members, *self._stored(folded=False), among=True)

    def _full(
        self, side: str, frontier: list[int], direct: str, params: list[Any], *, among: bool = False
    ) -> tuple[str, list[Any]]:
        """Beside what jobs read and write, datasets of which columns or a statement say more: no job that joins them
        names both (Dagster sends columns without inputs, dbt leaves out seeds). OFFSET 0 keeps the planner from joining
        all edges with all: a pair costs two probes for each job that writes its target. With `among` both ends are of these."""
        folded, folded_params = self._stored(folded=True)
        # Who stands for the ends is not asked for each
        jobs, job_params = self._stored(folded=False, by_evidence=MEMBERS_ALONE)
        near = "source_member = ANY(%s) AND target_member = ANY(%s)" if among else f"{side}_member = ANY(%s)"
        ends = [frontier] * (2 if among else 1)
        sql = (
            f"SELECT source_id, target_id, basis, source_id, target_id FROM ({direct}) d WHERE {near} "
            f"UNION ALL SELECT source_id, target_id, basis, source_id, target_id FROM ({folded}) f "
            f"WHERE {near} AND basis < {BASIS_RANK[EdgeBasis.INPUT_OUTPUT]} AND NOT EXISTS ("
            f"SELECT 1 FROM (SELECT source_member FROM ({jobs}) w WHERE w.target_member = f.target_member OFFSET 0) w "
            f"WHERE EXISTS (SELECT 1 FROM ({jobs}) r WHERE r.source_member = f.source_member "
            "AND r.target_member = w.source_member OFFSET 0))"
        )
        return sql, [*params, *ends, *folded_params, *ends, *job_params, *job_params]

    def _dataset(self, side: str, frontier: list[int], direct: str, params: list[Any]) -> tuple[str, list[Any]]:
        folded, folded_params = self._stored(folded=True)
        other = "target" if side == "source" else "source"
        sql = (
            f"SELECT source_id, target_id, basis, source_id, target_id FROM ({folded}) f WHERE {side}_member = ANY(%s) "
            f"UNION SELECT d.source_id, d.target_id, d.basis, d.source_id, d.target_id FROM ({direct}) d "
            f"JOIN catalog_entity o ON o.id = d.{other}_id WHERE d.{side}_member = ANY(%s) AND o.kind NOT IN ('job', 'pipeline')"
        )
        return sql, [*folded_params, frontier, *params, frontier]

    def _job(self, side: str, frontier: list[int], direct: str, params: list[Any]) -> tuple[str, list[Any]]:
        """Jobs are joined where one writes what the other reads: what it names as its input, and what columns, or a
        statement, say that it reads."""
        other = "target" if side == "source" else "source"
        near = "a.source_member" if side == "source" else "b.target_member"
        read, read_params = self._read_by_jobs(side, frontier, direct, params)
        sql = (
            f"SELECT a.source_id, b.target_id, greatest(a.basis, b.basis), b.source_id, b.target_id FROM ({direct}) a "
            f"JOIN ({direct}) b ON b.source_id = a.target_id JOIN catalog_entity m ON m.id = a.target_id "
            f"AND m.kind NOT IN ('job', 'pipeline') WHERE {near} = ANY(%s) UNION {read} "
            f"UNION SELECT d.source_id, d.target_id, d.basis, d.source_id, d.target_id FROM ({direct}) d "
            f"JOIN catalog_entity o ON o.id = d.{other}_id WHERE d.{side}_member = ANY(%s) AND o.kind IN ('job', 'pipeline')"
        )
        return sql, [*params, *params, frontier, *read_params, *params, frontier]

    def _read_by_jobs(self, side: str, frontier: list[int], direct: str, params: list[Any]) -> tuple[str, list[Any]]:
        """Jobs joined by a dataset that the later one is known to read by columns or by a statement alone."""
        time_sql, time_params = self._in_force()
        if self.bases:
            time_sql += " AND e.basis = ANY(%s::smallint[])"
            time_params = [*time_params, [BASIS_RANK[basis] for basis in self.bases]]
        sql = (
            "SELECT a.source_id, coalesce(j.canonical_id, j.id), greatest(a.basis, e.basis), "
            "coalesce(s.canonical_id, s.id), coalesce(t.canonical_id, t.id) "
        )
        ends = "JOIN catalog_entity t ON t.id = e.target_id JOIN catalog_entity j ON j.id = e.via_id "
        if side == "source":
            sql += (
                f"FROM ({direct}) a CROSS JOIN LATERAL ({MEMBERS.format('a.target_id')}) s JOIN lineage_edgeevidence e "
                f"ON e.source_id = s.id AND {BY_MORE} AND {time_sql} {ends} WHERE a.source_member = ANY(%s)"
            )
            return sql, [*params, *time_params, frontier]
        sql += (
            "FROM unnest(%s::int[]) AS f(id) "
            f"CROSS JOIN LATERAL ({MEMBERS.format('f.id')}) v JOIN lineage_edgeevidence e ON e.via_id = v.id AND {BY_MORE} "
            f"AND {time_sql} JOIN catalog_entity s ON s.id = e.source_id {ends} "
            f"JOIN ({direct}) a ON a.target_id = coalesce(s.canonical_id, s.id)"
        )
        return sql, [frontier, *time_params, *params]

    def _pipeline(self, side: str, frontier: list[int], direct: str, params: list[Any]) -> tuple[str, list[Any]]:
        """Jobs stand for their topmost pipelines; datasets that columns or a statement join are joined as in grain FULL."""
        full, full_params = self._full(side, frontier, direct, params)
        sql = (
            f"WITH RECURSIVE member(id) AS (SELECT unnest(%s::int[]) UNION {BELOW}) "
            f"SELECT coalesce({_root('s')}), coalesce({_root('t')}), d.basis, d.source_id, d.target_id "
            f"FROM (SELECT source_id, target_id, basis FROM ({direct}) x WHERE x.{side}_member IN (SELECT id FROM member) "
            f"UNION SELECT source, target, basis FROM ({full}) AS f(source, target, basis, proof_source, proof_target)) d "
            f"{_above('s', 'source')} {_above('t', 'target')}"
        )
        return sql, [frontier, *params, *full_params]

    def _group(self, side: str, ids: Sequence[int], direct: str, params: list[Any]) -> tuple[str, list[Any]]:
        """Groups stand for all in them, at both ends; what is gone today joins nothing. OFFSET 0 keeps the planner, which takes
        it for one row, from joining all there is before it looks at the ids."""
        column, field = GROUPED[self.grain]
        inside = rows(
            "SELECT f.entity_id FROM catalog_entity g JOIN catalog_facetrow f ON f.counted "
            "AND f.facets @> ARRAY[catalog_facet(%s, g.ref)] WHERE g.id = ANY(%s)",
            [field, list(ids)],
        )
        members = sorted({*ids, *(row[0] for row in inside)})
        full, full_params = self._full(side, members if self.is_now else members_of(members)[1], direct, params)
        condition = " AND ".join(
            f"NOT EXISTS (SELECT 1 FROM lineage_gonedataset g WHERE g.dataset_id = d.{end})"
            for end in ("source", "target")
        )
        sql = (
            "SELECT coalesce(gs.id, s.id), coalesce(gt.id, t.id), d.basis, d.source, d.target "
            f"FROM (SELECT * FROM ({full}) AS f(source, target, basis, proof_source, proof_target) OFFSET 0) d "
            "JOIN catalog_entity s ON s.id = d.source AND s.deleted_at IS NULL "
            "JOIN catalog_entity t ON t.id = d.target AND t.deleted_at IS NULL "
            f"LEFT JOIN catalog_entity gs ON gs.ref = s.{column} AND gs.deleted_at IS NULL "
            f"LEFT JOIN catalog_entity gt ON gt.ref = t.{column} AND gt.deleted_at IS NULL "
            f"WHERE {condition if self.is_now else 'TRUE'} OFFSET 0"
        )
        return sql, full_params


# Levels of groups: the column of an entity that names its group, and the facet that counts it.
GROUPED = {
    Grain.SYSTEM: ("system_ref", "system"),
    Grain.DOMAIN: ("domain_ref", "domain"),
    Grain.TEAM: ("owner_ref", "owner"),
}
# Evidence e of columns or statements through a job: that one reads the source, also when no run names it as input.
BY_MORE = f"e.via_id > 0 AND e.basis < {BASIS_RANK[EdgeBasis.INPUT_OUTPUT]}"
# An entity and those merged into it.
MEMBERS = (
    "SELECT id, canonical_id FROM catalog_entity WHERE id = {0} UNION ALL "
    "SELECT id, canonical_id FROM catalog_entity WHERE canonical_id = {0}"
)
# The next jobs below `member`, in a recursion.
BELOW = (
    "SELECT j.id FROM member JOIN catalog_entity p ON p.id = member.id AND p.kind IN ('job', 'pipeline') "
    "JOIN catalog_entity j ON j.parent_ref = p.ref AND j.kind IN ('job', 'pipeline') AND j.deleted_at IS NULL"
)
# DAG, task, application, action: what is deeper stands for the fifth above it.
_LEVELS = 4


def _root(end: str) -> str:
    """The topmost pipeline that was found above an end of an edge, else the end itself."""
    return ", ".join([*(f"{end}{level}.id" for level in range(_LEVELS, 0, -1)), f"{end}0.id"])


def _above(end: str, side: str) -> str:
    """Joins of an end of an edge d with the pipelines above it."""
    joins = [f"JOIN catalog_entity {end}0 ON {end}0.id = d.{side}_id"]
    for level in range(1, _LEVELS + 1):
        joins.append(
            f"LEFT JOIN catalog_entity {end}{level} ON {end}{level}.ref = {end}{level - 1}.parent_ref "
            f"AND {end}{level}.kind = 'pipeline' AND {end}{level - 1}.kind IN ('job', 'pipeline')"
        )
    return " ".join(joins)


# Of jobs and pipelines (ids as one parameter), the topmost pipeline above each, as at grain PIPELINE.
TOPMOST = (
    f"SELECT DISTINCT coalesce({_root('s')}) FROM unnest(%s::int[]) AS d(source_id) {_above('s', 'source')} "
    "WHERE s0.kind IN ('job', 'pipeline') ORDER BY 1"
)


def evidence_in_force(as_of: datetime | None, window_days: int) -> tuple[str, list[Any]]:
    """Condition on evidence: it holds at the instant; with a window, it was also enough to be seen in the window."""
    if as_of is None and not window_days:
        return "superseded_at IS NULL", []
    if as_of is None:
        return "(superseded_at IS NULL OR last_seen_at >= now() - %s)", [timedelta(days=window_days)]
    holds = "(first_seen_at <= %s AND (superseded_at IS NULL OR superseded_at > %s))"
    if not window_days:
        return holds, [as_of, as_of]
    seen = "(first_seen_at <= %s AND last_seen_at >= %s)"
    return f"({holds} OR {seen})", [as_of, as_of, as_of, as_of - timedelta(days=window_days)]
