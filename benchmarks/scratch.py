"""A scratch PostgreSQL with the product's tables, for one benchmark; it is gone afterwards, but for a folder that is named."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from portal import collector
from portal.embedded.postgres import Postgres


@contextmanager
def scratch_database(kept: Path | None = None, *, memory: str | None = None) -> Iterator[None]:
    """Start a server, point the settings at it, migrate; must be entered before anything reads the settings. What stands in
    a folder `kept` from an earlier run is there again. `memory` are its shared buffers (2GB), the product's own when None."""
    folder = kept.absolute() if kept else Path(tempfile.mkdtemp(prefix="headwater-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # as root the server runs as `nobody`, who must be able to walk through
    server = Postgres(folder, log=folder / "postgres.log")
    server.start()
    if memory:
        with psycopg.connect(
            host=str(server.sockets), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(sql.SQL("ALTER SYSTEM SET shared_buffers = {}").format(sql.Literal(memory)))
        server.stop()
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
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def without_indexes(tables: Sequence[str]) -> Iterator[None]:
    """The tables' indexes but the unique ones are made anew when all rows are there: row by row they take most of the time."""
    from catalog.database import execute, rows

    found = rows(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ANY(%s) "
        "AND indexdef !~ 'UNIQUE'",
        [list(tables)],
    )
    for name, _ in found:
        execute(f"DROP INDEX {name}")
    yield
    for _, definition in found:
        execute(definition)
