"""What a change of an entity, or of some of its columns, reaches: ids and hops, before anybody asks who may see what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalog.database import rows
from catalog.errors import InvalidError, TooManyError
from catalog.queries.entities import entity_ids_of
from catalog.queries.filters import EntityFilter, filter_sql
from catalog.viewers import Viewer
from lineage.answers import Direction, Grain
from lineage.estate_arrays import NO_TIER
from lineage.queries.closure import Closure, closure_of
from lineage.queries.column_edges import facets_in_force, places_reached
from lineage.queries.columns import COLUMNS_MAX, columns_asked
from lineage.queries.edges import EdgeView
from lineage.queries.graph import HOPS_MAX
from lineage.queries.starts import starts_of
from lineage.queries.steps import Steps, steps_of

# More columns, or edges, than an estate has: the way is never cut.
EVERY = 2**31


@dataclass(frozen=True, kw_only=True)
class Affected:
    """All that is in reach of a start, nearest first; the start, and what stands for it, at hop 0."""

    ref: str
    closure: Closure
    downstream: bool
    steps: Steps
    by_columns: bool
    columns: dict[int, tuple[str, ...]]
    jobs: frozenset[int]

    @cached_property
    def hops(self) -> dict[int, int]:
        """Hop of each entity, nearest first."""
        return dict(zip(self.closure.ids.tolist(), self.closure.hops.tolist(), strict=True))

    @cached_property
    def starts(self) -> list[int]:
        """What is at hop 0."""
        return [int(entity_id) for entity_id in self.closure.ids[self.closure.hops == 0]]

    @cached_property
    def exact(self) -> NDArray[np.bool_]:
        """Which nodes of the closure are known to be reached by what was asked about."""
        if not self.by_columns:
            return np.ones(len(self.closure.ids), np.bool_)
        return np.isin(self.closure.ids, np.array([*self.columns, *self.jobs], np.int32))

    def counted(self, viewer: Viewer, entity_filter: EntityFilter | None) -> NDArray[np.bool_]:
        """Which nodes of the closure are reached, seen by the viewer, and pass the filter."""
        counted = (self.closure.hops > 0) & ~self.closure.hidden_from(viewer)
        if entity_filter is not None:
            where, params = filter_sql(entity_filter)
            found = rows(
                f"SELECT e.id FROM catalog_entity e WHERE e.id = ANY(%s) AND {where}",
                [self.closure.ids[counted].tolist(), *params],
            )
            counted &= np.isin(self.closure.ids, np.array([row[0] for row in found], np.int32))
        return counted

    def worth(self) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
        """(tier, readers) of each node of the closure."""
        ids, arrays = self.closure.ids, self.closure.arrays
        if arrays is not None:
            return arrays.tier[ids], arrays.popularity[ids]
        found = rows(
            "SELECT e.id, e.tier, s.popularity FROM catalog_entity e LEFT JOIN catalog_searchdocument s "
            "ON s.entity_id = e.id WHERE e.id = ANY(%s)",
            [ids.tolist()],
        )
        known = {entity_id: (tier or NO_TIER, popularity or 0.0) for entity_id, tier, popularity in found}
        told = [known.get(entity_id, (NO_TIER, 0.0)) for entity_id in ids.tolist()]
        return np.array([tier for tier, _ in told], np.int8), np.array([readers for _, readers in told], np.float64)

    def is_exact(self, entity_id: int) -> bool:
        """The same of one."""
        return not self.by_columns or entity_id in self.columns or entity_id in self.jobs


def affected_by(
    viewer: Viewer,
    ref: str,
    *,
    columns: Sequence[str] | None,
    max_hops: int | None,
    direction: Direction = Direction.DOWNSTREAM,
    as_of: datetime | None = None,
) -> Affected:
    """Everything downstream, or upstream, of an entity within `max_hops` edges, however far when None; which of it the
    columns reach."""
    _check(columns, max_hops, direction, as_of)
    entity_id, living = entity_ids_of(viewer, [ref])[0]
    downstream = direction is Direction.DOWNSTREAM
    known, jobs = _columns(entity_id, columns, downstream, max_hops, as_of) if columns else ({}, frozenset[int]())
    return Affected(
        ref=living,
        closure=closure_of(starts_of([entity_id]), downstream=downstream, max_hops=max_hops, as_of=as_of),
        downstream=downstream,
        steps=steps_of(EdgeView(grain=Grain.FULL, as_of=as_of, window_days=0, bases=None)),
        by_columns=bool(columns),
        columns=known,
        jobs=jobs,
    )


def _check(columns: Sequence[str] | None, max_hops: int | None, direction: Direction, as_of: datetime | None) -> None:
    if columns is not None and len(columns) > COLUMNS_MAX:
        raise TooManyError.of("columns", f"{len(columns)} columns were sent; at most {COLUMNS_MAX} are accepted")
    if max_hops is not None and not 1 <= max_hops <= HOPS_MAX:
        raise InvalidError.of("max_hops", f"must be a whole number from 1 to {HOPS_MAX}; without it there is no end")
    if direction is Direction.BOTH:
        raise InvalidError.of("direction", "must be upstream or downstream: ask once for each")
    if as_of is not None and as_of > datetime.now(UTC):
        raise InvalidError.of("as_of", "lies in the future")


def _columns(
    dataset_id: int, columns: Sequence[str], downstream: bool, max_hops: int | None, as_of: datetime | None
) -> tuple[dict[int, tuple[str, ...]], frozenset[int]]:
    """Columns in reach by dataset, and the jobs that carry them on."""
    held = facets_in_force(as_of)
    starts = columns_asked(dataset_id, columns)
    found, _ = places_reached(starts, hops=max_hops or EVERY, downstream=downstream, held=held, limit=EVERY)
    side, other = ("source", "target") if downstream else ("target", "source")
    condition, params = held
    flows = rows(
        f"SELECT DISTINCT c.{other}_id, coalesce(j.canonical_id, j.id) FROM lineage_columnedge c "
        "JOIN lineage_columnfacet f ON f.id = c.facet_id LEFT JOIN catalog_entity j ON j.id = f.job_id "
        f"WHERE c.{side}_id = ANY(%s) AND {condition}",
        [list(found), *params],
    )
    paths: dict[int, set[str]] = defaultdict(set)
    for column in {column for column, _ in flows if column in found}:
        dataset, path = found[column].place
        paths[dataset].add(path)
    return (
        {dataset: tuple(sorted(some)) for dataset, some in paths.items()},
        frozenset(job for _, job in flows if job),
    )
