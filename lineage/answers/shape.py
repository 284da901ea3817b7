"""What the graph looks like as a whole: cycles, datasets that nobody uses, and what everybody uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.answers import EntityCard, EntityLink, doc
from catalog.words import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """Nodes each of which is made, by some way, from every other of them."""

    size: int = doc("Datasets and jobs in it.")
    hidden_count: int = doc("Of these the ones that the viewer may not see.")
    members: tuple[EntityLink, ...] = doc("Those that the viewer may see; at most 50.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleReport:
    """All cycles of the graph."""

    as_of: datetime = doc("When they were found.")
    total_count: int = doc("Cycles as large as was asked.")
    cycles: tuple[Cycle, ...] = doc("Largest first, up to `limit`; those of hidden nodes alone are not among them.")


class OrphanKind(Word):
    """What a dataset lacks."""

    UNREAD = "unread", "Something writes it, nothing reads it."
    UNWRITTEN = "unwritten", "Something reads it, nothing is known to write it."
    ISOLATED = "isolated", "Nothing reads it, and nothing writes it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphan:
    """A dataset that nothing reads or writes."""

    entity: EntityCard = doc("The dataset.")
    kind: OrphanKind = doc("What it lacks.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """A node with its direct neighbours."""

    entity: EntityCard = doc("The dataset or job.")
    upstream_count: int = doc("What it is made from directly.")
    downstream_count: int = doc("What is made from it directly.")
