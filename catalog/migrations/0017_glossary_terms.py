"""Terms of the glossary that entities have, counted as tags are.

A column with a default in the database: no row is rewritten. Its index is made beside ongoing writes. Facets of what is there
stay as they are, since nothing has a term yet. Reversible.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

# The functions of 0012_facets.py that name the columns of a facet, with `{...}` where terms come in.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION catalog_facets_of(e catalog_entity) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY[catalog_facet('kind', e.kind), catalog_facet('type', e.type), catalog_facet('platform', e.platform),
    catalog_facet('owner', e.owner_ref), catalog_facet('owner_state', e.owner_state), catalog_facet('tier', e.tier::text),
    catalog_facet('lifecycle', e.lifecycle), catalog_facet('system', e.system_ref), catalog_facet('domain', e.domain_ref),
    catalog_facet('namespace', e.namespace), catalog_facet('existence', coalesce(e.existence_state, 'live'))]
    || ARRAY(SELECT DISTINCT catalog_facet('tag', tag) FROM unnest(e.tags) AS tag){facets}
$$;

CREATE OR REPLACE FUNCTION catalog_facets_learn(ids int[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO catalog_facetvalue (facet, field, value)
  SELECT g.facet, g.field, g.value FROM (SELECT DISTINCT catalog_facet(v.field, v.value) AS facet, v.field, v.value
    FROM unnest(ids) AS i(id) JOIN catalog_entity e ON e.id = i.id LEFT JOIN catalog_healthstate h ON h.entity_id = e.id
    CROSS JOIN LATERAL (
      SELECT * FROM (VALUES ('kind', e.kind), ('type', e.type), ('platform', e.platform), ('owner', e.owner_ref),
        ('owner_state', e.owner_state), ('tier', e.tier::text), ('lifecycle', e.lifecycle), ('system', e.system_ref),
        ('domain', e.domain_ref), ('namespace', e.namespace), ('existence', coalesce(e.existence_state, 'live')),
        ('level', (ARRAY['none', 'bronze', 'silver', 'gold'])[coalesce(h.level, 0) + 1]),
        ('freshness', coalesce(h.freshness, 'unknown'))) AS one(field, value)
      UNION ALL SELECT 'tag', tag FROM unnest(e.tags) AS tag{values}) AS v
    WHERE v.value IS NOT NULL) AS g
  WHERE NOT EXISTS (SELECT 1 FROM catalog_facetvalue k WHERE k.facet = g.facet) ORDER BY g.facet
  ON CONFLICT DO NOTHING
$$;

CREATE OR REPLACE FUNCTION catalog_facets_entity_changed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE ids int[]; BEGIN
  ids := ARRAY(SELECT n.id FROM after n JOIN before o ON o.id = n.id WHERE
    (n.kind, n.type, n.platform, n.owner_ref, n.owner_state, n.tier, n.lifecycle, n.system_ref, n.domain_ref, n.namespace,
     n.existence_state, n.tags, n.restricted, n.canonical_id, n.deleted_at{new}) IS DISTINCT FROM
    (o.kind, o.type, o.platform, o.owner_ref, o.owner_state, o.tier, o.lifecycle, o.system_ref, o.domain_ref, o.namespace,
     o.existence_state, o.tags, o.restricted, o.canonical_id, o.deleted_at{old}) ORDER BY n.id);
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
WITH_TERMS = FUNCTIONS.format(
    facets="\n    || ARRAY(SELECT DISTINCT catalog_facet('term', term) FROM unnest(e.glossary_terms) AS term)",
    values="\n      UNION ALL SELECT 'term', term FROM unnest(e.glossary_terms) AS term",
    new=", n.glossary_terms",
    old=", o.glossary_terms",
)
WITHOUT_TERMS = FUNCTIONS.format(facets="", values="", new="", old="")
# Rows and counts of what has terms, without them: while the functions still know them.
FORGET = """
UPDATE catalog_entity SET glossary_terms = '{}' WHERE glossary_terms <> '{}';
DELETE FROM catalog_fieldedit WHERE starts_with(path, 'spec.glossaryTerms.');
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('catalog', '0016_served_texts'),
    ]

    operations = [
        migrations.RunSQL('SET statement_timeout = 0', 'RESET statement_timeout'),
        migrations.AddField(
            model_name='entity',
            name='glossary_terms',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), db_comment='refs, sorted', db_default=[], default=list, size=None),
        ),
        migrations.AlterField(
            model_name='facetrow',
            name='facets',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(null=True), db_comment='level, freshness, kind, type, platform, owner, owner_state, tier, lifecycle, system, domain, namespace, existence, then tags and terms of the glossary', size=None),
        ),
        AddIndexConcurrently('entity', django.contrib.postgres.indexes.GinIndex(fields=['glossary_terms'], name='entity_glossary_terms')),
        migrations.RunSQL(WITH_TERMS, WITHOUT_TERMS),
        migrations.RunSQL(migrations.RunSQL.noop, FORGET),
        migrations.RunSQL('RESET statement_timeout', 'SET statement_timeout = 0'),
    ]
