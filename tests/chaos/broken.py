"""Deliberately broken variants of the product. They live here and nowhere in the product: a variant is a folder with a
sitecustomize.py, which Python runs first in every process that has the folder on PYTHONPATH."""

from __future__ import annotations

from pathlib import Path

from tests.product import REPOSITORY

VARIANTS = {
    # A database server that is started once and not again.
    "no-start-retry": """
from portal.embedded.postgres import Postgres
original = Postgres.spawn
def spawn(self):
    if getattr(self, "spawned", False):
        return False
    self.spawned = True
    return original(self)
Postgres.spawn = spawn
""",
    # The answer goes out first; the rows are written a little later, by a thread.
    "answer-before-commit": """
import threading
import lineage.ingest.inbox as inbox
original = inbox.events_store
inbox.events_store = lambda events: threading.Timer(0.5, original, [events]).start() or len(events)
""",
    # Every try of a client is a new event.
    "no-idempotency-key": """
import uuid
import catalog.names as names
names.digest_json = lambda value: uuid.uuid4()
""",
    # No periodic task: only messages wake the workers.
    "no-sweep": """
import portal.celery
portal.celery.SCHEDULE = {}
""",
}


def environment(variant: str, folder: Path) -> dict[str, str]:
    """Variables that put the variant in force."""
    place = folder / variant
    place.mkdir(parents=True)
    (place / "sitecustomize.py").write_text(f"import sys\nsys.path.append({str(REPOSITORY)!r})\n{VARIANTS[variant]}")
    return {"PYTHONPATH": str(place)}
