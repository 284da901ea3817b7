"""Names that may mean one thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.answers import EntityLink, doc
from catalog.variants import VariantKind


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
