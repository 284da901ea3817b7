"""A sync: what it changes, what it refuses, and that a broken one deletes nothing (R19, T25)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from catalog.answers import IssueState
from catalog.database import execute, rows
from catalog.errors import ConflictError, NotFoundError
from catalog.ingest import pipeline
from catalog.ingest.connector import ConnectorReadError
from catalog.ingest.sources import SourceSpec, source_ensure, sources_due
from catalog.ingest.syncs import sync_begin
from catalog.ownership.inference import own_source_id
from catalog.queries.entities import NameInput, entity_get, entity_resolve
from catalog.queries.issues import issue_list
from catalog.queries.sources import source_list, sync_list
from catalog.records import CursorRecord, EntityRecord, IssueRecord
from tests.builders import ADMIN, descriptor, files_source, sync
from tests.estate import write

pytestmark = pytest.mark.django_db


def card(ref):
    return entity_resolve(ADMIN, names=[NameInput(ref=ref)])[0]


def table(name, **spec):
    return descriptor("Resource", name, spec={"type": "table", "owner": "team-a", **spec})


def issues(**options):
    return [(i.code, i.item, i.state.value, i.count) for i in issue_list(ADMIN, first=100, **options).items]


class Scripted:
    """A connector that yields what it is told, and then fails if told so."""

    def __init__(self, *records, error=None):
        self.records, self.error = records, error

    def read(self, cursor):
        self.cursor = cursor
        yield from self.records
        if self.error:
            raise self.error


def scripted(monkeypatch, *records, error=None):
    connector = Scripted(*records, error=error)
    monkeypatch.setattr(pipeline, "connector_make", lambda kind, config: connector)
    return connector


def record(name, at="a.yaml:1", **spec):
    return EntityRecord(descriptor=table(name, **spec), locator=at)


DONE = CursorRecord(cursor="c1", complete=True)


def test_it_works(tmp_path):
    write(tmp_path, "a.yaml", table("orders"), table("totals"))
    outcome = sync(files_source(tmp_path))
    assert (outcome.state, outcome.read_count, outcome.issues) == ("succeeded", 2, ())
    assert outcome.counts == {"created": 2, "updated": 0, "deleted": 0, "same": 0}
    assert card("resource:default/orders").type == "table"
    assert sync("files").counts == {"created": 0, "updated": 0, "deleted": 0, "same": 2}


def test_changes_and_deletions_are_counted(tmp_path):
    key = files_source(tmp_path)
    write(tmp_path, "a.yaml", table("orders"), table("totals"), table("mart"))
    sync(key)
    write(tmp_path, "a.yaml", table("orders"), table("totals", lifecycle="old"))
    assert sync(key).counts == {"created": 0, "updated": 1, "deleted": 1, "same": 1}
    assert card("resource:default/mart") is None
    (done, _) = sync_list(ADMIN, first=10).items
    assert (done.plan.delete_count, done.plan.delete_share) == (1, pytest.approx(1 / 3))


@pytest.mark.parametrize(
    ("records", "error", "state"),
    [
        ((record("totals"),), ConnectorReadError("500 at page 2"), "failed"),
        ((record("totals"),), None, "partial"),
        ((CursorRecord(cursor="c", complete=False),), None, "partial"),
        ((), ConnectorReadError("gone"), "failed"),
    ],
)
def test_a_read_that_broke_deletes_nothing(tmp_path, monkeypatch, records, error, state):
    files_source(tmp_path)
    scripted(monkeypatch, record("orders"), record("mart"), DONE)
    sync("files")
    scripted(monkeypatch, *records, error=error)
    outcome = sync("files")
    assert (outcome.state, outcome.counts["deleted"], outcome.error) == (state, 0, str(error) if error else None)
    assert card("resource:default/orders").type == card("resource:default/mart").type == "table"
    (source,) = source_list(ADMIN, first=10).items
    assert source.state.value == "failing"


def test_a_complete_empty_read_deletes_everything_the_control(tmp_path, monkeypatch):
    files_source(tmp_path)
    scripted(monkeypatch, record("orders"), DONE)
    sync("files")
    scripted(monkeypatch, DONE)
    assert sync("files").counts["deleted"] == 1
    assert card("resource:default/orders") is None


def test_only_a_complete_read_moves_the_cursor(tmp_path, monkeypatch):
    files_source(tmp_path)
    scripted(monkeypatch, DONE)
    sync("files")
    scripted(monkeypatch, CursorRecord(cursor="c2", complete=False))
    sync("files")
    third = scripted(monkeypatch, DONE)
    sync("files")
    assert third.cursor == "c1"


def test_a_defect_of_a_connector_ends_the_sync_and_is_raised(tmp_path, monkeypatch):
    files_source(tmp_path)
    scripted(monkeypatch, record("orders"), error=ZeroDivisionError("secret"))
    with pytest.raises(ZeroDivisionError):
        sync("files")
    (ended,) = sync_list(ADMIN, first=10).items
    assert (ended.state.value, ended.error) == ("failed", "The sync stopped on a defect; the log has the details.")


def test_a_broken_file_keeps_what_it_said(tmp_path):
    key = files_source(tmp_path)
    write(tmp_path, "a.yaml", table("orders"))
    path = write(tmp_path, "b.yaml", table("totals"))
    sync(key)
    path.write_text("kind: [")
    outcome = sync(key)
    assert (outcome.state, outcome.counts["deleted"]) == ("succeeded", 0)
    assert card("resource:default/totals").type == "table"
    assert [(code, item.partition(":")[0], state) for code, item, state, _ in issues()] == [
        (outcome.issues[0].code, "b.yaml", "open")
    ]
    path.unlink()
    assert sync(key).counts["deleted"] == 1


def test_a_broken_descriptor_keeps_its_last_good_version(tmp_path):
    key = files_source(tmp_path)
    write(tmp_path, "a.yaml", table("orders"), table("totals", lifecycle="production"))
    sync(key)
    write(tmp_path, "a.yaml", table("orders"), {**table("totals"), "spec": "not a mapping"})
    assert sync(key).counts["deleted"] == 0
    assert card("resource:default/totals").lifecycle == "production"


def test_issues_open_count_and_resolve(tmp_path):
    key = files_source(tmp_path)
    write(tmp_path, "a.yaml", table("orders"))
    bad = write(tmp_path, "b.yaml", {**table("totals"), "apiVersion": ""})
    sync(key)
    sync(key)
    ((code, item, state, count),) = issues()
    assert (item.partition(":")[0], state, count) == ("b.yaml", "open", 2)
    write(tmp_path, "b.yaml", table("totals"))
    sync(key)
    assert issues(states=[IssueState.OPEN]) == []
    assert issues(states=[IssueState.RESOLVED]) == [(code, item, "resolved", 2)]
    bad.write_text("")
    write(tmp_path, "b.yaml", {**table("totals"), "apiVersion": ""})
    sync(key)
    assert issues() == [(code, item, "open", 3)]


def test_a_partial_read_resolves_no_issue(tmp_path, monkeypatch):
    files_source(tmp_path)
    scripted(monkeypatch, IssueRecord(item="a.yaml:1", code="x.y", message="Bad."), DONE)
    sync("files")
    scripted(monkeypatch, CursorRecord(cursor="c", complete=False))
    sync("files")
    assert issues() == [("x.y", "a.yaml:1", "open", 1)]


@pytest.mark.parametrize("batch", [1, 200])
def test_the_first_of_two_descriptors_counts(tmp_path, monkeypatch, batch):
    monkeypatch.setattr(pipeline, "BATCH", batch)
    files_source(tmp_path)
    scripted(monkeypatch, record("orders", lifecycle="first"), record("Orders", "b.yaml:1", lifecycle="second"), DONE)
    outcome = sync("files")
    assert card("resource:default/orders").lifecycle == "first"
    (issue,) = outcome.issues
    assert (issue.code, issue.item, issue.ref) == ("descriptor.duplicate", "b.yaml:1", "resource:default/orders")
    assert issue.message.startswith("resource:default/orders is described already at a.yaml:1")


@pytest.mark.parametrize("kind", ["Group", "User"])
def test_people_and_teams_only_from_a_trusted_source(tmp_path, monkeypatch, kind):
    files_source(tmp_path, trusted=False)
    person = EntityRecord(descriptor=descriptor(kind, "ada", spec={"memberOf": []}), locator="a.yaml:1")
    scripted(monkeypatch, person, DONE)
    (issue,) = sync("files").issues
    assert (issue.code, issue.ref) == ("kind.untrusted", f"{kind.lower()}:default/ada")
    assert card(f"{kind.lower()}:default/ada") is None
    files_source(tmp_path, trusted=True)
    assert sync("files").issues == ()
    assert card(f"{kind.lower()}:default/ada").ref == f"{kind.lower()}:default/ada"


def test_two_syncs_at_once_conflict(tmp_path):
    key = files_source(tmp_path)
    sync_begin(key)
    with pytest.raises(ConflictError, match=r"^A sync of files is running already\.$"):
        sync(key)


def test_a_sync_without_a_sign_of_life_is_taken_over(tmp_path):
    key = files_source(tmp_path)
    sync_begin(key)
    execute("UPDATE catalog_sync SET heartbeat_at = now() - interval '6 minutes'")
    assert sync(key).state == "succeeded"
    assert rows("SELECT state, error FROM catalog_sync ORDER BY id") == [
        ("failed", "Its worker died."),
        ("succeeded", None),
    ]


def polled(tmp_path, *, interval=100):
    """A source that is read every so many seconds, from a folder that is not there."""
    spec = SourceSpec(key="files", title="files", kind="files", config={"root": str(tmp_path / "away")})
    return replace(spec, interval_seconds=interval)


def circuit():
    """Failures in a row, state, and the seconds until the next sync."""
    (shown,) = source_list(ADMIN, first=10).items
    (seconds,) = rows(
        "SELECT extract(epoch FROM next_sync_at - now())::float8 FROM catalog_source WHERE key = 'files'"
    )[0]
    return shown.failure_count, shown.state.value, seconds


def fail(times):
    for _ in range(times):
        assert sync("files").state == "failed"


def test_a_source_that_fails_five_times_in_a_row_is_asked_less_and_less_often(tmp_path):
    source_ensure(polled(tmp_path))
    waits = []
    for number in range(1, 14):
        fail(1)
        failures, state, seconds = circuit()
        assert (failures, state) == (number, "failing" if number < 5 else "backing_off")
        waits.append(seconds)
    wanted = [100] * 4 + [200, 400, 800, 1600, 3200] + [3600] * 4
    low, high = [0.95] * 4 + [0.75] * 9, [1.05] * 4 + [1.25] * 9
    assert [
        least * want - 1 < seconds <= most * want
        for seconds, want, least, most in zip(waits, wanted, low, high, strict=True)
    ] == [True] * 13
    assert sources_due() == []
    execute("UPDATE catalog_source SET next_sync_at = now() WHERE key = 'files'")
    assert sources_due() == ["files"]


def test_a_source_that_is_read_once_a_day_is_not_asked_more_often_for_failing(tmp_path):
    source_ensure(polled(tmp_path, interval=86_400))
    fail(7)
    assert 0.75 * 86_400 - 1 < circuit()[2] <= 1.25 * 86_400


def test_one_read_that_does_not_fail_ends_the_backing_off(tmp_path):
    source_ensure(polled(tmp_path))
    fail(6)
    (tmp_path / "away").mkdir()
    assert sync("files").state == "succeeded"
    failures, state, seconds = circuit()
    assert (failures, state, 94 < seconds <= 105) == (0, "ok", True)


def test_a_sync_by_hand_ends_the_backing_off(tmp_path):
    source_ensure(polled(tmp_path))
    fail(6)
    with pytest.raises(CommandError, match="root"):
        call_command("sync", "files")
    failures, state, seconds = circuit()
    assert (failures, state, 94 < seconds <= 105) == (1, "failing", True)


def test_another_configuration_ends_the_backing_off_and_the_same_one_does_not(tmp_path):
    source_ensure(polled(tmp_path))
    fail(6)
    source_ensure(polled(tmp_path))
    assert (circuit()[:2], sources_due()) == ((6, "backing_off"), [])
    source_ensure(replace(polled(tmp_path), config={"root": str(tmp_path)}))
    assert (circuit()[:2], sources_due()) == ((0, "failing"), ["files"])


def test_a_sync_whose_worker_died_is_a_failure(tmp_path):
    source_ensure(polled(tmp_path))
    fail(4)
    sync_begin("files")
    execute("UPDATE catalog_sync SET heartbeat_at = now() - interval '6 minutes'")
    sync_begin("files")
    assert circuit()[0] == 5


def test_a_source_without_an_interval_does_not_back_off(tmp_path):
    files_source(tmp_path / "away")
    fail(6)
    assert circuit() == (6, "failing", None)


def test_an_unknown_source(tmp_path):
    files_source(tmp_path, key="known")
    with pytest.raises(NotFoundError, match=r"^No source has the key 'other'; known are: known\.$"):
        sync("other")


def test_a_source_with_a_broken_configuration_fails_by_name(tmp_path):
    files_source(tmp_path / "absent")
    outcome = sync("files")
    assert (outcome.state, outcome.error) == ("failed", "root cannot be opened: No such file or directory")


def test_the_command_tells_what_changed(tmp_path, capsys):
    write(tmp_path, "a.yaml", table("orders"))
    write(tmp_path, "b.yaml", table("orders"))
    call_command("sync", files_source(tmp_path))
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first == "files: succeeded. 1 read: 1 new, 0 changed, 0 the same, 0 deleted; 1 issues."
    assert (
        second == "  b.yaml:1  ref.twice: resource:default/orders is described at a.yaml:1 too; the first one is used"
    )


def test_the_command_exits_with_1_when_the_read_failed(tmp_path, capsys):
    files_source(tmp_path / "absent")
    with pytest.raises(CommandError, match=r"^root cannot be opened") as error:
        call_command("sync", "files")
    assert error.value.returncode == 1
    assert capsys.readouterr().out.startswith("files: failed. 0 read")
    with pytest.raises(CommandError, match="No source has the key 'nobody'"):
        call_command("sync", "nobody")


def test_provenance_names_the_line(tmp_path):
    write(tmp_path, "a.yaml", table("orders"), table("totals"))
    sync(files_source(tmp_path))
    (detail,) = entity_get(ADMIN, names=[NameInput(ref="resource:default/totals")])
    (field,) = (p for p in detail.provenance if p.field == "spec.type")
    assert (field.source, field.url) == ("files", "a.yaml:9")


@pytest.mark.django_db(transaction=True)
def test_the_built_in_sources_are_there_after_a_flush():
    numbers = "SELECT key, precedence, trusted_for_owners FROM catalog_source ORDER BY key"
    built_in = [("headwater", 0, True), ("people", 1000, True)]
    assert rows(numbers) == built_in
    call_command("flush", interactive=False, verbosity=0)
    assert rows(numbers) == built_in
    assert rows("SELECT id FROM catalog_source WHERE key = 'headwater'") == [(own_source_id(),)]
