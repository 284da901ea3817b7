"""Who was called so before is found by an index of former refs alone, which are few. No row is read or rewritten but for the index,
which is made beside ongoing writes. Reversible."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('catalog', '0024_visibility_changes'),
    ]

    operations = [
        AddIndexConcurrently('alias', models.Index(condition=models.Q(('scheme', 'ref')), fields=['key'], name='alias_former_refs')),
    ]
