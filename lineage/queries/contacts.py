"""Whom to tell of a change: what it reaches, by the team that is accountable."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from catalog.answers import EntityLink
from catalog.database import Row, rows
from catalog.names import Kind
from catalog.permissions import require, visible
from catalog.queries.cards import links_of
from catalog.queries.filters import EntityFilter, filter_sql
from catalog.queries.teams import emails_of, leads_of
from catalog.viewers import Viewer
from lineage.answers import Contact
from lineage.queries.affected import affected_by

ENTITIES_MAX = 20
LEADS_MAX = 5
_NOBODY = ""


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
    condition, params = visible(viewer)
    where, where_params = filter_sql(filter)
    ids = [entity_id for entity_id, hop in affected.hops.items() if hop]
    found = rows(
        "SELECT coalesce(e.owner_ref, ''), count(*), count(*) FILTER (WHERE r.exact), min(e.tier), min(r.hop), "
        "(array_agg(e.id ORDER BY e.tier, s.popularity DESC NULLS LAST, e.ref))[:%s] "
        "FROM unnest(%s::int[], %s::int[], %s::bool[]) AS r(id, hop, exact) JOIN catalog_entity e ON e.id = r.id "
        "LEFT JOIN catalog_searchdocument s ON s.entity_id = e.id "
        f"WHERE {condition} AND {where} GROUP BY 1",
        [
            ENTITIES_MAX,
            ids,
            [affected.hops[entity_id] for entity_id in ids],
            [affected.is_exact(entity_id) for entity_id in ids],
            *params,
            *where_params,
        ],
    )
    teams = links_of(viewer, [row[0] for row in found if row[0]])
    groups: dict[str, list[Row]] = {}
    for row in found:
        groups.setdefault(row[0] if row[0] in teams else _NOBODY, []).append(row)
    links = _links([entity_id for row in found for entity_id in row[5]])
    emails, leads = emails_of(list(teams)), leads_of(viewer, list(teams))
    contacts = [
        _contact(teams.get(team), emails.get(team), leads.get(team, ()), some, links) for team, some in groups.items()
    ]
    return tuple(sorted(contacts, key=_importance))


def _contact(
    team: EntityLink | None,
    email: str | None,
    leads: tuple[EntityLink, ...],
    found: Sequence[Row],
    links: dict[int, EntityLink],
) -> Contact:
    """One line of several owners, of whom the viewer may see none."""
    mine = {entity_id for row in found for entity_id in row[5]}
    return Contact(
        team=team,
        channel=email,
        leads=leads[:LEADS_MAX],
        count=sum(row[1] for row in found),
        exact_count=sum(row[2] for row in found),
        entities=tuple(link for entity_id, link in links.items() if entity_id in mine)[:ENTITIES_MAX],
        top_tier=min((row[3] for row in found if row[3]), default=None),
        hop=min(row[4] for row in found),
    )


def _importance(contact: Contact) -> tuple[bool, int, int, int, int, str]:
    tier = contact.top_tier
    key = contact.team.ref if contact.team else _NOBODY
    return (tier is None, tier or 0, -contact.exact_count, -contact.count, contact.hop, key)


def _links(ids: Sequence[int]) -> dict[int, EntityLink]:
    """Links of what is known to be seen, the most important first."""
    return {
        entity_id: EntityLink(ref=ref, kind=Kind(kind), title=title, exists=True)
        for entity_id, ref, kind, title in rows(
            "SELECT e.id, e.ref, e.kind, e.title FROM catalog_entity e "
            "LEFT JOIN catalog_searchdocument s ON s.entity_id = e.id WHERE e.id = ANY(%s) "
            "ORDER BY e.tier, s.popularity DESC NULLS LAST, e.ref",
            [list(ids)],
        )
    }
