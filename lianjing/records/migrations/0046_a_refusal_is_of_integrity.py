"""What the triggers refuse is an error of integrity on PostgreSQL as well, as SQLite has it.

Whoever places leaves at the same moment as another is refused by the trigger, or by a unique index: one kind of error
says both, and the caller leaves the work to the other (`lianjing.jobs.public_log.keep`).
"""

import importlib

from django.db import migrations

_BEFORE = ("0002_journal_is_append_only", "0024_public_log")
_MADE, _REPLACED = "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
_PLAIN, _OF_INTEGRITY = "is append-only';", "is append-only' USING ERRCODE = 'integrity_constraint_violation';"


def _functions():
    """Yield the functions as the earlier migrations made them: their words are said in one place."""
    for name in _BEFORE:
        statements = importlib.import_module(f"lianjing.records.migrations.{name}")._POSTGRESQL
        yield from (one.replace(_MADE, _REPLACED) for one in statements if one.startswith(_MADE))


def _replace(schema_editor, said):
    if schema_editor.connection.vendor == "postgresql":
        for function in _functions():
            schema_editor.execute(function.replace(_PLAIN, said))


def forwards(apps, schema_editor):
    _replace(schema_editor, _OF_INTEGRITY)


def backwards(apps, schema_editor):
    _replace(schema_editor, _PLAIN)


class Migration(migrations.Migration):
    dependencies = [("records", "0045_days_to_confirm")]

    operations = [migrations.RunPython(forwards, backwards)]
