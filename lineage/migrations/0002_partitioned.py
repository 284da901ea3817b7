"""The three tables that grow with time, partitioned from the start. Reversible: the tables are dropped."""

import django.db.models.functions.datetime
from django.db import migrations, models

INBOX_EVENT = """
CREATE SEQUENCE lineage_inboxevent_id;
CREATE TABLE lineage_inboxevent (
  day date NOT NULL,
  id bigint NOT NULL DEFAULT nextval('lineage_inboxevent_id'),
  digest uuid NOT NULL,
  source_id integer NOT NULL,
  event_kind text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT statement_timestamp(),
  body bytea NOT NULL,
  body_size integer NOT NULL,
  warnings jsonb,
  PRIMARY KEY (day, id),
  CONSTRAINT inboxevent_content_once_a_day UNIQUE (day, digest),
  CONSTRAINT inboxevent_kind_is_known CHECK (event_kind IN ('run', 'job', 'dataset'))
) PARTITION BY RANGE (day);
ALTER TABLE lineage_inboxevent ALTER COLUMN body SET STORAGE EXTERNAL;
COMMENT ON TABLE lineage_inboxevent IS 'Events as accepted; never updated; one partition a day (lineage.ingest.inbox makes them)';
"""

RUN = """
CREATE TABLE lineage_run (
  id uuid NOT NULL,
  job_id integer NOT NULL,
  run_key uuid NOT NULL,
  run_id text NOT NULL,
  source_id integer NOT NULL,
  state smallint NOT NULL,
  started_at timestamptz,
  ended_at timestamptz,
  first_event_at timestamptz NOT NULL,
  last_event_at timestamptz NOT NULL,
  last_event_rank smallint NOT NULL,
  nominal_start_at timestamptz,
  nominal_end_at timestamptz,
  parent_key uuid,
  parent_job_id integer,
  error text,
  error_at timestamptz,
  url text,
  has_datasets boolean NOT NULL DEFAULT false,
  is_design boolean NOT NULL DEFAULT false,
  PRIMARY KEY (id, job_id),
  CONSTRAINT run_state_is_known CHECK (state BETWEEN 0 AND 5)
) PARTITION BY HASH (job_id);
CREATE INDEX run_of_job ON lineage_run (job_id, first_event_at DESC, id);
CREATE INDEX run_latest_with_datasets ON lineage_run (job_id, (state = 3), last_event_at DESC) WHERE has_datasets;
CREATE INDEX run_key ON lineage_run (run_key);
CREATE INDEX run_children ON lineage_run (parent_key) WHERE parent_key IS NOT NULL;
COMMENT ON INDEX run_of_job IS 'run_list of a job, newest first';
COMMENT ON INDEX run_latest_with_datasets IS 'the run that says which edges of a job hold now';
COMMENT ON INDEX run_key IS 'run_list by OpenLineage run id; parents';
"""

RUN_DATASET = """
CREATE TABLE lineage_rundataset (
  run_id uuid NOT NULL,
  job_id integer NOT NULL,
  dataset_id integer NOT NULL,
  output boolean NOT NULL,
  seen_at timestamptz NOT NULL,
  row_count bigint,
  byte_count bigint,
  file_count bigint,
  version text,
  PRIMARY KEY (run_id, job_id, dataset_id, output)
) PARTITION BY HASH (job_id);
CREATE INDEX rundataset_of_dataset ON lineage_rundataset (dataset_id, output, seen_at DESC);
COMMENT ON INDEX rundataset_of_dataset IS 'run_list of a dataset: runs that wrote it, newest first';
"""


def hash_partitions(table: str) -> str:
    """Sixteen partitions; fillfactor leaves room for the updates that every later event of a run makes."""
    return "".join(
        f"CREATE TABLE {table}_{n} PARTITION OF {table} FOR VALUES WITH (MODULUS 16, REMAINDER {n}) "
        "WITH (fillfactor = 85);\n"
        for n in range(16)
    )


class Migration(migrations.Migration):
    dependencies = [("lineage", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(INBOX_EVENT, "DROP TABLE lineage_inboxevent; DROP SEQUENCE lineage_inboxevent_id")],
            state_operations=[
                migrations.CreateModel(
                    name='InboxEvent',
                    fields=[
                        ('pk', models.CompositePrimaryKey('day', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('day', models.DateField(db_comment='UTC day of arrival; the partition key')),
                        ('id', models.BigIntegerField()),
                        ('digest', models.UUIDField(db_comment='blake2b-128 of the redacted canonical body: one content, one row a day')),
                        ('source_id', models.IntegerField(db_comment='catalog source of the token that sent it')),
                        ('event_kind', models.TextField(db_comment='run, job or dataset')),
                        ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ('body', models.BinaryField()),
                        ('body_size', models.IntegerField(db_comment='bytes of the JSON before compression')),
                        ('warnings', models.JSONField(db_comment='paths that were redacted or dropped, and why', null=True)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('day', 'digest'), name='inboxevent_content_once_a_day')],
                    },
                ),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(RUN + hash_partitions("lineage_run"), "DROP TABLE lineage_run")],
            state_operations=[
                migrations.CreateModel(
                    name='Run',
                    fields=[
                        ('pk', models.CompositePrimaryKey('id', 'job_id', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('id', models.UUIDField(db_comment='made from run id and job (lineage.openlineage.run_uid)')),
                        ('job_id', models.IntegerField()),
                        ('run_key', models.UUIDField(db_comment='the run id itself when it is a UUID, else a digest of it')),
                        ('run_id', models.TextField()),
                        ('source_id', models.IntegerField()),
                        ('state', models.SmallIntegerField(db_comment='0 other, 1 start, 2 running, 3 complete, 4 abort, 5 fail')),
                        ('started_at', models.DateTimeField(db_comment='least time of a START', null=True)),
                        ('ended_at', models.DateTimeField(db_comment='time of the terminal event that won', null=True)),
                        ('first_event_at', models.DateTimeField()),
                        ('last_event_at', models.DateTimeField()),
                        ('last_event_rank', models.SmallIntegerField()),
                        ('nominal_start_at', models.DateTimeField(null=True)),
                        ('nominal_end_at', models.DateTimeField(null=True)),
                        ('parent_key', models.UUIDField(null=True)),
                        ('parent_job_id', models.IntegerField(null=True)),
                        ('error', models.TextField(null=True)),
                        ('error_at', models.DateTimeField(null=True)),
                        ('url', models.TextField(null=True)),
                        ('has_datasets', models.BooleanField(default=False)),
                        ('is_design', models.BooleanField(default=False)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__range', (0, 5))), name='run_state_is_known')],
                    },
                ),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(RUN_DATASET + hash_partitions("lineage_rundataset"), "DROP TABLE lineage_rundataset")],
            state_operations=[
                migrations.CreateModel(
                    name='RunDataset',
                    fields=[
                        ('pk', models.CompositePrimaryKey('run_id', 'job_id', 'dataset_id', 'output', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('run_id', models.UUIDField()),
                        ('job_id', models.IntegerField()),
                        ('dataset_id', models.IntegerField()),
                        ('output', models.BooleanField()),
                        ('seen_at', models.DateTimeField(db_comment='least time of an event that names it')),
                        ('row_count', models.BigIntegerField(null=True)),
                        ('byte_count', models.BigIntegerField(null=True)),
                        ('file_count', models.BigIntegerField(null=True)),
                        ('version', models.TextField(null=True)),
                    ],
                ),
            ],
        ),
    ]
