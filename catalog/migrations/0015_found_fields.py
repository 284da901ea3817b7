"""Fields of descriptors by which a page of by-query is found without looking at entities: of what is served alone, compared
byte by byte, indexed with the letter case they were written in.

Indexes are made beside ongoing writes; until they are there the catalog API of Backstage answers slowly. Rows are neither
rewritten nor locked, but for those of what is not served, which go (the next fold of their entity brings them back where an
earlier version runs again). Reversible.
"""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

UNSERVED = """
DELETE FROM catalog_descriptorfield f USING catalog_entity e
WHERE e.id = f.entity_id AND (e.stub OR e.deleted_at IS NOT NULL OR e.canonical_id IS NOT NULL)
"""
# Keys and values depend on each other: without this a filter by kind is taken for one that finds nearly nothing.
STATISTICS = "CREATE STATISTICS descriptorfield_values (mcv) ON key, value FROM catalog_descriptorfield"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('catalog', '0014_claim_by_url'),
    ]

    operations = [
        migrations.RunSQL('SET statement_timeout = 0', 'RESET statement_timeout'),
        RemoveIndexConcurrently('descriptorfield', 'descriptorfield_lookup'),
        migrations.AlterField('descriptorfield', 'key', models.TextField(db_collation='C', db_comment='dotted path, lower-cased, at most 200')),
        migrations.AlterField('descriptorfield', 'value', models.TextField(db_collation='C', db_comment='lower-cased; null when null or over 200', null=True)),
        migrations.AlterField('descriptorfield', 'original', models.TextField(db_comment='in its own letter case; null where that is the value', null=True)),
        AddIndexConcurrently('descriptorfield', models.Index(fields=['entity', 'key'], name='descriptorfield_of_entity')),
        migrations.AlterField('descriptorfield', 'entity', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='fields', to='catalog.entity')),
        migrations.AlterField('relation', 'entity', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='catalog.entity')),
        migrations.AlterField('relation', 'source', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='catalog.source')),
        migrations.RunSQL(UNSERVED, migrations.RunSQL.noop),
        AddIndexConcurrently('descriptorfield', models.Index(fields=['key', 'value', 'entity'], include=['original'], name='descriptorfield_found')),
        migrations.RunSQL(STATISTICS, 'DROP STATISTICS descriptorfield_values'),
        migrations.RunSQL('RESET statement_timeout', 'SET statement_timeout = 0'),
    ]
