"""Abuse stories (c) and (e) as far as the desks, the list and the clocks reach; each with the control that it can fail.

(c) An inspector opens a rival's file out of curiosity. (e) A clerk back-dates what came late.
"""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from lianjing.access import calling, clock, policy, work
from lianjing.domain import authority
from lianjing.domain.authority import Action, Reach, Role
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import JournalEntry, Post, RedFlag, WorkItem, WorkMove
from lianjing.rooms.redflags import usecases as redflags
from lianjing.rooms.worklist import usecases
from tests.rooms.rosters import sign_in
from tests.world import DAY, at

NOW = at()
LATER = at(DAY + timedelta(days=3))


def put(county, seat, flag, *, sealed=False):
    post = Post._base_manager.get(pk=seat.post_id)
    facts = {"subject": "业州中心学校"}
    return work.assign(
        code="flag_to_answer", about=flag, post=post, url="/flags/", now=NOW, due_on=DAY, facts=facts, sealed=sealed
    )


@pytest.fixture
def flag(county):
    made = county.flag("s001")
    facts = {"person": "王老", "posts": ["采购员", "验收员"], "items": ["ST-03"]}
    RedFlag._base_manager.filter(pk=made.pk).update(facts=facts, state="self_check", due_on=DAY)
    made.refresh_from_db()
    return made


# (c) curiosity


def walked(page, item):
    """Return what the answers are to every address of somebody else's item."""
    asked = [page.get(reverse("worklist:item", args=[item.pk]))]
    asked += [
        page.post(reverse("worklist:step", args=[item.pk, step]), {"words": "x"}) for step in ("finish", "return")
    ]
    return [answer.status_code for answer in asked]


def test_another_persons_work_is_as_absent_as_what_never_was(client, county, flag):
    item = put(county, county.officer, flag)
    page = sign_in(client, county.inspector)
    never = WorkItem(pk=10**9)
    assert walked(page, item) == walked(page, never) == [404, 404, 404]
    assert "业州中心学校" not in page.get("/work/?tab=raised").content.decode()


def test_with_a_grant_too_many_the_curious_would_get_in(client, county, flag, monkeypatch):
    """Control: the same walk, were the team to read everybody's work."""
    item = put(county, county.officer, flag)
    loose = {**authority.GRANTS, (Role.TEAM_INSPECTOR, Action.WORK_READ): Reach.COUNTY}
    monkeypatch.setattr(policy, "GRANTS", loose)
    assert walked(sign_in(client, county.inspector), item)[0] == 200


def test_a_number_on_the_desk_is_no_way_round_what_is_closed(client, county):
    sealed = county.flag("s001", sealed=True, to=(county.officer,))
    put(county, county.officer, sealed, sealed=True)
    calling.call_all(at(DAY + timedelta(days=30)))
    for who in (county.inspector, county.chief, county.leader, county.principal):
        html = sign_in(client, who).get("/work/").content.decode()
        assert reverse("redflags:flag", args=[sealed.pk]) not in html


# (e) back-dating


def dated_back(client, county, flag):
    """Answer a question that is overdue, with an earlier day in every field that a form might have; return it."""
    put(county, county.clerk, flag)
    redflags.lapse_unanswered(LATER)
    flag.refresh_from_db()
    assert flag.state == "overdue"
    back = {"answered_at": "2026-10-10 09:00", "at": "2026-10-10", "due_on": "2027-01-01", "now": "2026-10-10"}
    address = reverse("redflags:step", args=[flag.pk, "explain_late"])
    sign_in(client, county.clerk).post(address, {"explanation": "单据在总务处。", "support": "transition", **back})
    flag.refresh_from_db()
    return flag


def test_nobody_can_type_when_something_was_done(client, county, flag, monkeypatch):
    """The day of an answer is the clock's: a day sent along with the form changes nothing, and late stays late."""
    monkeypatch.setattr(clock, "now", lambda: LATER + timedelta(hours=1))
    answered = dated_back(client, county, flag)
    assert (answered.state, answered.late) == ("answered", True)
    assert answered.answered_at == LATER + timedelta(hours=1)
    assert answered.due_on.year == LATER.year  # of the review now, and never the day that was sent


def test_whoever_could_set_the_clock_would_date_it_back(client, county, flag, monkeypatch):
    """Control: the same answer, were the clock to be asked of the reader."""
    monkeypatch.setattr("lianjing.access.clock.now", lambda: at("2026-10-10"))
    assert dated_back(client, county, flag).answered_at < LATER


def test_a_finished_item_keeps_the_moment_in_its_history_and_in_the_journal(county):
    post = Post._base_manager.get(pk=county.clerk.post_id)
    item = work.assign(
        code="vacancy", about=county.org("s001"), post=post, url="/", now=NOW, due_on=DAY, facts={"post": "库管员"}
    )
    late = at(DAY + timedelta(days=9))
    usecases.finish(post=county.clerk, item=item, outcome="已办", now=late)
    item.refresh_from_db()
    assert item.closed_at == late
    assert WorkMove._base_manager.get(item=item, step="finish").at == late
    entry = JournalEntry._base_manager.filter(action="work.act").latest("pk")
    assert entry.at == late
    with pytest.raises(RuleBroken):
        usecases.finish(post=county.clerk, item=item, outcome="早已办", now=NOW)


def test_the_database_itself_refuses_to_date_an_entry_back(county):
    """Control for whoever could reach the rows by hand: the journal is append-only below the program."""
    post = Post._base_manager.get(pk=county.clerk.post_id)
    item = work.assign(
        code="vacancy", about=county.org("s001"), post=post, url="/", now=NOW, due_on=DAY, facts={"post": "库管员"}
    )
    usecases.finish(post=county.clerk, item=item, outcome="已办", now=at(DAY + timedelta(days=9)))
    with pytest.raises(DatabaseError), transaction.atomic():
        JournalEntry._base_manager.filter(action="work.act").update(at=NOW)
