"""The demo school runs a few matters with its own people, by the use cases of everybody; one goes otherwise."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from lianjing.access import holders
from lianjing.access.posts import seat_for
from lianjing.domain.authority import Seat
from lianjing.domain.worktime import CHINA
from lianjing.records.doors import unscoped
from lianjing.records.models import Matter, MatterEvent, MatterHand, Org, Post
from lianjing.rooms.powers import running
from lianjing.rooms.powers.usecases import matters
from lianjing.rooms.powers.usecases.matters import Taken

POWER = "ST-03"
WEEKS = 6  # deliveries, a week apart; the last one is under way
_HOURS = {"1": 9, "2": 7, "3": 8, "4": 9, "5": 17}
_WHY = "the demo acts as its own people"


@transaction.atomic  # killed half-way, the next start would find a matter and leave the others out
def run(school: Org, now: datetime) -> int:
    """Run a canteen's deliveries of some weeks at a school; return how many. Doing it again changes nothing."""
    if unscoped(Matter, reason=_WHY).exists():
        return 0
    today = now.astimezone(CHINA).date()
    for week in range(WEEKS, 0, -1):
        day = today - timedelta(days=7 * week)
        _deliver(school, day, alone=week == 3, steps=2 if week == 1 else 5)
    return WEEKS


def _deliver(school: Org, day: date, *, alone: bool, steps: int) -> None:
    """Order the day before, accept (by one person only when `alone`), store, issue, balance."""
    buyer = next(_able(school, "1", None, day))
    matter = matters.open_matter(
        post=buyer,
        unit=school,
        item=POWER,
        title=_("Rice and vegetables, %(day)s") % {"day": day.strftime("%m-%d")},
        amount=None,
        days={"delivery": day, "month_end": _month_end(day)},
        now=_at(day - timedelta(days=1), 8),
    )
    for no in list(_HOURS)[:steps]:
        _take(matter, no, day - timedelta(days=no == "1"), alone=alone)


def _take(matter: Matter, no: str, day: date, *, alone: bool) -> None:
    able = list(_able(matter.org, no, matter, day))
    step = running.read(matter, day).item.step(no)
    more = [] if alone else able[1 : step.people]
    papers = tuple({"paper": one, "name": f"{day:%m%d}-{no}", "sha256": "", "revision": 1} for one in step.gives)
    at = _at(day, _HOURS[no])
    taken = Taken(step=no, happened_at=at, colleagues=tuple(seat.person_id for seat in more), papers=papers)
    event = matters.take(post=able[0], matter=matter, taken=taken, now=at)
    for seat in more:
        _confirm(event, seat, at)


def _confirm(event: MatterEvent, seat: Seat, at: datetime) -> None:
    hand = unscoped(MatterHand, reason=_WHY).get(event=event, person=seat.person_id)
    matters.confirm(post=seat, hand=hand, there=True, now=at)


def _able(school: Org, no: str, matter: Matter | None, day: date) -> Iterator[Seat]:
    """Yield the seats of those who can take a step and may sign in: first those whose post it names first."""
    due = running.any_step(running.read(matter, day), no, day) if matter else None
    if due is not None:
        order = [code for seat in due.seats for code in sorted(seat.held)]
        able = sorted((one for one in due.can if one.acts), key=lambda one: order.index(one.code))
    else:
        able = [one for one in holders.holders_at(school, day) if one.code == "CGY" and one.acts]
    posts = {post.pk: post for post in unscoped(Post, reason=_WHY).filter(pk__in=[one.post_id for one in able])}
    for one in able:
        yield seat_for(one.person_id, posts[one.post_id], day)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), CHINA)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
