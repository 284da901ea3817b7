"""The critical path of the last run of a pipeline, from what its tasks have sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.errors import NotFoundError
from lineage.answers import RunState
from lineage.queries.critical_path import critical_path_get
from tests.builders import (
    ADMIN,
    JOBS,
    T0,
    VIEWER,
    dataset_ref,
    descriptor,
    event,
    files_source,
    ingest,
    job_ref,
    parent,
    run_id,
    sync,
)
from tests.estate import RESTRICTED, named, write

pytestmark = pytest.mark.django_db(transaction=True)


def task(job, nightly, start, end, inputs=(), outputs=(), kind="COMPLETE", after=()):
    """Start and end of a task of a run of `nightly`."""
    facets = parent(nightly, "nightly")
    if after:
        facets["jobDependencies"] = {"upstream": [{"job": {"namespace": JOBS, "name": name}} for name in after]}
    run = run_id()
    return [
        event(job, "START", run=run, minutes=start, run_facets=facets),
        event(job, kind, run=run, minutes=end, inputs=inputs, outputs=outputs, run_facets=facets),
    ]


def night(nightly, at=0):
    """load, then clean and (told by control flow) check, then sum; ten minutes are lost before sum."""
    return [
        event("nightly", "START", run=nightly, minutes=at),
        *task("load", nightly, at + 1, at + 10, ["raw"], ["orders"]),
        *task("clean", nightly, at + 10, at + 20, ["orders"], ["sales"], kind="FAIL"),
        *task("clean", nightly, at + 25, at + 40, ["orders"], ["sales"]),
        *task("check", nightly, at + 12, at + 15, after=["load"]),
        *task("sum", nightly, at + 50, at + 60, ["sales"], ["totals"], after=["check"]),
        event("nightly", "COMPLETE", run=nightly, minutes=at + 61),
    ]


def path(viewer=VIEWER, ref="nightly"):
    return critical_path_get(viewer, refs=[job_ref(ref)])[0]


def test_it_goes_by_data_and_control_flow_and_retries_are_one_task():
    ingest(*night(run_id(1)), *night(run_id(2), at=1440))
    found = path()
    assert (found.run_id, found.started_at) == (run_id(2), T0 + timedelta(days=1))
    assert found.ended_at == T0 + timedelta(days=1, minutes=60)
    steps = [(s.job.title, s.wait_seconds / 60, s.run_seconds / 60, s.slack_seconds, s.attempts) for s in found.steps]
    assert steps == [("load", 1, 9, 0, 1), ("clean", 0, 30, 0, 2), ("sum", 10, 10, 0, 1)]
    assert [s.waited_for and s.waited_for.title for s in found.steps] == [None, "load", "clean"]
    (check,) = found.others
    assert (check.job.title, check.wait_seconds, check.slack_seconds, check.state) == (
        "check", 120, 25 * 60, RunState.SUCCESS,
    )  # fmt: skip
    # Without the run of clean, sum would have waited for check, which ended five minutes after load.
    assert (found.shorten.title, found.gain_seconds / 60) == ("clean", 25)
    assert (found.unfinished_count, found.truncated) == (0, False)


def test_a_run_that_is_not_over_is_not_asked_about():
    ingest(*night(run_id(1)), *night(run_id(2), at=1440)[:-1])
    assert path().run_id == run_id(1)


def test_a_pipeline_that_sends_nothing_itself_has_one_too_and_an_open_task_is_counted():
    begun, *rest, _ = night(run_id(1))
    ingest(*rest, task("late", run_id(1), 30, 0)[0])
    found = path()
    assert (found.run_id, found.started_at) == (run_id(1), T0 + timedelta(minutes=1))
    assert ([s.job.title for s in found.steps], found.unfinished_count) == (["load", "clean", "sum"], 1)


def test_a_hidden_task_has_its_times_and_no_name(tmp_path):
    write(
        tmp_path / "main",
        "all.yaml",
        descriptor(
            "Component",
            "secret",
            annotations=named(JOBS, "clean", **RESTRICTED),
            spec={"type": "job", "owner": "team", "lifecycle": "production"},
        ),
    )
    sync(files_source(tmp_path / "main", key="main"))
    ingest(*night(run_id(1)))
    found = path()
    assert [s.job and s.job.title for s in found.steps] == ["load", None, "sum"]
    assert (found.steps[1].run_seconds, found.steps[2].waited_for, found.shorten) == (1800, None, None)
    assert path(ADMIN).shorten.title == "clean"


def test_what_started_no_tasks_has_an_empty_one_and_what_is_not_there_none():
    ingest(event("load", inputs=["raw"], outputs=["orders"]))
    found = path(ref="load")
    assert (found.run_id, found.steps, found.others, found.shorten) == (None, (), (), None)
    assert critical_path_get(VIEWER, refs=[dataset_ref("raw")])[0].steps == ()
    with pytest.raises(NotFoundError):
        path(ref="nothing")
