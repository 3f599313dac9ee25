"""Rectification with real rows: a planted fault is a flag, is put right, watched ninety days, closed, or comes back."""

from datetime import date, timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianjing.access import clock, modelbook, quarter
from lianjing.domain.quarters import Quarter
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import duties
from lianjing.records.models import Holding, JournalEntry, Rectification, RectificationMove, RedFlag, WorkItem
from lianjing.rooms.casework import evidence
from lianjing.rooms.casework.usecases import observing, opening, rectifying
from lianjing.rooms.casework.usecases.rectifying import Change, Plan
from lianjing.rooms.redflags import usecases, usecases_screened
from tests.rooms.rosters import sign_in
from tests.rooms.test_screened import notice, take
from tests.world import DAY, at

NOW = at("2026-10-12")
DUTIES = ("screening.ask", "rectification.open", "rectification.hands", "rectification.watch", "rectification.call")


@pytest.fixture(autouse=True)
def one_model(monkeypatch):
    """A night of one model: notices that hang longer than they were to."""
    monkeypatch.setattr(modelbook, "chosen", lambda only="": [modelbook.models()["M-GK-03"]])


def tick(day):
    for name in DUTIES:
        duties.ALL[name](at(day))


def flagged(county, by="officer"):
    """Plant the fault, let the night ask, the clerk answer, and somebody else pass it to rectification."""
    take(county, "notices", [notice("n1")])
    usecases_screened.screen_if_due(NOW)
    flag = RedFlag._base_manager.get(code="M-GK-03")
    usecases.explain(post=county.clerk, flag=flag, explanation="忘了撤", support="corrected", now=NOW)
    how = {"flow_step": "公示撤下", "basis": "公示管理办法", "now": NOW}
    usecases.to_rectification(post=getattr(county, by), flag=flag, **how)
    return flag


def opened(county, by="officer"):
    flagged(county, by)
    assert duties.ALL["rectification.open"](NOW) == 1
    return again()


def again():
    return Rectification._base_manager.get()


PLAN = Plan("execution_gap", "到期没有人盯撤下", "明确专人到期撤下，逐条登记", date(2026, 11, 10))


def planned(county, record, now=NOW):
    rectifying.plan(post=county.principal, record=record, plan=PLAN, now=now)
    rectifying.agree(post=county.officer, record=record, now=now)
    return record


def put_right(county, now="2026-10-20"):
    """Hand in the corrected file: the notice is down."""
    take(county, "notices", [notice("n1", off=date(2026, 10, 13))], now=at(now))


def submitted(county, record, now="2026-10-20", by="principal"):
    now = at(now)
    seat = getattr(county, by)
    shown = evidence.Evidence("ledgerbatch", 1, "公示台账", "0" * 64)
    change = Change(why_none="步骤没有问题，只是没有执行")
    return rectifying.submit(post=seat, record=record, evidence=[shown], change=change, now=now)


def accepted(county, record, now="2026-10-21", by="leader"):
    rows = [row["name"] for row in record.sample["rows"]]
    return rectifying.accept(post=getattr(county, by), record=record, looked_at=rows, now=at(now))


def observed(county):
    record = planned(county, opened(county))
    put_right(county)
    return accepted(county, submitted(county, record))


def open_codes(seat):
    return [item.code for item in WorkItem._base_manager.filter(post=seat.post_id, state="open")]


def test_a_planted_fault_is_put_right_watched_ninety_days_and_closed_by_the_clock(lake_of):
    record = observed(lake_of)
    assert (record.state, record.observed_until) == ("observing", date(2027, 1, 19))
    for day in ("2026-11-20", "2026-12-20", "2027-01-19"):
        tick(day)
        assert again().state == "observing"
        assert not again().look_back.get("seed")
    tick("2027-01-20")
    drawn = again()
    assert (drawn.state, len(drawn.look_back["rows"])) == ("observing", 1)
    assert open_codes(lake_of.leader) == ["rectification_to_look_back"]
    tick("2027-01-21")
    assert again().look_back == drawn.look_back  # drawn once
    assert again().state == "observing"  # and never closed before somebody has looked
    rectifying.look_back(post=lake_of.leader, record=drawn, passed=True, words="都按期撤下", now=at("2027-01-22"))
    tick("2027-01-22")
    closed = again()
    assert (closed.state, closed.cause, closed.why_unchanged[:4]) == ("closed", "execution_gap", "步骤没有")
    assert JournalEntry._base_manager.filter(action="clock.close").count() == 1


