"""Questions that are alike: the same question to the same unit, of the same period or about the same step."""

from django.db.models import QuerySet

from lianjing.domain.machines.redflags import RED_FLAG
from lianjing.records.models import RedFlag


def alike(seen: "QuerySet[RedFlag]", flag: RedFlag) -> list[RedFlag]:
    """Return the other open flags among `seen` that stand where this one does and ask the same, oldest first."""
    if not flag.alike or flag.sealed or flag.state in RED_FLAG.ends:
        return []
    rows = seen.filter(org=flag.org_id, alike=flag.alike, state=flag.state, sealed=False, danger="")
    return [one for one in rows.exclude(pk=flag.pk).order_by("pk") if not one.weighing.get("step")]
