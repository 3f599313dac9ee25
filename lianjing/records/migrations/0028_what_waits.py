"""What waits since when and until when; when a recusal was settled, and the clock that it stopped goes on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0027_directives")]

    operations = [
        migrations.AddField(
            model_name="recusal",
            name="settled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=40)),
                ("record_id", models.BigIntegerField()),
                ("machine", models.CharField(max_length=40)),
                ("state", models.CharField(max_length=20)),
                ("path", models.CharField(max_length=120)),
                ("sealed", models.BooleanField(default=False)),
                ("since", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("called", models.SmallIntegerField(default=0)),
                ("called_at", models.DateTimeField(blank=True, null=True)),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="called",
                        to="records.post",
                    ),
                ),
            ],
            options={
                "ordering": ["due_at", "id"],
                "indexes": [models.Index(fields=["machine", "state"], name="waiting_in_state")],
                "constraints": [models.UniqueConstraint(fields=("table", "record_id"), name="waiting_once")],
            },
        ),
    ]
