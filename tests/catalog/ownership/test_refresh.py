"""From what sources and people say to owners on cards and in history, on a real database."""

from __future__ import annotations

import pytest
from prometheus_client import REGISTRY

from catalog.database import execute, rows
from catalog.ingest.removal import entities_delete, sources_delete, sources_forget
from catalog.ownership import refresh, registry
from catalog.ownership.refresh import ownership_pending, ownership_resolve, ownership_sweep
from catalog.ownership.signal import DECLARED, Evidence, OwnershipSignal
from catalog.queues import HEALTH, OWNERSHIP, STITCH
from tests.builders import descriptor, event, files_source, ingest, job_ref
from tests.catalog.ownership.estate import (
    TEAM_A,
    TEAM_B,
    decide,
    entity_id,
    evidence,
    group,
    owner,
    present,
    read,
    settle,
    table,
    user,
)

pytestmark = pytest.mark.django_db
ORDERS, USERS = "resource:default/orders", "resource:default/users"
TEAMS = (group("team-a"), group("team-b"))


def history(ref=ORDERS):
    return rows(
        "SELECT r.owner_ref, r.state, r.valid_to IS NULL FROM catalog_resolvedownership r "
        "JOIN catalog_entity e ON e.id = r.entity_id WHERE e.ref = %s ORDER BY r.valid_from, r.id",
        [ref],
    )


def failures(signal):
    return REGISTRY.get_sample_value("headwater_ownership_signal_failures_total", {"signal": signal}) or 0


def waiting(queue):
    return sorted({row[0] for row in rows(f"SELECT entity_id FROM {queue.table}")})


def empty(*queues):
    for queue in queues:
        queue.work_off(1000, lambda ids: None)


