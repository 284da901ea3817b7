"""Finished texts of descriptors, and what has changed. Writers: catalog/queries/served.py keeps texts, the triggers of
catalog/migrations/0016_served_texts.py, 0018_field_changes.py and 0024_visibility_changes.py say what has changed, in the
transaction of the write; catalog/ingest/served_changes.py forgets changes that every text and every column knows.

Texts are unlogged: what a crash takes is made anew. No foreign keys: a text whose entity is gone is read by nobody.
"""

from __future__ import annotations

from typing import Any

from django.db import models

# Whoever began to make a text longer ago than this has kept it, or has given up: his statements have a time limit.
CHANGES_KEPT_MINUTES = 15


class SnapshotField(models.Field):
    """Which transactions a statement saw."""

    def db_type(self, connection: Any) -> str:
        """PostgreSQL's type."""
        return "pg_snapshot"


class TransactionField(models.Field):
    """A transaction, by its number."""

    def db_type(self, connection: Any) -> str:
        """PostgreSQL's type."""
        return "xid8"


class ServedText(models.Model):
    """An entity's descriptor as it is served to who sees nothing that not everybody may see, and nothing is told to be wrong with
    it."""

    entity_id = models.IntegerField(primary_key=True)
    text = models.TextField(db_comment="JSON")
    made = SnapshotField(db_comment="what the statement saw that it was made of")
    server = models.DateTimeField(
        db_comment="start of the server on which that was: elsewhere its snapshots mean nothing"
    )


class ServedChange(models.Model):
    """What an entity's text is made of has changed. Writers append; nobody waits for anybody."""

    id = models.BigAutoField(primary_key=True)
    ref = models.TextField(db_collation="C", db_comment="empty: nothing; every transaction before this one had ended")
    xid = TransactionField(db_comment="who changed it")
    at = models.DateTimeField(db_comment="of rows without a ref: when all before had ended", null=True)

    class Meta:
        # served.TEXT: changes that a text does not know
        indexes = [models.Index(fields=["ref", "xid"], name="servedchange_of_ref")]


class FieldChange(models.Model):
    """The fields of an entity have changed: columns in memory may not know it yet (catalog/columns/held.py). Triggers append."""

    id = models.BigAutoField(primary_key=True)
    entity_id = models.IntegerField()
    xid = TransactionField(db_comment="who changed them")

    class Meta:
        # HeldColumns: changes that a snapshot does not see
        indexes = [models.Index(fields=["xid"], include=["entity_id"], name="fieldchange_since")]


class VisibilityChange(models.Model):
    """What everybody may see has changed: an entity is restricted, or no longer, or is called otherwise while it is. Triggers
    append."""

    id = models.BigAutoField(primary_key=True)
    ref = models.TextField()
    xid = TransactionField(db_comment="who changed it")

    class Meta:
        # served.TEXT, HeldColumns: changes that a snapshot does not see
        indexes = [models.Index(fields=["xid"], name="visibilitychange_since")]
