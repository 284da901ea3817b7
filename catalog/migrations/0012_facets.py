"""Facets: one narrow row for each entity that is counted, and counts of each value, kept in the transaction of the write.

Triggers keep them, so that no writer can forget: what a viewer may not see must never be counted. Rows of what is there are made
here, about a minute for a million entities, and writers of entities wait for that long. Reversible.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION catalog_facet(field text, value text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT hashtextextended(field || ':' || value, 0) $$;
COMMENT ON FUNCTION catalog_facet IS 'Number of one value of one facet.';

CREATE FUNCTION catalog_facets_of(e catalog_entity) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY[catalog_facet('kind', e.kind), catalog_facet('type', e.type), catalog_facet('platform', e.platform),
    catalog_facet('owner', e.owner_ref), catalog_facet('owner_state', e.owner_state), catalog_facet('tier', e.tier::text),
    catalog_facet('lifecycle', e.lifecycle), catalog_facet('system', e.system_ref), catalog_facet('domain', e.domain_ref),
    catalog_facet('namespace', e.namespace), catalog_facet('existence', coalesce(e.existence_state, 'live'))]
    || ARRAY(SELECT DISTINCT catalog_facet('tag', tag) FROM unnest(e.tags) AS tag)
$$;

CREATE FUNCTION catalog_facets_of_health(level smallint, freshness text) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT ARRAY[catalog_facet('level', (ARRAY['none', 'bronze', 'silver', 'gold'])[coalesce(level, 0) + 1]),
    catalog_facet('freshness', coalesce(freshness, 'unknown'))] $$;

CREATE FUNCTION catalog_facets_learn(ids int[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO catalog_facetvalue (facet, field, value)
  SELECT g.facet, g.field, g.value FROM (SELECT DISTINCT catalog_facet(v.field, v.value) AS facet, v.field, v.value
    FROM unnest(ids) AS i(id) JOIN catalog_entity e ON e.id = i.id LEFT JOIN catalog_healthstate h ON h.entity_id = e.id
    CROSS JOIN LATERAL (
      SELECT * FROM (VALUES ('kind', e.kind), ('type', e.type), ('platform', e.platform), ('owner', e.owner_ref),
        ('owner_state', e.owner_state), ('tier', e.tier::text), ('lifecycle', e.lifecycle), ('system', e.system_ref),
        ('domain', e.domain_ref), ('namespace', e.namespace), ('existence', coalesce(e.existence_state, 'live')),
        ('level', (ARRAY['none', 'bronze', 'silver', 'gold'])[coalesce(h.level, 0) + 1]),
        ('freshness', coalesce(h.freshness, 'unknown'))) AS one(field, value)
      UNION ALL SELECT 'tag', tag FROM unnest(e.tags) AS tag) AS v
    WHERE v.value IS NOT NULL) AS g
  WHERE NOT EXISTS (SELECT 1 FROM catalog_facetvalue k WHERE k.facet = g.facet) ORDER BY g.facet
  ON CONFLICT DO NOTHING
$$;
COMMENT ON FUNCTION catalog_facets_learn IS 'Keep what the numbers of these entities stand for.';
"""

