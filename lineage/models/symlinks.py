"""Other names of datasets (facet `symlinks`), and the queue of what may be merged or taken apart because of them.

Writers: Symlink by lineage/ingest/apply_symlinks.py; AliasRequest by lineage/ingest/alias_queue.py.

Whole sources are forgotten by lineage/ingest/removal.py.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Symlink(models.Model):
    """A dataset is, or was, also known by the name of another."""

    pk = models.CompositePrimaryKey("dataset_id", "other_id", "kind")
    dataset_id = models.IntegerField(db_comment="the dataset whose facet names the other")
    other_id = models.IntegerField()
    kind = models.TextField(db_comment="the facet's word: TABLE, LOCATION, ...")
    source_id = models.IntegerField(db_comment="catalog source that told")
    first_seen_at = models.DateTimeField()
    is_current = models.BooleanField(default=True, db_comment="the latest facet of the dataset names it")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(dataset_id=models.F("other_id")), name="symlink_joins_two_datasets"
            ),
        ]
        indexes = [models.Index(fields=["other_id"], name="symlink_reverse")]


class AliasRequest(models.Model):
    """A dataset whose symlinks changed: its group is to be found anew."""

    id = models.BigAutoField(primary_key=True)
    entity_id = models.IntegerField()
    requested_at = models.DateTimeField(db_default=Now())
