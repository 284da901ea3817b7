"""Tables of lineage; each module's docstring names the one writer of its tables."""

from lineage.models.control_flow import JobDependency, JobOrder
from lineage.models.edges import Edge, EdgeEvidence, FoldedEdge, SettledJob
from lineage.models.estate_graph import GraphChange, GraphFile, GraphPart
from lineage.models.events import (
    DroppedDay,
    EventDictionary,
    InboxEvent,
    InboxParked,
    InboxWork,
    IntakeTally,
    Replay,
)
from lineage.models.facts import RunFacts, RunFactsRequest
from lineage.models.lifecycle import DatasetChange, GoneDataset
from lineage.models.quality import QualityTest
from lineage.models.runs import FacetBundle, JobParent, Run, RunDataset, RunEdge
from lineage.models.schemas import (
    ColumnEdge,
    ColumnFacet,
    DatasetColumn,
    EntityFacet,
    SchemaBody,
    SchemaVersion,
    StatementRequest,
)
from lineage.models.symlinks import AliasRequest, Symlink

__all__ = [
    "AliasRequest",
    "ColumnEdge",
    "ColumnFacet",
    "DatasetChange",
    "DatasetColumn",
    "DroppedDay",
    "Edge",
    "EdgeEvidence",
    "EntityFacet",
    "EventDictionary",
    "FacetBundle",
    "FoldedEdge",
    "GoneDataset",
    "GraphChange",
    "GraphFile",
    "GraphPart",
    "InboxEvent",
    "InboxParked",
    "InboxWork",
    "IntakeTally",
    "JobDependency",
    "JobOrder",
    "JobParent",
    "QualityTest",
    "Replay",
    "Run",
    "RunDataset",
    "RunEdge",
    "RunFacts",
    "RunFactsRequest",
    "SchemaBody",
    "SchemaVersion",
    "SettledJob",
    "StatementRequest",
    "Symlink",
]
