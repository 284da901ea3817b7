"""Sheets to the JSON that Marquez clients know. Key by key on purpose: a contract of others, not of our dataclasses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lineage.answers import RunState
from lineage.sheets import (
    DatasetSheet,
    DatasetVersion,
    DataSource,
    EventCount,
    Field,
    Growth,
    JobSheet,
    JobVersion,
    Name,
    NameHit,
    NameSpace,
    RunSheet,
    RunUse,
    Shape,
    Slice,
)

Json = dict[str, Any]
STATE_WORDS = {
    RunState.UNKNOWN: "NEW",
    RunState.RUNNING: "RUNNING",
    RunState.SUCCESS: "COMPLETED",
    RunState.FAILED: "FAILED",
    RunState.ABORTED: "ABORTED",
}
SHAPE_WORDS = {Shape.TABLE: "DB_TABLE", Shape.STREAM: "STREAM", Shape.BATCH: "BATCH", Shape.SERVICE: "SERVICE"}
_SOURCE_TYPES = {"postgres": "POSTGRESQL"}


def listed(key: str, found: Slice[Any], render: Any) -> Json:
    """A page: {key: [...], totalCount}."""
    return {key: [render(item) for item in found.items], "totalCount": found.total_count}


def name_json(name: Name) -> Json:
    """A DatasetId or JobId."""
    return {"namespace": name.namespace, "name": name.name}


def _version_json(name: Name, version: object) -> Json:
    return {**name_json(name), "version": str(version) if version else None}


def namespace_json(space: NameSpace) -> Json:
    """A Namespace. Nobody owns one here: teams own what is in it."""
    return {
        "name": space.name,
        "createdAt": space.created_at,
        "updatedAt": space.updated_at,
        "ownerName": "",
        "description": None,
        "isHidden": False,
    }


def source_json(source: DataSource) -> Json:
    """A Source."""
    platform = source.platform or "other"
    return {
        "type": _SOURCE_TYPES.get(platform, platform).upper(),
        "name": source.name,
        "createdAt": source.created_at,
        "updatedAt": source.updated_at,
        "connectionUrl": source.uri or "",
        "description": None,
    }


def tag_json(tag: str) -> Json:
    """A Tag."""
    return {"name": tag, "description": ""}


def _fields_json(fields: Iterable[Field]) -> list[Json]:
    return [{"name": f.name, "type": f.type, "tags": f.tags, "description": f.description} for f in fields]


def dataset_json(sheet: DatasetSheet) -> Json:
    """A Dataset."""
    return {
        "id": name_json(sheet.name),
        "type": SHAPE_WORDS[sheet.shape],
        "name": sheet.name.name,
        "physicalName": sheet.name.name,
        "createdAt": sheet.created_at,
        "updatedAt": sheet.updated_at,
        "namespace": sheet.name.namespace,
        "sourceName": sheet.source,
        "fields": _fields_json(sheet.fields),
        "tags": sheet.tags,
        "lastModifiedAt": sheet.modified_at,
        "lastLifecycleState": sheet.lifecycle,
        "description": sheet.description,
        "currentVersion": sheet.version,
        "columnLineage": [
            {"name": flow.field, "inputFields": inputs, **transformation_of(inputs)}
            for flow in sheet.flows
            if (inputs := input_fields_json(flow.sources))
        ],
        "facets": sheet.facets,
        "deleted": sheet.deleted,
    }


def input_fields_json(sources: Sequence[Any]) -> list[Json]:
    """Source columns, each once, with the ways in which it flows: Marquez's two fields, and all of them."""
    by_field: dict[tuple[Name, str], Json] = {}
    for source in sources:
        kind = {True: "DIRECT", False: "INDIRECT", None: None}[source.direct]
        entry = by_field.setdefault(
            (source.dataset, source.field),
            {
                "namespace": source.dataset.namespace,
                "dataset": source.dataset.name,
                "field": source.field,
                "transformationDescription": source.description,
                "transformationType": source.subtype or kind,
                "transformations": [],
            },
        )
        entry["transformations"].append(
            {"type": kind, "subtype": source.subtype, "masking": source.masking, "description": source.description}
        )
    return list(by_field.values())


def transformation_of(inputs: Sequence[Json]) -> Json:
    """The deprecated pair of a column: that of its first source."""
    first = inputs[0] if inputs else {}
    return {key: first.get(key) for key in ("transformationDescription", "transformationType")}


def dataset_version_json(found: DatasetVersion) -> Json:
    """A DatasetVersion."""
    sheet = found.dataset
    return {
        "id": _version_json(sheet.name, found.version),
        "type": SHAPE_WORDS[sheet.shape],
        "name": sheet.name.name,
        "physicalName": sheet.name.name,
        "createdAt": found.created_at,
        "version": found.version,
        "namespace": sheet.name.namespace,
        "sourceName": sheet.source,
        "fields": _fields_json(found.fields),
        "tags": sheet.tags,
        "lifecycleState": sheet.lifecycle if found.version == sheet.version else None,
        "description": sheet.description,
        "createdByRun": run_json(found.run) if found.run else None,
        "facets": sheet.facets,
    }


