"""When a change of health last had to be told downstream: a column without a default, which rewrites no row.

Reversible: the column is removed.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0003_own_source'),
    ]

    operations = [
        migrations.AddField(
            model_name='healthstate',
            name='told_at',
            field=models.DateTimeField(db_comment='when a change last had to be told to those downstream', null=True),
        ),
    ]
