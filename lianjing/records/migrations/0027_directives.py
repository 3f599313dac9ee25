"""Directives with their moves and calls, values typed by hand, and notices on their way out."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0026_disclosures'),
    ]

    operations = [
        migrations.CreateModel(
            name='Directive',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=120)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('kind', models.CharField(default='general', max_length=12)),
                ('topic', models.CharField(default='other', max_length=12)),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField()),
                ('basis', models.CharField(blank=True, max_length=300)),
                ('power', models.CharField(blank=True, max_length=12)),
                ('subject_table', models.CharField(blank=True, max_length=40)),
                ('subject_id', models.BigIntegerField(blank=True, null=True)),
                ('asked_values', models.IntegerField(default=0)),
                ('filled_by', models.CharField(default='principal', max_length=24)),
                ('due_on', models.DateField()),
                ('state', models.CharField(default='drafted', max_length=20)),
                ('level', models.SmallIntegerField(default=0)),
                ('waits_since', models.DateTimeField()),
                ('waits_until', models.DateTimeField()),
                ('drafted_at', models.DateTimeField()),
                ('issued_at', models.DateTimeField(blank=True, null=True)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('signed_by_silence', models.BooleanField(default=False)),
                ('replied_at', models.DateTimeField(blank=True, null=True)),
                ('reply', models.TextField(blank=True)),
                ('reply_table', models.CharField(blank=True, max_length=40)),
                ('reply_id', models.BigIntegerField(blank=True, null=True)),
                ('missing', models.JSONField(default=list)),
                ('not_twin', models.TextField(blank=True)),
                ('allowed', models.TextField(blank=True)),
                ('contest_ground', models.CharField(blank=True, max_length=12)),
                ('contest_words', models.TextField(blank=True)),
                ('contested_at', models.DateTimeField(blank=True, null=True)),
                ('decided', models.TextField(blank=True)),
                ('accepted_by_silence', models.BooleanField(default=False)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('contest_twin', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contested', to='records.directive')),
                ('decider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directives_decided', to='records.post')),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='directives_issued', to='records.post')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='directives', to='records.org')),
                ('receiver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directives_received', to='records.post')),
                ('twin', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='twins', to='records.directive')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='DirectiveCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of_table', models.CharField(default='directive', max_length=40)),
                ('level', models.SmallIntegerField()),
                ('round', models.SmallIntegerField(default=0)),
                ('called_at', models.DateTimeField()),
                ('acted_at', models.DateTimeField(blank=True, null=True)),
                ('measure', models.TextField(blank=True)),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='records.directive')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directive_calls', to='records.post')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='DirectiveMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of_table', models.CharField(default='directive', max_length=40)),
                ('step', models.CharField(max_length=20)),
                ('words', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directive_moves', to='records.post')),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='records.directive')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directive_moves', to='records.person')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='OutgoingNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=64)),
                ('key', models.CharField(max_length=40)),
                ('count', models.IntegerField()),
                ('urgent', models.BooleanField(default=False)),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('not_before', models.DateTimeField()),
                ('tries', models.IntegerField(default=0)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices_out', to='records.post')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='TypedValues',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(blank=True, max_length=120)),
                ('demand', models.CharField(max_length=60)),
                ('day', models.DateField()),
                ('values', models.IntegerField(default=0)),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='values_asked', to='records.post')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values_typed', to='records.post')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddIndex(
            model_name='directive',
            index=models.Index(fields=['org', 'state'], name='directive_of_unit'),
        ),
        migrations.AddConstraint(
            model_name='directive',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('number',), name='directive_number_once'),
        ),
        migrations.AddConstraint(
            model_name='directivecall',
            constraint=models.UniqueConstraint(fields=('directive', 'level', 'round'), name='directive_call_once'),
        ),
        migrations.AddIndex(
            model_name='outgoingnotice',
            index=models.Index(fields=['state', 'not_before'], name='notice_out_due'),
        ),
        migrations.AddConstraint(
            model_name='outgoingnotice',
            constraint=models.UniqueConstraint(fields=('post', 'channel', 'key'), name='notice_out_once'),
        ),
        migrations.AddIndex(
            model_name='typedvalues',
            index=models.Index(fields=['post', 'day'], name='typed_of_post'),
        ),
        migrations.AddConstraint(
            model_name='typedvalues',
            constraint=models.UniqueConstraint(fields=('post', 'day', 'demand'), name='typed_once'),
        ),
    ]
