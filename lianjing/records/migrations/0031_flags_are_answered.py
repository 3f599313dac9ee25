"""A flag's answer and its papers, its end in a form others read, its clocks, danger to a child, questions alike."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Coalesce


def outcomes_of_before(apps, schema_editor):
    """Give ends of before their outcome, and waiting flags the moment from which their clocks count."""
    flags = apps.get_model("records", "RedFlag")._base_manager
    flags.update(moved_at=Coalesce(F("closed_at"), F("answered_at"), F("asked_at"), F("raised_at")))
    for flag in flags.filter(state="to_rectify"):
        step, _, basis = flag.review.partition("\n")
        flag.outcome = {"item": "", "step": "", "flow_step": step, "basis": basis}
        flag.save(update_fields=["outcome"])


class Migration(migrations.Migration):
    dependencies = [("records", "0030_rectifications_and_problems")]
    operations = [
        migrations.AddField("redflag", "alike", models.CharField(blank=True, max_length=100)),
        migrations.AddField("redflag", "answer_kind", models.CharField(blank=True, max_length=10)),
        migrations.AddField("redflag", "called", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("redflag", "danger", models.CharField(blank=True, max_length=20)),
        migrations.AddField("redflag", "late", models.BooleanField(default=False)),
        migrations.AddField("redflag", "moved_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("redflag", "outcome", models.JSONField(default=dict)),
        migrations.AddIndex("redflag", models.Index(fields=["org", "alike", "state"], name="flag_alike")),
        migrations.CreateModel(
            name="FlagPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("sha256", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=10)),
                ("size", models.IntegerField()),
                ("sealed_file", models.BinaryField()),
                ("added_at", models.DateTimeField()),
                (
                    "flag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="papers", to="records.redflag"
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.RunPython(outcomes_of_before, migrations.RunPython.noop),
    ]
