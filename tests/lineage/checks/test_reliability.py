"""How often runs succeed, and whether the last one did."""

from __future__ import annotations

import pytest

from catalog.answers import CheckState
from lineage.checks.last_run import LastRun
from lineage.checks.success_rate import SuccessRate, lower_bound
from lineage.facts.refresh import facts_pending
from tests.builders import dataset, dataset_ref, event, job_ref, run_id
from tests.lineage.checks.judging import describe, verdict
from tests.lineage.inflow import ingest

pytestmark = pytest.mark.django_db(transaction=True)
TOTALS = dataset_ref("totals")


def outcomes(word, message="KeyError: 'a'\n  at line 1"):
    """Runs in order: c completes, f fails, a is aborted."""
    kinds = {"c": "COMPLETE", "f": "FAIL", "a": "ABORT"}
    facets = {"errorMessage": {"message": message, "programmingLanguage": "python"}} if message else {}
    ingest(
        *(
            event(
                kind=kinds[letter],
                run=run_id(),
                minutes=i * 60,
                outputs=["totals"],
                run_facets=facets if letter == "f" else {},
            )
            for i, letter in enumerate(word)
        )
    )
    facts_pending()


@pytest.mark.parametrize("ref", [TOTALS, job_ref("load")])
@pytest.mark.parametrize(
    ("word", "state", "score"),
    [
        ("c" * 5, CheckState.PASS, 1.0),
        ("c" * 30, CheckState.PASS, 1.0),
        ("f" * 9 + "c" * 30, CheckState.PASS, 1.0),
        ("f" + "c" * 29, CheckState.PASS, 0.94),
        ("ff" + "c" * 28, CheckState.WARN, 0.8875),
        ("f" * 10 + "c" * 20, CheckState.FAIL, 0.5503),
        ("fcccc", CheckState.FAIL, 0.6641),
        ("f" * 5, CheckState.FAIL, 0.0),
    ],
)
def test_the_rate_is_wilsons_lower_bound(ref, word, state, score):
    outcomes(word)
    found = verdict(SuccessRate(), ref)
    assert (found.state, round(found.score, 4)) == (state, score)
    kept = word[-30:]
    assert found.text == f"{kept.count('c')} of {len(kept)} runs succeeded."
    assert found.remedy == (None if state is CheckState.PASS else "Fix what fails most often: KeyError.")


def test_the_bound_is_wilsons():
    # R: binom::binom.wilson(28, 30) and (5, 5)
    assert lower_bound(28, 30) == pytest.approx(0.7868, abs=1e-4)
    assert lower_bound(5, 5) == pytest.approx(0.5655, abs=1e-4)


def test_few_runs_are_no_rate():
    outcomes("ffcc")
    found = verdict(SuccessRate(), TOTALS)
    assert (found.state, found.text) == (CheckState.NO_DATA, "2 of 4 runs succeeded. A rate needs 5 finished runs.")


def test_failures_without_an_error_are_said_to_have_none():
    outcomes("ffccccc", message="")
    assert verdict(SuccessRate(), TOTALS).remedy == "Find out why its runs fail: they sent no error."


@pytest.mark.parametrize(
    ("word", "state", "in_a_row", "text"),
    [
        ("c", CheckState.PASS, 0, "The last run succeeded, 2026-03-01 06:00 UTC."),
        ("fc", CheckState.PASS, 0, "The last run succeeded, 2026-03-01 07:00 UTC."),
        ("cf", CheckState.FAIL, 1, "The last run failed, 2026-03-01 07:00 UTC: KeyError: 'a'"),
        ("ca", CheckState.FAIL, 1, "The last run was aborted, 2026-03-01 07:00 UTC."),
        (
            "cfaf",
            CheckState.FAIL,
            3,
            "3 runs in a row did not succeed; the last one failed, 2026-03-01 09:00 UTC: KeyError: 'a'",
        ),
    ],
)
def test_the_last_run(word, state, in_a_row, text):
    outcomes(word)
    found = verdict(LastRun(), TOTALS)
    assert (found.state, found.evidence["failed_in_a_row"], found.text) == (state, in_a_row, text)


@pytest.mark.parametrize("check", [SuccessRate(), LastRun()])
def test_what_has_no_runs(check, tmp_path):
    view = {"datasetType": {"datasetType": "VIEW"}}
    ingest(
        event("load", "START", run=run_id(), inputs=["raw"], outputs=["started"]),
        event("report", run=run_id(), outputs=[dataset("shown", facets=view)]),
    )
    facts_pending()
    alone = describe(tmp_path, "alone")
    states = [
        verdict(check, ref).state
        for ref in (dataset_ref("shown"), dataset_ref("raw"), alone, dataset_ref("started"), job_ref("load"))
    ]
    assert states == [CheckState.NOT_APPLICABLE] * 3 + [CheckState.NO_DATA] * 2
