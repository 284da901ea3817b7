"""Runs whose events each say all (emissionPattern), and until when a run named each dataset. No row is rewritten. Reversible."""

from django.db import migrations, models

SPEAKING = """
CREATE INDEX run_latest_snapshot ON lineage_run (job_id, last_event_at DESC) WHERE has_datasets AND is_snapshot;
COMMENT ON INDEX run_latest_snapshot IS 'the run that says which edges of a job hold now, when its events each say all';
"""


class Migration(migrations.Migration):
    dependencies = [("lineage", "0008_events_of_runs")]

    operations = [
        migrations.AddField("run", "is_snapshot", models.BooleanField(db_comment="each event says all: what the latest ones lack is over", db_default=False, default=False)),
        migrations.AddField("run", "named_at", models.DateTimeField(db_comment="greatest time of an event that names datasets", null=True)),
        migrations.AddField("rundataset", "last_at", models.DateTimeField(db_comment="greatest one; null: stored by a version before this column", null=True)),
        # On no row at first: quick, though it is not concurrent.
        migrations.RunSQL(SPEAKING, "DROP INDEX run_latest_snapshot"),
    ]
