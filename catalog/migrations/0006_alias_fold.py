"""Names by their folded form, and those without one. Built while others read and write; reversible: the indexes are dropped.

An interrupted build leaves an invalid index: drop it and migrate again.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('catalog', '0005_identity_decisions'),
    ]

    operations = [
        # On millions of names it takes longer than a page may.
        migrations.RunSQL('SET statement_timeout = 0', 'RESET statement_timeout'),
        AddIndexConcurrently('alias', models.Index(condition=models.Q(('fold__isnull', False)), fields=['fold', 'entity'], name='alias_fold')),
        AddIndexConcurrently('alias', models.Index(condition=models.Q(('fold__isnull', True), ('scheme__in', ['openlineage.dataset', 'openlineage.job'])), fields=['id'], name='alias_without_fold')),
        migrations.RunSQL('RESET statement_timeout', 'SET statement_timeout = 0'),
    ]
