"""The questions of the Marquez door. It reads; whoever writes is told where to."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from catalog.database import question
from catalog.errors import InvalidError
from catalog.viewers import Viewer
from lineage.queries.dataset_sheets import dataset_sheet_get, dataset_sheet_list
from lineage.queries.dataset_versions import dataset_version_get, dataset_version_list
from lineage.queries.event_sheets import event_sheet_list
from lineage.queries.field_graph import field_graph
from lineage.queries.job_sheets import (
    WINDOW_DAYS,
    job_sheet_get,
    job_sheet_list,
    job_version_get,
    job_version_list,
)
from lineage.queries.name_graph import WINDOW_MAX, name_graph
from lineage.queries.name_search import name_search
from lineage.queries.names import name_pick
from lineage.queries.namespaces import (
    data_source_get,
    data_source_list,
    namespace_get,
    namespace_list,
    namespace_pick,
    tag_get,
    tag_list,
)
from lineage.queries.run_sheets import DEPTH_MAX, job_name, job_run_list, run_job_facets, run_sheet_get, run_upstream
from lineage.queries.statistics import Counted, Period, event_statistics, growth_statistics
from portal.api import intake
from portal.api.faults import fault_of, fault_response, json_response
from portal.api.marquez import render
from portal.api.marquez.arguments import MarquezArguments
from portal.api.marquez.graphs import field_graph_json, name_graph_json
from portal.api.marquez.refusals import refusal
from portal.api.marquez.texts import PathReading, node_fields, node_names, path_readings

Ask = Callable[..., Any]
DEPTH = 20


def door(ask: Ask) -> Callable[..., HttpResponse]:
    """A view of one question: reads alone, answers in Marquez's shapes, errors included."""

    @csrf_exempt  # nothing is written: a refusal needs no token
    def view(request: HttpRequest, **path: str) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return refusal(request)
        try:
            with question():
                return json_response(ask(request.viewer, MarquezArguments(request), **path))  # type: ignore[attr-defined]
        except Exception as error:
            return fault_response(request, fault_of(error))

    return view


def _lineage(viewer: Viewer, a: MarquezArguments) -> Any:
    found = name_graph(
        viewer,
        readings=node_names(a.must("nodeId")),
        depth=a.within("depth", DEPTH, DEPTH_MAX),
        as_of=a.instant("asOf"),
        window_days=a.within("windowDays", WINDOW_DAYS, WINDOW_MAX),
    )
    return name_graph_json(found)


_read_lineage = door(_lineage)


@csrf_exempt
def lineage(request: HttpRequest) -> HttpResponse:
    """/api/v1/lineage: events come by POST, the graph goes by GET."""
    return intake.lineage(request) if request.method == "POST" else _read_lineage(request)


@door
def column_lineage(viewer: Viewer, a: MarquezArguments) -> Any:
    """GET column-lineage."""
    node = node_fields(a.must("nodeId"))
    downstream = bool(a.flag("withDownstream"))
    if node.version and downstream:
        raise InvalidError.of(
            "withDownstream", "goes with a node id without a version alone: what came after it is not of it"
        )
    found = field_graph(
        viewer,
        readings=node.readings,
        version=node.version,
        depth=a.within("depth", DEPTH, DEPTH_MAX),
        downstream=downstream,
    )
    return field_graph_json(found)


@door
def run_lineage(viewer: Viewer, a: MarquezArguments) -> Any:
    """GET runlineage/upstream."""
    return render.upstream_json(run_upstream(viewer, run_id=a.must("runId"), depth=a.within("depth", DEPTH, DEPTH_MAX)))


@door
def events(viewer: Viewer, a: MarquezArguments, namespace: str | None = None) -> Any:
    """GET events/lineage; and events and events/{namespace}, which the Python client asks for."""
    found = event_sheet_list(
        viewer,
        after=a.instant("after"),
        before=a.instant("before"),
        namespace=namespace,
        descending=a.one_of("sortDirection", ("asc", "desc")) != "asc",
        **a.page(),
    )
    return {"events": found.items, "totalCount": found.total_count}


@door
def namespaces(viewer: Viewer, a: MarquezArguments) -> Any:
    """GET namespaces."""
    return {"namespaces": [render.namespace_json(space) for space in namespace_list(viewer, **a.page())]}


@door
def sources(viewer: Viewer, a: MarquezArguments) -> Any:
    """GET sources."""
    return {"sources": [render.source_json(source) for source in data_source_list(viewer, **a.page())]}


@door
def source(viewer: Viewer, a: MarquezArguments, source: str) -> Any:
    """GET sources/{source}."""
    return render.source_json(data_source_get(viewer, name=source))


@door
def tags(viewer: Viewer, a: MarquezArguments) -> Any:
    """GET tags."""
    return {"tags": [render.tag_json(tag) for tag in tag_list(viewer, **a.page())]}


@door
def tag(viewer: Viewer, a: MarquezArguments, tag: str) -> Any:
    """GET tags/{tag}."""
    return render.tag_json(tag_get(viewer, name=tag))


@door
def jobs(viewer: Viewer, a: MarquezArguments) -> Any:
    """GET jobs."""
    return render.listed(
        "jobs", job_sheet_list(viewer, namespace=None, last_states=a.states(), **a.page()), render.job_json
    )


