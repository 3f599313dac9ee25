"""Tables of the public log, which the database itself keeps append-only, on SQLite and on PostgreSQL.

A leaf gets its place once, and the next free one; contents may be deleted, which is what a withdrawal is.
"""

import django.db.models.deletion
from django.db import migrations, models

_KEPT = ("publictile", "publiccheckpoint", "publiccosignature")
_LEAF = "records_publicleaf"
_REFUSE = "SELECT RAISE(ABORT, 'the public log is append-only')"
_SAME = " AND ".join(
    f"NEW.{column} IS OLD.{column}" for column in ("id", "at", "kind", "subject_table", "subject_id", "entry", "hash")
)
_SQLITE = [
    *(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON records_{table} BEGIN {_REFUSE}; END"
        for table in _KEPT
        for verb in ("UPDATE", "DELETE")
    ),
    f"CREATE TRIGGER publiccontent_no_update BEFORE UPDATE ON records_publiccontent BEGIN {_REFUSE}; END",
    f"CREATE TRIGGER publicleaf_no_delete BEFORE DELETE ON {_LEAF} BEGIN {_REFUSE}; END",
    f"CREATE TRIGGER publicleaf_waits BEFORE INSERT ON {_LEAF} WHEN NEW.place IS NOT NULL "
    f"OR EXISTS (SELECT 1 FROM {_LEAF} WHERE id = NEW.id OR hash = NEW.hash) BEGIN {_REFUSE}; END",
    f"CREATE TRIGGER publicleaf_placed_once BEFORE UPDATE ON {_LEAF} WHEN NOT (OLD.place IS NULL AND {_SAME} "
    f"AND NEW.place IS (SELECT COALESCE(MAX(place) + 1, 0) FROM {_LEAF})) BEGIN {_REFUSE}; END",
]
_POSTGRESQL = [
    "CREATE FUNCTION public_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the public log is append-only'; END $$",
    "CREATE FUNCTION public_leaf_placed_once() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ "
    "DECLARE given bigint := NEW.place; BEGIN "
    "IF TG_OP = 'INSERT' AND given IS NULL THEN RETURN NEW; END IF; "
    "IF TG_OP = 'UPDATE' AND OLD.place IS NULL THEN NEW.place := NULL; "
    f"IF NEW IS NOT DISTINCT FROM OLD AND given = (SELECT COALESCE(MAX(place) + 1, 0) FROM {_LEAF}) "
    "THEN NEW.place := given; RETURN NEW; END IF; END IF; "
    "RAISE EXCEPTION 'the public log is append-only'; END $$",
    f"CREATE TRIGGER publicleaf_placed_once BEFORE INSERT OR UPDATE ON {_LEAF} "
    "FOR EACH ROW EXECUTE FUNCTION public_leaf_placed_once()",
    *(
        f"CREATE TRIGGER {table}_no_change BEFORE {verbs} ON records_{table} "
        "FOR EACH ROW EXECUTE FUNCTION public_log_is_append_only()"
        for table, verbs in (
            *((table, "UPDATE OR DELETE") for table in _KEPT),
            ("publiccontent", "UPDATE"),
            ("publicleaf", "DELETE"),
        )
    ),
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON records_{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION public_log_is_append_only()"
        for table in (*_KEPT, "publicleaf")
    ),
    *(
        f"ALTER TABLE records_{table} ENABLE ALWAYS TRIGGER {table}_{name}"
        for table, name in (
            *((table, name) for table in (*_KEPT, "publicleaf") for name in ("no_change", "no_truncate")),
            ("publiccontent", "no_change"),
            ("publicleaf", "placed_once"),
        )
    ),
]


def forwards(apps, schema_editor):
    for statement in _SQLITE if schema_editor.connection.vendor == "sqlite" else _POSTGRESQL:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    """Triggers go with their tables; functions do not."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION public_log_is_append_only() CASCADE")
        schema_editor.execute("DROP FUNCTION public_leaf_placed_once() CASCADE")


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0023_public_questions'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicCheckpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.BigIntegerField(unique=True)),
                ('root', models.BinaryField(max_length=32)),
                ('at', models.DateTimeField()),
                ('note', models.TextField()),
            ],
            options={
                'ordering': ['size'],
            },
        ),
        migrations.CreateModel(
            name='PublicLeaf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(max_length=30)),
                ('subject_table', models.CharField(blank=True, max_length=40)),
                ('subject_id', models.BigIntegerField(blank=True, null=True)),
                ('entry', models.BinaryField()),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('place', models.BigIntegerField(blank=True, null=True, unique=True)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('place__isnull', True)), fields=['id'], name='public_leaf_waits'), models.Index(fields=['subject_table', 'subject_id'], name='public_leaf_of_record')],
            },
        ),
        migrations.CreateModel(
            name='PublicContent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('payload', models.BinaryField()),
                ('salt', models.BinaryField(max_length=32)),
                ('leaf', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='content', to='records.publicleaf')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PublicTile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.SmallIntegerField()),
                ('number', models.BigIntegerField()),
                ('hashes', models.BinaryField()),
                ('root', models.BinaryField(max_length=32)),
            ],
            options={
                'ordering': ['level', 'number'],
                'constraints': [models.UniqueConstraint(fields=('level', 'number'), name='one_tile_a_place')],
            },
        ),
        migrations.CreateModel(
            name='PublicCosignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('witness', models.CharField(max_length=200)),
                ('line', models.TextField()),
                ('at', models.DateTimeField()),
                ('checkpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cosignatures', to='records.publiccheckpoint')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('checkpoint', 'witness'), name='one_cosignature_a_witness')],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
