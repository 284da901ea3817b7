"""What the run that says what holds now has read and written, by job: settled anew as runs come in. Reversible."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lineage", "0006_ingest_at_speed")]

    operations = [
        migrations.CreateModel(
            name="SettledJob",
            fields=[
                ("job_id", models.IntegerField(primary_key=True, serialize=False)),
                ("digest", models.UUIDField(db_comment="of its datasets: lineage.ingest.settle_edges.datasets_digest")),
                ("at", models.DateTimeField(db_comment="last event of that run; no edge of the job ended later")),
            ],
        ),
    ]
