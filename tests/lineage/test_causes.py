"""Why is it late? Suspects of an estate in which one thing broke, as they are named to whoever asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import yaml

from catalog.database import rows
from catalog.errors import InvalidError, NotFoundError
from lineage.answers import CauseChangeKind, CauseSign
from lineage.queries.cause_changes import changes_before
from lineage.queries.root_cause import cause_list
from tests.builders import (
    ADMIN,
    JOBS,
    T0,
    VIEWER,
    dataset,
    dataset_ref,
    descriptor,
    files_source,
    ingest,
    job_ref,
    schema,
    settle,
    sync,
)
from tests.estate import RESTRICTED, named, write
from tests.lineage.chains import CHAIN, DAY, DAYS, HOUR, healthy, run

pytestmark = pytest.mark.django_db(transaction=True)

NOON = T0 + timedelta(days=DAYS, hours=6)


def told(report):
    """(title, sign, entities explained) of each cause."""
    return [(cause.entity.title, cause.sign, cause.explains) for cause in report.causes]


def test_the_job_that_failed_is_why_what_is_below_it_is_late():
    ingest(*healthy(), *run("load", DAYS * DAY, ["raw"], "orders", "FAIL"))
    report = cause_list(VIEWER, ref=dataset_ref("mart"), at=NOON)
    assert (report.sign, report.truncated, report.hidden_count, report.wrong_count) == (CauseSign.LATE, False, 0, 8)
    first, second, _ = report.causes
    assert told(report) == [
        ("load", CauseSign.FAILED, 8),
        ("raw", CauseSign.UNMONITORED, 8),
        ("rates", CauseSign.UNMONITORED, 2),
    ]
    assert [cause.score for cause in report.causes] == [1.0, 0.9, 0.2647]
    assert [link.title for link in first.path] == [
        "load",
        "orders",
        "clean",
        "sales",
        "sum",
        "totals",
        "report",
        "mart",
    ]
    assert first.onset_at == second.onset_at == T0 + timedelta(days=DAYS, minutes=10)
    assert report.unmonitored_count == 2
    assert "runs and lineage" in report.unknown[0]


def test_before_it_broke_nothing_was_wrong():
    ingest(*healthy(), *run("load", DAYS * DAY, ["raw"], "orders", "FAIL"))
    report = cause_list(VIEWER, ref=dataset_ref("mart"), at=T0 + timedelta(days=DAYS - 1, hours=6))
    assert (report.sign, report.causes, report.wrong_count) == (None, (), 0)


def test_a_source_that_nobody_watches_is_suspected_when_all_that_reads_it_is_late():
    chain = (*CHAIN, ("other", 5, ["raw"], "copy"), ("third", 5, ["raw"], "archive"))
    ingest(*healthy(chain=chain))
    report = cause_list(VIEWER, ref=dataset_ref("sales"), at=NOON, limit=1)
    assert told(report) == [("raw", CauseSign.UNMONITORED, 12)]
    assert not report.causes[0].monitored
    assert [link.title for link in report.causes[0].path] == ["raw", "load", "orders", "clean", "sales"]


def test_what_changed_in_the_day_before_is_told_and_counts():
    def code(version):
        return {"sourceCodeLocation": {"type": "git", "url": "https://example.com", "version": version}}

    chain = (("load", 0, ["raw"], "orders"), ("clean", 30, ["orders"], "sales"))
    days = [
        e
        for day in range(DAYS)
        for e in run("load", day * DAY, ["raw"], dataset("orders", facets=schema("id:int")), job_facets=code("a"))
    ]
    wider = dataset("orders", facets=schema("id:text", "total:int"))
    broken = run("load", DAYS * DAY, ["raw"], wider, "FAIL", minutes=95, job_facets=code("b"))
    ingest(*days, *healthy(chain=chain[1:]), *broken)
    first = cause_list(VIEWER, ref=dataset_ref("sales"), at=NOON).causes[0]
    assert (first.entity.title, [c.kind for c in first.changes]) == (
        "load",
        [CauseChangeKind.DURATION, CauseChangeKind.CODE],
    )
    assert [c.text for c in first.changes] == [
        "Its run took 95 min; 10 min is usual.",
        "Its code is not that of the run before.",
    ]
    itself = cause_list(VIEWER, ref=dataset_ref("orders"), at=NOON)
    assert itself.sign is CauseSign.FAILED
    assert told(itself)[0][0] == "load"


def test_columns_that_changed_are_told_of_the_dataset_that_has_them():
    days = [
        e
        for day in range(DAYS + 1)
        for e in run(
            "load",
            day * DAY,
            [dataset("raw", facets=schema("id:int", "old:int") if day < DAYS else schema("id:text", "new:int"))],
            "orders",
            "COMPLETE" if day < DAYS else "FAIL",
        )
    ]
    ingest(*days)
    raw = cause_list(VIEWER, ref=dataset_ref("orders"), at=NOON).causes[1]
    assert (raw.entity.title, raw.score) == ("raw", 0.95)
    (change,) = raw.changes
    assert (change.kind, change.text) == (CauseChangeKind.SCHEMA, "Its columns changed: 1 added, 1 removed, 1 retyped.")


def test_another_owner_is_a_change(tmp_path):
    key = files_source(tmp_path)
    for team in ("one", "two"):
        (tmp_path / "all.yaml").write_text(
            yaml.safe_dump(descriptor("Resource", "orders", spec={"type": "table", "owner": team}))
        )
        sync(key)
        settle()
    (entity_id,) = rows("SELECT id FROM catalog_entity WHERE ref = 'resource:default/orders'")[0]
    later = datetime.now(UTC) + timedelta(hours=1)
    assert [c.kind for c in changes_before({entity_id: later})[entity_id]] == [CauseChangeKind.OWNER]
    assert changes_before({entity_id: later + timedelta(days=1)}) == {}


def test_now_it_goes_by_facts_and_health():
    since = (datetime.now(UTC) - T0) / timedelta(minutes=1)
    start = int(since) - DAYS * DAY - 12 * HOUR
    shifted = [
        e
        for day in range(DAYS)
        for job, at, inputs, output in CHAIN
        for e in run(job, start + day * DAY + at, inputs, output)
    ]
    ingest(*shifted, *run("load", start + DAYS * DAY, ["raw"], "orders", "FAIL"))
    report = cause_list(VIEWER, ref=dataset_ref("mart"))
    assert told(report)[0] == ("load", CauseSign.FAILED, 8)
    assert (report.sign, report.unknown) == (CauseSign.LATE, ())


def test_a_hidden_suspect_is_counted_and_not_named(tmp_path):
    hidden = descriptor(
        "Component",
        "secret",
        annotations=named(JOBS, "load", **RESTRICTED),
        spec={"type": "job", "owner": "team", "lifecycle": "production"},
    )
    write(tmp_path / "main", "all.yaml", hidden)
    sync(files_source(tmp_path / "main", key="main"))
    ingest(*healthy(), *run("load", DAYS * DAY, ["raw"], "orders", "FAIL"))
    report = cause_list(VIEWER, ref=dataset_ref("mart"), at=NOON)
    assert told(report)[0] == ("raw", CauseSign.UNMONITORED, 8)
    assert report.hidden_count == 1
    assert [link.title for link in report.causes[0].path][:2] == ["raw", "orders"]
    assert told(cause_list(ADMIN, ref=dataset_ref("mart"), at=NOON))[0][0] == "load"


def test_bad_input_is_told_what_is_accepted():
    ingest(*healthy(1))
    with pytest.raises(NotFoundError):
        cause_list(VIEWER, ref=dataset_ref("nothing"))
    with pytest.raises(InvalidError, match="1 to 10"):
        cause_list(VIEWER, ref=job_ref("load"), limit=11)
    with pytest.raises(InvalidError, match="future"):
        cause_list(VIEWER, ref=job_ref("load"), at=datetime.now(UTC) + timedelta(hours=1))
