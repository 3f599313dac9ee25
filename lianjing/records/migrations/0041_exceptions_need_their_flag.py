"""No exception is without its question."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0040_exceptions_name_their_flag")]
    operations = [
        migrations.AlterField(
            "modelexception",
            "flag",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="exceptions", to="records.redflag"
            ),
        ),
    ]
