"""A notice that hangs is waited for until the last day of its version, not until a general number of days is over."""

from datetime import datetime, time, timedelta

from lianjing.access import notice_slots, unwatched, waiting
from lianjing.domain.worktime import CHINA
from tests.world import at


def after(day, days):
    return datetime.combine(day + timedelta(days=days), time(8), CHINA)


def of(slot, now):
    return [one for one in unwatched.unwatched(now) if one.startswith(f"disclosure {slot.pk} ")]


def test_the_last_day_of_what_hangs_is_its_version_s(year):
    slot = year.publish()
    version = notice_slots.current(slot)
    assert (version.ends_on - at().date()).days > 30  # longer than the days of a public notice
    assert waiting.last_day(slot) == (version.ends_on, 0)
    assert of(slot, at() + timedelta(days=30)) == []
    assert of(slot, after(version.ends_on, 1)) == []  # the duty has its day


def test_control_a_notice_that_nobody_takes_down_is_found(year):
    slot = year.notice()
    version = notice_slots.current(slot)
    assert (version.ends_on.month, version.ends_on.day) == (10, 19)
    assert of(slot, after(version.ends_on, 3)) == [f"disclosure {slot.pk} published: its step was not taken"]
