"""Who owns what: what sources and the neighbourhood say, what people decided, and what follows from both.

Writers: OwnershipEvidence by catalog/ownership/evidence.py; OwnersFile by catalog/ownership/owners_file.py; Membership by
catalog/ownership/memberships.py; ResolvedOwnership by catalog/ownership/refresh.py; OwnershipAssertion by
catalog/commands/assertions.py, which no sync can reach. catalog/ownership/merge.py moves rows when two entities turn out
to be one, and deletes those of an entity that goes.

Whole sources are forgotten by catalog/ingest/removal.py.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from catalog.models.entities import Entity
from catalog.models.sources import Source


class OwnershipEvidence(models.Model):
    """What one signal read from one source about one owner of an entity. A signal replaces only its own rows."""

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, db_index=False)
    signal = models.TextField(db_comment="signal plug-in that wrote the row")
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, db_comment="source that says so, or whose claim is read"
    )
    owner_ref = models.TextField(null=True, db_comment="team or person; null: explicitly none")
    role = models.TextField()
    family = models.TextField(db_comment="kind of evidence; one vote per family in tier 3")
    tier = models.SmallIntegerField(db_comment="2 declared, 3 inferred")
    rank = models.SmallIntegerField(db_comment="within tier 2: the more specific wins")
    strength = models.FloatField()
    text = models.TextField()
    url = models.TextField(null=True)
    event_at = models.DateTimeField(null=True)
    observed_at = models.DateTimeField(db_default=Now(), db_comment="first seen so; kept while it stays the same")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "signal", "source", "role", "owner_ref", "family"],
                name="ownershipevidence_once_per_signal_and_owner",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(tier__in=(2, 3)), name="ownershipevidence_is_declared_or_inferred"),
            models.CheckConstraint(condition=Q(strength__range=(0, 1)), name="ownershipevidence_strength_is_a_share"),
        ]


class OwnershipAssertion(models.Model):
    """What a person decided. Ingest never writes here; it holds until it is revoked."""

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, db_index=False)
    kind = models.TextField()
    role = models.TextField(default="accountable")
    owner_ref = models.TextField(null=True)
    instead_ref = models.TextField(null=True, db_comment="whom a declining team names")
    by_key = models.TextField(db_comment="key of the viewer")
    by_name = models.TextField()
    reason = models.TextField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    review_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    change_set_id = models.BigIntegerField(db_comment="change set that made it")
    revoked_by_id = models.BigIntegerField(null=True, db_comment="change set that revoked it")

    class Meta:
        constraints = [
            # What stands against each other cannot both be in force.
            models.UniqueConstraint(
                fields=["entity", "role"],
                condition=Q(revoked_at__isnull=True, kind__in=["override", "unowned_ok"]),
                name="ownershipassertion_one_decision_in_force",
            ),
            models.UniqueConstraint(
                fields=["entity", "role"],
                condition=Q(revoked_at__isnull=True, kind="confirm"),
                name="ownershipassertion_one_confirm_in_force",
            ),
            models.UniqueConstraint(
                fields=["entity", "role", "owner_ref"],
                condition=Q(revoked_at__isnull=True, kind="decline"),
                name="ownershipassertion_one_decline_per_team_in_force",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["override", "confirm", "decline", "unowned_ok"]),
                name="ownershipassertion_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="unowned_ok", owner_ref__isnull=True)
                | (~Q(kind="unowned_ok") & Q(owner_ref__isnull=False)),
                name="ownershipassertion_names_an_owner_or_none",
            ),
        ]
        indexes = [
            # ownership_get, the resolver; history of an entity
            models.Index(fields=["entity", "created_at"], name="ownershipassertion_of_entity"),
            # change_set_undo
            models.Index(fields=["change_set_id"], name="ownershipassertion_of_changes"),
            # assertions to look at again
            models.Index(fields=["review_at"], condition=Q(revoked_at__isnull=True), name="ownershipassertion_review"),
        ]


class ResolvedOwnership(models.Model):
    """What the resolver concluded, over a stretch of time; the present one has no end.

    A new stretch begins when owner or state changes; when only the ledger does, it is written in place.
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, db_index=False)
    role = models.TextField()
    owner_ref = models.TextField(null=True)
    state = models.TextField()
    accepted = models.BooleanField(default=False)
    text = models.TextField(db_comment="what decided, in one sentence")
    hidden_ref = models.TextField(null=True, db_comment="newer declared owner that a person's decision hides")
    stale_reasons = models.JSONField(default=list)
    ledger = models.JSONField(
        default=list, db_comment="lines {tier, source, family, owner, outcome, reason, text, ...}"
    )
    suggestions = models.JSONField(default=list, db_comment="[{owner, band, families, reasons}], best first")
    algorithm = models.TextField()
    digest = models.UUIDField(db_comment="of all of the above: the same answer is not written again")
    valid_from = models.DateTimeField(db_default=Now())
    valid_to = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "role"],
                condition=Q(valid_to__isnull=True),
                name="resolvedownership_one_present",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="resolvedownership_ends_after_it_begins",
            ),
        ]
        indexes = [
            # ownership_get with as_of; history
            models.Index(fields=["entity", "role", "valid_from"], name="resolvedownership_history"),
            # neighbours of what changed; everything somebody owned
            models.Index(fields=["owner_ref"], condition=Q(valid_to__isnull=True), name="resolvedownership_owner"),
        ]


class Membership(models.Model):
    """A person is in a team, as one source says, over a stretch of time. Refs, since either side may not exist yet."""

    id = models.BigAutoField(primary_key=True)
    person_ref = models.TextField()
    team_ref = models.TextField()
    role = models.TextField(default="member", db_comment="lead or member")
    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    since = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_ref", "team_ref", "source"],
                condition=Q(until__isnull=True),
                name="membership_once_while_it_lasts",
            )
        ]
        indexes = [
            models.Index(fields=["team_ref"], name="membership_of_team"),
            models.Index(fields=["person_ref"], name="membership_of_person"),
        ]


class OwnersFile(models.Model):
    """The CODEOWNERS file of one Git source, as it stands on its branch."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, primary_key=True)
    path = models.TextField(db_comment="place in the repository")
    url = models.TextField(null=True, db_comment="repository, as configured, without credentials")
    text = models.TextField()
    digest = models.UUIDField()
    changed_at = models.DateTimeField(db_default=Now())
