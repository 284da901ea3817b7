"""Datasets by OpenLineage names: one, those of a namespace, and the columns each one is made from."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from catalog.database import Row, rows
from catalog.names import DATASET_SCHEME, OpenLineageName
from catalog.permissions import require, visible
from catalog.viewers import Viewer
from lineage.column_facets import column_tags
from lineage.queries.existence import dropped_among
from lineage.queries.names import (
    NAMED,
    SHOWN,
    facet_text,
    facets_by_id,
    facets_shown,
    id_named,
    names_by_id,
)
from lineage.queries.namespaces import namespace_get
from lineage.queries.run_sheets import write_uid
from lineage.sheets import DatasetSheet, Field, FieldFlow, FieldSource, Name, Shape, Slice

_STREAMS = {"topic", "stream"}


def dataset_name(namespace: str, name: str) -> OpenLineageName:
    """The OpenLineage name of a dataset."""
    return OpenLineageName(DATASET_SCHEME, namespace, name)


def dataset_sheet_get(viewer: Viewer, *, dataset: OpenLineageName) -> DatasetSheet:
    """A dataset by any of its names; raises NotFoundError naming it."""
    require(viewer, "lineage.read")
    entity_id = id_named(viewer, dataset)
    return sheets_of_datasets(viewer, [entity_id], whole=True)[entity_id]


def dataset_sheet_list(viewer: Viewer, *, namespace: str, limit: int, offset: int) -> Slice[DatasetSheet]:
    """The datasets of a namespace by name; a dataset is in the namespace of the name under which it is shown."""
    require(viewer, "lineage.read")
    namespace_get(viewer, name=namespace)
    hidden, params = visible(viewer)
    base = f"FROM catalog_alias a {SHOWN} WHERE a.scheme = %s AND a.namespace = %s AND {hidden}"
    params = [DATASET_SCHEME, namespace, *params]
    ids = [
        row[0]
        for row in rows(f'SELECT e.id {base} ORDER BY a.key COLLATE "C" LIMIT %s OFFSET %s', [*params, limit, offset])
    ]
    sheets = sheets_of_datasets(viewer, ids, whole=True)
    total = rows(f"SELECT count(*) {base}", params)[0][0]
    return Slice(items=tuple(sheets[entity_id] for entity_id in ids), total_count=total)


def sheets_of_datasets(viewer: Viewer, ids: Sequence[int], *, whole: bool) -> dict[int, DatasetSheet]:
    """Sheets of visible datasets by id, in as many statements for many as for one; without `whole` neither all facets
    nor what the columns are made from."""
    found = rows(
        "SELECT e.id, n.namespace, n.key, e.type, e.created_at, greatest(e.updated_at, e.created_at), e.tags, e.last_arrival_at, "
        "coalesce(d.descriptor -> 'metadata' ->> 'description', e.summary) "
        f"FROM catalog_entity e {NAMED} LEFT JOIN catalog_entitydocument d ON d.entity_id = e.id WHERE e.id = ANY(%s)",
        [list(ids)],
    )
    columns = columns_by_id(ids)
    facets = facets_by_id(viewer, ids, whole=whole)
    shown = facets_shown(viewer, facets, whole=whole)
    versions = versions_at(ids, None)
    dropped = dropped_among(ids)
    flows = flows_by_id(viewer, ids) if whole else {}
    return {
        row[0]: _sheet(
            row,
            columns.get(row[0], []),
            facets[row[0]],
            versions.get(row[0]),
            flows.get(row[0], ()),
            shown[row[0]],
            deleted=row[0] in dropped,
        )
        for row in found
    }


def _sheet(
    row: Row,
    columns: Sequence[dict[str, Any]],
    facets: dict[str, tuple[Any, Any]],
    version: uuid.UUID | None,
    flows: tuple[FieldFlow, ...],
    shown: dict[str, Any],
    *,
    deleted: bool,
) -> DatasetSheet:
    return DatasetSheet(
        name=Name(row[1], row[2]),
        shape=Shape.STREAM if row[3] in _STREAMS else Shape.TABLE,
        created_at=row[4],
        updated_at=row[5],
        source=facet_text(facets, "dataSource", "name") or row[1],
        fields=fields_of(columns, facets),
        tags=tuple(row[6]),
        modified_at=row[7],
        lifecycle=facet_text(facets, "lifecycleStateChange", "lifecycleStateChange"),
        deleted=deleted,
        description=row[8],
        version=version,
        flows=flows,
        facets=shown,
    )


def fields_of(columns: Sequence[dict[str, Any]], facets: dict[str, tuple[Any, Any]]) -> tuple[Field, ...]:
    """Columns with the tags that a tags facet gives them."""
    tags = column_tags(facets.get("tags", (None,))[0])
    return tuple(
        Field(
            name=c["path"],
            type=c["type"],
            description=c.get("description"),
            tags=tuple(tag["key"] for tag in tags.get(c["path"], ())),
        )
        for c in columns
    )


def columns_by_id(ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The current columns of each dataset that ever said them."""
    found = rows(
        "SELECT v.dataset_id, b.columns FROM (SELECT DISTINCT ON (dataset_id) dataset_id, digest FROM lineage_schemaversion "
        "WHERE dataset_id = ANY(%s) ORDER BY dataset_id, last_at DESC, last_rank DESC, digest DESC) v "
        "JOIN lineage_schemabody b ON b.digest = v.digest",
        [list(ids)],
    )
    return dict(found)


