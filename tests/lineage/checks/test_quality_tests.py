"""The latest result of each test counts, by severity and while it is young."""

from __future__ import annotations

import pytest

from catalog.answers import CheckState
from lineage.checks.quality_tests import QualityTests
from tests.builders import T0, dataset, dataset_ref, event, run_id
from tests.lineage.checks.judging import DAY, HOUR, verdict
from tests.lineage.inflow import ingest

pytestmark = pytest.mark.django_db(transaction=True)
ORDERS = dataset_ref("orders")


def results(*entries, minutes=0.0):
    """A run that tested orders: (test, success, severity)."""
    facet = {"assertions": [{"assertion": test, "success": ok, "severity": severity} for test, ok, severity in entries]}
    ingest(
        event(
            "check",
            run=run_id(),
            minutes=minutes,
            inputs=[dataset("orders", inputFacets={"dataQualityAssertions": facet})],
        )
    )


@pytest.mark.parametrize(
    ("entries", "state", "score", "text"),
    [
        ([("a", True, "error"), ("b", True, "warn")], CheckState.PASS, 1.0, "2 of 2 tests pass."),
        (
            [("a", True, "error"), ("b", False, "warn")],
            CheckState.WARN,
            2 / 3,
            "1 of 2 tests pass; failing: b.",
        ),
        ([("a", False, "error"), ("b", True, "warn")], CheckState.FAIL, 1 / 3, "1 of 2 tests pass; failing: a."),
        ([("a", False, None), ("b", True, None)], CheckState.FAIL, 0.5, "1 of 2 tests pass; failing: a."),
        (
            [(t, False, "warn") for t in "abcd"],
            CheckState.WARN,
            0.0,
            "0 of 4 tests pass; failing: a, b, c and others.",
        ),
    ],
)
def test_severities_weigh(entries, state, score, text):
    results(*entries)
    found = verdict(QualityTests(), ORDERS, T0 + HOUR)
    assert (found.state, found.score, found.text) == (state, pytest.approx(score), text)
    assert (found.observed_at, found.recheck_at) == (T0, T0 + 40 * DAY)


def test_the_worst_failure_is_the_one_to_look_at():
    results(("a", False, "warn"), ("b", False, "error"))
    found = verdict(QualityTests(), ORDERS, T0 + HOUR)
    assert found.remedy == "Find out why b fails."
    assert found.evidence["failing"] == [
        {"test": "a", "column": None, "severity": "warn", "at": T0.isoformat()},
        {"test": "b", "column": None, "severity": "error", "at": T0.isoformat()},
    ]


def test_the_latest_result_counts():
    results(("a", False, "error"))
    results(("a", True, "error"), minutes=60)
    assert verdict(QualityTests(), ORDERS, T0 + 2 * HOUR).state is CheckState.PASS


def test_no_tests_are_no_pass():
    ingest(event(inputs=["orders"]))
    found = verdict(QualityTests(), ORDERS)
    assert (found.state, found.text) == (CheckState.NO_DATA, "It has no tests.")
    assert found.remedy.startswith("Add a test")


def test_old_results_do_not_count():
    results(("a", False, "error"))
    results(("b", True, "error"), minutes=10 * 1440)
    assert verdict(QualityTests(), ORDERS, T0 + 39 * DAY).state is CheckState.FAIL
    later = verdict(QualityTests(), ORDERS, T0 + 40 * DAY)
    assert (later.state, later.recheck_at) == (CheckState.PASS, T0 + 50 * DAY)
    assert verdict(QualityTests(), ORDERS, T0 + 50 * DAY).text == "Its tests last ran on 2026-03-11."
    assert verdict(QualityTests({"max_age_days": 9}), ORDERS, T0 + 10 * DAY).state is CheckState.PASS
