"""Words and beginnings that many documents have: those used by very many and those used by many have an index each, in place of
one for both, which PostgreSQL would join with that of use; and the index of facet rows tells whether one is shown, without the row.

Indexes are made beside ongoing writes, some seconds for a million; a write changes as many of them as before. Reversible.
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