def test_what_comes_back_opens_again_one_level_up_with_other_people_and_both_are_told(lake_of):
    record = observed(lake_of)
    assert record.level == 1
    take(lake_of, "notices", [notice("n1")], now=at("2026-12-01"))  # the file says again that it hangs
    tick("2026-12-01")
    back = again()
    assert (back.state, back.level, back.round) == ("doing", 2, 2)
    assert {back.issuer_id, back.acceptor_id} == {lake_of.officer.post_id, lake_of.inspector.post_id}
    assert back.acceptor_id != record.acceptor_id
    for seat in (lake_of.officer, lake_of.inspector, lake_of.leader):
        assert "rectification_came_back" in open_codes(seat)
    assert "rectification_to_do" in open_codes(lake_of.principal)
    assert (back.evidence, back.sample, back.look_back) == ([], {}, {})
    tick("2026-12-02")
    assert again().round == 2  # once


def test_a_sample_that_is_wrong_opens_it_again_too(lake_of):
    observed(lake_of)
    tick("2027-01-20")
    rectifying.look_back(post=lake_of.leader, record=again(), passed=False, words="又挂了一张", now=at("2027-01-21"))
    tick("2027-01-21")
    assert (again().state, again().round, again().level) == ("doing", 2, 2)


def test_two_ticks_at_once_open_one_and_close_one(lake_of, monkeypatch):
    flag = flagged(lake_of)
    opening.open_from_flag(flag=flag, now=NOW)
    monkeypatch.setattr(opening.rectifying, "flags_to_open", lambda: [flag])  # read before the other's commit
    monkeypatch.setattr(opening.rectifying, "opened_for", lambda about: None)
    assert duties.ALL["rectification.open"](NOW) == 0
    assert Rectification._base_manager.count() == 1


def test_it_cannot_be_submitted_blank_and_closing_names_cause_and_change(lake_of):
    record = planned(lake_of, opened(lake_of))
    for shown, change in (((), Change(why_none="x")), ((evidence.Evidence("m", 1, "l", "0"),), Change(why_none=" "))):
        with pytest.raises(RuleBroken) as refusal:
            rectifying.submit(post=lake_of.principal, record=again(), evidence=shown, change=change, now=NOW)
        assert refusal.value.facts["why"] == ("facts_missing",)
    put_right(lake_of)
    accepted(lake_of, submitted(lake_of, record))
    Rectification._base_manager.update(why_unchanged="", look_back={"seed": "s", "passed": True, "words": "x"})
    with pytest.raises(RuleBroken) as refusal:
        observing.close(record=again(), now=at("2027-02-01"))
    assert refusal.value.facts["missing"] == ("change_or_why_none",)


def test_nothing_is_accepted_that_the_same_check_still_finds(lake_of):
    record = submitted(lake_of, planned(lake_of, opened(lake_of)))
    with pytest.raises(RuleBroken) as refusal:
        accepted(lake_of, record)
    assert refusal.value.facts["missing"] == ("rerun_passed",)
    put_right(lake_of)
    with pytest.raises(RuleBroken) as refusal:
        rectifying.accept(post=lake_of.leader, record=record, looked_at=[], now=at("2026-10-21"))
    assert refusal.value.facts["missing"] == ("sampled",)
    assert accepted(lake_of, record).state == "observing"


def test_whoever_accepts_is_neither_responsible_nor_the_issuer(lake_of):
    record = opened(lake_of, by="leader")
    assert record.issuer_id == lake_of.leader.post_id
    assert record.acceptor_id == lake_of.officer.post_id
    put_right(lake_of, "2026-10-13")
    rectifying.plan(post=lake_of.principal, record=record, plan=PLAN, now=NOW)
    rectifying.agree(post=lake_of.leader, record=record, now=NOW)
    submitted(lake_of, record)
    for seat in (lake_of.leader, lake_of.principal):
        with pytest.raises(RuleBroken) as refusal:
            rectifying.accept(post=seat, record=again(), looked_at=[], now=at("2026-10-21"))
        assert "not_yours" in refusal.value.facts["why"]
    Holding(post_id=record.acceptor_id, person_id=lake_of.leader.person_id, valid_from=DAY).save()  # a second post
    from_both = lake_of.officer.__class__(**{**vars(lake_of.officer), "person_id": lake_of.leader.person_id})
    with pytest.raises(RuleBroken) as refusal:
        rectifying.accept(post=from_both, record=again(), looked_at=[], now=at("2026-10-21"))
    assert "same_person" in refusal.value.facts["why"]


