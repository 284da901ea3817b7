"""Which entities are one: what people decided, and names that somebody should look at.

Writers: IdentityDecision by catalog/commands/decisions.py, which no source can reach; Variant by catalog/ingest/variants.py.
Entities that go are forgotten by catalog/ingest/removal.py.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least, Now


class IdentityDecision(models.Model):
    """A person says that two entities are one, or that they are two, whatever symlinks say. It holds until it is revoked."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField(db_comment="same or apart")
    entity_id = models.IntegerField(db_comment="of two that are the same: the one that goes")
    other_id = models.IntegerField(db_comment="of two that are the same: the one that stands for both")
    by_key = models.TextField(db_comment="key of the viewer")
    by_name = models.TextField()
    reason = models.TextField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True)
    change_set_id = models.BigIntegerField(db_comment="change set that made it")
    revoked_by_id = models.BigIntegerField(null=True, db_comment="change set that revoked it")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["same", "apart"]), name="identitydecision_kind_is_known"),
            models.CheckConstraint(condition=~Q(entity_id=F("other_id")), name="identitydecision_is_about_two"),
            models.UniqueConstraint(
                Least("entity_id", "other_id"),
                Greatest("entity_id", "other_id"),
                condition=Q(revoked_at__isnull=True),
                name="identitydecision_one_per_pair_in_force",
            ),
        ]
        indexes = [
            # groups of entities that are one, from either end
            models.Index(fields=["entity_id"], condition=Q(revoked_at__isnull=True), name="identitydecision_of_entity"),
            models.Index(fields=["other_id"], condition=Q(revoked_at__isnull=True), name="identitydecision_of_other"),
            # change_set_undo
            models.Index(fields=["change_set_id"], name="identitydecision_of_changes"),
            models.Index(
                fields=["revoked_by_id"],
                condition=Q(revoked_by_id__isnull=False),
                name="identitydecision_revoked_by",
            ),
        ]


class Variant(models.Model):
    """Two names that meet in their folded form. Whether it is still open follows from what was decided since."""

    id = models.BigAutoField(primary_key=True)
    alias_id = models.BigIntegerField(db_comment="the name of the entity that was known later")
    other_id = models.BigIntegerField(db_comment="alias of the entity that was known first")
    kinds = ArrayField(models.TextField(), db_comment="catalog.variants.VariantKind: in what they differ")
    found_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alias_id", "other_id"], name="variant_once_per_pair")]
