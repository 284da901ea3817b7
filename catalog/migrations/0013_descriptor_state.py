"""Which entities an issue is told of, and where Locations lead. Columns with a default in the database: no row is rewritten.
Reversible: the next reading of each source fills them anew."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0012_facets'),
    ]

    operations = [
        migrations.AddField(
            model_name='claim',
            name='leads_to',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), db_comment='of a Location: files of the source that it leads to, as locators name them', db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='issue',
            name='told_of',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), db_comment='refs of entities that it is told of: what the source said last of them stands, since it cannot be read now', db_default=[], default=list, size=None),
        ),
        migrations.AlterField(
            model_name='claim',
            name='digest',
            field=models.UUIDField(db_comment='of descriptor, locator, url and leads_to: an equal claim is not written again'),
        ),
        migrations.AlterField(
            model_name='issue',
            name='entity_ref',
            field=models.TextField(db_comment='what the item says that it is', null=True),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('leads_to', []), _negated=True), fields=['leads_to'], name='claim_leads_to_file'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('state', 'open'), models.Q(('told_of', []), _negated=True)), fields=['told_of'], name='issue_told_of_entity'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('state', 'open'), models.Q(('told_of', []), _negated=True)), fields=['id'], name='issue_told'),
        ),
    ]
