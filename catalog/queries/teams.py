"""Teams and people: who is in them, and how what they own does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from catalog.answers import (
    EntityLink,
    LevelCount,
    Membership,
    PersonDetail,
    TeamDetail,
    TeamReport,
    TierCount,
)
from catalog.database import Row, rows
from catalog.names import Kind
from catalog.permissions import require, visible
from catalog.queries.cards import LEVELS, links_of
from catalog.queries.entities import NameInput, entity_resolve
from catalog.viewers import Viewer

MEMBERS_MAX = 500
CHILDREN_MAX = 200
TEAMS_MAX = 50
_BELOW = (
    "WITH RECURSIVE below(ref) AS (SELECT %s::text UNION SELECT c.ref FROM catalog_entity c JOIN below "
    "ON c.parent_ref = below.ref WHERE c.kind = 'team' AND c.deleted_at IS NULL)"
)


def team_get(viewer: Viewer, *, refs: Sequence[str]) -> tuple[TeamDetail | None, ...]:
    """Teams with their people and figures, in the order asked; None where nothing visible is a team of that name."""
    require(viewer, "catalog.read")
    cards = entity_resolve(viewer, names=[NameInput(ref=ref, kind=Kind.TEAM) for ref in refs])
    links = links_of(viewer, [card.ref for card in cards if card])
    return tuple(
        None
        if card is None
        else TeamDetail(
            card=card,
            report=_report(viewer, links[card.ref]),
            members=_members(viewer, "team_ref", card.ref, MEMBERS_MAX, now_only=True),
            children=_children(viewer, card.ref),
        )
        for card in cards
    )


def person_get(viewer: Viewer, *, refs: Sequence[str]) -> tuple[PersonDetail | None, ...]:
    """People with their teams, in the order asked; None where nothing visible is a person of that name."""
    require(viewer, "catalog.read")
    cards = entity_resolve(viewer, names=[NameInput(ref=ref, kind=Kind.PERSON) for ref in refs])
    emails = emails_of([card.ref for card in cards if card])
    return tuple(
        None
        if card is None
        else PersonDetail(
            card=card,
            email=emails.get(card.ref),
            active=True,
            teams=_members(viewer, "person_ref", card.ref, TEAMS_MAX, now_only=False),
        )
        for card in cards
    )


def emails_of(refs: Sequence[str]) -> dict[str, str | None]:
    """Mail addresses of visible people and teams, None where nobody told one."""
    return dict(
        rows(
            "SELECT e.ref, d.descriptor #>> '{spec,profile,email}' FROM catalog_entity e "
            "JOIN catalog_entitydocument d ON d.entity_id = e.id WHERE e.ref = ANY(%s)",
            [list(refs)],
        )
    )


def leads_of(viewer: Viewer, teams: Sequence[str]) -> dict[str, tuple[EntityLink, ...]]:
    """People who lead each of the teams now."""
    found = rows(
        "SELECT DISTINCT team_ref, person_ref FROM catalog_membership WHERE team_ref = ANY(%s) AND role = 'lead' "
        "AND until IS NULL ORDER BY 1, 2",
        [list(teams)],
    )
    links = links_of(viewer, [person for _, person in found])
    leads: dict[str, list[EntityLink]] = defaultdict(list)
    for team, person in found:
        if person in links:
            leads[team].append(links[person])
    return {team: tuple(some) for team, some in leads.items()}


def _members(viewer: Viewer, side: str, ref: str, most: int, *, now_only: bool) -> tuple[Membership, ...]:
    """Memberships of one side; several sources may say the same, which counts once."""
    found = rows(
        "SELECT person_ref, team_ref, max(role), min(since), CASE WHEN bool_or(until IS NULL) THEN NULL ELSE max(until) END "
        f"FROM catalog_membership WHERE {side} = %s AND (NOT %s OR until IS NULL) GROUP BY 1, 2 "
        "ORDER BY max(role) = 'lead' DESC, min(since) DESC, 1, 2 LIMIT %s",
        [ref, now_only, most],
    )
    links = links_of(viewer, {ref for row in found for ref in row[:2]})
    return tuple(
        Membership(person=links[person], team=links[team], role=role, since=since, until=until)
        for person, team, role, since, until in found
        if person in links and team in links
    )


def _children(viewer: Viewer, ref: str) -> tuple[EntityLink, ...]:
    found = rows(
        "SELECT ref FROM catalog_entity WHERE parent_ref = %s AND kind = 'team' AND deleted_at IS NULL ORDER BY ref LIMIT %s",
        [ref, CHILDREN_MAX],
    )
    links = links_of(viewer, [row[0] for row in found])
    return tuple(links[row[0]] for row in found if row[0] in links)


def _report(viewer: Viewer, team: EntityLink) -> TeamReport:
    hidden, params = visible(viewer)
    found = rows(
        f"{_BELOW} SELECT e.tier, coalesce(h.level, 0), e.owner_state IN ('stale', 'contested'), "
        "coalesce(h.freshness IN ('late', 'missed', 'stopped'), false), count(*) FROM catalog_entity e "
        "LEFT JOIN catalog_healthstate h ON h.entity_id = e.id WHERE e.owner_ref IN (SELECT ref FROM below) "
        f"AND e.deleted_at IS NULL AND {hidden} GROUP BY 1, 2, 3, 4",
        [team.ref, *params],
    )
    median = rows(
        f"{_BELOW} SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY h.condition)::float8 FROM catalog_entity e "
        "JOIN catalog_healthstate h ON h.entity_id = e.id WHERE e.owner_ref IN (SELECT ref FROM below) "
        f"AND e.deleted_at IS NULL AND {hidden}",
        [team.ref, *params],
    )[0][0]
    return TeamReport(
        team=team,
        owned=sum(row[4] for row in found),
        stale=sum(row[4] for row in found if row[2]),
        late=sum(row[4] for row in found if row[3]),
        levels=_levels(found),
        tiers=tuple(
            TierCount(
                tier=tier,
                count=sum(row[4] for row in found if row[0] == tier),
                levels=_levels([row for row in found if row[0] == tier]),
            )
            for tier in sorted({row[0] for row in found}, key=lambda tier: (tier is None, tier))
        ),
        median_condition=median,
    )


def _levels(found: Sequence[Row]) -> tuple[LevelCount, ...]:
    counts: dict[int, int] = defaultdict(int)
    for row in found:
        counts[row[1]] += row[4]
    return tuple(LevelCount(level=level, count=counts[index]) for index, level in enumerate(LEVELS))


def teams_of_person(ref: str) -> tuple[str, ...]:
    """Refs of the teams that a person is in now, and of all teams above them."""
    found = rows(
        "WITH RECURSIVE mine(ref) AS (SELECT team_ref FROM catalog_membership WHERE person_ref = %s AND until IS NULL UNION "
        "SELECT t.parent_ref FROM catalog_entity t JOIN mine ON t.ref = mine.ref WHERE t.kind = 'team' "
        "AND t.parent_ref IS NOT NULL) SELECT ref FROM mine ORDER BY ref",
        [ref],
    )
    return tuple(row[0] for row in found)
