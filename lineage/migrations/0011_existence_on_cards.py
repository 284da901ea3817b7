"""What is gone already is marked on its card, and judged by health. As many rows as are gone. Reversible: nothing to undo."""

from django.db import migrations

MARK = """
UPDATE catalog_entity e SET existence_state = CASE g.change WHEN 5 THEN 'renamed' ELSE 'dropped' END, gone_at = g.at
FROM lineage_gonedataset g WHERE e.id = g.dataset_id
"""


class Migration(migrations.Migration):
    dependencies = [("lineage", "0010_control_flow_and_lifecycle"), ("catalog", "0008_existence")]

    operations = [
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
        migrations.RunSQL(
            "INSERT INTO catalog_healthrequest (entity_id) SELECT dataset_id FROM lineage_gonedataset",
            migrations.RunSQL.noop,
        ),
    ]
