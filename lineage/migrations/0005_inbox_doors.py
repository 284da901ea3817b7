"""Whose events wait and are parked, since when, and how often something was wrong with what came. Reversible."""

import django.db.models.functions.datetime
from django.db import migrations, models

# Both tables are short: what waits, and what could not be applied.
FILL = "".join(
    f"UPDATE lineage_{queue} q SET source_id = e.source_id FROM lineage_inboxevent e WHERE e.day = q.day AND e.id = q.id;\n"
    for queue in ("inboxwork", "inboxparked")
)


class Migration(migrations.Migration):
    dependencies = [("lineage", "0004_explicit_and_symlinks")]

    operations = [
        migrations.AddField("inboxwork", "source_id", models.IntegerField(db_comment="as the event's; null: queued by a version before this column", null=True)),
        migrations.AddField("inboxwork", "queued_at", models.DateTimeField(db_comment="a replayed event waits from now on, not since it came", db_default=django.db.models.functions.datetime.Now())),
        migrations.AddField("inboxparked", "source_id", models.IntegerField(db_comment="as the event's; null: parked by a version before this column", null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="IntakeTally",
            fields=[
                ("pk", models.CompositePrimaryKey("source_id", "day", "kind", "rule", "producer", "shard", blank=True, editable=False, primary_key=True, serialize=False)),
                ("source_id", models.IntegerField()),
                ("day", models.DateField(db_comment="UTC day")),
                ("kind", models.TextField(db_comment="rejected, redacted or dropped")),
                ("rule", models.TextField(db_comment="the field that was wrong, or the rule that took something out")),
                ("producer", models.TextField(db_comment="as the event says, without secrets; empty when it does not")),
                ("shard", models.SmallIntegerField()),
                ("count", models.BigIntegerField()),
                ("last_at", models.DateTimeField()),
                ("example", models.TextField(db_comment="path of one of them; never a value")),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("kind__in", ["rejected", "redacted", "dropped"])), name="intaketally_kind_is_known")],
            },
        ),
        migrations.CreateModel(
            name="DroppedDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("event_count", models.BigIntegerField()),
                ("dropped_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="Replay",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("is_everything", models.BooleanField(db_comment="what was made of events was emptied first")),
                ("since", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                ("source_id", models.IntegerField(null=True)),
                ("mark_id", models.BigIntegerField(db_comment="events above came later and are not part of it")),
                ("total_count", models.BigIntegerField()),
                ("done_count", models.BigIntegerField(db_comment="put back on the queue", default=0)),
                ("at_day", models.DateField(db_comment="last event that was put back", null=True)),
                ("at_id", models.BigIntegerField(default=0)),
                ("started_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(models.Value(1), condition=models.Q(("ended_at__isnull", True)), name="replay_one_at_a_time")],
            },
        ),
    ]
