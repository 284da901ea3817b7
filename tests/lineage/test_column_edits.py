"""What people say of columns stands over what producers say, in the schema, in health and through every event to come."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from catalog.commands.change_sets import change_set_apply, change_set_undo
from catalog.database import rows
from catalog.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, WrongStateError
from catalog.queries.health import health_get
from catalog.queries.patches import patch_list
from catalog.viewers import Role
from lineage.commands.columns import column_update
from lineage.ingest.replay import ReplayOrder, replay_begin, replay_run
from lineage.queries.schemas import schema_compare, schema_get, schema_list
from tests.builders import ADMIN, T0, VIEWER, dataset, dataset_ref, event, ingest, settle

pytestmark = pytest.mark.django_db
ORDERS = dataset_ref("orders")
EDITOR = replace(VIEWER, key="person:ed", name="Ed", role=Role.EDITOR)


def write(minutes: float = 0, **descriptions: str) -> None:
    """An event that tells the columns id and total."""
    fields = [{"name": name, "type": "int", "description": descriptions.get(name)} for name in ("id", "total")]
    ingest(event(outputs=[dataset("orders", facets={"schema": {"fields": fields}})], minutes=minutes))


@pytest.fixture(autouse=True)
def orders():
    write(id="Key.")


def column(path: str = "id") -> Any:
    return next(c for c in schema_get(ADMIN, refs=[ORDERS])[0].columns if c.path == path)


def test_it_works():
    made = column_update(EDITOR, ref=ORDERS, path="id", description="Number of the order.")
    assert made.change_set.changes[0].text == "column id: what producers say to “Number of the order.”"
    assert made.entity.ref == ORDERS
    edit = column().edit
    assert (column().description, edit.by, edit.declared) == ("Number of the order.", "Ed", "Key.")
    assert (edit.redundant, edit.hides_newer) == (False, False)
    assert column("total").edit is None
    assert [c.description for c in schema_list(ADMIN, ref=ORDERS, first=5).items[0].columns] == [
        *("Number of the order.", None)
    ]


def test_it_survives_new_events_and_says_what_it_hides():
    column_update(EDITOR, ref=ORDERS, path="id", description="Mine.")
    write(5, id="Key, now longer.")
    assert (column().description, column().edit.declared, column().edit.hides_newer) == (
        *("Mine.", "Key, now longer.", True),
    )
    write(10, id="Mine.")
    assert (column().edit.redundant, column().edit.hides_newer) == (True, False)
    write(15)
    assert (column().description, column().edit.declared, column().edit.hides_newer) == ("Mine.", None, False)


def test_what_changed_is_what_producers_changed():
    write(5, id="Key, now longer.")
    column_update(EDITOR, ref=ORDERS, path="id", description="Mine.")
    (change,) = schema_compare(ADMIN, ref=ORDERS, since=T0).changes
    assert (change.before.description, change.after.description) == ("Key.", "Key, now longer.")


@pytest.mark.django_db(transaction=True)
def test_it_survives_a_replay_of_everything():
    column_update(EDITOR, ref=ORDERS, path="total", description="In euros.")
    replay_begin(ReplayOrder(is_everything=True))
    replay_run()
    settle()
    assert (column("total").description, column("id").description) == ("In euros.", "Key.")


def test_clear_and_undo():
    first = column_update(EDITOR, ref=ORDERS, path="id", description="One.").change_set
    cleared = column_update(EDITOR, ref=ORDERS, path="id", clear=True).change_set
    assert (column().description, column().edit) == ("Key.", None)
    with pytest.raises(WrongStateError, match="Nobody edited column id here"):
        column_update(EDITOR, ref=ORDERS, path="id", clear=True)
    change_set_undo(EDITOR, id=cleared.id, reason="Back.")
    assert column().description == "One."
    change_set_undo(EDITOR, id=first.id, reason="Back.")
    assert column().description == "Key."
    assert rows("SELECT count(*) FROM catalog_fieldedit WHERE revoked_at IS NULL") == [(0,)]


def test_a_plan():
    plan = column_update(EDITOR, ref=ORDERS, path="id", description="Mine.", dry_run=True).change_set
    assert column().description == "Key."
    change_set_apply(EDITOR, id=plan.id)
    assert (column().description, column().edit.declared) == ("Mine.", "Key.")


def test_two_columns_are_two_fields():
    first = column_update(EDITOR, ref=ORDERS, path="id", description="One.").change_set
    column_update(EDITOR, ref=ORDERS, path="total", description="Two.")
    change_set_undo(EDITOR, id=first.id, reason="Back.")
    assert (column("id").description, column("total").description) == ("Key.", "Two.")


def test_health_counts_what_people_described():
    (report,) = health_get(ADMIN, refs=[ORDERS])
    told = {verdict.check: verdict.text for verdict in report.verdicts}
    assert told["documentation.columns"] == "1 of 2 columns are described."
    column_update(EDITOR, ref=ORDERS, path="total", description="In euros.")
    settle()
    (report,) = health_get(ADMIN, refs=[ORDERS])
    told = {verdict.check: verdict.text for verdict in report.verdicts}
    assert told["documentation.columns"] == "2 of 2 columns are described."


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"path": "id"}, InvalidError, "description: is missing; give it, or `clear`"),
        (
            {"path": "id", "description": "x", "clear": True},
            InvalidError,
            "description: is missing; give it, or `clear`",
        ),
        ({"path": "id", "description": " "}, InvalidError, "description: is empty"),
        ({"path": "id", "description": "a\x00"}, InvalidError, "description: holds a control character"),
        (
            {"path": "absent", "description": "x"},
            NotFoundError,
            f"path: {ORDERS} has no column 'absent'; it has 2 columns",
        ),
        ({"path": "ID", "description": "x"}, NotFoundError, "path: "),
        ({"path": "id", "description": "x", "expected_version": 99}, ConflictError, "version 99, now"),
        ({"path": "id", "description": "x", "ref": "resource:default/absent"}, NotFoundError, "can be edited"),
    ],
)
def test_what_is_refused(arguments, error, message):
    with pytest.raises(error) as wrong:
        column_update(EDITOR, **({"ref": ORDERS} | arguments))
    assert message in wrong.value.message
    assert column().description == "Key."


def test_who_may():
    with pytest.raises(ForbiddenError):
        column_update(VIEWER, ref=ORDERS, path="id", description="x")


def test_a_column_is_in_no_descriptor_file():
    column_update(EDITOR, ref=ORDERS, path="id", description="Mine.")
    assert patch_list(ADMIN) == ()
