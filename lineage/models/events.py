"""The inbox: events as they came, never updated, and the queue of what is still to be applied.

Writers: lineage/ingest/inbox.py, and of the queue lineage/ingest/take_over.py; of EventDictionary lineage/ingest/packing.py;
of IntakeTally lineage/ingest/tally.py; of Replay lineage/ingest/replay.py; of DroppedDay lineage/ingest/partitions.py, which
drops days and moves what is still to be applied. The table of events is partitioned by day; the queue beside it is narrow
and short.

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
    warnings = models.JSONField(null=True, db_comment="[{kind, path, rule}]: what was redacted, dropped, or is wrong")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="inboxevent_content_once_a_day")]


class EventDictionary(models.Model):
    """What events have in common, for zstd to pack them with. Parts of (redacted) events stand in it."""

    id = models.IntegerField(primary_key=True, db_comment="stands in each frame that was packed with it")
    body = models.BinaryField()
    made_at = models.DateTimeField(db_default=Now())
    looked_at = models.DateTimeField(db_default=Now(), db_comment="when it was last found to be good enough")


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

    shard = models.SmallIntegerField(
        default=0, db_default=0, db_comment="of the job: workers that have different ones do not wait for each other"
    )

    class Meta:
        indexes = [
            models.Index(fields=["attempts", "id"], name="inboxwork_next"),
            models.Index(fields=["shard"], condition=models.Q(lease__isnull=False), name="inboxwork_busy"),
        ]


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
    kind = models.TextField(db_comment="rejected, redacted, dropped, ahead or unread")
    rule = models.TextField(db_comment="the field that was wrong, or the rule that took something out")
    producer = models.TextField(db_comment="as the event says, without secrets; empty when it does not")
    shard = models.SmallIntegerField()
    count = models.BigIntegerField()
    last_at = models.DateTimeField()
    example = models.TextField(db_comment="path of one of them; never a value")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["rejected", "redacted", "dropped", "ahead", "unread"]),
                name="intaketally_kind_is_known",
            )
        ]


class DroppedDay(models.Model):
    """A day whose raw events are gone: what was made of them cannot be made again."""

    day = models.DateField(primary_key=True)
    event_count = models.BigIntegerField()
    dropped_at = models.DateTimeField(db_default=Now())


class Replay(models.Model):
    """Raw events that are applied again, portion by portion: how far it is, so that it can go on after an interruption."""

    id = models.AutoField(primary_key=True)
    is_everything = models.BooleanField(db_comment="what was made of events was emptied first")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    source_id = models.IntegerField(null=True)
    mark_id = models.BigIntegerField(db_comment="events above came later and are not part of it")
    total_count = models.BigIntegerField()
    done_count = models.BigIntegerField(default=0, db_comment="put back on the queue")
    at_day = models.DateField(null=True, db_comment="last event that was put back")
    at_id = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(ended_at__isnull=True), name="replay_one_at_a_time"
            )
        ]
