"""Abuse stories of what a parent sees, by the pages where they would be tried; each refused, each beside its control.

(e) A clerk back-dates a disclosure. (i) A school floods zero-reports. A forged zero. A notice ended early. An objection
answered by its own publisher. (n) A withdrawn list of people vanishes from every copy that we make.
"""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from lianjing.access import asking, asking_text, asking_work, notice_slots, notices
from lianjing.access.asking import Asked
from lianjing.domain.asking_work import solve
from lianjing.domain.authority import Role
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import publishing
from lianjing.records.models import Disclosure, JournalEntry, NoticeVersion, PublicQuestion
from lianjing.rooms.answering import usecases as answering
from lianjing.rooms.notices.usecases import course, nothing, preparing
from tests.rooms.notices_year import BEGAN, refused
from tests.rooms.rosters import sign_in
from tests.rooms.test_notices import open_donation
from tests.world import at


@pytest.fixture
def days(monkeypatch):
    """The days as the pages see them: `days("2026-10-15")` makes it that day."""
    monkeypatch.setattr(asking_work, "whole", lambda name, now: {"objection.proof_bits": 4}.get(name, 30))

    def become(day):
        monkeypatch.setattr("lianjing.access.clock.now", lambda: at(day))

    become(BEGAN)
    return become


# (e) back-dating


@pytest.mark.parametrize(("day", "answer"), [("2026-10-13", 422), ("2026-09-01", 422), ("2026-10-15", 302)])
def test_story_e_a_clerk_back_dates_a_disclosure(year, client, days, day, answer):
    """Made late, it cannot be dated early by any form; the same form with the day that it is publishes it."""
    days("2026-10-15")
    slot = year.prepare(day="2026-10-15")
    preparing.send(post=year.clerk, disclosure=slot, now=at("2026-10-15"))
    said = {"publish_on": day, "published_at": "2026-10-12", "now": "2026-10-12", "due_on": "2027-01-01"}
    got = sign_in(client, year.principal).post(f"/notices/{slot.pk}/approve/", said)
    assert got.status_code == answer
    after = year.again(slot)
    assert after.due_on == date(2026, 10, 12)
    if answer == 302:
        assert notice_slots.current(after).published_at == at("2026-10-15")
        assert notices.one(slot.pk, date(2026, 10, 15)).newest.published_at.date() == date(2026, 10, 15)
    else:
        assert after.state == "prepared"
        assert notices.one(slot.pk, date(2026, 10, 15)).overdue == 3


def test_story_e_the_day_written_into_the_tables_is_not_the_day_in_the_journal(year):
    """Whoever reaches the tables can change the row; the journal is append-only below the program and tells."""
    slot = year.publish(day="2026-10-15")
    NoticeVersion._base_manager.filter(disclosure=slot).update(published_at=at("2026-10-10"))
    told = JournalEntry._base_manager.get(subject_table="disclosure", subject_id=slot.pk, action="notice.approve")
    assert told.at == at("2026-10-15")
    with pytest.raises(DatabaseError), transaction.atomic():
        JournalEntry._base_manager.filter(pk=told.pk).update(at=at("2026-10-10"))


# A forged zero, and a flood of them (i)


def test_story_a_forged_zero_is_refused_while_a_matter_runs(year, client, days):
    slot = year.slot("ZZ-03", "1", "2026-2027-1")
    open_donation(year)
    page = sign_in(client, year.clerk)
    assert page.post(f"/notices/{slot.pk}/declare_nothing/").status_code == 422
    assert year.again(slot).state == "scheduled"
    assert nothing.find_forgotten(at(BEGAN)) == 0
    elsewhere = year.slot("ZZ-03", "1", "2026-2027-1", org="s010")  # the control: nothing runs there
    control = sign_in(client, year.county.other_clerk)
    assert control.post(f"/notices/{elsewhere.pk}/declare_nothing/").status_code == 302
    assert year.again(elsewhere).state == "nothing"


def test_story_i_a_school_floods_zero_reports(year):
    """Every one is held against what is on record, and is undone by what comes to light; the late ones wait above."""
    slots = list(Disclosure._base_manager.filter(org__code="s001", state="scheduled").select_related("org", "version"))
    open_donation(year)
    said = [says_nothing(year, slot) for slot in slots]
    assert said.count("") > 5
    assert set(said) == {"", "nothing_is_untrue"}
    assert not any(notices.one(slot.pk, date(2026, 10, 12)).state == "published" for slot in slots)
    late = year.slot("ZZ-03", "1", "2026-2027-1", org="s010")
    Disclosure._base_manager.filter(pk=late.pk).update(state="overdue")
    nothing.declare(post=year.county.other_clerk, disclosure=year.again(late), now=at("2026-10-14"))
    assert year.again(late).state == "overdue"


