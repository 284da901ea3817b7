"""What questions of lineage, runs and schemas answer: frozen values, the same behind every door."""

from __future__ import annotations

from lineage.answers.columns import ColumnEdge, ColumnEvidence, ColumnGraph, ColumnNode, TransformationType
from lineage.answers.control_flow import ControlFlow, EntityFacets, JobDependency
from lineage.answers.events import (
    EventCard,
    EventDetail,
    EventPayload,
    EventState,
    EventType,
    EventWarning,
    IntakeCard,
    IntakeWarning,
    WarningKind,
)
from lineage.answers.existence import ChangeKind, DatasetChange, Existence
from lineage.answers.graph import (
    BASIS_OF,
    BASIS_RANK,
    Direction,
    EdgeBasis,
    EdgeEvidence,
    Grain,
    LineageEdge,
    LineageGraph,
    LineageNode,
)
from lineage.answers.runs import JobCode, RestrictedText, RunCard, RunDataset, RunDetail, RunState
from lineage.answers.schema_check import ColumnBreak, ColumnInput, SchemaVerdict
from lineage.answers.schemas import (
    Column,
    ColumnChange,
    ColumnChangeKind,
    ColumnEdit,
    ColumnHit,
    Compatibility,
    SchemaDiff,
    SchemaVersion,
)
from lineage.answers.variants import Variant, VariantSide

__all__ = [
    "BASIS_OF",
    "BASIS_RANK",
    "ChangeKind",
    "Column",
    "ColumnBreak",
    "ColumnChange",
    "ColumnChangeKind",
    "ColumnEdge",
    "ColumnEdit",
    "ColumnEvidence",
    "ColumnGraph",
    "ColumnHit",
    "ColumnInput",
    "ColumnNode",
    "Compatibility",
    "ControlFlow",
    "DatasetChange",
    "Direction",
    "EdgeBasis",
    "EdgeEvidence",
    "EntityFacets",
    "EventCard",
    "EventDetail",
    "EventPayload",
    "EventState",
    "EventType",
    "EventWarning",
    "Existence",
    "Grain",
    "IntakeCard",
    "IntakeWarning",
    "JobCode",
    "JobDependency",
    "LineageEdge",
    "LineageGraph",
    "LineageNode",
    "RestrictedText",
    "RunCard",
    "RunDataset",
    "RunDetail",
    "RunState",
    "SchemaDiff",
    "SchemaVerdict",
    "SchemaVersion",
    "TransformationType",
    "Variant",
    "VariantSide",
    "WarningKind",
]
