"""What readers of OpenLineage ask about by name: datasets, jobs and runs as events tell of them, as frozen values.

An answer of lineage/answers.py speaks of entities and refs; a sheet speaks of OpenLineage names, so that clients of other
OpenLineage servers find what they look for (docs/marquez.md).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from lineage.answers import RunState

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """An OpenLineage name as it is shown: exact and case-sensitive."""

    namespace: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice(Generic[T]):
    """Some items from an offset on, and how many there are in all."""

    items: tuple[T, ...]
    total_count: int


class Shape(StrEnum):
    """Whether data or work comes in portions or flows."""

    TABLE = "table"
    STREAM = "stream"
    BATCH = "batch"
    SERVICE = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a dataset; `name` is its dotted path."""

    name: str
    type: str
    description: str | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSource:
    """One column that flows into, or shapes, another; path `*` is the dataset as a whole; direct None: not said."""

    dataset: Name
    field: str
    direct: bool | None
    subtype: str
    masking: bool
    description: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFlow:
    """One column and what it is made from."""

    field: str
    sources: tuple[FieldSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetSheet:
    """A dataset as events tell of it now. `version` is None before anything wrote it or said its columns."""

    name: Name
    shape: Shape
    created_at: datetime
    updated_at: datetime
    source: str
    fields: tuple[Field, ...]
    tags: tuple[str, ...]
    modified_at: datetime | None
    lifecycle: str | None
    deleted: bool
    description: str | None
    version: uuid.UUID | None
    flows: tuple[FieldFlow, ...]
    facets: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunUse:
    """One dataset of a run. `version` of an input is the write that the run found; `declared` is the producer's own word;
    `facets` are its input or output facets."""

    dataset: Name
    version: uuid.UUID | None
    declared: str | None
    row_count: int | None
    byte_count: int | None
    file_count: int | None
    written_by: str | None
    facets: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSheet:
    """One run of one job. `version` stands for the job with exactly these inputs and outputs."""

    run_id: str
    job: Name
    version: uuid.UUID
    state: RunState
    is_design: bool
    first_event_at: datetime
    last_event_at: datetime
    nominal_start_at: datetime | None
    nominal_end_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    error: str | None
    parent_run_id: str | None
    parent_job: Name | None
    facets: Mapping[str, Any]
    inputs: tuple[RunUse, ...]
    outputs: tuple[RunUse, ...]

    @property
    def duration_seconds(self) -> float | None:
        """From start to end; None before the end, or without a start."""
        if self.started_at is None or self.ended_at is None:
            return None
        return max(0.0, (self.ended_at - self.started_at).total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetVersion:
    """One write of a dataset, or a schema that came without one; `run` is None for the latter."""

    dataset: DatasetSheet
    version: uuid.UUID
    created_at: datetime
    fields: tuple[Field, ...]
    run: RunSheet | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSheet:
    """A job as events tell of it; inputs and outputs hold now or were seen in the window; runs newest first."""

    name: Name
    shape: Shape
    parent: Name | None
    parent_uid: uuid.UUID | None
    created_at: datetime
    updated_at: datetime
    inputs: tuple[Name, ...]
    outputs: tuple[Name, ...]
    location: str | None
    description: str | None
    tags: tuple[str, ...]
    version: uuid.UUID | None
    runs: tuple[RunSheet, ...]
    facets: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobVersion:
    """A job with one set of inputs and outputs, and the last run that had it (None: a JobEvent said so)."""

    job: JobSheet
    version: uuid.UUID
    created_at: datetime
    inputs: tuple[Name, ...]
    outputs: tuple[Name, ...]
    run: RunSheet | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSpace:
    """An OpenLineage namespace: nobody makes one, it is there because something in it is."""

    name: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSource:
    """Where datasets live: the dataSource facet's name, else their namespace."""

    name: str
    platform: str | None
    uri: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NameHit:
    """A dataset or job found by name."""

    name: Name
    is_job: bool
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphNode:
    """A dataset or a job of a graph; `sheet` is None for one that the viewer may not see, whose name is a random text."""

    name: Name
    is_job: bool
    sheet: DatasetSheet | JobSheet | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameGraph:
    """Nodes nearest first, and edges (source, target) as places in the nodes."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[tuple[int, int], ...]
    truncated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldNode:
    """One column of a graph; `sources` are those of its direct sources that are in the graph."""

    dataset: Name
    version: uuid.UUID | None
    field: str
    type: str | None
    sources: tuple[FieldSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldGraph:
    """Columns, and edges (source, target) as places in the nodes; `versioned` when it is about the past."""

    nodes: tuple[FieldNode, ...]
    edges: tuple[tuple[int, int], ...]
    versioned: bool
    truncated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCount:
    """Events of runs in one interval, each run counting once for its start and once for its end."""

    since: datetime
    until: datetime
    started: int
    completed: int
    failed: int
    aborted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """How many there were at the end of one interval."""

    since: datetime
    until: datetime
    count: int
