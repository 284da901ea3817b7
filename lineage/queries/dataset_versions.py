"""Versions of a dataset: one for each write, and one for each schema that came without a write.

A write is a run that names the dataset as its output and neither failed nor was stopped: a failed run names what it would
have written. The version of a write is made of dataset and run, that of a schema is the id of the schema, so both are
found again without a search.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from catalog.database import Row, rows
from catalog.errors import NotFoundError
from catalog.names import OpenLineageName
from catalog.permissions import require
from catalog.viewers import Viewer
from lineage.queries.dataset_sheets import SCHEMA_ALONE, fields_of, sheets_of_datasets
from lineage.queries.names import facets_by_id, id_named, names_by_id
from lineage.queries.run_sheets import RUN_COLUMNS, sheets_of_runs, write_uid
from lineage.sheets import DatasetVersion, RunSheet, Slice

_WRITES = (
    "SELECT o.seen_at AS at, o.run_id, o.job_id, NULL::uuid AS uid FROM lineage_rundataset o JOIN lineage_run p "
    "ON p.id = o.run_id AND p.job_id = o.job_id AND p.state < 4 AND NOT p.is_design "
    "WHERE o.dataset_id = k.dataset_id AND o.output"
)
_ALL = (
    f"SELECT x.* FROM (SELECT %s::int AS dataset_id) k JOIN LATERAL ({_WRITES} UNION ALL "
    f"SELECT v.first_at, NULL, NULL, v.uid FROM lineage_schemaversion v WHERE {SCHEMA_ALONE}) x ON true"
)


def dataset_version_list(viewer: Viewer, *, dataset: OpenLineageName, limit: int, offset: int) -> Slice[DatasetVersion]:
    """Versions of a dataset, newest first."""
    require(viewer, "lineage.read")
    dataset_id = id_named(viewer, dataset)
    found = rows(
        f"{_ALL} ORDER BY x.at DESC, x.run_id NULLS LAST, x.uid LIMIT %s OFFSET %s", [dataset_id, limit, offset]
    )
    total = rows(f"SELECT count(*) FROM ({_ALL}) counted", [dataset_id])[0][0]
    return Slice(items=_versions(viewer, dataset_id, found), total_count=total)


def dataset_version_get(viewer: Viewer, *, dataset: OpenLineageName, version: uuid.UUID) -> DatasetVersion:
    """One version; raises NotFoundError naming it."""
    require(viewer, "lineage.read")
    dataset_id = id_named(viewer, dataset)
    found = _row(dataset_id, version)
    if found is None:
        raise NotFoundError(f"Version '{version}' of dataset '{dataset.name}' not found.")
    return _versions(viewer, dataset_id, [found])[0]


def version_time(dataset_id: int, version: uuid.UUID) -> datetime | None:
    """When a version of a dataset began; None when there is no such version."""
    found = _row(dataset_id, version)
    return found[0] if found else None


def _row(dataset_id: int, version: uuid.UUID) -> Row | None:
    found = rows(f"{_ALL} WHERE x.run_id = %s OR x.uid = %s", [dataset_id, write_uid(dataset_id, version), version])
    return found[0] if found else None


def _versions(viewer: Viewer, dataset_id: int, found: Sequence[Row]) -> tuple[DatasetVersion, ...]:
    sheet = sheets_of_datasets(viewer, [dataset_id], whole=True)[dataset_id]
    facets = facets_by_id(viewer, [dataset_id], whole=False)[dataset_id]
    spans = rows(
        "SELECT v.uid, v.first_at, v.last_at, b.columns FROM lineage_schemaversion v "
        "JOIN lineage_schemabody b ON b.digest = v.digest WHERE v.dataset_id = %s ORDER BY v.first_at",
        [dataset_id],
    )
    runs = _runs(viewer, [(row[1], row[2]) for row in found if row[1]])
    return tuple(
        DatasetVersion(
            dataset=sheet,
            version=write_uid(dataset_id, run) if run else uid,
            created_at=at,
            fields=fields_of(_columns(spans, runs[run][1] if run else at, uid), facets),
            run=runs[run][0] if run else None,
        )
        for at, run, _, uid in found
    )


def _runs(viewer: Viewer, keys: list[tuple[uuid.UUID, int]]) -> dict[uuid.UUID, tuple[RunSheet | None, datetime]]:
    """The sheet of each run, None for those of hidden jobs, and when it was last heard of."""
    found = rows(
        f"SELECT {RUN_COLUMNS} FROM unnest(%s::uuid[], %s::int[]) AS k(id, job_id) JOIN lineage_run r USING (id, job_id)",
        [[run for run, _ in keys], [job for _, job in keys]],
    )
    shown = names_by_id(viewer, {row[1] for row in found})
    visible = [row for row in found if row[1] in shown]
    sheets: dict[uuid.UUID, RunSheet] = dict(
        zip((row[0] for row in visible), sheets_of_runs(viewer, visible), strict=True)
    )
    return {row[0]: (sheets.get(row[0]), row[6]) for row in found}


def _columns(spans: Sequence[Row], at: datetime, uid: uuid.UUID | None) -> list[dict[str, Any]]:
    """The columns that a dataset had at an instant: of the schemas seen around it the youngest, else the last before it."""
    if uid is not None:
        return next(columns for span, _, _, columns in spans if span == uid)
    before = [span for span in spans if span[1] <= at]
    around = [span for span in before if span[2] >= at]
    if around:
        return around[-1][3]  # type: ignore[no-any-return]
    return max(before, key=lambda span: (span[2], span[1]))[3] if before else []
