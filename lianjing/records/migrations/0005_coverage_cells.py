import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("records", "0004_post_rank_and_seats")]

    operations = [
        migrations.AddField(
            model_name='coveragerun',
            name='stale_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='CoverageCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(max_length=4)),
                ('steps', models.IntegerField()),
                ('covered', models.IntegerField()),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coverage_cells', to='records.org')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cells', to='records.coveragerun')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('run', 'org', 'area'), name='coverage_cell_once'), models.CheckConstraint(condition=models.Q(('covered__lte', models.F('steps'))), name='cell_covers_its_steps')],
            },
        ),
    ]
