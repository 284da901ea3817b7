"""What Celery may run of lineage. Messages carry no data, only `there is work`: the inbox knows what."""

from __future__ import annotations

from datetime import UTC, datetime

from celery import shared_task
from django.conf import settings

from catalog.ingest.popularity import popularity_record
from catalog.task_log import reported
from catalog.turns import TURN_SECONDS, turn_seconds
from lineage.facts.refresh import facts_pending
from lineage.ingest.age_edges import edges_age
from lineage.ingest.alias_groups import aliases_pending
from lineage.ingest.apply import inbox_drain
from lineage.ingest.graph_file import graph_refresh
from lineage.ingest.inbox import partitions_ensure
from lineage.ingest.infer_columns import statements_pending
from lineage.ingest.packing import dictionary_learn
from lineage.ingest.retention import RetentionPolicy, events_expire, runs_expire
from lineage.queries.readers import reader_counts

LINGER_SECONDS = 0.15
# Well within a task's time limit; what is left then goes the next night.
RETENTION_SECONDS = 400.0


@shared_task(name="lineage.inbox_apply")
@reported("lineage.inbox_apply")
def inbox_apply() -> int:
    """Apply what the inbox holds; how many events."""
    return inbox_drain(seconds=TURN_SECONDS, linger=LINGER_SECONDS)


@shared_task(name="lineage.partitions_make")
@reported("lineage.partitions_make")
def partitions_make() -> None:
    """Make the partitions of the coming days."""
    partitions_ensure(datetime.now(UTC).date())


@shared_task(name="lineage.dictionary_learn")
@reported("lineage.dictionary_learn")
def dictionary_refresh() -> None:
    """Learn what events have in common, so that they take less room."""
    dictionary_learn()


@shared_task(name="lineage.aliases_refresh")
@reported("lineage.aliases_refresh")
def aliases_refresh() -> int:
    """Merge what symlinks or people say is one, and take apart that of which they say so no more; how many were looked at."""
    return aliases_pending(seconds=turn_seconds())


@shared_task(name="lineage.retention_apply")
@reported("lineage.retention_apply")
def retention_apply() -> int:
    """Let go of raw events and runs that are older than the settings keep; how many runs."""
    policy = RetentionPolicy(event_days=settings.EVENTS_KEEP_DAYS, run_days=settings.RUNS_KEEP_DAYS)
    events_expire(policy)
    return runs_expire(policy, seconds=RETENTION_SECONDS).runs


@shared_task(name="lineage.facts_refresh")
@reported("lineage.facts_refresh")
def facts_refresh() -> int:
    """Add up the runs of what changed; how many entities."""
    return facts_pending(seconds=turn_seconds())


@shared_task(name="lineage.statements_read")
@reported("lineage.statements_read")
def statements_read() -> int:
    """Read the SQL of jobs whose columns nobody tells; how many jobs."""
    return statements_pending(seconds=turn_seconds())


@shared_task(name="lineage.popularity_refresh")
@reported("lineage.popularity_refresh")
def popularity_refresh() -> int:
    """Count readers anew, for the order of search; how many entities changed."""
    return popularity_record(reader_counts())


@shared_task(name="lineage.graph_refresh")
@reported("lineage.graph_refresh")
def graph_file_refresh() -> int:
    """Make the file of the whole graph anew when enough changed; how many were made."""
    return int(graph_refresh())


@shared_task(name="lineage.edges_age")
@reported("lineage.edges_age")
def edges_grow_old() -> int:
    """End edges that were not seen for longer than the settings believe them; how many lines of evidence."""
    return edges_age(settings.EDGE_AGES)