def job_json(sheet: JobSheet) -> Json:
    """A Job."""
    runs = [run_json(run) for run in sheet.runs]
    simple = sheet.name.name
    if sheet.parent:
        simple = simple.removeprefix(f"{sheet.parent.name}.") or simple
    return {
        "id": name_json(sheet.name),
        "type": SHAPE_WORDS[sheet.shape],
        "name": sheet.name.name,
        "simpleName": simple,
        "parentJobName": sheet.parent.name if sheet.parent else None,
        "parentJobUuid": sheet.parent_uid,
        "createdAt": sheet.created_at,
        "updatedAt": sheet.updated_at,
        "namespace": sheet.name.namespace,
        "inputs": [name_json(name) for name in sheet.inputs],
        "outputs": [name_json(name) for name in sheet.outputs],
        "location": sheet.location,
        "description": sheet.description,
        "latestRun": runs[0] if runs else None,
        "latestRuns": runs,
        "tags": sheet.tags,
        "labels": [],
        "currentVersion": sheet.version,
        "facets": sheet.facets,
    }


def job_version_json(found: JobVersion) -> Json:
    """A JobVersion."""
    name = found.job.name
    return {
        "id": _version_json(name, found.version),
        "name": name.name,
        "version": found.version,
        "createdAt": found.created_at,
        "namespace": name.namespace,
        "inputs": [name_json(dataset) for dataset in found.inputs],
        "outputs": [name_json(dataset) for dataset in found.outputs],
        "location": found.job.location,
        "latestRun": run_json(found.run) if found.run else None,
        "facets": found.job.facets,
    }


def run_json(run: RunSheet) -> Json:
    """A Run."""
    seconds = run.duration_seconds
    return {
        "id": run.run_id,
        "createdAt": run.first_event_at,
        "updatedAt": run.last_event_at,
        "nominalStartTime": run.nominal_start_at,
        "nominalEndTime": run.nominal_end_at,
        "state": STATE_WORDS[run.state],
        "startedAt": run.started_at,
        "endedAt": run.ended_at,
        "durationMs": None if seconds is None else round(seconds * 1000),
        "args": {},
        "jobVersion": _version_json(run.job, run.version),
        "inputVersions": [_version_json(use.dataset, use.version) for use in run.inputs],
        "outputVersions": [_version_json(use.dataset, use.version) for use in run.outputs],
        "inputDatasetVersions": [_use_json(use, "inputStatistics") for use in run.inputs],
        "outputDatasetVersions": [_use_json(use, "outputStatistics") for use in run.outputs],
        "facets": run_facets_json(run),
    }


def _use_json(use: RunUse, statistics: str) -> Json:
    counts = {"rowCount": use.row_count, "size": use.byte_count, "fileCount": use.file_count}
    known = {key: value for key, value in counts.items() if value is not None}
    facets: Json = {statistics: known} if known else {}  # also to who may not read the others
    if use.declared:
        facets["version"] = {"datasetVersion": use.declared}
    facets |= use.facets
    return {"datasetVersionId": _version_json(use.dataset, use.version), "facets": facets}


def run_facets_json(run: RunSheet) -> Json:
    """The facets of a run as sent; nominal time, parent and error also to who may not read the others."""
    facets: Json = {}
    if run.nominal_start_at:
        facets["nominalTime"] = {"nominalStartTime": run.nominal_start_at, "nominalEndTime": run.nominal_end_at}
    if run.parent_job:
        facets["parent"] = {"run": {"runId": run.parent_run_id}, "job": name_json(run.parent_job)}
    if run.error:
        message, _, trace = run.error.partition("\n")
        facets["errorMessage"] = {"message": message, "stackTrace": trace or None}
    return facets | dict(run.facets)


def upstream_json(runs: Sequence[RunSheet]) -> Json:
    """An UpstreamRunLineage."""
    return {
        "runs": [
            {
                "job": _version_json(run.job, run.version),
                "run": {
                    "id": run.run_id,
                    "start": run.started_at,
                    "end": run.ended_at,
                    "status": STATE_WORDS[run.state],
                },
                "inputs": [
                    {**_version_json(use.dataset, use.version), "producedByRunId": use.written_by} for use in run.inputs
                ],
            }
            for run in runs
        ]
    }


def hit_json(hit: NameHit) -> Json:
    """A SearchResult."""
    return {
        "type": "JOB" if hit.is_job else "DATASET",
        "name": hit.name.name,
        "updatedAt": hit.updated_at,
        "namespace": hit.name.namespace,
        "nodeId": f"{'job' if hit.is_job else 'dataset'}:{hit.name.namespace}:{hit.name.name}",
    }


def event_count_json(count: EventCount) -> Json:
    """A LineageMetric."""
    return {
        "startInterval": count.since,
        "endInterval": count.until,
        "fail": count.failed,
        "start": count.started,
        "complete": count.completed,
        "abort": count.aborted,
    }


def growth_json(growth: Growth) -> Json:
    """An IntervalMetric."""
    return {"startInterval": growth.since, "endInterval": growth.until, "count": growth.count}
