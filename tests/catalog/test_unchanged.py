"""A source that says nothing changed: what it said stands, where all of it was taken."""

from __future__ import annotations

import pytest

from catalog.ingest import pipeline
from catalog.ingest.connector import ConnectorReadError
from catalog.ingest.sources import sources_reread
from catalog.ingest.syncs import sync_begin, sync_finish
from catalog.records import CursorRecord, IssueRecord, UnchangedRecord
from tests.builders import files_source, sync
from tests.catalog.test_pipeline import DONE, Scripted, card, record, scripted

pytestmark = pytest.mark.django_db


class Unchanging(Scripted):
    """Says that nothing changed to who has a cursor."""

    def read(self, cursor):
        self.cursors = [*getattr(self, "cursors", []), cursor]
        yield from self.records if cursor is None else [UnchangedRecord(), DONE]


def unchanging(monkeypatch, *records):
    connector = Unchanging(*records)
    monkeypatch.setattr(pipeline, "connector_make", lambda kind, config: connector)
    return connector


def test_what_did_not_change_stands_without_being_told(tmp_path, monkeypatch):
    files_source(tmp_path)
    connector = unchanging(monkeypatch, record("orders"), DONE)
    sync("files")
    outcome = sync("files")
    assert (outcome.state, outcome.read_count) == ("succeeded", 0)
    assert outcome.counts == {"created": 0, "updated": 0, "deleted": 0, "same": 0}
    assert (card("resource:default/orders").type, connector.cursors) == ("table", [None, "c1"])


@pytest.mark.parametrize("between", ["partial", "failed", "issue"])
def test_unchanged_counts_only_where_all_before_was_taken(tmp_path, monkeypatch, between):
    files_source(tmp_path)
    unchanging(monkeypatch, record("orders"), DONE)
    sync("files")
    if between == "partial":
        scripted(monkeypatch, record("orders", owner="x"), CursorRecord(cursor="c2", complete=False))
    elif between == "failed":
        scripted(monkeypatch, record("orders", owner="x"), error=ConnectorReadError("broke"))
    else:
        scripted(monkeypatch, IssueRecord(item="a.yaml:1", code="x.y", message="z"), DONE)
    sync("files")
    connector = unchanging(monkeypatch, record("orders"), record("totals"), DONE)
    assert sync("files").read_count == 2
    assert connector.cursors == ["c1", None]
    assert card("resource:default/totals").type == "table"


@pytest.mark.parametrize("meanwhile", ["reread", "configuration", "trust"])
def test_a_sync_that_began_before_the_source_was_changed_leaves_no_cursor(tmp_path, monkeypatch, meanwhile):
    """What it read may be what was withdrawn, or the word of the old address."""
    files_source(tmp_path)
    connector = unchanging(monkeypatch, record("orders"), DONE)
    open_sync = sync_begin("files")
    if meanwhile == "reread":
        assert sources_reread([open_sync.source_id]) == ("files",)
    else:
        files_source(tmp_path if meanwhile == "trust" else tmp_path / "other", trusted=meanwhile != "trust")
    sync_finish(open_sync, state="succeeded", cursor="c1")
    sync("files")
    assert connector.cursors == [None]


def test_another_configuration_or_trust_is_read_whole(tmp_path, monkeypatch):
    files_source(tmp_path)
    unchanging(monkeypatch, record("orders"), DONE)
    sync("files")
    files_source(tmp_path, trusted=False)
    connector = unchanging(monkeypatch, record("orders"), DONE)
    sync("files")
    assert connector.cursors == [None]
