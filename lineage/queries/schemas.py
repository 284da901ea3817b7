"""Questions about the columns of a dataset, now and over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from catalog.answers import EntityLink
from catalog.database import Row, records, recordset, rows
from catalog.errors import InvalidError
from catalog.paging import CountState, Page, Pager
from catalog.permissions import require
from catalog.queries.cards import links_by_id
from catalog.queries.entities import entity_ids_of
from catalog.queries.members import members_of
from catalog.viewers import Viewer
from lineage.answers import Column, SchemaDiff, SchemaVersion
from lineage.column_facets import column_tags, tag_text
from lineage.queries.column_edges import facets_at
from lineage.queries.column_edits import columns_edited
from lineage.schema_changes import columns_compare, worst_of

# A dataset, and what was merged into it.
_MEMBERS = "(SELECT {0} UNION ALL SELECT e.id FROM catalog_entity e WHERE e.canonical_id = {0}) m(member)"
_OF_ID, _OF_HEAD = _MEMBERS.format("k.id"), _MEMBERS.format("g.head")
# A version ends when the next one begins; the current one, which may also have been seen before others, does not end,
# unless its facet was deleted. Of merged datasets the same columns are one version.
_VERSIONS = f"""
SELECT v.uid, v.dataset_id, v.place, v.first_at, v.ends, v.run_id, s.key, b.columns, b.column_count
FROM (
  SELECT v.*, row_number() OVER w AS place,
    row_number() OVER latest = 1 AND gone.at IS NULL AS is_current,
    CASE WHEN row_number() OVER latest = 1 THEN gone.at ELSE greatest(v.last_at, lead(v.first_at) OVER w) END AS ends
  FROM (
    SELECT DISTINCT ON (k.id, v.digest) v.uid, k.id AS dataset_id, v.dataset_id AS member, v.digest, v.last_at,
      v.last_rank, v.run_id, v.source_id, min(v.first_at) OVER (PARTITION BY k.id, v.digest) AS first_at
    FROM unnest(%(ids)s::int[]) AS k(id) CROSS JOIN LATERAL {_OF_ID}
    JOIN lineage_schemaversion v ON v.dataset_id = m.member
    ORDER BY k.id, v.digest, v.last_at DESC, v.last_rank DESC
  ) v LEFT JOIN lineage_entityfacet gone ON gone.entity_id = v.member AND gone.name = 'schema' AND gone.body IS NULL
    AND (gone.at, gone.rank) > (v.last_at, v.last_rank / 2)
  WINDOW w AS (PARTITION BY v.dataset_id ORDER BY v.first_at, v.digest),
    latest AS (PARTITION BY v.dataset_id ORDER BY v.last_at DESC, v.last_rank DESC, v.digest DESC)
) v JOIN lineage_schemabody b ON b.digest = v.digest JOIN catalog_source s ON s.id = v.source_id
"""

# Of each span the columns that held when it began.
_HELD = facets_at("g.since")
_SPANS = {"head": "int", "since": "timestamptz", "until": "timestamptz"}


def schema_get(
    viewer: Viewer, *, refs: Sequence[str], version: int | None = None, as_of: datetime | None = None
) -> tuple[SchemaVersion | None, ...]:
    """The schema of each dataset: the current one, version N, or the one in force at an instant; None for none. Columns bear
    the descriptions that people gave them by now."""
    return columns_edited(_declared(viewer, refs, version=version, as_of=as_of))


def schema_uncounted(viewer: Viewer, dataset_id: int) -> SchemaVersion | None:
    """The current schema of a visible dataset as schema_get tells it, but for how many columns each is joined with."""
    schemas = _of_datasets(viewer, [dataset_id], counted=())
    return columns_edited([(dataset_id, schemas.get(dataset_id))])[0]


def columns_counted(dataset_id: int, columns: Sequence[Column], paths: Collection[str]) -> list[Column]:
    """The columns of a dataset, those at these paths with how many others they are joined with."""
    counts = _column_counts({dataset_id}, paths)
    return [
        replace(column, upstream_count=found[0], downstream_count=found[1])
        if (found := counts.get((dataset_id, column.path)))
        else column
        for column in columns
    ]


def _declared(
    viewer: Viewer, refs: Sequence[str], *, version: int | None = None, as_of: datetime | None = None
) -> list[tuple[int, SchemaVersion | None]]:
    """(dataset id, schema as producers say) of each ref."""
    require(viewer, "lineage.read")
    if version is not None and version < 1:
        raise InvalidError.of("version", "counts from 1")
    ids = [entity_id for entity_id, _ in entity_ids_of(viewer, refs)]
    schemas = _of_datasets(viewer, ids, version=version, as_of=as_of)
    return [(entity_id, schemas.get(entity_id)) for entity_id in ids]


def _of_datasets(
    viewer: Viewer,
    ids: Sequence[int],
    *,
    version: int | None = None,
    as_of: datetime | None = None,
    counted: Collection[str] | None = None,
) -> dict[int, SchemaVersion]:
    condition, extra = "v.is_current", dict[str, Any]()
    if version is not None:
        condition, extra = "v.place = %(version)s", {"version": version}
    elif as_of is not None:
        condition, extra = "v.first_at <= %(at)s AND (v.ends IS NULL OR v.ends > %(at)s)", {"at": as_of}
    found = rows(f"{_VERSIONS} WHERE {condition} ORDER BY v.dataset_id, v.first_at", {"ids": list(ids), **extra})
    latest = {row[1]: row for row in found}
    return dict(zip(latest, _schemas(viewer, list(latest.values()), counted), strict=True))


def schema_list(viewer: Viewer, *, ref: str, first: int, after: str | None = None) -> Page[SchemaVersion]:
    """All versions of a dataset's schema, newest first."""
    require(viewer, "lineage.read")
    entity_id, living = entity_ids_of(viewer, [ref])[0]
    pager = Pager("schema_list", viewer, [living], first=first, after=after)
    below = pager.position[0] if pager.position else 2**31
    found = rows(
        f"{_VERSIONS} WHERE v.place < %(below)s ORDER BY v.place DESC LIMIT %(limit)s",
        {"ids": [entity_id], "below": below, "limit": pager.first + 1},
    )
    _, members = members_of([entity_id])
    total = rows("SELECT count(DISTINCT digest) FROM lineage_schemaversion WHERE dataset_id = ANY(%s)", [members])[0][0]
    schemas = columns_edited([(entity_id, schema) for schema in _schemas(viewer, found)])
    items = [(schema, [row[2]]) for schema, row in zip(schemas, found, strict=True) if schema]
    return pager.page(items, total=(total, CountState.EXACT))


