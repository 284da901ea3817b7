"""What people say of an entity, field by field, over what its sources say.

Writer: catalog/ingest/field_edits.py, which no source can reach.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class FieldEdit(models.Model):
    """One field as a person wants it. It is never changed: another edit of the field, or clearing it, revokes it."""

    id = models.BigAutoField(primary_key=True)
    entity_id = models.IntegerField()
    path = models.TextField(db_comment="catalog.field_paths: metadata.title, metadata.tags.pii, columns.id, ...")
    value = models.JSONField(db_comment="text; for a tag true or false; for links a list")
    hides = models.JSONField(null=True, db_comment="what sources said when it was made")
    by_key = models.TextField(db_comment="key of the viewer")
    by_name = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True)
    change_set_id = models.BigIntegerField(db_comment="change set that made it")
    revoked_by_id = models.BigIntegerField(
        null=True, db_comment="change set that revoked it; null when an identity did"
    )

    class Meta:
        constraints = [
            # also the way to what is in force on an entity
            models.UniqueConstraint(
                fields=["entity_id", "path"],
                condition=Q(revoked_at__isnull=True),
                name="fieldedit_one_in_force_per_field",
            ),
        ]
        indexes = [
            # change_set_undo
            models.Index(fields=["change_set_id"], name="fieldedit_of_changes"),
            models.Index(
                fields=["revoked_by_id"], condition=Q(revoked_by_id__isnull=False), name="fieldedit_revoked_by"
            ),
        ]
