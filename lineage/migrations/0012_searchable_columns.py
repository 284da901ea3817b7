"""The columns that are known already can be searched for. One statement: some seconds for 100,000 datasets. Reversible."""

from django.db import migrations

FILL = """
INSERT INTO catalog_searchcolumns (entity_id, digest, paths)
SELECT v.dataset_id, v.digest, ARRAY(SELECT c.value ->> 'path' FROM jsonb_array_elements(b.columns) WITH ORDINALITY AS c(value, place)
  ORDER BY c.place LIMIT 1000)
FROM (SELECT DISTINCT ON (dataset_id) dataset_id, digest FROM lineage_schemaversion
  ORDER BY dataset_id, last_at DESC, last_rank DESC, digest DESC) v
JOIN lineage_schemabody b ON b.digest = v.digest JOIN catalog_entity e ON e.id = v.dataset_id
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("lineage", "0011_existence_on_cards"), ("catalog", "0009_search")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
