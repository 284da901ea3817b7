"""Claims by the address they were read from, up to its first 500 characters. No row is rewritten. Reversible: the index goes."""

from django.db import migrations, models
from django.db.models.functions import Collate, Left


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0013_descriptor_state'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(Collate(Left('url', 500), 'C'), condition=models.Q(('url__isnull', False)), name='claim_by_url'),
        ),
    ]
