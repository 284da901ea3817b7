"""Writer of Membership: who is in which team, as descriptors of people and teams say it. Stretches end; none is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from catalog.database import execute, rows
from catalog.names import EntityRef, InvalidRef

LEAD_ANNOTATION = "headwater.dev/lead"
LEAD, MEMBER = "lead", "member"

# Whoever says it, person or team, a membership is (person, team, source). What an entity says and what others say of it
# are both read, so that a batch that has one side knows all that stands about it.
_SAID = """
SELECT r.type, e.ref, r.target_ref, r.source_id FROM catalog_relation r JOIN catalog_entity e ON e.id = r.entity_id
WHERE r.entity_id = ANY(%(ids)s) AND r.type IN ('memberOf', 'hasMember')
UNION
SELECT r.type, e.ref, r.target_ref, r.source_id FROM catalog_relation r JOIN catalog_entity e ON e.id = r.entity_id
WHERE r.target_ref = ANY(%(refs)s) AND r.type IN ('memberOf', 'hasMember')
"""


class _Membership(NamedTuple):
    person_ref: str
    team_ref: str
    source_id: int
    role: str


def memberships_refresh(entity_ids: Sequence[int], now: datetime) -> None:
    """Begin and end the memberships of those of these entities that are teams or people."""
    people: dict[int, str] = dict(
        rows("SELECT id, ref FROM catalog_entity WHERE id = ANY(%s) AND kind IN ('team', 'person')", [list(entity_ids)])
    )
    if not people:
        return
    refs = list(people.values())
    said = {
        (ref, target, source) if kind == "memberOf" else (target, ref, source)
        for kind, ref, target, source in rows(_SAID, {"ids": list(people), "refs": refs})
    }
    leads = _leads(sorted({team_ref for _, team_ref, _ in said}))
    wanted = {
        _Membership(person, team, source, LEAD if leads.get(team) == person else MEMBER)
        for person, team, source in said
    }
    present = {
        _Membership(*rest): membership_id
        for membership_id, *rest in rows(
            "SELECT id, person_ref, team_ref, source_id, role FROM catalog_membership WHERE until IS NULL "
            "AND (person_ref = ANY(%(refs)s) OR team_ref = ANY(%(refs)s))",
            {"refs": refs},
        )
    }
    # Another role is another stretch: the old one ends first.
    execute(
        "UPDATE catalog_membership SET until = greatest(since, %s) WHERE id = ANY(%s)",
        [now, sorted(present[membership] for membership in present.keys() - wanted)],
    )
    begun = sorted(wanted - present.keys())
    execute(
        "INSERT INTO catalog_membership (person_ref, team_ref, source_id, role, since) "
        "SELECT *, %s FROM unnest(%s::text[], %s::text[], %s::int[], %s::text[]) "
        "ON CONFLICT (person_ref, team_ref, source_id) WHERE until IS NULL DO NOTHING",
        [now, *([getattr(membership, name) for membership in begun] for name in _Membership._fields)],
    )


def _leads(team_refs: list[str]) -> dict[str, str]:
    """Who leads each team, where its descriptor says so: the annotation holds a ref of a user, or the name alone."""
    found = {}
    for team_ref, text in rows(
        "SELECT e.ref, d.descriptor #>> %s FROM catalog_entity e JOIN catalog_entitydocument d ON d.entity_id = e.id "
        "WHERE e.ref = ANY(%s)",
        [["metadata", "annotations", LEAD_ANNOTATION], team_refs],
    ):
        try:
            namespace = EntityRef.parse(team_ref).namespace
            found[team_ref] = str(EntityRef.parse(text, default_kind="user", default_namespace=namespace))
        except InvalidRef:
            continue  # no annotation, or none that names anybody
    return found
