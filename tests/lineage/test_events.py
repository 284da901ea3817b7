"""Events as they came: which are found, by whom, what was taken out of them, and how they are applied again."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from catalog.answers import TextState
from catalog.database import execute, rows
from catalog.errors import ForbiddenError, InvalidError, NotFoundError, TooCostlyError
from catalog.ingest.sources import producer_ensure
from catalog.viewers import Viewer, ViewerKind
from lineage.answers import EventState, EventType, EventWarning, WarningKind
from lineage.commands.events import event_replay
from lineage.ingest.acceptance import event_accept, event_known
from lineage.ingest.apply import inbox_drain
from lineage.ingest.inbox import StoredEvent, events_store
from lineage.ingest.run_patches import EVENTS_LIMIT
from lineage.ingest.tally import Tallies
from lineage.queries import events
from lineage.queries.events import event_get, event_list
from lineage.queries.runs import TimeFilter
from tests.builders import ADMIN, VIEWER, dataset_ref, event, ingest, job_ref, parent, run_id, store
from tests.digest import graph_digest

pytestmark = pytest.mark.django_db


def numbers():
    return [f"evt_{row[0]}" for row in rows("SELECT id FROM lineage_inboxevent ORDER BY id")]


def listed(viewer=ADMIN, **options):
    return [found.id for found in event_list(viewer, first=options.pop("first", 50), **options).items]


def accept(made):
    stored = event_accept(orjson.dumps(made), lambda _: None, Tallies())
    events_store([StoredEvent(**{k: getattr(stored, k) for k in ("kind", "digest", "body", "warnings", "shard")}
                              | {"source_id": producer_ensure("airflow")})])  # fmt: skip


@pytest.fixture
def estate():
    """Three runs of two jobs of a pipeline, a JobEvent, an event that waits and one that is parked; ids as they came."""
    pipeline = {"run_facets": parent(run_id(1), "nightly")}
    ingest(event("nightly.load", "START", run=run_id(2), outputs=["orders"], **pipeline))
    ingest(event("nightly.load", "COMPLETE", run=run_id(2), minutes=1, outputs=["orders"], **pipeline))
    ingest(event("nightly.sum", run=run_id(3), minutes=2, inputs=["orders"], outputs=["totals"], **pipeline))
    ingest(event("nightly.load", run=run_id(4), minutes=3, outputs=["orders"], **pipeline))
    design = event("nightly.load", None, minutes=4, outputs=["orders"])
    del design["run"]
    ingest(design)
    parked = {"run": {"runId": run_id(4)}, "job": {"namespace": "scheduler", "name": "nightly.load"}, "producer": "p"}
    source_id = producer_ensure("openlineage")
    events_store([StoredEvent(kind="run", digest=uuid.uuid4(), body=orjson.dumps(parked), source_id=source_id)])
    assert inbox_drain() == 0
    store(event("nightly.sum", "FAIL", run=run_id(5), minutes=5, inputs=["orders"]))
    return numbers()


def test_it_works(estate):
    page = event_list(ADMIN, first=3)
    assert ([found.id for found in page.items], page.has_next) == (estate[:-4:-1], True)
    waits, parked, design = page.items
    assert [found.state for found in page.items] == [EventState.STORED, EventState.PARKED, EventState.APPLIED]
    assert (waits.type, waits.event_type, waits.run_id, waits.attempts) == (EventType.RUN, "FAIL", run_id(5), 0)
    assert (waits.event_at, waits.job_namespace, waits.job_name) == (
        datetime(2026, 3, 1, 6, 5, tzinfo=UTC), "scheduler", "nightly.sum",
    )  # fmt: skip
    assert (parked.event_at, parked.event_type, parked.attempts, parked.producer) == (None, None, 1, "p")
    assert parked.reason == "not an event: eventTime: is missing; send an RFC 3339 time such as 2026-01-31T06:00:00Z"
    assert (design.type, design.run_id, design.attempts, design.reason, design.parked_at) == (
        EventType.JOB, None, None, None, None,
    )  # fmt: skip
    rest = event_list(ADMIN, first=10, after=page.end_cursor)
    assert ([found.id for found in rest.items], rest.has_next) == (estate[-4::-1], False)


def test_of_a_run_also_what_is_not_applied(estate):
    assert listed(run_id=run_id(2)) == [estate[1], estate[0]]
    assert listed(run_id=run_id(2).upper()) == [estate[1], estate[0]]
    assert listed(run_id=run_id(4)) == [estate[5], estate[3]]
    assert listed(run_id=run_id(5)) == [estate[6]]
    assert listed(run_id="nobody") == []
    assert listed(run_id=run_id(4), states=[EventState.APPLIED]) == [estate[3]]
    assert listed(run_id=run_id(4), states=[EventState.STORED]) == []


def test_of_a_job_a_pipeline_and_a_dataset(estate):
    loads = [estate[5], estate[4], estate[3], estate[1], estate[0]]
    assert listed(ref=job_ref("nightly.load")) == loads
    assert listed(ref=job_ref("nightly")) == estate[::-1]
    assert listed(ref=dataset_ref("totals")) == [estate[2]]
    # the parked event says no more than its job
    assert listed(ref=dataset_ref("orders")) == [estate[6], *loads[1:3], estate[2], *loads[3:]]
    assert listed(ref=job_ref("nightly.load"), run_id=run_id(2)) == [estate[1], estate[0]]
    with pytest.raises(NotFoundError):
        listed(ref="resource:default/absent")


def test_pages_of_a_job_go_on(estate):
    page = event_list(ADMIN, ref=job_ref("nightly.load"), first=2)
    assert ([found.id for found in page.items], page.has_next) == ([estate[5], estate[4]], True)
    rest = event_list(ADMIN, ref=job_ref("nightly.load"), first=3, after=page.end_cursor)
    assert ([found.id for found in rest.items], rest.has_next) == ([estate[3], estate[1], estate[0]], False)


def test_what_is_not_applied_is_counted(estate):
    page = event_list(ADMIN, states=[EventState.PARKED, EventState.STORED], first=1)
    assert ([found.id for found in page.items], page.total_count) == ([estate[6]], 2)
    assert event_list(ADMIN, states=[EventState.PARKED], source="airflow", first=1).total_count == 0
    assert event_list(ADMIN, first=1).total_count is None


def test_by_the_moment_of_arrival(estate):
    moments = [row[0] for row in rows("SELECT received_at FROM lineage_inboxevent ORDER BY id")]
    execute(
        "UPDATE lineage_inboxevent SET received_at = %s WHERE id = %s",
        [moments[0] - timedelta(minutes=5), estate[0][4:]],
    )
    recent = TimeFilter(since=moments[0])
    assert listed(received_at=recent) == estate[:0:-1]
    assert listed(received_at=recent, run_id=run_id(2)) == [estate[1]]
    assert listed(received_at=TimeFilter(until=moments[0])) == [estate[0]]


def test_of_a_source(estate):
    store(event("else", run=run_id(9)), source="dbt")
    assert listed(source="dbt") == [numbers()[-1]]


def test_a_run_knows_its_last_hundred_events_alone():
    made = [event("stream", "RUNNING", run=run_id(7), minutes=n) for n in range(EVENTS_LIMIT + 20)]
    ingest(*made[:60])
    ingest(*made[60:])
    ids = numbers()
    assert rows("SELECT event_ids FROM lineage_run") == [([int(text[4:]) for text in ids[:19:-1]],)]
    assert listed(run_id=run_id(7), first=100) == ids[:19:-1]


def test_what_was_applied_by_a_version_before_is_found_once_it_is_applied_again(estate):
    execute("UPDATE lineage_run SET event_ids = NULL")
    assert listed(run_id=run_id(2)) == []
    event_replay(ADMIN, ids=estate[:2], reason="Upgrade.")
    inbox_drain()
    assert listed(run_id=run_id(2)) == [estate[1], estate[0]]


def test_events_whose_day_was_dropped_are_gone(estate):
    execute("DELETE FROM lineage_inboxevent WHERE id = %s", [int(estate[0][4:])])
    assert listed(run_id=run_id(2)) == [estate[1]]
    assert event_get(ADMIN, ids=[estate[0], estate[1]])[0] is None


def test_the_payload_is_the_event_as_it_was_kept():
    made = event("load", run=run_id(2), outputs=["orders"])
    ingest(made)
    (detail,) = event_get(VIEWER, ids=numbers())
    assert detail.payload.state is TextState.AVAILABLE
    assert orjson.loads(detail.payload.text) == made
    assert detail.card == event_list(VIEWER, first=1).items[0]
    assert event_get(VIEWER, ids=["evt_0", "evt_x", "run_1"]) == (None, None, None)


def test_a_payload_that_cannot_be_unpacked_says_so(estate):
    execute("UPDATE lineage_inboxevent SET body = 'x'::bytea WHERE id = %s", [int(estate[0][4:])])
    (detail,) = event_get(ADMIN, ids=estate[:1])
    assert (detail.payload.state, detail.payload.text, detail.card.job_name) == (TextState.EXPIRED, None, None)


def test_what_was_taken_out_is_told_without_the_value():
    secret = {"environmentVariables": {"environmentVariables": [{"name": "DB_PASSWORD", "value": "S3cretZebra77xyz"}]}}
    accept(event("load", run=run_id(2), run_facets=secret))
    (detail,) = event_get(ADMIN, ids=numbers())
    assert detail.card.warnings == (
        EventWarning(
            kind=WarningKind.REDACTED,
            path="/run/facets/environmentVariables/environmentVariables/0/value",
            rule="key",
        ),
    )
    assert "S3cretZebra77xyz" not in detail.payload.text
    assert "[redacted:" in detail.payload.text


def test_a_clock_that_is_ahead_is_told():
    for minutes, ahead in ((59, ()), (61, ("clock more than an hour ahead",))):
        made = event("load", run=run_id(minutes))
        made["eventTime"] = (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()
        assert (event_known(orjson.dumps(made), lambda _: None) is None) == bool(ahead)
        accept(made)
        card = event_list(ADMIN, first=1).items[0]
        assert [(w.kind, w.path, w.rule) for w in card.warnings] == [
            (WarningKind.AHEAD, "/eventTime", rule) for rule in ahead
        ]


def test_warnings_of_versions_before_kinds_were_kept():
    store(event("load", run=run_id(2)))
    old = '[{"path": "/a", "rule": "key"}, {"path": "b.c", "rule": "dropped: above 256 KiB in a large event"}]'
    execute("UPDATE lineage_inboxevent SET warnings = %s", [old])
    (card,) = event_list(ADMIN, first=1).items
    assert [(w.kind, w.path) for w in card.warnings] == [(WarningKind.REDACTED, "/a"), (WarningKind.DROPPED, "b.c")]


def test_only_those_who_may_read_events(estate):
    nobody = Viewer(kind=ViewerKind.TOKEN, key="token:catalog", scopes=frozenset({"catalog:read"}))
    with pytest.raises(ForbiddenError):
        event_list(nobody, first=1)
    with pytest.raises(ForbiddenError):
        event_get(nobody, ids=estate[:1])
    assert listed(VIEWER) == estate[::-1]


def test_what_names_the_hidden_is_not_there(estate):
    execute("UPDATE catalog_entity SET restricted = true WHERE ref = %s", [dataset_ref("totals")])
    assert listed(VIEWER) == [text for text in estate[::-1] if text != estate[2]]
    assert listed(VIEWER, run_id=run_id(3)) == []
    assert event_get(VIEWER, ids=[estate[2], estate[1]])[0] is None
    assert listed(ADMIN, run_id=run_id(3)) == [estate[2]]
    # counting would tell that there is more
    assert event_list(VIEWER, states=[EventState.PARKED], first=1).total_count is None
    manager = Viewer(kind=ViewerKind.TOKEN, key="token:m", scopes=frozenset({"events:write"}))
    found = event_replay(manager, ids=estate[1:3], reason="Again.")
    assert ([item.id for item in found.events], found.skipped) == ([estate[1]], (estate[2],))


def test_more_than_can_be_looked_into_is_refused(estate, monkeypatch):
    monkeypatch.setattr(events, "READ_MAX", 5)
    monkeypatch.setattr(events, "PORTION", 2)
    assert listed(first=2, source="openlineage") == estate[:-3:-1]
    with pytest.raises(TooCostlyError) as raised:
        listed(source="nobody")
    assert [wrong.field for wrong in raised.value.errors] == ["received_at"]
    with pytest.raises(TooCostlyError):
        listed(ref=job_ref("nightly"), source="nobody")


def test_replay_applies_again_and_doubles_nothing(estate):
    before = graph_digest(rows)
    found = event_replay(ADMIN, ids=estate[:5], reason="Rules changed.")
    assert [item.id for item in found.events] == estate[:5]
    assert {item.state for item in found.events} == {EventState.APPLIED}
    assert listed(states=[EventState.STORED]) == [estate[6], *estate[4::-1]]
    execute("DELETE FROM lineage_inboxwork WHERE id = %s", [int(estate[6][4:])])
    assert inbox_drain() == 5
    assert graph_digest(rows) == before
    assert rows("SELECT action, target, allowed FROM catalog_auditentry ORDER BY id") == [
        ("event_replay", text, True) for text in estate[:5]
    ]


def test_a_dry_run_of_a_replay_changes_nothing(estate):
    found = event_replay(ADMIN, ids=estate, reason="Rules changed.", dry_run=True)
    assert ([item.id for item in found.events], found.skipped) == (estate[:6], (estate[6],))
    assert listed(states=[EventState.STORED]) == [estate[6]]
    with pytest.raises(InvalidError):
        event_replay(ADMIN, ids=estate, reason=" ")
