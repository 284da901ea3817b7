"""Results of data quality tests, as the latest run of each test said. Writer: lineage/ingest/apply_quality.py.

Whole sources are forgotten by lineage/ingest/removal.py.
"""

from __future__ import annotations

from django.db import models


class QualityTest(models.Model):
    """The latest result of one test on a dataset or on one of its columns (dataQualityAssertions facet)."""

    pk = models.CompositePrimaryKey("dataset_id", "digest")
    dataset_id = models.IntegerField()
    digest = models.UUIDField(db_comment="of assertion and column")
    assertion = models.TextField(db_comment="name of the test, else the kind of assertion")
    column_path = models.TextField(null=True)
    severity = models.TextField(null=True, db_comment="warn or error, as the producer says; null: error")
    success = models.BooleanField()
    at = models.DateTimeField(db_comment="of the event that said so; the latest wins")
    rank = models.SmallIntegerField(db_comment="of its type, among events of one instant")
    run_id = models.UUIDField(null=True)
    source_id = models.IntegerField()
