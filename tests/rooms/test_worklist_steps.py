"""What stands for a step of a record ends by that step, never by a word on the list; a notice ends by being read."""

import pytest
from django.urls import reverse

from lianjing.access import waiting, work
from lianjing.access.waiting_kinds import MAY_BE_LEFT, WORK
from lianjing.domain.danger import Danger
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import PowerOpinion, RedFlag, WorkItem
from lianjing.rooms.meetings.usecases import planning, session
from lianjing.rooms.powers.usecases import opinions, taking_effect
from lianjing.rooms.redflags import usecases, usecases_danger, usecases_screened
from lianjing.rooms.worklist import usecases as worklist
from lianjing.ui.wording import work as words
from tests.rooms.drafting import AFTER, Desk
from tests.rooms.drafting import NOW as HEARD
from tests.rooms.flag_world import NOW
from tests.rooms.rosters import sign_in
from tests.rooms.sitting import PREPARED, SIGNED, Table

NOTICES = {
    "coverage_gap",
    "directive_late",
    "factor_forgotten",
    "nothing_was_wrong",
    "own_matter",
    "password_given",
    "platform_forgotten",
    "power_to_look_at",
    "problem_late",
    "question_came_back",
    "rectification_came_back",
    "rectification_late",
    "resolution_late",
}


@pytest.fixture
def flag(county):
    """A question that the school's clerk is to answer."""
    found = county.flag("s001")
    RedFlag._base_manager.filter(pk=found.pk).update(state="raised")
    found.refresh_from_db()
    usecases_screened.put(flag=found, now=NOW)
    return found


def waits(seat):
    return WorkItem._base_manager.get(post=seat.post_id, state="open")


def strike_off(seat, item):
    return worklist.finish(post=seat, item=item, outcome="已办", now=NOW)


def test_a_question_stays_on_the_list_until_it_is_answered(county, flag):
    with pytest.raises(RuleBroken) as refusal:
        strike_off(county.clerk, waits(county.clerk))
    assert refusal.value.facts["missing"] == ("nothing_waits",)
    usecases.explain(post=county.clerk, flag=flag, explanation="x", support="transition", now=NOW)
    assert not WorkItem._base_manager.filter(post=county.clerk.post_id, state="open").exists()


def test_its_page_offers_the_way_to_the_record_and_no_word_that_it_is_done(county, flag, client):
    item = waits(county.clerk)
    page = sign_in(client, county.clerk).get(reverse("worklist:item", args=[item.pk])).content.decode()
    assert reverse("worklist:step", args=[item.pk, "finish"]) not in page
    assert reverse("worklist:step", args=[item.pk, "pass_on"]) in page
    assert item.url in page
    sent = client.post(reverse("worklist:step", args=[item.pk, "finish"]), {"words": "已说明"})
    assert sent.status_code == 422
    item.refresh_from_db()
    assert item.state == "open"


@pytest.mark.parametrize("code", ["danger_to_child", "flag_danger_late", "waits_too_long"])
def test_danger_to_a_child_is_nobodys_to_strike_off(county, code):
    seen = Danger("injury", "canteen", "one", "unknown")
    found = usecases_danger.report_danger(post=county.teacher, org=county.org("s001"), seen=seen, now=NOW)
    post = county.posts[county.principal.post_id]
    item = work.assign(code=code, about=found, post=post, url="/", now=NOW)
    with pytest.raises(RuleBroken):
        strike_off(county.principal, item)


def test_what_a_record_left_behind_may_be_struck_off(county, flag):
    """No way out would be worse: an item whose record moved on and that a room forgot."""
    item = waits(county.clerk)
    RedFlag._base_manager.filter(pk=flag.pk).update(state="answered")
    assert not waiting.still_asked(item)
    assert strike_off(county.clerk, item).state == "done"


def test_every_work_is_a_step_of_a_state_or_a_notice():
    """Whoever words a new one says here, or in `WORK`, which it is. `waits_too_long` is a step in danger alone."""
    steps = {code for states in WORK.values() for codes in states.values() for code in codes} - MAY_BE_LEFT
    assert steps.isdisjoint(NOTICES)
    assert steps | NOTICES == set(words.TITLES)


def test_whoever_wrote_the_view_of_their_side_is_asked_no_more(county):
    table = Table(county)
    meeting = table.collecting().meeting
    for seat in (county.officer, county.inspector):
        work.assign(code="meeting_to_view", about=meeting, post=county.posts[seat.post_id], url="/", now=NOW)
    planning.write_view(post=county.officer, meeting=table.fresh(), words="好", now=PREPARED)
    left = WorkItem._base_manager.filter(code="meeting_to_view", state="open").values_list("post", flat=True)
    assert list(left) == [county.inspector.post_id]


def test_whoever_signed_the_minutes_is_asked_no_more(county):
    table = Table(county).drafted()
    session.sign(post=county.chief, meeting=table.fresh(), now=SIGNED)
    left = WorkItem._base_manager.filter(code="meeting_to_sign", state="open").values_list("post", flat=True)
    assert list(left) == [county.inspector.post_id]


def test_the_last_opinion_answered_takes_the_asking_off(county):
    desk = Desk(county)
    desk.heard()
    for said in ("太多表", "太慢"):
        opinions.say(post=county.teacher, version=desk.fresh(), step="", said=said, now=HEARD)
    taking_effect.call_those_waited_for(AFTER)
    asked = WorkItem._base_manager.filter(code="power_to_answer", state="open")
    for left, opinion in zip((1, 0), PowerOpinion._base_manager.order_by("pk"), strict=True):
        opinions.answer(post=county.officer, opinion=opinion, words="改", taken_up=True, now=AFTER)
        assert asked.count() == left
