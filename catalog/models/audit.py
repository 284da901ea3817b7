"""What people and tokens did: edits made together, and one line for everything that was done or refused.

Writers: ChangeSet and ChangeItem by catalog/commands/change_log.py (moved by catalog/ownership/merge.py); AuditEntry by
catalog/commands/audit.py. A trigger refuses to change or delete an AuditEntry.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class ChangeSet(models.Model):
    """Edits planned or made together, with all that is needed to make and to undo them."""

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.TextField()
    command = models.TextField(db_comment="stem: owner_set, ...")
    arguments = models.JSONField(default=dict)
    by_key = models.TextField()
    by_name = models.TextField()
    door = models.TextField()
    reason = models.TextField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    applied_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    entity_count = models.IntegerField(default=0)
    skipped = models.JSONField(default=list, db_comment="references that were asked for and left out")
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["planned", "applied", "undone", "expired"]), name="changeset_state_is_known"
            )
        ]
        indexes = [models.Index(fields=["-created_at"], name="changeset_newest")]


class ChangeItem(models.Model):
    """One entity's part of a change set. Entity ids without a foreign key: the log outlives what it speaks of."""

    id = models.BigAutoField(primary_key=True)
    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="items", db_index=False)
    entity_id = models.IntegerField()
    field = models.TextField(db_comment="what is changed: owner.accountable, ...")
    text = models.TextField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    entity_version = models.IntegerField(db_comment="version of the entity when planned")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change_set", "entity_id", "field"], name="changeitem_once_per_field")
        ]
        indexes = [models.Index(fields=["entity_id", "field"], name="changeitem_of_entity")]


class AuditEntry(models.Model):
    """Who did, or was refused, what, when, why, and through which door; written in the transaction of the edit."""

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(db_default=Now())
    by_key = models.TextField()
    by_name = models.TextField()
    door = models.TextField()
    action = models.TextField()
    target = models.TextField(null=True)
    allowed = models.BooleanField()
    reason = models.TextField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    change_set_uid = models.UUIDField(null=True)
    request_id = models.TextField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["target", "-id"], name="auditentry_of_target"),
            models.Index(fields=["by_key", "-id"], name="auditentry_of_actor"),
        ]
