"""Walk the lineage graph: what an entity is made from, and what is made from it."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from catalog.answers import EntityCard, EntityLink
from catalog.database import Row, rows
from catalog.errors import InvalidError, TooManyError
from catalog.names import Kind
from catalog.paging import CountState
from catalog.permissions import require, visible
from catalog.queries.cards import CARD_COLUMNS, CARD_FROM, cards_of, links_by_id
from catalog.queries.entities import entity_ids_of
from catalog.queries.filters import EntityFilter, filter_sql
from catalog.queries.hidden import redacted
from catalog.viewers import Viewer
from lineage.answers import (
    BASIS_OF,
    Direction,
    EdgeAge,
    EdgeBasis,
    EdgeEvidence,
    Grain,
    LineageEdge,
    LineageGraph,
    LineageNode,
)
from lineage.edge_ages import age_at, ages_of
from lineage.queries.edges import EdgeView, Pair, evidence_in_force
from lineage.queries.existence import gone_among
from lineage.queries.runs import RunGlance, last_runs
from lineage.queries.starts import start_nodes
from lineage.queries.steps import EDGES_MAX, Steps, steps_of

REFS_MAX = 20
HOPS_MAX = 20
LIMIT_MAX = 1_000
EVIDENCE_MAX = 10
# What of an edge is known without its evidence.
OUTLINE = frozenset({"source", "target", "basis", "count"})
_UNTOLD = datetime.min.replace(tzinfo=UTC)
HIDDEN = "hidden-"
_EVIDENCE_WIDTH = 12
# By the ids of its ends an edge, and the evidence behind it.
Proven = dict[tuple[int, int], tuple[Pair, list[Row]]]


@dataclass(slots=True)
class Walk:
    """What a walk found: hop of each node (negative upstream), and what cut it."""

    hops: dict[int, int]
    cut_by_limit: bool = False
    cut_by_hops: bool = False


def lineage_walk(
    viewer: Viewer,
    *,
    refs: Sequence[str],
    direction: Direction = Direction.BOTH,
    max_hops: int = 1,
    limit: int = 250,
    grain: Grain = Grain.FULL,
    bases: Sequence[EdgeBasis] | None = None,
    filter: EntityFilter | None = None,
    window_days: int = 0,
    as_of: datetime | None = None,
    proofs: bool = True,
    runs: bool = True,
) -> LineageGraph:
    """The graph around 1..20 entities, nearest nodes first, at most `limit` nodes and `max_hops` hops.

    A filter narrows the answer, never the way. What the viewer may not see stays in the graph as a nameless node. Without
    `proofs` only the OUTLINE of edges is told, without `runs` no last runs, for whoever asks for no more: they are half the cost
    of a large answer.
    """
    require(viewer, "lineage.read")
    walk_check(refs, max_hops, limit, window_days, as_of)
    now = datetime.now(UTC)
    view = EdgeView(grain=grain, as_of=as_of, window_days=window_days, bases=bases)
    steps = steps_of(view)
    walk = walked([entity_id for entity_id, _ in entity_ids_of(viewer, refs)], grain, steps, direction, max_hops, limit)
    keys, nodes = nodes_drawn(viewer, walk.hops, steps, filter, runs=runs)
    if proofs:
        (proven,) = edges_proven([(view, steps)], list(keys))
        edges = edges_drawn(viewer, proven, keys)
    else:
        edges = tuple(_outlined(pair, keys) for pair in steps.pairs(list(keys)))
    return LineageGraph(
        as_of=as_of or now,
        window_days=window_days,
        grain=grain,
        nodes=nodes,
        edges=edges,
        truncated=walk.cut_by_limit or walk.cut_by_hops or len(edges) >= EDGES_MAX,
        total_count=len(nodes),
        total_count_state=CountState.AT_LEAST if walk.cut_by_limit else CountState.EXACT,
        hidden_count=sum(node.hidden for node in nodes),
    )


def walked(
    entity_ids: Sequence[int], grain: Grain, steps: Steps, direction: Direction, max_hops: int, limit: int
) -> Walk:
    """The nodes around these, upstream ones before those downstream."""
    starts, is_cut = start_nodes(entity_ids, grain)
    walk = Walk(dict.fromkeys(starts, 0), cut_by_limit=is_cut)
    if direction in {Direction.UPSTREAM, Direction.BOTH}:
        _follow(walk, steps, "target", max_hops, limit)
    if direction in {Direction.DOWNSTREAM, Direction.BOTH}:
        _follow(walk, steps, "source", max_hops, limit)
    return walk


def walk_check(
    refs: Sequence[str], max_hops: int, limit: int, window_days: int = 0, as_of: datetime | None = None
) -> None:
    """Raise unless these are arguments of a walk."""
    if not refs:
        raise InvalidError.of("refs", "names no entity; give 1 to 20 refs")
    if len(refs) > REFS_MAX:
        raise TooManyError.of("refs", f"{len(refs)} refs were sent; at most {REFS_MAX} are accepted")
    for name, value, low, high in (
        ("max_hops", max_hops, 1, HOPS_MAX),
        ("limit", limit, 1, LIMIT_MAX),
        ("window_days", window_days, 0, 365),
    ):
        if not low <= value <= high:
            raise InvalidError.of(name, f"must be a whole number from {low} to {high}")
    if as_of is not None and as_of > datetime.now(UTC):
        raise InvalidError.of("as_of", "lies in the future")


def _follow(walk: Walk, steps: Steps, side: str, max_hops: int, limit: int) -> None:
    """Breadth first: a node is found at its least distance and expanded once."""
    step = 1 if side == "source" else -1
    frontier = [entity_id for entity_id, hop in walk.hops.items() if hop == 0]
    for hop in range(1, max_hops + 1):
        room = max(0, limit - len(walk.hops))
        found = steps.beyond(side, frontier, walk.hops, room + 1)
        walk.cut_by_limit = walk.cut_by_limit or len(found) > room
        frontier = found[:room]
        walk.hops |= dict.fromkeys(frontier, hop * step)
        if not frontier:
            return
    walk.cut_by_hops = walk.cut_by_hops or bool(steps.beyond(side, frontier, walk.hops, 1))


def nodes_drawn(
    viewer: Viewer,
    hops: dict[int, int],
    steps: Steps,
    entity_filter: EntityFilter | None = None,
    *,
    runs: bool = True,
) -> tuple[dict[int, str], tuple[LineageNode, ...]]:
    """The keys by entity id, and the nodes in that order; with a filter those that pass it, and the starts."""
    shown = _cards(viewer, hops, entity_filter)
    hidden = _hidden_kinds(hops, shown) if entity_filter is None else {}
    kept = [entity_id for entity_id in hops if entity_id in shown or entity_id in hidden]
    keys = {
        entity_id: shown[entity_id][0].ref if entity_id in shown else f"{HIDDEN}{secrets.token_hex(8)}"
        for entity_id in kept
    }
    more = steps.outside(kept)
    gone = gone_among(kept)
    glances = last_runs([entity_id for entity_id in kept if entity_id in shown]) if runs else {}
    nodes = tuple(
        _node(
            entity_id,
            hops[entity_id],
            keys[entity_id],
            shown.get(entity_id),
            hidden.get(entity_id),
            entity_id in gone,
            more,
            glances,
        )
        for entity_id in kept
    )
    return keys, nodes


def _cards(
    viewer: Viewer, hops: dict[int, int], entity_filter: EntityFilter | None
) -> dict[int, tuple[EntityCard, bool]]:
    """Card and stub flag of each visible node that passes the filter; a start always passes."""
    condition, params = visible(viewer)
    where, where_params = filter_sql(entity_filter)
    starts = [entity_id for entity_id, hop in hops.items() if hop == 0]
    found = rows(
        f"SELECT {CARD_COLUMNS}, e.stub FROM {CARD_FROM} WHERE e.id = ANY(%s) AND {condition} "
        f"AND ({where} OR e.id = ANY(%s))",
        [list(hops), *params, *where_params, starts],
    )
    return {row[0]: (card, row[-1]) for row, card in zip(found, cards_of(viewer, found), strict=True)}


def _hidden_kinds(hops: dict[int, int], shown: dict[int, tuple[EntityCard, bool]]) -> dict[int, Kind]:
    missing = [entity_id for entity_id in hops if entity_id not in shown]
    if not missing:
        return {}
    return {row[0]: Kind(row[1]) for row in rows("SELECT id, kind FROM catalog_entity WHERE id = ANY(%s)", [missing])}


def _node(
    entity_id: int,
    hop: int,
    key: str,
    shown: tuple[EntityCard, bool] | None,
    hidden_kind: Kind | None,
    gone: bool,
    more: dict[int, tuple[int, int]],
    glances: dict[int, RunGlance],
) -> LineageNode:
    card, stub = shown or (None, False)
    upstream, downstream = more.get(entity_id, (0, 0)) if card else (0, 0)
    glance = glances.get(entity_id)
    return LineageNode(
        key=key,
        entity=card,
        kind=card.kind if card else hidden_kind or Kind.OTHER,
        hidden=card is None,
        stub=stub,
        gone=gone and card is not None,
        hop=hop,
        more_upstream=upstream,
        more_downstream=downstream,
        last_run_state=glance.state if glance else None,
        last_run_at=glance.at if glance else None,
    )


def edges_proven(seen: Sequence[tuple[EdgeView, Steps]], ids: Sequence[int]) -> list[Proven]:
    """Edges between the nodes, of each view those that evidence in force shows, with all of it; fetched at once for all."""
    pairs = [steps.pairs(ids) for _, steps in seen]
    groups = seen[0][1].groups(entity_id for some in pairs for pair in some for entity_id in pair[3:5])
    heads = {member: head for head, group in groups.items() for member in group}
    # What was merged a moment ago has another head than the pair says
    ends = [[(heads.get(pair[3], pair[3]), heads.get(pair[4], pair[4])) for pair in some] for some in pairs]
    joined = {end for some in ends for end in some}
    stored = sorted(
        {(s, t) for source, target in joined for s in groups.get(source, ()) for t in groups.get(target, ())}
    )
    told = [evidence_in_force(view.as_of, view.window_days) for view, _ in seen]
    shown, where = (word.join(condition for condition, _ in told) for word in (", ", " OR "))
    params = [value for _, values in told for value in values]
    found = rows(
        "SELECT e.source_id, e.target_id, e.via_id, e.basis, s.key, e.first_seen_at, e.last_seen_at, e.run_count, "
        f"e.last_run_id, e.superseded_at, e.locator, e.note, {shown} "
        "FROM unnest(%s::int[], %s::int[]) AS p(source_id, target_id) "
        "JOIN lineage_edgeevidence e USING (source_id, target_id) JOIN catalog_source s ON s.id = e.origin_id "
        f"WHERE {where} ORDER BY e.basis, e.last_seen_at DESC, e.via_id",
        [*params, [source for source, _ in stored], [target for _, target in stored], *params],
    )
    evidence: list[dict[tuple[int, int], list[Row]]] = [defaultdict(list) for _ in seen]
    for row in found:
        for of_view, holds in zip(evidence, row[_EVIDENCE_WIDTH:], strict=True):
            if holds:
                of_view[heads[row[0]], heads[row[1]]].append(row)
    return [
        {pair[:2]: (pair, proof) for pair, end in zip(some, its_ends, strict=True) if (proof := of_view.get(end))}
        for some, its_ends, of_view in zip(pairs, ends, evidence, strict=True)
    ]


def edges_drawn(viewer: Viewer, proven: Proven, keys: dict[int, str]) -> tuple[LineageEdge, ...]:
    """Edges between nodes of these keys, with the jobs folded into them."""
    told = [row for _, proof in proven.values() for row in proof]
    jobs = links_by_id(viewer, {row[2] for row in told if row[2]})
    notes = notes_shown(viewer, [row[11] for row in told if row[11]])
    # A line in a file, behind an edge of a hidden node, may be in the file named after it.
    shown = {entity_id for entity_id, key in keys.items() if not key.startswith(HIDDEN)}
    return tuple(
        _edge(pair, proof, jobs, notes, keys, shows_place=shown.issuperset(ends))
        for ends, (pair, proof) in proven.items()
    )


def _outlined(pair: Pair, keys: dict[int, str]) -> LineageEdge:
    """An edge of which nobody asks what its evidence tells."""
    return LineageEdge(
        source=keys[pair[0]],
        target=keys[pair[1]],
        basis=BASIS_OF[pair[2]],
        evidence=(),
        via=(),
        count=pair[5],
        age=EdgeAge.FRESH,
        valid_from=_UNTOLD,
        valid_to=None,
    )


def notes_shown(viewer: Viewer, notes: list[str]) -> dict[str, str]:
    """What people gave as reasons, without the names of what is hidden."""
    return dict(zip(notes, redacted(viewer, notes), strict=True)) if notes else {}


_AGES = tuple(EdgeAge)  # freshest first


def _age(row: Row) -> EdgeAge:
    """Of a line of evidence, as it is now."""
    return age_at(datetime.now(UTC), row[6], row[9], ages_of(row[4], settings.EDGE_AGES))


def _edge(
    pair: Pair,
    proof: list[Row],
    jobs: dict[int, EntityLink],
    notes: dict[str, str],
    keys: dict[int, str],
    *,
    shows_place: bool,
) -> LineageEdge:
    via = {row[2]: jobs[row[2]] for row in proof if row[2] in jobs}
    ends = [row[9] for row in proof]
    return LineageEdge(
        source=keys[pair[0]],
        target=keys[pair[1]],
        basis=BASIS_OF[pair[2]],
        evidence=tuple(
            EdgeEvidence(
                basis=BASIS_OF[row[3]],
                source=row[4],
                age=_age(row),
                first_seen_at=row[5],
                last_seen_at=row[6],
                count=row[7],
                run_id=f"run_{row[8]}" if row[8] else None,
                url=row[10] if shows_place else None,
                note=notes.get(row[11]) if shows_place else None,
            )
            for row in proof[:EVIDENCE_MAX]
        ),
        via=tuple(via.values())[:EVIDENCE_MAX],
        count=pair[5],
        age=min((_age(row) for row in proof), key=_AGES.index),
        valid_from=min(row[5] for row in proof),
        valid_to=None if None in ends else max(ends),
    )
