"""Everybody who changed a notice before it was sent: whoever touched it last had taken the place of whoever wrote it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0037_papers_by_print")]

    operations = [migrations.AddField(model_name="noticeversion", name="hands", field=models.JSONField(default=list))]
