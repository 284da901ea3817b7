"""What entities are found by. Writers: catalog/ingest/words.py; SearchDocument.popularity by catalog/ingest/popularity.py.

Of an entity that is one with another they go by catalog/ingest/claims.py, of whole sources by catalog/ingest/removal.py.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from catalog.models.entities import Entity

# Readers of what is used by many, and by very many: about one of ten, and of fifty.
USED, MUCH_USED = 16, 128
_SOME = models.Q(popularity__gte=USED, popularity__lt=MUCH_USED)


class SearchDocument(models.Model):
    """Words of an entity, weighted A name, B other names and what it belongs to, C description, D columns."""

    entity = models.OneToOneField(Entity, on_delete=models.CASCADE, primary_key=True, related_name="search")
    words = SearchVectorField()
    popularity = models.FloatField(default=0, db_comment="readers downstream")

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="searchdocument_words"),
            # entity_search: the most used that have a word which many have
            GinIndex(fields=["words"], condition=models.Q(popularity__gte=MUCH_USED), name="searchdocument_much_used"),
            GinIndex(fields=["words"], condition=_SOME, name="searchdocument_some_used"),
            # entity_search: what is used most among what has a common word
            models.Index(fields=["popularity", "entity"], name="searchdocument_popular"),
        ]


class SearchWord(models.Model):
    """One word of any document that can be misspelled, for finding it all the same."""

    word = models.TextField(primary_key=True)
    trigrams = ArrayField(models.TextField(), db_comment="catalog.spelling.trigrams")

    class Meta:
        indexes = [GinIndex(fields=["trigrams"], name="searchword_trigrams")]


class SearchColumns(models.Model):
    """The columns that a dataset is found by: those of its current schema."""

    entity = models.OneToOneField(Entity, on_delete=models.CASCADE, primary_key=True, related_name="columns")
    digest = models.UUIDField(db_comment="of the schema they are from")
    paths = ArrayField(models.TextField(), db_comment="at most 1,000, in the order of the schema")
