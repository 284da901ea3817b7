"""What people say of names that may mean one thing: the list to review, merging, splitting, keeping apart, and taking it back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.answers import ChangeSetState
from catalog.commands.change_sets import change_set_apply, change_set_undo
from catalog.commands.identities import alias_detach, entity_merge, variant_dismiss
from catalog.database import execute, rows
from catalog.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, WrongStateError
from catalog.ingest.stitch import stitch_pending
from catalog.ingest.variants import variants_pending
from catalog.queries.change_sets import audit_entry_list, change_set_list
from catalog.queries.entities import NameInput, entity_get, entity_ids_of
from catalog.variants import VariantKind
from lineage.ingest.alias_groups import aliases_pending
from lineage.ingest.replay import ReplayOrder, replay_begin, replay_run
from lineage.queries.runs import run_list
from lineage.queries.variants import variant_list
from tests.builders import (
    ADMIN,
    NAMESPACE,
    VIEWER,
    dataset,
    dataset_ref,
    descriptor,
    event,
    files_source,
    job_ref,
    run_id,
    sync,
)
from tests.estate import RESTRICTED, named, write
from tests.lineage.inflow import ingest

pytestmark = pytest.mark.django_db(transaction=True)
ANNA = replace(ADMIN, key="person:anna", name="Anna")
QUOTED = '"db"."raw"."orders"'
PLAIN = "db.raw.orders"


def ref_of(name):
    return rows("SELECT ref FROM catalog_entity WHERE title = %s", [name])[0][0]


def settled(*events):
    """Applied one after the other, and what follows."""
    for one in events:
        ingest(one)
    variants_pending()
    aliases_pending()
    stitch_pending()


def listed(viewer=ADMIN, **options):
    """(goes, stays, kinds) of what is open, found last first."""
    page = variant_list(viewer, first=50, **options)
    assert page.total_count == len(page.items)
    return [(found.goes.name, found.stays.name, " ".join(found.kinds)) for found in page.items]


def groups():
    """(merged, into) by title."""
    aliases_pending()
    return sorted(rows("SELECT m.title, e.title FROM catalog_entity m JOIN catalog_entity e ON e.id = m.canonical_id"))


def merge(goes, stays, **more):
    return entity_merge(ANNA, ref=ref_of(goes), into=ref_of(stays), reason="One table.", **more)


def dismiss(one, other, **more):
    return variant_dismiss(ANNA, ref=ref_of(one), other=ref_of(other), reason="Two tables.", **more)


def detach(head, name, **more):
    key = f"{NAMESPACE}\n{name}"
    return alias_detach(ANNA, ref=ref_of(head), scheme="openlineage.dataset", key=key, reason="Wrong.", **more)


def edges():
    return sorted(
        rows(
            "SELECT s.title, t.title FROM lineage_foldededge f JOIN catalog_entity s ON s.id = f.source_id "
            "JOIN catalog_entity t ON t.id = f.target_id"
        )
    )


def linked(name, *others):
    identifiers = [{"namespace": NAMESPACE, "name": other, "type": "TABLE"} for other in others]
    return dataset(name, facets={"symlinks": {"identifiers": identifiers}})


WRITER = event("write", run=run_id(1), inputs=["raw"], outputs=[PLAIN])
READER = event("read", run=run_id(2), minutes=5, inputs=[QUOTED], outputs=["report"])


def test_it_works():
    settled(WRITER, READER)
    assert listed() == [(QUOTED, PLAIN, "quoting")]
    assert groups() == []  # nothing is merged silently
    payload = merge(QUOTED, PLAIN)
    assert listed() == []  # also before the worker has found the group
    assert (payload.entity.ref, payload.change_set.state) == (ref_of(PLAIN), ChangeSetState.APPLIED)
    assert groups() == [(QUOTED, PLAIN)]
    assert edges() == [(PLAIN, "report"), ("raw", PLAIN)]
    change_set_undo(ANNA, id=payload.change_set.id, reason="Too fast.")
    assert groups() == []
    assert edges() == [(QUOTED, "report"), ("raw", PLAIN)]
    assert listed() == [(QUOTED, PLAIN, "quoting")]


def test_the_list_says_what_is_known_under_each_name():
    settled(WRITER, READER, event("read", run=run_id(3), minutes=9, inputs=[QUOTED], outputs=["report"]))
    (found,) = variant_list(VIEWER, first=10).items
    sides = [
        (s.name, s.namespace, s.sources, s.described, s.run_count, s.edge_count) for s in (found.goes, found.stays)
    ]
    assert sides == [
        (PLAIN, NAMESPACE, ("openlineage",), False, 1, 1),
        (QUOTED, NAMESPACE, ("openlineage",), False, 2, 1),
    ]
    assert (found.goes.last_seen_at.minute, found.stays.last_seen_at.minute) == (0, 9)
    assert found.stays.entity.ref == ref_of(QUOTED)


def test_one_that_is_described_stays(tmp_path):
    write(
        tmp_path,
        "all.yaml",
        descriptor("Resource", "orders", annotations=named(NAMESPACE, PLAIN), spec={"type": "table", "owner": "a"}),
    )
    settled(READER, event("read", run=run_id(3), minutes=9, inputs=[QUOTED], outputs=["report"]))
    sync(files_source(tmp_path))
    variants_pending()
    (found,) = variant_list(VIEWER, first=10).items
    assert (found.goes.name, found.stays.name, found.stays.described) == (QUOTED, PLAIN, True)
    assert found.stays.entity.ref == "resource:default/orders"


def test_pages_are_newest_first_and_counted_and_narrowed_by_kind():
    for name in ("a.b", "A.b", "c.d", '"c".d', "C.d"):
        settled(event(outputs=[name]))
    page = variant_list(ADMIN, first=2)
    assert ([found.goes.name for found in page.items], page.has_next, page.total_count) == (["C.d", '"c".d'], True, 3)
    rest = variant_list(ADMIN, first=2, after=page.end_cursor)
    assert ([found.goes.name for found in rest.items], rest.has_next) == (["A.b"], False)
    assert listed(kinds=[VariantKind.QUOTING]) == [('"c".d', "c.d", "quoting")]
    assert listed(kinds=[VariantKind.PORT]) == []


def test_a_thousand_partitions_are_a_row_each():
    lake = [dataset(f"orders/dt=2026-01-{day:02}", namespace="s3://lake") for day in range(1, 11)]
    settled(event(outputs=lake))
    assert rows("SELECT count(*) FROM catalog_variant") == [(9,)]
    assert {(stays, kinds) for _, stays, kinds in listed()} == {("orders/dt=2026-01-01", "partition")}


def test_names_of_before_are_found_in_batches_and_only_once():
    settled(WRITER, READER)
    execute("DELETE FROM catalog_variant")
    execute("UPDATE catalog_alias SET fold = NULL")
    names = rows("SELECT count(*) FROM catalog_alias WHERE scheme LIKE 'openlineage.%%'")[0][0]
    assert (variants_pending(), variants_pending()) == (names, 0)
    assert listed() == [(QUOTED, PLAIN, "quoting")]


def test_what_a_symlink_merged_is_not_listed():
    settled(event(outputs=[linked(QUOTED, PLAIN)]))
    assert groups() == [(PLAIN, QUOTED)]
    assert listed() == []


def test_kept_apart_stays_off_the_list_and_no_symlink_joins_them():
    settled(WRITER, READER)
    undo = dismiss(QUOTED, PLAIN).change_set.id
    assert listed() == []
    settled(event("late", run=run_id(5), minutes=30, outputs=[linked(QUOTED, PLAIN)]))
    assert groups() == []
    settled(event("chain", run=run_id(6), minutes=31, outputs=[linked("path", QUOTED, PLAIN)]))
    assert len(groups()) == 1  # the path is one of them: never both
    change_set_undo(ANNA, id=undo, reason="They are one after all.")
    assert {into for _, into in groups()} == {groups()[0][1]}
    assert len(groups()) == 2


def test_one_that_is_kept_apart_may_still_be_another():
    settled(*(event(outputs=[name]) for name in ("a.b", "A.b", "A.B")))
    assert listed() == [("A.B", "a.b", "case"), ("A.b", "a.b", "case")]
    dismiss("A.B", "a.b")
    assert listed() == [("A.B", "A.b", "case"), ("A.b", "a.b", "case")]


def test_people_choose_who_stands_for_both(tmp_path):
    settled(WRITER, READER)
    merge(PLAIN, QUOTED)
    assert groups() == [(PLAIN, QUOTED)]
    settled(event("write", run=run_id(7), minutes=60, inputs=["raw"], outputs=[PLAIN]))
    assert groups() == [(PLAIN, QUOTED)]


def test_the_page_of_the_one_tells_of_the_others_and_who_merged_them():
    settled(WRITER, READER)
    merge(QUOTED, PLAIN)
    assert groups() == [(QUOTED, PLAIN)]
    (found,) = entity_get(VIEWER, names=[NameInput(ref=ref_of(PLAIN))])
    own, other = found.aliases
    assert (own.name, own.merged_from, own.merged_by) == (PLAIN, None, None)
    assert (other.name, other.merged_from, other.merged_by) == (QUOTED, ref_of(QUOTED), "Anna")
    assert other.merged_reason == "One table."


def test_detached_from_what_a_symlink_says():
    settled(event(outputs=[linked("a", "b"), linked("b", "c")]))
    assert groups() == [("b", "a"), ("c", "a")]
    payload = detach("a", "c")
    assert payload.entity.ref == dataset_ref("a")
    assert groups() == [("b", "a")]
    settled(event(minutes=9, outputs=[linked("c", "a", "b")]))
    assert groups() == [("b", "a")]
    change_set_undo(ANNA, id=payload.change_set.id, reason="It was right.")
    assert len(groups()) == 2


def test_detached_from_what_people_said():
    settled(WRITER, READER)
    merge(QUOTED, PLAIN)
    assert groups() == [(QUOTED, PLAIN)]
    detach(PLAIN, QUOTED)
    assert groups() == []
    assert listed() == []
    merge(QUOTED, PLAIN)
    assert groups() == [(QUOTED, PLAIN)]
    assert rows("SELECT kind, revoked_at IS NULL FROM catalog_identitydecision ORDER BY id") == [
        *(("same", False), ("apart", False), ("same", True)),
    ]


def test_the_name_of_the_one_that_stands_for_all_can_be_taken_away():
    settled(WRITER, READER)
    merge(QUOTED, PLAIN)
    assert groups() == [(QUOTED, PLAIN)]
    detach(PLAIN, PLAIN)
    assert groups() == []


def test_jobs_are_merged_with_their_runs():
    settled(event("Load", run=run_id(1), outputs=["a"]), event("load", run=run_id(2), minutes=5, outputs=["b"]))
    assert listed() == [("load", "Load", "case")]
    merge("load", "Load")
    assert groups() == [("load", "Load")]
    for name in ("Load", "load"):
        ref = rows("SELECT ref FROM catalog_entity WHERE title = %s", [name])[0][0]
        assert [run.run_id for run in run_list(VIEWER, ref=ref, first=9).items] == [run_id(2), run_id(1)]


def test_a_dry_run_leaves_a_plan_that_can_be_applied():
    settled(WRITER, READER)
    plan = merge(QUOTED, PLAIN, dry_run=True).change_set
    assert plan.state is ChangeSetState.PLANNED
    assert [change.text for change in plan.changes] == [f"one with {ref_of(QUOTED)}", f"one with {ref_of(PLAIN)}"]
    assert (groups(), len(listed())) == ([], 1)
    assert rows("SELECT count(*) FROM catalog_auditentry") == [(0,)]
    change_set_apply(ANNA, id=plan.id)
    assert groups() == [(QUOTED, PLAIN)]


def test_both_are_in_the_audit_and_in_the_change_sets():
    settled(WRITER, READER)
    payload = merge(QUOTED, PLAIN)
    lines = audit_entry_list(ADMIN, first=10).items
    assert {(line.action, line.target, line.by, line.reason) for line in lines} == {
        ("entity_merge", ref_of(QUOTED), "Anna", "One table."),
        ("entity_merge", ref_of(PLAIN), "Anna", "One table."),
    }
    assert {str(line.after) for line in lines} == {str({"same": [ref_of(name)]}) for name in (QUOTED, PLAIN)}
    for name in (QUOTED, PLAIN):
        assert [found.id for found in change_set_list(ADMIN, ref=ref_of(name), first=5).items] == [
            payload.change_set.id
        ]


def test_a_decision_that_something_newer_stands_on_is_undone_last():
    settled(WRITER, READER)
    kept = dismiss(QUOTED, PLAIN).change_set.id
    merged = merge(QUOTED, PLAIN).change_set.id
    with pytest.raises(ConflictError, match=r"^A newer change stands on .*: entity_merge by Anna"):
        change_set_undo(ANNA, id=kept, reason="Back.")
    change_set_undo(ANNA, id=merged, reason="Back.")
    assert rows("SELECT kind FROM catalog_identitydecision WHERE revoked_at IS NULL") == [("apart",)]


def test_two_people_at_once():
    settled(WRITER, READER)
    seen = rows("SELECT version FROM catalog_entity WHERE title = %s", [QUOTED])[0][0]
    dismiss(QUOTED, PLAIN, expected_version=seen)
    with pytest.raises(ConflictError, match=rf"changed since you read it \(version {seen}, now {seen + 1}"):
        merge(QUOTED, PLAIN, expected_version=seen)


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda: merge(PLAIN, PLAIN), WrongStateError, "are one already"),
        (lambda: dismiss(PLAIN, PLAIN), WrongStateError, "are one; take the name away with alias_detach"),
        (lambda: detach(PLAIN, PLAIN), WrongStateError, "Nothing is merged into"),
        (lambda: detach(PLAIN, QUOTED), NotFoundError, r"^key: is no name of resource:"),
        (lambda: entity_merge(ANNA, ref="x", into="y", reason="x"), InvalidError, "^ref: entity ref 'x' has no kind"),
        (
            lambda: entity_merge(ANNA, ref=ref_of(PLAIN), into="resource:a/nothing", reason="x"),
            NotFoundError,
            "^into: No entity has the ref resource:a/nothing",
        ),
        (
            lambda: entity_merge(ANNA, ref=job_ref("write"), into=ref_of(PLAIN), reason="x"),
            InvalidError,
            "^into: .* is a dataset, component:scheduler/write is a job",
        ),
        (lambda: entity_merge(ANNA, ref=ref_of(PLAIN), into=ref_of(QUOTED), reason=" "), InvalidError, "^reason: "),
    ],
)
def test_what_is_asked_wrongly_names_its_field(ask, error, message):
    settled(WRITER, READER)
    with pytest.raises(error, match=message):
        ask()
    assert rows("SELECT count(*) FROM catalog_identitydecision") == [(0,)]


def test_what_has_no_name_of_events_is_not_merged(tmp_path):
    settled(WRITER)
    write(tmp_path, "all.yaml", descriptor("Group", "team-a", spec={"type": "team", "children": []}))
    sync(files_source(tmp_path))
    with pytest.raises(InvalidError, match=r"^ref: group:default/team-a has no OpenLineage name"):
        entity_merge(ANNA, ref="group:default/team-a", into=ref_of(PLAIN), reason="x")


def test_only_admins_may_and_the_refusal_is_audited():
    settled(WRITER, READER)
    for ask in (
        lambda: entity_merge(VIEWER, ref=ref_of(QUOTED), into=ref_of(PLAIN), reason="Mine."),
        lambda: variant_dismiss(VIEWER, ref=ref_of(QUOTED), other=ref_of(PLAIN), reason="Mine."),
        lambda: alias_detach(VIEWER, ref=ref_of(PLAIN), scheme="openlineage.dataset", key="x", reason="Mine."),
    ):
        with pytest.raises(ForbiddenError):
            ask()
    assert {(line.action, line.allowed) for line in audit_entry_list(ADMIN, first=10).items} == {
        ("entity_merge", False),
        ("variant_dismiss", False),
        ("alias_detach", False),
    }
    plan = merge(QUOTED, PLAIN, dry_run=True).change_set.id
    with pytest.raises(ForbiddenError):
        change_set_apply(VIEWER, id=plan)
    done = merge(QUOTED, PLAIN).change_set.id
    with pytest.raises(ForbiddenError):
        change_set_undo(VIEWER, id=done, reason="Mine.")


def test_a_pair_with_something_hidden_is_not_there(tmp_path):
    hidden = named(NAMESPACE, PLAIN, **RESTRICTED)
    write(
        tmp_path, "all.yaml", descriptor("Resource", "secret", annotations=hidden, spec={"type": "table", "owner": "a"})
    )
    settled(WRITER, READER)
    sync(files_source(tmp_path))
    stitch_pending()
    assert (listed(VIEWER), len(listed(ADMIN))) == ([], 1)
    entity_merge(ANNA, ref="resource:default/secret", into=ref_of(QUOTED), reason="One.")
    aliases_pending()
    (found,) = entity_get(VIEWER, names=[NameInput(ref=ref_of(QUOTED))])
    assert [alias.name for alias in found.aliases] == [QUOTED]


def test_what_people_decided_survives_a_replay_of_everything():
    settled(WRITER, READER, event("late", run=run_id(5), minutes=30, outputs=[linked("path", PLAIN), "Path"]))
    merge(QUOTED, PLAIN)
    dismiss("Path", "path")
    before = groups(), edges(), listed()
    replay_begin(ReplayOrder(is_everything=True))
    replay_run()
    assert (groups(), edges(), listed()) == before
    assert before[0] == [(QUOTED, PLAIN), ("path", PLAIN)]


def test_either_name_leads_to_the_one_that_stays():
    settled(WRITER, READER)
    merge(QUOTED, PLAIN)
    aliases_pending()
    assert entity_ids_of(VIEWER, [ref_of(QUOTED)]) == entity_ids_of(VIEWER, [ref_of(PLAIN)])
