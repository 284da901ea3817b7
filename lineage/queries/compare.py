"""What is different in lineage between two instants: edges of which the evidence began, ceased or changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from catalog.database import Row
from catalog.permissions import require
from catalog.queries.entities import entity_ids_of
from catalog.viewers import Viewer
from lineage.answers import Direction, Grain, LineageDiff, SchemaDiff
from lineage.queries.edges import EdgeView, Pair
from lineage.queries.graph import (
    HIDDEN,
    Proven,
    edges_drawn,
    edges_proven,
    nodes_drawn,
    walk_check,
    walked,
)
from lineage.queries.schemas import schemas_changed, schemas_compared, span_of
from lineage.queries.steps import EDGES_MAX, steps_of_all

SCHEMAS_MAX = 100


def lineage_compare(
    viewer: Viewer,
    *,
    refs: Sequence[str],
    since: datetime,
    until: datetime | None = None,
    direction: Direction = Direction.BOTH,
    max_hops: int = 3,
    limit: int = 250,
    grain: Grain = Grain.FULL,
) -> LineageDiff:
    """What is different around 1..20 entities at an instant and at a later one (now when absent), along edges that held at
    the one or the other: edges between all nodes found, and columns of the datasets among them.

    What ceased between the two and began again is not different.
    """
    require(viewer, "lineage.read")
    walk_check(refs, max_hops, limit)
    since, until = span_of(since, until)
    ids = [entity_id for entity_id, _ in entity_ids_of(viewer, refs)]
    first, last = (EdgeView(grain=grain, as_of=at, window_days=0, bases=None) for at in (since, until))
    either, at_first, at_last, now = steps_of_all([replace(last, or_at=since), first, last, replace(last, as_of=None)])
    walk = walked(ids, grain, either, direction, max_hops, limit)
    before, after = edges_proven([(first, at_first), (last, at_last)], list(walk.hops))
    is_cut = _cut_alike(before, after)
    keys, nodes = nodes_drawn(viewer, walk.hops, now)
    schemas, has_more = _schemas(viewer, keys, since, until)
    parts = _parted(before, after)
    edges = iter(edges_drawn(viewer, {ends: proven for part in parts for ends, proven in part.items()}, keys))
    added, removed, changed = (tuple(islice(edges, len(part))) for part in parts)
    return LineageDiff(
        since=since,
        until=until,
        nodes=nodes,
        added=added,
        removed=removed,
        changed=changed,
        schemas=schemas,
        truncated=is_cut or has_more or walk.cut_by_limit or walk.cut_by_hops,
    )


def _parted(before: Proven, after: Proven) -> tuple[Proven, Proven, Proven]:
    """Edges that were added, removed and changed: no edge is in two of them."""
    return (
        {ends: proven for ends, proven in after.items() if ends not in before},
        {ends: proven for ends, proven in before.items() if ends not in after},
        {
            ends: proven
            for ends, proven in after.items()
            if ends in before and _essence(proven) != _essence(before[ends])
        },
    )


def _schemas(
    viewer: Viewer, keys: dict[int, str], since: datetime, until: datetime
) -> tuple[tuple[SchemaDiff, ...], bool]:
    """Of the visible datasets whose columns changed, and whether there are more."""
    shown = [entity_id for entity_id, key in keys.items() if not key.startswith(HIDDEN)]
    changed = schemas_changed(shown, since, until)
    found = schemas_compared(viewer, changed[:SCHEMAS_MAX], since, until) if changed else ()
    # Another order of columns is another version, and no change
    return tuple(schema for schema in found if schema.changes), len(changed) > SCHEMAS_MAX


def _cut_alike(*found: Proven) -> bool:
    """Where there are too many edges, leave out of each what would be missing in the other; whether there were."""
    whole = [max(edges) for edges in found if len(edges) >= EDGES_MAX]
    for edges in found if whole else ():
        for ends in [ends for ends in edges if ends > min(whole)]:
            del edges[ends]
    return bool(whole)


def _essence(proven: tuple[Pair, list[Row]]) -> tuple[int, int, frozenset[int]]:
    """What makes an edge another one: its basis, its jobs, and how many it stands for."""
    pair, proof = proven
    return pair[2], pair[5], frozenset(row[2] for row in proof)
