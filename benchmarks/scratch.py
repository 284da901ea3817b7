"""A scratch PostgreSQL with the product's tables, for one benchmark; it is gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal import collector
from portal.embedded.postgres import Postgres


@contextmanager
def scratch_database() -> Iterator[None]:
    """Start a server, point the settings at it, migrate; must be entered before anything reads the settings."""
    folder = Path(tempfile.mkdtemp(prefix="headwater-bench-"))
    folder.chmod(0o711)  # as root the server runs as `nobody`, who must be able to walk through
    server = Postgres(folder, log=folder / "postgres.log")
    server.start()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "HEADWATER_HOME": str(folder / "home"),
        "DATABASE_URL": f"postgresql://postgres@/headwater?host={server.sockets}",
        "HEADWATER_STATEMENT_TIMEOUT_MS": "3600000",
    }
    try:
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        collector.tune()  # as the worker's processes do
        yield
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
