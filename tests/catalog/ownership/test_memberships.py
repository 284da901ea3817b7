"""Memberships: stretches that begin and end with what descriptors of people and teams say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from catalog.database import execute, rows
from catalog.names import alias_digest
from catalog.ownership.directory import directory_load
from catalog.ownership.memberships import memberships_refresh
from tests.catalog.ownership.estate import TEAM_A, TEAM_B, entity_id, group, read, table, user

pytestmark = pytest.mark.django_db
ANN = "user:default/ann"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def refresh(*refs, hours=0):
    memberships_refresh([entity_id(ref) for ref in refs], NOON + timedelta(hours=hours))


def lasting():
    """(person, team, role, source) of the present."""
    return rows(
        "SELECT m.person_ref, m.team_ref, m.role, s.key FROM catalog_membership m JOIN catalog_source s ON s.id = m.source_id "
        "WHERE m.until IS NULL ORDER BY 1, 2, 4"
    )


def stretches():
    """(team, hours since noon it began, ended)."""
    return [
        (team, (since - NOON) / timedelta(hours=1), until and (until - NOON) / timedelta(hours=1))
        for team, since, until in rows("SELECT team_ref, since, until FROM catalog_membership ORDER BY since, id")
    ]


def test_a_person_says_it(tmp_path):
    read(tmp_path, group("team-a"), user("ann", "team-a"))
    refresh(ANN)
    assert lasting() == [(ANN, TEAM_A, "member", "files")]


def test_a_team_says_it(tmp_path):
    read(tmp_path, group("team-a", members=["ann"]), user("ann"))
    refresh(TEAM_A)
    assert lasting() == [(ANN, TEAM_A, "member", "files")]


def test_either_side_of_the_batch_finds_it_and_both_make_one(tmp_path):
    read(tmp_path, group("team-a", members=["ann"]), user("ann", "team-a"))
    for refs in ((ANN,), (TEAM_A,), (ANN, TEAM_A)):
        refresh(*refs)
        assert stretches() == [(TEAM_A, 0, None)]


def test_two_sources_are_two_memberships(tmp_path):
    read(tmp_path, group("team-a", members=["ann"]), key="groups")
    read(tmp_path, user("ann", "team-a"), key="users")
    refresh(ANN)
    assert [source for *_, source in lasting()] == ["groups", "users"]


def test_a_change_of_teams_ends_one_stretch_and_begins_another(tmp_path):
    read(tmp_path, group("team-a"), group("team-b"), user("ann", "team-a"))
    refresh(ANN)
    read(tmp_path, group("team-a"), group("team-b"), user("ann", "team-b"))
    refresh(ANN, hours=5)
    refresh(ANN, hours=9)
    assert stretches() == [(TEAM_A, 0, 5), (TEAM_B, 5, None)]
    assert directory_load([ANN]).teams_at(ANN, NOON + timedelta(hours=4)) == (TEAM_A,)
    assert directory_load([ANN]).teams_at(ANN, NOON + timedelta(hours=5)) == (TEAM_B,)


def test_somebody_who_comes_back_has_two_stretches(tmp_path):
    for hours, teams in enumerate((["team-a"], [], ["team-a"])):
        read(tmp_path, group("team-a"), user("ann", *teams))
        refresh(ANN, hours=hours)
    assert stretches() == [(TEAM_A, 0, 1), (TEAM_A, 2, None)]


def test_a_deleted_person_leaves(tmp_path):
    read(tmp_path, group("team-a"), user("ann", "team-a"))
    refresh(ANN)
    read(tmp_path, group("team-a"))
    refresh(ANN, hours=1)
    assert stretches() == [(TEAM_A, 0, 1)]


@pytest.mark.parametrize("text", ["user:default/ann", "ann", "USER:ann"])
def test_the_lead_is_whom_the_team_names(tmp_path, text):
    read(
        tmp_path,
        group("team-a", members=["ann", "ben"], annotations={"headwater.dev/lead": text}),
        user("ann"),
        user("ben"),
    )
    refresh(TEAM_A)
    assert [(person, role) for person, _, role, _ in lasting()] == [(ANN, "lead"), ("user:default/ben", "member")]


def test_a_new_lead_begins_new_stretches(tmp_path):
    read(tmp_path, group("team-a", members=["ann"]), user("ann"))
    refresh(TEAM_A)
    read(tmp_path, group("team-a", members=["ann"], annotations={"headwater.dev/lead": "ann"}), user("ann"))
    refresh(TEAM_A, hours=1)
    assert stretches() == [(TEAM_A, 0, 1), (TEAM_A, 1, None)]
    assert [role for _, _, role, _ in lasting()] == ["lead"]


def test_a_lead_that_names_nobody_is_passed_over(tmp_path):
    read(tmp_path, group("team-a", members=["ann"], annotations={"headwater.dev/lead": "a b/c"}), user("ann"))
    refresh(TEAM_A)
    assert [role for _, _, role, _ in lasting()] == ["member"]


def test_other_entities_have_no_members(tmp_path):
    read(tmp_path, group("team-a"), table("orders", "team-a"))
    refresh("resource:default/orders")
    assert lasting() == []


# --- the directory ----------------------------------------------------------------------------------------------------


def test_the_directory_tells_who_lives(tmp_path):
    read(tmp_path, group("team-a"), group("team-b"), user("ann", "team-a"), user("ben"))
    read(tmp_path, group("team-a"), user("ann", "team-a"), user("ben"))
    refresh(ANN)
    unknown = "group:default/unknown"
    found = directory_load([TEAM_A, TEAM_B, unknown, ANN, "user:default/ben"])
    assert [found.fault(ref) for ref in (TEAM_A, TEAM_B, unknown, "user:default/ben")] == [
        None,
        "group:default/team-b was deleted.",
        "group:default/unknown cannot be found.",
        "user:default/ben is in no team.",
    ]
    assert found.teams_at(ANN, NOON) == (TEAM_A,)
    assert found.teams_at("user:default/ben", NOON) == ()


def test_a_team_without_members_is_not_judged_until_it_had_some(tmp_path):
    read(tmp_path, group("team-a"), user("ann"))
    assert directory_load([TEAM_A]).fault(TEAM_A) is None
    read(tmp_path, group("team-a"), user("ann", "team-a"))
    refresh(ANN)
    assert directory_load([TEAM_A]).fault(TEAM_A) is None
    read(tmp_path, group("team-a"), user("ann"))
    refresh(ANN, hours=1)
    assert directory_load([TEAM_A]).fault(TEAM_A) == "group:default/team-a has no active member left."


def test_the_directory_loads_the_teams_of_its_people_and_knows_former_refs(tmp_path):
    read(tmp_path, group("team-a"), user("ann", "team-a"))
    refresh(ANN)
    old = "group:default/old"
    execute(
        "INSERT INTO catalog_alias (scheme, namespace, key, digest, entity_id, source_id) "
        "SELECT 'ref', '', %s, %s, %s, id FROM catalog_source WHERE key = 'files'",
        [old, alias_digest("ref", "", old), entity_id(TEAM_A)],
    )
    found = directory_load([ANN, old])
    assert (found.fault(TEAM_A), found.present(old), found.present(TEAM_A)) == (None, TEAM_A, TEAM_A)
