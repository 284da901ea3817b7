"""Sources, their syncs and the problems found while reading them. Writers: Source and Issue by
catalog/ingest/sources.py; Sync by catalog/ingest/syncs.py; SyncChange by catalog/ingest/sync_plan.py.

Those that people register are made and changed by catalog/ingest/registered.py; whole sources are forgotten by
catalog/ingest/removal.py.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Source(models.Model):
    """A configured connector or door that makes claims. `config` holds ${ENV} names, never the secrets themselves."""

    id = models.AutoField(primary_key=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.TextField(unique=True)
    title = models.TextField()
    kind = models.TextField()
    config = models.JSONField(default=dict)
    interval_seconds = models.IntegerField(null=True)
    precedence = models.IntegerField(default=100)
    trusted_for_owners = models.BooleanField(default=False)
    review = models.BooleanField(default=False, db_default=False, db_comment="every sync waits for approval")
    hold_share = models.FloatField(
        default=0.2, db_default=0.2, db_comment="a sync that removes more than this share of its claims holds removals"
    )
    paused = models.BooleanField(default=False)
    broken_reason = models.TextField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    next_sync_at = models.DateTimeField(null=True)
    failure_count = models.SmallIntegerField(
        default=0, db_default=0, db_comment="syncs that failed in a row; from five on they are further apart"
    )
    cursor = models.TextField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(interval_seconds__isnull=True) | Q(interval_seconds__gte=10),
                name="source_interval_is_10_seconds_or_more",
            )
        ]

    def __str__(self) -> str:
        return self.key


SYNC_STATES = "running succeeded partial failed planned held approved declined superseded".split()


class Sync(models.Model):
    """One reading of a source; `heartbeat_at` tells a live one from one whose worker died."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="syncs")
    state = models.TextField(default="running")
    started_at = models.DateTimeField(db_default=Now())
    heartbeat_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    read_count = models.IntegerField(default=0)
    total_count = models.IntegerField(null=True)
    create_count = models.IntegerField(null=True)
    update_count = models.IntegerField(null=True)
    delete_count = models.IntegerField(null=True)
    same_count = models.IntegerField(null=True)
    issue_count = models.IntegerField(default=0)
    error = models.TextField(null=True)
    approvals = models.JSONField(default=list, db_default=[], db_comment="[{by, name, at, reason}]")

    class Meta:
        constraints = [
            # R20: two schedulers, one effect
            models.UniqueConstraint(
                fields=["source"], condition=Q(state="running"), name="sync_one_running_per_source"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SYNC_STATES),
                name="sync_state_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["source", "-started_at"], name="sync_newest_of_source"),
            # what waits for somebody
            models.Index(fields=["source"], condition=Q(state__in=["planned", "held"]), name="sync_waiting"),
        ]


class SyncChange(models.Model):
    """One claim that a sync makes, changes or removes: what is planned, and what was done."""

    id = models.BigAutoField(primary_key=True)
    sync = models.ForeignKey(Sync, on_delete=models.CASCADE, related_name="changes", db_index=False)
    ref = models.TextField(db_comment="of the entity, lower-cased")
    kind = models.TextField(db_comment="create, update or delete")
    state = models.TextField(default="planned", db_comment="planned, applied, skipped or undone")
    locator = models.TextField(default="")
    url = models.TextField(null=True)
    before = models.JSONField(null=True, db_comment="descriptor that the source claimed until then; null: none")
    before_digest = models.UUIDField(null=True, db_comment="of the claim until then: what moved on since is left alone")
    after = models.JSONField(
        null=True,
        db_comment="descriptor that it claims now; null: none, or, of a create that was applied, as the claim says",
    )
    leads_to = ArrayField(
        models.TextField(),
        default=list,
        db_default=[],
        db_comment="of the claim that is made or removed, as Claim.leads_to",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sync", "ref"], name="syncchange_once_per_ref"),
            models.CheckConstraint(
                condition=Q(kind__in=["create", "update", "delete"]), name="syncchange_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "applied", "skipped", "undone"]), name="syncchange_state_is_known"
            ),
        ]
        # pages of one kind; what is still to do
        indexes = [models.Index(fields=["sync", "kind", "ref"], name="syncchange_of_kind")]


class Issue(models.Model):
    """One problem with one item of a source; the same problem seen again is counted, not repeated."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="issues")
    item = models.TextField()
    code = models.TextField()
    message = models.TextField()
    digest = models.UUIDField(db_comment="of item, code and message")
    entity_ref = models.TextField(null=True, db_comment="what the item says that it is")
    told_of = ArrayField(
        models.TextField(),
        default=list,
        db_default=[],
        db_comment="refs of entities that it is told of: what the source said last of them stands, since it cannot be read now",
    )
    url = models.TextField(null=True)
    state = models.TextField(default="open")
    first_seen_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())
    count = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "digest"], name="issue_once_per_source"),
            models.CheckConstraint(condition=Q(state__in=["open", "resolved"]), name="issue_state_is_known"),
        ]
        indexes = [
            models.Index(fields=["source", "state", "-last_seen_at"], name="issue_open_of_source"),
            models.Index(fields=["entity_ref"], condition=Q(entity_ref__isnull=False), name="issue_of_entity"),
            # problems of one entity
            GinIndex(fields=["told_of"], condition=Q(state="open") & ~Q(told_of=[]), name="issue_told_of_entity"),
            # status of served descriptors: of which entities anything is told
            models.Index(fields=["id"], condition=Q(state="open") & ~Q(told_of=[]), name="issue_told"),
        ]
