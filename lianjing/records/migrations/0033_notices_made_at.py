"""When a notice was made: what came after it is told of the next day."""

from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("records", "0032_notice_versions")]

    operations = [
        migrations.AddField(
            model_name="outgoingnotice",
            name="made_at",
            field=models.DateTimeField(default=timezone.now),
            preserve_default=False,
        ),
    ]
