"""Columns: schemas of datasets over time, edges between columns, latest facets. Writers: lineage/ingest/apply_columns.py
of what flows between columns, lineage/ingest/statement_queue.py of StatementRequest, lineage/ingest/apply_facets.py of the rest.

A version is one content seen from first_at to last_at; the current one has the greatest (last_at, last_rank, digest).
Which one that is stands in no column for schemas: several jobs may write a dataset at once, and none would see the others.

Whole sources are forgotten by lineage/ingest/removal.py.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Left, Now

# Of the path of a column what an index has: paths may be longer than an index can take.
PATH_INDEXED = 100


class SchemaBody(models.Model):
    """The columns of a schema, stored once for all datasets and times that have them."""

    digest = models.UUIDField(primary_key=True)
    columns = models.JSONField(db_comment="[{path, type, description}] in order, nested ones behind their parent")
    column_count = models.IntegerField()


class SchemaVersion(models.Model):
    """A dataset had these columns over a span of time."""

    uid = models.UUIDField(unique=True, db_comment="made from dataset and digest")
    dataset_id = models.IntegerField()
    digest = models.UUIDField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    last_rank = models.SmallIntegerField()
    run_id = models.UUIDField(null=True, db_comment="a run that showed it at first_at")
    source_id = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset_id", "digest"], name="schemaversion_once_per_content"),
        ]
        indexes = [models.Index(fields=["dataset_id", "first_at"], name="schemaversion_of_dataset")]


class DatasetColumn(models.Model):
    """A column named in column lineage: a small number for the walk. Path `*` is the dataset as a whole."""

    id = models.BigAutoField(primary_key=True)
    dataset_id = models.IntegerField()
    path = models.TextField()
    digest = models.UUIDField(unique=True, db_comment="of dataset and path")

    class Meta:
        indexes = [
            # the same column under other names of its dataset, a hop of column_walk; all columns of a dataset
            models.Index("dataset_id", Left("path", PATH_INDEXED), name="datasetcolumn_by_path")
        ]


class ColumnFacet(models.Model):
    """One content of the columnLineage facet that one job gave one dataset (job 0: a DatasetEvent), or of what its SQL tells
    of one: that counts only where no facet was ever sent."""

    id = models.BigAutoField(primary_key=True)
    job_id = models.IntegerField()
    dataset_id = models.IntegerField()
    digest = models.UUIDField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    last_rank = models.SmallIntegerField()
    flow_count = models.IntegerField(
        default=0, db_default=0, db_comment="of contents of one instant the fullest counts"
    )
    source_id = models.IntegerField()
    is_current = models.BooleanField(default=False)
    statement = models.TextField(null=True, db_comment="SQL it was read from, cut; null: a producer sent it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job_id", "dataset_id", "digest"], name="columnfacet_once_per_content")
        ]
        indexes = [models.Index(fields=["dataset_id"], name="columnfacet_of_dataset")]


class StatementRequest(models.Model):
    """A job whose SQL is to be read: the table is the queue (as those of catalog/models/queues.py)."""

    id = models.BigAutoField(primary_key=True)
    entity_id = models.IntegerField()
    requested_at = models.DateTimeField(db_default=Now())


class ColumnEdge(models.Model):
    """One column flows into, or shapes, another, as one ColumnFacet says."""

    facet = models.ForeignKey(ColumnFacet, on_delete=models.CASCADE, db_index=False)
    source = models.ForeignKey(DatasetColumn, on_delete=models.CASCADE, related_name="+", db_index=False)
    target = models.ForeignKey(DatasetColumn, on_delete=models.CASCADE, related_name="+", db_index=False)
    direct = models.BooleanField(null=True, db_comment="null when the producer did not say")
    subtype = models.TextField(default="")
    masking = models.BooleanField(default=False)
    description = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facet", "source", "target", "direct", "subtype"],
                name="columnedge_once_per_facet",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["target"], name="columnedge_upstream"),
            models.Index(fields=["source"], name="columnedge_downstream"),
        ]


class EntityFacet(models.Model):
    """The latest instance of one OpenLineage facet on a dataset or job; body null when it was deleted."""

    pk = models.CompositePrimaryKey("entity_id", "name")
    entity_id = models.IntegerField()
    name = models.TextField()
    at = models.DateTimeField()
    rank = models.SmallIntegerField()
    digest = models.UUIDField()
    body = models.JSONField(null=True)
    source_id = models.IntegerField()
    stored_at = models.DateTimeField(db_default=Now())
