"""A run that reads and writes what the one before did is not judged again: to judge everything anew changes nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from catalog.database import execute, rows
from lineage.ingest.apply import inbox_drain
from lineage.ingest.settle_edges import EVER, edges_settle
from tests.builders import event, run_id, store

pytestmark = pytest.mark.django_db
STORIES, PORTIONS = 20, 6


def story(number: int) -> Iterator[list[dict[str, Any]]]:
    """Portions of events of two jobs: few datasets and times, so that runs repeat, meet, come late and change their mind."""
    dice = random.Random(number)
    for _ in range(PORTIONS):
        portion = []
        for _ in range(dice.randint(1, 4)):
            run = dice.randrange(6)
            job, kind = (
                f"job-{number}-{run % 2}",
                dice.choice(("START", "RUNNING", "COMPLETE", "COMPLETE", "COMPLETE", "FAIL")),
            )
            inputs = dice.choice((["a"], ["a"], ["a", "b"], ["b"], []))
            outputs = dice.choice((["x"], ["x"], ["x", "y"], []))
            key = run_id(1000 * number + run)
            portion.append(event(job, kind, run=key, minutes=dice.randrange(30), inputs=inputs, outputs=outputs))
        yield portion


def judged_anew() -> set[tuple[int, int, int]]:
    """Evidence that changes when every job is judged from nothing."""
    execute("DELETE FROM lineage_settledjob")
    return edges_settle([row[0] for row in rows("SELECT DISTINCT job_id FROM lineage_run ORDER BY 1")], EVER)


def settled() -> int:
    return int(rows("SELECT count(*) FROM lineage_settledjob")[0][0])


@pytest.mark.parametrize("first", range(0, STORIES, 10))
def test_judging_everything_anew_changes_nothing(first: int) -> None:
    for number in range(first, first + 10):
        for portion in story(number):
            store(*portion)
            inbox_drain()
        assert judged_anew() == set(), f"story {number}"


def ended(*kinds_and_outputs: tuple[str, str, int, list[str]]) -> None:
    """Apply events (run, kind, minutes, outputs) of one job that reads `a`, each by itself."""
    for run, kind, minutes, outputs in kinds_and_outputs:
        store(event(kind=kind, run=run, minutes=minutes, inputs=["a"], outputs=outputs))
        inbox_drain()


def current_outputs() -> list[str]:
    return [
        row[0]
        for row in rows(
            "SELECT t.name FROM lineage_edge e JOIN catalog_entity s ON s.id = e.source_id JOIN catalog_entity t "
            "ON t.id = e.target_id WHERE s.name = 'load' ORDER BY 1"
        )
    ]


ONE, TWO = run_id(1), run_id(2)


def test_a_run_that_fails_after_all_gives_way_to_the_one_before() -> None:
    ended((ONE, "COMPLETE", 1, ["x"]), (TWO, "COMPLETE", 2, ["y"]))
    assert current_outputs() == ["y"]
    ended((TWO, "FAIL", 3, ["y"]))
    assert current_outputs() == ["x"]


def test_a_late_event_that_adds_an_output_counts() -> None:
    ended((ONE, "COMPLETE", 1, ["x"]), (TWO, "COMPLETE", 2, ["x"]), (ONE, "START", 0, ["y"]))
    assert current_outputs() == ["x"]
    ended((TWO, "START", 1, ["y"]))
    assert current_outputs() == ["x", "y"]


def test_a_completed_run_that_says_more_later_moves_when_edges_ended() -> None:
    ended((ONE, "COMPLETE", 20, ["x"]), (TWO, "COMPLETE", 17, ["y"]), (ONE, "COMPLETE", 28, ["x"]))
    assert (current_outputs(), judged_anew()) == (["x"], set())


def test_a_job_is_settled_once_a_run_completed() -> None:
    ended((ONE, "START", 0, ["x"]))
    assert settled() == 0
    ended((ONE, "COMPLETE", 1, ["x"]))
    assert settled() == 1


def test_a_job_with_an_edge_that_no_completed_run_came_after_is_not_settled() -> None:
    ended((ONE, "COMPLETE", 1, ["x"]), (TWO, "FAIL", 2, ["y"]))
    assert (current_outputs(), settled()) == (["x"], 0)
    ended((run_id(3), "COMPLETE", 3, ["x"]))
    assert settled() == 1
