"""The Celery app: the broker's options, the queues, and the whole beat schedule as one table.

Messages carry no data, only "there is work" (the table is the queue), so a lost one costs a wait until the next sweep.
"""

from __future__ import annotations

import functools
import logging
import os
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from celery.signals import beat_init, celeryd_after_setup, setup_logging, worker_process_init

from portal import collector, pulse

log = logging.getLogger("portal.celery")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

# Every periodic task of the product: name -> task (dotted name), seconds between two runs. A sweep here is what makes
# a lost message harmless, so each queue table needs one.
SCHEDULE: Mapping[str, tuple[str, float]] = {
    "apply what the inbox holds": ("lineage.inbox_apply", 1.0),
    "fold what waits to be folded": ("catalog.stitch_sweep", 1.0),
    "add up the counts of facets": ("catalog.facets_fold", 5.0),
    "forget changes that are in what is served": ("catalog.served_forget", 60.0),
    "merge datasets whose names are one": ("lineage.aliases_refresh", 1.0),
    "find names that may mean one thing": ("catalog.variants_find", 5.0),
    "add up the runs of jobs and datasets": ("lineage.facts_refresh", 1.0),
    "read SQL for columns that nobody tells": ("lineage.statements_read", 1.0),
    "resolve owners of what changed": ("catalog.ownership_refresh", 1.0),
    "judge the health of what changed": ("catalog.health_refresh", 1.0),
    "notice deadlines that have passed": ("catalog.health_recheck", 5.0),
    "hide what vanished long ago": ("catalog.vanished_hide", 3600.0),
    "let plans expire": ("catalog.changes_expire", 300.0),
    "resolve all owners anew": ("catalog.ownership_sweep", 86_400.0),
    "repair health that drifted": ("catalog.health_sweep", 86_400.0),
    "sync sources that are due": ("catalog.sources_sync", 10.0),
    "make the partitions of the coming days": ("lineage.partitions_make", 3600.0),
    "learn what events have in common": ("lineage.dictionary_learn", 60.0),
    "end edges that nobody sees any more": ("lineage.edges_age", 3600.0),
    "let go of old raw events and runs": ("lineage.retention_apply", 86_400.0),
    "keep the whole graph at hand": ("lineage.graph_refresh", 10.0),
    "count readers for the order of search": ("lineage.popularity_refresh", 120.0),
    "let the demo live": ("portal.demo_live", 20.0),
}

# A wake-up that waited longer is not worth a turn: while workers are busy the queue stays short, and what people ask for
# does not stand behind an hour of it.
STALE_SECONDS = 10.0

# A frozen or absent broker may hold the bell's thread for this long, once; then nobody rings until the pause is over.
PUBLISH_SECONDS = 1.0
PAUSE_AFTER_FAILURE_SECONDS = 5.0
# Requests that have committed do not wait for the broker at all.
_bell = ThreadPoolExecutor(1, thread_name_prefix="bell")


class BellTask(DjangoTask):
    """A task whose `*_on_commit` calls never fail the request: the rows are committed, a sweep will find them."""

    _silent_until = 0.0

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:
        """Send the task when the transaction has committed."""
        self.apply_async_on_commit(args=args, kwargs=kwargs)

    def apply_async_on_commit(self, *args: Any, **kwargs: Any) -> None:
        """As Task.apply_async, when the transaction has committed."""
        from django.db import transaction

        transaction.on_commit(functools.partial(_bell.submit, self._ring, *args, **kwargs))

    def _ring(self, *args: Any, **kwargs: Any) -> None:
        if time.monotonic() < BellTask._silent_until:
            return
        try:
            self.apply_async(*args, **kwargs)
        except Exception as error:
            BellTask._silent_until = time.monotonic() + PAUSE_AFTER_FAILURE_SECONDS
            log.warning("broker does not take messages", extra={"task": self.name, "error": type(error).__name__})


def transport_options(url: str, *, consumes: bool) -> dict[str, object]:
    """Options of the broker's transport; a producer gives up after PUBLISH_SECONDS, a consumer waits for ever."""
    give_up = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}
    if not url.startswith(("redis", "rediss", "valkey")):
        return {} if consumes else {**give_up, "read_timeout": PUBLISH_SECONDS, "write_timeout": PUBLISH_SECONDS}
    options: dict[str, object] = {
        # A message of a worker that was killed comes back after visibility_timeout, found by a sweep every
        # unacked_restore_interval x unacked_restore_throttle seconds (kombu's own default is one sweep in 100 s).
        "visibility_timeout": 300,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    }
    if not consumes:
        options |= {**give_up, "socket_timeout": PUBLISH_SECONDS, "socket_connect_timeout": PUBLISH_SECONDS}
    return options


def configure(app: Celery) -> None:
    """Read the settings; called when Celery first needs its configuration, not at import."""
    from django.conf import settings

    consumes = os.environ.get("HEADWATER_ROLE") == "worker"
    app.conf.update(
        broker_url=settings.BROKER_URL,
        broker_transport_options=transport_options(settings.BROKER_URL, consumes=consumes),
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_connection_timeout=4.0 if consumes else PUBLISH_SECONDS,
        beat_schedule={
            name: {"task": task, "schedule": seconds, "options": {"expires": max(seconds, STALE_SECONDS)}}
            for name, (task, seconds) in SCHEDULE.items()
        },
        beat_schedule_filename=str(settings.HOME / "run" / "beat-schedule"),
    )


app = Celery("portal", task_cls=BellTask)
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    result_serializer="json",
    event_serializer="json",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_publish_retry=False,
    task_time_limit=600,
    task_soft_time_limit=540,
    worker_prefetch_multiplier=1,
    worker_max_memory_per_child=512 * 1024,  # KiB
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    worker_send_task_events=False,
    timezone="UTC",
)
app.on_configure.connect(lambda sender, **_: configure(sender), weak=False)
app.autodiscover_tasks()


@setup_logging.connect  # type: ignore[untyped-decorator]
def keep_django_logging(**_: object) -> None:
    """Stops Celery from setting up handlers of its own: django.setup() has done it (portal.logs)."""


@worker_process_init.connect  # type: ignore[untyped-decorator]
@celeryd_after_setup.connect  # type: ignore[untyped-decorator]
@beat_init.connect  # type: ignore[untyped-decorator]
def begin(**_: object) -> None:
    """In each process that works. Also in the one that makes them: what it has loaded is not looked at again for each new
    one, so that a worker that died has its successor in hundredths of a second, not in half of one."""
    collector.tune()
    pulse.begin()
