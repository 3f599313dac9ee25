"""An exception names the question it was asked of: whom that is about, or kept from, does not find it."""

import django.db.models.deletion
from django.db import migrations, models


def find(apps, schema_editor):
    """Give each exception the question of its model and unit that it was asked of; of one emptied since, the latest."""
    flags = apps.get_model("records", "RedFlag")._base_manager
    for exception in apps.get_model("records", "ModelException")._base_manager.all():
        asked = list(flags.filter(org=exception.org_id, code=exception.code).order_by("-id"))
        same = [flag for flag in asked if flag.facts.get("subject") == exception.subject]
        exception.flag = (same or asked)[0]
        exception.save(update_fields=["flag"])


class Migration(migrations.Migration):
    dependencies = [("records", "0039_unsealed_without_signatures")]
    operations = [
        migrations.AddField(
            "modelexception",
            "flag",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exceptions",
                to="records.redflag",
            ),
        ),
        migrations.AddField("modelexception", "of_table", models.CharField(default="redflag", max_length=40)),
        migrations.RunPython(find, migrations.RunPython.noop),
    ]
