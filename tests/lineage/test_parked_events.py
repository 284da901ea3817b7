"""Events that could not be applied: everybody who may sees them, applies them again, or lets them go, and it is audited."""

from __future__ import annotations

import uuid

import orjson
import pytest

from catalog.answers import UserError
from catalog.database import execute, rows
from catalog.errors import ForbiddenError, InvalidError, NotFoundError, TooManyError
from catalog.ingest.sources import producer_ensure
from catalog.queries.change_sets import audit_entry_list
from lineage.answers import EventPayload, EventState
from lineage.commands.events import event_drop, event_replay
from lineage.ingest.apply import inbox_drain
from lineage.ingest.inbox import StoredEvent, events_store, parked_lock
from lineage.queries.events import event_list
from lineage.queries.intake import intake_list
from tests.builders import ADMIN, VIEWER, event, store

pytestmark = pytest.mark.django_db


def poison(number, source="airflow", **more):
    """Store an event that the parser of the worker refuses, as one whose rules changed since."""
    body = {
        "number": number,
        "producer": "https://example.com/airflow",
        "job": {"namespace": "etl", "name": "load"},
    } | more
    stored = StoredEvent(
        kind="run",
        digest=uuid.uuid5(uuid.NAMESPACE_OID, str(number)),
        body=orjson.dumps(body),
        source_id=producer_ensure(source),
    )
    events_store([stored])


@pytest.fixture
def parked():
    """Three parked events of airflow, one of dbt; their ids, oldest first."""
    for number in range(3):
        poison(number)
    poison(3, "dbt", job=None, producer=7)
    assert inbox_drain() == 0
    return [f"evt_{row[0]}" for row in rows("SELECT id FROM lineage_inboxparked ORDER BY id")]


def listed(**options):
    return [found.id for found in parked_page(first=10, **options).items]


def parked_page(viewer=ADMIN, **options):
    return event_list(viewer, states=[EventState.PARKED], **options)


def audit():
    page = audit_entry_list(ADMIN, first=10)
    return [(line.action, line.target, line.allowed, line.reason, line.before) for line in page.items]


def test_a_parked_event_says_who_sent_it_and_what_is_wrong(parked):
    page = parked_page(first=2)
    assert ([found.id for found in page.items], page.has_next, page.total_count) == ([parked[3], parked[2]], True, 4)
    nameless, named = page.items
    assert (nameless.source, nameless.producer, nameless.job_namespace, nameless.job_name) == ("dbt", None, None, None)
    assert (named.source, named.producer) == ("airflow", "https://example.com/airflow")
    assert (named.job_namespace, named.job_name, named.attempts) == ("etl", "load", 1)
    assert named.reason == "not an event: eventTime: is missing; send an RFC 3339 time such as 2026-01-31T06:00:00Z"
    assert (named.received_at, named.byte_count) == tuple(
        rows("SELECT received_at, body_size FROM lineage_inboxevent WHERE id = %s", [int(parked[2][4:])])[0]
    )
    rest = parked_page(first=2, after=page.end_cursor)
    assert ([found.id for found in rest.items], rest.has_next) == ([parked[1], parked[0]], False)
    assert listed(source="dbt") == [parked[3]]
    assert listed(source="nobody") == []


def test_a_body_that_is_no_json_is_listed_without_a_name(parked):
    execute("UPDATE lineage_inboxevent SET body = 'x'::bytea")
    assert {(found.job_name, found.producer) for found in parked_page(first=10).items} == {(None, None)}


def test_how_each_source_does(parked):
    store(event(), source="dbt")
    execute("UPDATE lineage_inboxwork SET queued_at = clock_timestamp() - interval '1 hour'")
    found = {card.source: card for card in intake_list(VIEWER)}
    assert {key: (card.waiting, card.parked, card.rejected_today) for key, card in found.items()} == {
        "airflow": (0, 3, 0),
        "dbt": (1, 1, 0),
    }
    assert found["airflow"].lag_seconds == 0.0
    assert 3600.0 <= found["dbt"].lag_seconds < 3700.0


def test_replay_puts_an_event_back_and_says_so_in_the_audit(parked):
    found = event_replay(ADMIN, ids=[parked[0]], reason="Fixed in 1.2.")
    assert ([item.id for item in found.events], found.skipped) == ([parked[0]], ())
    assert listed() == [parked[3], parked[2], parked[1]]
    number = int(parked[0][4:])
    assert rows("SELECT id, attempts, source_id FROM lineage_inboxwork") == [(number, 0, producer_ensure("airflow"))]
    ((action, target, allowed, reason, before),) = audit()
    assert (action, target, allowed, reason) == ("event_replay", parked[0], True, "Fixed in 1.2.")
    assert (before["source"], before["job_name"], before["attempts"]) == ("airflow", "load", 1)
    assert before["reason"].startswith("not an event: ")
    (line,) = audit_entry_list(ADMIN, first=1).items
    assert (before["state"], line.after) == ("parked", {"state": "waiting"})


