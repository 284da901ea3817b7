"""Finished texts are of what everybody may see, so they serve every viewer but those who may see more; what everybody may see changes,
and that is noted. Texts are forgotten, both ways, and made anew by who asks; no other row is read or written. Reversible.

Triggers note changes, so that no writer can forget. One who refers to an entity while another restricts it does not see the other's
change, nor is he seen: so who refers to it is looked up when a text is read, and not when the change is made.
"""

from django.db import migrations, models

import catalog.models.served

# Plans that are kept go by a table's size when they were made: see 0016.
TABLE = """
ALTER TABLE catalog_visibilitychange ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
ALTER TABLE catalog_visibilitychange SET (vacuum_truncate = false);
INSERT INTO catalog_visibilitychange (ref) SELECT repeat('-', 100) FROM generate_series(1, 1000);
DELETE FROM catalog_visibilitychange;
"""

# Whose text may name who has this ref: themselves, those that refer to it (also by a former ref, also as an owner that lost), and
# those that it refers to. Owners are teams and people; evidence has no index of them. One SELECT, so that PostgreSQL puts it into
# the statement that asks: of a single entity each part is then asked by its id.
NAMING = """
CREATE FUNCTION catalog_naming(named text) RETURNS TABLE (entity_id int) LANGUAGE sql STABLE AS $$
  SELECT e.id FROM catalog_entity e WHERE e.ref = named
  UNION ALL
  SELECT r.entity_id FROM catalog_relation r WHERE r.target_ref = named
  UNION ALL
  SELECT r.entity_id FROM catalog_entity e JOIN catalog_alias a ON a.entity_id = e.id AND a.scheme = 'ref'
    JOIN catalog_relation r ON r.target_ref = a.key WHERE e.ref = named
  UNION ALL
  SELECT v.entity_id FROM catalog_ownershipevidence v WHERE named ~ '^(group|user):' AND (v.owner_ref = named OR v.owner_ref IN
    (SELECT a.key FROM catalog_entity e JOIN catalog_alias a ON a.entity_id = e.id AND a.scheme = 'ref' WHERE e.ref = named))
  UNION ALL
  SELECT t.id FROM catalog_entity e JOIN catalog_relation r ON r.entity_id = e.id JOIN catalog_entity t ON t.ref = r.target_ref
    WHERE e.ref = named
$$;
"""
NO_NAMING = 'DROP FUNCTION catalog_naming;'

