"""Whom a proposed schema breaks: every column that is made from one that changes, and every job that may read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from catalog.answers import EntityLink
from catalog.database import rows
from catalog.errors import InvalidError, NotFoundError, TooManyError
from catalog.names import Kind, digest_json
from catalog.paging import CountState
from catalog.permissions import require, visible
from catalog.queries.cards import links_by_id, links_of
from catalog.queries.entities import entity_ids_of
from catalog.queries.members import members_of
from catalog.viewers import Viewer
from lineage.answers import Column, ColumnBreak, ColumnChangeKind, ColumnInput, Compatibility, SchemaVerdict
from lineage.column_facets import WHOLE
from lineage.queries.column_edges import Place, columns_named, flows_from
from lineage.queries.columns import HOPS_MAX
from lineage.queries.schemas import columns_counted, paths_read, schema_uncounted
from lineage.schema_changes import columns_compare, losses, worst_of
from lineage.schema_report import report_of

COLUMNS_MAX = 5_000
BREAKS_MAX = 200
PATH_MAX = 2_000
# Readers that are looked at, and edges between columns that are read; the answer says when there are more.
READERS_MAX = 2_000
READ_DAYS = 90
# How sure it is that a reader reads that column: a producer says so; SQL does; the dataset as a whole is read, by columns; it is
# read, by whom nothing is known of columns.
TOLD, READ_FROM_SQL, AS_A_WHOLE, TABLE_ALONE = 1.0, 0.8, 0.6, 0.5


@dataclass(frozen=True, slots=True)
class _Reader:
    """A column that is made from one that changes, or a job that reads the dataset (path None), and how it is reached."""

    start: str
    place: tuple[int, str | None]
    route: tuple[Place, ...]
    last_at: datetime
    confidence: float

    @property
    def is_exact(self) -> bool:
        """Whether a column is known to be read."""
        return self.confidence > AS_A_WHOLE

    def breaks(self, since: datetime) -> bool:
        """A column that is read breaks; who reads the dataset as a whole, when that was since then; of others nobody knows."""
        return self.is_exact or (self.confidence == AS_A_WHOLE and self.last_at >= since)


def schema_check(
    viewer: Viewer, *, ref: str, columns: Sequence[ColumnInput], commit: str | None = None, max_hops: int = 6
) -> SchemaVerdict:
    """Compare all columns as they will be with the current ones, and find the readers of those that are lost, renamed, narrower
    or no longer nullable.

    A reader that column lineage knows breaks; who is only known to read the dataset, within 90 days, may break; with neither
    the change may break somebody too, and is never passed over in silence.
    """
    require(viewer, "lineage.read")
    _check(columns, max_hops)
    entity_id = entity_ids_of(viewer, [ref])[0][0]
    current = schema_uncounted(viewer, entity_id)
    before = current.columns if current else ()
    after, renamed = _proposed(before, columns)
    different = columns_compare(before, after, read=(), renamed=renamed)
    lost = losses(different)
    readers, is_all = _readers(entity_id, lost, max_hops) if lost else ([], True)
    now = datetime.now(UTC)
    since = now - timedelta(days=READ_DAYS)
    # Also of columns whose readers are too many to be looked at it is known that there are some.
    read = {reader.start for reader in readers if reader.breaks(since)} | paths_read([(entity_id, now, now)])[entity_id]
    shown_before = columns_counted(entity_id, before, {change.before.path for change in different if change.before})
    changes = columns_compare(shown_before, after, read=read, renamed=renamed) if current else ()
    seen = _Seen.of(viewer, {r.place[0] for r in readers} | {head for r in readers for head, _ in r.route})
    shown = [reader for reader in readers if reader.place[0] in seen.links]
    teams = {
        seen.teams[r.place[0]].ref: seen.teams[r.place[0]]
        for r in shown
        if r.place[0] in seen.teams and r.breaks(since)
    }
    worst = worst_of(changes) if current else Compatibility.WARN
    verdict = SchemaVerdict(
        id=_id(ref, columns, commit),
        dataset=links_by_id(viewer, [entity_id])[entity_id],
        compatibility=worst,
        changes=changes,
        breaks=tuple(_break(reader, seen, lost, since) for reader in _sorted(shown, seen, since)[:BREAKS_MAX]),
        break_count=len(readers),
        break_count_state=CountState.EXACT if is_all else CountState.AT_LEAST,
        hidden_count=len(readers) - len(shown),
        required_teams=tuple(teams[ref] for ref in sorted(teams)),
        passed=worst is not Compatibility.BREAKING,
        report="",
        commit=commit,
    )
    return replace(verdict, report=report_of(verdict, is_known=current is not None))


def _check(columns: Sequence[ColumnInput], max_hops: int) -> None:
    if not columns:
        raise InvalidError.of("columns", f"names no column; give all columns as they will be, 1 to {COLUMNS_MAX}")
    if len(columns) > COLUMNS_MAX:
        raise TooManyError.of("columns", f"{len(columns)} columns were sent; at most {COLUMNS_MAX} are accepted")
    if not 1 <= max_hops <= HOPS_MAX:
        raise InvalidError.of("max_hops", f"must be a whole number from 1 to {HOPS_MAX}")
    seen: dict[str, int] = {}
    for place, column in enumerate(columns):
        if not 0 < len(column.path) <= PATH_MAX:
            raise InvalidError.of(f"columns[{place}].path", f"must have 1 to {PATH_MAX} characters")
        if seen.setdefault(column.path, place) != place:
            raise InvalidError.of(f"columns[{place}].path", f"is that of columns[{seen[column.path]}] too")


def _proposed(before: Sequence[Column], columns: Sequence[ColumnInput]) -> tuple[list[Column], dict[str, str]]:
    """The columns as they will be, and the paths they had, by those they will have. Descriptions are not proposed."""
    known = {column.path: column for column in before}
    renamed: dict[str, str] = {}
    after = []
    for position, column in enumerate(columns, start=1):
        was = column.renamed_from
        if was is not None and was != column.path:
            field = f"columns[{position - 1}].renamed_from"
            if was not in known:
                raise NotFoundError(f"{field}: the dataset has no column {was[:200]!r}.")
            if was in renamed.values() or any(other.path == was for other in columns):
                raise InvalidError.of(field, f"{was[:200]!r} is still there, or another column had that name too")
            renamed[column.path] = was
        old = known.get(renamed.get(column.path, column.path))
        after.append(
            Column(
                path=column.path,
                type=column.type,
                nullable=old.nullable if old and column.nullable is None else column.nullable,
                description=old.description if old else None,
                position=position,
                upstream_count=0,
                downstream_count=0,
            )
        )
    return after, renamed


def _id(ref: str, columns: Sequence[ColumnInput], commit: str | None) -> str:
    told = [[column.path, column.type, column.nullable, column.renamed_from] for column in columns]
    return f"vrd_{digest_json([ref, told, commit])}"


def _sorted(readers: Iterable[_Reader], seen: _Seen, since: datetime) -> list[_Reader]:
    """Those that break first, then the nearest, the most important."""

    def order(reader: _Reader) -> tuple[bool, int, int, str, str, str]:
        entity_id, column = reader.place
        ref, tier = seen.links[entity_id].ref, seen.tiers[entity_id] or 9
        return (not reader.breaks(since), len(reader.route), tier, ref, column or "", reader.start)

    return sorted(readers, key=order)


def _break(reader: _Reader, seen: _Seen, lost: Mapping[str, ColumnChangeKind], since: datetime) -> ColumnBreak:
    entity_id, column = reader.place
    return ColumnBreak(
        path=reader.start,
        kind=lost[reader.start] if reader.start != WHOLE else next(iter(lost.values())),
        compatibility=Compatibility.BREAKING if reader.breaks(since) else Compatibility.WARN,
        entity=seen.links[entity_id],
        column=column,
        route=tuple(map(seen.text, reader.route)),
        hop=max(1, len(reader.route) - 1),
        last_read_at=reader.last_at,
        team=seen.teams.get(entity_id),
        tier=seen.tiers[entity_id],
        exact=reader.is_exact,
        confidence=reader.confidence,
    )


def _readers(entity_id: int, lost: Iterable[str], max_hops: int) -> tuple[list[_Reader], bool]:
    """Whoever is made from one of the lost columns, and who reads the dataset; whether these are all."""
    found, is_all = _columns_below({(entity_id, path) for path in lost}, max_hops)
    jobs = _jobs_beside(entity_id)
    return [*found, *jobs[:READERS_MAX]], is_all and len(jobs) <= READERS_MAX


def _columns_below(starts: set[Place], max_hops: int) -> tuple[list[_Reader], bool]:
    """Breadth first, two statements a hop: for each start the columns below, by the first route that is found."""
    found: dict[tuple[str, Place], _Reader] = {}
    frontier: Mapping[Place, list[_Reader]] = {
        place: [_Reader(place[1], place, (place,), datetime.min.replace(tzinfo=UTC), TOLD)] for place in starts
    }
    for _ in range(max_hops):
        behind = _by_column(frontier)
        steps, is_all = flows_from(behind, limit=READERS_MAX - len(found) + 1)
        next_frontier: dict[Place, list[_Reader]] = defaultdict(list)
        for step in steps:
            for reader, is_whole in behind[step.source_id]:
                key = (reader.start, step.place)
                if key not in found and step.place not in starts:
                    sure = AS_A_WHOLE if is_whole else TOLD if step.is_sent else READ_FROM_SQL
                    route = (*reader.route, step.place)
                    found[key] = _Reader(reader.start, step.place, route, step.last_at, min(sure, reader.confidence))
                    next_frontier[step.place].append(found[key])
        if not is_all or len(found) > READERS_MAX:
            return list(found.values())[:READERS_MAX], False
        if not next_frontier:
            break
        frontier = next_frontier
    return list(found.values()), True


def _by_column(frontier: Mapping[Place, list[_Reader]]) -> dict[int, list[tuple[_Reader, bool]]]:
    """Who is at each column, under every name of its dataset; True where it is that of the dataset as a whole instead."""
    heads: dict[int, list[_Reader]] = defaultdict(list)
    for (head, path), readers in frontier.items():
        heads[head] += readers if path != WHOLE else []
    return {
        column: [(reader, False) for reader in frontier.get(place, ())]
        + [(reader, True) for reader in (heads[place[0]] if place[1] == WHOLE else ())]
        for column, place in columns_named(frontier).items()
    }


# Jobs that read one of the datasets (and what declares that it does), none of whose columns is known to come from them. Each
# content is looked at once, not for each of its edges.
_BESIDE = """
WITH told AS (
  SELECT f.job_id FROM (SELECT DISTINCT c.facet_id FROM lineage_datasetcolumn s JOIN lineage_columnedge c ON c.source_id = s.id
    WHERE s.dataset_id = ANY(%(members)s)) c JOIN lineage_columnfacet f ON f.id = c.facet_id AND f.is_current
)
SELECT coalesce(e.canonical_id, e.id), max(v.last_seen_at) FROM lineage_edgeevidence v
JOIN catalog_entity e ON e.id = v.target_id AND e.deleted_at IS NULL
WHERE v.source_id = ANY(%(members)s) AND v.via_id <= 0 AND v.last_seen_at >= now() - make_interval(days => %(days)s)
  AND v.target_id NOT IN (SELECT job_id FROM told)
