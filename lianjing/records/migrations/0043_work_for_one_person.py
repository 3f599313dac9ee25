import django.db.models.deletion
from django.db import migrations, models


def _for_whom(apps, _schema):
    """Sealed work so far lay open to whoever held the post: from now on it is that person's for whom it was put there."""
    items, held = (apps.get_model("records", name)._base_manager for name in ("WorkItem", "Holding"))
    named = {name.lower(): apps.get_model("records", name)._base_manager for name in ("RedFlag", "Problem")}
    for item in items.filter(sealed=True, subject_table__in=named):
        record = named[item.subject_table].filter(pk=item.subject_id).first()
        if record is None:
            continue
        own = item.code == "own_matter"
        people = [record.person_id] if own else list(record.handlers.order_by("pk").values_list("pk", flat=True))
        holders = set(held.filter(post=item.post_id).values_list("person", flat=True))
        item.person_id = next((person for person in people if person in holders), None)
        item.save(update_fields=["person"])


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0042_links_name_the_school'),
    ]

    operations = [
        migrations.AddField(
            model_name='workitem',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_alone', to='records.person'),
        ),
        migrations.RunPython(_for_whom, migrations.RunPython.noop, elidable=True),
    ]
