"""What Celery may run of the catalog. Messages carry no data, only `there is work`: the tables know what."""

from __future__ import annotations

from celery import shared_task

from catalog.commands.change_log import changes_expire
from catalog.errors import ConflictError
from catalog.health.refresh import health_pending, health_recheck, health_sweep
from catalog.ingest.pipeline import source_sync
from catalog.ingest.sources import sources_due
from catalog.ingest.stitch import stitch_pending
from catalog.ownership.refresh import ownership_pending, ownership_sweep
from catalog.task_log import reported


@shared_task(name="catalog.sources_sync")
@reported("catalog.sources_sync")
def sources_sync() -> int:
    """Sync the sources that are due, one after the other; how many."""
    started = 0
    for key in sources_due():
        try:
            source_sync(key)
        except ConflictError:
            continue  # another worker has it
        started += 1
    return started


# One line each: the functions say what they do.
stitch_sweep = shared_task(name="catalog.stitch_sweep")(reported("catalog.stitch_sweep")(stitch_pending))
ownership_refresh = shared_task(name="catalog.ownership_refresh")(
    reported("catalog.ownership_refresh")(ownership_pending)
)
ownership_repair = shared_task(name="catalog.ownership_sweep")(reported("catalog.ownership_sweep")(ownership_sweep))
health_refresh = shared_task(name="catalog.health_refresh")(reported("catalog.health_refresh")(health_pending))
health_due = shared_task(name="catalog.health_recheck")(reported("catalog.health_recheck")(health_recheck))
health_repair = shared_task(name="catalog.health_sweep")(reported("catalog.health_sweep")(health_sweep))
plans_expire = shared_task(name="catalog.changes_expire")(reported("catalog.changes_expire")(changes_expire))
