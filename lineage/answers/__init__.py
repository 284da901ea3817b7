"""What questions of lineage, runs and schemas answer: frozen values, the same behind every door."""

from __future__ import annotations

from lineage.answers.columns import ColumnEdge, ColumnEvidence, ColumnGraph, ColumnNode, TransformationType
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
from lineage.answers.schemas import Column, ColumnChange, ColumnChangeKind, Compatibility, SchemaDiff, SchemaVersion
from lineage.answers.variants import Variant, VariantSide

__all__ = [
    "BASIS_OF",
    "BASIS_RANK",
    "Column",
    "ColumnChange",
    "ColumnChangeKind",
    "ColumnEdge",
    "ColumnEvidence",
    "ColumnGraph",
    "ColumnNode",
    "Compatibility",
    "Direction",
    "EdgeBasis",
    "EdgeEvidence",
    "EventCard",
    "EventDetail",
    "EventPayload",
    "EventState",
    "EventType",
    "EventWarning",
    "Grain",
    "IntakeCard",
    "IntakeWarning",
    "JobCode",
    "LineageEdge",
    "LineageGraph",
    "LineageNode",
    "RestrictedText",
    "RunCard",
    "RunDataset",
    "RunDetail",
    "RunState",
    "SchemaDiff",
    "SchemaVersion",
    "TransformationType",
    "Variant",
    "VariantSide",
    "WarningKind",
]
