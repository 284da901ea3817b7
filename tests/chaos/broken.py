"""Deliberately broken variants of the product, and faults at a known place in it. They live here and nowhere in the
product: a variant is text in a sitecustomize.py, which Python runs first in every process that has its folder on
PYTHONPATH. Their processes find the folder in CHAOS_FOLDER, where files tell them what to do and they tell what they did."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.product import REPOSITORY

# Controls: each must be caught by the experiment that names it.
BROKEN = {
    # A database server that is started once and not again.
    "no start retry": """
from portal.embedded.postgres import Postgres
original_spawn = Postgres.spawn
def spawn(self):
    if getattr(self, "spawned", False):
        return False
    self.spawned = True
    return original_spawn(self)
Postgres.spawn = spawn
""",
    # The answer goes out first; the rows are written a little later, by a thread.
    "answer before commit": """
import threading
import lineage.ingest.inbox as inbox
original_store = inbox.events_store
inbox.events_store = lambda events: threading.Timer(0.5, original_store, [events]).start() or len(events)
""",
    # Every try of a client is a new event.
    "no idempotency key": """
import dataclasses, uuid
import lineage.ingest.inbox as inbox
stored_once = inbox.events_store
inbox.events_store = lambda events: stored_once([dataclasses.replace(e, digest=uuid.uuid4()) for e in events])
""",
    # No periodic task: only messages wake the workers.
    "no sweep": """
import portal.celery
portal.celery.SCHEDULE = {}
""",
    # A worker takes events off the queue whoever holds them.
    "no fencing": """
import lineage.ingest.inbox as inbox
def work_finish(lease, event_ids):
    inbox.rows("DELETE FROM lineage_inboxwork WHERE id = ANY(%s) RETURNING id", [sorted(event_ids)])
    return set(event_ids)
inbox.work_finish = work_finish
""",
    # A request rings itself, and waits for the broker as long as that takes.
    "patient bell": """
import portal.celery
class Patient:
    def submit(self, ring, *given, **named):
        ring(*given, **named)
portal.celery._bell = Patient()
portal.celery.PUBLISH_SECONDS = 60.0
""",
    # A request waits for the database, and its sender for the request, as long as that takes.
    "waits for the database": """
import time
import portal.gateway
from django.db import OperationalError
from django.db.backends.postgresql import base
portal.gateway.ANSWER_SECONDS = 3600.0
original_connect = base.DatabaseWrapper.get_new_connection
def get_new_connection(self, parameters):
    deadline = time.monotonic() + 30
    while True:
        try:
            return original_connect(self, parameters)
        except base.Database.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
base.DatabaseWrapper.get_new_connection = get_new_connection
""",
    # What was tried is counted when it was tried: where the worker died of it, the count never goes on.
    "attempts counted after work": """
import lineage.ingest.inbox as inbox
original_lease = inbox.events_lease
def events_lease(*given, **named):
    lease = original_lease(*given, **named)
    if lease is not None:
        inbox.execute(
            "UPDATE lineage_inboxwork SET attempts = 1 WHERE lease = %s", [lease.id]
        )
    return lease
inbox.events_lease = events_lease
""",
    # The supervisor does not look whether its processes show signs of life.
    "no vigil": """
from portal.supervisor import Supervisor
Supervisor._end_frozen = lambda self: None
""",
    # A process tells that it lives when it has done something, not while it does it.
    "pulse between tasks": """
import os, struct
import portal.pulse
from celery.signals import task_postrun
portal.pulse.begin = lambda: None
@task_postrun.connect(weak=False)
def tell(**_):
    os.write(int(os.environ[portal.pulse.PIPE]), struct.pack("=i", os.getpid()))
""",
    # Everything is taken in, however much waits.
    "no limiter": """
import portal.gateway
portal.gateway.WAITING_MAX = 10**9
portal.gateway.WAIT_SECONDS = 10.0**9
portal.gateway.ANSWER_SECONDS = 3600.0
""",
    # One event at a time.
    "one event a lease": """
import lineage.ingest.inbox as inbox
inbox.BATCH = 1
""",
    # Turns are taken one by one, each worker in an order of its own; and nobody tries again.
    "shuffled order": """
import random
import catalog.database as database
def take_turns(turn, ids, *, shared=False):
    wanted = list(set(ids))
    random.shuffle(wanted)
    for one in wanted:
        database.rows(database._SHARED_TURN if shared else database._TURN, [int(turn), [one]])
database.take_turns = take_turns
database._ATTEMPTS = 1
""",
    # A source that fails is asked as often as one that does not.
    "no circuit": """
import catalog.answers.sources as answers
answers.CIRCUIT_FAILURES = 1000
""",
    # A sync whose worker died runs for ever.
    "no takeover": """
from datetime import timedelta
import catalog.ingest.syncs as syncs
syncs.STALE_SYNC = timedelta(days=1000)
""",
    # What changed is folded by a request that is made when the change is committed, by the one who made it.
    "folds asked after the commit": """
