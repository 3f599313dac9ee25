from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0041_exceptions_need_their_flag"),
    ]

    operations = [
        migrations.AddField(
            model_name="linkdecision",
            name="school_code",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="linkdecision", name="link_once"),
        migrations.AddConstraint(
            model_name="linkdecision",
            constraint=models.UniqueConstraint(
                fields=("kind", "school_code", "left_id", "right_id"), name="link_once"
            ),
        ),
    ]