GROUP BY 1 ORDER BY 1 LIMIT %(limit)s
"""


def _jobs_beside(entity_id: int) -> list[_Reader]:
    params = {"members": members_of([entity_id])[1], "days": READ_DAYS, "limit": READERS_MAX + 1}
    return [
        _Reader(WHOLE, (job_id, None), ((entity_id, WHOLE),), last_at, TABLE_ALONE)
        for job_id, last_at in rows(_BESIDE, params)
    ]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What of the readers the viewer may see."""

    links: dict[int, EntityLink]
    tiers: dict[int, int | None]
    teams: dict[int, EntityLink]

    @classmethod
    def of(cls, viewer: Viewer, entity_ids: Iterable[int]) -> _Seen:
        """Those of these that are visible, with their owners."""
        shown, params = visible(viewer)
        found = rows(
            f"SELECT e.id, e.ref, e.kind, e.title, e.tier, e.owner_ref FROM catalog_entity e WHERE e.id = ANY(%s) AND {shown}",
            [sorted(entity_ids), *params],
        )
        owners = links_of(viewer, {row[5] for row in found if row[5]})
        return cls(
            {row[0]: EntityLink(ref=row[1], kind=Kind(row[2]), title=row[3], exists=True) for row in found},
            {row[0]: row[4] for row in found},
            {row[0]: owners[row[5]] for row in found if row[5] in owners},
        )

    def text(self, place: Place) -> str:
        """A column on the way."""
        link = self.links.get(place[0])
        return f"{link.ref}#{place[1]}" if link else "restricted"
