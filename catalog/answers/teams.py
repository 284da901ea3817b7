"""Answers about teams and people: who is in them, what they own and how that does."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.answers.entities import EntityCard
from catalog.answers.fields import doc
from catalog.answers.health import LevelCount
from catalog.answers.links import EntityLink
from catalog.answers.ownership import Membership


@dataclass(frozen=True, slots=True, kw_only=True)
class TierCount:
    """What a team owns of one tier."""

    tier: int | None = doc("Tier, 1 to 5; null where nobody said.")
    count: int = doc("Entities.")
    levels: tuple[LevelCount, ...] = doc("By level.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamReport:
    """Figures of what a team owns, with the teams below it."""

    team: EntityLink = doc("The team.")
    owned: int = doc("Entities it is accountable for.")
    stale: int = doc("Of these, with stale or contested ownership.")
    late: int = doc("Of these, late, missed or stopped now.")
    levels: tuple[LevelCount, ...] = doc("By level.")
    tiers: tuple[TierCount, ...] = doc("By tier, then level.")
    median_condition: float | None = doc("Median Condition, 0 to 100; null when none is known.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDetail:
    """A team, its people and its figures."""

    card: EntityCard = doc("The team's card.")
    report: TeamReport = doc("Figures.")
    members: tuple[Membership, ...] = doc("People in it now, leads first; at most 500.")
    children: tuple[EntityLink, ...] = doc("Teams below it; at most 200.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetail:
    """A person and their teams."""

    card: EntityCard = doc("The person's card.")
    email: str | None = doc("Mail address; null when unknown.")
    active: bool = doc("False when the person left.")
    teams: tuple[Membership, ...] = doc("Teams of the person, now and before, newest first; at most 50.")