def test_an_event_that_was_replayed_in_vain_is_parked_again(parked):
    event_replay(ADMIN, ids=[parked[0]], reason="Try.")
    assert inbox_drain() == 0
    assert listed() == parked[::-1]


def test_drop_takes_an_event_off_the_list_and_keeps_its_raw_form(parked):
    found = event_drop(ADMIN, ids=[parked[1], parked[3]], reason="Test traffic.")
    assert [item.id for item in found.events] == [parked[1], parked[3]]
    assert listed() == [parked[2], parked[0]]
    assert rows("SELECT count(*) FROM lineage_inboxevent") == [(4,)]
    assert rows("SELECT count(*) FROM lineage_inboxwork") == [(0,)]
    assert [line[:4] for line in audit()] == [
        ("event_drop", parked[3], True, "Test traffic."),
        ("event_drop", parked[1], True, "Test traffic."),
    ]


def test_all_of_one_source_at_once(parked):
    found = event_drop(ADMIN, source="airflow", reason="Old release.")
    assert [item.id for item in found.events] == parked[:3]
    assert listed() == [parked[3]]


def test_all_of_one_producer_at_once(parked):
    found = event_replay(ADMIN, producer="https://example.com/airflow", reason="Fixed.")
    assert [item.id for item in found.events] == parked[:3]
    assert listed() == [parked[3]]
    with pytest.raises(NotFoundError, match=r"^None of these events is applied or parked;"):
        event_replay(ADMIN, producer="https://example.com/nobody", reason="Fixed.")


def test_what_waits_already_is_skipped(parked):
    event_replay(ADMIN, ids=[parked[0]], reason="Try.")
    found = event_replay(ADMIN, ids=parked[:2], reason="Again.")
    assert ([item.id for item in found.events], found.skipped) == ([parked[1]], (parked[0],))


def test_a_dry_run_names_the_events_and_changes_nothing(parked):
    found = event_drop(ADMIN, source="airflow", reason="Old release.", dry_run=True)
    assert [item.id for item in found.events] == parked[:3]
    assert listed() == parked[::-1]
    assert audit() == []


def test_what_is_not_parked_any_more_is_reported(parked):
    event_drop(ADMIN, ids=[parked[0]], reason="Old.")
    found = event_drop(ADMIN, ids=[parked[0], "evt_x", parked[1], parked[1]], reason="Again.")
    assert ([item.id for item in found.events], found.skipped) == ([parked[1]], ("evt_x", parked[0]))
    with pytest.raises(NotFoundError, match=r"^None of these events is parked; somebody may have been faster\.$"):
        event_drop(ADMIN, ids=[parked[0]], reason="Again.")


@pytest.mark.parametrize(
    ("given", "error", "field"),
    [
        ({"reason": "x"}, InvalidError, "ids"),
        ({"reason": "x", "ids": ["evt_1"], "source": "dbt"}, InvalidError, "ids"),
        ({"reason": "x", "producer": "p", "source": "dbt"}, InvalidError, "ids"),
        ({"reason": "x", "ids": []}, InvalidError, "ids"),
        ({"reason": " ", "source": "dbt"}, InvalidError, "reason"),
        ({"reason": "x", "ids": [f"evt_{n}" for n in range(501)]}, TooManyError, "ids"),
    ],
)
def test_what_is_asked_wrongly_names_its_field(given, error, field):
    with pytest.raises(error) as raised:
        event_drop(ADMIN, **given)
    assert [wrong.field for wrong in raised.value.errors] == [field]


def test_only_admins_may_and_the_refusal_is_audited(parked):
    with pytest.raises(ForbiddenError):
        event_drop(VIEWER, ids=[parked[0]], reason="Mine.")
    assert listed() == parked[::-1]
    assert [(action, target, allowed) for action, target, allowed, _, _ in audit()] == [("event_drop", None, False)]


def test_an_audit_that_fails_leaves_the_event_parked(parked, monkeypatch):
    from lineage.commands import events

    monkeypatch.setattr(events, "audit_write", lambda viewer, lines: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        event_drop(ADMIN, ids=[parked[0]], reason="Old.")
    assert listed() == parked[::-1]


def test_locking_finds_what_is_parked_alone(parked):
    assert parked_lock([2**40, int(parked[2][4:])]) == [int(parked[2][4:])]


def test_a_payload_of_nothing_done():
    wrong = UserError(field=("input", "ids"), code="INVALID", message="names no event")
    assert EventPayload.refused((wrong,), "mine") == EventPayload(
        events=(), skipped=(), user_errors=(wrong,), client_mutation_id="mine"
    )
