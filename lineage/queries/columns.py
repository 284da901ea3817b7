"""Walk the columns: what one is made from, and what is made from it, over any number of datasets."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from catalog.answers import EntityLink
from catalog.database import rows
from catalog.errors import InvalidError, NotFoundError, TooManyError
from catalog.permissions import require
from catalog.queries.cards import links_by_id
from catalog.queries.entities import entity_ids_of
from catalog.queries.members import groups_of
from catalog.viewers import Viewer
from lineage.answers import ColumnEdge, ColumnEvidence, ColumnGraph, ColumnNode, Direction, TransformationType
from lineage.column_facets import WHOLE
from lineage.column_spans import Interval, Told, interval_around, intervals_held
from lineage.queries.column_edges import (
    Held,
    Place,
    columns_named,
    facets_in_force,
    leads_beyond,
    places_reached,
)
from lineage.queries.dataset_sheets import columns_by_id
from lineage.queries.edges import MEMBERS
from lineage.queries.graph import HIDDEN
from lineage.queries.texts import Texts

COLUMNS_MAX = 100
HOPS_MAX = 10
LIMIT_MAX = 1_000
EVIDENCE_MAX = 10
_EDGES_MAX = 20_000
_DIRECT = {True: TransformationType.DIRECT, False: TransformationType.INDIRECT, None: TransformationType.UNKNOWN}


@dataclass(frozen=True, slots=True)
class _Found:
    """Columns of the walk by id, with the hop of each place; negative upstream. Whether there is more around them."""

    places: dict[int, Place]
    hops: dict[Place, int]
    is_cut: bool


def column_walk(
    viewer: Viewer,
    *,
    ref: str,
    columns: Sequence[str],
    direction: Direction = Direction.BOTH,
    max_hops: int = 3,
    limit: int = 250,
    transformations: Sequence[TransformationType] | None = None,
    as_of: datetime | None = None,
) -> ColumnGraph:
    """The columns around 1..100 columns of a dataset, nearest first, at most `limit` of them and `max_hops` hops away.

    `*` is a dataset as a whole: what shapes it shapes each of its columns. With `transformations` only such flows are
    followed. Columns of what the viewer may not see stay in the graph without a name.
    """
    require(viewer, "lineage.read")
    now = datetime.now(UTC)
    _check(columns, max_hops, limit, as_of, now)
    held = facets_in_force(as_of).narrowed(_flows(transformations))
    dataset_id, _ = entity_ids_of(viewer, [ref])[0]
    starts = columns_asked(dataset_id, columns)
    found = _walked(starts, direction, max_hops, limit, held)
    edges = _edges(list(found.places), held, as_of or now)
    return _graph(viewer, [(dataset_id, path) for path in dict.fromkeys(columns)], found, edges, limit, as_of or now)


def _check(columns: Sequence[str], max_hops: int, limit: int, as_of: datetime | None, now: datetime) -> None:
    if not columns:
        raise InvalidError.of("columns", "names no column; give 1 to 100 paths")
    if len(columns) > COLUMNS_MAX:
        raise TooManyError.of("columns", f"{len(columns)} columns were sent; at most {COLUMNS_MAX} are accepted")
    for name, value, high in (("max_hops", max_hops, HOPS_MAX), ("limit", limit, LIMIT_MAX)):
        if not 1 <= value <= high:
            raise InvalidError.of(name, f"must be a whole number from 1 to {high}")
    if as_of is not None and as_of > now:
        raise InvalidError.of("as_of", "lies in the future")


def _flows(transformations: Sequence[TransformationType] | None) -> Held:
    if not transformations:
        return Held("TRUE", [])
    words = [transformation.value for transformation in transformations]
    return Held(
        "CASE c.direct WHEN true THEN 'direct' WHEN false THEN 'indirect' ELSE 'unknown' END = ANY(%s)", [words]
    )


def columns_asked(dataset_id: int, paths: Sequence[str]) -> dict[int, Place]:
    """The columns in column lineage; raises NotFoundError for one that neither a schema nor lineage names."""
    found = columns_named((dataset_id, path) for path in paths)
    known = {path for _, path in found.values()} | {WHOLE}
    if not known.issuperset(paths):
        members = groups_of([dataset_id])[dataset_id]
        known |= {column["path"] for listed in columns_by_id(members).values() for column in listed}
    for path in paths:
        if path not in known:
            raise NotFoundError(f"No column of the dataset has the path {path!r}.")
    return found


def _walked(starts: dict[int, Place], direction: Direction, max_hops: int, limit: int, held: Held) -> _Found:
    places: dict[int, Place] = {}
    nearest: dict[Place, int] = {}
    is_cut, rims = False, list[tuple[bool, list[int]]]()
    for downstream, skipped in ((False, Direction.DOWNSTREAM), (True, Direction.UPSTREAM)):
        if direction is skipped:
            continue
        reached, has_more = places_reached(starts, hops=max_hops, downstream=downstream, held=held, limit=limit)
        is_cut = is_cut or has_more
        rims.append((downstream, [column for column, (_, hop) in reached.items() if hop == max_hops]))
        for column, (place, hop) in reached.items():
            places[column] = place
            if place not in nearest or hop < abs(nearest[place]):
                nearest[place] = hop if downstream else -hop
    is_cut = is_cut or any(leads_beyond(rim, places, downstream=way, held=held) for way, rim in rims if rim)
    return _Found(places, nearest, is_cut)


class _Told(NamedTuple):
    """One edge between two columns as one source tells it, of one dataset of a group; `facets` are the contents that have it."""

    source_id: int
    target_id: int
    direct: bool | None
    subtype: str
    masking: bool
    job: int | None
    source: str
    first_at: datetime
    last_at: datetime
    description: str | None
    facets: list[int]
    is_sent: bool
    statement: str | None

    @property
    def way(self) -> tuple[Any, ...]:
        """How one shapes the other, and by which job."""
        return (self.direct, self.subtype, self.masking, self.job)


def _edges(ids: list[int], held: Held, at: datetime) -> list[_Told]:
    """What holds between these columns, with all that is known of it."""
    condition, params = held
    found = rows(
        "SELECT c.source_id, c.target_id, c.direct, c.subtype, c.masking, coalesce(j.canonical_id, f.job_id), s.key, "
        'min(f.first_at), least(max(f.last_at), %s), max(c.description COLLATE "C"), array_agg(f.id), '
        "bool_or(f.statement IS NULL), (array_agg(f.statement ORDER BY f.last_at DESC, f.id))[1] FROM lineage_columnedge c "
        "JOIN lineage_columnfacet f ON f.id = c.facet_id JOIN catalog_source s ON s.id = f.source_id "
        "LEFT JOIN catalog_entity j ON j.id = f.job_id "
        "WHERE c.target_id = ANY(%s) AND c.source_id = ANY(%s) AND f.first_at <= %s "
        f"GROUP BY 1, 2, 3, 4, 5, 6, 7, f.dataset_id HAVING bool_or({condition}) ORDER BY 1, 2, 3, 4, 5, 6, 7 LIMIT %s",
        [at, ids, ids, at, *params, _EDGES_MAX],
    )
    return [_Told(*row) for row in found]


def _held_times(edges: Sequence[_Told]) -> dict[int, list[Interval]]:
    """When each content of the edges held, beside the others that its job gave its dataset."""
    found = rows(
        "SELECT f.job_id, f.dataset_id, f.id, f.first_at, f.last_at, f.statement IS NULL FROM lineage_columnfacet f "
        "JOIN (SELECT DISTINCT job_id, dataset_id FROM lineage_columnfacet WHERE id = ANY(%s)) o USING (job_id, dataset_id)",
        [sorted({facet for edge in edges for facet in edge.facets})],
    )
    owners: dict[tuple[int, int], list[Told]] = defaultdict(list)
    for job, dataset, *content in found:
        owners[job, dataset].append(Told(*content))
    return {facet: held for contents in owners.values() for facet, held in intervals_held(contents).items()}


def _graph(
    viewer: Viewer,
    asked: Sequence[Place],
    found: _Found,
    edges: Sequence[_Told],
    limit: int,
    at: datetime,
) -> ColumnGraph:
    """Nodes that an edge joins, and those that were asked for; edges between them, told of places."""
    pairs: dict[tuple[Any, ...], list[_Told]] = defaultdict(list)
    for edge in edges:
        source, target = found.places[edge.source_id], found.places[edge.target_id]
        if source != target:
            pairs[(source, target, *edge.way)].append(edge)
    hops = dict.fromkeys(asked, 0)
    hops |= {place: found.hops[place] for pair in pairs for place in pair[:2]}
    links = links_by_id(viewer, {head for head, _ in hops} | {pair[5] for pair in pairs if pair[5]})
    places = sorted(hops, key=lambda place: (abs(hops[place]), hops[place] > 0, _place_order(links, place)))
    keys = {place: _key(links, place) for place in places[:limit]}
    drawn = {pair: told for pair, told in pairs.items() if pair[0] in keys and pair[1] in keys}
    times = _held_times([edge for told in drawn.values() for edge in told])
    shown = _Shown(keys, links, times, at, Texts(viewer))
    return ColumnGraph(
        as_of=at,
        nodes=_nodes(keys, hops, links),
        edges=tuple(shown.edge(pair, told) for pair, told in drawn.items()),
        truncated=found.is_cut or len(keys) < len(hops) or len(edges) == _EDGES_MAX,
        hidden_count=sum(key.startswith(HIDDEN) for key in keys.values()),
    )


def _place_order(links: dict[int, EntityLink], place: Place) -> tuple[bool, str, str]:
    """By what nodes of one hop are sorted; hidden ones last."""
    link = links.get(place[0])
    return (link is None, link.ref if link else str(place[0]), place[1])


def _key(links: dict[int, EntityLink], place: Place) -> str:
    link = links.get(place[0])
    return f"{link.ref}#{place[1]}" if link else f"{HIDDEN}{secrets.token_hex(8)}"


# What the current schemas of datasets, under all their names, say of these columns; two parameters.
_TYPES = f"""
SELECT p.head, c ->> 'path', c ->> 'type'
FROM (SELECT head, jsonb_agg(path) AS paths FROM unnest(%s::int[], %s::text[]) AS p(head, path) GROUP BY 1) p
CROSS JOIN LATERAL ({MEMBERS.format("p.head")}) m CROSS JOIN LATERAL (SELECT digest FROM lineage_schemaversion
  WHERE dataset_id = m.id ORDER BY last_at DESC, last_rank DESC, digest DESC LIMIT 1) v
