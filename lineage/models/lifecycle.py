"""What happened to datasets (facet `lifecycleStateChange`), and which of them are gone by that. Writers: DatasetChange by
lineage/ingest/apply_lifecycle.py; GoneDataset by lineage/facts/gone.py.

Whole sources are forgotten by lineage/ingest/removal.py.
"""

from __future__ import annotations

from django.db import models


class DatasetChange(models.Model):
    """The last change of one kind of a dataset; of a renaming, for each former name."""

    pk = models.CompositePrimaryKey("dataset_id", "change", "former_id")
    dataset_id = models.IntegerField()
    change = models.SmallIntegerField(db_comment="lineage.lifecycle.RANKS")
    former_id = models.IntegerField(db_comment="the dataset that the name before belongs to; 0: none")
    at = models.DateTimeField(db_comment="greatest time of an event that tells it")
    job_id = models.IntegerField(db_comment="of that event; 0: a DatasetEvent")
    run_id = models.UUIDField(null=True)
    source_id = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["former_id"], condition=~models.Q(former_id=0), name="datasetchange_renamed_to")
        ]


class GoneDataset(models.Model):
    """A dataset that was dropped, or that has another name now, and that nothing wrote since."""

    dataset_id = models.IntegerField(primary_key=True, db_comment="the one that stands for all it is merged with")
    at = models.DateTimeField()
    change = models.SmallIntegerField(db_comment="dropped or renamed: lineage.lifecycle.RANKS")
    to_id = models.IntegerField(db_comment="what it is called now; 0: dropped")
    job_id = models.IntegerField(db_comment="that did it; 0: a DatasetEvent")
    run_id = models.UUIDField(null=True)
