"""/livez, /readyz and /metrics tell the truth, quickly."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from portal.api import operations

pytestmark = pytest.mark.django_db(transaction=True)


def checks_of(client: Client) -> tuple[int, str, dict[str, bool]]:
    answer = client.get("/readyz")
    body = json.loads(answer.content)
    return answer.status_code, body["status"], {check["name"]: check["ok"] for check in body["checks"]}


def test_livez_needs_no_database(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert client.get("/livez").json() == {"status": "alive"}


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Tests of the broker, which may run beside, start one in the same HOME."""
    monkeypatch.setattr(settings, "BROKER_URL", f"redis+socket://{tmp_path}/none.sock")


def test_readyz_refuses_a_database_that_may_lose_acknowledged_writes(client: Client, no_broker: None) -> None:
    # The throwaway server of the tests runs with fsync off: everything is well but that.
    status, word, checks = checks_of(client)
    assert (status, word) == (503, "unready")
    assert checks == {
        "disk": True,
        "database": True,
        "migrations": True,
        "clock": True,
        "durability": False,
        "broker": False,
    }


def test_readyz_without_a_broker_is_degraded_but_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch, no_broker: None
) -> None:
    monkeypatch.setattr(operations, "_durability", lambda link: operations.Check("durability", True, "on"))
    status, word, checks = checks_of(client)
    assert (status, word, checks["broker"]) == (200, "degraded", False)


def test_readyz_tells_of_a_migration_that_is_not_applied(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = operations._migrations_on_disk() | {("portal", "9999_from_the_next_release")}
    monkeypatch.setattr(operations, "_migrations_on_disk", lambda: ahead)
    answer = client.get("/readyz")
    detail = {check["name"]: check["detail"] for check in answer.json()["checks"]}
    assert answer.status_code == 503
    assert detail["migrations"] == "1 not applied, first portal.9999_from_the_next_release"


def test_readyz_leaves_nothing_behind(client: Client) -> None:
    from django.db import connection

    client.get("/readyz")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations WHERE name = 'readyz probe'")
        assert cursor.fetchone() == (0,)


def test_readyz_answers_503_when_the_database_hangs(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    released = Event()
    monkeypatch.setattr(operations, "CHECK_SECONDS", 0.2)
    monkeypatch.setattr(operations, "database_checks", lambda: released.wait(30) and [])
    answer = client.get("/readyz")
    released.set()
    found = {check["name"]: check for check in answer.json()["checks"]}
    assert answer.status_code == 503
    assert found["database"]["detail"] == "no answer in time"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("127.0.0.1", 200),
        ("127.9.9.9", 200),
        ("::1", 200),
        ("10.0.0.7", 401),
        ("::ffff:10.0.0.7", 401),
        ("", 401),
    ],
)
def test_metrics_only_for_this_machine(client: Client, address: str, status: int) -> None:
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == status


def test_metrics_tell_of_owner_signals_that_failed_in_any_worker(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    worker = (
        "import django; django.setup()\n"
        "from catalog.ownership.refresh import _apart\n"
        "with _apart('git.codeowners'): raise RuntimeError('broken')\n"
    )
    for _ in range(2):
        subprocess.run([sys.executable, "-c", worker], cwd=settings.BASE_DIR, check=True, capture_output=True)
    lines = client.get("/metrics").content.decode().splitlines()
    assert 'headwater_ownership_signal_failures_total{signal="git.codeowners"} 2.0' in lines


@pytest.mark.django_db
def test_metrics_tell_of_each_source_what_waits_what_is_parked_and_what_was_wrong(client: Client) -> None:
    from catalog.ingest.sources import producer_ensure
    from lineage.answers import WarningKind
    from lineage.ingest.tally import Tallies, tallies_write
    from tests.builders import event, store

    store(event(), event(), source="airflow")
    tallies = Tallies()
    tallies.add(WarningKind.REJECTED, "eventTime", "eventTime", {})
    tallies.add(WarningKind.REDACTED, "key", "/run", {})
    for _ in range(2):
        tallies_write(producer_ensure("airflow"), tallies)
    lines = client.get("/metrics").content.decode().splitlines()
    assert {line for line in lines if 'source="airflow"' in line and "lag" not in line} == {
        'headwater_intake_waiting_events{source="airflow"} 2.0',
        'headwater_intake_parked_events{source="airflow"} 0.0',
        'headwater_intake_rejected_total{source="airflow"} 2.0',
        'headwater_intake_redacted_total{source="airflow"} 2.0',
        'headwater_intake_dropped_total{source="airflow"} 0.0',
        'headwater_intake_ahead_total{source="airflow"} 0.0',
        'headwater_intake_unread_total{source="airflow"} 0.0',
    }
    assert any(line.startswith('headwater_intake_lag_seconds{source="airflow"} ') for line in lines)
