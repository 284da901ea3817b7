"""What ran, what each run read and wrote, and what it said beside that. Writers: Run, RunDataset and JobParent by
lineage/ingest/apply_runs.py (Run.is_wide by lineage/ingest/recount_edges.py); FacetBundle by
lineage/ingest/apply_run_facets.py; RunEdge by lineage/ingest/apply_stated.py.

Every column merges by least, greatest or a tuple comparison, so that events may come in any order and more than once.
All but JobParent are partitioned by hash of the job: a key is unique over the whole table and 100 M runs stay in small
indexes. Retention deletes by job and time. No foreign keys: entities are never deleted while runs point to them, and
the check would cost two index probes a row on the hottest write.

Whole sources are forgotten by lineage/ingest/removal.py.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Run(models.Model):
    """One (run id, job); or, with `is_design`, one JobEvent, which has inputs and outputs but no run."""

    pk = models.CompositePrimaryKey("id", "job_id")
    id = models.UUIDField(db_comment="made from run id and job (lineage.openlineage.run_uid)")
    job_id = models.IntegerField()
    run_key = models.UUIDField(db_comment="the run id itself when it is a UUID, else a digest of it")
    run_id = models.TextField()
    source_id = models.IntegerField()
    state = models.SmallIntegerField(db_comment="0 other, 1 start, 2 running, 3 complete, 4 abort, 5 fail")
    started_at = models.DateTimeField(null=True, db_comment="least time of a START")
    ended_at = models.DateTimeField(null=True, db_comment="time of the terminal event that won")
    first_event_at = models.DateTimeField()
    last_event_at = models.DateTimeField()
    last_event_rank = models.SmallIntegerField()
    nominal_start_at = models.DateTimeField(null=True)
    nominal_end_at = models.DateTimeField(null=True)
    parent_key = models.UUIDField(null=True)
    parent_job_id = models.IntegerField(null=True)
    error = models.TextField(null=True)
    error_at = models.DateTimeField(null=True)
    url = models.TextField(null=True)
    has_datasets = models.BooleanField(default=False)
    is_design = models.BooleanField(default=False)
    is_explicit = models.BooleanField(
        default=False,
        db_default=False,
        db_comment="its job states its lineage itself: inputs times outputs do not count",
    )
    event_ids = ArrayField(
        models.BigIntegerField(),
        null=True,
        db_comment="its last 100 events in the inbox, newest first; null: applied by a version before this column",
    )
    is_snapshot = models.BooleanField(
        default=False, db_default=False, db_comment="each event says all: what the latest ones lack is over"
    )
    named_at = models.DateTimeField(null=True, db_comment="greatest time of an event that names datasets")
    is_wide = models.BooleanField(
        default=False,
        db_default=False,
        db_comment="has too many inputs times outputs: they do not count (lineage.ingest.recount_edges.PRODUCT_LIMIT)",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__range=(0, 5)), name="run_state_is_known"),
        ]


class RunDataset(models.Model):
    """One dataset that one run read (output false) or wrote (output true)."""

    pk = models.CompositePrimaryKey("run_id", "job_id", "dataset_id", "output")
    run_id = models.UUIDField()
    job_id = models.IntegerField()
    dataset_id = models.IntegerField()
    output = models.BooleanField()
    seen_at = models.DateTimeField(db_comment="least time of an event that names it")
    last_at = models.DateTimeField(null=True, db_comment="greatest one; null: stored by a version before this column")
    row_count = models.BigIntegerField(null=True)
    byte_count = models.BigIntegerField(null=True)
    file_count = models.BigIntegerField(null=True)
    version = models.TextField(null=True)
    change = models.SmallIntegerField(null=True, db_comment="what became of it: lineage.lifecycle.RANKS")


class FacetBundle(models.Model):
    """All facets of one run, and of what it read and wrote."""

    pk = models.CompositePrimaryKey("run_id", "job_id")
    run_id = models.UUIDField()
    job_id = models.IntegerField()
    body = models.BinaryField(db_comment="zstd of JSON: lineage.run_facets.FacetsOfRun")


class RunEdge(models.Model):
    """One edge that a run states outright (facet `lineage`)."""

    pk = models.CompositePrimaryKey("run_id", "job_id", "source_id", "target_id")
    run_id = models.UUIDField()
    job_id = models.IntegerField()
    source_id = models.IntegerField()
    target_id = models.IntegerField()
    seen_at = models.DateTimeField(
        null=True, db_comment="least time of an event that states it; null: stored by a version before this column"
    )
    last_at = models.DateTimeField(null=True, db_comment="greatest one; null: stored by a version before this column")


class JobParent(models.Model):
    """A job whose runs were started by another job's: tasks of a DAG, models of a dbt build."""

    pk = models.CompositePrimaryKey("job_id", "parent_id")
    job_id = models.IntegerField()
    parent_id = models.IntegerField()
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["parent_id"], name="jobparent_children")]
