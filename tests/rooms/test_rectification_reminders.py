"""Five days before its last day a rectification is reminded of: once a round, by day, on a working day, or for food at
once; and out of the house goes a number.
"""

from datetime import date, datetime

import pytest

from lianjing.access import outgoing
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import CHINA
from lianjing.jobs import duties
from lianjing.records.models import JournalEntry, Rectification, RectificationMove, WorkItem, WorkMove
from lianjing.rooms.casework.usecases import rectifying, reminding
from lianjing.rooms.casework.usecases.rectifying import Plan
from tests.rooms.test_rectifying import NOW, again, one_model, opened, submitted  # noqa: F401 - the fixture is used
from tests.world import at


def planned(county, finish):
    record = opened(county)
    plan = Plan("execution_gap", "没有人盯撤下", "明确专人", finish)
    rectifying.plan(post=county.principal, record=record, plan=plan, now=NOW)
    rectifying.agree(post=county.officer, record=record, now=NOW)
    return record


def remind(day, hour=9):
    year, month, number = map(int, day.split("-"))
    return duties.ALL["rectification.remind"](datetime(year, month, number, hour, tzinfo=CHINA))


def item():
    return WorkItem._base_manager.get(code="rectification_to_do", state="open")


def test_once_a_round_by_day_and_never_twice(lake_of):
    planned(lake_of, date(2026, 11, 10))
    assert [remind("2026-11-04"), remind("2026-11-05", 3), remind("2026-11-05", 22)] == [0, 0, 0]
    assert item().reminded_at is None
    assert [remind("2026-11-06", 9), remind("2026-11-06", 10), remind("2026-11-09")] == [1, 0, 0]
    assert item().reminded_at is not None
    assert WorkMove._base_manager.filter(step="remind").count() == 1
    assert RectificationMove._base_manager.filter(step="remind").count() == 1
    assert JournalEntry._base_manager.filter(action="clock.remind").count() == 1


def test_a_weekend_is_waited_for_and_food_waits_for_nothing(lake_of):
    planned(lake_of, date(2026, 11, 13))  # five days before is a Sunday
    assert remind("2026-11-08") == 0
    record = again()
    record.origin = {**record.origin, "item": "ST-03"}
    record.save()
    assert remind("2026-11-08") == 1


def test_on_monday_the_others_are_reminded(lake_of):
    planned(lake_of, date(2026, 11, 13))
    assert [remind("2026-11-08"), remind("2026-11-09")] == [0, 1]


def test_a_child_in_danger_is_reminded_of_on_a_sunday_and_never_at_night(lake_of):
    planned(lake_of, date(2026, 11, 13))
    Rectification._base_manager.update(urgent=True)
    assert [remind("2026-11-08", 2), remind("2026-11-08", 9)] == [0, 1]


@pytest.mark.parametrize("finish", [date(2026, 10, 14), date(2026, 10, 17)])
def test_whoever_was_given_less_than_the_days_is_not_reminded(lake_of, finish):
    planned(lake_of, finish)
    assert sum(remind(day) for day in ("2026-10-13", "2026-10-14", "2026-10-15", "2026-10-16")) == 0


def test_what_is_submitted_or_late_is_not_reminded_of(lake_of):
    record = planned(lake_of, date(2026, 11, 10))
    submitted(lake_of, record)
    assert remind("2026-11-06") == 0
    Rectification._base_manager.update(state="doing")
    assert remind("2026-11-11") == 0  # that day is the next level's


def test_two_ticks_remind_once(lake_of):
    planned(lake_of, date(2026, 11, 10))
    before = again()
    assert remind("2026-11-06") == 1
    with pytest.raises(RuleBroken, match="somebody_was_faster"):
        reminding.remind(record=before, now=at("2026-11-06"))
    assert WorkMove._base_manager.filter(step="remind").count() == 1


def test_what_presses_is_told_again_outside_when_it_is_reminded_of(lake_of):
    record = planned(lake_of, date(2026, 11, 13))
    Rectification._base_manager.filter(pk=record.pk).update(origin={**record.origin, "item": "ST-03"})
    first = {one.post.pk: one.pressing for one in outgoing.waiting()}[lake_of.principal.post_id]
    remind("2026-11-08")
    again_told = {one.post.pk: one.pressing for one in outgoing.waiting()}[lake_of.principal.post_id]
    assert first == (f"{item().pk}",)
    assert again_told == (f"{item().pk} 2026-11-08",)


def test_a_reminder_is_news_for_the_notice_out_of_the_house(lake_of):
    planned(lake_of, date(2026, 11, 10))
    newest = {one.post.pk: one.newest for one in outgoing.waiting()}[lake_of.principal.post_id]
    remind("2026-11-06")
    later = {one.post.pk: one.newest for one in outgoing.waiting()}[lake_of.principal.post_id]
    assert newest < later
