"""In which order jobs run, and what became of datasets. No row is rewritten. Reversible: tables and the column are dropped."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lineage", "0009_snapshots")]

    operations = [
        migrations.CreateModel(
            name="JobOrder",
            fields=[
                ("job_id", models.IntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_comment="greatest time of an event that carried one")),
                ("trigger_rule", models.TextField(db_comment="empty: not said", default="")),
                ("source_id", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="JobDependency",
            fields=[
                ("pk", models.CompositePrimaryKey("job_id", "other_id", "is_upstream", blank=True, editable=False, primary_key=True, serialize=False)),
                ("job_id", models.IntegerField(db_comment="whose facet says so")),
                ("other_id", models.IntegerField()),
                ("is_upstream", models.BooleanField(db_comment="the other goes before")),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("said", models.TextField(db_comment="JSON of lineage.control_flow.Dependency.said, keys sorted; of the last time")),
                ("source_id", models.IntegerField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("job_id", models.F("other_id")), _negated=True), name="jobdependency_joins_two_jobs")],
                "indexes": [models.Index(fields=["other_id"], name="jobdependency_reverse")],
            },
        ),
        migrations.CreateModel(
            name="DatasetChange",
            fields=[
                ("pk", models.CompositePrimaryKey("dataset_id", "change", "former_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("dataset_id", models.IntegerField()),
                ("change", models.SmallIntegerField(db_comment="lineage.lifecycle.RANKS")),
                ("former_id", models.IntegerField(db_comment="the dataset that the name before belongs to; 0: none")),
                ("at", models.DateTimeField(db_comment="greatest time of an event that tells it")),
                ("job_id", models.IntegerField(db_comment="of that event; 0: a DatasetEvent")),
                ("run_id", models.UUIDField(null=True)),
                ("source_id", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("former_id", 0), _negated=True), fields=["former_id"], name="datasetchange_renamed_to")],
            },
        ),
        migrations.CreateModel(
            name="GoneDataset",
            fields=[
                ("dataset_id", models.IntegerField(db_comment="the one that stands for all it is merged with", primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("change", models.SmallIntegerField(db_comment="dropped or renamed: lineage.lifecycle.RANKS")),
                ("to_id", models.IntegerField(db_comment="what it is called now; 0: dropped")),
                ("job_id", models.IntegerField(db_comment="that did it; 0: a DatasetEvent")),
                ("run_id", models.UUIDField(null=True)),
            ],
        ),
        migrations.AddField("rundataset", "change", models.SmallIntegerField(db_comment="what became of it: lineage.lifecycle.RANKS", null=True)),
    ]