@door
def named(viewer: Viewer, a: MarquezArguments, path: str) -> Any:
    """GET namespaces/...: a namespace, its datasets and jobs, one of them, its versions, its runs."""
    reading = _read(viewer, path_readings(path))
    return _NAMED[reading.question](viewer, a, reading)


def _read(viewer: Viewer, readings: tuple[PathReading, ...]) -> PathReading:
    """The reading whose name exists; the most likely one when none does, so that it is told what was not found."""
    things = [reading for reading in readings if reading.name]
    spaces = [reading for reading in readings if not reading.name]
    place = name_pick(viewer, readings=[reading.alias for reading in things]) if things else None
    if place is not None:
        return things[place]
    place = namespace_pick(viewer, readings=[reading.namespace for reading in spaces])
    return spaces[place] if place is not None else readings[0]


def _version(reading: PathReading) -> uuid.UUID:
    try:
        return uuid.UUID(reading.version)
    except ValueError:
        raise InvalidError.of("version", f"{reading.version[:80]!r} is no UUID") from None


def _datasets(viewer: Viewer, a: MarquezArguments, r: PathReading) -> Any:
    found = dataset_sheet_list(viewer, namespace=r.namespace, **a.page())
    return render.listed("datasets", found, render.dataset_json)


def _dataset_versions(viewer: Viewer, a: MarquezArguments, r: PathReading) -> Any:
    found = dataset_version_list(viewer, dataset=r.alias, **a.page())
    return render.listed("versions", found, render.dataset_version_json)


def _dataset_version(viewer: Viewer, a: MarquezArguments, r: PathReading) -> Any:
    return render.dataset_version_json(dataset_version_get(viewer, dataset=r.alias, version=_version(r)))


def _jobs(viewer: Viewer, a: MarquezArguments, r: PathReading) -> Any:
    found = job_sheet_list(viewer, namespace=r.namespace, last_states=a.states(), **a.page())
    return render.listed("jobs", found, render.job_json)


def _job_versions(viewer: Viewer, a: MarquezArguments, r: PathReading) -> Any:
    return render.listed("versions", job_version_list(viewer, job=r.alias, **a.page()), render.job_version_json)


def _job_version(viewer: Viewer, a: MarquezArguments, r: PathReading) -> Any:
    return render.job_version_json(job_version_get(viewer, job=r.alias, version=_version(r)))


_NAMED: dict[str, Callable[[Viewer, MarquezArguments, PathReading], Any]] = {
    "namespace": lambda viewer, a, r: render.namespace_json(namespace_get(viewer, name=r.namespace)),
    "datasets": _datasets,
    "dataset": lambda viewer, a, r: render.dataset_json(dataset_sheet_get(viewer, dataset=r.alias)),
    "dataset-versions": _dataset_versions,
    "dataset-version": _dataset_version,
    "jobs": _jobs,
    "job": lambda viewer, a, r: render.job_json(job_sheet_get(viewer, job=r.alias)),
    "job-versions": _job_versions,
    "job-version": _job_version,
    "job-runs": lambda viewer, a, r: render.listed(
        "runs", job_run_list(viewer, job=r.alias, **a.page()), render.run_json
    ),
}


def _of_job(a: MarquezArguments) -> Any:
    """namespace and job, which narrow a run id that several jobs use; Marquez has no such keys."""
    namespace, job = a.text("namespace"), a.text("job")
    if (namespace is None) != (job is None):
        raise InvalidError.of("job", "goes together with namespace")
    return job_name(namespace, job) if namespace and job else None


@door
def run(viewer: Viewer, a: MarquezArguments, run_id: str) -> Any:
    """GET jobs/runs/{id}."""
    return render.run_json(run_sheet_get(viewer, run_id=run_id, job=_of_job(a)))


@door
def run_facets(viewer: Viewer, a: MarquezArguments, run_id: str) -> Any:
    """GET jobs/runs/{id}/facets."""
    if a.one_of("type", ("run", "job"), required=True) == "run":
        found = run_sheet_get(viewer, run_id=run_id, job=_of_job(a))
        return {"runId": found.run_id, "facets": render.run_facets_json(found)}
    known_id, facets = run_job_facets(viewer, run_id=run_id, job=_of_job(a))
    return {"runId": known_id, "facets": facets}


@door
def search(viewer: Viewer, a: MarquezArguments) -> Any:
    """GET search."""
    wanted = a.one_of("filter", ("dataset", "job"))
    found = name_search(
        viewer,
        text=a.must("q"),
        is_job=None if wanted is None else wanted == "job",
        namespace=a.text("namespace"),
        after=a.day_end("after"),
        before=a.day("before"),
        sort=a.sort(),
        limit=a.page()["limit"],
    )
    return {"totalCount": found.total_count, "results": [render.hit_json(hit) for hit in found.items]}


def _period(a: MarquezArguments) -> Period:
    a.must("period")
    return Period(a.word("period", Period))


@door
def event_stats(viewer: Viewer, a: MarquezArguments) -> Any:
    """GET stats/lineage-events."""
    found = event_statistics(viewer, period=_period(a), zone=a.zone("timezone"))
    return [render.event_count_json(count) for count in found]


@door
def growth_stats(viewer: Viewer, a: MarquezArguments, counted: str) -> Any:
    """GET stats/jobs, stats/datasets and stats/sources."""
    found = growth_statistics(viewer, counted=Counted(counted), period=_period(a), zone=a.zone("timezone"))
    return [render.growth_json(growth) for growth in found]