# A schema that no write brought: of k.dataset_id, as v.
SCHEMA_ALONE = (
    "v.dataset_id = k.dataset_id AND NOT EXISTS (SELECT 1 FROM lineage_rundataset o JOIN lineage_run p ON p.id = o.run_id "
    "AND p.job_id = o.job_id AND p.state < 4 AND NOT p.is_design WHERE o.run_id = v.run_id "
    "AND o.dataset_id = v.dataset_id AND o.output)"
)


def versions_at(ids: Sequence[int], at: datetime | None) -> dict[int, uuid.UUID]:
    """The newest version of each dataset, or the one that was newest at an instant (lineage/queries/dataset_versions.py)."""
    found = rows(
        f"""
        SELECT k.dataset_id, x.run_id, x.uid FROM unnest(%s::int[]) AS k(dataset_id) JOIN LATERAL (
          SELECT * FROM (
            (SELECT o.seen_at AS at, o.run_id, NULL::uuid AS uid FROM (
                SELECT run_id, job_id, seen_at FROM lineage_rundataset WHERE dataset_id = k.dataset_id AND output
                AND (%s::timestamptz IS NULL OR seen_at <= %s) ORDER BY seen_at DESC, run_id LIMIT 20) o
              JOIN lineage_run p ON p.id = o.run_id AND p.job_id = o.job_id AND p.state < 4 AND NOT p.is_design
              ORDER BY o.seen_at DESC, o.run_id LIMIT 1)
            UNION ALL
            (SELECT v.first_at, NULL, v.uid FROM lineage_schemaversion v WHERE {SCHEMA_ALONE}
              AND (%s::timestamptz IS NULL OR v.first_at <= %s) ORDER BY v.first_at DESC, v.uid LIMIT 1)
          ) c ORDER BY c.at DESC, c.run_id NULLS LAST LIMIT 1
        ) x ON true
        """,
        [list(ids), at, at, at, at],
    )
    return {dataset_id: write_uid(dataset_id, run) if run else uid for dataset_id, run, uid in found}


def flows_by_id(viewer: Viewer, ids: Sequence[int]) -> dict[int, tuple[FieldFlow, ...]]:
    """What the columns of each dataset are made from now, by column; columns of hidden datasets are left out."""
    found = rows(
        "SELECT t.dataset_id, t.path, s.dataset_id, s.path, c.direct, c.subtype, c.masking, c.description "
        "FROM lineage_datasetcolumn t JOIN lineage_columnedge c ON c.target_id = t.id "
        "JOIN lineage_columnfacet f ON f.id = c.facet_id AND f.is_current "
        "JOIN lineage_datasetcolumn s ON s.id = c.source_id WHERE t.dataset_id = ANY(%s)",
        [list(ids)],
    )
    names = names_by_id(viewer, {row[2] for row in found})
    flows: dict[int, dict[str, set[FieldSource]]] = defaultdict(lambda: defaultdict(set))
    for dataset_id, path, source_id, source_path, direct, subtype, masking, description in found:
        if source_id in names:
            flows[dataset_id][path].add(
                FieldSource(
                    dataset=names[source_id],
                    field=source_path,
                    direct=direct,
                    subtype=subtype,
                    masking=masking,
                    description=description,
                )
            )
    return {
        dataset_id: tuple(
            FieldFlow(field=path, sources=tuple(sorted(sources, key=source_order)))
            for path, sources in sorted(by_path.items())
        )
        for dataset_id, by_path in flows.items()
    }


def source_order(source: FieldSource) -> tuple[Name, str, bool, str]:
    """By dataset and column, direct ones first."""
    return (source.dataset, source.field, source.direct is False, source.subtype)
