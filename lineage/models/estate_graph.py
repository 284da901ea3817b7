"""The whole graph as a file, for questions that go all over it, and what changed since it was made. Writers: GraphFile and
GraphPart by lineage/ingest/graph_file.py; GraphChange by the triggers of lineage/migrations/0015 and 0018, in the
transaction of the change, so that no writer can forget; old changes are let go of by lineage/ingest/graph_file.py.
"""

from __future__ import annotations

from django.db import models


class GraphFile(models.Model):
    """One file. The newest one counts; the one before stays for those who are about to read it."""

    uid = models.UUIDField(primary_key=True)
    made_at = models.DateTimeField()
    seconds = models.FloatField(db_comment="it took to make")
    horizon = models.BigIntegerField(db_comment="transactions before this one are in it whole")
    change_id = models.BigIntegerField(db_comment="greatest GraphChange that had been committed; some below it had not")
    edge_count = models.BigIntegerField()
    byte_count = models.BigIntegerField()


class GraphPart(models.Model):
    """A piece of a file, for the machines that did not make it. In no write-ahead log: after a crash a new one is made."""

    pk = models.CompositePrimaryKey("uid", "part")
    uid = models.UUIDField()
    part = models.IntegerField()
    bytes = models.BinaryField()


class GraphChange(models.Model):
    """A node whose neighbours, or whose attributes, are otherwise since a transaction."""

    id = models.BigAutoField(primary_key=True)
    xid = models.BigIntegerField(db_comment="pg_current_xact_id() of the change")
    entity_id = models.IntegerField()

    class Meta:
        # what changed since a file was made
        indexes = [models.Index(fields=["xid"], name="graphchange_since")]
