"""Working days across Spring Festival and the made-up weekends of 2026; deadlines, pauses and quiet hours."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lianjing.domain.parameters import Limit, Unit
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.values import Period
from lianjing.domain.worktime import (
    CHINA,
    Calendar,
    QuietHours,
    Vacation,
    add_working_days,
    capped_pause,
    check_notice,
    china_day,
    deadline,
    due_at,
    notice_ends,
    reminder_at,
    working_days_between,
)

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def each(*spans: tuple[date, date]) -> frozenset[date]:
    return frozenset(a + timedelta(days=n) for a, b in spans for n in range((b - a).days + 1))


# Off and made-up days of 2026 as the State Council's notice gives them.
CALENDAR = Calendar(
    covered=YEAR,
    off=each(
        (date(2026, 1, 1), date(2026, 1, 3)),
        (date(2026, 2, 15), date(2026, 2, 23)),
        (date(2026, 4, 4), date(2026, 4, 6)),
        (date(2026, 5, 1), date(2026, 5, 5)),
        (date(2026, 6, 19), date(2026, 6, 21)),
        (date(2026, 9, 25), date(2026, 9, 27)),
        (date(2026, 10, 1), date(2026, 10, 7)),
    ),
    made_up=frozenset(
        {
            date(2026, 1, 4),
            date(2026, 2, 14),
            date(2026, 2, 28),
            date(2026, 5, 9),
            date(2026, 9, 20),
            date(2026, 10, 10),
        }
    ),
    vacations=(
        Vacation("winter", frozenset({"school"}), Period(date(2026, 1, 31), date(2026, 2, 28))),
        Vacation("summer", frozenset({"school", "county_school"}), Period(date(2026, 7, 11), date(2026, 8, 31))),
    ),
    vacations_covered=YEAR,
)
spring = some.dates(date(2026, 1, 1), date(2026, 6, 30))
pauses = some.lists(
    some.tuples(spring, some.integers(0, 20)).map(lambda t: Period(t[0], t[0] + timedelta(days=t[1]))), max_size=3
)


def refused(code, call):
    with pytest.raises(RuleBroken) as caught:
        call()
    assert caught.value.code == code
    return caught.value.facts


def test_made_up_weekends_are_worked_and_festival_weekdays_are_not():
    assert CALENDAR.is_working_day(date(2026, 10, 10))
    assert CALENDAR.is_working_day(date(2026, 2, 14))
    assert not CALENDAR.is_working_day(date(2026, 10, 6))
    assert not CALENDAR.is_working_day(date(2026, 11, 22))
    assert CALENDAR.is_working_day(date(2026, 11, 23))


def test_the_calendar_answers_nothing_beyond_its_days():
    facts = refused("calendar_too_short", lambda: CALENDAR.is_working_day(date(2027, 1, 1)))
    assert facts == {"day": date(2027, 1, 1), "first": YEAR.first, "last": YEAR.last}
    refused("calendar_too_short", lambda: add_working_days(date(2026, 12, 30), 3, CALENDAR))
    refused("calendar_too_short", lambda: working_days_between(date(2025, 12, 1), date(2026, 1, 8), CALENDAR))


@pytest.mark.parametrize(
    ("posted", "days", "ends"),
    [
        (date(2026, 3, 2), 5, date(2026, 3, 9)),  # Monday to Monday: posting does not count itself
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # Friday: day 1 is Monday
        (date(2026, 2, 12), 3, date(2026, 2, 24)),  # Friday 13, made-up Saturday 14, then Spring Festival
        (date(2026, 9, 30), 5, date(2026, 10, 13)),  # National Day; Saturday 10 October counts
    ],
)
def test_a_notice_runs_in_working_days_from_the_day_after_posting(posted, days, ends):
    assert notice_ends(posted, days, CALENDAR) == ends
    assert working_days_between(posted, ends, CALENDAR) == days


def test_counting_weekend_days_as_free_would_end_the_notice_too_late():
    careless = Calendar(YEAR, CALENDAR.off, frozenset())
    assert notice_ends(date(2026, 9, 30), 5, careless) == date(2026, 10, 14)


def test_a_short_notice_is_refused_with_its_earliest_end():
    at_least = Limit(5, Unit.WORKING_DAYS, "notice.aid")
    facts = refused("notice_too_short", lambda: check_notice(date(2026, 9, 30), date(2026, 10, 9), at_least, CALENDAR))
    assert facts["days"] == 2
    assert facts["earliest"] == date(2026, 10, 13)
    assert facts["source"] == "notice.aid"
    assert check_notice(date(2026, 9, 30), date(2026, 10, 13), at_least, CALENDAR) == 5
    refused("notice_without_days", lambda: notice_ends(date(2026, 3, 2), 0, CALENDAR))


@given(spring, some.integers(0, 60))
def test_adding_and_counting_working_days_are_inverse(start, days):
    end = add_working_days(start, days, CALENDAR)
    assert working_days_between(start, end, CALENDAR) == days
    assert days == 0 or CALENDAR.is_working_day(end)


@given(spring, some.integers(0, 30), some.integers(0, 30))
def test_working_days_add_up(start, one, other):
    twice = add_working_days(add_working_days(start, one, CALENDAR), other, CALENDAR)
    assert twice == add_working_days(start, one + other, CALENDAR)


@given(spring, some.integers(0, 30), pauses, some.sampled_from(["working", "calendar"]))
def test_days_in_a_pause_do_not_count(start, days, stops, kind):
    end = deadline(start, days, CALENDAR, kind=kind, pauses=stops)
    counted = [
        day
        for day in (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        if not any(day in stop for stop in stops) and (kind == "calendar" or CALENDAR.is_working_day(day))
    ]
    assert len(counted) == days
    assert days == 0 or counted[-1] == end


def test_a_calendar_deadline_may_roll_to_a_working_day():
    due = deadline(date(2026, 9, 21), 10, CALENDAR, kind="calendar")
    assert due == date(2026, 10, 1)
    assert deadline(date(2026, 9, 21), 10, CALENDAR, kind="calendar", roll=True) == date(2026, 10, 8)
    assert deadline(date(2027, 5, 1), 30, CALENDAR, kind="calendar") == date(2027, 5, 31)


def test_a_deadline_refuses_what_never_comes():
    refused("days_negative", lambda: add_working_days(date(2026, 3, 2), -1, CALENDAR))
    forever = Period.since(date(2026, 3, 4))
    facts = refused("deadline_never", lambda: add_working_days(date(2026, 3, 2), 5, CALENDAR, [forever]))
    assert facts["paused_since"] == date(2026, 3, 4)
    refused("deadline_never", lambda: deadline(date.max, 1, CALENDAR, kind="calendar"))


def test_vacations_belong_to_kinds_of_unit():
    assert CALENDAR.in_vacation(date(2026, 2, 10), "school")
    assert not CALENDAR.in_vacation(date(2026, 2, 10), "county_school")
    assert CALENDAR.vacation_pauses("school", YEAR)[0].first == date(2026, 1, 31)
    assert CALENDAR.vacation_pauses("bureau_office", YEAR) == ()
    refused("vacations_too_short", lambda: CALENDAR.in_vacation(date(2027, 1, 20), "school"))
    bare = Calendar(YEAR, frozenset(), frozenset())
    assert refused("vacations_too_short", lambda: bare.in_vacation(date(2026, 2, 10), "school"))["last"] is None


def limit(count, unit):
    return Limit(count, unit, "tests.limit")


@pytest.mark.parametrize(
    ("length", "since", "due"),
    [
        (limit(3, Unit.WORKING_DAYS), datetime(2026, 2, 12, 9, tzinfo=CHINA), datetime(2026, 2, 25, tzinfo=CHINA)),
        (limit(15, Unit.DAYS), datetime(2026, 3, 1, 9, tzinfo=CHINA), datetime(2026, 3, 17, tzinfo=CHINA)),
        (limit(24, Unit.HOURS), datetime(2026, 2, 16, 9, tzinfo=CHINA), datetime(2026, 2, 17, 9, tzinfo=CHINA)),
        (limit(1, Unit.MONTHS), datetime(2026, 1, 31, 9, tzinfo=CHINA), datetime(2026, 3, 1, tzinfo=CHINA)),
        (limit(3, Unit.YEARS), datetime(2026, 1, 31, 9, tzinfo=CHINA), datetime(2029, 2, 1, tzinfo=CHINA)),
        (limit(1, Unit.DAYS), datetime(2026, 3, 1, 17, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=CHINA)),
    ],
)
def test_when_a_limit_runs_out(length, since, due):
    assert due_at(length, since, CALENDAR) == due


def test_a_paused_month_ends_as_many_days_later():
    since = datetime(2026, 1, 20, 9, tzinfo=CHINA)
    stop = [Period(date(2026, 2, 1), date(2026, 2, 10)), Period(date(2026, 2, 22), date(2026, 2, 23))]
    assert due_at(limit(1, Unit.MONTHS), since, CALENDAR, stop) == datetime(2026, 3, 5, tzinfo=CHINA)
    from_the_start = [Period(date(2026, 1, 20), date(2026, 1, 22))]
    assert due_at(limit(1, Unit.MONTHS), since, CALENDAR, from_the_start) == datetime(2026, 2, 23, tzinfo=CHINA)
    assert due_at(limit(0, Unit.MONTHS), since, CALENDAR, stop) == datetime(2026, 1, 21, tzinfo=CHINA)


def test_a_limit_that_is_no_time_and_a_moment_without_zone_are_refused():
    since = datetime(2026, 1, 20, 9, tzinfo=CHINA)
    refused("parameter_not_time", lambda: due_at(limit(3, Unit.PEOPLE), since, CALENDAR))
    refused("time_without_zone", lambda: china_day(datetime(2026, 1, 20, 9)))
    assert china_day(datetime(2026, 1, 20, 16, tzinfo=UTC)) == date(2026, 1, 21)


def test_a_recusal_stops_a_clock_for_one_working_day_at_most():
    friday = date(2026, 3, 6)
    assert capped_pause(friday, None, 1, CALENDAR) == Period(date(2026, 3, 7), date(2026, 3, 9))
    assert capped_pause(friday, date(2026, 3, 30), 1, CALENDAR) == Period(date(2026, 3, 7), date(2026, 3, 9))
    assert capped_pause(friday, date(2026, 3, 8), 1, CALENDAR) == Period(date(2026, 3, 7), date(2026, 3, 8))
    assert capped_pause(friday, friday, 1, CALENDAR) is None
    assert capped_pause(friday, None, 0, CALENDAR) is None


QUIET = QuietHours(begins=time(18, 30), ends=time(8))


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        (datetime(2026, 3, 2, 10, 15), datetime(2026, 3, 2, 10, 15)),
        (datetime(2026, 3, 2, 6, 0), datetime(2026, 3, 2, 8, 0)),
        (datetime(2026, 3, 2, 18, 30), datetime(2026, 3, 3, 8, 0)),
        (datetime(2026, 3, 6, 20, 0), datetime(2026, 3, 9, 8, 0)),
        (datetime(2026, 10, 3, 10, 0), datetime(2026, 10, 8, 8, 0)),
        (datetime(2026, 10, 10, 10, 0), datetime(2026, 10, 10, 10, 0)),
    ],
)
def test_reminders_keep_quiet_at_night_and_on_days_off(wanted, sent):
    assert reminder_at(wanted.replace(tzinfo=CHINA), CALENDAR, QUIET) == sent.replace(tzinfo=CHINA)


@given(some.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 30)))
def test_no_reminder_ever_goes_out_in_quiet_hours(wanted):
    sent = reminder_at(wanted.replace(tzinfo=CHINA), CALENDAR, QUIET)
    assert sent >= wanted.replace(tzinfo=CHINA)
    assert CALENDAR.is_working_day(sent.date())
    assert QUIET.ends <= sent.time() < QUIET.begins


def test_quiet_hours_run_over_midnight_and_need_a_zone():
    refused("quiet_hours_wrong", lambda: QuietHours(begins=time(8), ends=time(18)))
    refused("time_without_zone", lambda: reminder_at(datetime(2026, 3, 2, 10), CALENDAR, QUIET))
