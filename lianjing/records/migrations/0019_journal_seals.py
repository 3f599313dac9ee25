"""An entry about what was sealed is sealed itself. SQLite builds the table anew for it, and the guards with it."""

import importlib

from django.db import migrations, models

_GUARDS = importlib.import_module("lianjing.records.migrations.0002_journal_is_append_only")


def guard_again(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        _GUARDS.forwards(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("records", "0018_two_weigh_a_sealed_flag")]
    operations = [
        migrations.AddField(
            model_name="journalentry",
            name="sealed",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