def says_nothing(year, slot):
    """Return the code of the refusal, "" where it was taken."""
    try:
        nothing.declare(post=year.clerk, disclosure=year.again(slot), now=at(BEGAN))
    except RuleBroken as refusal:
        return refusal.code
    return ""


# A notice ended early


@pytest.mark.parametrize("day", ["2026-10-13", "2026-10-19"])
def test_story_a_notice_is_ended_before_its_days_are_over(year, client, days, day):
    """Five working days from the twelfth are over after the nineteenth; nobody's hand shortens them."""
    slot = year.notice()
    days(day)
    page = sign_in(client, year.principal)
    assert page.post(f"/notices/{slot.pk}/end/").status_code == 422
    for who in (year.principal, year.county.holder("邓副", "s001", Role.PRINCIPAL, "FX", "副校长")):
        refused("step_refused", lambda who=who: course.end(post=who, disclosure=year.again(slot), now=at(day)))
    refused("step_refused", lambda: course.let_end(disclosure=year.again(slot), now=at(day)))
    assert year.again(slot).state == "published"
    course.end(post=year.principal, disclosure=year.again(slot), now=at("2026-10-20"))  # the control
    assert year.again(slot).state == "expired"


def test_story_taking_it_down_is_no_way_round_the_days(year):
    """A withdrawal says why to everybody, and the days begin anew with the next version."""
    slot = year.notice()
    course.withdraw(post=year.principal, disclosure=year.again(slot), reason="放错了", now=at("2026-10-14"))
    shown = notices.one(slot.pk, date(2026, 10, 14))
    assert (shown.state, shown.newest.why, shown.newest.down_as) == ("scheduled", "放错了", "withdrawn")
    words = {"book_title": "练习册", "list_price": "12.80 元", "voluntary": "自愿", "refund": "两周内可退"}
    year.publish(year.again(slot), "2026-10-15", **words)
    assert notice_slots.current(year.again(slot)).ends_on == date(2026, 10, 22)


# An objection answered by its own publisher


def test_story_an_objection_is_answered_by_its_own_publisher(year, client, days):
    """Neither who prepared nor who approved it may answer, by page or otherwise; somebody apart may."""
    deputy = year.county.holder("邓副", "s001", Role.PRINCIPAL, "FX", "副校长")
    slot = year.notice()
    school = year.county.org("s001")
    task = asking_work.task_for(school, at("2026-10-13"))
    text, makers = asking_text.as_kept("定价和书后面印的不一样。"), notices.publishers(slot.pk)
    asked = Asked("objection", text, slot.item, "disclosure", slot.pk, makers=makers)
    asking.ask(school=school, asked=asked, task=task.text, found=solve(task.text, 12), now=at("2026-10-13"))
    days("2026-10-14")
    question = PublicQuestion._base_manager.select_related("org__parent").get()
    for who in (year.clerk, year.principal):
        got = sign_in(client, who).post(f"/answering/{question.pk}/answer/", {"words": "没有问题。"})
        assert got.status_code in (403, 404, 422), who
        facts = refused(
            "step_refused",
            lambda who=who: answering.answer(post=who, question=question, words="没有问题。", now=at("2026-10-14")),
        )
        assert facts["why"] == ("same_person",)
    question.refresh_from_db(from_queryset=PublicQuestion._base_manager.select_related("org__parent"))
    assert (question.state, question.answer) == ("answering", "")
    got = sign_in(client, deputy).post(f"/answering/{question.pk}/answer/", {"words": "以书后定价为准。"})
    assert got.status_code == 302
    assert PublicQuestion._base_manager.get().answer == "以书后定价为准。"


# (n) a withdrawn list


def test_story_n_a_list_that_came_down_is_in_no_copy_of_ours(year, tmp_path, client, days):
    """A list of names never was on the net; the control is a notice that was, and goes with its withdrawal."""
    name = "覃小花"
    slot = year.slot("ST-04", "2w", "2026-10-12")
    year.publish(slot, recipe="周一：米饭、粉蒸肉", unit_price="4.50 元")
    publishing.publish(tmp_path, at(BEGAN, 10))
    copies = [one for one in tmp_path.rglob("*") if one.is_file() and "粉蒸肉".encode() in one.read_bytes()]
    assert copies
    course.withdraw(post=year.principal, disclosure=year.again(slot), reason="放错了", now=at(BEGAN, 11))
    publishing.publish(tmp_path, at(BEGAN, 12))
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert "粉蒸肉".encode() not in file.read_bytes(), file
            assert name.encode() not in file.read_bytes()
    assert "粉蒸肉" not in client.get(f"/s/s001/calendar/{slot.pk}/").content.decode()
