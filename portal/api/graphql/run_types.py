"""The object types of lineage, runs and schemas: made from their answers, field by field."""

from __future__ import annotations

from typing import Any

import graphene

from lineage import answers as lin
from lineage.queries.runs import run_get
from portal.api.graphql.cells import Cell
from portal.api.graphql.connections import connection_type
from portal.api.graphql.node import Node, viewer
from portal.api.graphql.shapes import object_type


def _run_detail(root: Cell, info: Any) -> Any:
    who = viewer(info)
    return root.deep("detail", lambda cards: run_get(who, ids=[card.id for card in cards]))


def _columns(root: Cell, info: Any, prefix: str | None = None) -> list[Cell]:
    found: list[Cell] = root.field("columns")
    return [column for column in found if column.value.path.startswith(prefix or "")]


LineageNode: Any = object_type(lin.LineageNode)
EdgeEvidence: Any = object_type(lin.EdgeEvidence)
LineageEdge: Any = object_type(lin.LineageEdge)
LineageGraph: Any = object_type(lin.LineageGraph)
LineagePath: Any = object_type(lin.LineagePath)
LineageTrace: Any = object_type(lin.LineageTrace)
EdgeProof: Any = object_type(lin.EdgeProof)
EdgeDetail: Any = object_type(lin.EdgeDetail)
LineageDiff: Any = object_type(lin.LineageDiff)
Impact: Any = object_type(lin.Impact)
Contact: Any = object_type(lin.Contact)
Cycle: Any = object_type(lin.Cycle)
CycleReport: Any = object_type(lin.CycleReport)
Orphan: Any = object_type(lin.Orphan)
Hub: Any = object_type(lin.Hub)
ReachValue: Any = object_type(lin.ReachValue)
ReachFacet: Any = object_type(lin.ReachFacet)
Reach: Any = object_type(lin.Reach)
ColumnNode: Any = object_type(lin.ColumnNode)
ColumnEvidence: Any = object_type(lin.ColumnEvidence)
ColumnEdge: Any = object_type(lin.ColumnEdge)
ColumnGraph: Any = object_type(lin.ColumnGraph)
RunDataset: Any = object_type(lin.RunDataset)
RestrictedText: Any = object_type(lin.RestrictedText)
Run: Any = object_type(
    lin.RunCard,
    interfaces=(Node,),
    extra={
        "detail": graphene.Field(
            lambda: graphene.NonNull(RunDetail),
            description="What it read and wrote, the error in full, its children. Deep.",
            resolver=_run_detail,
        )
    },
)
JobDependency: Any = object_type(lin.JobDependency)
ControlFlow: Any = object_type(lin.ControlFlow)
EntityFacets: Any = object_type(lin.EntityFacets)
DatasetChange: Any = object_type(lin.DatasetChange)
Existence: Any = object_type(lin.Existence)
RunDetail: Any = object_type(lin.RunDetail, skip=frozenset({"card"}))
JobCode: Any = object_type(lin.JobCode)
ColumnEdit: Any = object_type(lin.ColumnEdit)
Column: Any = object_type(lin.Column)
ColumnHit: Any = object_type(lin.ColumnHit)
SchemaVersion: Any = object_type(
    lin.SchemaVersion,
    interfaces=(Node,),
    extra={
        "columns": graphene.Field(
            lambda: graphene.NonNull(graphene.List(graphene.NonNull(Column))),
            args={"prefix": graphene.Argument(graphene.String, description="Only paths that start so.")},
            description="Columns in order; at most 5,000.",
            resolver=_columns,
        )
    },
    skip=frozenset({"columns"}),
)
ColumnChange: Any = object_type(lin.ColumnChange)
SchemaDiff: Any = object_type(lin.SchemaDiff)
ImpactConnection = connection_type("Impact", lambda: Impact, "entities reached")
OrphanConnection = connection_type("Orphan", lambda: Orphan, "datasets that nothing reads or writes")
ColumnBreak: Any = object_type(lin.ColumnBreak)
SchemaVerdict: Any = object_type(lin.SchemaVerdict)
RunConnection = connection_type("Run", lambda: Run, "runs")
ColumnHitConnection = connection_type("ColumnHit", lambda: ColumnHit, "columns found")
SchemaVersionConnection = connection_type("SchemaVersion", lambda: SchemaVersion, "schema versions")
