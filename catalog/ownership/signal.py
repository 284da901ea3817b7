"""The socket that ownership signals plug into: each says, for a batch of entities, whom its source points to.

A signal lives in the app whose tables it reads. It reads, and never writes: the engine replaces the rows that the same
signal wrote before for the same entities, and no others. Third parties register theirs under the entry-point group
`headwater.ownership_signals`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from catalog.answers import OwnerRole

DECLARED, INFERRED = 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One piece of evidence about one owner of one entity.

    `owner_ref` is a full, lower-cased ref of a team or person, also of one that does not exist (then the owner is
    stale, and shown as such); None says explicitly none. `tier` 2 is declared, 3 inferred from the neighbourhood; within
    tier 2 the higher `rank` wins. `strength` is 0 to 1. `text` is one sentence for the ledger, without times.
    """

    entity_id: int
    owner_ref: str | None
    source_id: int
    family: str
    tier: int
    text: str
    rank: int = 0
    strength: float = 1.0
    role: OwnerRole = OwnerRole.ACCOUNTABLE
    url: str | None = None
    event_at: datetime | None = None


# Ranks within tier 2 (most specific first), and families. PRODUCT terms: entity descriptor > asset metadata > CODEOWNERS.
RANK_DESCRIPTOR = 40
RANK_FACET = 30
RANK_CODEOWNERS = 20
RANK_PIPELINE = 10


class OwnershipSignal(ABC):
    """Reads one kind of evidence."""

    name: ClassVar[str]
    """Unique; rows are kept and replaced under it."""

    @abstractmethod
    def observe(self, entity_ids: Sequence[int]) -> Iterable[Evidence]:
        """All that this signal knows of these entities now; what it said before and does not say again is withdrawn."""

    def spread(self, entity_ids: Sequence[int]) -> Iterable[int]:
        """Entities whose evidence of this signal depends on the owners of these (neighbours at one hop)."""
        return ()
