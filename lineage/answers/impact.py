"""What a change reaches, and whom to tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.answers import EntityCard, EntityLink, doc


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """One entity that a change reaches."""

    entity: EntityCard = doc("The entity; its owner is the team to ask.")
    hop: int = doc("Least number of edges from the start.")
    path: tuple[EntityLink, ...] = doc(
        "A shortest way from the start to it, both included; of a longer one the last 20. What is hidden is left out."
    )
    columns: tuple[str, ...] = doc(
        "Its columns that the columns asked about reach; `*` is the dataset as a whole. Empty when no columns were asked "
        "about, of a job, and where column lineage knows of none."
    )
    exact: bool = doc(
        "True when column lineage knows that the columns asked about reach it; false when only lineage of whole datasets "
        "does. True when no columns were asked about."
    )
    last_read_at: datetime | None = doc("When a run last read it; null when none did, and of a job.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One team to tell of a change, with what it owns of all that the change reaches."""

    team: EntityLink | None = doc(
        "Who is accountable; null: nobody is, or one whom the viewer may not see. In one line, as nobody can be told apart."
    )
    channel: str | None = doc("Mail address of the team; null when unknown.")
    leads: tuple[EntityLink, ...] = doc("People who lead the team now; at most 5.")
    count: int = doc("Entities it owns that are reached.")
    exact_count: int = doc("Of these, those of which `exact` holds.")
    entities: tuple[EntityLink, ...] = doc("The first 20 of these: by tier, then hop.")
    top_tier: int | None = doc("Best tier among all of these, 1 to 5; null where none has one.")
    hop: int = doc("Least number of edges from the start.")