def test_a_plan_goes_back_once_and_a_submission_point_by_point(lake_of):
    record = opened(lake_of)
    for turn in (1, 2):
        rectifying.plan(post=lake_of.principal, record=record, plan=PLAN, now=NOW)
        if turn == 1:
            rectifying.return_plan(post=lake_of.officer, record=record, missing="谁负责", now=NOW)
    with pytest.raises(RuleBroken) as refusal:
        rectifying.return_plan(post=lake_of.officer, record=record, missing="再想想", now=NOW)
    assert "too_often" in refusal.value.facts["why"]
    rectifying.agree(post=lake_of.officer, record=record, now=NOW)
    submitted(lake_of, record)
    with pytest.raises(RuleBroken):
        rectifying.give_back(post=lake_of.leader, record=record, lines=[" "], now=NOW)
    rectifying.give_back(post=lake_of.leader, record=record, lines=["缺登记", "没写日期"], now=NOW)
    assert record.state == "doing"
    assert RectificationMove._base_manager.get(step="return").lines == ["缺登记", "没写日期"]


@pytest.mark.parametrize("finish", [date(2026, 10, 11), date(2027, 1, 1), None])
def test_a_plan_names_a_day_within_the_countys_limit(lake_of, finish):
    record = opened(lake_of)
    plan = Plan(PLAN.cause, PLAN.cause_words, PLAN.measures, finish)
    with pytest.raises(RuleBroken) as refusal:
        rectifying.plan(post=lake_of.principal, record=record, plan=plan, now=NOW)
    assert refusal.value.facts["missing"] == ("finish_day",)


def test_what_was_opened_by_mistake_is_void_by_two_and_only_before_the_plan(lake_of):
    record = opened(lake_of)
    rectifying.ask_void(post=lake_of.officer, record=record, reason="同一事项已立", now=NOW)
    assert "rectification_to_void" in open_codes(lake_of.leader)
    with pytest.raises(RuleBroken):
        rectifying.void(post=lake_of.officer, record=again(), now=NOW)
    assert rectifying.void(post=lake_of.leader, record=again(), now=NOW).state == "void"
    assert open_codes(lake_of.leader) == []


def test_two_who_accept_at_once_exactly_one_wins(lake_of):
    submitted(lake_of, planned(lake_of, opened(lake_of)))
    put_right(lake_of)
    mine, theirs = again(), again()
    accepted(lake_of, mine)
    with pytest.raises(RuleBroken) as refusal:
        rectifying.give_back(post=lake_of.leader, record=theirs, lines=["x"], now=at("2026-10-21"))
    assert refusal.value.code == "somebody_was_faster"


def test_what_is_late_goes_up_level_by_level_once_each(lake_of):
    record = opened(lake_of)
    assert record.due_on == date(2026, 10, 15)
    called = {}
    for day in ("2026-10-15", "2026-10-16", "2026-10-16", "2026-10-20", "2026-10-21", "2026-10-26", "2026-11-10"):
        duties.ALL["rectification.call"](at(day))
        called[day] = again().told_level
    assert list(called.values()) == [0, 1, 1, 2, 3, 3]
    assert "rectification_late" in open_codes(lake_of.leader)
    assert "rectification_late" in open_codes(lake_of.inspector)
    rectifying.plan(post=lake_of.principal, record=again(), plan=PLAN, now=at("2026-10-27"))  # late, and taken
    assert again().told_level == 0


def test_whoever_is_recused_is_replaced_and_sees_nothing(lake_of, client):
    record = opened(lake_of)
    lake_of.recuse(lake_of.leader, record)
    assert duties.ALL["rectification.hands"](NOW) == 1
    assert again().acceptor_id == lake_of.inspector.post_id
    assert duties.ALL["rectification.hands"](NOW) == 0


def test_danger_to_a_child_opens_at_once_with_the_shortest_clocks_and_is_observed_all_the_same(lake_of):
    flag = lake_of.flag("s001")
    RedFlag._base_manager.filter(pk=flag.pk).update(state="danger", danger="poisoning", code="child_danger")
    flag = RedFlag._base_manager.get(pk=flag.pk)
    record = opening.open_at_once(post=lake_of.principal, flag=flag, now=NOW)
    assert (record.urgent, record.level, record.due_on) == (True, 2, NOW.date())
    assert {record.issuer_id, record.acceptor_id} == {lake_of.officer.post_id, lake_of.inspector.post_id}
    plain = lake_of.flag("s001")
    with pytest.raises(RuleBroken) as refusal:
        opening.open_at_once(post=lake_of.principal, flag=plain, now=NOW)
    assert refusal.value.code == "rectification_no_danger"
    rectifying.plan(post=lake_of.principal, record=record, plan=PLAN, now=NOW)
    issuer = lake_of.officer if record.issuer_id == lake_of.officer.post_id else lake_of.inspector
    rectifying.agree(post=issuer, record=record, now=NOW)
    submitted(lake_of, record, now="2026-10-12")
    acceptor = lake_of.inspector if issuer is lake_of.officer else lake_of.officer
    rows = [row["name"] for row in record.sample["rows"]]
    rectifying.accept(post=acceptor, record=record, looked_at=rows, now=NOW)
    assert (record.state, record.observed_until) == ("observing", date(2027, 1, 10))


