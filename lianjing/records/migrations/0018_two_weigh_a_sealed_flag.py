"""Two people weigh a sealed flag: the step that one signed, until the other does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0017_model_suspensions")]
    operations = [
        migrations.AddField(
            model_name="redflag",
            name="weighing",
            field=models.JSONField(default=dict),
        ),
    ]
