"""The inbox: events as they came, never updated, and the queue of what is still to be applied.

Writers: lineage/ingest/inbox.py; of IntakeTally lineage/ingest/tally.py; lineage/ingest/partitions.py drops days and moves
what is still to be applied. The table of events is partitioned by day; the queue beside it is narrow and short.

Whole sources are forgotten by lineage/ingest/removal.py.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class InboxEvent(models.Model):
    """One accepted event: redacted JSON, zstd-compressed. Applied when it is in neither InboxWork nor InboxParked."""

    pk = models.CompositePrimaryKey("day", "id")
    day = models.DateField(db_comment="UTC day of arrival; the partition key")
    id = models.BigIntegerField()
    digest = models.UUIDField(db_comment="blake2b-128 of the redacted canonical body: one content, one row a day")
    source_id = models.IntegerField(db_comment="catalog source of the token that sent it")
    event_kind = models.TextField(db_comment="run, job or dataset")
    received_at = models.DateTimeField(db_default=Now())
    body = models.BinaryField()
    body_size = models.IntegerField(db_comment="bytes of the JSON before compression")
    warnings = models.JSONField(null=True, db_comment="paths that were redacted or dropped, and why")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="inboxevent_content_once_a_day")]


class InboxWork(models.Model):
    """An event to apply. `attempts` is raised, and committed, before the work: a killer event cannot loop for ever."""

    id = models.BigIntegerField(primary_key=True)
    day = models.DateField()
    attempts = models.SmallIntegerField(default=0)
    lease = models.UUIDField(null=True, db_comment="fencing token of the worker that holds it")
    leased_until = models.DateTimeField(null=True)
    error = models.TextField(null=True)
    source_id = models.IntegerField(
        null=True, db_comment="as the event's; null: queued by a version before this column"
    )
    queued_at = models.DateTimeField(
        db_default=Now(), db_comment="a replayed event waits from now on, not since it came"
    )

    class Meta:
        indexes = [models.Index(fields=["attempts", "id"], name="inboxwork_next")]


class InboxParked(models.Model):
    """An event that could not be applied in five attempts: kept, shown, replayable."""

    id = models.BigIntegerField(primary_key=True)
    day = models.DateField()
    attempts = models.SmallIntegerField()
    reason = models.TextField()
    parked_at = models.DateTimeField(db_default=Now())
    source_id = models.IntegerField(
        null=True, db_comment="as the event's; null: parked by a version before this column"
    )


class IntakeTally(models.Model):
    """How often something was wrong with what a producer sent: refused, or kept without a secret or a huge facet.

    Written in the transaction of the POST, one statement each. Those who write at once do so in different shards, so that
    none waits for another's commit.
    """

    pk = models.CompositePrimaryKey("source_id", "day", "kind", "rule", "producer", "shard")
    source_id = models.IntegerField()
    day = models.DateField(db_comment="UTC day")
    kind = models.TextField(db_comment="rejected, redacted or dropped")
    rule = models.TextField(db_comment="the field that was wrong, or the rule that took something out")
    producer = models.TextField(db_comment="as the event says, without secrets; empty when it does not")
    shard = models.SmallIntegerField()
    count = models.BigIntegerField()
    last_at = models.DateTimeField()
    example = models.TextField(db_comment="path of one of them; never a value")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["rejected", "redacted", "dropped"]), name="intaketally_kind_is_known"
            )
        ]
