"""Indexes of the evidence that ceased, for comparisons of now with an instant. Made beside the table while events are applied (seven
million lines of evidence: seconds), so the steps are transactions of their own. Reversible.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


def ceased(name, end):
    return models.Index(fields=[end, "basis"], condition=models.Q(superseded_at__isnull=False), name=name)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("lineage", "0017_columns_from_sql")]

    operations = [
        AddIndexConcurrently("edgeevidence", ceased("edgeevidence_ceased_down", "source_id")),
        AddIndexConcurrently("edgeevidence", ceased("edgeevidence_ceased_up", "target_id")),
    ]
