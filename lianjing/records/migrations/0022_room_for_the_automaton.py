"""A fingerprint of an automaton begins with its way of counting: 67 letters, which PostgreSQL refused in 64."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0021_lit_charts")]

    operations = [
        migrations.AlterField(
            model_name="powerversion",
            name="automaton",
            field=models.CharField(blank=True, max_length=80),
        ),
    ]
