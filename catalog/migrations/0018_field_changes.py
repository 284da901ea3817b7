"""Whose fields have changed, for columns that are held in memory. The table begins empty: no row is read or written here. Reversible.

Triggers note changes, so that no writer can forget. Rows are made and ended, not changed: an update is noted all the same.
"""

from django.db import migrations, models

import catalog.models.served

# Plans that are kept go by a table's size when they were made: see 0016.
TABLE = """
ALTER TABLE catalog_fieldchange ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
ALTER TABLE catalog_fieldchange SET (vacuum_truncate = false);
INSERT INTO catalog_fieldchange (entity_id) SELECT 0 FROM generate_series(1, 10000);
DELETE FROM catalog_fieldchange;
"""

TRIGGERS = """
CREATE FUNCTION catalog_fields_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO catalog_fieldchange (entity_id) SELECT DISTINCT entity_id FROM changed;
  RETURN NULL;
END $$;
CREATE TRIGGER fields_made AFTER INSERT ON catalog_descriptorfield REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_fields_changed();
CREATE TRIGGER fields_were AFTER UPDATE ON catalog_descriptorfield REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_fields_changed();
CREATE TRIGGER fields_are AFTER UPDATE ON catalog_descriptorfield REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_fields_changed();
CREATE TRIGGER fields_ended AFTER DELETE ON catalog_descriptorfield REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_fields_changed();
"""

NO_TRIGGERS = """
DROP TRIGGER fields_ended ON catalog_descriptorfield;
DROP TRIGGER fields_are ON catalog_descriptorfield;
DROP TRIGGER fields_were ON catalog_descriptorfield;
DROP TRIGGER fields_made ON catalog_descriptorfield;
DROP FUNCTION catalog_fields_changed;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0017_glossary_terms'),
    ]

    operations = [
        migrations.CreateModel(
            name='FieldChange',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('entity_id', models.IntegerField()),
                ('xid', catalog.models.served.TransactionField(db_comment='who changed them')),
            ],
            options={'indexes': [models.Index(fields=['xid'], include=['entity_id'], name='fieldchange_since')]},
        ),
        migrations.RunSQL(TABLE, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
