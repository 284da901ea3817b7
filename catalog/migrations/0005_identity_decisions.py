"""What people decide of which entities are one, and names that somebody should look at.

The new column has no default, so no row is rewritten; a task fills it, batch by batch. Reversible: column and tables go.
"""

import django.contrib.postgres.fields
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0004_told_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='alias',
            name='fold',
            field=models.UUIDField(db_comment='catalog.variants.fold_digest: equal where names may mean one thing; null: not looked at yet', null=True),
        ),
        migrations.CreateModel(
            name='IdentityDecision',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.TextField(db_comment='same or apart')),
                ('entity_id', models.IntegerField(db_comment='of two that are the same: the one that goes')),
                ('other_id', models.IntegerField(db_comment='of two that are the same: the one that stands for both')),
                ('by_key', models.TextField(db_comment='key of the viewer')),
                ('by_name', models.TextField()),
                ('reason', models.TextField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('revoked_at', models.DateTimeField(null=True)),
                ('change_set_id', models.BigIntegerField(db_comment='change set that made it')),
                ('revoked_by_id', models.BigIntegerField(db_comment='change set that revoked it', null=True)),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('revoked_at__isnull', True)), fields=['entity_id'], name='identitydecision_of_entity'),
                    models.Index(condition=models.Q(('revoked_at__isnull', True)), fields=['other_id'], name='identitydecision_of_other'),
                    models.Index(fields=['change_set_id'], name='identitydecision_of_changes'),
                    models.Index(condition=models.Q(('revoked_by_id__isnull', False)), fields=['revoked_by_id'], name='identitydecision_revoked_by'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['same', 'apart'])), name='identitydecision_kind_is_known'),
                    models.CheckConstraint(condition=models.Q(('entity_id', models.F('other_id')), _negated=True), name='identitydecision_is_about_two'),
                    models.UniqueConstraint(django.db.models.functions.comparison.Least('entity_id', 'other_id'), django.db.models.functions.comparison.Greatest('entity_id', 'other_id'), condition=models.Q(('revoked_at__isnull', True)), name='identitydecision_one_per_pair_in_force'),
                ],
            },
        ),
        migrations.CreateModel(
            name='IdentityRequest',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('entity_id', models.IntegerField()),
                ('requested_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='Variant',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('alias_id', models.BigIntegerField(db_comment='the name of the entity that was known later')),
                ('other_id', models.BigIntegerField(db_comment='alias of the entity that was known first')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), db_comment='catalog.variants.VariantKind: in what they differ', size=None)),
                ('found_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('alias_id', 'other_id'), name='variant_once_per_pair')],
            },
        ),
    ]
