"""Reminders and the clocks of directives over five years of the real working calendar, with school vacations."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lianjing.domain.machines.directive import DIRECTIVE
from lianjing.domain.parameters import Limit, Unit
from lianjing.domain.pauses import NEVER_PAUSED, Standstill, paused_due
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.values import Period
from lianjing.domain.worktime import CHINA, Calendar, QuietHours, Vacation, due_at, reminder_at, reminder_before
from lianjing.engines.content import read_library

QUIET = QuietHours(time(19), time(8))
YEARS = range(2022, 2027)
SCHOOL = frozenset({"school"})


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    """The State Council's days of five years; two vacations each, as the county might set them."""
    real = read_library().calendar
    winter = (Vacation("w", SCHOOL, Period(date(year, 1, 18), date(year, 2, 16))) for year in YEARS)
    summer = (Vacation("s", SCHOOL, Period(date(year, 7, 5), date(year, 8, 31))) for year in YEARS)
    covered = Period(date(2022, 1, 1), date(2026, 12, 31))
    return Calendar(real.covered, real.off, real.made_up, (*winter, *summer), covered)


moments = some.datetimes(datetime(2022, 1, 1), datetime(2026, 11, 30)).map(lambda one: one.replace(tzinfo=CHINA))


def allowed(moment: datetime, calendar: Calendar, kind: str, pressing: bool) -> bool:
    if not QUIET.ends <= moment.time() < QUIET.begins:
        return False
    day = moment.date()
    return pressing or (calendar.is_working_day(day) and not calendar.in_vacation(day, kind))


@settings(max_examples=300, deadline=None)
@given(wanted=moments, kind=some.sampled_from(["school", "section"]), pressing=some.booleans())
def test_a_reminder_goes_at_the_first_allowed_moment_and_at_no_other(calendar, wanted, kind, pressing):
    goes = reminder_at(wanted, calendar, QUIET, unit_kind=kind, pressing=pressing)
    assert goes >= wanted
    assert allowed(goes, calendar, kind, pressing)
    assert reminder_at(goes, calendar, QUIET, unit_kind=kind, pressing=pressing) == goes
    if goes > wanted:
        assert goes.time() == QUIET.ends  # it waited, so it goes when the morning begins ...
        days = range((goes.date() - wanted.date()).days)
        mornings = [datetime.combine(wanted.date() + timedelta(days=day), QUIET.ends, CHINA) for day in days]
        assert not any(one >= wanted and allowed(one, calendar, kind, pressing) for one in mornings)  # ... the first
        assert not allowed(wanted, calendar, kind, pressing)


@settings(max_examples=200, deadline=None)
@given(wanted=moments, kind=some.sampled_from(["school", "section"]))
def test_what_presses_never_goes_later_and_never_at_night(calendar, wanted, kind):
    pressing = reminder_at(wanted, calendar, QUIET, unit_kind=kind, pressing=True)
    assert pressing <= reminder_at(wanted, calendar, QUIET, unit_kind=kind)
    assert pressing - wanted < timedelta(days=1)


@settings(max_examples=300, deadline=None)
@given(
    due=some.dates(date(2022, 3, 1), date(2026, 11, 30)),
    days=some.integers(0, 15),
    kind=some.sampled_from(["school", "section"]),
    pressing=some.booleans(),
)
def test_a_reminder_before_a_day_goes_on_the_first_allowed_day_or_else_on_the_last_before(
    calendar, due, days, kind, pressing
):
    goes = reminder_before(due, days, calendar, QUIET, unit_kind=kind, pressing=pressing)
    wanted = due - timedelta(days=days)
    assert allowed(goes, calendar, kind, pressing)
    assert goes.time() == QUIET.ends
    assert goes.date() <= due

    def free(first: date, last: date) -> list[date]:
        mornings = [datetime.combine(first + timedelta(n), QUIET.ends, CHINA) for n in range((last - first).days + 1)]
        return [one.date() for one in mornings if allowed(one, calendar, kind, pressing)]

    if free(wanted, due):
        assert goes.date() == free(wanted, due)[0]
    else:
        assert goes.date() < wanted
        assert not free(goes.date() + timedelta(days=1), wanted)


def test_what_is_due_in_a_long_holiday_is_reminded_of_before_it(calendar):
    before_national_day = reminder_before(date(2025, 10, 8), 5, calendar, QUIET, unit_kind="section")
    assert before_national_day == datetime(2025, 9, 30, 8, tzinfo=CHINA)
    in_summer = reminder_before(date(2025, 8, 10), 5, calendar, QUIET, unit_kind="school")
    assert in_summer == datetime(2025, 7, 4, 8, tzinfo=CHINA)
    food = reminder_before(date(2025, 8, 10), 5, calendar, QUIET, unit_kind="school", pressing=True)
    assert food == datetime(2025, 8, 5, 8, tzinfo=CHINA)
    with pytest.raises(RuleBroken, match="days_negative"):
        reminder_before(date(2025, 8, 10), -1, calendar, QUIET)


@settings(max_examples=200, deadline=None)
@given(since=moments, count=some.integers(1, 15), topic=some.sampled_from(["other", *sorted(NEVER_PAUSED)]))
def test_a_directives_clock_counts_no_day_of_vacation_unless_it_touches_food_safety_or_money(
    calendar, since, count, topic
):
    if since > datetime(2026, 6, 1, tzinfo=CHINA):
        since -= timedelta(days=365)
    limit = Limit(count, Unit.WORKING_DAYS, "directive.sign")
    plain = due_at(limit, since, calendar)
    found = paused_due(DIRECTIVE, limit, since, Standstill("school", frozenset({topic})), calendar)
    if topic in NEVER_PAUSED:
        assert found == plain
        return
    last, counted, day = (found - timedelta(seconds=1)).date(), 0, since.date()
    while day < last:
        day += timedelta(days=1)
        counted += calendar.is_working_day(day) and not calendar.in_vacation(day, "school")
    assert counted == count
    assert not calendar.in_vacation(last, "school")
    assert found >= plain


def test_a_guard_that_forgot_the_vacation_would_be_seen(calendar):
    bare = Calendar(calendar.covered, calendar.off, calendar.made_up)
    wanted = datetime(2025, 7, 7, 10, tzinfo=CHINA)
    assert reminder_at(wanted, bare, QUIET, unit_kind="school") == wanted
    assert reminder_at(wanted, calendar, QUIET, unit_kind="school") == datetime(2025, 9, 1, 8, tzinfo=CHINA)