TRIGGERS = """
CREATE FUNCTION catalog_visibility_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO catalog_visibilitychange (ref) SELECT ref FROM after WHERE restricted;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO catalog_visibilitychange (ref) SELECT ref FROM before WHERE restricted;
  ELSE
    INSERT INTO catalog_visibilitychange (ref) SELECT DISTINCT ref FROM (
      (SELECT id, ref, namespace, name, descriptor_kind FROM after WHERE restricted
        EXCEPT SELECT id, ref, namespace, name, descriptor_kind FROM before WHERE restricted)
      UNION ALL
      (SELECT id, ref, namespace, name, descriptor_kind FROM before WHERE restricted
        EXCEPT SELECT id, ref, namespace, name, descriptor_kind FROM after WHERE restricted)) changed;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER entity_made_changes_visibility AFTER INSERT ON catalog_entity REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_visibility_changed();
CREATE TRIGGER entity_changes_visibility AFTER UPDATE ON catalog_entity REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_visibility_changed();
CREATE TRIGGER entity_ended_changes_visibility AFTER DELETE ON catalog_entity REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_visibility_changed();

CREATE FUNCTION catalog_former_refs_changed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE ids int[]; BEGIN
  ids := ARRAY(SELECT r.entity_id FROM changed a JOIN catalog_relation r ON r.target_ref = a.key WHERE a.scheme = 'ref');
  INSERT INTO catalog_servedchange (ref) SELECT ref FROM catalog_entity WHERE id = ANY(ids);
  INSERT INTO catalog_fieldchange (entity_id) SELECT unnest(ids);
  INSERT INTO catalog_visibilitychange (ref) SELECT e.ref FROM changed a JOIN catalog_entity e ON e.id = a.entity_id
    WHERE a.scheme = 'ref' AND e.restricted;
  RETURN NULL;
END $$;
CREATE TRIGGER former_ref_made_changes_visibility AFTER INSERT ON catalog_alias REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_former_refs_changed();
CREATE TRIGGER former_ref_was_changes_visibility AFTER UPDATE ON catalog_alias REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_former_refs_changed();
CREATE TRIGGER former_ref_is_changes_visibility AFTER UPDATE ON catalog_alias REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_former_refs_changed();
CREATE TRIGGER former_ref_ended_changes_visibility AFTER DELETE ON catalog_alias REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_former_refs_changed();

CREATE FUNCTION catalog_evidence_changed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE ids int[]; BEGIN
  IF EXISTS (SELECT 1 FROM catalog_entity WHERE restricted) THEN
    ids := ARRAY(SELECT c.entity_id FROM changed c JOIN catalog_entity e ON e.ref = c.owner_ref WHERE e.restricted
      UNION SELECT c.entity_id FROM changed c JOIN catalog_alias a ON a.scheme = 'ref' AND a.key = c.owner_ref
        JOIN catalog_entity e ON e.id = a.entity_id WHERE e.restricted);
    INSERT INTO catalog_servedchange (ref) SELECT ref FROM catalog_entity WHERE id = ANY(ids);
    INSERT INTO catalog_fieldchange (entity_id) SELECT unnest(ids);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER evidence_made_changes_visibility AFTER INSERT ON catalog_ownershipevidence REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_evidence_changed();
CREATE TRIGGER evidence_was_changes_visibility AFTER UPDATE ON catalog_ownershipevidence REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_evidence_changed();
CREATE TRIGGER evidence_is_changes_visibility AFTER UPDATE ON catalog_ownershipevidence REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_evidence_changed();
CREATE TRIGGER evidence_ended_changes_visibility AFTER DELETE ON catalog_ownershipevidence REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_evidence_changed();
"""
NO_TRIGGERS = """
DROP TRIGGER evidence_ended_changes_visibility ON catalog_ownershipevidence;
DROP TRIGGER evidence_is_changes_visibility ON catalog_ownershipevidence;
DROP TRIGGER evidence_was_changes_visibility ON catalog_ownershipevidence;
DROP TRIGGER evidence_made_changes_visibility ON catalog_ownershipevidence;
DROP TRIGGER former_ref_ended_changes_visibility ON catalog_alias;
DROP TRIGGER former_ref_is_changes_visibility ON catalog_alias;
DROP TRIGGER former_ref_was_changes_visibility ON catalog_alias;
DROP TRIGGER former_ref_made_changes_visibility ON catalog_alias;
DROP TRIGGER entity_ended_changes_visibility ON catalog_entity;
DROP TRIGGER entity_changes_visibility ON catalog_entity;
DROP TRIGGER entity_made_changes_visibility ON catalog_entity;
DROP FUNCTION catalog_evidence_changed, catalog_former_refs_changed, catalog_visibility_changed;
"""
NO_TEXTS = 'TRUNCATE catalog_servedtext'


class Migration(migrations.Migration):
    dependencies = [
        ('catalog', '0023_planned_targets'),
    ]

    operations = [
        migrations.CreateModel(
            name='VisibilityChange',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('ref', models.TextField()),
                ('xid', catalog.models.served.TransactionField(db_comment='who changed it')),
            ],
            options={'indexes': [models.Index(fields=['xid'], name='visibilitychange_since')]},
        ),
        migrations.RunSQL(TABLE, migrations.RunSQL.noop),
        migrations.RunSQL(NAMING, NO_NAMING),
        migrations.RunSQL(TRIGGERS + NO_TEXTS, NO_TRIGGERS + NO_TEXTS),
    ]
