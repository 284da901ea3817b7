"""The two built-in sources: what people decide, and what Headwater concludes by itself. Reversible: they are removed."""

from django.db import migrations

ADD = """
INSERT INTO catalog_source (uid, key, title, kind, config, precedence, trusted_for_owners, paused, version)
VALUES (gen_random_uuid(), 'people', 'People', 'people', '{}', 1000, true, false, 1),
  (gen_random_uuid(), 'headwater', 'Headwater', 'headwater', '{}', 0, false, false, 1)
ON CONFLICT (key) DO NOTHING;
"""
REMOVE = "DELETE FROM catalog_source WHERE key IN ('people', 'headwater');"


class Migration(migrations.Migration):

    dependencies = [("catalog", "0002_owners_and_health")]

    operations = [migrations.RunSQL(sql=ADD, reverse_sql=REMOVE)]
