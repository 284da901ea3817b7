"""What the runs of a job, or those that write a dataset, add up to: what health reads.

Writer of RunFacts: lineage/facts/refresh.py; of its queue: lineage/facts/queue.py.

Whole sources are forgotten by lineage/ingest/removal.py.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class RunFacts(models.Model):
    """One row per job that ran, and per dataset that was written. Counts are over the last 30 finished runs."""

    entity_id = models.IntegerField(primary_key=True)
    source_id = models.IntegerField(db_comment="source of the last finished run: if it is silent, nothing is late")
    last_state = models.SmallIntegerField(db_comment="as Run.state, of the last finished run")
    last_ended_at = models.DateTimeField(null=True)
    last_run_id = models.UUIDField(null=True)
    last_error = models.TextField(null=True, db_comment="first line of the last finished run's, when it failed")
    frequent_error = models.TextField(
        null=True, db_comment="most frequent error class of the outcomes: text before a colon"
    )
    outcomes = ArrayField(
        models.SmallIntegerField(), default=list, db_comment="states of the last 30 finished runs, newest first"
    )
    arrivals = ArrayField(
        models.DateTimeField(), default=list, db_comment="first arrivals per data interval, newest first, at most 100"
    )
    sample_count = models.IntegerField(default=0, db_comment="gaps the cadence was learned from")
    period_seconds = models.FloatField(null=True, db_comment="median gap; null before two arrivals")
    irregularity = models.FloatField(
        null=True, db_comment="1.4826 MAD of the residuals / median gap; null with too few"
    )
    expected_at = models.DateTimeField(null=True, db_comment="last arrival + its context's median gap")
    deadline_at = models.DateTimeField(null=True, db_comment="expected_at + tolerance; null when none can be learned")
    on_time_share = models.FloatField(null=True, db_comment="of the last 28 gaps, by the cadence as it is now")
    computed_at = models.DateTimeField(db_default=Now())


class RunFactsRequest(models.Model):
    """An entity that a finished run concerns: the table is the queue (as those of catalog/models/queues.py)."""

    id = models.BigAutoField(primary_key=True)
    entity_id = models.IntegerField()
    requested_at = models.DateTimeField(db_default=Now())
