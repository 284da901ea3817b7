"""Graphs in Marquez's shape: {graph: [{id, type, data, inEdges, outEdges}]}, sorted by id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from lineage.sheets import DatasetSheet, FieldGraph, FieldNode, GraphNode, Name, NameGraph
from portal.api.marquez.render import (
    Json,
    dataset_json,
    input_fields_json,
    job_json,
    name_json,
    transformation_of,
)


def name_graph_json(found: NameGraph) -> Json:
    """A LineageGraph of datasets and jobs."""
    ids = [f"{'job' if node.is_job else 'dataset'}:{node.name.namespace}:{node.name.name}" for node in found.nodes]
    inward, outward = _edges(ids, found.edges)
    graph = [
        {
            "id": ids[place],
            "type": "JOB" if node.is_job else "DATASET",
            "data": _data(node),
            "inEdges": inward[place],
            "outEdges": outward[place],
        }
        for place, node in enumerate(found.nodes)
    ]
    return _sorted(graph, found.truncated)


def _edges(ids: list[str], pairs: Sequence[tuple[int, int]]) -> tuple[dict[int, list[Json]], dict[int, list[Json]]]:
    inward: dict[int, list[Json]] = defaultdict(list)
    outward: dict[int, list[Json]] = defaultdict(list)
    for source, target in pairs:
        edge = {"origin": ids[source], "destination": ids[target]}
        inward[target].append(edge)
        outward[source].append(edge)
    return inward, outward


def _sorted(graph: list[Json], truncated: bool) -> Json:
    for node in graph:
        for side in ("inEdges", "outEdges"):
            node[side].sort(key=lambda edge: (edge["origin"], edge["destination"]))
    return {"graph": sorted(graph, key=lambda node: str(node["id"])), "truncated": truncated}


def _data(node: GraphNode) -> Json:
    """The sheet; of a hidden node what clients cannot do without: its type and empty lists."""
    if isinstance(node.sheet, DatasetSheet):
        return dataset_json(node.sheet)
    if node.sheet is not None:
        return job_json(node.sheet)
    lists: Json = {"inputs": [], "outputs": []} if node.is_job else {"fields": []}
    return {
        "id": name_json(node.name),
        "type": "BATCH" if node.is_job else "DB_TABLE",
        "name": node.name.name,
        "simpleName" if node.is_job else "physicalName": node.name.name,
        "namespace": node.name.namespace,
        "createdAt": None,
        "updatedAt": None,
        "description": None,
        "tags": [],
        "facets": {},
        **lists,
    }


def field_graph_json(found: FieldGraph) -> Json:
    """A LineageGraph of columns.

    As in Marquez, and unlike the graph of datasets, an inEdge names the column itself as origin and its source as
    destination: its web UI follows the destinations both ways.
    """
    ids = [_field_id(node, versioned=found.versioned) for node in found.nodes]
    versions = {node.dataset: node.version for node in found.nodes}
    inward: dict[int, list[Json]] = defaultdict(list)
    outward: dict[int, list[Json]] = defaultdict(list)
    for source, target in found.edges:
        inward[target].append({"origin": ids[target], "destination": ids[source]})
        outward[source].append({"origin": ids[source], "destination": ids[target]})
    graph = [
        {
            "id": ids[place],
            "type": "DATASET_FIELD",
            "data": _field_data(node, versions),
            "inEdges": inward[place],
            "outEdges": outward[place],
        }
        for place, node in enumerate(found.nodes)
    ]
    return _sorted(graph, found.truncated)


def _field_id(node: FieldNode, *, versioned: bool) -> str:
    plain = f"datasetField:{node.dataset.namespace}:{node.dataset.name}:{node.field}"
    return f"{plain}#{node.version}" if versioned and node.version else plain


def _field_data(node: FieldNode, versions: dict[Name, Any]) -> Json:
    inputs = input_fields_json(node.sources)
    for entry in inputs:
        entry["datasetVersion"] = versions.get(Name(entry["namespace"], entry["dataset"]))
    return {
        "namespace": node.dataset.namespace,
        "dataset": node.dataset.name,
        "datasetVersion": node.version,
        "field": node.field,
        "fieldType": node.type,
        **transformation_of(inputs),
        "inputFields": inputs,
    }
