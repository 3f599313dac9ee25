import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("records", "0005_coverage_cells")]

    operations = [
        migrations.CreateModel(
            name='OrgPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=120)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField()),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='records.org')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='former_children', to='records.org')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='place_ends_after_start'), models.UniqueConstraint(fields=('org', 'valid_from'), name='place_once')],
            },
        ),
    ]
