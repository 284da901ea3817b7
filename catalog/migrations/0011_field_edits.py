"""What people say of an entity, field by field. A new table; no row is rewritten. Reversible: the table goes."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0010_sync_plans'),
    ]

    operations = [
        migrations.CreateModel(
            name='FieldEdit',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('entity_id', models.IntegerField()),
                ('path', models.TextField(db_comment='catalog.field_paths: metadata.title, metadata.tags.pii, columns.id, ...')),
                ('value', models.JSONField(db_comment='text; for a tag true or false; for links a list')),
                ('hides', models.JSONField(db_comment='what sources said when it was made', null=True)),
                ('by_key', models.TextField(db_comment='key of the viewer')),
                ('by_name', models.TextField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('revoked_at', models.DateTimeField(null=True)),
                ('change_set_id', models.BigIntegerField(db_comment='change set that made it')),
                ('revoked_by_id', models.BigIntegerField(db_comment='change set that revoked it; null when an identity did', null=True)),
            ],
            options={
                'indexes': [
                    models.Index(fields=['change_set_id'], name='fieldedit_of_changes'),
                    models.Index(condition=models.Q(('revoked_by_id__isnull', False)), fields=['revoked_by_id'], name='fieldedit_revoked_by'),
                ],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('entity_id', 'path'), name='fieldedit_one_in_force_per_field')],
            },
        ),
    ]
