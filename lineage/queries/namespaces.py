"""Namespaces, data sources and tags: what is there because datasets and jobs are in it or have it."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.database import rows
from catalog.errors import NotFoundError
from catalog.names import DATASET_SCHEME, JOB_SCHEME, platform_of
from catalog.permissions import require, visible
from catalog.viewers import Viewer
from lineage.queries.names import SHOWN
from lineage.sheets import DataSource, NameSpace

_SCHEMES = [DATASET_SCHEME, JOB_SCHEME]
# When something in it came first, and when something in it changed last.
_SPAN = "min(e.created_at), max(greatest(e.updated_at, e.created_at))"


def namespace_list(viewer: Viewer, *, limit: int, offset: int) -> tuple[NameSpace, ...]:
    """Namespaces in which the viewer sees a dataset or a job, by name."""
    require(viewer, "lineage.read")
    hidden, params = visible(viewer)
    found = rows(
        f"SELECT a.namespace, {_SPAN} FROM catalog_alias a {SHOWN} WHERE a.scheme = ANY(%s) AND {hidden} "
        'GROUP BY 1 ORDER BY a.namespace COLLATE "C" LIMIT %s OFFSET %s',
        [_SCHEMES, *params, limit, offset],
    )
    return tuple(NameSpace(name=name, created_at=first, updated_at=last) for name, first, last in found)


def namespace_get(viewer: Viewer, *, name: str) -> NameSpace:
    """A namespace by name; raises NotFoundError naming it."""
    require(viewer, "lineage.read")
    hidden, params = visible(viewer)
    first, last = rows(
        f"SELECT {_SPAN} FROM catalog_alias a {SHOWN} WHERE a.scheme = ANY(%s) AND a.namespace = %s AND {hidden}",
        [_SCHEMES, name, *params],
    )[0]
    if first is None:
        raise NotFoundError(f"Namespace '{name}' not found.")
    return NameSpace(name=name, created_at=first, updated_at=last)


def namespace_pick(viewer: Viewer, *, readings: Sequence[str]) -> int | None:
    """The place of the first of these texts that is a namespace; None when none is (see name_pick)."""
    require(viewer, "lineage.read")
    hidden, params = visible(viewer)
    found = rows(
        f"SELECT DISTINCT a.namespace FROM catalog_alias a {SHOWN} WHERE a.scheme = ANY(%s) AND a.namespace = ANY(%s) "
        f"AND {hidden}",
        [_SCHEMES, list(readings), *params],
    )
    known = {row[0] for row in found}
    return next((place for place, name in enumerate(readings) if name in known), None)


def data_source_list(viewer: Viewer, *, limit: int, offset: int) -> tuple[DataSource, ...]:
    """Where the datasets that the viewer sees live, by name."""
    return _data_sources(viewer, None, limit, offset)


def data_source_get(viewer: Viewer, *, name: str) -> DataSource:
    """A data source by name; raises NotFoundError naming it."""
    found = _data_sources(viewer, name, 1, 0)
    if not found:
        raise NotFoundError(f"Source '{name}' not found.")
    return found[0]


def _data_sources(viewer: Viewer, name: str | None, limit: int, offset: int) -> tuple[DataSource, ...]:
    require(viewer, "lineage.read")
    hidden, params = visible(viewer)
    found = rows(
        "SELECT coalesce(nullif(trim(f.body ->> 'name'), ''), a.namespace) AS source, min(a.namespace), "
        f"max(f.body ->> 'uri'), {_SPAN} FROM catalog_alias a {SHOWN} "
        "LEFT JOIN lineage_entityfacet f ON f.entity_id = e.id AND f.name = 'dataSource' "
        f"WHERE a.scheme = %s AND {hidden} AND (%s::text IS NULL OR "
        "coalesce(nullif(trim(f.body ->> 'name'), ''), a.namespace) = %s) "
        "GROUP BY 1 ORDER BY source LIMIT %s OFFSET %s",
        [DATASET_SCHEME, *params, name, name, limit, offset],
    )
    return tuple(
        DataSource(name=source, platform=platform_of(uri or namespace), uri=uri, created_at=first, updated_at=last)
        for source, namespace, uri, first, last in found
    )


def tag_list(viewer: Viewer, *, limit: int, offset: int) -> tuple[str, ...]:
    """Tags of the datasets and jobs that the viewer sees, and of columns, by name."""
    return _tags(viewer, None, limit, offset)


def tag_get(viewer: Viewer, *, name: str) -> str:
    """A tag that something has; raises NotFoundError naming it."""
    found = _tags(viewer, name, 1, 0)
    if not found:
        raise NotFoundError(f"Tag '{name}' not found.")
    return found[0]


def _tags(viewer: Viewer, name: str | None, limit: int, offset: int) -> tuple[str, ...]:
    require(viewer, "lineage.read")
    hidden, params = visible(viewer)
    found = rows(
        "WITH shown AS MATERIALIZED (SELECT e.id, e.tags FROM catalog_alias a "
        f"{SHOWN} WHERE a.scheme = ANY(%s) AND {hidden}) "
        "SELECT tag FROM (SELECT unnest(tags) AS tag FROM shown UNION "
        "SELECT t ->> 'key' FROM shown JOIN lineage_entityfacet f ON f.entity_id = shown.id AND f.name = 'tags', "
        "jsonb_array_elements(CASE WHEN jsonb_typeof(f.body -> 'tags') = 'array' THEN f.body -> 'tags' ELSE '[]' END) t "
        "WHERE jsonb_typeof(t) = 'object' AND t ->> 'field' IS NOT NULL AND t ->> 'key' IS NOT NULL) x "
        'WHERE %s::text IS NULL OR tag = %s ORDER BY tag COLLATE "C" LIMIT %s OFFSET %s',
        [_SCHEMES, *params, name, name, limit, offset],
    )
    return tuple(row[0] for row in found)
