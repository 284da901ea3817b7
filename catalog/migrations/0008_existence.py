"""Which entities are gone, on their cards. No row is rewritten. Reversible."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0007_source_circuit'),
    ]

    operations = [
        migrations.AddField('entity', 'existence_state', models.TextField(db_comment='catalog.answers.ExistenceState; null: live', null=True)),
        migrations.AddField('entity', 'gone_at', models.DateTimeField(db_comment='when it was dropped or renamed; null: live', null=True)),
    ]
