import django.db.models.deletion
import lianjing.records.choices
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("records", "0006_past_places")]

    operations = [
        migrations.CreateModel(
            name='EdgeChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=5)),
                ('kind', models.CharField(choices=lianjing.records.choices.edge_kinds, max_length=10)),
                ('counts_from', models.DateField()),
                ('reason', models.TextField()),
                ('state', models.CharField(default='proposed', max_length=20)),
                ('proposed_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_reason', models.TextField(blank=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='edges_decided', to='records.person')),
                ('edge', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='records.edge')),
                ('object', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes_as_object', to='records.org')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='edges_proposed', to='records.person')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes_as_subject', to='records.org')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
    ]
