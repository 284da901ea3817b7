"""Who there is to own something: which teams and people live, who was in which team when, and which teams are empty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from catalog.database import rows
from catalog.names import REF_SCHEME, alias_digest

TEAM, PERSON = "group:", "user:"


class Stretch(NamedTuple):
    """A person was in a team from `since` to `until` (None: still is)."""

    team_ref: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """What is known of some refs; a plain value, so that who reads it needs no database."""

    renamed: Mapping[str, str] = field(default_factory=dict)
    """Present ref by former ref."""
    living: frozenset[str] = frozenset()
    deleted: frozenset[str] = frozenset()
    deserted: frozenset[str] = frozenset()
    """Teams whose memberships have all ended, or whose people are all deleted."""
    stretches: Mapping[str, tuple[Stretch, ...]] = field(default_factory=dict)
    """Memberships by person, oldest first."""

    def present(self, ref: str) -> str:
        """The ref that this one is called now."""
        return self.renamed.get(ref, ref)

    def fault(self, ref: str) -> str | None:
        """Why nobody can answer for an entity under this ref, as a sentence; None when it is a living team with members.

        A team of which no membership was ever known is not judged to be empty.
        """
        if not ref.startswith((TEAM, PERSON)):
            return f"{ref} is neither a team nor a person."
        if ref in self.deleted:
            return f"{ref} was deleted."
        if ref not in self.living:
            return f"{ref} cannot be found."
        if ref.startswith(PERSON):
            return f"{ref} is in no team."
        return f"{ref} has no active member left." if ref in self.deserted else None

    def teams_at(self, person_ref: str, at: datetime) -> tuple[str, ...]:
        """Teams the person was in at an instant, those of the longest membership first.

        Of the time before somebody was first seen nothing is known: then the first teams count.
        """
        known = self.stretches.get(person_ref, ())
        then = [s.team_ref for s in known if s.since <= at and (s.until is None or at < s.until)]
        if not then:
            first = min((s.since for s in known if s.since > at), default=None)
            then = [s.team_ref for s in known if s.since == first]
        return tuple(dict.fromkeys(then))


def directory_load(refs: Iterable[str]) -> Directory:
    """What the catalog knows of these teams and people, and of the teams that the people were in."""
    wanted = set(refs)
    stretches: dict[str, list[Stretch]] = defaultdict(list)
    for person_ref, *stretch in rows(
        "SELECT person_ref, team_ref, since, until FROM catalog_membership WHERE person_ref = ANY(%s) "
        "ORDER BY person_ref, since, team_ref",
        [sorted(ref for ref in wanted if ref.startswith(PERSON))],
    ):
        stretches[person_ref].append(Stretch(*stretch))
        wanted.add(stretch[0])
    renamed, living, deleted = _entities(sorted(wanted))
    return Directory(
        renamed=renamed,
        living=living,
        deleted=deleted,
        deserted=_deserted(sorted(ref for ref in living if ref.startswith(TEAM))),
        stretches={person_ref: tuple(found) for person_ref, found in stretches.items()},
    )


def _entities(refs: list[str]) -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """Former refs with their present ones; the living; the deleted. A stub is only named by others: nobody."""
    found = rows(
        "SELECT e.ref, e.ref, e.stub, e.deleted_at IS NOT NULL FROM catalog_entity e WHERE e.ref = ANY(%(refs)s) "
        "UNION ALL SELECT a.key, e.ref, e.stub, e.deleted_at IS NOT NULL FROM catalog_alias a "
        "JOIN catalog_entity e ON e.id = a.entity_id WHERE a.digest = ANY(%(digests)s)",
        {"refs": refs, "digests": [alias_digest(REF_SCHEME, "", ref) for ref in refs]},
    )
    return (
        {asked: ref for asked, ref, _, _ in found if asked != ref},
        frozenset(ref for _, ref, stub, is_deleted in found if not stub and not is_deleted),
        frozenset(ref for _, ref, _, is_deleted in found if is_deleted),
    )


def _deserted(team_refs: list[str]) -> frozenset[str]:
    """Looked up team by team, which OFFSET says: joined, everybody's memberships are read while tables have no statistics."""
    return frozenset(
        row[0]
        for row in rows(
            "SELECT t.ref FROM unnest(%s::text[]) AS t(ref) "
            "WHERE EXISTS (SELECT 1 FROM catalog_membership m WHERE m.team_ref = t.ref OFFSET 0) "
            "AND NOT EXISTS (SELECT 1 FROM catalog_membership m LEFT JOIN catalog_entity p ON p.ref = m.person_ref "
            "  WHERE m.team_ref = t.ref AND coalesce(m.until, p.deleted_at) IS NULL OFFSET 0)",
            [team_refs],
        )
    )
