"""Verification files of the demo: one that was agreed to and looked by, one that waits to be agreed to."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from lianjing.access import demo, verifications
from lianjing.access.posts import in_force, seat_for
from lianjing.domain.authority import Seat
from lianjing.domain.orgtree import SCHOOL_KINDS
from lianjing.records.doors import unscoped
from lianjing.records.models import Account, Holding, Org, Verification
from lianjing.rooms.verification import usecases
from lianjing.rooms.verification.ways import SCHOOL, SUPPLIER

_WHY = "the demo acts as its own people"


@transaction.atomic
def run(story: Org, now: datetime) -> int:
    """Let the office and the team ask for a file each, about the story's school or one beside it; return how many.

    Again changes nothing. Whoever has a tie at a school can neither ask nor agree, so the first without one is taken.
    """
    seats = {who: _seat(person, now) for who, person in _people().items()}
    office, chief, team = (seats.get(who) for who in ("bureau office", "bureau chief", "inspector"))
    school = _school(story, [one for one in (office, chief, team) if one], now)
    if unscoped(Verification, reason=_WHY).exists() or not (office and chief and team and school):
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


def _people() -> dict[str, int]:
    """Return the people of the demo who sign in with an account, by what they are there."""
    names = {one["username"]: one["who"] for one in demo.everyone() if one["username"]}
    rows = Account.objects.filter(username__in=names)
    return {names[name]: person for name, person in rows.values_list("username", "person")}


def _seat(person: int, now: datetime) -> Seat | None:
    rows = unscoped(Holding, reason=_WHY).filter(in_force(now.date()), in_force(now.date(), "post__"), person=person)
    holding = rows.exclude(post__role="").select_related("post__org").order_by("post__rank", "id").first()
    return seat_for(person, holding.post, now.date()) if holding else None


def _school(story: Org, seats: list[Seat], now: datetime) -> Org | None:
    beside = unscoped(Org, reason=_WHY).filter(parent=story.parent_id, kind__in=SCHOOL_KINDS).exclude(pk=story.pk)
    for school in (story, *beside.order_by("path")):
        if not any(verifications.tied(seat.person_id, school, now.date()) for seat in seats):
            return school
    return None
