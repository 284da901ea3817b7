"""What questions of lineage, runs and schemas answer: frozen values, the same behind every door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.answers import EntityCard, EntityLink, KeyValue, TextState, UserError, doc, many
from catalog.names import Kind
from catalog.paging import CountState
from catalog.variants import VariantKind
from catalog.words import Word


class Direction(Word):
    """Which way to follow lineage from a starting entity."""

    UPSTREAM = "upstream", "Towards what it is made from."
    DOWNSTREAM = "downstream", "Towards what is made from it."
    BOTH = "both", "Both ways, without turning: ancestors and descendants, not siblings."


class Grain(Word):
    """Which nodes a lineage answer keeps; edges through nodes left out are joined."""

    FULL = "full", "Datasets and jobs."
    DATASET = "dataset", "Datasets, dashboards and models only."
    JOB = "job", "Jobs only."
    PIPELINE = "pipeline", "Datasets, and pipelines in place of their jobs."


class EdgeBasis(Word):
    """How an edge is known, strongest first."""

    EXPLICIT = "explicit", "The producer stated the edge itself (lineage facet)."
    COLUMN = "column", "Column lineage of the target names the source."
    INPUT_OUTPUT = (
        "input_output",
        "A job read the one and wrote the other; joined edges are inputs times outputs.",
    )
    DECLARED = "declared", "A descriptor or a person declares it."
    PARSED = "parsed", "Parsed from SQL text."


# Stored as small numbers, strongest least: min() over evidence is the basis of an edge.
BASIS_RANK = {basis: rank for rank, basis in enumerate(EdgeBasis, start=1)}
BASIS_OF = {rank: basis for basis, rank in BASIS_RANK.items()}


class ChangeKind(Word):
    """What happened to a dataset beside being read and written (facet lifecycleStateChange)."""

    CREATED = "created", "It was made."
    ALTERED = "altered", "Its form was changed."
    OVERWRITTEN = "overwritten", "All its data was replaced."
    TRUNCATED = "truncated", "All its data was removed."
    RENAMED = "renamed", "It was given the name that it has."
    DROPPED = "dropped", "It was removed."


class ExistenceState(Word):
    """Whether a dataset is there, as far as events tell."""

    LIVE = "live", "Nothing says that it is gone."
    DROPPED = "dropped", "It was dropped, and nothing wrote it since."
    RENAMED = "renamed", "It has another name, and nothing wrote it under this one since."


class RunState(Word):
    """State of one run, the same for every scheduler."""

    QUEUED = "queued", "Accepted, not started."
    RUNNING = "running", "Started, no end seen."
    SUCCESS = "success", "Ended well."
    FAILED = "failed", "Ended badly."
    ABORTED = "aborted", "Stopped by a person or the scheduler."
    SKIPPED = "skipped", "Slot skipped on purpose."
    UNKNOWN = "unknown", "The source does not say."


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageNode:
    """One node of a lineage graph, with what a drawing needs."""

    key: str = doc("Key that edges use; the ref, or a random text for a hidden node.")
    entity: EntityCard | None = doc("The entity; null when hidden.")
    kind: Kind = doc("Kind; also for a hidden node.")
    hidden: bool = doc("True when the viewer may not see it: it counts, but has no name.")
    stub: bool = doc("True when it is only known by reference.")
    gone: bool = doc("True for a dataset that was dropped or renamed, and not written since.")
    hop: int = doc("Least number of hops from a start; negative upstream, 0 for a start.")
    more_upstream: int = doc("Direct neighbours upstream that are not in the answer.")
    more_downstream: int = doc("Direct neighbours downstream that are not in the answer.")
    last_run_state: RunState | None = doc("State of the last run; null for datasets without one.")
    last_run_at: datetime | None = doc("End or, while running, start of the last run.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeEvidence:
    """Why an edge is believed."""

    basis: EdgeBasis = doc("Basis.")
    source: str = doc("Source key.")
    first_seen_at: datetime = doc("First seen.")
    last_seen_at: datetime = doc("Last seen.")
    count: int = doc("Times seen.")
    run_id: str | None = doc("Last run that showed it (run_...).")
    url: str | None = doc("Person or file behind a declared edge.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageEdge:
    """One directed edge: target is made from source."""

    source: str = doc("Key of the upstream node.")
    target: str = doc("Key of the downstream node.")
    basis: EdgeBasis = doc("Strongest basis.")
    evidence: tuple[EdgeEvidence, ...] = doc("All that is known of it, strongest first; at most 10.")
    via: tuple[EntityLink, ...] = doc(
        "Jobs folded into it; in grain FULL only those that do not name both ends; at most 10."
    )
    valid_from: datetime = doc("When it began to hold.")
    valid_to: datetime | None = doc("When it ceased; null while it holds.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageGraph:
    """Part of the lineage graph around some entities at one instant."""

    as_of: datetime = doc("Instant the graph is about.")
    window_days: int = doc("Days before asOf whose edges count; 0 for edges in force at asOf.")
    grain: Grain = doc("What nodes it keeps.")
    nodes: tuple[LineageNode, ...] = doc("Nodes, nearest first, then tier and use.")
    edges: tuple[LineageEdge, ...] = doc("Edges between these nodes.")
    truncated: bool = doc("True when `limit` or `maxHops` cut it; see moreUpstream and moreDownstream.")
    total_count: int | None = doc("Nodes in reach at these hops.")
    total_count_state: CountState = doc("How sure totalCount is.")
    hidden_count: int = doc("Nodes the viewer may not see.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCard:
    """One run of one job."""

    id: str = doc("Id (run_...).")
    run_id: str = doc("OpenLineage run id; several jobs may share one.")
    job: EntityLink = doc("Job or pipeline.")
    state: RunState = doc("State.")
    nominal_start_at: datetime | None = doc("Start of the data interval.")
    nominal_end_at: datetime | None = doc("End of the data interval.")
    started_at: datetime | None = doc("Started.")
    ended_at: datetime | None = doc("Ended.")
    duration_seconds: float | None = doc("Seconds from start to end, or until now.")
    error: str | None = doc("Error class and first line; null unless FAILED.")
    parent_id: str | None = doc("Run that started this one.")
    url: str | None = doc("Page of the scheduler or its log.")
    source: str = doc("Source key.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDataset:
    """One dataset of one run."""

    dataset: EntityLink = doc("The dataset.")
    row_count: int | None = doc("Rows read or written.")
    byte_count: int | None = doc("Bytes read or written.")
    file_count: int | None = doc("Files read or written.")
    version: str | None = doc("Version of the data after the run.")
    change: ChangeKind | None = doc(
        "What the run did to it beside reading or writing: overwritten, ...; null when not said."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedText:
    """A text that not everybody may read."""

    text: str | None = doc("The text, when state is AVAILABLE.")
    state: TextState = doc("Why it is or is not there.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDetail:
    """The rest of what is known of a run."""

    card: RunCard = doc("The card.")
    inputs: tuple[RunDataset, ...] = doc("Datasets read; at most 500.")
    outputs: tuple[RunDataset, ...] = doc("Datasets written; at most 500.")
    error_text: RestrictedText = doc("Error in full.")
    children: tuple[RunCard, ...] = doc("Runs it started; at most 500.")
    parameters: tuple[KeyValue, ...] = doc(
        "What it was started with, secrets removed; at most 500; none without event.read."
    )
    facets: dict[str, Any] = doc(
        "All its OpenLineage facets by name, the latest instance of each; none without event.read."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDependency:
    """A job that goes before or after another one. That is control flow: it says nothing of data."""

    job: EntityLink = doc("The other job.")
    run_id: str | None = doc("OpenLineage run id of its run that was waited for, or started; null when not said.")
    type: str | None = doc("In the producer's words: DIRECT_INVOCATION, IMPLICIT_DEPENDENCY, ...; null when not said.")
    sequence_rule: str | None = doc("FINISH_TO_START, FINISH_TO_FINISH, START_TO_START, ...; null when not said.")
    status_rule: str | None = doc("EXECUTE_ON_SUCCESS, EXECUTE_EVERY_TIME, ...; null when not said.")
    told_by: EntityLink = doc("The job of the two whose runs say so.")
    first_seen_at: datetime = doc("First said.")
    last_seen_at: datetime = doc("Last said.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlFlow:
    """In which order a job runs among others (facet jobDependencies); never data lineage."""

    trigger_rule: str | None = doc(
        "When it runs, by the states of the jobs before: ALL_SUCCESS, ...; null when not said."
    )
    runs_after: tuple[JobDependency, ...] = doc("Jobs that go before it, as the latest facets say; at most 500.")
    runs_before: tuple[JobDependency, ...] = doc("Jobs that go after it; at most 500.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityFacets:
    """What producers last said of a dataset or job, in their own words."""

    facets: dict[str, Any] = doc(
        "Its OpenLineage facets by name, the latest instance of each, schema and columnLineage aside; none without event.read."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetChange:
    """Something that happened to a dataset beside being read and written."""

    kind: ChangeKind = doc("What.")
    at: datetime = doc("When it was told last.")
    job: EntityLink | None = doc("Job that did it; null when unknown or hidden.")
    run_id: str | None = doc("Run that did it (run_...); null when unknown or hidden.")
    former: EntityLink | None = doc("Of RENAMED: what has the name before; null when unknown or hidden.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Existence:
    """Whether a dataset is there, as its lifecycleStateChange facets and its writes tell."""

    state: ExistenceState = doc("Whether it is there.")
    since: datetime | None = doc("When it was dropped or renamed; null while LIVE.")
    job: EntityLink | None = doc("Job that dropped or renamed it; null while LIVE, when unknown or hidden.")
    run_id: str | None = doc("Run that did (run_...); null as job.")
    renamed_to: EntityLink | None = doc("What it is called now; null unless RENAMED.")
    changes: tuple[DatasetChange, ...] = doc("The last change of each kind, newest first; of RENAMED each former name.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a schema."""

    path: str = doc("Dotted path; nested fields below their parent.")
    type: str = doc("Type in the platform's own words.")
    nullable: bool | None = doc("May be null; null when unknown.")
    description: str | None = doc("Description.")
    tags: tuple[str, ...] = many("Tags.")
    position: int = doc("Place, from 1.")
    upstream_count: int = doc("Direct upstream columns.")
    downstream_count: int = doc("Direct downstream columns.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaVersion:
    """Columns of a dataset over one span of time."""

    id: str = doc("Id (sch_...).")
    dataset: EntityLink = doc("The dataset.")
    version: int = doc("Number, from 1.")
    valid_from: datetime = doc("First seen.")
    valid_to: datetime | None = doc("Replaced; null while current.")
    columns: tuple[Column, ...] = doc("Columns in order; at most 5,000.")
    column_count: int = doc("Columns in all.")
    run_id: str | None = doc("Run that first showed it.")
    source: str = doc("Source key.")


class WarningKind(Word):
    """What became of something that was wrong in an event."""

    REJECTED = "rejected", "The event was refused; nothing of it is stored."
    REDACTED = "redacted", "A secret was taken out; the rest is stored."
    DROPPED = "dropped", "A facet too large for a large event was left out; the rest is stored."


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeCard:
    """How the events of one source come in."""

    source: str = doc("Source key.")
    title: str = doc("Name of the source.")
    last_event_at: datetime | None = doc("Last heard of.")
    waiting: int = doc("Events stored and not applied yet; counted up to 10,000 over all sources.")
    lag_seconds: float = doc("Seconds for which the oldest of them has waited; 0 when none waits.")
    parked: int = doc("Events that could not be applied.")
    rejected_today: int = doc("Events refused since midnight UTC.")
    redacted_today: int = doc("Secrets taken out since midnight UTC.")
    dropped_today: int = doc("Facets left out since midnight UTC.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedEvent:
    """An event that is stored and could not be applied; it delays no other."""

    id: str = doc("Id (evt_...); logs call it event and the same number.")
    source: str | None = doc("Source key.")
    producer: str | None = doc("Who made it, as it says itself; null when it does not.")
    job_namespace: str | None = doc("OpenLineage namespace of its job, or dataset; null when it cannot be read.")
    job_name: str | None = doc("OpenLineage name of its job, or dataset; null when it cannot be read.")
    received_at: datetime = doc("Stored.")
    parked_at: datetime = doc("Given up.")
    age_seconds: float = doc("Seconds since it was stored.")
    attempts: int = doc("Times tried.")
    reason: str = doc("Why it could not be applied.")
    byte_count: int = doc("Bytes of its JSON.")


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeWarning:
    """Something that is wrong again and again in what a producer sends."""

    source: str = doc("Source key.")
    producer: str | None = doc("Who made the events, as they say; null when they do not.")
    kind: WarningKind = doc("What became of it.")
    rule: str = doc("Field that was wrong, or rule that took something out.")
    count: int = doc("Times seen, as far back as raw events are kept.")
    last_seen_at: datetime = doc("Last seen.")
    example: str = doc("Path inside one such event.")


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantSide:
    """One of two names that may mean one thing, and what is known under it."""

    entity: EntityLink = doc("Entity that has the name now.")
    namespace: str = doc("OpenLineage namespace.")
    name: str = doc("OpenLineage name.")
    sources: tuple[str, ...] = doc("Keys of the sources that tell of it, sorted.")
    described: bool = doc("True when a descriptor describes it.")
    run_count: int = doc("Runs of the job, or that read or wrote the dataset; counted up to 1,000.")
    edge_count: int = doc("Edges from and to it that hold now; counted up to 1,000.")
    last_seen_at: datetime | None = doc("Start of the last of these runs; null when it is only referred to.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Two names that differ in spelling alone and may mean one thing; nothing is merged until a person says so."""

    id: str = doc("Id (var_...).")
    kinds: tuple[VariantKind, ...] = doc("In what they differ.")
    found_at: datetime = doc("When the second of them became known.")
    goes: VariantSide = doc("The one that would go if they were merged: `ref` of entityMerge.")
    stays: VariantSide = doc("The one that would stay: described, else with more runs, else known first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPayload:
    """What a command on parked events did."""

    events: tuple[ParkedEvent, ...] = doc("The events it did, or would do, this to.")
    skipped: tuple[str, ...] = doc("Ids that were asked for and are not parked.")
    user_errors: tuple[UserError, ...] = doc("Why nothing was done; empty on success.")
    client_mutation_id: str | None = doc("The text given in the input.")

    @classmethod
    def refused(cls, errors: tuple[UserError, ...], echo: str | None) -> EventPayload:
        """Nothing was done."""
        return cls(events=(), skipped=(), user_errors=errors, client_mutation_id=echo)
