"""Indexes that nothing is found by any more, each of which every write of many entities pays for. Filters and facets ask
catalog_facetrow; of merged entities an index knows those alone, which are few. No row is read or rewritten.

Reversible: what is dropped is made beside ongoing writes. Dropped by their names, since Django would make foreign keys anew.
"""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

DROPPED = {
    'catalog_entity_canonical_id_63467bb4': 'catalog_entity (canonical_id)',
    'catalog_entity_ref_d4d57767_like': 'catalog_entity (ref text_pattern_ops)',
    'catalog_claim_source_id_f8d01b4c': 'catalog_claim (source_id)',
    'catalog_relation_source_id_6a8a52a6': 'catalog_relation (source_id)',
    'catalog_syncchange_sync_id_109809ee': 'catalog_syncchange (sync_id)',
}
RELATIONS_BY_ID = [
    'SET statement_timeout = 0',
    'CREATE UNIQUE INDEX CONCURRENTLY catalog_relation_pkey ON catalog_relation (id)',
    'ALTER TABLE catalog_relation ADD CONSTRAINT catalog_relation_pkey PRIMARY KEY USING INDEX catalog_relation_pkey',
    'RESET statement_timeout',
]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('catalog', '0020_search_beginnings'),
    ]

    operations = [
        AddIndexConcurrently('entity', models.Index(condition=models.Q(('canonical__isnull', False)), fields=['canonical'], name='entity_merged')),
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(f'DROP INDEX CONCURRENTLY {name}', f'CREATE INDEX CONCURRENTLY {name} ON {columns}')
                for name, columns in DROPPED.items()
            ],
            [
                migrations.AlterField('claim', 'source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='catalog.source')),
                migrations.AlterField('entity', 'canonical', models.ForeignKey(db_comment='entity this one was merged into', db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='catalog.entity')),
                migrations.AlterField('relation', 'source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, to='catalog.source')),
                migrations.AlterField('syncchange', 'sync', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='catalog.sync')),
            ],
        ),
        *(RemoveIndexConcurrently('entity', name) for name in ('entity_tags', 'entity_glossary_terms', 'entity_title', 'entity_updated')),
        migrations.RunSQL('ALTER TABLE catalog_relation DROP CONSTRAINT catalog_relation_pkey', RELATIONS_BY_ID),
    ]
