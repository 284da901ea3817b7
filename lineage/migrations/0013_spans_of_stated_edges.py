"""When each edge was stated, and which runs have too many pairs. Nullable columns and a constant default: no table is rewritten.

Reversible: what the columns say is lost.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lineage", "0012_searchable_columns")]

    operations = [
        migrations.AddField(
            "runedge",
            "seen_at",
            models.DateTimeField(
                db_comment="least time of an event that states it; null: stored by a version before this column", null=True
            ),
        ),
        migrations.AddField(
            "runedge",
            "last_at",
            models.DateTimeField(db_comment="greatest one; null: stored by a version before this column", null=True),
        ),
        migrations.AddField(
            "run",
            "is_wide",
            models.BooleanField(
                db_comment="has too many inputs times outputs: they do not count (lineage.ingest.recount_edges.PRODUCT_LIMIT)",
                db_default=False,
                default=False,
            ),
        ),
    ]
