"""When does what is downstream arrive, and which deadlines does a delay break?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import yaml

from catalog.errors import InvalidError, NotFoundError
from lineage.answers import ArrivalBasis
from lineage.queries.forecast import delay_list
from tests.builders import NAMESPACE, T0, VIEWER, dataset_ref, descriptor, files_source, ingest, job_ref, sync
from tests.lineage.chains import DAY, DAYS, healthy, run

pytestmark = pytest.mark.django_db(transaction=True)

LATE = T0 + timedelta(days=DAYS, hours=4)


def told(forecast):
    """Title to minutes after LATE, most likely."""
    return {d.entity.title: (d.predicted_at - LATE) / timedelta(minutes=1) for d in forecast.delays}


def test_each_comes_its_own_time_after_what_it_waits_for():
    ingest(*healthy())
    forecast = delay_list(VIEWER, ref=dataset_ref("orders"), arrives_at=LATE)
    assert (forecast.basis, forecast.arrives_at, forecast.truncated) == (ArrivalBasis.GIVEN, LATE, False)
    # Runs take ten minutes; that they began half an hour apart was waiting, which a delay takes up.
    assert told(forecast) == {"clean": 10, "sales": 10, "sum": 20, "totals": 20, "report": 30, "mart": 30}
    mart = next(d for d in forecast.delays if d.entity.title == "mart")
    assert mart.waits_for.title == "report"
    # Learned deadlines are 2.4 hours after six, and what was due at 7:40 comes at 10:30.
    assert mart.deadline == T0 + timedelta(days=DAYS, minutes=100 + 144)
    assert (mart.breach, mart.slack_seconds, mart.promised) == (True, -26 * 60, False)
    assert forecast.breach_count == 6
    assert [d.entity.title for d in forecast.delays][:2] == ["clean", "sales"]


def test_what_comes_in_time_does_not_come_sooner_than_it_is_due():
    ingest(*healthy())
    forecast = delay_list(VIEWER, ref=dataset_ref("orders"), arrives_at=T0 + timedelta(days=DAYS, minutes=11))
    due = {d.entity.title: d.predicted_at - T0 - timedelta(days=DAYS) for d in forecast.delays}
    assert due["mart"] == timedelta(minutes=100)
    assert forecast.breach_count == 0


def test_a_promise_counts_before_a_learned_deadline(tmp_path):
    named = {
        "openlineage.io/namespace": NAMESPACE,
        "openlineage.io/name": "mart",
        "headwater.dev/freshness-within": "27h",
    }
    (tmp_path / "all.yaml").write_text(
        yaml.safe_dump(descriptor("Resource", "mart", spec={"type": "table", "owner": "team"}, annotations=named))
    )
    sync(files_source(tmp_path))
    ingest(*healthy())
    forecast = delay_list(VIEWER, ref=dataset_ref("orders"), arrives_at=LATE)
    mart = next(d for d in forecast.delays if d.entity.ref == "resource:default/mart")
    assert (mart.promised, mart.deadline) == (True, T0 + timedelta(days=DAYS - 1, minutes=100, hours=27))
    assert (mart.breach, mart.slack_seconds) == (False, 600)


def test_too_few_pairs_are_no_forecast_and_said_so():
    ingest(*healthy(3))
    forecast = delay_list(VIEWER, ref=dataset_ref("orders"), arrives_at=LATE, max_hops=1)
    assert forecast.delays == ()
    assert ([link.title for link in forecast.unforecast], forecast.unforecast_count) == (["clean", "sales"], 2)


def test_without_an_instant_it_is_as_the_producer_does():
    ingest(*healthy())
    assert delay_list(VIEWER, ref=dataset_ref("raw")).basis is ArrivalBasis.UNKNOWN
    assert delay_list(VIEWER, ref=dataset_ref("orders")).basis is ArrivalBasis.LATE
    ingest(run("load", DAYS * DAY, ["raw"], "orders")[0])
    running = delay_list(VIEWER, ref=job_ref("load"))
    assert running.basis is ArrivalBasis.RUNNING
    assert running.arrives_at == running.as_of  # it should have ended long ago


def test_bad_input_is_told_what_is_accepted():
    with pytest.raises(NotFoundError):
        delay_list(VIEWER, ref=dataset_ref("nothing"))
    with pytest.raises(InvalidError, match="1 to 10"):
        delay_list(VIEWER, ref=dataset_ref("nothing"), max_hops=0)
    with pytest.raises(InvalidError, match="1970 to 2999"):
        delay_list(VIEWER, ref=dataset_ref("nothing"), arrives_at=datetime.max.replace(tzinfo=UTC))
