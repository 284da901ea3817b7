"""Retention lets go of old events and runs, and of nothing that an answer rests on (R18)."""

from __future__ import annotations

import itertools
import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from catalog.database import execute, rows
from catalog.ingest.sources import producer_ensure
from lineage.answers import EventState, WarningKind
from lineage.commands.events import event_replay
from lineage.facts.refresh import facts_refresh
from lineage.ingest import partitions, retention
from lineage.ingest.apply import inbox_drain
from lineage.ingest.inbox import partitions_ensure
from lineage.ingest.partitions import day_drop, days_stored
from lineage.ingest.retention import RetentionPolicy, events_expire, runs_expire
from lineage.ingest.tally import Tallies, tallies_write
from lineage.queries.events import event_list
from lineage.queries.intake import intake_warning_list, tally_totals
from tests.builders import ADMIN, column_lineage, dataset, event, ingest, run_id, schema, settle, store
from tests.digest import graph_digest

DAY = 24 * 60
POLICY = RetentionPolicy(event_days=30, run_days=1)
# Beside those of the graph: what owners and health say, without the moments at which it was computed.
MORE = (
    "SELECT entity_id, last_state, last_ended_at, last_run_id, outcomes, arrivals, period_seconds, deadline_at, "
    "on_time_share FROM lineage_runfacts",
    "SELECT entity_id, role, owner_ref, state, text FROM catalog_resolvedownership",
    "SELECT e.ref, e.owner_ref, h.condition, h.care, h.level, h.own_loss, h.failing FROM catalog_healthstate h "
    "JOIN catalog_entity e ON e.id = h.entity_id",
    "SELECT entity_id, name, at, digest FROM lineage_entityfacet",
    "SELECT job_id, parent_id, first_seen_at, last_seen_at FROM lineage_jobparent",
)


def known():
    """Digests of everything but the runs themselves."""
    graph = graph_digest(rows)
    del graph["runs"], graph["datasets of runs"]
    return graph | {sql: sorted(map(repr, rows(sql))) for sql in MORE}


def daily(job, days, outputs, *, first=0, kind="COMPLETE", **more):
    return [event(job, kind, run=run_id(), minutes=(first + n) * DAY, outputs=outputs, **more) for n in range(days)]


def design(job, day, outputs):
    made = event(job, None, minutes=day * DAY, outputs=outputs)
    del made["run"]
    return made


def runs_of(job):
    return rows(
        "SELECT count(*) FROM lineage_run r JOIN catalog_entity e ON e.id = r.job_id WHERE e.title = %s", [job]
    )[0][0]


@pytest.fixture
def estate(db):
    """Jobs that stopped long ago: all their runs are older than the policy keeps."""
    wide = dataset("orders", facets=schema("id:int") | column_lineage(id="raw.id"))
    ingest(
        *daily("load", 100, [wide], inputs=["raw"]),
        # Its last completed run that named datasets is far older than its last 30.
        *daily("broken", 5, ["report"], inputs=["orders"]),
        *daily("broken", 90, [], first=10, kind="FAIL"),
        # What it wrote first is written by nobody since.
        *daily("moved", 3, ["before"]),
        *daily("moved", 90, ["after"], first=30),
        *(design("drawn", day, ["plan"]) for day in (0, 1, 2)),
        event("once", "START", run=run_id()),
    )


@pytest.mark.django_db
def test_what_holds_now_stays_as_it_is(estate):
    before = known()
    assert len(before["edges"]) == 6
    gone = runs_expire(POLICY)
    assert known() == before
    assert {job: runs_of(job) for job in ("load", "broken", "moved", "drawn", "once")} == {
        "load": 57, "broken": 62, "moved": 60, "drawn": 3, "once": 1,
    }  # fmt: skip
    assert (gone.runs, len(gone.jobs), gone.is_complete) == (43 + 33 + 33, 3, True)
    assert rows(
        "SELECT count(*) FROM lineage_rundataset d WHERE NOT EXISTS "
        "(SELECT 1 FROM lineage_run r WHERE r.id = d.run_id AND r.job_id = d.job_id)"
    ) == [(0,)]


