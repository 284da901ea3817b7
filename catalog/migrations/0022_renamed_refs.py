"""Who gets another ref, or another name, is noted as changed: columns in memory are also found by refs. No row is read or rewritten.
Reversible.
"""

from django.db import migrations

TRIGGER = """
CREATE FUNCTION catalog_fields_renamed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO catalog_fieldchange (entity_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER entity_renamed_changes_fields AFTER UPDATE OF ref, uid, descriptor_kind, namespace, name ON catalog_entity FOR EACH ROW
  WHEN ((OLD.ref, OLD.uid, OLD.descriptor_kind, OLD.namespace, OLD.name)
    IS DISTINCT FROM (NEW.ref, NEW.uid, NEW.descriptor_kind, NEW.namespace, NEW.name))
  EXECUTE FUNCTION catalog_fields_renamed();
"""
NO_TRIGGER = """
DROP TRIGGER entity_renamed_changes_fields ON catalog_entity;
DROP FUNCTION catalog_fields_renamed;
"""


class Migration(migrations.Migration):
    dependencies = [
        ('catalog', '0021_fewer_indexes'),
    ]

    operations = [migrations.RunSQL(TRIGGER, NO_TRIGGER)]
