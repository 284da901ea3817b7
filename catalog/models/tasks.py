"""How the background tasks do. Writer: catalog/task_log.py."""

from __future__ import annotations

from django.db import models


class TaskReport(models.Model):
    """The last run of one periodic task, and the sums of all."""

    name = models.TextField(primary_key=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seconds = models.FloatField(null=True)
    row_count = models.IntegerField(null=True)
    total_count = models.BigIntegerField(default=0)
    run_count = models.BigIntegerField(default=0)
    failure_count = models.BigIntegerField(default=0)
    error = models.TextField(null=True)
    failed_at = models.DateTimeField(null=True)
    is_failing = models.BooleanField(default=False)
