"""How much is in reach of something: everything upstream or downstream, counted and rolled up, never cut."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from catalog.database import rows
from catalog.errors import InvalidError, TooManyError
from catalog.permissions import require
from catalog.queries.cards import links_of
from catalog.queries.entities import entity_ids_of
from catalog.queries.hidden import refs_hidden
from catalog.viewers import Viewer
from lineage.answers import Direction, Reach, ReachFacet, ReachField, ReachValue
from lineage.estate_arrays import Ids
from lineage.queries.closure import closure_of
from lineage.queries.graph import HOPS_MAX, REFS_MAX
from lineage.queries.starts import starts_of

VALUES_MAX = 50
BY = (ReachField.KIND, ReachField.OWNER, ReachField.TIER)
# A value of a field: its facet number (0 for none), how many have it, and the hop of the nearest.
_Count = tuple[int, int, int]
_LINKED = {ReachField.OWNER, ReachField.SYSTEM, ReachField.DOMAIN}


def lineage_count(
    viewer: Viewer,
    *,
    refs: Sequence[str],
    direction: Direction = Direction.DOWNSTREAM,
    by: Sequence[ReachField] = BY,
    max_hops: int | None = None,
    as_of: datetime | None = None,
) -> Reach:
    """Everything upstream or downstream of 1..20 entities, counted, and by team, tier and so on; without `max_hops` however far.

    Of a pipeline its jobs are the start, of a team, system or domain all that belongs to it.
    """
    require(viewer, "lineage.read")
    _check(refs, direction, max_hops, as_of)
    starts = starts_of([entity_id for entity_id, _ in entity_ids_of(viewer, refs)])
    found = closure_of(starts, downstream=direction is Direction.DOWNSTREAM, max_hops=max_hops, as_of=as_of)
    reached = found.hops > 0
    hidden = found.hidden_from(viewer) & reached
    counted = reached & ~hidden
    fields = list(dict.fromkeys(by))
    counts = {
        ReachField(name): _counted(codes[counted], found.hops[counted], values)
        for name, (codes, values) in found.attributes([field.value for field in fields]).items()
    }
    return Reach(
        as_of=as_of or datetime.now(UTC),
        direction=direction,
        total_count=int(reached.sum()),
        hidden_count=int(hidden.sum()),
        max_hop=int(found.hops.max(initial=0)),
        facets=_facets(viewer, {field: counts[field] for field in fields}),
    )


def _check(refs: Sequence[str], direction: Direction, max_hops: int | None, as_of: datetime | None) -> None:
    if not refs:
        raise InvalidError.of("refs", f"names no entity; give 1 to {REFS_MAX} refs")
    if len(refs) > REFS_MAX:
        raise TooManyError.of("refs", f"{len(refs)} refs were sent; at most {REFS_MAX} are accepted")
    if direction is Direction.BOTH:
        raise InvalidError.of("direction", "must be upstream or downstream: what is in both would count twice")
    if max_hops is not None and not 1 <= max_hops <= HOPS_MAX:
        raise InvalidError.of("max_hops", f"must be a whole number from 1 to {HOPS_MAX}, or absent for however far")
    if as_of is not None and as_of > datetime.now(UTC):
        raise InvalidError.of("as_of", "lies in the future")


def _counted(codes: Ids, hops: Ids, values: Sequence[int]) -> list[_Count]:
    """Largest count first, then the nearest."""
    counts = np.bincount(codes, minlength=len(values))
    nearest = np.zeros(len(values), np.int32)
    nearest[codes[::-1]] = hops[::-1]  # nearest first: of several the first one stays
    found = [(values[code], int(counts[code]), int(nearest[code])) for code in np.flatnonzero(counts).tolist()]
    return sorted(found, key=lambda told: (-told[1], told[2], told[0]))


def _facets(viewer: Viewer, counts: dict[ReachField, list[_Count]]) -> tuple[ReachFacet, ...]:
    shown = {field: told[:VALUES_MAX] for field, told in counts.items()}
    numbers = sorted({number for told in shown.values() for number, _, _ in told if number})
    values: dict[int, str] = dict(rows("SELECT facet, value FROM catalog_facetvalue WHERE facet = ANY(%s)", [numbers]))
    refs = {values[number] for field in _LINKED & shown.keys() for number, _, _ in shown[field] if number}
    hidden = refs_hidden(viewer, sorted(refs))
    titles = {ref: link.title or link.ref for ref, link in links_of(viewer, refs - hidden).items()}
    return tuple(
        ReachFacet(
            field=field,
            values=tuple(
                ReachValue(
                    value=values.get(number), title=_title(field, values.get(number), titles), count=count, hop=hop
                )
                for number, count, hop in told
                if values.get(number, "") not in hidden
            ),
            more_count=max(0, len(counts[field]) - VALUES_MAX),
        )
        for field, told in shown.items()
    )


def _title(field: ReachField, value: str | None, titles: dict[str, str]) -> str:
    if value is None:
        return f"No {field.value}"
    if field is ReachField.KIND:
        return value.capitalize()
    return f"Tier {value}" if field is ReachField.TIER else titles.get(value, value)
