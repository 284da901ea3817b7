"""Plans of syncs: what each changes, and what waits for approval. New columns have constant defaults; Sync is a small table.

Reversible: what waits is given up, since the states before knew no waiting.
"""

import django.db.models.deletion
from django.db import migrations, models

GIVE_UP = """
UPDATE catalog_sync SET state = CASE state WHEN 'superseded' THEN 'succeeded' ELSE 'partial' END
WHERE state IN ('planned', 'held', 'approved', 'declined', 'superseded')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0009_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='SyncChange',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('ref', models.TextField(db_comment='of the entity, lower-cased')),
                ('kind', models.TextField(db_comment='create, update or delete')),
                ('state', models.TextField(db_comment='planned, applied, skipped or undone', default='planned')),
                ('locator', models.TextField(default='')),
                ('url', models.TextField(null=True)),
                ('before', models.JSONField(db_comment='descriptor that the source claimed until then; null: none', null=True)),
                ('before_digest', models.UUIDField(db_comment='of the claim until then: what moved on since is left alone', null=True)),
                ('after', models.JSONField(db_comment='descriptor that it claims now; null: none, or, of a create that was applied, as the claim says', null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='sync',
            name='sync_state_is_known',
        ),
        migrations.AddField(
            model_name='claim',
            name='kept_at',
            field=models.DateTimeField(db_comment='somebody brought it back: its removal waits for approval until the source says it again', null=True),
        ),
        migrations.AddField(
            model_name='source',
            name='hold_share',
            field=models.FloatField(db_comment='a sync that removes more than this share of its claims holds removals', db_default=0.2, default=0.2),
        ),
        migrations.AddField(
            model_name='source',
            name='review',
            field=models.BooleanField(db_comment='every sync waits for approval', db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='sync',
            name='approvals',
            field=models.JSONField(db_comment='[{by, name, at, reason}]', db_default=[], default=list),
        ),
        migrations.AddIndex(
            model_name='sync',
            index=models.Index(condition=models.Q(('state__in', ['planned', 'held'])), fields=['source'], name='sync_waiting'),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, GIVE_UP),
        migrations.AddConstraint(
            model_name='sync',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['running', 'succeeded', 'partial', 'failed', 'planned', 'held', 'approved', 'declined', 'superseded'])), name='sync_state_is_known'),
        ),
        migrations.AddField(
            model_name='syncchange',
            name='sync',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='catalog.sync'),
        ),
        migrations.AddIndex(
            model_name='syncchange',
            index=models.Index(fields=['sync', 'kind', 'ref'], name='syncchange_of_kind'),
        ),
        migrations.AddConstraint(
            model_name='syncchange',
            constraint=models.UniqueConstraint(fields=('sync', 'ref'), name='syncchange_once_per_ref'),
        ),
        migrations.AddConstraint(
            model_name='syncchange',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['create', 'update', 'delete'])), name='syncchange_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='syncchange',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'applied', 'skipped', 'undone'])), name='syncchange_state_is_known'),
        ),
    ]
