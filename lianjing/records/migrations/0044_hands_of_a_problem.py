from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0043_work_for_one_person'),
    ]

    operations = [
        migrations.AddField(
            model_name='problem',
            name='kept_away',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='problem',
            name='challenges',
            field=models.JSONField(default=list),
        ),
    ]