@pytest.mark.django_db
def test_facts_made_anew_are_the_same_as_before(estate):
    before = known()
    runs_expire(POLICY)
    facts_refresh([row[0] for row in rows("SELECT id FROM catalog_entity")])
    settle()
    assert known() == before


@pytest.mark.django_db
def test_the_next_run_of_a_job_changes_what_it_would_have_changed(estate):
    runs_expire(POLICY)
    ingest(event("broken", run=run_id(), minutes=200 * DAY, inputs=["orders"], outputs=["other"]))
    found = rows(
        "SELECT b.title FROM lineage_edge g JOIN catalog_entity a ON a.id = g.source_id "
        "JOIN catalog_entity b ON b.id = g.target_id WHERE a.title = 'broken'"
    )
    assert found == [("other",)]


@pytest.mark.django_db
def test_runs_that_are_young_stay(estate):
    age = datetime.now(UTC) - datetime(2026, 3, 1, tzinfo=UTC)
    gone = runs_expire(RetentionPolicy(event_days=30, run_days=age.days + 2))
    assert gone.runs == 0


@pytest.mark.django_db
def test_a_dry_run_counts_the_same_and_deletes_nothing(estate):
    runs = rows("SELECT count(*) FROM lineage_run")
    planned = runs_expire(POLICY, dry_run=True)
    assert rows("SELECT count(*) FROM lineage_run") == runs
    done = runs_expire(POLICY)
    assert (planned.runs, planned.jobs) == (done.runs, done.jobs)
    assert runs_expire(POLICY).runs == 0


@pytest.mark.django_db
def test_small_batches_delete_the_same(estate, monkeypatch):
    monkeypatch.setattr(retention, "RUNS", 10)
    monkeypatch.setattr(retention, "JOBS", 2)
    steps = []
    held = known()
    gone = runs_expire(POLICY, tell=lambda gone: steps.append(gone.runs))
    assert (gone.runs, known() == held) == (109, True)
    assert len(steps) > 10
    assert max(after - before for before, after in itertools.pairwise(steps)) <= 10


@pytest.mark.django_db
def test_what_does_not_fit_into_one_night_goes_the_next(estate, monkeypatch):
    monkeypatch.setattr(retention, "RUNS", 100)
    first = runs_expire(POLICY, seconds=-1)
    second = runs_expire(POLICY)
    assert (first.is_complete, second.is_complete) == (False, True)
    assert first.runs > 0
    assert first.runs + second.runs == 109


# --- raw events -------------------------------------------------------------------------------------------------------


def aged(days, *events):
    """Store events as of so many days ago."""
    store(*events)
    today = datetime.now(UTC).date()
    day = today - timedelta(days=days)
    partitions_ensure(day)
    execute("UPDATE lineage_inboxevent SET day = %s WHERE day = %s", [day, today])
    for queue in ("inboxwork", "inboxparked"):
        execute(f"UPDATE lineage_{queue} SET day = %s WHERE day = %s", [day, today])
    return day


def old_days():
    return [found.day for found in days_stored(before=datetime.now(UTC).date() - timedelta(days=30))]


@pytest.mark.django_db
def test_days_older_than_the_policy_are_dropped():
    day = aged(31, event(), event())
    assert inbox_drain() == 2
    assert day in old_days()
    told = []
    events_expire(POLICY, tell=lambda found, gone: told.append((found.day, found.event_count, gone)))
    assert (day, 2, True) in told
    assert old_days() == []
    assert rows("SELECT count(*) FROM lineage_inboxevent") == [(0,)]
    assert rows("SELECT count(*) FROM lineage_run") == [(2,)]


@pytest.mark.django_db
def test_a_day_that_the_policy_keeps_stays():
    aged(30, event())
    inbox_drain()
    events_expire(POLICY)
    assert rows("SELECT count(*) FROM lineage_inboxevent") == [(1,)]


@pytest.mark.django_db
def test_a_dry_run_drops_no_day():
    aged(31, event())
    days = old_days()
    assert events_expire(POLICY, dry_run=True) == len(days) > 0
    assert old_days() == days