TRIGGERS = """
CREATE FUNCTION catalog_facets_document_made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM made) THEN
    PERFORM catalog_facets_learn(ARRAY(SELECT entity_id FROM made));
    INSERT INTO catalog_facetrow (entity_id, counted, restricted, facets)
    SELECT e.id, e.deleted_at IS NULL AND e.canonical_id IS NULL, e.restricted,
      catalog_facets_of_health(h.level, h.freshness) || catalog_facets_of(e)
    FROM made JOIN catalog_entity e ON e.id = made.entity_id LEFT JOIN catalog_healthstate h ON h.entity_id = e.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER searchdocument_makes_facets AFTER INSERT ON catalog_searchdocument REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_facets_document_made();

CREATE FUNCTION catalog_facets_document_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  DELETE FROM catalog_facetrow WHERE entity_id IN (SELECT entity_id FROM gone);
  RETURN NULL;
END $$;
CREATE TRIGGER searchdocument_ends_facets AFTER DELETE ON catalog_searchdocument REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_facets_document_gone();

CREATE FUNCTION catalog_facets_entity_changed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE ids int[]; BEGIN
  ids := ARRAY(SELECT n.id FROM after n JOIN before o ON o.id = n.id WHERE
    (n.kind, n.type, n.platform, n.owner_ref, n.owner_state, n.tier, n.lifecycle, n.system_ref, n.domain_ref, n.namespace,
     n.existence_state, n.tags, n.restricted, n.canonical_id, n.deleted_at) IS DISTINCT FROM
    (o.kind, o.type, o.platform, o.owner_ref, o.owner_state, o.tier, o.lifecycle, o.system_ref, o.domain_ref, o.namespace,
     o.existence_state, o.tags, o.restricted, o.canonical_id, o.deleted_at) ORDER BY n.id);
  IF ids <> '{}' THEN
    PERFORM 1 FROM catalog_facetrow WHERE entity_id = ANY(ids) ORDER BY entity_id FOR UPDATE;
    IF FOUND THEN
      PERFORM catalog_facets_learn(ids);
      UPDATE catalog_facetrow f SET counted = e.deleted_at IS NULL AND e.canonical_id IS NULL, restricted = e.restricted,
        facets = f.facets[1:2] || catalog_facets_of(e) FROM catalog_entity e WHERE e.id = f.entity_id AND f.entity_id = ANY(ids);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER entity_changes_facets AFTER UPDATE ON catalog_entity REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_facets_entity_changed();

CREATE FUNCTION catalog_facets_health_changed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE ids int[]; BEGIN
  ids := ARRAY(SELECT f.entity_id FROM after h JOIN catalog_facetrow f ON f.entity_id = h.entity_id
    WHERE f.facets[1:2] <> catalog_facets_of_health(h.level, h.freshness) ORDER BY f.entity_id FOR UPDATE OF f);
  IF ids <> '{}' THEN
    PERFORM catalog_facets_learn(ids);
    UPDATE catalog_facetrow f SET facets = catalog_facets_of_health(h.level, h.freshness) || f.facets[3:]
    FROM after h WHERE f.entity_id = h.entity_id AND f.entity_id = ANY(ids);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER healthstate_made_changes_facets AFTER INSERT ON catalog_healthstate REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_facets_health_changed();
CREATE TRIGGER healthstate_changes_facets AFTER UPDATE ON catalog_healthstate REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_facets_health_changed();

CREATE FUNCTION catalog_facets_health_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE catalog_facetrow f SET facets = catalog_facets_of_health(NULL, NULL) || f.facets[3:]
  WHERE f.entity_id IN (SELECT entity_id FROM gone) AND f.facets[1:2] <> catalog_facets_of_health(NULL, NULL);
  IF FOUND THEN
    PERFORM catalog_facets_learn(ARRAY(SELECT entity_id FROM gone));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER healthstate_ends_changes_facets AFTER DELETE ON catalog_healthstate REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_facets_health_gone();
"""

# Counts are appended and never changed, so that nobody who writes waits for anybody else.
COUNTS = """
CREATE FUNCTION catalog_facets_count() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO catalog_facetcount (facet, restricted, count)
    SELECT u.facet, n.restricted, count(*) FROM after n, unnest(n.facets) AS u(facet)
    WHERE n.counted AND u.facet IS NOT NULL GROUP BY 1, 2;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO catalog_facetcount (facet, restricted, count)
    SELECT u.facet, o.restricted, -count(*) FROM before o, unnest(o.facets) AS u(facet)
    WHERE o.counted AND u.facet IS NOT NULL GROUP BY 1, 2;
  ELSE
    INSERT INTO catalog_facetcount (facet, restricted, count)
    SELECT u.facet, r.restricted, sum(r.step) FROM (
      SELECT facets, restricted, 1 AS step FROM after WHERE counted UNION ALL
      SELECT facets, restricted, -1 FROM before WHERE counted) r, unnest(r.facets) AS u(facet)
    WHERE u.facet IS NOT NULL GROUP BY 1, 2 HAVING sum(r.step) <> 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER facetrow_made AFTER INSERT ON catalog_facetrow REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_facets_count();
CREATE TRIGGER facetrow_changed AFTER UPDATE ON catalog_facetrow REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_facets_count();
CREATE TRIGGER facetrow_gone AFTER DELETE ON catalog_facetrow REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION catalog_facets_count();
"""

