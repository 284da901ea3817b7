"""What no source describes any more: to be seen for some days, marked; then hidden; and back as soon as somebody describes it."""

from __future__ import annotations

import pytest

from catalog.answers import ExistenceState
from catalog.commands.entities import entity_update
from catalog.commands.selection import EntitySelection
from catalog.database import execute, rows
from catalog.ingest.stitch import stitch_pending, vanished_hide
from catalog.queries.descriptors import descriptors_by_refs
from catalog.queries.entities import NameInput, entity_resolve
from catalog.queries.patches import patch_list
from tests.builders import ADMIN, descriptor, event, files_source, ingest, sync
from tests.estate import write

pytestmark = pytest.mark.django_db
REF = "resource:default/orders"
ORPHAN = "backstage.io/orphan"


@pytest.fixture(autouse=True)
def _a_week_of_grace(settings):
    settings.GRACE_DAYS = 7


def card(ref=REF):
    return entity_resolve(ADMIN, names=[NameInput(ref=ref)])[0]


def orders(**metadata):
    return descriptor("Resource", "orders", spec={"type": "table", "owner": "team-a"}, **metadata)


def described(folder, *descriptors):
    """A source of these descriptors, read."""
    write(folder, "a.yaml", descriptor("Resource", "other", spec={"type": "table", "owner": "team-a"}), *descriptors)
    assert sync(files_source(folder)).state == "succeeded"


def test_it_stays_as_it_was_with_a_mark(tmp_path):
    described(tmp_path, orders(title="Orders, daily"))
    before = card()
    described(tmp_path)
    gone = card()
    assert (gone.existence_state, gone.title, gone.type) == (ExistenceState.VANISHED, "Orders, daily", "table")
    assert (gone.version, gone.gone_at) == (before.version + 1, gone.updated_at)
    (served,) = descriptors_by_refs(ADMIN, refs=[REF])
    assert served["metadata"]["annotations"][ORPHAN] == "true"
    fields = rows("SELECT value FROM catalog_descriptorfield WHERE key = %s", [f"metadata.annotations.{ORPHAN}"])
    assert fields == [("true",)]
    vanished_at = gone.gone_at
    sync("files")
    stitch_pending()
    assert card().gone_at == vanished_at


def test_it_is_hidden_when_the_grace_is_over(tmp_path):
    described(tmp_path, orders())
    described(tmp_path)
    assert (vanished_hide(), card().existence_state) == (0, ExistenceState.VANISHED)
    execute("UPDATE catalog_entity SET gone_at = gone_at - interval '8 days' WHERE ref = %s", [REF])
    assert (vanished_hide(), stitch_pending(), card()) == (1, 1, None)
    assert vanished_hide() == 0


@pytest.mark.parametrize("days", [0, 8])
def test_whoever_describes_it_again_brings_it_back_whole(tmp_path, days):
    described(tmp_path, orders(title="Orders, daily"))
    (before,) = descriptors_by_refs(ADMIN, refs=[REF])
    described(tmp_path)
    execute("UPDATE catalog_entity SET gone_at = gone_at - %s * interval '1 day' WHERE ref = %s", [days, REF])
    vanished_hide()
    stitch_pending()
    described(tmp_path, orders(title="Orders, daily"))
    assert (card().existence_state, card().gone_at, card().title) == (ExistenceState.LIVE, None, "Orders, daily")
    (after,) = descriptors_by_refs(ADMIN, refs=[REF])
    del before["metadata"]["etag"], after["metadata"]["etag"]
    assert after == before


@pytest.mark.parametrize("days", [0, 8])
def test_what_people_edited_stays_to_be_seen_and_comes_back_with_it(tmp_path, days):
    described(tmp_path, orders(title="Orders, daily"))
    entity_update(ADMIN, entities=EntitySelection(refs=(REF,)), title="Orders", add_tags=["pii"])
    described(tmp_path)
    assert (card().existence_state, card().title, card().tags) == (ExistenceState.VANISHED, "Orders", ("pii",))
    assert [patch.entity.ref for patch in patch_list(ADMIN, refs=[REF])] == [REF]
    execute("UPDATE catalog_entity SET gone_at = gone_at - %s * interval '1 day' WHERE ref = %s", [days, REF])
    vanished_hide()
    stitch_pending()
    described(tmp_path, orders(title="Orders, hourly"))
    assert (card().existence_state, card().title, card().tags) == (ExistenceState.LIVE, "Orders", ("pii",))


def test_without_grace_it_is_hidden_at_once(tmp_path, settings):
    settings.GRACE_DAYS = 0
    described(tmp_path, orders())
    described(tmp_path)
    assert card() is None


@pytest.mark.parametrize(("kind", "spec"), [("Group", {"type": "team", "children": []}), ("User", {"memberOf": []})])
def test_teams_and_people_are_gone_at_once(tmp_path, kind, spec):
    described(tmp_path, descriptor(kind, "ada", spec=spec))
    assert card(f"{kind.lower()}:default/ada") is not None
    described(tmp_path)
    assert card(f"{kind.lower()}:default/ada") is None


def test_what_lineage_knows_does_not_vanish(tmp_path):
    names = {"openlineage.io/namespace": "postgres://db:5432", "openlineage.io/name": "orders"}
    ingest(event(outputs=["orders"]))
    described(tmp_path, orders(annotations=names))
    described(tmp_path)
    assert (card().existence_state, card().type) == (ExistenceState.LIVE, "dataset")
