from django.db import migrations


class Migration(migrations.Migration):
    """What was made for a slot is one of its versions; the word alone meant too much."""

    dependencies = [("records", "0031_flags_are_answered")]

    operations = [migrations.RenameModel("Notice", "NoticeVersion")]