JOIN lineage_schemabody b ON b.digest = v.digest
CROSS JOIN LATERAL jsonb_path_query(b.columns, '$[*] ? (@.path == $paths[*])', jsonb_build_object('paths', p.paths)) c
"""


def _nodes(keys: dict[Place, str], hops: dict[Place, int], links: dict[int, EntityLink]) -> tuple[ColumnNode, ...]:
    shown = [place for place in keys if place[0] in links]
    told = rows(_TYPES, [[head for head, _ in shown], [path for _, path in shown]])
    types = {(head, path): word or None for head, path, word in told}
    return tuple(
        ColumnNode(
            key=key,
            dataset=links.get(place[0]),
            path=place[1] if place[0] in links else None,
            type=types.get(place),
            hidden=place[0] not in links,
            hop=hops[place],
        )
        for place, key in keys.items()
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """What edges are drawn with."""

    keys: dict[Place, str]
    links: dict[int, EntityLink]
    times: dict[int, list[Interval]]
    at: datetime
    texts: Texts

    def edge(self, pair: tuple[Any, ...], told: Sequence[_Told]) -> ColumnEdge:
        """An edge with all that is known of it; it may be told of the same dataset under several names."""
        source, target, direct, subtype, masking, job = pair
        words = next((edge.description for edge in told if edge.description), None)
        held = [interval for edge in told for facet in edge.facets for interval in self.times.get(facet, ())]
        since, until = interval_around(held, self.at) or (min(edge.first_at for edge in told), None)
        return ColumnEdge(
            source=self.keys[source],
            target=self.keys[target],
            transformation=_DIRECT[direct],
            subtype=subtype or None,
            description=None if words is None else self.texts.plain(words),
            masking=masking,
            job=self.links.get(job),
            valid_from=since,
            valid_to=until,
            evidence=tuple(
                ColumnEvidence(
                    source=edge.source,
                    first_seen_at=edge.first_at,
                    last_seen_at=edge.last_at,
                    inferred=not edge.is_sent,
                    statement=None if edge.is_sent else self.texts.restricted(edge.statement),
                )
                for edge in told[:EVIDENCE_MAX]
            ),
        )
