"""How long an edge is believed after it was last seen, by source. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from catalog.ingest.field_ledger import PEOPLE
from lineage.answers import EdgeAge


@dataclass(frozen=True, slots=True)
class EdgeAges:
    """What holds for the edges that sources of this name tell (`*` is any text); None is never."""

    source: str = "*"
    stale_days: int | None = None
    hidden_days: int | None = None


USUAL = EdgeAges(stale_days=45)
NEVER = EdgeAges()


def ages_of(source: str, policy: Sequence[EdgeAges]) -> EdgeAges:
    """The first that the source's key matches; what people declare never ages."""
    return NEVER if source == PEOPLE else next((ages for ages in policy if fnmatchcase(source, ages.source)), USUAL)


def age_at(instant: datetime, last_seen_at: datetime, ended_at: datetime | None, ages: EdgeAges) -> EdgeAge:
    """Whether what was last seen then, and may have ended, is to be believed at an instant."""
    if ended_at is not None and ended_at <= instant:
        return EdgeAge.ENDED
    is_stale = ages.stale_days is not None and last_seen_at < instant - timedelta(days=ages.stale_days)
    return EdgeAge.STALE if is_stale else EdgeAge.FRESH
