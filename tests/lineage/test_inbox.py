"""The inbox: nothing is lost, nothing is applied twice, and a poison event stops nobody (R6)."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import orjson
import pytest
from django.db import connection

from catalog.database import execute, rows
from catalog.ingest.sources import producer_ensure
from lineage.ingest import apply, inbox
from lineage.ingest.acceptance import event_accept
from lineage.ingest.inbox import (
    MAX_ATTEMPTS,
    SHARDS,
    LeasedEvent,
    StoredEvent,
    events_lease,
    events_store,
    partitions_ensure,
)
from lineage.ingest.take_over import SUSPECTS
from lineage.ingest.tally import Tallies
from tests.builders import T0, event, run_id, store
from tests.product import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def waiting():
    return rows("SELECT count(*) FROM lineage_inboxwork")[0][0]


def parked():
    return rows("SELECT reason, attempts FROM lineage_inboxparked ORDER BY id")


def let_leases_end():
    execute("UPDATE lineage_inboxwork SET leased_until = now() - interval '1 second'")


def test_two_workers_never_lease_the_same_event():
    store(*(event(run=run_id()) for _ in range(5)))
    first, second = events_lease(3), events_lease(3)
    assert [len(first.events), len(second.events)] == [3, 2]
    assert {e.id for e in first.events}.isdisjoint({e.id for e in second.events})
    assert events_lease(3) is None


def shards_of(lease):
    return {
        row[0] for row in rows("SELECT shard FROM lineage_inboxwork WHERE id = ANY(%s)", [[e.id for e in lease.events]])
    }


def test_workers_take_the_events_of_different_jobs():
    store(*(event(f"job_{number}") for number in range(40)))
    execute("UPDATE lineage_inboxwork SET shard = id %% %s", [SHARDS])
    taken = [events_lease() for _ in range(SHARDS)]
    assert [len(lease.events) for lease in taken] == [10] * SHARDS
    assert sorted(shards_of(lease).pop() for lease in taken) == list(range(SHARDS))


def test_a_shard_that_somebody_works_on_comes_last():
    store(*(event(f"job_{number}") for number in range(8)))
    execute("UPDATE lineage_inboxwork SET shard = id %% 2")
    first = events_lease(1)
    other = events_lease(9)
    assert shards_of(first) != shards_of(other)
    rest = events_lease(9)
    assert (shards_of(rest), len(rest.events)) == (shards_of(first), 3)


def test_events_of_one_job_are_of_one_shard():
    made = [event_accept(orjson.dumps(event("load", run=run_id())), lambda _: None, Tallies()) for _ in range(20)]
    assert len({stored.shard for stored in made}) == 1
    many = [event_accept(orjson.dumps(event(f"job_{n}")), lambda _: None, Tallies()) for n in range(100)]
    assert {stored.shard for stored in many} == set(range(SHARDS))
    source_id = producer_ensure("openlineage")
    events_store([replace(stored, source_id=source_id) for stored in many])
    assert rows("SELECT count(DISTINCT shard) FROM lineage_inboxwork") == [(SHARDS,)]


def test_a_worker_whose_lease_was_taken_over_applies_nothing():
    store(event())
    frozen = events_lease()
    let_leases_end()
    other = events_lease()
    assert apply.lease_apply(frozen) == 0
    assert apply.lease_apply(other) == 1
    assert rows("SELECT count(*) FROM lineage_run") == [(1,)]


def test_an_event_that_kills_its_worker_is_parked_after_five_attempts():
    store(event("killer"))
    for attempt in range(1, MAX_ATTEMPTS + 1):
        lease = events_lease()
        assert [e.attempts for e in lease.events] == [attempt]
        let_leases_end()  # the process died: nothing else was written
    assert events_lease() is None
    assert parked() == [("its worker ended without an answer each time", MAX_ATTEMPTS)]
    assert waiting() == 0


def die_at(monkeypatch, job):
    """A worker leases what there is and ends when it looks at the event of a job: its session goes, nothing is answered."""

    class Death(BaseException):
        pass

    def dying(observations, ids):
        look = iter(observations)
        for observation in look:
            if observation.event.job.name == job:
                raise Death
        return RUNS_APPLY(observations, ids)

    def work():
        lease = events_lease()
        try:
            apply.lease_apply(lease)
        except Death as death:
            return lease, death  # its frame keeps `look`, and so the note stays as it was
        finally:
            connection.close()

    monkeypatch.setattr(apply, "runs_apply", dying)
    with ThreadPoolExecutor(1) as pool:
        lease, death = pool.submit(work).result()
    monkeypatch.setattr(apply, "runs_apply", RUNS_APPLY)
    wait_for(
        lambda: rows("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", [session_of(lease)]) == [(0,)], "its end"
    )
    return death


RUNS_APPLY = apply.runs_apply


def jobs_of(lease):
    return sorted(one.payload()["job"]["name"] for one in lease.events)


def pauses_end():
    execute("UPDATE lineage_inboxwork SET leased_until = now() WHERE lease IS NULL AND leased_until > now()")


def test_what_a_worker_looked_at_when_it_died_is_set_apart_and_the_others_go_on_at_once(monkeypatch):
    store(*(event(f"good{n}", run=run_id()) for n in range(4)), event("killer", run=run_id()))
    death = die_at(monkeypatch, "killer")
    others = events_lease()
    assert (jobs_of(others), {e.attempts for e in others.events}) == (["good0", "good1", "good2", "good3"], {1})
    assert events_lease() is None  # the suspect waits a little
    assert apply.lease_apply(others) == 4
    pauses_end()
    suspect = events_lease()
    assert (jobs_of(suspect), suspect.events[0].attempts) == (["killer"], 2)
    assert apply.lease_apply(suspect) == 1
    del death


def test_an_event_that_kills_again_and_again_is_alone_and_parked_after_five_attempts(monkeypatch):
    store(event("good", run=run_id()), event("killer", run=run_id()))
    deaths = [die_at(monkeypatch, "killer")]
    assert apply.inbox_drain() == 1
    for _ in range(MAX_ATTEMPTS - 1):
        pauses_end()
        deaths.append(die_at(monkeypatch, "killer"))
        assert events_lease() is None
    assert parked() == [("its worker ended without an answer each time", MAX_ATTEMPTS)]
    assert (len(deaths), waiting()) == (MAX_ATTEMPTS, 0)


def test_of_several_suspects_one_is_tried_at_a_time_and_after_fresh_events():
    store(*(event(f"suspect{n}", run=run_id()) for n in range(2)))
    execute("UPDATE lineage_inboxwork SET shard = %s, attempts = 1", [SUSPECTS])
    store(*(event(f"fresh{n}", run=run_id()) for n in range(2)))
    assert jobs_of(events_lease()) == ["fresh0", "fresh1"]
    assert jobs_of(events_lease()) in (["suspect0"], ["suspect1"])
    assert events_lease() is None
    assert events_lease(overlooked=True) is None


def test_beside_a_suspect_an_attempt_is_given_back_once(monkeypatch):
    store(event("first", run=run_id()), event("second", run=run_id()), event("good", run=run_id()))
    deaths = [die_at(monkeypatch, "first"), die_at(monkeypatch, "second")]
    others = events_lease()
    assert (jobs_of(others), [e.attempts for e in others.events]) == (["good"], [2])
    assert len(deaths) == 2


def test_a_death_of_which_there_is_no_note_counts_for_all(monkeypatch, tmp_path):
    store(event("good", run=run_id()), event("killer", run=run_id()))
    death = die_at(monkeypatch, "killer")
    monkeypatch.setattr("lineage.ingest.flight_recorder.notes_folder", lambda: tmp_path)  # it was on another machine
    assert [(one.attempts, jobs_of(lease)) for lease in [events_lease()] for one in lease.events] == [
        (2, ["good", "killer"]),
        (2, ["good", "killer"]),
    ]
    del death


def test_what_a_dead_worker_had_is_leased_at_once_and_what_a_living_one_has_is_not():
    store(event())

    def lease_and_die():
        try:
            return events_lease()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        dead = pool.submit(lease_and_die).result()
    wait_for(
        lambda: rows("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", [session_of(dead)]) == [(0,)], "its end"
    )
    other = events_lease()
    assert ([e.id for e in other.events], other.events[0].attempts) == ([e.id for e in dead.events], 2)
    assert apply.lease_apply(dead) == 0
    assert events_lease() is None
    assert apply.lease_apply(other) == 1


def session_of(lease):
    return int.from_bytes(lease.id.bytes[:4])


def test_a_large_event_is_applied_alone_and_last(monkeypatch):
    monkeypatch.setattr(apply, "LARGE_BYTES", 1000)
    batches = []
    real = apply.events_apply
    monkeypatch.setattr(
        apply, "events_apply", lambda lease, o: batches.append([one.event.job.name for one in o]) or real(lease, o)
    )
    large = {"documentation": {"description": "x" * 1000}}
    store(event("large", job_facets=large, run=run_id()))
    store(*(event(f"small{n}", run=run_id()) for n in range(2)), event("larger", job_facets=large, run=run_id()))
    assert apply.lease_apply(events_lease()) == 4
    assert sorted(batches[0]) == ["small0", "small1"]
    assert sorted(batches[1:]) == [["large"], ["larger"]]


def test_fresh_events_go_before_those_that_failed():
    store(event("killer"))
    events_lease()
    let_leases_end()
    store(event("fresh"))
    (next_one,) = events_lease().events
    assert next_one.payload()["job"]["name"] == "fresh"


def test_a_batch_that_fails_is_halved_until_the_poison_is_alone(monkeypatch):
    real = apply.runs_apply

    def failing(observations, ids):
        if any(o.event.job.name == "poison" for o in observations):
            raise ZeroDivisionError("poison")
        return real(observations, ids)

    monkeypatch.setattr(apply, "runs_apply", failing)
    store(*(event("poison" if n == 3 else f"good{n}", run=run_id()) for n in range(8)))
    assert apply.lease_apply(events_lease()) == 7
    for _ in range(MAX_ATTEMPTS - 1):
        let_leases_end()
        apply.lease_apply(events_lease())
    assert parked() == [("ZeroDivisionError: poison", MAX_ATTEMPTS)]
    assert waiting() == 0


def test_a_parked_event_can_be_replayed(monkeypatch):
    events_store([StoredEvent(kind="run", digest=uuid.uuid4(), body=b'{"not": "an event"}', source_id=1)])
    assert apply.inbox_drain() == 0
    ((reason, _),) = parked()
    assert reason.startswith("not an event: ")
    (parked_id,) = rows("SELECT id FROM lineage_inboxparked")[0]
    assert inbox.events_requeue([parked_id]) == 1
    assert parked() == []
    assert waiting() == 1


def test_failing_leases_shrink_to_one():
    store(*(event(run=run_id()) for _ in range(100)))
    sizes = []
    for _ in range(3):
        sizes.append(len(events_lease(64).events))
        execute("UPDATE lineage_inboxwork SET leased_until = now() - interval '1 second' WHERE lease IS NOT NULL")
        execute("DELETE FROM lineage_inboxwork WHERE attempts < (SELECT max(attempts) FROM lineage_inboxwork)")
    assert sizes == [64, 8, 1]


def test_many_make_the_partitions_of_a_day_at_once():
    together = threading.Barrier(6)

    def make(number):
        try:
            together.wait(60)
            partitions_ensure(date(2031, 5, 1))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(make, range(6))) == [None] * 6
    assert rows("SELECT count(*) FROM pg_class WHERE relname LIKE 'lineage_inboxevent_203105%%' AND relkind = 'r'") == [
        (8,)
    ]


def test_a_day_without_a_partition_loses_no_event():
    """The job that makes them ahead did not run: two who store at once make it, and both are stored."""
    for (name,) in rows(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'lineage_inboxevent'::regclass"
    ):
        execute(f"DROP TABLE {name}")
    producer_ensure("openlineage")
    together = threading.Barrier(2)

    def storing(number):
        try:
            together.wait(60)
            return store(event(f"job{number}", run=run_id()))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(storing, range(2))) == [1, 1]
    assert rows("SELECT count(*) FROM lineage_inboxevent") == [(2,)]
    assert waiting() == 2


def test_partitions_are_made_for_the_days_ahead():
    partitions_ensure(T0.date())
    names = {row[0] for row in rows("SELECT relname FROM pg_class WHERE relname LIKE 'lineage_inboxevent_2026%%'")}
    assert {f"lineage_inboxevent_{T0 + timedelta(days=d):%Y%m%d}" for d in range(8)} <= names


def test_what_is_overlooked_has_its_turn_in_a_stream_without_a_gap():
    store(event("slow", run=run_id()))
    events_lease()
    let_leases_end()
    store(*(event(f"fresh{n}", run=run_id()) for n in range(3)))
    (first,) = events_lease(1, overlooked=True).events
    assert (first.payload()["job"]["name"], first.attempts) == ("slow", 2)
    assert [e.attempts for e in events_lease(1, overlooked=True).events] == [1]


def test_leased_events_carry_their_payload():
    made = event(outputs=["x"])
    store(made)
    (leased,) = events_lease().events
    assert isinstance(leased, LeasedEvent)
    assert leased.payload() == made