def schema_compare(viewer: Viewer, *, ref: str, since: datetime, until: datetime | None = None) -> SchemaDiff:
    """What is different between the schema of a dataset at an instant and at a later one (now when absent), and whom it
    breaks: readers are the columns that column lineage knew to be made from one while the earlier schema held."""
    require(viewer, "lineage.read")
    since, until = span_of(since, until)
    entity_id, _ = entity_ids_of(viewer, [ref])[0]
    return schemas_compared(viewer, [entity_id], since, until)[0]


def span_of(since: datetime, until: datetime | None) -> tuple[datetime, datetime]:
    """Two instants to compare, the later one now when absent; raises InvalidError unless they are in order and past."""
    now = datetime.now(UTC)
    if max(since, until or since) > now:
        raise InvalidError.of("since" if since > now else "until", "lies in the future")
    if until is not None and until < since:
        raise InvalidError.of("until", "is before since")
    return since, until or now


def schemas_changed(ids: Sequence[int], since: datetime, until: datetime) -> list[int]:
    """Those of the datasets that had another schema at the one instant than at the other."""
    found = rows(
        f"SELECT dataset_id FROM ({_VERSIONS}) AS w GROUP BY 1 HAVING "
        "max(place) FILTER (WHERE first_at <= %(since)s AND (ends IS NULL OR ends > %(since)s)) IS DISTINCT FROM "
        "max(place) FILTER (WHERE first_at <= %(until)s AND (ends IS NULL OR ends > %(until)s)) ORDER BY 1",
        {"ids": list(ids), "since": since, "until": until},
    )
    return [row[0] for row in found]


def schemas_compared(viewer: Viewer, ids: Sequence[int], since: datetime, until: datetime) -> tuple[SchemaDiff, ...]:
    """What is different between the schemas of each of these visible datasets."""
    before, after = _at_instants(viewer, ids, since, until)
    links = {entity_id: schema.dataset for entity_id, schema in (before | after).items()}
    if missing := set(ids) - links.keys():
        links |= links_by_id(viewer, missing)
    read = paths_read(
        [
            (entity_id, schema.valid_from, after[entity_id].valid_from if entity_id in after else until)
            for entity_id, schema in before.items()
        ]
    )
    return tuple(_diff(links[i], before.get(i), after.get(i), read[i]) for i in ids)


def _at_instants(viewer: Viewer, ids: Sequence[int], *instants: datetime) -> list[dict[int, SchemaVersion]]:
    """The schema of each dataset at each instant."""
    found = rows(
        f"{_VERSIONS} WHERE EXISTS (SELECT 1 FROM unnest(%(instants)s::timestamptz[]) AS i(at) "
        "WHERE v.first_at <= i.at AND (v.ends IS NULL OR v.ends > i.at)) ORDER BY v.dataset_id, v.first_at",
        {"ids": list(ids), "instants": list(instants)},
    )
    schemas = _schemas(viewer, found)
    return [
        {
            row[1]: schema
            for row, schema in zip(found, schemas, strict=True)
            if schema.valid_from <= at and (schema.valid_to is None or schema.valid_to > at)
        }
        for at in instants
    ]


