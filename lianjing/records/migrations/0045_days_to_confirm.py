"""Until when a colleague who was named for a step is asked whether they took part; of older ones it is not known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0044_hands_of_a_problem")]

    operations = [
        migrations.AddField(
            model_name="matterhand",
            name="due_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
