"""Words that can be misspelled, columns that can be searched for, and indexes for names and for what is used most.

Indexes are made beside ongoing writes. Words of what is there already are made anew by the workers: every entity is asked
for, some minutes for a million; until then it is found by what it was found by before. Reversible.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Collate, Lower

ASK = "INSERT INTO catalog_stitchrequest (entity_id) SELECT entity_id FROM catalog_searchdocument"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('catalog', '0008_existence'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.TextField(primary_key=True, serialize=False)),
                ('trigrams', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), db_comment='catalog.spelling.trigrams', size=None)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['trigrams'], name='searchword_trigrams')],
            },
        ),
        migrations.CreateModel(
            name='SearchColumns',
            fields=[
                ('entity', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='columns', serialize=False, to='catalog.entity')),
                ('digest', models.UUIDField(db_comment='of the schema they are from')),
                ('paths', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), db_comment='at most 1,000, in the order of the schema', size=None)),
            ],
        ),
        migrations.AlterField('searchdocument', 'popularity', models.FloatField(db_comment='readers downstream', default=0)),
        AddIndexConcurrently('searchdocument', models.Index(fields=['popularity', 'entity'], name='searchdocument_popular')),
        AddIndexConcurrently('entity', models.Index(Collate(Lower('name'), 'C'), name='entity_by_name')),
        AddIndexConcurrently('entity', models.Index(Collate(Lower('title'), 'C'), name='entity_by_title')),
        migrations.RunSQL(ASK, migrations.RunSQL.noop),
    ]
