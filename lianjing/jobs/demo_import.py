"""One real workbook of the demo county goes the whole way: read, handed in by a group leader, accepted above."""

from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from lianjing.access.posts import seat_for
from lianjing.domain.authority import Role, Seat
from lianjing.domain.orgtree import OrgKind
from lianjing.records.doors import unscoped
from lianjing.records.models import Holding, ImportBatch, Org
from lianjing.rooms.uploads import reading
from lianjing.rooms.uploads.usecases import batches


@transaction.atomic  # killed between handing in and accepting, the next start would find the file known and go on
def run(folder: Path, now: datetime) -> dict[str, int]:
    """Take one supervision group's roster from the county's exports through the main job; return what it did.

    The wrong rows that the county planted stay out. Doing it again finds the file known, and changes nothing.
    """
    group = unscoped(Org, reason="the demo picks one group").filter(kind=OrgKind.SUPERVISION_GROUP).order_by("path")[0]
    workbook = _roster_of(group, folder / "exports")
    if unscoped(ImportBatch, reason="the demo imports once").filter(filename=workbook.name).exists():
        return {}
    leader = _seat(Role.GROUP_LEADER, group.path, now.date())
    officer = _seat(Role.BUREAU_OFFICER, "", now.date())
    file = reading.read(leader, workbook.read_bytes(), workbook.name, columns=None, on=now.date())
    batch = batches.hand_in(post=leader, org=group, file=file, columns=None, now=now)
    shown = reading.reread(batch, now.date()).plan.digest
    done = batches.accept(post=officer, batch=batch, leave_out=True, ends=(), shown=shown, now=now)
    return dict(done.outcome)


def office(now: datetime) -> Seat:
    """Return the seat of the bureau's supervision office, which hands in what the county's systems export."""
    return _seat(Role.BUREAU_OFFICER, "", now.date())


def _roster_of(group: Org, exports: Path) -> Path:
    """Return the roster whose name ends on the group's place, else the first."""
    rosters = sorted(exports.glob("*_*.xlsx"))
    return next((path for path in rosters if path.stem.split("_")[-1] in group.name), rosters[0])


def _seat(role: Role, path: str, on: date) -> Seat:
    rows = unscoped(Holding, reason="the demo acts as its own people").filter(post__role=role, valid_to=None)
    rows = rows.filter(post__org__path=path) if path else rows
    holding = rows.select_related("post__org").order_by("post__rank", "id")[0]
    return seat_for(holding.person_id, holding.post, on)
