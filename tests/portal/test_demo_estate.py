"""The demo comes in through the real doors, lives, and goes without a trace; what others say stays."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command

from catalog.database import rows
from catalog.queries.entities import NameInput, entity_resolve
from lineage.ingest.apply import inbox_drain
from portal import demo_estate
from portal.demo import estate
from portal.demo_report import demo_report
from tests.builders import ADMIN, dataset_ref, event, ingest, settle

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 19, 7, tzinfo=UTC)
DEMO_TABLES = (
    "lineage_run lineage_rundataset lineage_edgeevidence lineage_edge lineage_foldededge lineage_schemaversion "
    "lineage_columnfacet lineage_columnedge lineage_entityfacet lineage_inboxevent lineage_inboxwork lineage_jobparent "
    "catalog_entity catalog_claim catalog_alias catalog_relation catalog_descriptorfield catalog_entitydocument"
).split()


@pytest.fixture
def seeded(live_server, settings, tmp_path, monkeypatch):
    """The demo's descriptors and the newest 300 of its events, through the live server's intake. Without promises of
    freshness: whether those are kept depends on the clock of the machine."""
    parts = urlsplit(live_server.url)
    settings.HOST, settings.PORT, settings.HOME, settings.DEMO = parts.hostname, parts.port, tmp_path, True
    whole = demo_estate.history
    for key in [*estate().promises]:
        monkeypatch.delitem(estate().promises, key)
    monkeypatch.setattr(demo_estate, "history", lambda now, days: itertools.islice(whole(now, days=1), 300))
    said: list[str] = []
    sent = demo_estate.demo_seed(said.append, now=NOW)
    inbox_drain()
    return sent, said


def counts():
    return {table: rows(f"SELECT count(*) FROM {table}")[0][0] for table in DEMO_TABLES}


def test_it_works(seeded):
    assert seeded == (300, ["682 descriptors read, 0 issues"])
    assert rows(
        "SELECT key, kind, trusted_for_owners FROM catalog_source WHERE kind <> ALL('{people,headwater}') ORDER BY key"
    ) == [
        ("demo", "files", True),
        ("demo-events", "openlineage", False),
    ]
    (payouts,) = entity_resolve(ADMIN, names=[NameInput(ref="resource:royalties/payouts_daily")])
    assert (payouts.title, payouts.tier, payouts.owner.title) == ("royalties.payouts_daily", 1, "Royalties")
    assert rows("SELECT count(*) FROM lineage_inboxparked") == [(0,)]


def test_a_second_seed_changes_nothing(seeded):
    before = counts()
    demo_estate.demo_seed(lambda text: None, now=NOW)
    inbox_drain()
    assert counts() == before


def test_it_goes_without_a_trace(seeded):
    assert demo_estate.demo_is_in()
    assert demo_estate.demo_remove() > 682
    assert counts() == dict.fromkeys(DEMO_TABLES, 0)
    assert rows("SELECT key FROM catalog_source ORDER BY key") == [("headwater",), ("people",)]
    assert not demo_estate.demo_is_in()
    assert demo_estate.demo_live() == 0


def test_what_others_say_stays(seeded):
    ingest(event(inputs=["orders"], outputs=["totals"]))
    demo_estate.demo_remove()
    assert counts()["lineage_run"] == 1
    assert counts()["lineage_foldededge"] == 1
    (mine,) = entity_resolve(ADMIN, names=[NameInput(ref=dataset_ref("totals"))])
    assert mine.title == "totals"


def test_the_live_feed_goes_on_where_it_stopped(seeded, monkeypatch):
    asked = []
    monkeypatch.setattr(demo_estate, "live", lambda now, since: asked.append((since, now)) or iter(()))
    demo_estate.demo_live()
    demo_estate.demo_live()
    assert asked[1][0] == asked[0][1]


def test_the_report_holds_what_is_said_against_what_was_seeded(seeded):
    settle()
    report = demo_report()
    said = {found.ref: found.said for found in report.findings}
    assert said["resource:royalties/legacy_splits"].startswith("group:tonic/royalties-legacy cannot be found.")
    # 300 events are no rhythm: nothing is late, and nothing is made up
    assert said["resource:search/judgments_weekly"] is None
    assert (report.false, report.inherited) == ({}, {})
    call_command("demo", "report", stdout=(out := StringIO()))
    lines = out.getvalue().splitlines()
    assert lines[-3:] == [
        f"{sum(text is not None for text in said.values())} of {len(report.findings)} found",
        "inherited from one of them: none",
        "false: none",
    ]
    assert [line.split()[:3] for line in lines if "lift_surveys" in line] == [
        ["found", "orphaned", "resource:ads/lift_surveys"]
    ]