@pytest.mark.django_db
def test_events_that_wait_or_are_parked_outlive_their_day():
    waits, breaks, again = event("waits"), event("breaks"), event("again")
    store(waits)
    store(breaks)
    aged(40, again)
    numbers = [row[0] for row in rows("SELECT id FROM lineage_inboxwork ORDER BY id")]
    for number in numbers[1:]:
        execute(
            "WITH w AS (DELETE FROM lineage_inboxwork WHERE id = %s RETURNING *) "
            "INSERT INTO lineage_inboxparked (id, day, attempts, source_id, reason) "
            "SELECT id, day, 5, source_id, 'broke' FROM w",
            [number],
        )
    store(again)  # the same content came once more today
    events_expire(POLICY)
    assert [found.job_name for found in event_list(ADMIN, states=[EventState.PARKED], first=5).items] == [
        "again",
        "breaks",
    ]
    assert rows("SELECT count(DISTINCT digest), count(*) FROM lineage_inboxevent") == [(4, 4)]
    assert inbox_drain() == 2
    event_replay(ADMIN, source="openlineage", reason="Mended.")
    assert inbox_drain() == 2
    assert rows("SELECT count(*) FROM lineage_run") == [(3,)]


@pytest.mark.django_db
def test_a_day_of_which_much_is_still_to_be_applied_stays(monkeypatch):
    monkeypatch.setattr(partitions, "MOVED_MAX", 1)
    day = aged(40, event(), event())
    told = {}
    events_expire(POLICY, tell=lambda found, gone: told.update({found.day: (found.unapplied_count, gone)}))
    assert told[day] == (2, False)
    assert old_days() == [day]
    assert day_drop(day, event_count=1) is False
    assert rows("SELECT count(*) FROM lineage_inboxevent WHERE day = %s", [day]) == [(2,)]
    assert inbox_drain() == 2


@pytest.mark.django_db(transaction=True)
def test_a_drop_that_is_held_up_gives_way_and_is_tried_again(monkeypatch):
    day = aged(40, event())
    inbox_drain()
    monkeypatch.setattr(partitions, "TRIES", 1)
    holds, ends = threading.Event(), threading.Event()

    def reader():
        with transaction.atomic():
            rows("SELECT count(*) FROM lineage_inboxevent")
            holds.set()
            ends.wait(60)
        connection.close()

    thread = threading.Thread(target=reader)
    thread.start()
    assert holds.wait(60)
    try:
        assert day_drop(day, event_count=1) is False
        assert store(event()) == 1  # nobody who stores was held up by the try
    finally:
        ends.set()
        thread.join()
    assert day in old_days()
    assert day_drop(day, event_count=1) is True
    assert day not in old_days()
    execute("DROP TABLE IF EXISTS lineage_inboxevent_20310501")


# --- tallies, command -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_totals_never_fall_when_their_days_go():
    source_id = producer_ensure("airflow")
    found = Tallies()
    found.add(WarningKind.REJECTED, "eventTime", "eventTime", {})
    for days in (50, 40, 0):
        tallies_write(source_id, found)
        execute("UPDATE lineage_intaketally SET day = day - %s WHERE day = (now() AT TIME ZONE 'UTC')::date", [days])
        events_expire(POLICY)
    assert tally_totals() == {("airflow", "rejected"): 3}
    assert [(w.rule, w.count) for w in intake_warning_list(ADMIN, first=5).items] == [("eventTime", 1)]


@pytest.mark.django_db
def test_the_command_says_what_goes_and_then_does_it(estate, settings, capsys):
    settings.RUNS_KEEP_DAYS, settings.EVENTS_KEEP_DAYS = 1, 30
    day = aged(31, event("last", run=str(uuid.uuid4())))
    inbox_drain()
    call_command("retention", "--dry-run")
    planned = capsys.readouterr().out.splitlines()
    call_command("retention")
    done = capsys.readouterr().out.splitlines()
    assert [line.replace("would go", "gone") for line in planned] == done
    assert any(line.startswith(f"{day}: ") and line.endswith(" MB gone") for line in done)
    assert done[-1] == "Runs older than 1 days: 109 of 3 jobs gone."
    call_command("retention")
    assert capsys.readouterr().out.splitlines() == [
        "Raw events older than 30 days: 0 days gone.",
        "Runs older than 1 days: 0 of 0 jobs gone.",
    ]
