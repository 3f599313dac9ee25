from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("records", "0007_edge_changes")]

    operations = [
        migrations.AddField(
            model_name='draw',
            name='announced_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='draw',
            name='inputs_sha256',
            field=models.CharField(default='', max_length=64),
        ),
        migrations.AlterField(
            model_name='draw',
            name='drawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='draw',
            name='pairs',
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name='draw',
            name='seed',
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
