"""Finished texts of descriptors, and what has changed since they were made. Both tables begin empty: no row is read or written here.

Triggers note changes, so that no writer can forget: a text that is out of date must never be served. Reversible.
"""

from django.db import migrations, models

import catalog.models.served

TABLES = """
ALTER TABLE catalog_servedtext SET UNLOGGED;
ALTER TABLE catalog_servedchange ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
"""

# Plans that are kept go by a table's size when they were made. Pages that it has from the beginning, and never gives back, keep them
# from reading it from end to end when many changes come at once.
PAGES = """
ALTER TABLE catalog_servedchange SET (vacuum_truncate = false);
INSERT INTO catalog_servedchange (ref) SELECT repeat('-', 100) FROM generate_series(1, 1000);
DELETE FROM catalog_servedchange;
"""

# Of a relation both ends: by ref, since who is named may not be there yet.
TRIGGERS = """
CREATE FUNCTION catalog_served_relations_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO catalog_servedchange (ref)
  SELECT e.ref FROM catalog_entity e WHERE e.id IN (SELECT entity_id FROM changed) UNION SELECT target_ref FROM changed;
  RETURN NULL;
END $$;
CREATE TRIGGER relation_made_changes_texts AFTER INSERT ON catalog_relation REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_served_relations_changed();
CREATE TRIGGER relation_was_changes_texts AFTER UPDATE ON catalog_relation REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_served_relations_changed();
CREATE TRIGGER relation_is_changes_texts AFTER UPDATE ON catalog_relation REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_served_relations_changed();
CREATE TRIGGER relation_ended_changes_texts AFTER DELETE ON catalog_relation REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_served_relations_changed();

CREATE FUNCTION catalog_served_document_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO catalog_servedchange (ref) SELECT e.ref FROM changed JOIN catalog_entity e ON e.id = changed.entity_id;
  RETURN NULL;
END $$;
CREATE TRIGGER document_changes_text AFTER UPDATE ON catalog_entitydocument REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_served_document_changed();

CREATE FUNCTION catalog_served_entity_changed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE ids int[]; BEGIN
  ids := ARRAY(SELECT n.id FROM after n JOIN before o ON o.id = n.id
    WHERE (n.ref, n.uid, n.deleted_at) IS DISTINCT FROM (o.ref, o.uid, o.deleted_at));
  IF ids <> '{}' THEN
    INSERT INTO catalog_servedchange (ref) SELECT ref FROM after WHERE id = ANY(ids)
    UNION SELECT ref FROM before WHERE id = ANY(ids)
    UNION SELECT target_ref FROM catalog_relation WHERE entity_id = ANY(ids);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER entity_changes_texts AFTER UPDATE ON catalog_entity REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_served_entity_changed();
CREATE TRIGGER entity_ended_changes_texts AFTER DELETE ON catalog_entity REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_served_entity_ended();
"""

ENDED = """
CREATE FUNCTION catalog_served_entity_ended() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO catalog_servedchange (ref) SELECT ref FROM changed
  UNION SELECT target_ref FROM catalog_relation WHERE entity_id IN (SELECT id FROM changed);
  DELETE FROM catalog_servedtext WHERE entity_id IN (SELECT id FROM changed);
  RETURN NULL;
END $$;
"""

NO_TRIGGERS = """
DROP TRIGGER entity_ended_changes_texts ON catalog_entity;
DROP TRIGGER entity_changes_texts ON catalog_entity;
DROP TRIGGER document_changes_text ON catalog_entitydocument;
DROP TRIGGER relation_ended_changes_texts ON catalog_relation;
DROP TRIGGER relation_is_changes_texts ON catalog_relation;
DROP TRIGGER relation_was_changes_texts ON catalog_relation;
DROP TRIGGER relation_made_changes_texts ON catalog_relation;
DROP FUNCTION catalog_served_entity_ended, catalog_served_entity_changed, catalog_served_document_changed,
  catalog_served_relations_changed;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0015_found_fields'),
    ]

    operations = [
        migrations.CreateModel(
            name='ServedChange',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('ref', models.TextField(db_collation='C', db_comment='empty: nothing; every transaction before this one had ended')),
                ('xid', catalog.models.served.TransactionField(db_comment='who changed it')),
                ('at', models.DateTimeField(db_comment='of rows without a ref: when all before had ended', null=True)),
            ],
            options={'indexes': [models.Index(fields=['ref', 'xid'], name='servedchange_of_ref')]},
        ),
        migrations.CreateModel(
            name='ServedText',
            fields=[
                ('entity_id', models.IntegerField(primary_key=True, serialize=False)),
                ('text', models.TextField(db_comment='JSON')),
                ('made', catalog.models.served.SnapshotField(db_comment='what the statement saw that it was made of')),
                ('server', models.DateTimeField(db_comment='start of the server on which that was: elsewhere its snapshots mean nothing')),
            ],
        ),
        migrations.RunSQL(TABLES + PAGES, migrations.RunSQL.noop),
        migrations.RunSQL(ENDED + TRIGGERS, NO_TRIGGERS),
    ]
