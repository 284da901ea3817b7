"""What questions of lineage, runs and schemas answer: frozen values, the same behind every door."""

from __future__ import annotations

from lineage.answers.between import EdgeDetail, EdgeProof, LineageDiff, LineagePath, LineageTrace
from lineage.answers.causes import Cause, CauseChange, CauseChangeKind, CauseReport, CauseSign
from lineage.answers.columns import ColumnEdge, ColumnEvidence, ColumnGraph, ColumnNode, TransformationType
from lineage.answers.control_flow import ControlFlow, EntityFacets, JobDependency
from lineage.answers.critical_path import CriticalPath, CriticalTask
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
from lineage.answers.forecasts import ArrivalBasis, Deadline, Delay, DelayForecast
from lineage.answers.graph import (
    BASIS_OF,
    BASIS_RANK,
    Direction,
    EdgeAge,
    EdgeBasis,
    EdgeEvidence,
    EdgePayload,
    Grain,
    LineageEdge,
    LineageGraph,
    LineageNode,
)
from lineage.answers.impact import Contact, Impact
from lineage.answers.reach import Reach, ReachFacet, ReachField, ReachValue
from lineage.answers.runs import JobCode, RestrictedText, RunCard, RunDataset, RunDetail, RunState, TimelineRow
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
from lineage.answers.shape import Cycle, CycleReport, Hub, Orphan, OrphanKind
from lineage.answers.variants import Variant, VariantSide

__all__ = [
    "Cycle",
    "CycleReport",
    "Hub",
    "Orphan",
    "OrphanKind",
    "ArrivalBasis",
    "BASIS_OF",
    "BASIS_RANK",
    "Cause",
    "CauseChange",
    "CauseChangeKind",
    "CauseReport",
    "CauseSign",
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
    "Contact",
    "ControlFlow",
    "CriticalPath",
    "CriticalTask",
    "DatasetChange",
    "Deadline",
    "Delay",
    "DelayForecast",
    "Direction",
    "EdgeAge",
    "EdgeBasis",
    "EdgeDetail",
    "EdgeEvidence",
    "EdgeProof",
    "EdgePayload",
    "EntityFacets",
    "EventCard",
    "EventDetail",
    "EventPayload",
    "EventState",
    "EventType",
    "EventWarning",
    "Existence",
    "Grain",
    "Impact",
    "IntakeCard",
    "IntakeWarning",
    "JobCode",
    "JobDependency",
    "LineageDiff",
    "LineageEdge",
    "LineageGraph",
    "LineageNode",
    "LineagePath",
    "LineageTrace",
    "Reach",
    "ReachFacet",
    "ReachField",
    "ReachValue",
    "RestrictedText",
    "RunCard",
    "RunDataset",
    "RunDetail",
    "RunState",
    "SchemaDiff",
    "SchemaVerdict",
    "SchemaVersion",
    "TimelineRow",
    "TransformationType",
    "Variant",
    "VariantSide",
    "WarningKind",
]
