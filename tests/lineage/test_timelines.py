"""What ran when: pipelines and jobs below each other, each with its runs in a stretch of time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.errors import InvalidError, NotFoundError, TooManyError
from catalog.queries.filters import EntityFilter, StringFilter
from lineage.answers import RunState
from lineage.queries import timelines
from lineage.queries.timelines import timeline_list
from tests.builders import T0, VIEWER, dataset_ref, event, ingest, job_ref
from tests.lineage.chains import DAY, healthy, run

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


def told(since=T0, until=T0 + 24 * HOUR, **options):
    """Title and how many runs of each row."""
    page = timeline_list(VIEWER, since=since, until=until, first=10, **options)
    return [(row.entity.title, len(row.runs)) for row in page.items]


def test_each_has_the_runs_that_were_under_way_and_how_long_they_usually_take():
    ingest(*healthy(3), event("load", "START", minutes=3 * DAY))
    assert told() == [("clean", 1), ("load", 1), ("report", 1), ("sum", 1)]
    window = {"since": T0 + timedelta(minutes=5), "until": T0 + timedelta(days=3, minutes=1)}
    page = timeline_list(VIEWER, refs=[job_ref("load")], first=10, **window)
    (row,) = page.items
    assert (row.usual_seconds, row.truncated, page.has_next) == (600.0, False, False)
    assert [(r.started_at - T0) / timedelta(days=1) for r in row.runs] == [0, 1, 2, 3]
    assert row.runs[-1].state is RunState.RUNNING


def test_a_run_that_ended_before_or_began_after_is_not_in_it():
    ingest(*run("load", 0, ["raw"], "orders", minutes=60))
    assert told(T0 + HOUR, T0 + 2 * HOUR) == [("load", 1)]
    assert told(T0 + HOUR + timedelta(seconds=1), T0 + 2 * HOUR) == [("load", 0)]
    assert told(T0 - HOUR, T0) == [("load", 0)]
    assert told(T0 - HOUR, T0 + timedelta(seconds=1)) == [("load", 1)]


def test_of_more_runs_the_last_ones_are_there_and_that_is_said(monkeypatch):
    monkeypatch.setattr(timelines, "RUNS_MAX", 2)
    ingest(*(e for minute in range(0, 30, 10) for e in run("load", minute, ["raw"], "orders", minutes=5)))
    (row,) = timeline_list(VIEWER, since=T0, until=T0 + HOUR, first=1).items
    assert row.truncated
    assert [r.started_at - T0 for r in row.runs] == [timedelta(minutes=10), timedelta(minutes=20)]


def test_it_goes_on_page_by_page_under_a_filter():
    ingest(*healthy(1))
    window = {"since": T0, "until": T0 + HOUR}
    page = timeline_list(VIEWER, first=2, **window)
    rest = timeline_list(VIEWER, first=2, after=page.end_cursor, **window)
    assert [row.entity.title for row in (*page.items, *rest.items)] == ["clean", "load", "report", "sum"]
    assert told(filter=EntityFilter(name=StringFilter(prefix="re"))) == [("report", 1)]
    assert told(refs=[dataset_ref("orders")]) == []


def test_bad_input_is_told_what_is_accepted():
    for until in (T0, T0 + timedelta(days=32)):
        with pytest.raises(InvalidError, match="at most 31 days"):
            told(T0, until)
    with pytest.raises(TooManyError):
        told(refs=[job_ref("load")] * 101)
    with pytest.raises(NotFoundError):
        told(refs=[job_ref("nothing")])