def test_an_alert_with_its_officer_opens_nothing(lake_of):
    take(lake_of, "notices", [notice("n1")])
    usecases_screened.screen_if_due(NOW)
    assert RedFlag._base_manager.get(code="M-GK-03").state == "self_check"
    assert duties.ALL["rectification.open"](NOW + timedelta(days=1)) == 0


def test_another_room_opens_one_for_its_own_record(county):
    flag = county.flag("s001")
    record = opening.open_for(
        about=flag, org=county.org("s001"), origin={"kind": "resolution", "title": "联席会议决议"}, now=NOW
    )
    assert record.state == "opened"
    with pytest.raises(RuleBroken, match="somebody_was_faster"):
        opening.open_for(about=flag, org=county.org("s001"), origin={"title": "x"}, now=NOW)


def test_the_pages_of_a_rectification_by_each_hand(lake_of, client):
    record = opened(lake_of)
    address = f"/rectifications/{record.pk}/"
    for name in ("principal", "clerk", "leader", "officer", "inspector", "chief", "township"):
        assert sign_in(client, getattr(lake_of, name)).get(address).status_code == 200, name
    for name in ("teacher", "section", "guiding", "tech", "other_clerk", "other_leader", "member"):
        assert sign_in(client, getattr(lake_of, name)).get(address).status_code == 404, name
    principal = sign_in(client, lake_of.principal)
    assert principal.get(f"/network/recusals/ask/rectification/{record.pk}/").status_code == 200
    said = {"cause": "execution_gap", "cause_words": "没人盯", "measures": "专人", "finish_on": "2026-11-10"}
    with clock_at(NOW):
        assert principal.post(f"{address}plan/", {**said, "measures": ""}).status_code == 422
        assert principal.post(f"{address}plan/", said).status_code == 302
        assert sign_in(client, lake_of.leader).post(f"{address}agree/").status_code == 422
        assert sign_in(client, lake_of.officer).post(f"{address}agree/").status_code == 302
    put_right(lake_of)
    with clock_at(at("2026-10-20")):
        principal = sign_in(client, lake_of.principal)
        page = principal.get(address).content.decode()
        assert 'name="evidence"' in page
        assert 'type="file"' not in page
        assert principal.post(f"{address}submit/", {"why_none": "x"}).status_code == 422
    submitted(lake_of, again())
    with clock_at(at("2026-10-21")):
        leader = sign_in(client, lake_of.leader)
        assert "同一检查已重跑" in leader.get(address).content.decode()
        rows = [row["name"] for row in again().sample["rows"]]
        assert leader.post(f"{address}accept/", {"looked_at": rows}).status_code == 302
        assert leader.get("/rectifications/", {"state": "observing"}).status_code == 200
        assert leader.get("/rectifications/", {"as": "xlsx"}).status_code == 200
    assert again().state == "observing"


def clock_at(moment):
    """Let pages believe that it is `moment`."""
    return mock.patch.object(clock, "now", return_value=moment)


def test_a_list_of_thirty_costs_as_many_queries_as_one_of_three(county, client):
    window, counts = sign_in(client, county.inspector), []
    for many in (3, 30):
        for _ in range(many - Rectification._base_manager.count()):
            opening.open_for(about=county.flag("s001"), org=county.org("s001"), origin={"title": "x"}, now=NOW)
        window.get("/rectifications/")
        with CaptureQueriesContext(connection) as queries:
            assert window.get("/rectifications/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def figures(day):
    """Return (in time or overdue, of how many) of rectifications as a figure of the fourth quarter has them."""
    found = [case for case in quarter.cases([Quarter(2026, 4)], None, at(day)) if case.table == "rectification"]
    return {str(case.figure): case.counted for case in found}


def test_a_slow_acceptor_makes_no_school_late_and_what_is_returned_is_owed_again(lake_of):
    record = planned(lake_of, opened(lake_of))  # to be done by 10 November
    put_right(lake_of)
    submitted(lake_of, record)
    assert figures("2026-11-20") == {"rectified": True, "overdue": False}
    rectifying.give_back(post=lake_of.leader, record=again(), lines=["合同"], now=at("2026-11-20"))
    assert figures("2026-11-21") == {"rectified": False, "overdue": True}


def test_a_plan_that_is_not_made_is_overdue(lake_of):
    opened(lake_of)
    assert figures("2026-10-13") == {}
    assert figures("2026-12-30") == {"overdue": True}
