"""When an answer to a question was sent back: the unit owes another by new days, and the review of the first was made."""

from django.db import migrations, models
from django.db.models import F


def forwards(apps, schema_editor):
    """Say it of the questions whose answer lies back with the unit: since it moved there, or, lapsed, since the answer."""
    rows = apps.get_model("records", "RedFlag")._base_manager.exclude(answered_at=None)
    rows.filter(state="self_check").update(returned_at=F("moved_at"))
    rows.filter(state="overdue").update(returned_at=F("answered_at"))


class Migration(migrations.Migration):
    dependencies = [("records", "0046_a_refusal_is_of_integrity")]

    operations = [
        migrations.AddField("redflag", "returned_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
