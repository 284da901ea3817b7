"""Dictionaries that raw events are packed with, shards of the queue, and room for what moves with every event. Reversible, but for events that
were packed with a dictionary: those need it to be read.

Of EntityFacet the time moves whenever a facet is said again: bodies out of line, the row stays short and fits beside itself.
Rows written before keep their form until they change. The queue is short: what waits while this runs.
"""

import django.db.models.functions.datetime
from django.db import migrations, models

ROOM = """
ALTER TABLE lineage_entityfacet SET (toast_tuple_target = 128, fillfactor = 80);
ALTER TABLE lineage_schemaversion SET (fillfactor = 80);
ALTER TABLE lineage_columnfacet SET (fillfactor = 80);
ALTER TABLE lineage_edgeevidence SET (fillfactor = 80);
"""
NO_ROOM = """
ALTER TABLE lineage_entityfacet RESET (toast_tuple_target, fillfactor);
ALTER TABLE lineage_schemaversion RESET (fillfactor);
ALTER TABLE lineage_columnfacet RESET (fillfactor);
ALTER TABLE lineage_edgeevidence RESET (fillfactor);
"""


class Migration(migrations.Migration):
    dependencies = [("lineage", "0005_inbox_doors")]

    operations = [
        migrations.CreateModel(
            name="EventDictionary",
            fields=[
                ("id", models.IntegerField(db_comment="stands in each frame that was packed with it", primary_key=True, serialize=False)),
                ("body", models.BinaryField()),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("looked_at", models.DateTimeField(db_comment="when it was last found to be good enough", db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.RunSQL(ROOM, NO_ROOM),
        migrations.AddField("inboxwork", "shard", models.SmallIntegerField(db_comment="of the job: workers that have different ones do not wait for each other", db_default=0, default=0)),
        migrations.AddIndex("inboxwork", models.Index(condition=models.Q(("lease__isnull", False)), fields=["shard"], name="inboxwork_busy")),
    ]
