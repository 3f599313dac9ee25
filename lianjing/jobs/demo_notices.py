"""The demo school's disclosures over a summer and an autumn: published, late, nothing, stopped, corrected, withdrawn.

Its people do it by the use cases of everybody; the ledgers of the last school year are what the notices are made from.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from lianjing.access import notice_slots, powers, questions
from lianjing.access.posts import current_holders, seat_for
from lianjing.access.rulebook import library
from lianjing.domain.authority import Role, Seat
from lianjing.domain.notices import Slot, slot_of
from lianjing.domain.worktime import CHINA
from lianjing.records.doors import unscoped
from lianjing.records.models import Disclosure, Org
from lianjing.rooms.notices import contents
from lianjing.rooms.notices.rules import audience_of, item_of, rule_of
from lianjing.rooms.notices.usecases import approving, calendar, course, nothing, preparing

_WHY = "the demo acts as its own people"
_LAST_MONTHS = (date(2026, 5, 1), date(2026, 6, 1))  # the last months for which the demo has ledgers
_LATE_DAYS = 6


@transaction.atomic  # killed half-way, the next start would find slots and leave the others out
def run(school: Org, now: datetime) -> int:
    """Run the disclosures of a school; return how many slots were touched. Doing it again changes nothing."""
    if unscoped(Disclosure, reason=_WHY).exists():
        return 0
    clerk, principal = seat_of(Role.CLERK, school, now), seat_of(Role.PRINCIPAL, school, now)
    if clerk is None or principal is None:
        return 0
    calendar.put_on_calendar(now)
    touched = 0
    for month in _LAST_MONTHS:
        for item, step in (("ST-03", "6"), ("ST-04", "3"), ("ZZ-04", "3")):
            touched += _from_ledger(school, item, step, slot_of("month", month), clerk, principal, now)
    for item, step in (("CW-05", "4"), ("ZZ-02", "5")):
        touched += _from_ledger(school, item, step, slot_of("term", _LAST_MONTHS[0]), clerk, principal, now)
    return touched + _this_autumn(school, clerk, principal, now)


def _from_ledger(school: Org, item: str, step: str, slot: Slot, clerk: Seat, principal: Seat, now: datetime) -> int:
    """Publish what the ledgers of a past period tell, some days after it."""
    made = slot_at(school, item, step, slot, now)
    if not contents.says_something(contents.build(made, rule_of(made))[0]):
        return 0
    publish(made, {}, clerk, principal, _at(slot.last + timedelta(days=3), 10))
    return 1


def _this_autumn(school: Org, clerk: Seat, principal: Seat, now: datetime) -> int:
    """Put one slot into each state that people meet: the weekly menu tells most of it."""
    today = now.astimezone(CHINA).date()
    monday = today - timedelta(days=today.weekday())
    menu = _("Monday: rice, potatoes with pork, greens. Tuesday: rice, tofu, egg soup. 120 g of rice a pupil.")
    menus = {"recipe": menu, "unit_price": _("4.50 yuan a lunch")}
    weeks = [slot_at(school, "ST-04", "2w", slot_of("week", monday - timedelta(days=7 * n)), now) for n in range(1, 5)]
    stopped, corrected, withdrawn, published = weeks
    publish(published, menus, clerk, principal, _noon(published))
    publish(corrected, {**menus, "unit_price": _("5.40 yuan a lunch")}, clerk, principal, _noon(corrected))
    _correct(corrected, menus, clerk, principal, _noon(corrected, 1))
    publish(withdrawn, menus, clerk, principal, _noon(withdrawn))
    course.withdraw(
        post=principal,
        disclosure=_again(withdrawn),
        reason=_("The menu of another week was put up"),
        now=_noon(withdrawn, 2),
    )
    with_phone = {**menus, "recipe": f"{menu} 13907187188"}
    preparing.prepare(post=clerk, disclosure=_again(stopped), typed=with_phone, now=now)
    _late(school, today, now)
    empty = slot_at(school, "ZZ-03", "1", slot_of("term", today), now)
    if not contents.exists(empty):
        nothing.declare(post=clerk, disclosure=empty, now=now)
    _running(school, today, clerk, principal)
    return len(weeks) + 3


def _running(school: Org, today: date, clerk: Seat, principal: Seat) -> None:
    """Let one public notice run its days: of this term's teaching aids, up since the last working day before today."""
    up = today - timedelta(days=1)
    while not library().calendar.is_working_day(up):
        up -= timedelta(days=1)
    made = slot_at(school, "JF-01", "3", slot_of("term", today), _at(up, 9))
    words = {
        "book_title": _("Exercises in mathematics, grade 5; Exercises in English, grade 5"),
        "list_price": _("12.80 yuan; 11.50 yuan"),
        "voluntary": _("Whoever does not want it need not buy it; nobody is asked why."),
        "refund": _("Whoever ordered may give it back unused within two weeks and gets the whole price."),
    }
    publish(made, words, clerk, principal, _at(up, 10))


def _late(school: Org, today: date, now: datetime) -> None:
    """Let one monthly account be late by some days."""
    late = slot_at(school, "ST-06", "2", slot_of("month", today.replace(day=1) - timedelta(days=1)), now)
    late.due_on = today - timedelta(days=_LATE_DAYS)
    late.save(update_fields=["due_on"])
    calendar.lapse_due(now)


def publish(made: Disclosure, typed: Mapping[str, str], clerk: Seat, principal: Seat, now: datetime) -> None:
    """Have a clerk prepare and send a notice and a principal publish it."""
    preparing.prepare(post=clerk, disclosure=made, typed=typed, now=now)
    preparing.send(post=clerk, disclosure=_again(made), now=now)
    approving.approve(post=principal, disclosure=_again(made), now=now)


def _correct(made: Disclosure, typed: Mapping[str, str], clerk: Seat, principal: Seat, now: datetime) -> None:
    preparing.prepare(post=clerk, disclosure=_again(made), typed=typed, now=now)
    preparing.send(post=clerk, disclosure=_again(made), now=now)
    approving.correct(post=principal, disclosure=_again(made), reason=_("The price was written wrongly"), now=now)


def slot_at(school: Org, item: str, step: str, slot: Slot, now: datetime) -> Disclosure:
    """Return the slot of a period, foreseen as of a moment where the calendar has not reached it."""
    found = notice_slots.one_of(school, item, step, slot.key)
    if found is not None:
        return found
    version = powers.in_force(item, school, now.date()) or powers.county_version(item)
    assert version is not None  # the catalogue was brought in before
    rule = item_of(version).step(step).notice
    assert rule is not None
    made = Disclosure(
        org=school,
        item=item,
        step=step,
        slot=slot.key,
        kind=rule.kind.value,
        audience=audience_of(rule).value,
        version=version,
        first_day=slot.first,
        last_day=slot.last,
        due_on=slot.last + timedelta(days=10),
        since=now,
        made_at=now,
    )
    made.save()
    return made


def _again(made: Disclosure) -> Disclosure:
    found = notice_slots.one_of(made.org, made.item, made.step, made.slot)
    assert found is not None
    return found


def seat_of(role: Role, school: Org, now: datetime) -> Seat | None:
    """Return the seat of whoever holds a post with this role at a school, None while it is vacant."""
    for post in questions.posts_with_role(role, school.path, now.date()):
        for person in current_holders(post, now.date()):
            return seat_for(person, post, now.date())
    return None


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), CHINA)


def _noon(made: Disclosure, days: int = 0) -> datetime:
    return _at(made.first_day + timedelta(days=days), 12)
