"""How often a source failed in a row. A constant default: no row is rewritten. Reversible: the column goes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0006_alias_fold"),
    ]

    operations = [
        migrations.AddField(
            model_name="source",
            name="failure_count",
            field=models.SmallIntegerField(db_comment="syncs that failed in a row; from five on they are further apart", db_default=0, default=0),
        ),
    ]
