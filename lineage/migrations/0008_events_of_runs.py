"""Runs know their events, and clocks that are ahead are counted.

The new column has no default, so no row is rewritten; the table of counts is short. Reversible: what was counted as ahead is let go.
"""

import django.contrib.postgres.fields
from django.db import migrations, models


def known(*kinds):
    return models.CheckConstraint(condition=models.Q(kind__in=list(kinds)), name="intaketally_kind_is_known")


class Migration(migrations.Migration):
    dependencies = [("lineage", "0007_settled_jobs")]

    operations = [
        migrations.AddField(
            "run",
            "event_ids",
            django.contrib.postgres.fields.ArrayField(
                models.BigIntegerField(),
                null=True,
                db_comment="its last 100 events in the inbox, newest first; null: applied by a version before this column",
            ),
        ),
        migrations.AlterField("inboxevent", "warnings", models.JSONField(db_comment="[{kind, path, rule}]: what was redacted, dropped, or is wrong", null=True)),
        migrations.AlterField("intaketally", "kind", models.TextField(db_comment="rejected, redacted, dropped or ahead")),
        migrations.RemoveConstraint("intaketally", "intaketally_kind_is_known"),
        migrations.RunSQL(migrations.RunSQL.noop, "DELETE FROM lineage_intaketally WHERE kind = 'ahead'"),
        migrations.AddConstraint("intaketally", known("rejected", "redacted", "dropped", "ahead")),
    ]
