"""Commands on owners: what they do, what they refuse, what they leave in the audit, and that undo is exact."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from catalog.answers import ChangeSetState, OwnerState
from catalog.commands.change_log import changes_expire
from catalog.commands.change_sets import change_set_apply, change_set_undo
from catalog.commands.owners import owner_clear, owner_confirm, owner_decline, owner_set, owner_waive
from catalog.commands.selection import EntitySelection
from catalog.database import execute, rows
from catalog.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    TooManyError,
    WrongStateError,
)
from catalog.names import Kind
from catalog.queries.change_sets import audit_entry_list, change_set_get
from catalog.queries.descriptors import descriptors_by_refs
from catalog.queries.filters import EntityFilter, StringFilter
from catalog.queries.ownership import ownership_get, ownership_period_list
from catalog.viewers import Door, Viewer, ViewerKind
from tests.builders import ADMIN, VIEWER, descriptor, files_source, settle, sync
from tests.estate import write

pytestmark = pytest.mark.django_db
A, B, C = (f"group:default/team-{x}" for x in "abc")
ORDERS = "resource:default/orders"
MEMBER = replace(VIEWER, key="person:member", name="Mia", teams=(A,))
ANNA = replace(ADMIN, key="person:anna", name="Anna", door=Door.GRAPHQL, request_id="r1")


def one(*refs: str) -> EntitySelection:
    return EntitySelection(refs=refs or (ORDERS,))


@pytest.fixture(autouse=True)
def estate(tmp_path):
    write(
        tmp_path,
        "all.yaml",
        *(descriptor("Group", f"team-{x}", spec={"type": "team", "children": []}) for x in "abc"),
        descriptor("Resource", "orders", spec={"type": "table", "owner": "team-a"}),
        *(descriptor("Resource", f"t{n}", spec={"type": "table", "owner": "team-a"}) for n in range(30)),
    )
    sync(files_source(tmp_path))
    settle()
    return tmp_path


def owner(ref: str = ORDERS) -> tuple[str | None, str]:
    return rows("SELECT owner_ref, owner_state FROM catalog_entity WHERE ref = %s", [ref])[0]


def version(ref: str = ORDERS) -> int:
    return rows("SELECT version FROM catalog_entity WHERE ref = %s", [ref])[0][0]


def decisions() -> list:
    return rows(
        "SELECT kind, owner_ref, revoked_at IS NULL FROM catalog_ownershipassertion ORDER BY id",
    )


def test_it_works():
    payload = owner_set(ANNA, entities=one(), owner=B, reason="Reorg.")
    assert payload.change_set.state is ChangeSetState.APPLIED
    assert payload.change_set.changes[0].text == f"{A} (declared) to {B} (overridden)"
    assert (payload.ownership.accountable.ref, payload.ownership.state) == (B, OwnerState.OVERRIDDEN)
    assert owner() == (B, "overridden")
    (served,) = descriptors_by_refs(ADMIN, refs=[ORDERS])
    assert served["spec"]["owner"] == B
    assert {"type": "ownedBy", "targetRef": B} in served["relations"]
    (line,) = audit_entry_list(ADMIN, first=10).items
    assert (line.action, line.by, line.door, line.target, line.reason) == (
        *("owner_set", "Anna", Door.GRAPHQL, ORDERS, "Reorg."),
    )
    assert (line.before["owner"], line.after["owner"], line.request_id) == (A, B, "r1")
    assert line.change_set_id == payload.change_set.id


def test_an_override_survives_every_sync_and_source(estate):
    owner_set(ANNA, entities=one(), owner=B, reason="Reorg.")
    for n in range(20):
        declared = descriptor("Resource", "orders", description=f"Edit {n}.", spec={"type": "table", "owner": "team-c"})
        write(estate, "orders.yaml", declared) if n % 2 else write(estate, f"x{n}.yaml", declared)
        sync("files")
        settle()
        assert owner() == (B, "overridden")
    assert ownership_get(ADMIN, refs=[ORDERS])[0].assertions[0].reason == "Reorg."


def test_a_dry_run_writes_the_plan_and_nothing_else():
    before = (owner(), version(), decisions())
    plan = owner_set(ANNA, entities=one(), owner=B, reason="Reorg.", dry_run=True).change_set
    assert (plan.state, plan.changes[0].after["owner"]) == (ChangeSetState.PLANNED, B)
    assert (owner(), version(), decisions()) == before
    assert rows("SELECT count(*) FROM catalog_auditentry") == [(0,)]
    applied = change_set_apply(ANNA, id=plan.id).change_set
    assert (applied.id, applied.state, applied.changes[0].text) == (
        plan.id,
        ChangeSetState.APPLIED,
        plan.changes[0].text,
    )
    assert owner() == (B, "overridden")


def test_a_plan_is_done_exactly_or_not_at_all():
    plan = owner_set(
        ANNA, entities=one("resource:default/t1", "resource:default/t2"), owner=B, reason="x", dry_run=True
    )
    owner_set(ANNA, entities=one("resource:default/t2"), owner=C, reason="Faster.")
    with pytest.raises(
        ConflictError, match=r"resource:default/t2 changed since you read it .* its owner is now group:default/team-c"
    ):
        change_set_apply(ANNA, id=plan.change_set.id)
    assert owner("resource:default/t1") == (A, "declared")


def test_a_plan_ends_after_an_hour():
    plan = owner_set(ANNA, entities=one(), owner=B, reason="x", dry_run=True).change_set
    assert plan.expires_at - plan.created_at <= timedelta(hours=1)
    execute("UPDATE catalog_changeset SET expires_at = now() - interval '1 second'")
    with pytest.raises(WrongStateError, match="older than an hour"):
        change_set_apply(ANNA, id=plan.id)
    assert changes_expire() == 1
    assert change_set_get(ADMIN, ids=[plan.id])[0].state is ChangeSetState.EXPIRED


def test_two_people_at_once():
    seen = version()
    owner_set(ANNA, entities=one(), owner=B, reason="Mine first.", expected_version=seen)
    with pytest.raises(ConflictError) as conflict:
        owner_set(ADMIN, entities=one(), owner=C, reason="Mine too.", expected_version=seen)
    assert f"version {seen}, now {version()}, last edited by Anna at" in conflict.value.message
    assert f"its owner is now {B} (overridden)" in conflict.value.message
    assert owner() == (B, "overridden")


def test_clear_lets_sources_decide_again():
    owner_set(ANNA, entities=one(), owner=B, reason="Reorg.")
    owner_clear(ANNA, entities=one(), reason="Was wrong.")
    assert owner() == (A, "declared")
    with pytest.raises(WrongStateError, match="nothing to clear"):
        owner_clear(ANNA, entities=one(), reason="Again.")


def test_confirm_by_the_team_itself():
    owner_confirm(MEMBER, entities=one())
    assert owner() == (A, "confirmed")
    owner_set(ANNA, entities=one("resource:default/t1"), owner=B, reason="Theirs.")
    with pytest.raises(ForbiddenError, match=f"somebody of {B}"):
        owner_confirm(MEMBER, entities=one("resource:default/t1"))
    assert [(e.action, e.allowed) for e in audit_entry_list(ADMIN, first=10).items] == [
        *(("owner_confirm", False), ("owner_set", True), ("owner_confirm", True)),
    ]


def test_decline_makes_an_orphan_until_somebody_else_says_so():
    owner_decline(MEMBER, entities=one(), team=A, reason="Not ours.", instead=B)
    assert owner() == (None, "orphan")
    (report,) = ownership_get(ADMIN, refs=[ORDERS])
    assert [(e.owner and e.owner.ref, e.outcome.value, e.reason) for e in report.evidence if e.tier == 2] == [
        (A, "ignored", "Declined by Mia.")
    ]
    assert [(s.team.ref, s.band, s.families, s.reasons) for s in report.suggestions] == [
        (B, "high", ("person",), (f"Mia proposed it when declining for {A}: Not ours.",))
    ]
    assert [(link.ref, link.title) for link in report.mentions] == [(A, "team-a"), (B, "team-b")]
    owner_set(ANNA, entities=one(), owner=A, reason="It is, after all.")
    assert owner() == (A, "overridden")
    with pytest.raises(ForbiddenError):
        owner_decline(MEMBER, entities=one(), team=B, reason="Not theirs.")


@pytest.mark.parametrize(
    "edit",
    [
        lambda: owner_set(ANNA, entities=one(), owner=B, reason="Reorg."),
        lambda: owner_set(ANNA, entities=one(), owner=A, reason="As it was."),
        lambda: owner_confirm(MEMBER, entities=one()),
        lambda: owner_decline(MEMBER, entities=one(), team=A, reason="Not ours."),
        lambda: owner_waive(ANNA, entities=one(), reason="A scratch table."),
    ],
    ids=["set", "set to the same", "confirm", "decline", "waive"],
)
def test_one_edit_is_one_version(edit):
    seen = version()
    made = edit()
    assert version() == seen + 1
    settle()
    assert version() == seen + 1
    change_set_undo(replace(ADMIN, key="person:boss"), id=made.change_set.id, reason="Wrong.")
    settle()
    assert version() == seen + 2


def test_waive_needs_no_owner():
    waived = owner_waive(ANNA, entities=one(), reason="A scratch table.")
    assert waived.change_set.changes[0].text == f"{A} (declared) to nobody (needs no owner)"
    assert owner() == (None, "unowned_ok")
    (served,) = descriptors_by_refs(ADMIN, refs=[ORDERS])
    assert "owner" not in served["spec"]


def test_undo_is_exact():
    owner_set(ANNA, entities=one(), owner=B, reason="One.")
    before = decisions()
    second = owner_waive(ANNA, entities=one(), reason="Two.").change_set
    assert owner() == (None, "unowned_ok")
    undo = change_set_undo(ANNA, id=second.id, reason="Mistake.").change_set
    assert owner() == (B, "overridden")
    assert [d for d in decisions() if d[2]] == [d for d in before if d[2]]
    assert (undo.undoes, undo.undoable) == (second.id, False)
    (undone,) = change_set_get(ADMIN, ids=[second.id])
    assert (undone.state, undone.undone_by, undone.undoable) == (ChangeSetState.UNDONE, undo.id, False)
    with pytest.raises(WrongStateError, match="is undone"):
        change_set_undo(ANNA, id=second.id, reason="Again.")
    with pytest.raises(WrongStateError, match="An undo is not undone"):
        change_set_undo(ANNA, id=undo.id, reason="Back.")


def test_undo_is_refused_while_a_newer_change_stands():
    first = owner_set(ANNA, entities=one(), owner=B, reason="One.").change_set
    newer = owner_set(ADMIN, entities=one(), owner=C, reason="Two.").change_set
    assert change_set_get(ADMIN, ids=[first.id])[0].undoable is False
    with pytest.raises(ConflictError, match=f"A newer change stands on {ORDERS}: owner_set by person:admin"):
        change_set_undo(ANNA, id=first.id, reason="Back.")
    change_set_undo(ADMIN, id=newer.id, reason="Back.")
    change_set_undo(ANNA, id=first.id, reason="Back.")
    assert owner() == (A, "declared")


def test_bulk_is_planned_first_and_one_edit():
    many = one(*(f"resource:default/t{n}" for n in range(30)))
    with pytest.raises(InvalidError, match="planned first"):
        owner_set(ANNA, entities=many, owner=B, reason="All.")
    plan = owner_set(ANNA, entities=many, owner=B, reason="All.", dry_run=True).change_set
    change_set_apply(ANNA, id=plan.id)
    assert rows("SELECT owner_ref, count(*) FROM catalog_entity WHERE ref LIKE 'resource:default/t%%' GROUP BY 1") == [
        (B, 30)
    ]
    assert rows("SELECT count(*), count(DISTINCT change_set_uid) FROM catalog_auditentry") == [(30, 1)]
    change_set_undo(ANNA, id=plan.id, reason="Not yet.")
    assert rows("SELECT owner_ref, count(*) FROM catalog_entity WHERE ref LIKE 'resource:default/t%%' GROUP BY 1") == [
        (A, 30)
    ]


def test_by_a_filter():
    wanted = EntitySelection(filter=EntityFilter(kinds=(Kind.DATASET,), name=StringFilter(prefix="t1")))
    plan = owner_set(ANNA, entities=wanted, owner=B, reason="All.", dry_run=True).change_set
    assert plan.entity_count == 11
    _grow()
    with pytest.raises(TooManyError, match="selects more than 500"):
        owner_set(ANNA, entities=EntitySelection(filter=EntityFilter()), owner=B, reason="All.", dry_run=True)


def _grow() -> None:
    execute(
        "INSERT INTO catalog_entity (uid, ref, descriptor_kind, namespace, name, kind, title, tags, restricted, stub, version) "
        "SELECT gen_random_uuid(), 'resource:x/n' || n, 'Resource', 'x', 'n' || n, 'dataset', 'n', '{}', false, false, 1 "
        "FROM generate_series(1, 501) n"
    )
    execute(
        "INSERT INTO catalog_searchdocument (entity_id, words, popularity) "
        "SELECT id, '', 0 FROM catalog_entity WHERE namespace = 'x'"
    )


def test_unknown_refs_are_reported_and_the_rest_or_nothing_is_done():
    some = one(ORDERS, "resource:default/absent", "no ref", A)
    with pytest.raises(NotFoundError, match="these refs: no ref, resource:default/absent, group:default/team-a"):
        owner_set(ANNA, entities=some, owner=B, reason="x")
    assert owner() == (A, "declared")
    done = owner_set(ANNA, entities=some, owner=B, reason="x", skip_unknown=True).change_set
    assert (done.entity_count, done.skipped) == (1, ("no ref", "resource:default/absent", A))
    assert owner() == (B, "overridden")


@pytest.mark.parametrize(
    ("team", "error", "said"),
    [
        ("group:default/nobody", NotFoundError, "owner: no team has the ref group:default/nobody."),
        (ORDERS, InvalidError, f"owner: {ORDERS} is no team; only teams are accountable"),
        ("team-b", InvalidError, "owner: entity ref 'team-b' has no kind; write kind:namespace/name"),
    ],
)
def test_a_wrong_owner(team, error, said):
    with pytest.raises(error) as wrong:
        owner_set(ANNA, entities=one(), owner=team, reason="x")
    assert wrong.value.message == said


def test_a_dissolved_team(estate):
    execute("UPDATE catalog_entity SET deleted_at = now() WHERE ref = %s", [B])
    with pytest.raises(InvalidError, match=f"owner: {B} is dissolved; name a team that exists"):
        owner_set(ANNA, entities=one(), owner=B, reason="x")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001, "a\x00b", "a\ud800b"])
def test_a_reason_is_asked_for(reason):
    with pytest.raises(InvalidError, match="reason: "):
        owner_set(ANNA, entities=one(), owner=B, reason=reason)


def test_more_than_500_refs():
    with pytest.raises(TooManyError, match="501 refs were sent; at most 500 are accepted, send them in parts"):
        owner_set(
            ANNA, entities=one(*(f"resource:default/x{n}" for n in range(501))), owner=B, reason="x", dry_run=True
        )


def test_bulk_needs_a_right_of_its_own():
    token = Viewer(
        kind=ViewerKind.TOKEN, key="token:1", name="bot", scopes=frozenset({"ownership:write", "catalog:read"})
    )
    assert owner_set(token, entities=one(), owner=B, reason="x").change_set.by == "bot"
    many = one(*(f"resource:default/t{n}" for n in range(21)))
    with pytest.raises(ForbiddenError, match=r"owner\.bulk is not allowed"):
        owner_set(token, entities=many, owner=B, reason="x", dry_run=True)


def test_the_audit_cannot_be_changed(django_db_blocker):
    from django.db import DatabaseError, transaction

    owner_set(ANNA, entities=one(), owner=B, reason="x")
    for statement in ("UPDATE catalog_auditentry SET by_name = 'nobody'", "DELETE FROM catalog_auditentry"):
        with pytest.raises(DatabaseError, match="the audit is only appended to"), transaction.atomic():
            execute(statement)


def test_history_answers_who_owned_it_at_any_time():
    before = datetime.now(UTC)
    owner_set(ANNA, entities=one(), owner=B, reason="Reorg.")
    (then,) = ownership_get(ADMIN, refs=[ORDERS], as_of=before)
    assert (then.accountable.ref, then.state) == (A, OwnerState.DECLARED)
    periods = ownership_period_list(ADMIN, ref=ORDERS)
    assert [(p.owner.ref, p.state.value, p.until is None) for p in periods] == [
        (B, "overridden", True),
        (A, "declared", False),
    ]
    assert periods[1].until == periods[0].since
    (never,) = ownership_get(ADMIN, refs=[ORDERS], as_of=datetime(2020, 1, 1, tzinfo=UTC))
    assert (never.accountable, never.state, never.evidence) == (None, None, ())
