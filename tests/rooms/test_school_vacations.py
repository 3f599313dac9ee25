"""A school's vacation stops the clocks of what it owes and is asked, but for food, safety and money (SM7, SM8)."""

from datetime import date, timedelta

import pytest

from lianjing.access import asking, asking_text, asking_work, notice_slots, waiting
from lianjing.access.asking import Asked
from lianjing.access.waiting_kinds import BY_TABLE
from lianjing.domain.asking_work import solve
from lianjing.jobs import tick
from lianjing.records.models import Disclosure, PublicQuestion, WorkItem
from lianjing.rooms.answering import usecases
from lianjing.rooms.notices.usecases import calendar, course
from lianjing.rooms.powers.usecases import matters
from tests.world import at

EVE = "2026-07-09"  # a Thursday; vacation from Saturday 11 July to Monday 31 August
IN_TERM, IN_JULY = date(2026, 9, 4), date(2026, 7, 16)  # five working days: with the vacation left out, and without


@pytest.fixture(autouse=True)
def little_work(monkeypatch):
    monkeypatch.setattr(asking_work, "whole", lambda name, now: {"objection.proof_bits": 4}.get(name, 30))


def file(county, power, day=EVE, school="s001", text="初一新生分班的办法在哪里能看到？"):
    unit, now = county.org(school), at(day)
    task = asking_work.task_for(unit, now)
    asked = Asked(kind="question", text=asking_text.as_kept(text), power=power)
    asking.ask(school=unit, asked=asked, task=task.text, found=solve(task.text, 12), now=now)
    return only()


def only():
    return PublicQuestion._base_manager.select_related("org__parent").latest("pk")


# Questions (SM8)


@pytest.mark.parametrize("stage", ["", "primary", "junior"])
@pytest.mark.parametrize("power", ["ZS-01", "ZS-04", "RS-01"])
def test_a_question_waits_over_the_summer(county, power, stage):
    """Whatever stage of schooling a school has, its vacation is that of its kind of unit."""
    county.org("s001").stage = stage
    county.org("s001").save()
    assert file(county, power).due_on == IN_TERM


@pytest.mark.parametrize("power", ["ST-03", "CW-02", "ZZ-01", "JF-01", "JF-04", "RS-02", "RS-05", ""])
def test_food_safety_and_money_wait_for_no_vacation_nor_does_what_names_no_power(county, power):
    assert file(county, power).due_on == IN_JULY


def test_in_the_vacation_nothing_is_moved_up_and_afterwards_it_is(county):
    file(county, "ZS-04")
    for day in ("2026-07-17", "2026-08-31", "2026-09-04"):
        tick.run(at(day, 23))
        assert only().state == "answering", day
    tick.run(at("2026-09-05", 1))
    assert (only().state, only().moved_up_by) == ("reviewing", "clock")


def test_only_the_school_has_vacation_not_who_reviews_nor_the_asker(county):
    """Above the school the days run on; so do the asker's, and those of whoever looks whether it was asked before."""
    question = file(county, "ZS-04")
    usecases.answer(post=county.principal, question=question, words="见公告。", now=at(EVE))
    assert only().due_on == date(2026, 7, 23)
    number = only()
    asking.say(question=number, content=1, now=at(EVE))
    assert only().due_on == date(2026, 7, 23)  # ten working days of the group
    usecases.uphold(post=county.leader, question=only(), reason="没有公告。", now=at(EVE))
    assert only().due_on == date(2026, 9, 2)  # three working days of the school, which puts it right
    assert WorkItem._base_manager.get(code="question_to_put_right", state="open").due_on == date(2026, 9, 2)


def test_the_desk_shows_the_same_last_day(county):
    question = file(county, "ZS-04")
    assert waiting.last_day(question) == (IN_TERM, 0)
    assert WorkItem._base_manager.get(code="question_to_answer", state="open").due_on == IN_TERM


def test_beyond_the_list_of_vacations_no_day_is_guessed_and_nothing_breaks(county):
    assert file(county, "ZS-04", "2027-07-08").due_on == date(2027, 9, 6)
    assert file(county, "ZS-04", "2027-09-01").due_on == date(2027, 9, 8)


# What is owed to the public (SM7)


def owed(year, item, day):
    """Open a matter whose first step is made public; return the slot of that disclosure."""
    unit = year.county.org("s001")
    matter = matters.open_matter(post=year.clerk, unit=unit, item=item, title="走查", amount=None, days={}, now=at(day))
    calendar.put_on_calendar(at(day, 10))
    return year.slot(item, "1", f"m{matter.pk}")


@pytest.mark.parametrize(("item", "due"), [("ZS-06", date(2027, 2, 25)), ("RS-05", date(2027, 1, 28))])
def test_what_is_owed_waits_for_the_winter_but_not_where_it_is_money(year, item, due):
    """Five working days from Thursday 21 January; vacation from Saturday 23 January to Sunday 21 February."""
    slot = owed(year, item, "2027-01-21")
    assert slot.due_on == due
    for day in (due, due + timedelta(days=1)):
        calendar.lapse_due(at(day, 1))
        assert year.again(slot).state == ("scheduled" if day == due else "overdue")


@pytest.mark.parametrize(("item", "level"), [("ZS-06", 0), ("RS-05", 5)])
def test_what_is_overdue_climbs_no_level_in_a_vacation(year, item, level):
    slot = owed(year, item, "2027-01-06")
    calendar.lapse_due(at("2027-01-22", 1))
    Disclosure._base_manager.filter(pk=slot.pk).update(due_on=date(2027, 1, 21))
    calendar.escalate(at("2027-02-19"))
    assert year.again(slot).levels == level
    calendar.escalate(at("2027-02-23"))  # Friday 22 January, then Monday 22 and Tuesday 23 February
    assert year.again(slot).levels == (level or 1) + (1 if level else 0)


def test_the_time_to_mend_and_to_send_waits_too(year):
    slot = owed(year, "ZS-06", "2027-01-21")
    year.prepare(slot, "2027-01-22", conditions="品学兼优")
    due = WorkItem._base_manager.get(code="notice_to_send", subject_id=slot.pk, state="open").due_on
    assert due == date(2027, 2, 23)
    assert waiting.due_of(BY_TABLE["disclosure"], year.again(slot), at("2027-01-22")) == at("2027-02-24", 0)


def test_what_hangs_runs_its_days_in_a_vacation_too(year):
    """The days of a notice are the public's; only what the school must do waits."""
    slot = owed(year, "ZS-06", "2027-01-21")
    Disclosure._base_manager.filter(pk=slot.pk).update(kind="notice")
    year.publish(year.again(slot), "2027-01-22", conditions="品学兼优")
    assert notice_slots.current(slot).ends_on == date(2027, 1, 29)
    course.withdraw(post=year.principal, disclosure=year.again(slot), reason="写错了", now=at("2027-01-25"))
    assert year.again(slot).due_on > date(2027, 2, 21)  # owed again, after the vacation
