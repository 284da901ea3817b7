"""The database of the tests: a throwaway embedded PostgreSQL, started before Django reads its settings.

HEADWATER_TEST_DATABASE_URL names another server instead. Under pytest-xdist the controller starts the one server and
its workers inherit the address; pytest-django gives each of them a database of its own in it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from portal.embedded.postgres import Postgres
from portal.embedded.server import Identity

PREFIX = "headwater-test-"
SERVER: Postgres | None = None
HOME: Path | None = None


def _sweep_abandoned() -> None:
    """Stop and remove the servers of test runs that were killed before they could do it."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        record = folder / "owner.json"
        if record.exists() and os.access(folder, os.W_OK) and Identity.load(record) is None:
            abandoned = Postgres(folder, log=folder / "postgres.log", throwaway=True)
            if abandoned.adoptable():
                abandoned.start(patience=5)
                abandoned.stop()
            shutil.rmtree(folder, ignore_errors=True)


def _start_server() -> Postgres:
    _sweep_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)  # as root the server runs as `nobody`, who must be able to walk through
    owner = Identity.of(os.getpid())
    assert owner is not None
    owner.save(folder / "owner.json")
    server = Postgres(folder, log=folder / "postgres.log", throwaway=True)
    server.start()
    return server


if "HEADWATER_TEST_READY" not in os.environ:
    if settings.configured:
        raise pytest.UsageError("unset DJANGO_SETTINGS_MODULE: the tests start their database before settings are read")
    os.environ["HEADWATER_TEST_READY"] = "1"
    HOME = Path(tempfile.mkdtemp(prefix="headwater-home-"))
    (HOME / "static").mkdir()  # `up` fills it; WhiteNoise warns at every client of a test when it is not there
    os.environ["HEADWATER_HOME"] = str(HOME)
    os.environ["HEADWATER_DEMO"] = "0"
    os.environ["HEADWATER_GRACE_DAYS"] = "0"  # what vanishes is hidden at once, but where a test is about that
    url = os.environ.get("HEADWATER_TEST_DATABASE_URL", "")
    if not url:
        SERVER = _start_server()
        url = f"postgresql://postgres@/headwater?host={SERVER.sockets}"
    os.environ["DATABASE_URL"] = url

# pytest-django loads the settings when it finds this variable, and not before this file has run.
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
# An estate that a whole module shares stands in one transaction, and some tests ask long without the database. On a machine
# whose disk is busy with something else a short statement, too, may take longer than a page would wait for it.
OPTIONS = settings.DATABASES["default"]["OPTIONS"]
OPTIONS["options"] += " -c idle_in_transaction_session_timeout=0 -c statement_timeout=60000"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove the folders that this process made."""
    if SERVER is not None:
        SERVER.stop()
        shutil.rmtree(SERVER.root, ignore_errors=True)
    if HOME is not None:
        shutil.rmtree(HOME, ignore_errors=True)
