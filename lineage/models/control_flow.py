"""In which order jobs run (facet `jobDependencies`). Writer: lineage/ingest/apply_control_flow.py.

All that was ever said is kept; what the latest facet of a job said is current: its rows have the time of that facet.

Whole sources are forgotten by lineage/ingest/removal.py.
"""

from __future__ import annotations

from django.db import models


class JobOrder(models.Model):
    """The latest facet of a job."""

    job_id = models.IntegerField(primary_key=True)
    at = models.DateTimeField(db_comment="greatest time of an event that carried one")
    trigger_rule = models.TextField(default="", db_comment="empty: not said")
    source_id = models.IntegerField()


class JobDependency(models.Model):
    """A job that goes before another (or after it), as that one's runs say."""

    pk = models.CompositePrimaryKey("job_id", "other_id", "is_upstream")
    job_id = models.IntegerField(db_comment="whose facet says so")
    other_id = models.IntegerField()
    is_upstream = models.BooleanField(db_comment="the other goes before")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    said = models.TextField(db_comment="JSON of lineage.control_flow.Dependency.said, keys sorted; of the last time")
    source_id = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(job_id=models.F("other_id")), name="jobdependency_joins_two_jobs"
            ),
        ]
        indexes = [models.Index(fields=["other_id"], name="jobdependency_reverse")]
