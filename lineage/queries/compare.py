"""What is different in lineage between two instants: edges of which the evidence began, ceased or changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from catalog.permissions import require
from catalog.queries.entities import entity_ids_of
from catalog.viewers import Viewer
from lineage.answers import Direction, Grain, LineageDiff
from lineage.queries.edges import EdgeView, Pair
from lineage.queries.graph import (
    EDGES_MAX,
    HIDDEN,
    Proven,
    edges_drawn,
    edges_proven,
    nodes_drawn,
    starts_of,
    walk_check,
    walked,
)
from lineage.queries.schemas import schemas_changed, schemas_compared, span_of

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
    """What is different around 1..20 entities at an instant and at a later one (now when absent): edges between all nodes
    that a walk finds at the one or the other, and columns of the datasets among them.

    `limit` is for the walk at each of the two. What ceased between the two and began again is not different.
    """
    require(viewer, "lineage.read")
    walk_check(refs, max_hops, limit)
    since, until = span_of(since, until)
    starts = starts_of([entity_id for entity_id, _ in entity_ids_of(viewer, refs)], grain)
    views = [EdgeView(grain=grain, as_of=at, window_days=0, bases=None) for at in (since, until)]
    walks = [walked(starts, view, direction, max_hops, limit) for view in views]
    hops = dict(sorted((walks[0].hops | walks[1].hops).items(), key=lambda item: abs(item[1])))
    before, after = (edges_proven(view, list(hops)) for view in views)
    is_cut = _cut_alike(before, after)
    keys, nodes = nodes_drawn(viewer, hops, views[1])
    shown = [entity_id for entity_id, key in keys.items() if not key.startswith(HIDDEN)]
    datasets = schemas_changed(shown, since, until)
    changed = {ends for ends in before.keys() & after.keys() if _essence(before[ends]) != _essence(after[ends])}
    return LineageDiff(
        since=since,
        until=until,
        nodes=nodes,
        added=edges_drawn(viewer, {ends: after[ends] for ends in after if ends not in before}, keys),
        removed=edges_drawn(viewer, {ends: before[ends] for ends in before if ends not in after}, keys),
        changed=edges_drawn(viewer, {ends: after[ends] for ends in after if ends in changed}, keys),
        schemas=schemas_compared(viewer, datasets[:SCHEMAS_MAX], since, until),
        truncated=is_cut or len(datasets) > SCHEMAS_MAX or any(walk.cut_by_limit or walk.cut_by_hops for walk in walks),
    )


def _cut_alike(*found: Proven) -> bool:
    """Where there are too many edges, leave out of each what would be missing in the other; whether there were."""
    whole = [max(edges) for edges in found if len(edges) >= EDGES_MAX]
    for edges in found if whole else ():
        for ends in [ends for ends in edges if ends > min(whole)]:
            del edges[ends]
    return bool(whole)


def _essence(proven: tuple[Pair, list[tuple]]) -> tuple[int, frozenset[int]]:
    """What makes an edge another one: its basis and its jobs."""
    pair, proof = proven
    return pair[2], frozenset(row[2] for row in proof)
