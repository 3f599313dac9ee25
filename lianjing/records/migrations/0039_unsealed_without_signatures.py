"""Questions that were unsealed kept the signatures of the unsealing, and could not be reviewed for it."""

from django.db import migrations


def clear(apps, schema_editor):
    """Take the signatures, and the name of whoever signed first, off questions that stand open to the school."""
    for flag in apps.get_model("records", "RedFlag")._base_manager.filter(sealed=False).iterator(chunk_size=500):
        if flag.weighing.get("step") == "unseal":
            flag.weighing, flag.reviewed_by = {}, None
            flag.save(update_fields=["weighing", "reviewed_by"])


class Migration(migrations.Migration):
    dependencies = [("records", "0038_hands_in_a_notice")]
    operations = [migrations.RunPython(clear, migrations.RunPython.noop)]