import time
import catalog.ingest.claims as claims
import catalog.ingest.pipeline as pipeline
asked_late, queue, fold_now = [], claims.STITCH, pipeline.stitch_pending
class Late:
    def ask(self, ids):
        asked_late.extend(ids)
claims.STITCH = Late()
def stitch_late(**named):
    time.sleep(0.5)
    queue.ask(asked_late)
    asked_late.clear()
    return fold_now(**named)
pipeline.stitch_pending = stitch_late
""",
    # Whatever a complete read does not say any more goes at once.
    "no hold": """
import catalog.ingest.pipeline as pipeline
pipeline.is_held = lambda **share: False
""",
    # A source is due whenever it is asked for.
    "no cadence": """
import catalog.ingest.sources as sources
sources.sources_due = lambda: [
    row[0] for row in sources.rows("SELECT key FROM catalog_source WHERE interval_seconds IS NOT NULL ORDER BY key")
]
import portal.celery
portal.celery.SCHEDULE = dict(portal.celery.SCHEDULE) | {"sync sources that are due": ("catalog.sources_sync", 1.0)}
""",
}

# Faults: what has to happen at a place that no signal from outside hits.
FAULTS = {
    # A worker freezes (SIGSTOP) with events that it has leased and not begun; one each time the file `arm lease` is made.
    "freezes after its lease": """
import json, os, signal
import lineage.ingest.apply as apply
original_apply = apply.lease_apply
def lease_apply(lease):
    folder = os.environ["CHAOS_FOLDER"]
    try:
        os.rename(f"{folder}/arm lease", f"{folder}/frozen")
    except OSError:
        return original_apply(lease)
    with open(f"{folder}/frozen", "w") as file:
        file.write(json.dumps([os.getpid(), [event.id for event in lease.events]]))
    os.kill(os.getpid(), signal.SIGSTOP)
    count = original_apply(lease)
    with open(f"{folder}/woken.new", "w") as file:
        file.write(str(count))
    os.rename(f"{folder}/woken.new", f"{folder}/woken")
    return count
apply.lease_apply = lease_apply
""",
    # A worker freezes in the middle of the transaction that applies.
    "freezes while it applies": """
import json, os, signal
import lineage.ingest.apply as apply
original_runs = apply.runs_apply
def runs_apply(observations, ids):
    folder = os.environ["CHAOS_FOLDER"]
    try:
        os.rename(f"{folder}/arm apply", f"{folder}/frozen in transaction")
    except OSError:
        return original_runs(observations, ids)
    with open(f"{folder}/frozen in transaction", "w") as file:
        file.write(json.dumps([os.getpid(), [observation.inbox_id for observation in observations]]))
    os.kill(os.getpid(), signal.SIGSTOP)
    return original_runs(observations, ids)
apply.runs_apply = runs_apply
""",
    # A worker works on something long: a statement, then Python alone; once, when the file `arm long` is made.
    "works long": """
import os, time
import lineage.ingest.apply as apply
from catalog.database import rows
lease_at_once = apply.lease_apply
def lease_apply_long(lease):
    folder = os.environ["CHAOS_FOLDER"]
    try:
        os.rename(f"{folder}/arm long", f"{folder}/long by {os.getpid()}")
    except OSError:
        return lease_at_once(lease)
    rows("SELECT pg_sleep(15)")
    until = time.monotonic() + 15
    while time.monotonic() < until:
        pass
    with open(f"{folder}/long is done", "w") as file:
        file.write(str(os.getpid()))
    return lease_at_once(lease)
apply.lease_apply = lease_apply_long
""",
    # Jobs of these names raise, kill their worker, or take seconds, until the file `mended` is there.
    "poison": """
import os, signal, time
import lineage.ingest.apply as apply
healthy_runs = apply.runs_apply
def poisoned_runs(observations, ids):
    folder = os.environ["CHAOS_FOLDER"]
    for observation in observations:
        name = observation.event.job.name if observation.event.job else ""
        if name.startswith("poison ") and not os.path.exists(f"{folder}/mended"):
            with open(f"{folder}/{name}", "a") as file:
                file.write(f"{time.time()}\\n")
            if name == "poison raises":
                raise ZeroDivisionError("poison")
            if name == "poison kills":
                os.kill(os.getpid(), signal.SIGKILL)
    return healthy_runs(observations, ids)
apply.runs_apply = poisoned_runs
""",
}


def environment(variants: Sequence[str], folder: Path) -> dict[str, str]:
    """Variables that put the variants in force."""
    if not variants:
        return {}
    place = folder / "variants"
    place.mkdir()
    # The faults import what is broken.
    text = "".join((BROKEN | FAULTS)[variant] for variant in sorted(variants, key=FAULTS.__contains__))
    (place / "sitecustomize.py").write_text(f"import sys\nsys.path.append({str(REPOSITORY)!r})\n{text}")
    return {"PYTHONPATH": str(place), "CHAOS_FOLDER": str(folder)}
