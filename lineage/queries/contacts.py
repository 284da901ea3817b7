"""Whom to tell of a change: what it reaches, by the team that is accountable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from catalog.answers import EntityLink
from catalog.database import rows
from catalog.permissions import require
from catalog.queries.cards import links_by_id, links_of
from catalog.queries.filters import EntityFilter
from catalog.queries.teams import emails_of, leads_of
from catalog.viewers import Viewer
from lineage.answers import Contact
from lineage.estate_arrays import NO_TIER, Ids
from lineage.queries.affected import Affected, affected_by

ENTITIES_MAX = 20
LEADS_MAX = 5
_NOBODY = ""


@dataclass(frozen=True, slots=True)
class _Share:
    """What one team owns of what is reached: figures, and the ids of the most important."""

    team: str
    count: int
    exact_count: int
    top_tier: int | None
    hop: int
    ids: list[int]


def contact_list(
    viewer: Viewer,
    *,
    ref: str,
    columns: Sequence[str] | None = None,
    max_hops: int | None = None,
    filter: EntityFilter | None = None,
    as_of: datetime | None = None,
) -> tuple[Contact, ...]:
    """Every team that owns something of what impact_list has, with the same arguments: those with the best tier first, then
    those with most to lose. Who owns it is told as it is now."""
    require(viewer, "lineage.read")
    affected = affected_by(viewer, ref, columns=columns, max_hops=max_hops, as_of=as_of)
    shares, links = _by_team(viewer, affected, affected.counted(viewer, filter))
    entities = links_by_id(viewer, {entity_id for share in shares for entity_id in share.ids})
    emails, leads = emails_of(list(links)), leads_of(viewer, list(links))
    return tuple(
        Contact(
            team=links.get(share.team),
            channel=emails.get(share.team),
            leads=leads.get(share.team, ())[:LEADS_MAX],
            count=share.count,
            exact_count=share.exact_count,
            entities=tuple(entities[entity_id] for entity_id in share.ids if entity_id in entities),
            top_tier=share.top_tier,
            hop=share.hop,
        )
        for share in sorted(shares, key=_importance)
    )


def _by_team(
    viewer: Viewer, affected: Affected, counted: NDArray[np.bool_]
) -> tuple[list[_Share], dict[str, EntityLink]]:
    """What each team owns, and links of the teams that the viewer may see; what the others own is nobody's."""
    told = affected.closure.attributes(["owner", "tier"])
    owner, owners = _values(told["owner"], counted)
    tier, tiers = _values(told["tier"], counted)
    links = links_of(viewer, [ref for ref in owners if ref])
    teams = [_NOBODY, *links]
    places = {team: place for place, team in enumerate(teams)}
    groups = np.array([places.get(ref, 0) for ref in owners], np.int32)[owner]
    ranks = np.array([int(number) if number else NO_TIER for number in tiers], np.int32)[tier]
    return list(_shares(affected, counted, teams, groups, ranks)), links


def _values(told: tuple[Ids, Sequence[int]], counted: NDArray[np.bool_]) -> tuple[Ids, list[str]]:
    """Of each node that counts a place in the list of values that they have; empty for none."""
    codes, facets = told
    present, places = np.unique(codes[counted], return_inverse=True)
    numbers = [facets[code] for code in present.tolist()]
    known: dict[int, str] = dict(rows("SELECT facet, value FROM catalog_facetvalue WHERE facet = ANY(%s)", [numbers]))
    return places.astype(np.int32), [known.get(number, "") for number in numbers]


def _shares(
    affected: Affected, counted: NDArray[np.bool_], teams: Sequence[str], groups: Ids, ranks: Ids
) -> Iterator[_Share]:
    """Nodes by group, those of a group by tier, then hop, then age."""
    ids, hops, exact = affected.closure.ids[counted], affected.closure.hops[counted], affected.exact[counted]
    order = np.lexsort((ids, hops, ranks, groups))
    _, begins = np.unique(groups[order], return_index=True)
    for mine in np.split(order, begins[1:]) if len(order) else ():
        rank = int(ranks[mine[0]])
        yield _Share(
            team=teams[groups[mine[0]]],
            count=len(mine),
            exact_count=int(exact[mine].sum()),
            top_tier=rank if rank != NO_TIER else None,
            hop=int(hops[mine].min()),
            ids=ids[mine[:ENTITIES_MAX]].tolist(),
        )


def _importance(share: _Share) -> tuple[int, int, int, int, str]:
    return (share.top_tier or NO_TIER, -share.exact_count, -share.count, share.hop, share.team)