def test_it_works(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-a"))
    assert settle() == 3
    assert owner(ORDERS) == (TEAM_A, "declared")
    assert present(ORDERS, "owner_ref", "state", "text", "stale_reasons") == (
        TEAM_A,
        "declared",
        "Its descriptor names group:default/team-a at a.yaml:19.",
        [],
    )
    assert history() == [(TEAM_A, "declared", True)]


def test_teams_people_and_others_are_never_owned(tmp_path):
    read(tmp_path, *TEAMS, user("ann", "team-a"), descriptor("Location", "here", spec={"targets": []}))
    settle()
    assert rows("SELECT count(*) FROM catalog_resolvedownership") == [(0,)]
    assert {owner(r) for r in (TEAM_A, "user:default/ann", "location:default/here")} == {(None, None)}


def test_a_changed_owner_begins_a_new_stretch(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-a"))
    settle()
    read(tmp_path, *TEAMS, table("orders", "team-b"))
    settle()
    assert history() == [(TEAM_A, "declared", False), (TEAM_B, "declared", True)]
    assert rows("SELECT count(*) FROM catalog_resolvedownership WHERE valid_to < valid_from") == [(0,)]


def test_another_wording_is_written_in_place(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-a"))
    settle()
    since = present(ORDERS, "valid_from")
    read(tmp_path, *TEAMS, table("users", "team-a"), table("orders", "team-a"))
    settle()
    assert present(ORDERS, "text", "valid_from") == ("Its descriptor names group:default/team-a at a.yaml:27.", *since)
    assert len(history()) == 1


def test_the_same_answer_is_not_written_again(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-a"))
    settle()
    before = rows(
        "SELECT id, xmin::text FROM catalog_resolvedownership UNION SELECT id, xmin::text FROM catalog_entity"
    )
    empty(STITCH, HEALTH)
    settle()
    assert ownership_sweep() == 0
    after = rows("SELECT id, xmin::text FROM catalog_resolvedownership UNION SELECT id, xmin::text FROM catalog_entity")
    assert sorted(after) == sorted(before)
    assert (waiting(STITCH), waiting(HEALTH), waiting(OWNERSHIP)) == ([], [], [])


def test_an_override_survives_every_sync(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-a"))
    settle()
    decide(ORDERS, "override", TEAM_B)
    for _ in range(3):
        read(tmp_path, *TEAMS, table("orders", "team-a"))
        settle()
        assert owner(ORDERS) == (TEAM_B, "overridden")
    assert rows("SELECT hidden_ref FROM catalog_resolvedownership WHERE valid_to IS NULL") == [(TEAM_A,)]


def test_a_revoked_assertion_is_not_in_force(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-a"))
    decide(ORDERS, "override", TEAM_B)
    settle()
    execute("UPDATE catalog_ownershipassertion SET revoked_at = now()")
    settle()
    assert owner(ORDERS) == (TEAM_A, "declared")


def test_an_assertion_for_another_role_decides_nothing(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-a"))
    decide(ORDERS, "override", TEAM_B)
    execute("UPDATE catalog_ownershipassertion SET role = 'steward'")
    settle()
    assert owner(ORDERS) == (TEAM_A, "declared")


def test_a_confirmation_falls_when_the_source_says_otherwise_later(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-a"))
    settle()
    decide(ORDERS, "confirm", TEAM_A)
    execute("UPDATE catalog_ownershipassertion SET created_at = now() - interval '1 hour'")
    execute("UPDATE catalog_ownershipevidence SET observed_at = now() - interval '2 hours'")
    settle()
    assert owner(ORDERS) == (TEAM_A, "confirmed")
    read(tmp_path, *TEAMS, table("orders", "team-b"))
    settle()
    assert owner(ORDERS) == (TEAM_B, "declared")


def test_an_unowned_entity_has_no_owner_on_its_card(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-a"), trusted=False)
    decide(ORDERS, "unowned_ok")
    settle()
    assert owner(ORDERS) == (None, "unowned_ok")


def test_an_untrusted_source_only_suggests(tmp_path):
    read(tmp_path, *TEAMS, key="people")
    read(tmp_path, table("orders", "team-a"), trusted=False)
    settle()
    assert owner(ORDERS) == (None, "orphan")
    ((suggestion,),) = present(ORDERS, "suggestions")
    assert (suggestion["owner"], suggestion["band"]) == (TEAM_A, "low")


def test_a_source_that_loses_trust_decides_nothing_from_then_on(tmp_path):
    read(tmp_path, *TEAMS, key="people")
    read(tmp_path, table("orders", "team-a"))
    settle()
    empty(STITCH, OWNERSHIP)
    files_source(tmp_path / "files")
    assert (waiting(STITCH), waiting(OWNERSHIP)) == ([], [])
    files_source(tmp_path / "files", trusted=False)
    assert waiting(STITCH) == waiting(OWNERSHIP) == [entity_id(ORDERS)]
    settle()
    assert owner(ORDERS) == (None, "orphan")


def test_two_sources_of_one_rank_are_contested(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-a"), key="one", precedence=5)
    read(tmp_path, table("orders", "team-b"), key="two", precedence=4)
    settle()
    assert owner(ORDERS) == (TEAM_A, "contested")
    assert [(line["source"], line["owner"], line["outcome"]) for line in present(ORDERS, "ledger")[0]] == [
        ("one", TEAM_A, "won"),
        ("two", TEAM_B, "lost"),
    ]


def test_a_deleted_entity_closes_its_stretch(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-a"))
    settle()
    read(tmp_path, *TEAMS)
    settle()
    assert owner(ORDERS) == (None, None)
    assert history() == [(TEAM_A, "declared", False)]


def test_a_changed_owner_asks_for_stitch_and_health(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-a"), table("users", "team-a"))
    settle()
    empty(STITCH, HEALTH)
    decide(ORDERS, "override", TEAM_B)
    assert ownership_resolve([entity_id(ORDERS), entity_id(USERS)]) == {entity_id(ORDERS)}
    assert waiting(STITCH) == waiting(HEALTH) == [entity_id(ORDERS)]


def test_the_queue_empties_itself(tmp_path):
    read(tmp_path, *TEAMS, table("orders", "team-a"))
    assert settle() > 0
    assert (waiting(OWNERSHIP), ownership_pending()) == ([], 0)


# --- teams and people -------------------------------------------------------------------------------------------------


def test_a_team_that_goes_makes_what_it_owns_stale_and_one_that_comes_back_does_not(tmp_path):
    read(tmp_path, table("orders", "team-a"))
    settle()
    assert owner(ORDERS) == (TEAM_A, "stale")
    for documents, state, reasons in (
        (TEAMS, "declared", []),
        ((), "stale", ["group:default/team-a was deleted."]),
        (TEAMS, "declared", []),
    ):
        read(tmp_path, *documents, descriptor("System", "x", spec={"owner": "team-b"}), key="people")
        OWNERSHIP.ask([row[0] for row in rows("SELECT id FROM catalog_entity WHERE kind = 'team'")])
        ownership_pending()
        assert present(ORDERS, "state", "stale_reasons") == (state, reasons)


def test_a_team_whose_last_member_left_is_stale(tmp_path):
    read(tmp_path, *TEAMS, user("ann", "team-a"), table("orders", "team-a"))
    settle()
    assert owner(ORDERS) == (TEAM_A, "declared")
    read(tmp_path, *TEAMS, user("ann", "team-b"), table("orders", "team-a"))
    OWNERSHIP.ask([entity_id("user:default/ann")])
    ownership_pending()
    assert present(ORDERS, "state", "stale_reasons") == ("stale", ["group:default/team-a has no active member left."])


def test_a_team_whose_people_are_deleted_is_stale(tmp_path):
    read(tmp_path, group("team-a", members=["ann"]), user("ann"), table("orders", "team-a"))
    settle()
    read(tmp_path, group("team-a", members=["ann"]), table("orders", "team-a"))
    OWNERSHIP.ask([entity_id("user:default/ann")])
    ownership_pending()
    assert owner(ORDERS) == (TEAM_A, "stale")


def test_a_person_as_owner_counts_for_the_team(tmp_path):
    others = *TEAMS, user("ben", "team-b"), table("orders", "user:ann")
    for team in ("team-b", "team-a"):
        read(tmp_path, *others, user("ann", team))
        settle()
        assert owner(ORDERS) == (TEAM_B, "declared")  # the team of then, also after a change of teams


def test_a_person_who_is_in_no_team_yet_owns_once_there_is_one(tmp_path):
    read(tmp_path, *TEAMS, user("ann"), table("orders", "user:ann"))
    settle()
    assert owner(ORDERS) == ("user:default/ann", "stale")
    read(tmp_path, *TEAMS, user("ann", "team-a"), table("orders", "user:ann"))
    OWNERSHIP.ask([entity_id("user:default/ann")])
    ownership_pending()
    assert owner(ORDERS) == (TEAM_A, "declared")


# --- signals that fail ------------------------------------------------------------------------------------------------


class Loud(OwnershipSignal):
    """Says what it is told to, or raises."""

    name = "loud"
    says: str | Exception = TEAM_B

    def observe(self, entity_ids):
        for one in entity_ids:
            if isinstance(self.says, Exception):
                raise self.says
            source_id = rows("SELECT id FROM catalog_source WHERE key = 'files'")[0][0]
            yield Evidence(
                entity_id=one, owner_ref=self.says, source_id=source_id, family="loud", tier=DECLARED, rank=50, text="!"
            )

    def spread(self, entity_ids):
        raise RuntimeError("no neighbours")


@pytest.fixture
def loud(monkeypatch):
    monkeypatch.setattr(registry, "BUILTIN", (("loud", f"{__name__}:Loud"), *registry.BUILTIN))
    monkeypatch.setattr(Loud, "says", TEAM_B)
    return Loud


def test_another_signal_plugs_in(tmp_path, loud):
    read(tmp_path, *TEAMS, table("orders", "team-a"))
    settle()
    assert owner(ORDERS) == (TEAM_B, "declared")


@pytest.mark.parametrize("wrong", [RuntimeError("broken"), "x" * 5 + "\0"])
def test_a_signal_that_fails_keeps_its_rows_and_stops_nobody(tmp_path, loud, wrong, caplog):
    read(tmp_path, *TEAMS, table("orders", "team-a"))
    settle()
    read(tmp_path, *TEAMS, table("orders", "team-a"), table("users", "team-a"))
    before = failures("loud")
    loud.says = wrong
    settle()
    assert (owner(ORDERS), owner(USERS)) == ((TEAM_B, "declared"), (TEAM_A, "declared"))
    assert [row[1] for row in evidence(ORDERS, "loud")] == [TEAM_B]
    assert failures("loud") == before + 2  # it cannot observe, and cannot spread
    assert "ownership signal loud failed; what it said before stays" in caplog.text


def test_every_builtin_signal_is_registered_under_its_name():
    found = registry.signals_installed()
    assert {name: signal.name for name, signal in found.items()} == {name: name for name, _ in registry.BUILTIN}


# --- the sweep --------------------------------------------------------------------------------------------------------


def test_the_sweep_finds_what_nobody_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(refresh, "BATCH", 2)
    read(tmp_path, table("a", "team-a"), table("b", "team-b"), table("c", "team-b"), *TEAMS, user("ann", "team-a"))
    OWNERSHIP.take(100)
    assert ownership_sweep() == 3
    assert {owner(f"resource:default/{name}") for name in "abc"} == {(TEAM_A, "declared"), (TEAM_B, "declared")}
    assert waiting(OWNERSHIP) == []
    assert ownership_sweep() == 0


def test_an_owner_of_a_pipeline_reaches_its_jobs_by_sweep_and_by_queue(tmp_path):
    ingest(
        event(
            "dag.load", run_facets={"parent": {"run": {"runId": "1"}, "job": {"namespace": "scheduler", "name": "dag"}}}
        ),
        event("dag"),
    )
    read(tmp_path, *TEAMS)
    ownership_sweep()
    assert owner(job_ref("dag.load")) == (None, "orphan")
    decide(job_ref("dag"), "override", TEAM_A)
    OWNERSHIP.ask([entity_id(job_ref("dag"))])
    ownership_pending()
    assert owner(job_ref("dag.load")) == (TEAM_A, "declared")
    execute("UPDATE catalog_ownershipassertion SET owner_ref = %s", [TEAM_B])
    assert ownership_sweep() == 2
    assert owner(job_ref("dag.load")) == (TEAM_B, "declared")


def test_a_source_is_forgotten_with_all_that_hangs_on_it(tmp_path):
    read(tmp_path, *TEAMS, user("ann", "team-a"), table("orders", "team-a"), owners="*.yaml @ann\n")
    settle()
    decide(ORDERS, "override", TEAM_B)
    source_ids = [row[0] for row in rows("SELECT id FROM catalog_source WHERE key = 'files'")]
    entities_delete(sources_forget(source_ids).gone)
    sources_delete(source_ids)
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in ("ownershipevidence", "ownershipassertion", "resolvedownership", "membership", "ownersfile", "entity"):
        assert rows(f"SELECT count(*) FROM catalog_{name}") == [(0,)]
