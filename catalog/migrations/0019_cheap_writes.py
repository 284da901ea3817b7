"""Writes of many entities: what an UPDATE changed is found by comparing whole rows. A join was planned once for a connection, by
the first statement, which often touches no row: then every later one of some hundred rows was compared with each of them.

No index on the ids of fields any more: nothing asks for a field by its number. No row is read or rewritten. Reversible: the index
is made beside ongoing writes.
"""

from django.db import migrations

COLUMNS = (
    "kind, type, platform, owner_ref, owner_state, tier, lifecycle, system_ref, domain_ref, namespace, existence_state, tags, "
    "restricted, canonical_id, deleted_at, glossary_terms"
)


def _joined(columns: str) -> str:
    new, old = (", ".join(f"{row}.{name}" for name in columns.split(", ")) for row in "no")
    return f"SELECT n.id FROM after n JOIN before o ON o.id = n.id WHERE ({new}) IS DISTINCT FROM ({old})"


def _compared(columns: str) -> str:
    return f"SELECT id FROM (SELECT id, {columns} FROM after EXCEPT SELECT id, {columns} FROM before) AS changed"


FACETS = """
CREATE OR REPLACE FUNCTION catalog_facets_entity_changed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE ids int[]; BEGIN
  ids := ARRAY({changed} ORDER BY 1);
  IF ids <> '{{}}' THEN
    PERFORM 1 FROM catalog_facetrow WHERE entity_id = ANY(ids) ORDER BY entity_id FOR UPDATE;
    IF FOUND THEN
      PERFORM catalog_facets_learn(ids);
      UPDATE catalog_facetrow f SET counted = e.deleted_at IS NULL AND e.canonical_id IS NULL, restricted = e.restricted,
        facets = f.facets[1:2] || catalog_facets_of(e) FROM catalog_entity e WHERE e.id = f.entity_id AND f.entity_id = ANY(ids);
    END IF;
  END IF;
  RETURN NULL;
END $$;
"""

TEXTS = """
CREATE OR REPLACE FUNCTION catalog_served_entity_changed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE ids int[]; BEGIN
  ids := ARRAY({changed});
  IF ids <> '{{}}' THEN
    INSERT INTO catalog_servedchange (ref) SELECT ref FROM after WHERE id = ANY(ids)
    UNION SELECT ref FROM before WHERE id = ANY(ids)
    UNION SELECT target_ref FROM catalog_relation WHERE entity_id = ANY(ids);
  END IF;
  RETURN NULL;
END $$;
"""
SERVED = "ref, uid, deleted_at"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('catalog', '0018_field_changes'),
    ]

    operations = [
        migrations.RunSQL(FACETS.format(changed=_compared(COLUMNS)), FACETS.format(changed=_joined(COLUMNS))),
        migrations.RunSQL(TEXTS.format(changed=_compared(SERVED)), TEXTS.format(changed=_joined(SERVED))),
        migrations.RunSQL(
            'ALTER TABLE catalog_descriptorfield DROP CONSTRAINT catalog_descriptorfield_pkey',
            [
                'SET statement_timeout = 0',
                'CREATE UNIQUE INDEX CONCURRENTLY catalog_descriptorfield_pkey ON catalog_descriptorfield (id)',
                'ALTER TABLE catalog_descriptorfield ADD CONSTRAINT catalog_descriptorfield_pkey '
                'PRIMARY KEY USING INDEX catalog_descriptorfield_pkey',
                'RESET statement_timeout',
            ],
        ),
    ]
