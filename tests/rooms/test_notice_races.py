"""Two hands on one notice at the same moment on PostgreSQL: one wins, the other is told in words, nothing is lost.

Every press begins with the notice as it was before any of them, as a page shows it.
"""

import pytest

from lianjing.access import asking, asking_text, asking_work, notice_slots, notices
from lianjing.access.asking import Asked
from lianjing.domain.asking_work import solve
from lianjing.domain.authority import Role
from lianjing.records.models import JournalEntry, NoticeVersion, PublicLeaf, PublicQuestion
from lianjing.rooms.answering import usecases as answering
from lianjing.rooms.notices.usecases import approving, course, nothing, preparing
from tests.rooms.notices_year import BEGAN, RECIPE, Calendar
from tests.rooms.pressing import at_once, one_won
from tests.world import County, at

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
WORDS = {"book_title": "练习册", "list_price": "11.80 元", "voluntary": "自愿", "refund": "两周内可退"}


@pytest.fixture(autouse=True)
def little_work(monkeypatch):
    monkeypatch.setattr(asking_work, "whole", lambda name, now: {"objection.proof_bits": 4}.get(name, 30))


@pytest.fixture
def year(transactional_db):
    made = Calendar(County())
    made.deputy = made.county.holder("邓副", "s001", Role.PRINCIPAL, "FX", "副校长")
    return made


def pressed(year, slot, *steps):
    return at_once(lambda: year.again(slot), *steps)


def acts(slot, action):
    return JournalEntry._base_manager.filter(
        subject_table="disclosure", subject_id=slot.pk, kind="act", action=action
    ).count()


def sound(year, slot):
    """What holds whoever won: at most one version is up, its bytes are those of the verdict, the log says the same."""
    slot = year.again(slot)
    rows = NoticeVersion._base_manager.filter(disclosure=slot)
    up = rows.filter(published_at__isnull=False, down_at=None)
    assert up.count() == (1 if slot.state in notices.READABLE else 0), slot.state
    assert all(notices.unchanged(one) for one in up)
    entered = PublicLeaf._base_manager.filter(
        subject_table="noticeversion", kind="notice", subject_id__in=rows.values("pk")
    )
    assert entered.count() == rows.filter(published_at__isnull=False).count()
    opened = PublicQuestion._base_manager.filter(item_id=slot.pk, state__in=asking._HOLDING).count()
    assert slot.objections_open == opened
    return slot


def withdraw(seat, day="2026-10-14"):
    return lambda slot: course.withdraw(post=seat, disclosure=slot, reason="放错了", now=at(day))


def end(seat, day="2026-10-20"):
    return lambda slot: course.end(post=seat, disclosure=slot, now=at(day))


def pause(seat):
    return lambda slot: course.pause(post=seat, disclosure=slot, reason="核对中", now=at("2026-10-14"))


def correct(seat, day="2026-10-14"):
    return lambda slot: approving.correct(post=seat, disclosure=slot, reason="定价写错", now=at(day))


def rewrite(seat, words, day="2026-10-14"):
    return lambda slot: preparing.prepare(post=seat, disclosure=slot, typed=words, now=at(day))


def object_to(year, day="2026-10-14"):
    def step(slot):
        school, now = year.county.org("s001"), at(day)
        task = asking_work.task_for(school, now)
        asked = Asked("objection", asking_text.as_kept("定价和书后面印的不一样。"), slot.item, "disclosure", slot.pk,
                      makers=notices.publishers(slot.pk))  # fmt: skip
        asking.ask(school=school, asked=asked, task=task.text, found=solve(task.text, 12), now=now)

    return step


def let_end(day):
    return lambda slot: course.let_end(disclosure=slot, now=at(day))


def answered_by(seat, key):
    def step(_slot):
        question = PublicQuestion._base_manager.select_related("org__parent").get(pk=key)
        answering.answer(post=seat, question=question, words="以公示为准。", now=at("2026-10-15"))

    return step


def corrected(year, day="2026-10-13"):
    """Return a notice that is up, and a correction of it that was sent."""
    slot = year.notice()
    preparing.prepare(post=year.clerk, disclosure=year.again(slot), typed=WORDS, now=at(day))
    preparing.send(post=year.clerk, disclosure=year.again(slot), now=at(day))
    return year.again(slot)


def test_two_heads_approve_one_notice_once(year):
    slot = year.prepare()
    preparing.send(post=year.clerk, disclosure=slot, now=at(BEGAN))
    steps = [
        lambda mine, who=who: approving.approve(post=who, disclosure=mine, now=at(BEGAN))
        for who in (year.principal, year.deputy)
    ]
    one_won(pressed(year, slot, *steps))
    assert acts(slot, "notice.approve") == 1
    sound(year, slot)


def test_withdrawn_corrected_and_paused_at_once(year):
    slot = corrected(year)
    won = one_won(pressed(year, slot, withdraw(year.principal), correct(year.deputy), pause(year.principal)))
    assert sound(year, slot).state == ("scheduled", "corrected", "paused")[won]
    assert acts(slot, "notice.approve") == 1 + 1  # the first publication, and whoever won


