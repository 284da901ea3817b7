"""Indexes of the evidence that ceased, for comparisons of now with an instant. Made beside the table while events are applied (seven
million lines of evidence: seconds), so the steps are transactions of their own. Reversible.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

CEASED = models.Q(superseded_at__isnull=False)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("lineage", "0017_columns_from_sql")]

    operations = [
        AddIndexConcurrently("edgeevidence", models.Index(fields=["source_id"], condition=CEASED, name="edgeevidence_ceased_down")),
        AddIndexConcurrently("edgeevidence", models.Index(fields=["target_id"], condition=CEASED, name="edgeevidence_ceased_up")),
    ]
