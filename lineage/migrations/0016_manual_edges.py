"""Why a person declared an edge. A column that may be empty: no row is rewritten. Reversible: the column is dropped."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lineage", "0015_estate_graph")]

    operations = [
        migrations.AlterField(
            "edgeevidence", "locator", models.TextField(db_comment="file:line, or person, of a declared edge", null=True)
        ),
        migrations.AddField("edgeevidence", "note", models.TextField(db_comment="why a person declared it", null=True)),
    ]
