"""Plans of syncs: what is looked at before it happens, what waits for somebody, and what comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.management import call_command

from catalog.answers import SourceState, SyncChangeKind, SyncState
from catalog.answers import sources as limits
from catalog.commands.syncs import sync_approve, sync_decline, sync_undo
from catalog.database import execute, rows
from catalog.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, WrongStateError
from catalog.ingest import pipeline
from catalog.ingest.pipeline import plans_apply
from catalog.ingest.sources import SourceSpec, source_ensure
from catalog.queries.entities import NameInput, entity_resolve
from catalog.queries.sources import source_list, sync_get, sync_list
from catalog.queries.sync_changes import sync_change_list
from tests.builders import ADMIN, VIEWER, descriptor, files_source, sync
from tests.estate import write

pytestmark = pytest.mark.django_db
OTHER_ADMIN = replace(ADMIN, key="person:other")
NAMES = [f"table-{n}" for n in range(8)]


def table(name, **spec):
    return descriptor("Resource", name, spec={"type": "table", "owner": "team-a", **spec})


def source(folder, **options):
    """A source of files that is read as the options say; its key."""
    spec = SourceSpec(
        key="files", title="Files", kind="files", config={"root": str(folder), "patterns": ["**/*.yaml"]}, **options
    )
    source_ensure(spec)
    return spec.key


def standing():
    """Names of the entities that can be found."""
    names = [NameInput(ref=f"resource:default/{name}") for name in NAMES]
    return [card.name for card in entity_resolve(ADMIN, names=names) if card]


def changes(sync_id, **options):
    """(kind, name, state, {path: (before, after)}) of each change."""
    return [
        (c.kind.value, c.ref.rpartition("/")[2], c.state.value, {f.path: (f.before, f.after) for f in c.fields})
        for c in sync_change_list(ADMIN, sync=sync_id, first=100, **options).items
    ]


def state_of(sync_id):
    return sync_get(ADMIN, ids=[sync_id])[0].state


def test_a_plan_changes_nothing_and_says_what_would_be(tmp_path):
    write(tmp_path, "a.yaml", *map(table, NAMES[:2]))
    sync(source(tmp_path))
    source(tmp_path, review=True)
    write(tmp_path, "a.yaml", table(NAMES[1], lifecycle="old"), table(NAMES[2]))
    outcome = sync("files")
    assert (outcome.state, outcome.counts) == ("planned", {"created": 1, "updated": 1, "deleted": 1, "same": 0})
    assert standing() == NAMES[:2]
    assert changes(outcome.id) == [
        ("delete", NAMES[0], "planned", {"spec.owner": ('"team-a"', None), "spec.type": ('"table"', None)}),
        ("update", NAMES[1], "planned", {"spec.lifecycle": (None, '"old"')}),
        ("create", NAMES[2], "planned", {"spec.owner": (None, '"team-a"'), "spec.type": (None, '"table"')}),
    ]
    assert changes(outcome.id, kinds=[SyncChangeKind.UPDATE])[0][1] == NAMES[1]
    plan = sync_get(ADMIN, ids=[outcome.id])[0].plan
    assert (plan.waiting_count, plan.approvals_needed, plan.approvals) == (3, 1, ())
    assert source_list(ADMIN, first=5).items[0].state is SourceState.WAITING


def test_an_approved_plan_is_applied_by_the_workers(tmp_path):
    source(tmp_path, review=True)
    write(tmp_path, "a.yaml", *map(table, NAMES))
    planned = sync("files").id
    assert standing() == []
    answer = sync_approve(ADMIN, id=planned, reason="Looked at it.")
    assert (answer.change_count, answer.sync.state) == (8, SyncState.APPROVED)
    assert [(a.by, a.reason) for a in answer.sync.plan.approvals] == [("person:admin", "Looked at it.")]
    assert plans_apply() == 1
    assert (standing(), state_of(planned)) == (NAMES, SyncState.SUCCEEDED)
    assert {change[2] for change in changes(planned)} == {"applied"}
    assert (sync("files").state, plans_apply()) == ("succeeded", 0)


def test_where_a_location_leads_to_is_known_once_its_plan_is_applied_or_its_removal_undone(tmp_path):
    def leads_to():
        return rows(
            "SELECT c.leads_to FROM catalog_claim c JOIN catalog_entity e ON e.id = c.entity_id WHERE e.name = 'root'"
        )

    location = descriptor("Location", "root", spec={"type": "file", "targets": ["./b.yaml", "./c.yaml"]})
    source(tmp_path, review=True, hold_share=1.0)
    write(tmp_path, "a.yaml", location)
    for name in ("b.yaml", "c.yaml"):
        write(tmp_path, name, table(name[0]))
    sync_approve(ADMIN, id=sync("files").id, reason="Yes.")
    plans_apply()
    assert leads_to() == [(["b.yaml", "c.yaml"],)]
    source(tmp_path, review=False, hold_share=1.0)
    again = sync("files")
    assert (again.state, again.counts) == ("succeeded", {"created": 0, "updated": 0, "deleted": 0, "same": 3})
    write(tmp_path, "a.yaml")
    removed = sync("files")
    assert (removed.counts["deleted"], leads_to()) == (1, [])
    sync_undo(ADMIN, id=removed.id, reason="Too soon.")
    assert leads_to() == [(["b.yaml", "c.yaml"],)]


def test_a_descriptor_that_only_moved_is_no_change(tmp_path):
    write(tmp_path, "a.yaml", *map(table, NAMES[:3]))
    sync(source(tmp_path))
    source(tmp_path, review=True)
    write(tmp_path, "a.yaml", *map(table, reversed(NAMES[:3])))
    outcome = sync("files")
    assert (outcome.state, outcome.counts["same"]) == ("succeeded", 3)
    assert rows("SELECT locator FROM catalog_claim ORDER BY entity_id") == [
        ("a.yaml:17",),
        ("a.yaml:9",),
        ("a.yaml:1",),
    ]


def test_a_declined_plan_is_never_applied(tmp_path):
    source(tmp_path, review=True)
    write(tmp_path, "a.yaml", table(NAMES[0]))
    planned = sync("files").id
    assert sync_decline(ADMIN, id=planned, reason="No.").change_count == 1
    assert (plans_apply(), standing(), state_of(planned)) == (0, [], SyncState.DECLINED)
    assert [change[2] for change in changes(planned)] == ["skipped"]
    with pytest.raises(WrongStateError, match="The sync is declined; only a planned or held one waits"):
        sync_approve(ADMIN, id=planned, reason="Yes.")


def test_what_moved_on_since_the_plan_is_left_alone(tmp_path):
    write(tmp_path, "a.yaml", *map(table, NAMES[:3]))
    sync(source(tmp_path))
    write(tmp_path, "a.yaml", table(NAMES[0], lifecycle="planned"), table(NAMES[2]))
    source(tmp_path, review=True)
    planned = sync("files").id
    execute("UPDATE catalog_claim SET digest = gen_random_uuid() ")
    sync_approve(ADMIN, id=planned, reason="Yes.")
    plans_apply()
    assert standing() == NAMES[:3]
    assert [(change[1], change[2]) for change in changes(planned)] == [(NAMES[1], "skipped"), (NAMES[0], "skipped")]


@pytest.mark.parametrize(("share", "kept", "state"), [(0.2, 2, "held"), (0.75, 2, "succeeded"), (0.2, 3, "succeeded")])
def test_many_removals_wait_and_the_rest_is_done(tmp_path, share, kept, state):
    write(tmp_path, "a.yaml", *map(table, NAMES))
    sync(source(tmp_path, hold_share=share))
    write(tmp_path, "a.yaml", table(NAMES[0], lifecycle="new"), *map(table, NAMES[1:kept]))
    outcome = sync("files")
    assert (outcome.state, outcome.counts["updated"], outcome.counts["deleted"]) == (state, 1, 8 - kept)
    assert standing() == (NAMES if state == "held" else NAMES[:kept])
    lifecycle = rows("SELECT lifecycle FROM catalog_entity WHERE name = %s", [NAMES[0]])
    assert lifecycle == [("new",)]


def held(folder):
    """Eight tables, of which six are gone now; the id of the sync that holds their removal."""
    write(folder, "a.yaml", *map(table, NAMES))
    sync(source(folder))
    write(folder, "a.yaml", *map(table, NAMES[:2]))
    return sync("files").id


def test_the_same_removals_again_are_one_decision(tmp_path):
    first = held(tmp_path)
    assert sync("files").state == "succeeded"
    assert (state_of(first), standing()) == (SyncState.HELD, NAMES)
    sync_approve(ADMIN, id=first, reason="Moved.")
    plans_apply()
    assert standing() == NAMES[:2]


def test_other_removals_make_the_earlier_ones_out_of_date(tmp_path):
    first = held(tmp_path)
    write(tmp_path, "a.yaml", table(NAMES[0]))
    second = sync("files")
    assert (state_of(first), second.state, second.counts["deleted"]) == (SyncState.SUPERSEDED, "held", 7)
    assert {change[2] for change in changes(first)} == {"skipped"}
    with pytest.raises(WrongStateError, match="superseded"):
        sync_approve(ADMIN, id=first, reason="Yes.")


def test_what_comes_back_by_itself_waits_no_more(tmp_path):
    first = held(tmp_path)
    write(tmp_path, "a.yaml", *map(table, NAMES))
    assert (sync("files").state, state_of(first)) == ("succeeded", SyncState.SUPERSEDED)
    assert standing() == NAMES


def test_very_many_removals_take_two_people(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "TWO_PEOPLE", 5)
    first = held(tmp_path)
    answer = sync_approve(ADMIN, id=first, reason="Yes.")
    assert (answer.sync.state, answer.sync.plan.approvals_needed) == (SyncState.HELD, 2)
    with pytest.raises(ConflictError, match="it takes somebody else"):
        sync_approve(ADMIN, id=first, reason="Yes again.")
    assert (plans_apply(), standing()) == (0, NAMES)
    assert sync_approve(OTHER_ADMIN, id=first, reason="I agree.").sync.state is SyncState.APPROVED
    assert (plans_apply(), standing()) == (1, NAMES[:2])


def test_what_a_sync_removed_comes_back_and_stays_until_somebody_agrees(tmp_path):
    write(tmp_path, "a.yaml", *map(table, NAMES[:3]))
    sync(source(tmp_path))
    before = rows(
        "SELECT ref, descriptor, provenance FROM catalog_entitydocument JOIN catalog_entity e ON e.id = entity_id ORDER BY 1"
    )
    write(tmp_path, "a.yaml", *map(table, NAMES[:2]))
    removed = sync("files")
    assert (removed.state, standing()) == ("succeeded", NAMES[:2])
    assert sync_undo(ADMIN, id=removed.id, reason="A mistake.").change_count == 1
    assert (sync("files").state, standing()) == ("held", NAMES[:3])
    after = rows(
        "SELECT ref, descriptor, provenance FROM catalog_entitydocument JOIN catalog_entity e ON e.id = entity_id ORDER BY 1"
    )
    assert [row[:2] for row in after] == [row[:2] for row in before]
    write(tmp_path, "a.yaml", *map(table, NAMES[:3]))
    assert sync("files").state == "succeeded"
    write(tmp_path, "a.yaml", *map(table, NAMES[:2]))
    assert (sync("files").state, standing()) == ("succeeded", NAMES[:2])


def test_an_undo_leaves_what_the_source_says_anew(tmp_path):
    write(tmp_path, "a.yaml", *map(table, NAMES[:2]))
    sync(source(tmp_path))
    write(tmp_path, "a.yaml", table(NAMES[0]))
    removed = sync("files").id
    write(tmp_path, "a.yaml", table(NAMES[0]), table(NAMES[1], lifecycle="again"))
    sync("files")
    assert sync_undo(ADMIN, id=removed, reason="A mistake.").change_count == 0
    assert rows("SELECT lifecycle FROM catalog_entity WHERE name = %s", [NAMES[1]]) == [("again",)]


def test_a_dry_run_decides_nothing(tmp_path):
    first = held(tmp_path)
    for command in (sync_approve, sync_decline):
        assert command(ADMIN, id=first, reason="Just looking.", dry_run=True).change_count == 6
    assert (state_of(first), rows("SELECT count(*) FROM catalog_auditentry")) == (SyncState.HELD, [(0,)])


@pytest.mark.parametrize("command", [sync_approve, sync_decline, sync_undo])
def test_who_may_decide(tmp_path, command):
    first = held(tmp_path)
    with pytest.raises(ForbiddenError):
        command(VIEWER, id=first, reason="Yes.")
    with pytest.raises(InvalidError):
        command(ADMIN, id=first, reason=" ")
    for id in ("syn_1", "nonsense", "syn_00000000-0000-0000-0000-000000000000"):
        with pytest.raises(NotFoundError, match=f"No sync has the id {id}"):
            command(ADMIN, id=id, reason="Yes.")
    assert (state_of(first), standing()) == (SyncState.HELD, NAMES)
    lines = rows("SELECT action, allowed FROM catalog_auditentry")
    assert lines == [(command.__name__, False)]


def test_a_decision_is_audited(tmp_path):
    first = held(tmp_path)
    sync_approve(ADMIN, id=first, reason="Moved to the lake.")
    lines = rows("SELECT action, target, reason, after FROM catalog_auditentry")
    assert lines == [("sync_approve", first, "Moved to the lake.", {"changes": 6})]


def test_a_plan_that_cannot_be_applied_fails_and_holds_up_no_other(tmp_path, monkeypatch):
    write(tmp_path / "a", "a.yaml", table(NAMES[0]))
    write(tmp_path / "b", "b.yaml", table(NAMES[1]))
    for folder in "ab":
        config = {"root": str(tmp_path / folder), "patterns": ["**/*.yaml"]}
        source_ensure(SourceSpec(key=folder, title=folder, kind="files", config=config, review=True))
    plans = [sync(folder).id for folder in "ab"]
    for plan in plans:
        sync_approve(ADMIN, id=plan, reason="Yes.")

    def breaks(sync, records, ids):
        if sync.key == "a":
            raise ValueError("a defect")
        return []

    monkeypatch.setattr(pipeline, "_attach_identities", breaks)
    assert plans_apply() == 2
    assert [state_of(plan) for plan in plans] == [SyncState.FAILED, SyncState.SUCCEEDED]
    assert (standing(), changes(plans[0])[0][2]) == ([NAMES[1]], "skipped")
    assert sync_get(ADMIN, ids=plans)[0].error == "The plan could not be applied whole; the log has the details."
    assert plans_apply() == 0


def test_only_admins_see_what_a_sync_changes(tmp_path):
    with pytest.raises(ForbiddenError):
        sync_change_list(VIEWER, sync=held(tmp_path), first=5)
    with pytest.raises(NotFoundError):
        sync_change_list(ADMIN, sync="syn_1", first=5)


def test_a_failed_read_leaves_no_plan(tmp_path):
    source(tmp_path, review=True)
    write(tmp_path, "a.yaml", table(NAMES[0]))
    sync("files")
    source(tmp_path / "gone", review=True)
    failed = sync("files")
    assert (failed.state, changes(failed.id)) == ("failed", [])


def test_changes_are_kept_for_30_days(tmp_path):
    write(tmp_path, "a.yaml", *map(table, NAMES[:3]))
    first = sync(source(tmp_path)).id
    execute("UPDATE catalog_sync SET started_at = started_at - interval '31 days'")
    assert len(changes(first)) == 3
    sync("files")
    assert changes(first) == []
    assert len(sync_list(ADMIN, first=5).items) == 2


def test_pages_of_changes(tmp_path):
    write(tmp_path, "a.yaml", *map(table, NAMES))
    first = sync(source(tmp_path)).id
    page = sync_change_list(ADMIN, sync=first, first=5)
    more = sync_change_list(ADMIN, sync=first, first=5, after=page.end_cursor)
    assert (page.has_next, page.total_count, more.has_next) == (True, 8, False)
    assert [c.ref.rpartition("/")[2] for c in (*page.items, *more.items)] == NAMES


def test_the_command_shows_a_plan(tmp_path, capsys):
    write(tmp_path, "a.yaml", *map(table, NAMES[:2]))
    key = files_source(tmp_path)
    call_command("sync", key)
    write(tmp_path, "a.yaml", table(NAMES[1], lifecycle="old"), table(NAMES[2]))
    capsys.readouterr()
    call_command("sync", key, "--plan")
    out = capsys.readouterr().out.splitlines()
    (planned,) = sync_list(ADMIN, states=[SyncState.PLANNED], first=5).items
    assert out == [
        "files: planned. 2 read: 1 new, 1 changed, 0 the same, 1 deleted; 0 issues.",
        f"Waits for approval, on the page of sources or as sync_approve with id {planned.id}:",
        "  - resource:default/table-0  a.yaml:1",
        "  ~ resource:default/table-1  a.yaml:1",
        '      spec.lifecycle: nothing to "old"',
        "  + resource:default/table-2  a.yaml:10",
    ]
    assert standing() == NAMES[:2]
