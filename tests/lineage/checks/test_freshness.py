"""On time, late, missed, stopped, irregular, unknown: by a promise, by what was learned, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from catalog.answers import CheckState, FreshnessState
from catalog.database import execute
from catalog.ingest.stitch import stitch_pending
from lineage.checks.on_time import OnTime
from lineage.checks.on_time_rate import OnTimeRate
from lineage.checks.slo import Slo
from lineage.facts.refresh import facts_pending
from lineage.promises import promise_of
from tests.builders import T0, dataset_ref, event, job_ref, parent, run_id
from tests.lineage.checks.judging import DAY, HOUR, MINUTE, daily, describe, fall_silent, health, id_of, verdict
from tests.lineage.inflow import ingest

pytestmark = pytest.mark.django_db(transaction=True)
TOTALS = dataset_ref("totals")
LAST = T0 + 9 * DAY
DEADLINE = LAST + 1.1 * DAY


def word(found):
    return found.evidence["freshness"]


# --- freshness.on_time ------------------------------------------------------------------------------------------------


def test_it_works():
    daily(10, outputs=["totals"])
    found = verdict(OnTime(), TOTALS, LAST + HOUR)
    assert (found.state, found.score, found.remedy, found.attributed_to) == (CheckState.PASS, None, None, None)
    assert found.text == "Arrived 2026-03-10 06:00 UTC; the next one is due by 2026-03-11 08:24 UTC."
    assert found.evidence == {
        "freshness": "on_time",
        "last_arrival_at": "2026-03-10T06:00:00+00:00",
        "expected_at": "2026-03-11T06:00:00+00:00",
        "deadline_at": "2026-03-11T08:24:00+00:00",
        "basis": "learned",
        "period_seconds": 86_400,
        "sample_count": 9,
    }
    assert (found.observed_at, found.recheck_at) == (LAST, DEADLINE)


@pytest.mark.parametrize("ref", [TOTALS, job_ref("load")])
@pytest.mark.parametrize(
    ("now", "state", "score", "freshness", "recheck"),
    [
        (DEADLINE - MINUTE, CheckState.PASS, None, FreshnessState.ON_TIME, DEADLINE),
        (DEADLINE, CheckState.FAIL, 0.3, FreshnessState.LATE, DEADLINE + DAY),
        (DEADLINE + DAY, CheckState.FAIL, 0.0, FreshnessState.MISSED, DEADLINE + 5 * DAY),
        (DEADLINE + 5 * DAY, CheckState.FAIL, 0.0, FreshnessState.STOPPED, None),
    ],
)
def test_states_follow_the_deadline(ref, now, state, score, freshness, recheck):
    daily(10, outputs=["totals"])
    found = verdict(OnTime(), ref, now)
    assert (found.state, found.score, word(found), found.recheck_at) == (state, score, freshness, recheck)


def test_a_late_one_says_so():
    daily(10, outputs=["totals"])
    found = verdict(OnTime(), TOTALS, DEADLINE + HOUR)
    assert found.text == "It was due by 2026-03-11 08:24 UTC; the last one arrived 2026-03-10 06:00 UTC."
    assert "learned after three late arrivals" in found.remedy


def test_a_run_brings_it_back_on_time():
    daily(10, outputs=["totals"])
    late = DEADLINE + 3 * HOUR
    ingest(event(run=run_id(), minutes=(late - T0).total_seconds() / 60, outputs=["totals"]))
    facts_pending()
    assert verdict(OnTime(), TOTALS, late + HOUR).state is CheckState.PASS


def test_a_failed_run_is_no_arrival():
    daily(10, outputs=["totals"])
    ingest(event(kind="FAIL", run=run_id(), minutes=10 * 1440, outputs=["totals"]))
    facts_pending()
    assert word(verdict(OnTime(), TOTALS, DEADLINE)) == "late"


def test_too_few_arrivals_say_nothing():
    daily(4, outputs=["totals"])
    found = verdict(OnTime(), TOTALS, T0 + 30 * DAY)
    assert (found.state, word(found), found.evidence["basis"]) == (CheckState.NO_DATA, "unknown", "none")
    assert found.text == "Too few arrivals to learn a cadence: 3 gaps, 4 over a day are needed."
    assert "headwater.dev/freshness-within" in found.remedy


def test_irregular_arrivals_say_nothing():
    ingest(*(event(run=run_id(), minutes=m * m * 60, outputs=["totals"]) for m in range(12)))
    facts_pending()
    found = verdict(OnTime(), TOTALS, T0 + 30 * DAY)
    assert (found.state, word(found), found.recheck_at) == (CheckState.NO_DATA, "irregular", None)


def test_what_was_never_written_says_nothing():
    ingest(event(inputs=["orders"]))
    found = verdict(OnTime(), dataset_ref("orders"))
    assert (found.state, word(found), found.text) == (CheckState.NO_DATA, "unknown", "No arrival was seen.")


def test_a_silent_source_makes_nothing_late():
    daily(10, outputs=["totals"])
    daily(1, "other")
    fall_silent(DEADLINE - HOUR)
    now = DEADLINE + 2 * DAY
    found = verdict(OnTime(), TOTALS, now)
    assert (found.state, word(found), found.recheck_at) == (CheckState.NO_DATA, "unknown", now + MINUTE)
    assert found.text == (
        "It was due by 2026-03-11 08:24 UTC, but source openlineage was not heard of since 2026-03-11 07:24 UTC."
    )
    assert (found.evidence["silent_source"], found.evidence["deadline_at"]) == ("openlineage", DEADLINE.isoformat())
    # it speaks again, and still nothing arrived
    fall_silent(DEADLINE + HOUR)
    assert word(verdict(OnTime(), TOTALS, now)) == "missed"


@pytest.mark.parametrize("ref", [TOTALS, job_ref("load")])
def test_the_only_job_of_a_source_cannot_excuse_itself(ref):
    daily(10, outputs=["totals"])
    fall_silent(LAST)
    assert [word(verdict(OnTime(), ref, DEADLINE + late)) for late in (HOUR, DAY, 5 * DAY)] == [
        *("late", "missed", "stopped"),
    ]


def test_neither_can_the_jobs_of_the_only_pipeline():
    for job in ("nightly.load", "nightly.report"):
        daily(10, job, outputs=["totals"], run_facets=parent(run_id(), "nightly"))
    stitch_pending()
    fall_silent(LAST)
    assert word(verdict(OnTime(), TOTALS, DEADLINE + HOUR)) == "late"
    daily(1, "other")
    fall_silent(LAST)
    assert word(verdict(OnTime(), TOTALS, DEADLINE + HOUR)) == "unknown"


def test_another_source_that_lives_does_not_count():
    ingest(*(event(run=run_id(), minutes=i * 1440, outputs=["totals"]) for i in range(10)), source="one")
    ingest(event("third", run=run_id()), source="one")
    ingest(event("other", run=run_id()), source="two")
    facts_pending()
    execute("UPDATE catalog_source SET heartbeat_at = %s WHERE key = 'one'", [LAST])
    assert "source one" in verdict(OnTime(), TOTALS, DEADLINE + HOUR).text


def test_a_run_from_the_future_is_no_arrival_after_now():
    now = datetime.now(UTC)
    ahead = now + 40 * MINUTE
    ingest(
        *(event(run=run_id(), minutes=(at - T0).total_seconds() / 60, outputs=["totals"]) for at in _days_until(ahead))
    )
    facts_pending()
    found = verdict(OnTime(), TOTALS, now + MINUTE)
    assert word(found) == "on_time"
    assert datetime.fromisoformat(found.evidence["last_arrival_at"]) <= now + MINUTE


def _days_until(last):
    return [last - i * DAY for i in range(10)]


def test_a_year_filled_in_during_an_hour_makes_nothing_late():
    ingest(*(event(run=run_id(), minutes=i / 6, outputs=["totals"]) for i in range(365)))
    facts_pending()
    for hours in (0, 2, 48, 500):
        assert verdict(OnTime(), TOTALS, T0 + hours * HOUR).state is CheckState.NO_DATA


# --- promises ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("26h", 26 * HOUR),
        ("90m", 90 * MINUTE),
        ("2d", 2 * DAY),
        *(
            (text, None)
            for text in ("", "26", "h", "0h", "-1h", "1.5h", "26 h", "26H", "2w", "1h30m", "PT26H", "999999d")
        ),
        ("26h\n", None),
    ],
)
def test_promises_are_read_strictly(text, means):
    assert promise_of(text) == means


def test_a_promise_goes_before_what_was_learned(tmp_path):
    ref = describe(tmp_path, "totals", freshness_within="30h")
    daily(10, outputs=["totals"])
    found = verdict(OnTime(), ref, LAST + 29 * HOUR)
    assert (word(found), found.evidence["basis"], found.recheck_at) == ("on_time", "promise", LAST + 30 * HOUR)
    assert found.evidence["expected_at"] == found.evidence["deadline_at"] == (LAST + 30 * HOUR).isoformat()
    words = [word(verdict(OnTime(), ref, LAST + hours * HOUR)) for hours in (30, 59, 60, 179, 180)]
    assert words == ["late", "late", "missed", "missed", "stopped"]


def test_a_promise_needs_one_arrival(tmp_path):
    ref = describe(tmp_path, "totals", freshness_within="30h")
    found = verdict(OnTime(), ref)
    assert (found.state, found.text) == (
        CheckState.NO_DATA,
        "It is promised to be fresh, but no arrival was seen.",
    )
    daily(1, outputs=["totals"])
    assert word(verdict(OnTime(), ref, T0 + 31 * HOUR)) == "late"


def test_a_wrong_promise_says_what_is_accepted(tmp_path):
    ref = describe(tmp_path, "totals", freshness_within="26 hours")
    daily(10, outputs=["totals"])
    for check in (OnTime(), Slo()):
        found = verdict(check, ref, LAST)
        assert found.state is CheckState.NO_DATA
        assert found.text == (
            "headwater.dev/freshness-within is '26 hours'; accepted is a whole number and m, h or d, such as 90m, 26h or 2d."
        )
    assert word(verdict(OnTime(), ref, LAST)) == "unknown"


# --- whose fault it is ------------------------------------------------------------------------------------------------


def chain():
    """a > one > b > two > c > three > d; all daily."""
    for job, read, written in (("one", "a", "b"), ("two", "b", "c"), ("three", "c", "d")):
        daily(6, job, inputs=[read], outputs=[written])
    return T0 + 5 * DAY + 1.2 * DAY


def test_a_late_one_is_put_down_to_the_farthest_late_one_within_three_hops():
    now = chain()
    for ref in (job_ref("three"), dataset_ref("c"), job_ref("two"), dataset_ref("b"), job_ref("one")):
        health(ref, freshness="late")
    found = verdict(OnTime(), dataset_ref("d"), now)
    assert (found.state, found.attributed_to) == (CheckState.FAIL, id_of(job_ref("two")))
    assert found.remedy.startswith("What it is made from is late itself")
    assert verdict(OnTime(), dataset_ref("c"), now).attributed_to == id_of(job_ref("one"))
    assert verdict(OnTime(), job_ref("one"), now).attributed_to is None


def test_the_chain_of_late_ones_must_not_break():
    now = chain()
    for ref, state in ((job_ref("three"), "stopped"), (dataset_ref("c"), "on_time"), (job_ref("two"), "late")):
        health(ref, freshness=state)
    assert verdict(OnTime(), dataset_ref("d"), now).attributed_to == id_of(job_ref("three"))


def test_those_downstream_are_to_be_judged_anew():
    chain()
    assert set(OnTime().spread([id_of(dataset_ref("b")), id_of(job_ref("three"))])) == {
        id_of(job_ref("two")),
        id_of(dataset_ref("d")),
    }


# --- freshness.on_time_rate -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("skipped", "state", "share"),
    [
        ([], CheckState.PASS, 1),
        ([20], CheckState.PASS, 27 / 28),
        ([20, 25, 30], CheckState.WARN, 25 / 28),
        (range(12, 33, 3), CheckState.FAIL, 21 / 28),
    ],
)
def test_the_rate_is_that_of_the_last_28_cycles(skipped, state, share):
    count = 36 + len(skipped)
    ingest(*(event(run=run_id(), minutes=i * 1440, outputs=["totals"]) for i in range(count) if i not in skipped))
    facts_pending()
    found = verdict(OnTimeRate(), TOTALS)
    assert (found.state, round(found.score, 9)) == (state, round(share, 9))
    assert found.text == f"{round(share * 28)} of the last 28 arrivals were on time."
    assert (found.remedy is None) == (state is CheckState.PASS)


def test_without_a_cadence_there_is_no_rate():
    daily(3, outputs=["totals"])
    assert verdict(OnTimeRate(), TOTALS).state is CheckState.NO_DATA


# --- freshness.slo ----------------------------------------------------------------------------------------------------


def test_without_a_promise_nothing_is_kept():
    daily(10, outputs=["totals"])
    assert verdict(Slo(), TOTALS).state is CheckState.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("within", "state", "score"),
    [("24h", CheckState.PASS, 1.0), ("23h", CheckState.FAIL, 0.0)],
)
def test_a_promise_is_kept_or_not(tmp_path, within, state, score):
    ref = describe(tmp_path, "totals", freshness_within=within)
    daily(10, outputs=["totals"])
    found = verdict(Slo(), ref, LAST)
    assert (found.state, found.score) == (state, score)
    assert found.text == f"Promised within {within}: kept in {round(9 * score)} of the last 9 gaps between arrivals."
    assert found.recheck_at == LAST + timedelta(hours=int(within[:-1]))
    assert "freshness" not in found.evidence


def test_an_open_gap_counts_once_it_is_too_long_unless_the_source_is_silent(tmp_path):
    ref = describe(tmp_path, "totals", freshness_within="24h")
    daily(10, outputs=["totals"])
    late = LAST + 25 * HOUR
    found = verdict(Slo(), ref, late)
    assert (found.state, found.score, found.recheck_at) == (CheckState.WARN, 0.9, None)
    fall_silent(LAST)
    assert verdict(Slo(), ref, late).score == 0.9
    daily(1, "other")
    fall_silent(LAST)
    assert verdict(Slo(), ref, late).score == 1


def test_a_promise_needs_two_arrivals(tmp_path):
    ref = describe(tmp_path, "totals", freshness_within="24h")
    daily(1, outputs=["totals"])
    assert verdict(Slo(), ref).state is CheckState.NO_DATA
