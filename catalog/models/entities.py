"""Entities, their other names, what sources claim of them, and the rows that make them findable.

Writers: Claim and Alias by catalog/ingest/claims.py; entities and aliases that are
known by an OpenLineage name alone by catalog/ingest/identity.py; Alias.fold by catalog/ingest/variants.py; everything else here
by catalog/ingest/stitch.py
(last_arrival_at: catalog/ingest/arrivals.py; existence_state and gone_at: also
catalog/ingest/existence.py; owner_ref and
owner_state: catalog/ownership/refresh.py; version also by catalog/commands/change_log.py). Entity ids are dense integers
below 2^31, used by every lineage table.

Whole sources are forgotten by catalog/ingest/removal.py.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Collate, Left, Lower, Now

from catalog.models.sources import Source


class Entity(models.Model):
    """Anything with an identity in the catalog; the row holds what a card shows."""

    id = models.AutoField(primary_key=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ref = models.TextField(unique=True, db_comment="kind:namespace/name, lower-cased")
    descriptor_kind = models.TextField(db_comment="kind of the descriptor, as written: Resource, Component, ...")
    namespace = models.TextField()
    name = models.TextField()
    kind = models.TextField(db_comment="people's word (catalog.names.Kind)")
    type = models.TextField(null=True)
    title = models.TextField()
    summary = models.TextField(null=True)
    platform = models.TextField(null=True)
    tier = models.SmallIntegerField(null=True)
    lifecycle = models.TextField(null=True)
    tags = ArrayField(models.TextField(), default=list)
    glossary_terms = ArrayField(models.TextField(), default=list, db_default=[], db_comment="refs, sorted")
    owner_ref = models.TextField(null=True, db_comment="accountable team, as resolved")
    owner_state = models.TextField(null=True, db_comment="catalog.answers.OwnerState; null for what is never owned")
    system_ref = models.TextField(null=True)
    domain_ref = models.TextField(null=True)
    parent_ref = models.TextField(null=True, db_comment="pipeline of a job, parent of a team")
    restricted = models.BooleanField(default=False, db_comment="seen only by the owning team and admins")
    stub = models.BooleanField(default=True, db_comment="only named by others; no source describes it")
    canonical = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="merged",
        db_index=False,
        db_comment="entity this one was merged into",
    )
    last_arrival_at = models.DateTimeField(null=True)
    existence_state = models.TextField(null=True, db_comment="catalog.answers.ExistenceState; null: live")
    gone_at = models.DateTimeField(null=True, db_comment="when it was dropped or renamed; null: live")
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    deleted_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tier__isnull=True) | Q(tier__range=(1, 5)), name="entity_tier_is_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(canonical__isnull=True) | ~Q(canonical=F("id")),
                name="entity_is_not_merged_into_itself",
            ),
        ]
        indexes = [
            # entity_search with a filter and no text; facets
            models.Index(fields=["kind", "id"], name="entity_kind"),
            models.Index(fields=["owner_ref"], name="entity_owner"),
            # unowned or stale by tier
            models.Index(
                fields=["owner_state", "tier"],
                condition=Q(owner_state__in=["orphan", "stale", "contested"]),
                name="entity_without_a_sure_owner",
            ),
            # owners in the same namespace, for suggestions
            models.Index(
                fields=["namespace", "id"],
                include=["owner_ref"],
                condition=Q(owner_state__in=["overridden", "confirmed", "declared", "contested"]),
                name="entity_owned_siblings",
            ),
            # teams and people as CODEOWNERS and facets name them
            models.Index(Lower("name"), condition=Q(kind__in=["team", "person"]), name="entity_people_by_name"),
            # hidden.not_hidden: values that name what is hidden
            models.Index(fields=["ref"], condition=Q(restricted=True), name="entity_restricted_refs"),
            models.Index(fields=["system_ref"], name="entity_system"),
            models.Index(fields=["parent_ref"], name="entity_parent"),
            # what was merged into an entity
            models.Index(fields=["canonical"], condition=Q(canonical__isnull=False), name="entity_merged"),
            # entity_search: names that a text is, or begins
            models.Index(Collate(Lower("name"), "C"), name="entity_by_name"),
            models.Index(Collate(Lower("title"), "C"), name="entity_by_title"),
        ]


class EntityDocument(models.Model):
    """The stitched descriptor and where each field came from; apart from Entity to keep cards narrow."""

    entity = models.OneToOneField(Entity, on_delete=models.CASCADE, primary_key=True, related_name="document")
    descriptor = models.JSONField()
    provenance = models.JSONField(default=dict)
    etag = models.TextField()


class DescriptorField(models.Model):
    """One (path, value) of a served descriptor, as Backstage's filters and facets see it (docs/backstage.md). Entities that are
    not served have none. Its writer keeps it in step with its entity: a constraint would cost more than the rest of the row.
    So would an index of ids, by which nobody asks: there is none (catalog/migrations/0019_cheap_writes.py)."""

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey(
        Entity, on_delete=models.CASCADE, related_name="fields", db_constraint=False, db_index=False
    )
    key = models.TextField(db_collation="C", db_comment="dotted path, lower-cased, at most 200")
    value = models.TextField(null=True, db_collation="C", db_comment="lower-cased; null when null or over 200")
    original = models.TextField(null=True, db_comment="in its own letter case; null where that is the value")

    class Meta:
        indexes = [
            # descriptor_query, descriptor_facets
            models.Index(fields=["key", "value", "entity"], include=["original"], name="descriptorfield_found"),
            # conditions looked up for one entity; what is replaced
            models.Index(fields=["entity", "key"], name="descriptorfield_of_entity"),
        ]


class Alias(models.Model):
    """Another name of an entity. `digest` (catalog.names.alias_digest) is the unique key: names may have 2 KiB."""

    scheme = models.TextField()
    namespace = models.TextField(default="", db_comment="OpenLineage namespace; empty in other schemes")
    key = models.TextField()
    digest = models.UUIDField(unique=True)
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="aliases")
    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    since = models.DateTimeField(db_default=Now())
    fold = models.UUIDField(
        null=True,
        db_comment="catalog.variants.fold_digest: equal where names may mean one thing; null: not looked at yet",
    )

    class Meta:
        indexes = [
            # who was called so before
            models.Index(fields=["key"], condition=Q(scheme="ref"), name="alias_former_refs"),
            # variants_pending: with whom a name meets
            models.Index(fields=["fold", "entity"], condition=Q(fold__isnull=False), name="alias_fold"),
            # variants_pending: names that nobody looked at
            models.Index(
                fields=["id"],
                condition=Q(fold__isnull=True, scheme__in=["openlineage.dataset", "openlineage.job"]),
                name="alias_without_fold",
            ),
        ]


class Claim(models.Model):
    """What one source says of one entity. Only that source replaces or withdraws it."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="claims")
    descriptor = models.JSONField()
    digest = models.UUIDField(
        db_comment="of descriptor, locator, url and leads_to: an equal claim is not written again"
    )
    locator = models.TextField(default="", db_comment="place in the source: file:line, table, ...")
    url = models.TextField(null=True)
    leads_to = ArrayField(
        models.TextField(),
        default=list,
        db_default=[],
        db_comment="of a Location: files of the source that it leads to, as locators name them",
    )
    claimed_at = models.DateTimeField(db_default=Now())
    kept_at = models.DateTimeField(
        null=True, db_comment="somebody brought it back: its removal waits for approval until the source says it again"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "entity"], name="claim_one_per_source_and_entity")]
        indexes = [
            # descriptor_ancestry: which Locations led to a file
            GinIndex(fields=["leads_to"], condition=~Q(leads_to=[]), name="claim_leads_to_file"),
            # descriptors_at: what was read from a URL or below it; an address may be longer than an index takes
            models.Index(Collate(Left("url", 500), "C"), condition=Q(url__isnull=False), name="claim_by_url"),
        ]


class Relation(models.Model):
    """A relation as declared on `entity`; its reverse is read through `target_ref`. Written with the entity alone, so without
    constraints on it, and without indexes by which nobody asks: of ids (catalog/migrations/0021_fewer_indexes.py), of sources."""

    entity = models.ForeignKey(
        Entity, on_delete=models.CASCADE, related_name="relations", db_constraint=False, db_index=False
    )
    type = models.TextField()
    target_ref = models.TextField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_constraint=False, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "type", "target_ref"], name="relation_once_per_type_and_target")
        ]
        indexes = [models.Index(fields=["target_ref", "type"], name="relation_reverse")]
