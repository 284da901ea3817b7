"""Where a Location leads to, also while its claim is planned or taken back. A column with a constant default: no row is rewritten."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('catalog', '0022_renamed_refs'),
    ]

    operations = [
        migrations.AddField(
            model_name='syncchange',
            name='leads_to',
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(),
                db_comment='of the claim that is made or removed, as Claim.leads_to',
                db_default=[],
                default=list,
                size=None,
            ),
        ),
    ]