FILL = """
LOCK TABLE catalog_entity, catalog_healthstate, catalog_searchdocument IN SHARE ROW EXCLUSIVE MODE;
SELECT catalog_facets_learn(ARRAY(SELECT entity_id FROM catalog_searchdocument));
INSERT INTO catalog_facetrow (entity_id, counted, restricted, facets)
SELECT e.id, e.deleted_at IS NULL AND e.canonical_id IS NULL, e.restricted,
  catalog_facets_of_health(h.level, h.freshness) || catalog_facets_of(e)
FROM catalog_searchdocument s JOIN catalog_entity e ON e.id = s.entity_id LEFT JOIN catalog_healthstate h ON h.entity_id = e.id
ORDER BY s.entity_id;
"""

DROP = """
DROP TRIGGER searchdocument_makes_facets ON catalog_searchdocument;
DROP TRIGGER searchdocument_ends_facets ON catalog_searchdocument;
DROP TRIGGER entity_changes_facets ON catalog_entity;
DROP TRIGGER healthstate_made_changes_facets ON catalog_healthstate;
DROP TRIGGER healthstate_changes_facets ON catalog_healthstate;
DROP TRIGGER healthstate_ends_changes_facets ON catalog_healthstate;
DROP FUNCTION catalog_facets_document_made, catalog_facets_document_gone, catalog_facets_entity_changed,
  catalog_facets_health_changed, catalog_facets_health_gone, catalog_facets_learn, catalog_facets_of(catalog_entity),
  catalog_facets_of_health, catalog_facet;
"""


class Migration(migrations.Migration):
    dependencies = [
        ('catalog', '0011_field_edits'),
    ]

    operations = [
        migrations.CreateModel(
            name='FacetValue',
            fields=[
                ('facet', models.BigIntegerField(db_comment='catalog_facet(field, value)', primary_key=True, serialize=False)),
                ('field', models.TextField(db_comment='catalog.answers.FacetField')),
                ('value', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='FacetRow',
            fields=[
                ('entity_id', models.IntegerField(primary_key=True, serialize=False)),
                ('counted', models.BooleanField(db_comment='neither deleted nor one with another')),
                ('restricted', models.BooleanField()),
                ('facets', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(null=True), db_comment='level, freshness, kind, type, platform, owner, owner_state, tier, lifecycle, system, domain, namespace, existence, then tags', size=None)),
            ],
        ),
        migrations.CreateModel(
            name='FacetCount',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('facet', models.BigIntegerField()),
                ('restricted', models.BooleanField(db_comment='of what is restricted, or of what everybody may see')),
                ('count', models.IntegerField(db_comment='to be added to what other rows say of the same')),
            ],
        ),
        migrations.RunSQL(FUNCTIONS, DROP),
        migrations.RunSQL(COUNTS, "DROP FUNCTION catalog_facets_count CASCADE"),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
        migrations.AddIndex('entity', models.Index(fields=['ref'], condition=models.Q(restricted=True), name='entity_restricted_refs')),
        migrations.AddIndex('searchdocument', django.contrib.postgres.indexes.GinIndex(condition=models.Q(popularity__gte=16), fields=['words'], name='searchdocument_used')),
        migrations.AddIndex('facetrow', django.contrib.postgres.indexes.GinIndex(fields=['facets'], name='facetrow_facets')),
    ]
