"""The same events, fed serially to an undisturbed copy: what the graph has to be.

Run as a program in a process of its own, with DATABASE_URL naming the empty copy and the original's as its argument.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import psycopg

from portal.embedded.postgres import DATABASE, Postgres
from tests.chaos.storage import raw_events
from tests.digest import graph_digest
from tests.product import REPOSITORY

COPY = "headwater_copy"


def differences(server: Postgres) -> list[str]:
    """What is different between the graph of the product and that of a serial copy; empty when they are equal."""
    place = f"host={server.sockets} user=postgres"
    with psycopg.connect(f"{place} dbname={DATABASE}", autocommit=True) as link:
        link.execute(f"DROP DATABASE IF EXISTS {COPY}")
        link.execute(f"CREATE DATABASE {COPY}")
    environment = {**os.environ, "DATABASE_URL": f"postgresql://postgres@/{COPY}?host={server.sockets}"}
    subprocess.run(
        [sys.executable, "-m", "tests.chaos.replay", f"{place} dbname={DATABASE}"],
        cwd=REPOSITORY,
        env={**environment, "DJANGO_SETTINGS_MODULE": "portal.settings"},
        check=True,
        capture_output=True,
    )
    digests = []
    for name in (DATABASE, COPY):
        with psycopg.connect(f"{place} dbname={name}") as link:
            digests.append(graph_digest(lambda sql, link=link: link.execute(sql).fetchall()))  # type: ignore[misc]
    found = []
    for table, rows in digests[0].items():
        ours, theirs = set(rows), set(digests[1][table])
        if ours != theirs:
            example = sorted(ours ^ theirs)[:2]
            found.append(f"{table}: {len(ours - theirs)} rows more, {len(theirs - ours)} less, such as {example}")
    return found


def feed(original: str) -> int:
    """Store and apply every event of the original by one worker, in the order of storage; how many."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from catalog.ingest.sources import producer_ensure
    from catalog.names import digest_json
    from lineage.ingest.apply import inbox_drain
    from lineage.ingest.inbox import StoredEvent, events_store

    source_id = producer_ensure("openlineage")
    count = 0
    with psycopg.connect(original) as link:
        for raw in raw_events(link):
            events_store([StoredEvent(kind="run", digest=digest_json(json.loads(raw)), body=raw, source_id=source_id)])
            count += 1
            if count % 100 == 0:
                inbox_drain()
    inbox_drain()
    return count


if __name__ == "__main__":
    sys.stdout.write(f"{feed(sys.argv[1])}\n")
