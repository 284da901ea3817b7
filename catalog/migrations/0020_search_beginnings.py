"""Words and beginnings that many documents have: an index of the few that are used by very many, and whether a row is shown at
all is told by the index of rows, without the row.

Indexes are made beside ongoing writes: the first has one document of fifty, the second takes the place of the one that was there,
some seconds for a million. Reversible.
"""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


def _key(columns: str) -> list[str]:
    return [
        'SET statement_timeout = 0',
        f'CREATE UNIQUE INDEX CONCURRENTLY facetrow_key ON catalog_facetrow {columns}',
        'ALTER TABLE catalog_facetrow DROP CONSTRAINT catalog_facetrow_pkey, '
        'ADD CONSTRAINT catalog_facetrow_pkey PRIMARY KEY USING INDEX facetrow_key',
        'RESET statement_timeout',
    ]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('catalog', '0019_cheap_writes'),
    ]

    operations = [
        AddIndexConcurrently('searchdocument', django.contrib.postgres.indexes.GinIndex(condition=models.Q(popularity__gte=128), fields=['words'], name='searchdocument_much_used')),
        AddIndexConcurrently('searchdocument', django.contrib.postgres.indexes.GinIndex(condition=models.Q(popularity__gte=16, popularity__lt=128), fields=['words'], name='searchdocument_some_used')),
        RemoveIndexConcurrently('searchdocument', 'searchdocument_used'),
        migrations.RunSQL(_key('(entity_id) INCLUDE (counted, restricted)'), _key('(entity_id)')),
    ]
