"""What runs say beyond state and datasets: their facets, edges stated outright, and other names of datasets.

The new columns have constant defaults, so no row is rewritten. Reversible: tables and columns are dropped.
"""

import django.db.models.functions.datetime
from django.db import migrations, models


RUN_FACETS = """
CREATE TABLE lineage_facetbundle (
  run_id uuid NOT NULL,
  job_id integer NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (run_id, job_id)
) PARTITION BY HASH (job_id);
ALTER TABLE lineage_facetbundle ALTER COLUMN body SET STORAGE EXTERNAL;
"""

RUN_EDGE = """
CREATE TABLE lineage_runedge (
  run_id uuid NOT NULL,
  job_id integer NOT NULL,
  source_id integer NOT NULL,
  target_id integer NOT NULL,
  PRIMARY KEY (run_id, job_id, source_id, target_id)
) PARTITION BY HASH (job_id);
"""


SPEAKING = """
CREATE INDEX run_latest_stated ON lineage_run (job_id, (state = 3), last_event_at DESC) WHERE is_explicit AND NOT has_datasets;
COMMENT ON INDEX run_latest_stated IS 'the run that says which edges of a job hold now, when it names no datasets otherwise';
"""


def hash_partitions(table: str) -> str:
    """Sixteen partitions; fillfactor leaves room for the updates that every later event of a run makes."""
    return "".join(
        f"CREATE TABLE {table}_{n} PARTITION OF {table} FOR VALUES WITH (MODULUS 16, REMAINDER {n}) "
        "WITH (fillfactor = 85);\n"
        for n in range(16)
    )


class Migration(migrations.Migration):

    dependencies = [
        ('lineage', '0003_run_facts'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='is_explicit',
            field=models.BooleanField(db_comment='its job states its lineage itself: inputs times outputs do not count', db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='columnfacet',
            name='flow_count',
            field=models.IntegerField(db_comment='of contents of one instant the fullest counts', db_default=0, default=0),
        ),
        # On no row at first: quick, though it is not concurrent.
        migrations.RunSQL(SPEAKING, "DROP INDEX run_latest_stated"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(RUN_FACETS + hash_partitions("lineage_facetbundle"), "DROP TABLE lineage_facetbundle")],
            state_operations=[
                migrations.CreateModel(
                    name='FacetBundle',
                    fields=[
                        ('pk', models.CompositePrimaryKey('run_id', 'job_id', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('run_id', models.UUIDField()),
                        ('job_id', models.IntegerField()),
                        ('body', models.BinaryField(db_comment='zstd of JSON: lineage.run_facets.FacetsOfRun')),
                    ],
                ),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(RUN_EDGE + hash_partitions("lineage_runedge"), "DROP TABLE lineage_runedge")],
            state_operations=[
                migrations.CreateModel(
                    name='RunEdge',
                    fields=[
                        ('pk', models.CompositePrimaryKey('run_id', 'job_id', 'source_id', 'target_id', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('run_id', models.UUIDField()),
                        ('job_id', models.IntegerField()),
                        ('source_id', models.IntegerField()),
                        ('target_id', models.IntegerField()),
                    ],
                ),
            ],
        ),
        migrations.CreateModel(
            name='Symlink',
            fields=[
                ('pk', models.CompositePrimaryKey('dataset_id', 'other_id', 'kind', blank=True, editable=False, primary_key=True, serialize=False)),
                ('dataset_id', models.IntegerField(db_comment='the dataset whose facet names the other')),
                ('other_id', models.IntegerField()),
                ('kind', models.TextField(db_comment="the facet's word: TABLE, LOCATION, ...")),
                ('source_id', models.IntegerField(db_comment='catalog source that told')),
                ('first_seen_at', models.DateTimeField()),
                ('is_current', models.BooleanField(db_comment='the latest facet of the dataset names it', default=True)),
            ],
            options={
                'indexes': [models.Index(fields=['other_id'], name='symlink_reverse')],
                'constraints': [models.CheckConstraint(condition=models.Q(('dataset_id', models.F('other_id')), _negated=True), name='symlink_joins_two_datasets')],
            },
        ),
        migrations.CreateModel(
            name='AliasRequest',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('entity_id', models.IntegerField()),
                ('requested_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
    ]
