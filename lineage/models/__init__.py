"""Tables of lineage; each module's docstring names the one writer of its tables."""

from lineage.models.edges import Edge, EdgeEvidence, FoldedEdge
from lineage.models.events import InboxEvent, InboxParked, InboxWork, IntakeTally
from lineage.models.facts import RunFacts, RunFactsRequest
from lineage.models.quality import QualityTest
from lineage.models.runs import JobParent, Run, RunDataset
from lineage.models.schemas import (
    ColumnEdge,
    ColumnFacet,
    DatasetColumn,
    EntityFacet,
    SchemaBody,
    SchemaVersion,
)

__all__ = [
    "ColumnEdge",
    "ColumnFacet",
    "DatasetColumn",
    "Edge",
    "EdgeEvidence",
    "EntityFacet",
    "FoldedEdge",
    "InboxEvent",
    "InboxParked",
    "InboxWork",
    "IntakeTally",
    "JobParent",
    "QualityTest",
    "Run",
    "RunDataset",
    "RunFacts",
    "RunFactsRequest",
    "SchemaBody",
    "SchemaVersion",
]
