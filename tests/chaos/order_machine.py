"""The same events in any order, doubled, split, by two workers, with wrong clocks: always the same answer (R11).

Run as a program in a process of its own, with DATABASE_URL naming an empty database: seed, number of examples, and
`arrival` for the control in which the time of an event is that of its arrival. Prints what it found, as JSON.
"""

from __future__ import annotations

import copy
import json
import random
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import django
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

RUNS, JOBS, DATASETS = 10, 3, 5
AHEAD = "ahead of its time"


def story(number: int) -> list[dict[str, Any]]:
    """Two events of each of some runs, whose producers have clocks of their own; some write no time zone."""
    from tests.builders import T0, column_lineage, dataset, event, run_id, schema

    dice = random.Random(number)
    shifts = [timedelta(hours=dice.choice((-24, -5, 0, 5, 24))) for _ in range(JOBS)]
    told = []
    for run in range(RUNS):
        job = dice.randrange(JOBS)
        inputs = dice.sample(range(DATASETS), dice.randint(1, 2))
        facets = schema("id:int", *(f"c{dice.randrange(3)}:text" for _ in range(dice.randrange(2))))
        if dice.random() < 0.4:
            facets |= column_lineage(id=f"in{inputs[0]}.id")
        minutes = 60 * run + dice.randrange(50)
        name, key = f"job{job}", run_id(1000 * number + run)
        end = dice.choice(("COMPLETE", "COMPLETE", "COMPLETE", "FAIL", "ABORT"))
        pair = (
            event(name, "START", run=key, minutes=minutes, inputs=[f"in{inputs[0]}"]),
            event(
                name,
                end,
                run=key,
                minutes=minutes + dice.randrange(1, 30),
                inputs=[f"in{n}" for n in inputs],
                outputs=[dataset(f"out{job}", facets=facets)],
            ),
        )
        for made in pair:
            when = datetime.fromisoformat(made["eventTime"]) + shifts[job]
            made["eventTime"] = when.replace(tzinfo=None).isoformat() if dice.random() < 0.3 else when.isoformat()
        told += pair
    assert T0 < datetime.now(UTC)
    return told


def early(number: int) -> dict[str, Any]:
    """An event whose clock is days ahead, of a job of its own that shares a dataset with the others."""
    from tests.builders import event, run_id

    made = event(AHEAD, "COMPLETE", run=run_id(10**6 + number), inputs=["in0"])
    made["eventTime"] = (datetime.now(UTC) + timedelta(days=number % 3 + 1)).isoformat()
    return made


def digest() -> dict[str, list[str]]:
    """What was made of the events, but for those of clocks ahead: they count for when they came."""
    from catalog.database import rows
    from tests.digest import graph_digest

    return {
        table: [row for row in found if AHEAD.replace(" ", "-") not in row and AHEAD not in row]
        for table, found in graph_digest(rows).items()
    }


def wipe() -> None:
    """Everything that events made."""
    from django.core.management import call_command

    call_command("flush", interactive=False, verbosity=0)


def serial_answer(told: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """The same events one after the other, in the order of their times, by one worker."""
    from tests.builders import ingest

    wipe()
    for made in sorted(told, key=lambda e: datetime.fromisoformat(e["eventTime"]).replace(tzinfo=UTC)):
        ingest(made)
    return digest()


def at_once(*works: Callable[[], object]) -> None:
    """Each in a thread and a session of its own."""
    from django.db import connection

    broken: list[BaseException] = []

    def one(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not broken, broken


class Arrival(RuleBasedStateMachine):
    """Events arrive and are applied in whatever way hypothesis thinks of."""

    @initialize(number=st.integers(0, 10**6), order=st.randoms(use_true_random=False))
    def begin(self, number: int, order: random.Random) -> None:
        """A story, its answer, and an empty catalog."""
        self.number = number
        self.told = story(number)
        self.expected = serial_answer(self.told)
        wipe()
        self.left = copy.deepcopy(self.told)
        order.shuffle(self.left)

    @rule(count=st.integers(1, 6))
    def some_arrive(self, count: int) -> None:
        """In one batch."""
        from tests.builders import store

        store(*self.left[:count])
        del self.left[:count]

    @rule(where=st.integers(0, 2 * RUNS - 1))
    def one_comes_again(self, where: int) -> None:
        """Its sender had no answer, or sends it early."""
        from tests.builders import store

        store(self.told[where])

    @rule()
    def a_clock_is_ahead(self) -> None:
        """An event of tomorrow."""
        from tests.builders import store

        store(early(self.number))

    @rule(batch=st.integers(1, 8))
    def one_worker_applies(self, batch: int) -> None:
        """All that waits, in batches."""
        from lineage.ingest.apply import inbox_drain

        inbox_drain(batch=batch)

    @rule(batches=st.tuples(st.integers(1, 4), st.integers(1, 4)))
    def two_workers_apply(self, batches: tuple[int, int]) -> None:
        """All that waits, at once, in batches of different sizes."""
        from lineage.ingest.apply import inbox_drain

        at_once(*(lambda batch=batch: inbox_drain(batch=batch) for batch in batches))

    @invariant()
    def nothing_is_parked(self) -> None:
        """None of them is poison."""
        from catalog.database import rows

        assert rows("SELECT reason FROM lineage_inboxparked") == []

    def teardown(self) -> None:
        """The rest arrives; then the answer is that of the serial copy, and no clock that is ahead has won."""
        from catalog.database import rows
        from tests.builders import ingest

        if not hasattr(self, "told"):
            return
        ingest(*self.left)
        found = digest()
        for table, expected in self.expected.items():
            assert found[table] == expected, (table, sorted(set(found[table]) ^ set(expected))[:2])
        assert rows("SELECT count(*) FROM lineage_run WHERE last_event_at > now()") == [(0,)]


def by_arrival() -> None:
    """The control: what an event says of its time is not looked at."""
    from lineage.ingest import apply

    observe = apply.observe

    def observed(leased: Any) -> Any:
        made = observe(leased)
        made.time = leased.received_at
        return made

    apply.observe = observed


def main() -> None:
    """One run of the machine."""
    number, examples, control = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] == ["arrival"]
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    if control:
        by_arrival()
    machine = seed(number)(Arrival)
    quiet = settings(
        max_examples=examples,
        stateful_step_count=12,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    failure = None
    try:
        run_state_machine_as_test(machine, settings=quiet)
    except AssertionError as error:
        failure = str(error)[:500]
    sys.stdout.write(json.dumps({"failure": failure}) + "\n")


if __name__ == "__main__":
    main()
