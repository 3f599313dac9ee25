"""Verification files of the demo: one that was agreed to and looked by, one that waits to be agreed to."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from lianjing.access import verifications
from lianjing.access.posts import in_force, seat_for
from lianjing.domain.authority import Role, Seat
from lianjing.records.doors import unscoped
from lianjing.records.models import Holding, Org, Verification
from lianjing.rooms.verification import usecases
from lianjing.rooms.verification.ways import SCHOOL, SUPPLIER

_WHY = "the demo acts as its own people"


@transaction.atomic
def run(school: Org, now: datetime) -> int:
    """Let the office and the team ask for a file each about a school; return how many. Again changes nothing."""
    office, chief, team = (
        _seat(role, school, now) for role in (Role.BUREAU_OFFICER, Role.BUREAU_CHIEF, Role.TEAM_INSPECTOR)
    )
    if unscoped(Verification, reason=_WHY).exists() or not (office and chief and team):
        return 0
    begun = now - timedelta(days=2)
    reason = _("Verify who stands behind the canteen's suppliers of this term: one address came up twice.")
    file = usecases.ask(post=office, unit=school, power="ST-02", reason=reason, now=begun)
    usecases.agree(post=chief, record=file, now=begun)
    seen = usecases.look(post=office, record=file, kind=SCHOOL, key=school.code, now=now)
    if seen.parties:
        usecases.look(post=office, record=file, kind=SUPPLIER, key=seen.parties[0].key, now=now)
    reason = _("Verify the three quotes for the repair of the playground: they carry the same typing errors.")
    usecases.ask(post=team, unit=school, power="CW-04", reason=reason, now=now)
    return unscoped(Verification, reason=_WHY).count()


def _seat(role: Role, school: Org, now: datetime) -> Seat | None:
    """Return a post of a role whose holder has no tie at the school: who has one can neither ask nor agree."""
    on = now.date()
    rows = unscoped(Holding, reason=_WHY).filter(in_force(on), in_force(on, "post__"), post__role=role)
    for holding in rows.select_related("post__org").order_by("post__rank", "id"):
        if not verifications.tied(holding.person_id, school, on):
            return seat_for(holding.person_id, holding.post, on)
    return None
