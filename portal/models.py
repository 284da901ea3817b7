"""Tokens of machines and links from accounts to people. Writers: ApiToken by portal/tokens.py; PersonLink by
portal/admin/people.py.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class ApiToken(models.Model):
    """A bearer token; only its SHA-256 is kept. `namespaces` are glob patterns of OpenLineage namespaces."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.TextField(unique=True)
    prefix = models.TextField(db_comment="first 11 characters, to recognise it in lists and logs")
    digest = models.BinaryField(unique=True, max_length=32, db_comment="SHA-256 of the whole token")
    scopes = ArrayField(models.TextField())
    namespaces = ArrayField(models.TextField(), default=list, db_comment="empty: every namespace")
    source_key = models.TextField(default="openlineage", db_comment="catalog source that its events count for")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("created_at")), name="apitoken_expires_later")
        ]

    def __str__(self) -> str:
        return self.name


class PersonLink(models.Model):
    """Which person of the catalog an account is. An admin says so; a name or mail address that matches never does (T7)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True)
    person_ref = models.TextField(unique=True, db_comment="user:namespace/name")

    def __str__(self) -> str:
        return self.person_ref
