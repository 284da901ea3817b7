"""What Celery may run of the catalog. Messages carry no data, only `there is work`: the tables know what."""

from __future__ import annotations

from celery import shared_task

from catalog.commands.change_log import changes_expire
from catalog.errors import ConflictError
from catalog.health.refresh import health_pending, health_recheck, health_sweep
from catalog.ingest.facet_counts import facets_fold
from catalog.ingest.pipeline import plans_apply, source_sync
from catalog.ingest.served_changes import served_changes_forget
from catalog.ingest.sources import sources_due
from catalog.ingest.stitch import stitch_pending, vanished_hide
from catalog.ingest.variants import variants_pending
from catalog.ownership.refresh import ownership_pending, ownership_sweep
from catalog.queues import HEALTH, OWNERSHIP, STITCH, Queue
from catalog.task_log import reported
from catalog.turns import turn_seconds

# What comes after other work is begun within so long, whatever else is to be done.
WAITS_SECONDS = 5.0


def _comes_later(queue: Queue, *others: Queue) -> bool:
    """Whether others have something to do first, and nobody waits in this queue for long."""
    return any(other.is_waiting() for other in others) and not queue.is_waiting(seconds=WAITS_SECONDS)


@shared_task(name="catalog.sources_sync")
@reported("catalog.sources_sync")
def sources_sync() -> int:
    """Apply the plans that were approved, then sync the sources that are due, one after the other; how many."""
    started = plans_apply()
    for key in sources_due():
        try:
            source_sync(key)
        except ConflictError:
            continue  # another worker has it
        started += 1
    return started


@shared_task(name="catalog.stitch_sweep")
@reported("catalog.stitch_sweep")
def stitch_sweep() -> int:
    """Fold what waits to be folded; how many."""
    return stitch_pending(seconds=turn_seconds())


@shared_task(name="catalog.facets_fold")
@reported("catalog.facets_fold")
def facets_add_up() -> int:
    """Add up what writers appended to the counts of facets; how many rows were made of it."""
    return facets_fold()


@shared_task(name="catalog.served_forget")
@reported("catalog.served_forget")
def served_forget() -> int:
    """Forget changes that every text that is served knows; how many texts did not."""
    return served_changes_forget()


@shared_task(name="catalog.vanished_hide")
@reported("catalog.vanished_hide")
def vanished_end() -> int:
    """Hide what vanished longer ago than the days of grace; how many."""
    return vanished_hide()


@shared_task(name="catalog.variants_find")
@reported("catalog.variants_find")
def variants_find() -> int:
    """Find names that may mean one thing, for people to look at; how many names were new."""
    return variants_pending(seconds=turn_seconds())


@shared_task(name="catalog.ownership_refresh")
@reported("catalog.ownership_refresh")
def ownership_refresh() -> int:
    """Resolve the owners of what changed; how many. What waits to be folded comes first: teams are known by then."""
    return 0 if _comes_later(OWNERSHIP, STITCH) else ownership_pending(seconds=turn_seconds())


@shared_task(name="catalog.ownership_sweep", time_limit=3600, soft_time_limit=3540)
@reported("catalog.ownership_sweep")
def ownership_repair() -> int:
    """Resolve all owners anew; how many changed."""
    return ownership_sweep()


@shared_task(name="catalog.health_refresh")
@reported("catalog.health_refresh")
def health_refresh() -> int:
    """Judge what changed; how many. What is being folded or waits for its owners comes first, so that a load is served sooner,
    unless somebody waits for long."""
    return 0 if _comes_later(HEALTH, STITCH, OWNERSHIP) else health_pending(seconds=turn_seconds())


@shared_task(name="catalog.health_recheck")
@reported("catalog.health_recheck")
def health_due() -> int:
    """Ask for what time alone may have changed; how many."""
    return health_recheck()


@shared_task(name="catalog.health_sweep", time_limit=3600, soft_time_limit=3540)
@reported("catalog.health_sweep")
def health_repair() -> int:
    """Find and judge what slipped through; how many."""
    return health_sweep()


@shared_task(name="catalog.changes_expire")
@reported("catalog.changes_expire")
def plans_expire() -> int:
    """End plans whose hour is over; how many."""
    return changes_expire()
