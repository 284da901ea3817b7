"""Raw events applied again: on top of what is there, or from nothing, the answers are the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from catalog.database import execute, rows
from lineage.ingest import replay
from lineage.ingest.apply import inbox_drain
from lineage.ingest.inbox import events_lease, partitions_ensure
from lineage.ingest.partitions import day_drop
from lineage.ingest.removal import DERIVED
from lineage.ingest.replay import ReplayOrder, ReplayState, replay_begin, replay_run
from lineage.management.commands.replay import progress_line
from tests.builders import (
    JOBS,
    NAMESPACE,
    column_lineage,
    dataset,
    event,
    ingest,
    parent,
    run_id,
    schema,
    settle,
    store,
)
from tests.digest import graph_digest

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date
# What the digest of the graph leaves out, without numbers that are given in the order of arrival.
MORE = (
    "SELECT e.ref, r.last_state, r.last_ended_at, r.last_run_id, r.last_error, r.outcomes, r.arrivals, r.deadline_at "
    "FROM lineage_runfacts r JOIN catalog_entity e ON e.id = r.entity_id",
    "SELECT e.ref, f.name, f.at, f.rank, f.digest, f.body FROM lineage_entityfacet f JOIN catalog_entity e ON e.id = f.entity_id",
    "SELECT e.ref, q.assertion, q.column_path, q.success, q.at, q.run_id FROM lineage_qualitytest q "
    "JOIN catalog_entity e ON e.id = q.dataset_id",
    "SELECT a.ref, b.ref, p.first_seen_at, p.last_seen_at FROM lineage_jobparent p "
    "JOIN catalog_entity a ON a.id = p.job_id JOIN catalog_entity b ON b.id = p.parent_id",
    "SELECT id, ref FROM catalog_entity",
    "SELECT entity_id, scheme, key FROM catalog_alias",
    "SELECT e.ref, h.condition, h.care, h.failing FROM catalog_healthstate h JOIN catalog_entity e ON e.id = h.entity_id",
)


def known():
    """Digests of everything that is made of events, and of what it leads to."""
    return graph_digest(rows) | {sql: sorted(map(repr, rows(sql))) for sql in MORE}


def named(name, kind):
    """A dataset as a facet names it."""
    return {"namespace": NAMESPACE, "name": name, "type": kind}


def varied():
    """Events of every kind: runs that fail and overlap, parents, schemas, columns, tests, JobEvents, DatasetEvents."""
    top = run_id()
    tested = {"dataQualityAssertions": {"assertions": [{"assertion": "not_null", "success": False, "column": "id"}]}}
    columns = dataset("mart", facets=schema("id:int") | column_lineage(id="orders.id"))
    drawn = event("drawn", None, minutes=5, inputs=["mart"], outputs=["plan"])
    del drawn["run"]
    described = event(minutes=9)
    for key in ("run", "job", "inputs", "outputs", "eventType"):
        del described[key]
    described["dataset"] = dataset("orders", facets=schema("id:int", "at:timestamp"))
    return [
        event("nightly", "START", run=top),
        *(
            event(
                "nightly.load", kind, run=run_id(), minutes=10 * n, inputs=["raw", f"extra{n % 3}"],
                outputs=[dataset("orders", facets=schema(*(f"c{i}:int" for i in range(1 + n % 2))))],
                run_facets=parent(top, "nightly"),
                job_facets={"documentation": {"description": f"As of {n}."}},
            )
            for n in range(6) for kind in ("START", "COMPLETE")
        ),
        event("nightly.mart", run=run_id(), minutes=70, inputs=["orders"], outputs=[columns],
              run_facets={"jobDependencies": {"upstream": [{"job": {"namespace": JOBS, "name": "nightly.load"}}]}}),
        event("nightly.test", run=run_id(), minutes=80, inputs=[dataset("mart", inputFacets=tested)]),
        event("nightly.bad", "FAIL", run=run_id(), minutes=90, inputs=["mart"], outputs=["gone"],
              run_facets={"errorMessage": {"message": "Timeout: no answer"}}),
        event("nightly", "COMPLETE", run=top, minutes=100),
        event(
            "stated", run=run_id(), minutes=75, inputs=["orders", "raw"],
            outputs=[
                dataset("copy", facets={"symlinks": {"identifiers": [named("lake/copy", "LOCATION")]}}),
                dataset("kept", facets={"lifecycleStateChange": {
                    "lifecycleStateChange": "RENAME", "previousIdentifier": named("formerly", "DATASET")}}),
            ],
            job_facets={"lineage": {"entries": [named("copy", "DATASET") | {"inputs": [named("orders", "DATASET")]}]}},
        ),
        drawn,
        described,
    ]  # fmt: skip


@pytest.fixture
def before():
    # Within one transaction, as a test is: a table with checks still to be made cannot be emptied.
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    ingest(*varied())
    found = known()
    assert all(found[name] for name in found if name != "column edges")
    return found


@pytest.fixture
def past():
    """Yesterday has a partition of its own."""
    yesterday = TODAY() - timedelta(days=1)
    partitions_ensure(yesterday)
    return yesterday


def waiting():
    return rows("SELECT count(*) FROM lineage_inboxwork")[0][0]


def test_everything_comes_out_the_same(before, monkeypatch):
    monkeypatch.setattr(replay, "PORTION", 4)
    begun = replay_begin(ReplayOrder(is_everything=True))
    assert [rows(f"SELECT count(*) FROM lineage_{table}")[0][0] for table in DERIVED] == [0] * len(DERIVED)
    states = []
    done = replay_run(lambda state: states.append(state.done_count))
    settle()
    assert known() == before
    assert (done.id, done.done_count, done.total_count) == (begun.id, 20, 20)
    assert states == [4, 8, 12, 16, 20]
    assert replay_run() is None


def test_what_was_wrong_in_the_tables_is_mended_by_everything(before):
    execute("UPDATE lineage_run SET state = 5")
    execute("DELETE FROM lineage_edgeevidence")
    execute("UPDATE lineage_entityfacet SET at = at + interval '1 day', digest = gen_random_uuid()")
    replay_begin(ReplayOrder(is_everything=True))
    replay_run()
    settle()
    assert known() == before


def test_on_top_nothing_doubles():
    # How often a column edge was seen is counted by events, not by runs: it is the one number that grows.
    ingest(*varied())
    before = known()
    replay_begin(ReplayOrder())
    replay_run()
    settle()
    after = known()
    evidence = before.pop("evidence"), after.pop("evidence")
    assert after == before
    assert [len(found) for found in evidence] == [len(evidence[0])] * 2


def test_on_top_what_was_lost_comes_back(before):
    execute("DELETE FROM lineage_run")
    replay_begin(ReplayOrder())
    replay_run()
    assert known()["runs"] == before["runs"]


def test_events_of_one_source_and_of_some_days(past):
    ingest(event("a"), source="airflow")
    execute("UPDATE lineage_inboxevent SET day = %s", [past])
    ingest(event("b"), event("c"), source="airflow")
    ingest(event("d"), source="dbt")
    for order, count in (
        (ReplayOrder(), 4),
        (ReplayOrder(source="airflow"), 3),
        (ReplayOrder(source="dbt", since=TODAY()), 1),
        (ReplayOrder(until=past), 1),
        (ReplayOrder(since=past, until=TODAY()), 4),
        (ReplayOrder(until=past - timedelta(days=1)), 0),
    ):
        replay_begin(order)
        done = replay_run()
        assert (done.total_count, done.done_count) == (count, count), order


def test_interrupted_it_goes_on_where_it_was(before, monkeypatch):
    monkeypatch.setattr(replay, "PORTION", 7)
    replay_begin(ReplayOrder(is_everything=True))

    def killed(state):
        if state.done_count == 14:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replay_run(killed)
    assert waiting() == 7
    states = []
    replay_run(lambda state: states.append(state.done_count))
    settle()
    assert states == [20]
    assert known() == before


def test_a_second_one_waits_until_the_first_is_done(before):
    replay_begin(ReplayOrder())
    with pytest.raises(Exception, match=r"was interrupted after 0 of 0 events; go on with --resume\.$"):
        replay_begin(ReplayOrder())
    replay_begin(ReplayOrder(is_everything=True))
    assert rows("SELECT count(*) FROM lineage_replay WHERE ended_at IS NULL") == [(1,)]


def test_what_a_worker_has_leased_is_applied_once(before):
    store(event("late", run=run_id(77)))
    leased = events_lease()
    replay_begin(ReplayOrder(is_everything=True))
    from lineage.ingest.apply import lease_apply

    assert lease_apply(leased) == 0
    replay_run()
    assert rows("SELECT count(*) FROM lineage_run WHERE run_id = %s", [run_id(77)]) == [(1,)]


def test_parked_events_are_tried_again(monkeypatch):
    store(event("poison"))
    execute(
        "WITH w AS (DELETE FROM lineage_inboxwork RETURNING *) INSERT INTO lineage_inboxparked (id, day, attempts, reason) "
        "SELECT id, day, 5, 'broke' FROM w"
    )
    replay_begin(ReplayOrder())
    replay_run()
    assert rows("SELECT count(*) FROM lineage_inboxparked") == [(0,)]
    assert rows("SELECT count(*) FROM lineage_run") == [(1,)]


def test_a_replayed_event_is_not_late(past):
    from lineage.ingest.inbox import inbox_counts

    ingest(event())
    execute("UPDATE lineage_inboxevent SET day = %s, received_at = received_at - interval '1 day'", [past])
    replay_begin(ReplayOrder())
    replay._portion()
    counts = inbox_counts()
    assert counts["waiting"] == 1.0
    assert counts["oldest_seconds"] < 3600


def test_it_refuses_to_lose_what_only_dropped_days_told(past):
    ingest(event("old"))
    execute("UPDATE lineage_inboxevent SET day = %s", [past])
    assert day_drop(past, event_count=1)
    ingest(event("new"))
    with pytest.raises(
        CommandError, match=rf"^1 raw events of {past} to {past} are gone: what only they told would be lost"
    ):
        call_command("replay", "--everything")
    assert rows("SELECT count(*) FROM lineage_run") == [(2,)]
    call_command("replay", "--everything", "--lose-older")
    assert rows("SELECT count(*) FROM lineage_run") == [(1,)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--everything", "--source", "openlineage"], r"^everything: rebuilds from all raw events; it takes no source"),
        (["--since", "2026-02-02", "--until", "2026-02-01"], r"^until: 2026-02-01 is before 2026-02-02"),
        (["--source", "nobody"], r"^No source has the key 'nobody'\.$"),
        (["--since", "yesterday"], r"argument --since: invalid _day value: 'yesterday'"),
        (["--resume"], r"^No replay was interrupted\.$"),
    ],
)
def test_what_cannot_be_done_is_said(options, message):
    with pytest.raises(CommandError, match=message):
        call_command("replay", *options)


def test_the_command_tells_how_far_it_is(before, capsys):
    call_command("replay", "--everything")
    told = capsys.readouterr()
    assert told.out == "20 of 20 events applied again.\n"
    assert told.err == "20 of 20 events (100 %)\n"
    assert inbox_drain() == 0


@pytest.mark.parametrize(
    ("done_count", "done", "seconds", "line"),
    [
        (12_000, 8_000, 5.0, "12000 of 80000 events (15 %), 1600 a second, 42 s left"),
        (80_000, 8_000, 5.0, "80000 of 80000 events (100 %), 1600 a second, 0 s left"),
        (1_000, 1_000, 0.5, "1000 of 80000 events (1 %)"),
        (0, 0, 5.0, "0 of 80000 events (0 %)"),
    ],
)
def test_a_line_of_progress(done_count, done, seconds, line):
    state = ReplayState(
        id=1, is_everything=False, since=None, until=None, source_id=None, mark_id=1, total_count=80_000,
        done_count=done_count, at_day=date(2026, 3, 1), at_id=1, started_at=datetime(2026, 3, 1, tzinfo=UTC),
    )  # fmt: skip
    assert progress_line(state, done, seconds) == line
