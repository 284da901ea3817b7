"""SQL that is to be read, and what was read from it. A nullable column and an empty table: no row is rewritten; the tallies,
whose kinds are one more, have some rows a day. The index of columns, which has their paths too, is made beside the old one
while events are applied (20 million columns: about a minute), so the steps are transactions of their own.

Reversible: columns that were read from SQL are deleted, those that producers sent stay as they are.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Left, Now

FORGET = """
DELETE FROM lineage_columnedge c USING lineage_columnfacet f WHERE f.id = c.facet_id AND f.statement IS NOT NULL;
DELETE FROM lineage_columnfacet WHERE statement IS NOT NULL;
"""


def known(*kinds):
    return models.CheckConstraint(condition=models.Q(kind__in=list(kinds)), name="intaketally_kind_is_known")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("lineage", "0016_manual_edges")]

    operations = [
        migrations.CreateModel(
            name="StatementRequest",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("entity_id", models.IntegerField()),
                ("requested_at", models.DateTimeField(db_default=Now())),
            ],
        ),
        migrations.AddField(
            "columnfacet",
            "statement",
            models.TextField(db_comment="SQL it was read from, cut; null: a producer sent it", null=True),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, FORGET),
        migrations.AlterField("intaketally", "kind", models.TextField(db_comment="rejected, redacted, dropped, ahead or unread")),
        migrations.RemoveConstraint("intaketally", "intaketally_kind_is_known"),
        migrations.RunSQL(migrations.RunSQL.noop, "DELETE FROM lineage_intaketally WHERE kind = 'unread'"),
        migrations.AddConstraint("intaketally", known("rejected", "redacted", "dropped", "ahead", "unread")),
        AddIndexConcurrently("datasetcolumn", models.Index("dataset_id", Left("path", 100), name="datasetcolumn_by_path")),
        RemoveIndexConcurrently("datasetcolumn", "datasetcolumn_of_dataset"),
    ]
