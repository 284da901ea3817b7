"""Columns of datasets over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.answers import EntityLink, doc, given, many
from catalog.words import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnEdit:
    """A description that a person gave to a column."""

    by: str = doc("Who.")
    at: datetime = doc("When.")
    declared: str | None = doc("What the producer says; null when nothing.")
    redundant: bool = doc("The producer says the same by now: the edit can be cleared.")
    hides_newer: bool = doc("The producer says something else since the edit was made.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a schema."""

    path: str = doc("Dotted path; nested fields below their parent.")
    type: str = doc("Type in the platform's own words.")
    nullable: bool | None = doc("May be null; null when unknown.")
    description: str | None = doc("Description: what people say, else what the producer says.")
    edit: ColumnEdit | None = given("How people edited the description; null when they did not.")
    tags: tuple[str, ...] = many("Tags.")
    position: int = doc("Place, from 1.")
    upstream_count: int = doc("Direct upstream columns.")
    downstream_count: int = doc("Direct downstream columns.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnHit:
    """One column found."""

    dataset: EntityLink = doc("Its dataset.")
    path: str = doc("Dotted path.")
    snippet: str = doc("The path, each word that was looked for between U+2068 and U+2069.")
    column: Column | None = doc("The column; null when only another name of its dataset has it.")


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


class Compatibility(Word):
    """Effect of a schema change on readers."""

    OK = "ok", "No reader breaks."
    WARN = "warn", "A reader may break, or lineage is too coarse to tell."
    BREAKING = "breaking", "A known reader breaks."


class ColumnChangeKind(Word):
    """What happened to a column between two schemas."""

    ADDED = "added", "New."
    REMOVED = "removed", "Gone."
    RENAMED = "renamed", "Has another name."
    RETYPED = "retyped", "Another type, and neither is known to hold all of the other."
    WIDENED = "widened", "Type accepts more than before."
    NARROWED = "narrowed", "Type accepts less than before."
    LOOSENED = "loosened", "Now may be null."
    TIGHTENED = "tightened", "Now may not be null."
    REWORDED = "reworded", "Only words differ: its description, or another word for the same type."


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChange:
    """One column that changed."""

    kind: ColumnChangeKind = doc("What happened.")
    path: str = doc("Dotted path.")
    before: Column | None = doc("The column before; null when it is new.")
    after: Column | None = doc("The column after; null when it is gone.")
    compatibility: Compatibility = doc("Effect on readers.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaDiff:
    """What is different between two schemas of a dataset."""

    dataset: EntityLink = doc("The dataset.")
    before: SchemaVersion | None = doc("Earlier; null when there was none.")
    after: SchemaVersion | None = doc("Later; null when there was none.")
    changes: tuple[ColumnChange, ...] = doc(
        "In the order of the later schema, what is gone last; one column may have several."
    )
    compatibility: Compatibility = doc("Worst of the changes.")