def _diff(
    dataset: EntityLink, before: SchemaVersion | None, after: SchemaVersion | None, read: Collection[str]
) -> SchemaDiff:
    changes = columns_compare(
        before.columns if before else (), after.columns if after else (), read=frozenset(read if before else ())
    )
    return SchemaDiff(dataset=dataset, before=before, after=after, changes=changes, compatibility=worst_of(changes))


def paths_read(spans: Sequence[tuple[int, datetime, datetime]]) -> dict[int, set[str]]:
    """Columns of each dataset that others were made from at some time between its two instants."""
    found = rows(
        f"SELECT DISTINCT g.head, c.path FROM {recordset(_SPANS)} CROSS JOIN LATERAL {_OF_HEAD} "
        "JOIN lineage_datasetcolumn c ON c.dataset_id = m.member WHERE EXISTS (SELECT 1 "
        "FROM lineage_columnedge e JOIN lineage_columnfacet f ON f.id = e.facet_id WHERE e.source_id = c.id "
        f"AND (f.first_at BETWEEN g.since AND g.until OR {_HELD}))",
        records(_SPANS, spans),
    )
    paths: dict[int, set[str]] = defaultdict(set)
    for head, path in found:
        paths[head].add(path)
    return paths


def _schemas(viewer: Viewer, found: Sequence[Row], counted: Collection[str] | None = None) -> list[SchemaVersion]:
    datasets = links_by_id(viewer, {row[1] for row in found})
    counts = _column_counts({row[1] for row in found}, counted)
    tags = _column_tags({row[1] for row in found})
    return [_schema(row, datasets[row[1]], counts, tags.get(row[1], {})) for row in found]


def _column_tags(dataset_ids: set[int]) -> dict[int, dict[str, tuple[str, ...]]]:
    """By dataset and path, as the latest tags facet says, also of columns as they were."""
    found = rows(
        f"SELECT DISTINCT ON (k.id) k.id, f.body FROM unnest(%s::int[]) AS k(id) CROSS JOIN LATERAL {_OF_ID} "
        "JOIN lineage_entityfacet f ON f.entity_id = m.member AND f.name = 'tags' "
        "ORDER BY k.id, f.at DESC, f.rank DESC, f.digest DESC",
        [sorted(dataset_ids)],
    )
    return {
        head: {path: tuple(dict.fromkeys(map(tag_text, tags))) for path, tags in column_tags(body).items()}
        for head, body in found
    }


def _column_counts(dataset_ids: set[int], paths: Collection[str] | None) -> dict[tuple[int, str], tuple[int, int]]:
    """Direct upstream and downstream columns of each column (of those at these paths) that is in current column lineage,
    under any name of its dataset."""
    if paths is not None and not paths:
        return {}
    found = rows(
        f"""
        SELECT k.id, c.path,
          sum((SELECT count(DISTINCT e.source_id) FROM lineage_columnedge e JOIN lineage_columnfacet f ON f.id = e.facet_id
            WHERE e.target_id = c.id AND f.is_current))::int,
          sum((SELECT count(DISTINCT e.target_id) FROM lineage_columnedge e JOIN lineage_columnfacet f ON f.id = e.facet_id
            WHERE e.source_id = c.id AND f.is_current))::int
        FROM unnest(%s::int[]) AS k(id) CROSS JOIN LATERAL {_OF_ID}
        JOIN lineage_datasetcolumn c ON c.dataset_id = m.member
        WHERE %s::text[] IS NULL OR c.path = ANY(%s) GROUP BY 1, 2
        """,
        [sorted(dataset_ids), *[None if paths is None else list(paths)] * 2],
    )
    return {(dataset_id, path): (up, down) for dataset_id, path, up, down in found}


def _schema(
    row: Row,
    dataset: EntityLink,
    counts: dict[tuple[int, str], tuple[int, int]],
    tags: dict[str, tuple[str, ...]],
) -> SchemaVersion:
    columns = []
    for position, column in enumerate(row[7], start=1):
        up, down = counts.get((row[1], column["path"]), (0, 0))
        columns.append(
            Column(
                path=column["path"],
                type=column["type"],
                nullable=column.get("nullable"),
                description=column.get("description"),
                tags=tags.get(column["path"], ()),
                position=position,
                upstream_count=up,
                downstream_count=down,
            )
        )
    return SchemaVersion(
        id=f"sch_{row[0]}",
        dataset=dataset,
        version=row[2],
        valid_from=row[3],
        valid_to=row[4],
        columns=tuple(columns),
        column_count=row[8],
        run_id=f"run_{row[5]}" if row[5] else None,
        source=row[6],
    )
