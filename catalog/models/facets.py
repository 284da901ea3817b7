"""What entities are counted by. Writers: the triggers of catalog/migrations/0012_facets.py, some as
0017_glossary_terms.py has them, in the transaction of the write that changes an entity, its health or its document;
catalog/ingest/facet_counts.py adds up FacetCount.

No foreign keys: a row goes with its document, by trigger.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class FacetValue(models.Model):
    """What the number of a facet's value stands for. Values that nothing has any more stay: they cost a row."""

    facet = models.BigIntegerField(primary_key=True, db_comment="catalog_facet(field, value)")
    field = models.TextField(db_comment="catalog.answers.FacetField")
    value = models.TextField()


class FacetRow(models.Model):
    """An entity with its values: a narrow row, so that many are counted at once."""

    entity_id = models.IntegerField(primary_key=True)
    counted = models.BooleanField(db_comment="neither deleted nor one with another")
    restricted = models.BooleanField()
    facets = ArrayField(
        models.BigIntegerField(null=True),
        db_comment="level, freshness, kind, type, platform, owner, owner_state, tier, lifecycle, system, domain, namespace, "
        "existence, then tags and terms of the glossary",
    )

    class Meta:
        # entity_count and entity_search under a filter
        indexes = [GinIndex(fields=["facets"], name="facetrow_facets")]


class FacetCount(models.Model):
    """How many entities have a value: the sum of its rows. Writers append; nobody waits for anybody."""

    id = models.BigAutoField(primary_key=True)
    facet = models.BigIntegerField()
    restricted = models.BooleanField(db_comment="of what is restricted, or of what everybody may see")
    count = models.IntegerField(db_comment="to be added to what other rows say of the same")