def test_a_clerk_changes_what_a_head_approves(year):
    """What goes out is what was approved, or the head is told; a change is never lost unsaid."""
    for _ in range(4):
        slot = year.prepare(year.slot("ST-04", "2w", "2026-10-12", "s001") if _ == 0 else fresh(year, _))
        preparing.send(post=year.clerk, disclosure=slot, now=at(BEGAN))
        told = pressed(
            year,
            slot,
            lambda mine: approving.approve(post=year.principal, disclosure=mine, now=at(BEGAN)),
            rewrite(year.clerk, {**RECIPE, "unit_price": "午餐 9.99 元"}, BEGAN),
        )
        won = one_won(told)
        after = year.again(slot)
        assert after.state == ("published", "prepared")[won]
        newest = notice_slots.newest(after)
        assert (b"9.99" in bytes(newest.content)) is (won == 1)
        assert (newest.published_at is not None) is (won == 0)


def fresh(year, number):
    """Return another weekly slot of the same school."""
    from lianjing.rooms.notices.usecases import calendar

    calendar.put_on_calendar(at("2026-11-09"))
    return year.slot("ST-04", "2w", ("2026-10-19", "2026-10-26", "2026-11-02")[number - 1])


def test_a_clerk_changes_a_correction_while_it_is_put_up(year):
    """The version that goes up keeps its bytes: a change of the draft is refused, or becomes a further draft."""
    slot = corrected(year)
    told = pressed(year, slot, correct(year.principal), rewrite(year.clerk, {**WORDS, "list_price": "99 元"}))
    assert "done" in told
    after = sound(year, slot)
    up = notice_slots.current(after)
    assert up is not None
    assert b"99 " not in bytes(up.content)


def test_an_objection_meets_a_withdrawal_a_correction_or_the_end(year):
    """The objection is never lost, and what it is about never ends behind its back."""
    for step, day in ((withdraw(year.principal), BEGAN), (pause(year.deputy), BEGAN)):
        slot = year.notice()
        told = pressed(year, slot, object_to(year), step)
        assert told[0] == "done", told
        after = sound(year, slot)
        assert PublicQuestion._base_manager.filter(item_id=slot.pk).count() == 1
        assert after.state in ("scheduled", "paused"), (after.state, told, day)


def test_an_objection_on_the_last_day_meets_the_clock(year):
    slot = year.notice()
    told = pressed(year, slot, object_to(year, "2026-10-19"), let_end("2026-10-20"))
    assert told[0] == "done"
    after = sound(year, slot)
    assert after.state == ("paused" if told[1] != "done" else "expired")


def test_two_objections_settled_at_once_are_both_counted(year):
    slot = year.notice()
    for _ in range(2):
        object_to(year)(year.again(slot))
    keys = PublicQuestion._base_manager.values_list("pk", flat=True)
    answers = [answered_by(year.deputy, key) for key in keys]
    assert pressed(year, slot, *answers) == ["done", "done"]
    assert sound(year, slot).state == "published"


def test_two_answers_to_one_objection_count_once(year):
    second = year.county.holder("覃副", "s001", Role.PRINCIPAL, "FX", "副校长")
    slot = year.notice()
    object_to(year)(year.again(slot))
    one = PublicQuestion._base_manager.get().pk
    told = pressed(year, slot, answered_by(year.deputy, one), answered_by(second, one))
    one_won(told)
    assert sound(year, slot).state == "published"


def test_a_further_objection_meets_the_withdrawal_of_a_notice_that_stands_still(year):
    """Both leave the state as it was for the other; neither writes an old count over the new one."""
    slot = year.notice()
    object_to(year)(year.again(slot))
    told = pressed(year, slot, object_to(year), withdraw(year.principal))
    assert told[0] == "done"
    sound(year, slot)


def test_a_zero_and_a_notice_of_the_same_slot(year):
    slot = year.slot()
    told = pressed(
        year,
        slot,
        lambda mine: nothing.declare(post=year.clerk, disclosure=mine, now=at(BEGAN)),
        rewrite(year.clerk, RECIPE, BEGAN),
    )
    won = one_won(told)
    assert year.again(slot).state == ("nothing", "prepared")[won]
    if won == 0:
        assert not NoticeVersion._base_manager.filter(disclosure=slot).exists()


def test_two_clocks_publish_and_end_each_notice_once(year):
    slot = year.prepare()
    preparing.send(post=year.clerk, disclosure=slot, now=at(BEGAN))
    day = at("2026-10-13").date()
    approving.approve(post=year.principal, disclosure=year.again(slot), publish_on=day, now=at(BEGAN))
    tick = [lambda _mine: approving.publish_due(at("2026-10-13"))] * 2
    assert pressed(year, slot, *tick) == ["done", "done"]
    assert acts(slot, "clock.put_up") == 1
    sound(year, slot)
