"""Whom a schema breaks that is only proposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.answers import EntityLink, doc, given
from catalog.paging import CountState
from lineage.answers.schemas import ColumnChange, ColumnChangeKind, Compatibility


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnInput:
    """One column as it will be."""

    path: str = doc("Dotted path.")
    type: str = doc("Type in the platform's words.")
    nullable: bool | None = given("May be null; same as now when absent.")
    renamed_from: str | None = given("Path it had before.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnBreak:
    """One reader of a column, or of the dataset, that breaks or may."""

    path: str = doc("Column that changes; `*` where it is not known which columns are read.")
    kind: ColumnChangeKind = doc("What happens to it.")
    compatibility: Compatibility = doc("Effect.")
    entity: EntityLink = doc("Reader.")
    column: str | None = doc("Reader's column; `*` for all its rows; null without column lineage.")
    route: tuple[str, ...] = doc(
        "Columns from the changed one to the reader's, as ref#path; `restricted` for a hidden one."
    )
    hop: int = doc("Hops.")
    last_read_at: datetime | None = doc("Last read of the reader.")
    team: EntityLink | None = doc("Team of the reader; null for none.")
    tier: int | None = doc("Importance of the reader, 1 most important to 5.")
    exact: bool = doc("That very column is known to be read; else the dataset as a whole is.")
    confidence: float = doc("0 to 1: how sure lineage is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaVerdict:
    """Whom a proposed schema breaks."""

    id: str = doc("Digest of dataset, columns and commit (vrd_...).")
    dataset: EntityLink = doc("The dataset.")
    compatibility: Compatibility = doc("Decision.")
    changes: tuple[ColumnChange, ...] = doc("Column by column; a renamed one at the path it had.")
    breaks: tuple[ColumnBreak, ...] = doc(
        "Readers that break, then those that may, nearest first, then by tier; at most 200. One for each column that changes."
    )
    break_count: int = doc("Of these in all; hidden ones too.")
    break_count_state: CountState = doc("How sure breakCount is.")
    hidden_count: int = doc("Those of them that the viewer may not see.")
    required_teams: tuple[EntityLink, ...] = doc("Teams of all readers that break: they have to agree.")
    passed: bool = doc("True when nobody is known to break.")
    report: str = doc("Report in Markdown for a comment.")
    commit: str | None = doc("Commit it is about.")
