"""Entities that wait to be worked on: the tables are the queues. Writer: catalog/queues.py.

Only appended to, so that asking never waits for a worker; one entity may stand in a queue more than once. No foreign
keys: a worker passes over an entity that is gone.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class StitchRequest(models.Model):
    """The claims of this entity changed: it is to be folded anew."""

    id = models.BigAutoField(primary_key=True)
    entity_id = models.IntegerField()
    requested_at = models.DateTimeField(db_default=Now())


class OwnershipRequest(models.Model):
    """The evidence, the assertions or the neighbours of this entity changed."""

    id = models.BigAutoField(primary_key=True)
    entity_id = models.IntegerField()
    requested_at = models.DateTimeField(db_default=Now())


class HealthRequest(models.Model):
    """The facts of this entity changed: it is to be judged anew."""

    id = models.BigAutoField(primary_key=True)
    entity_id = models.IntegerField()
    requested_at = models.DateTimeField(db_default=Now())


class IdentityRequest(models.Model):
    """People decided with whom this entity is one: its group is to be found anew (lineage/ingest/alias_groups.py)."""

    id = models.BigAutoField(primary_key=True)
    entity_id = models.IntegerField()
    requested_at = models.DateTimeField(db_default=Now())
