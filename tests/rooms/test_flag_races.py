"""Two people press at the same moment on PostgreSQL: exactly one wins, the other is told in words, nothing is lost."""

import pytest

from lianjing.domain.authority import Role
from lianjing.jobs import duties
from lianjing.records.models import JournalEntry, RedFlag
from lianjing.rooms.redflags import usecases, usecases_danger, usecases_transfer
from tests.rooms.flag_world import FACTS, NOW, asked, explained, now
from tests.rooms.pressing import at_once, one_won
from tests.world import County, at

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def county(transactional_db):
    return County()


def pressed(flag, *steps):
    return at_once(lambda: now(flag), *steps)


def dismiss(seat):
    return lambda flag: usecases.dismiss(post=seat, flag=flag, reason="属实", now=NOW)


def rectify(seat):
    return lambda flag: usecases.to_rectification(post=seat, flag=flag, flow_step="2", basis="x", now=NOW)


def test_two_reviewers_one_closes_the_other_is_told(county):
    flag = explained(county, asked(county))
    one_won(pressed(flag, dismiss(county.leader), rectify(county.officer), dismiss(county.inspector)))
    acts = JournalEntry._base_manager.filter(action="flag.review", subject_id=flag.pk, kind="act")
    assert acts.count() == 1
    after = now(flag)
    assert (after.state == "to_rectify") is bool(after.outcome)


def test_an_answer_and_the_clock_meet_and_one_of_them_counts(county):
    flag = asked(county)
    RedFlag._base_manager.filter(pk=flag.pk).update(due_on="2026-10-11")
    told = pressed(
        flag,
        lambda mine: usecases.explain(post=county.clerk, flag=mine, explanation="x", support="transition", now=NOW),
        lambda mine: usecases.lapse(flag=mine, now=NOW),
    )
    one_won(told)
    assert now(flag).state in ("answered", "overdue")


def test_two_second_signatures_hand_it_over_once(county):
    second = county.holder("向兰", "jcs", Role.BUREAU_OFFICER, "ZY", "科员")
    flag = explained(county, asked(county))
    usecases_transfer.sign_first(post=county.leader, flag=flag, words=FACTS, now=NOW)
    told = pressed(
        flag,
        lambda mine: usecases_transfer.sign_second(post=county.officer, flag=mine, now=NOW),
        lambda mine: usecases_transfer.sign_second(post=second, flag=mine, now=NOW),
    )
    one_won(told)
    assert now(flag).state == "transferred"


def test_danger_and_a_review_at_once(county):
    flag = explained(county, asked(county))
    told = pressed(
        flag,
        dismiss(county.leader),
        lambda mine: usecases_danger.mark(post=county.officer, flag=mine, kind="abuse", now=NOW),
    )
    one_won(told)


def test_two_ticks_lapse_each_question_once(county):
    flags = [asked(county) for _ in range(4)]
    RedFlag._base_manager.update(due_on="2026-10-11")
    told = pressed(flags[0], *(lambda _mine: duties.ALL["redflag.lapse"](at()) for _ in range(2)))
    assert told == ["done", "done"]
    assert {now(flag).state for flag in flags} == {"overdue"}
    assert JournalEntry._base_manager.filter(action="clock.lapse").count() == len(flags)
