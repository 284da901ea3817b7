"""How far something reaches: counts of what is made from it, or what it is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.answers import doc
from catalog.words import Word
from lineage.answers.graph import Direction


class ReachField(Word):
    """What everything in reach can be counted by."""

    KIND = "kind", "Kind."
    PLATFORM = "platform", "Platform."
    OWNER = "owner", "Accountable team."
    TIER = "tier", "Tier."
    SYSTEM = "system", "System."
    DOMAIN = "domain", "Domain."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachValue:
    """One value of a field, and what in reach has it."""

    value: str | None = doc("Value as a filter takes it; null for what has none, such as no owner.")
    title: str = doc("Text to show.")
    count: int = doc("Nodes in reach with it.")
    hop: int = doc("Least number of hops to one of them.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachFacet:
    """What is in reach, by one field."""

    field: ReachField = doc("Counted field.")
    values: tuple[ReachValue, ...] = doc("Values, largest count first; at most 50.")
    more_count: int = doc("Values beyond these 50.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Everything in one direction of some entities, counted; never cut."""

    as_of: datetime = doc("Instant the counts are about.")
    direction: Direction = doc("Upstream or downstream.")
    total_count: int = doc("Datasets, jobs and the like in reach, without the starts, hidden ones among them.")
    hidden_count: int = doc("Of these the ones that the viewer may not see; they are in no facet.")
    max_hop: int = doc("Hops to the farthest; 0 when nothing is in reach.")
    facets: tuple[ReachFacet, ...] = doc("Counts by each field that was asked, in order.")
