"""What Celery may run of the catalog. Messages carry no data, only `there is work`: the tables know what."""

from __future__ import annotations

from celery import shared_task

from catalog.errors import ConflictError
from catalog.ingest.pipeline import source_sync
from catalog.ingest.sources import sources_due
from catalog.ingest.stitch import stitch_pending


@shared_task(name="catalog.sources_sync")
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


@shared_task(name="catalog.stitch_sweep")
def stitch_sweep() -> int:
    """Fold what waits to be folded; how many."""
    return stitch_pending()
