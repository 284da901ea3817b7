"""What flows from column to column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.answers import EntityLink, doc
from catalog.words import Word
from lineage.answers.runs import RestrictedText


class TransformationType(Word):
    """How one column shapes another."""

    DIRECT = "direct", "The value itself flows: copy, expression, aggregate."
    INDIRECT = "indirect", "The column only filters, joins, groups, sorts or windows."
    UNKNOWN = "unknown", "The producer does not say."


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnNode:
    """One column in a column graph."""

    key: str = doc("Key that edges use; a random text for a column of a hidden dataset.")
    dataset: EntityLink | None = doc("Its dataset; null when hidden.")
    path: str | None = doc("Path; `*` for the dataset as a whole; null when hidden.")
    type: str | None = doc("Type in the platform's own words; null when no schema tells.")
    hidden: bool = doc("True when the viewer may not see its dataset: it counts, but has no name.")
    hop: int = doc("Least number of hops from a start; negative upstream, 0 for a start.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnEvidence:
    """Why an edge between columns is believed."""

    source: str = doc("Source key.")
    first_seen_at: datetime = doc("First seen.")
    last_seen_at: datetime = doc("Last seen.")
    inferred: bool = doc("Read from SQL, since no producer sends columns of this dataset.")
    statement: RestrictedText | None = doc("The SQL, its first 2,000 characters; null when it is not inferred.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnEdge:
    """One directed edge between columns: target is made from source."""

    source: str = doc("Key of the upstream column.")
    target: str = doc("Key of the downstream column.")
    transformation: TransformationType = doc("Whether the value flows.")
    subtype: str | None = doc("Finer word: IDENTITY, AGGREGATION, FILTER, JOIN, ...")
    description: str | None = doc("The producer's own words.")
    masking: bool = doc("True when the value is masked on the way.")
    job: EntityLink | None = doc("Job that does it; null when a dataset tells by itself, or hidden.")
    evidence: tuple[ColumnEvidence, ...] = doc("All that is known of it; at most 10.")
    valid_from: datetime = doc("When it began to hold.")
    valid_to: datetime | None = doc("When it ceased; null while it holds.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnGraph:
    """What some columns of a dataset are made from, and what is made from them."""

    as_of: datetime = doc("Instant the graph is about.")
    nodes: tuple[ColumnNode, ...] = doc("Columns, nearest first.")
    edges: tuple[ColumnEdge, ...] = doc("Edges between these columns.")
    truncated: bool = doc("True when `limit` or `maxHops` cut it.")
    hidden_count: int = doc("Columns of datasets that the viewer may not see.")
