"""The built-in sources: what people decide, and what Headwater infers.

Reversible: they are removed.
"""

from django.db import migrations

INSERT = """
INSERT INTO catalog_source (uid, key, title, kind, config, precedence, trusted_for_owners, paused, version)
VALUES (gen_random_uuid(), 'people', 'People', 'people', '{}', 1000, true, false, 1),
  (gen_random_uuid(), 'headwater', 'Headwater', 'headwater', '{}', 0, true, false, 1) ON CONFLICT (key) DO NOTHING
"""
DELETE = """
DELETE FROM catalog_ownershipevidence WHERE source_id = (SELECT id FROM catalog_source WHERE key = 'headwater');
DELETE FROM catalog_source WHERE key IN ('people', 'headwater');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0002_owners_and_health'),
    ]

    operations = [
        migrations.RunSQL(sql=INSERT, reverse_sql=DELETE),
    ]
