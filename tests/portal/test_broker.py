"""Celery on each broker: tasks arrive, survive a killed process, and a frozen broker fails no request."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from portal import celery as portal_celery
from portal.api import operations
from portal.embedded.valkey import Valkey
from tests.portal import ringing
from tests.product import REPOSITORY, scratch_product, wait_for


@pytest.fixture(scope="module")
def own_broker() -> Iterator[Valkey]:
    """The embedded Valkey of the tests' own HOME, which is where the settings look when BROKER_URL is unset."""
    server = Valkey(settings.HOME)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def broker(request: pytest.FixtureRequest) -> str:
    """Address of the broker that the product's Celery app uses in this test run."""
    if "BROKER_URL" not in os.environ:
        request.getfixturevalue("own_broker")
    portal_celery.BellTask._silent_until = 0.0
    return str(settings.BROKER_URL)


@pytest.fixture
def worker(broker: str, tmp_path: Path) -> Iterator[None]:
    """A worker as `up` starts it."""
    log = tmp_path / "worker.log"
    environment = {**os.environ, "BROKER_URL": broker, "HEADWATER_ROLE": "worker", "HEADWATER_LOG_FILE": str(log)}
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--loglevel", "INFO", "--concurrency", "1"]
    process = subprocess.Popen(
        [*command, "--without-gossip", "--without-mingle", "--include", "tests.portal.ringing", "--purge"],
        cwd=REPOSITORY,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(lambda: log.exists() and "ready." in log.read_text(), "the worker")
    yield
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        # Celery's warm stop may wait for ever for a pool process that was killed; the supervisor does the same as this.
        process.kill()
        process.wait(10)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_task_rung_on_commit_is_run(worker: None, tmp_path: Path) -> None:
    with transaction.atomic():
        ringing.touch.delay_on_commit(str(tmp_path / "done"))
    wait_for((tmp_path / "done").exists, "the task")


@pytest.mark.services
def test_task_whose_process_was_killed_is_run_again(worker: None, tmp_path: Path) -> None:
    ringing.die_once.delay(str(tmp_path / "done"))
    wait_for((tmp_path / "done").exists, "the task's second try")


@pytest.mark.services
def test_broker_check_tells_that_it_answers(broker: str) -> None:
    assert operations.broker_check() == [operations.Check("broker", True, "answers", required=False)]


@pytest.mark.skipif("BROKER_URL" in os.environ, reason="the broker of others is not ours to freeze")
@pytest.mark.parametrize("fault", ["frozen", "absent"])
def test_broker_that_takes_nothing_fails_no_request(
    fault: str, own_broker: Valkey, broker: str, tmp_path: Path
) -> None:
    ringing.touch.delay(str(tmp_path / "first"))
    assert own_broker.pid is not None
    if fault == "frozen":
        os.kill(own_broker.pid, signal.SIGSTOP)
    else:
        own_broker.stop()
    rung = threading.Thread(target=lambda: ringing.touch._ring(args=[str(tmp_path / "never")]), daemon=True)
    rung.start()
    rung.join(30)
    hangs = rung.is_alive()
    answers = operations.broker_check()[0].ok
    if fault == "frozen":
        os.kill(own_broker.pid, signal.SIGCONT)
    else:
        own_broker.start()
    assert (hangs, portal_celery.BellTask._silent_until > 0, answers) == (False, True, False)


@pytest.mark.services
@pytest.mark.django_db
def test_up_on_servers_of_others_starts_none_of_its_own(broker: str) -> None:
    parameters = connection.settings_dict
    address = {"host": parameters["HOST"], "port": parameters["PORT"] or None, "user": parameters["USER"]}
    with psycopg.connect(**address, dbname="postgres", autocommit=True) as link:
        link.execute("DROP DATABASE IF EXISTS headwater_up_test WITH (FORCE)")
        link.execute("CREATE DATABASE headwater_up_test")
        if str(parameters["HOST"]).startswith("/"):
            url = f"postgresql://{parameters['USER']}@/headwater_up_test?host={parameters['HOST']}"
        else:
            url = f"postgresql://{parameters['USER']}@{parameters['HOST']}:{parameters['PORT']}/headwater_up_test"
        with scratch_product(DATABASE_URL=url, BROKER_URL=broker) as product:
            product.start()
            wait_for(lambda: "first account" in product.output() or product.has_ended(), "the first account")
            wait_for(lambda: product.identity("beat") or product.has_ended(), "beat")
            assert not product.has_ended(), product.output()
            assert product.get("/livez") == 200
            names = {process.name() for process in product.processes()}
            assert not names & {"postgres", "valkey-server"}
            assert product.interrupt() == 0
        link.execute("DROP DATABASE headwater_up_test WITH (FORCE)")


def test_a_wake_up_that_waited_long_is_not_worth_a_turn():
    waits = {entry["task"]: entry["options"]["expires"] for entry in portal_celery.app.conf.beat_schedule.values()}
    assert waits["lineage.inbox_apply"] == portal_celery.STALE_SECONDS
    assert waits["lineage.partitions_make"] == 3600.0
