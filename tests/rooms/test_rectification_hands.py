"""Who puts right, issues and accepts: what happens when one of them leaves, steps aside or passes the work on."""

from datetime import date
from unittest import mock

import pytest

from lianjing.access import clock, states
from lianjing.access import rectifying as doors
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import duties
from lianjing.jobs import tick as ticking
from lianjing.records.models import Holding, JournalEntry, Post, RedFlag, WorkItem
from lianjing.rooms.casework import queries
from lianjing.rooms.casework.moving import capacities
from lianjing.rooms.casework.usecases import observing, rectifying
from lianjing.rooms.worklist import usecases as worklist
from tests.rooms.rosters import sign_in
from tests.rooms.test_rectifying import (
    DUTIES,
    NOW,
    PLAN,
    again,
    flagged,
    observed,
    one_model,  # noqa: F401 - the fixture is used
    open_codes,
    opened,
    planned,
    tick,
)
from tests.world import at


def leave(seat, last_day):
    Holding._base_manager.filter(post_id=seat.post_id).update(valid_to=date.fromisoformat(last_day))


def steps(seat):
    record = again()
    return queries._steps(capacities(seat, record), record)


def passed_on(county, code):
    item = WorkItem._base_manager.get(code=code, state="open")
    to = Post._base_manager.get(pk=county.clerk.post_id)
    return worklist.pass_on(post=county.principal, item=item, to=to, reason="请承办", now=NOW)


def test_where_nobody_may_accept_the_level_above_is_told_once_and_asked_until_it_opens(lake_of):
    flagged(lake_of)
    for seat in (lake_of.leader, lake_of.inspector):
        leave(seat, "2026-10-01")
    for day in ("2026-10-12", "2026-10-13", "2026-11-12"):
        assert duties.ALL["rectification.open"](at(day)) == 0
    assert open_codes(lake_of.officer) == ["rectification_unopened"]
    assert JournalEntry._base_manager.filter(action="clock.tell_unopened").count() == 1
    item = WorkItem._base_manager.get(code="rectification_unopened")
    with pytest.raises(RuleBroken):
        worklist.finish(post=lake_of.officer, item=item, outcome="已知", now=NOW)
    Holding._base_manager.filter(post_id=lake_of.leader.post_id).update(valid_to=None)
    assert duties.ALL["rectification.open"](at("2026-11-13")) == 1
    item.refresh_from_db()
    assert item.state == "overtaken"


def test_whoever_puts_right_and_leaves_is_replaced(lake_of):
    planned(lake_of, opened(lake_of))
    leave(lake_of.principal, "2026-10-20")
    tick("2026-10-21")
    assert again().responsible_id == lake_of.clerk.post_id
    assert "rectification_to_do" in open_codes(lake_of.clerk)
    assert open_codes(lake_of.principal) == []
    assert "submit" in steps(lake_of.clerk)
    leave(lake_of.clerk, "2026-10-22")  # the school is gone: it is its group's
    tick("2026-10-23")
    assert again().responsible_id == lake_of.leader.post_id
    assert {again().issuer_id, again().acceptor_id} == {lake_of.officer.post_id, lake_of.inspector.post_id}


def test_whoever_puts_right_and_is_recused_is_replaced(lake_of):
    record = planned(lake_of, opened(lake_of))
    lake_of.recuse(lake_of.principal, record)
    tick("2026-10-13")
    assert again().responsible_id == lake_of.clerk.post_id


def test_work_that_was_passed_on_is_done_by_whom_it_was_passed_to(lake_of):
    opened(lake_of)
    passed_on(lake_of, "rectification_to_plan")
    tick("2026-10-12")
    assert again().responsible_id == lake_of.clerk.post_id
    rectifying.plan(post=lake_of.clerk, record=again(), plan=PLAN, now=NOW)
    assert again().state == "planned"
    assert duties.ALL["rectification.hands"](NOW) == 0


def test_work_passed_to_somebody_with_a_part_of_their_own_changes_no_hands(lake_of):
    opened(lake_of)
    passed_on(lake_of, "rectification_to_plan")
    Holding(post_id=lake_of.clerk.post_id, person_id=lake_of.leader.person_id, valid_from=date(2026, 10, 1)).save()
    tick("2026-10-12")
    assert again().responsible_id == lake_of.principal.post_id


def test_an_acceptor_named_in_the_days_of_looking_back_is_told(lake_of):
    observed(lake_of)
    tick("2027-01-20")
    leave(lake_of.leader, "2027-01-20")
    tick("2027-01-21")
    assert again().acceptor_id == lake_of.inspector.post_id
    assert "rectification_to_look_back" in open_codes(lake_of.inspector)


def test_an_acceptor_named_while_voiding_is_asked_is_told(lake_of):
    record = opened(lake_of)
    rectifying.ask_void(post=lake_of.officer, record=record, reason="同一事项已立", now=NOW)
    leave(lake_of.leader, "2026-10-12")
    tick("2026-10-13")
    assert "rectification_to_void" in open_codes(lake_of.inspector)


def test_a_look_that_was_taken_is_nobodys_work_and_late_for_nobody(lake_of):
    observed(lake_of)
    tick("2027-01-20")
    rectifying.look_back(post=lake_of.leader, record=again(), passed=True, words="都好", now=at("2027-01-20", 10))
    assert (again().due_on, open_codes(lake_of.leader)) == (None, [])


def test_one_that_cannot_come_back_today_stops_no_other(lake_of, monkeypatch):
    """The first asked finds nobody to accept it: it is asked again, and the other is closed the same night."""
    observed(lake_of)
    tick("2027-01-20")
    rectifying.look_back(post=lake_of.leader, record=again(), passed=True, words="都好", now=at("2027-01-20", 10))
    ready, stuck = again(), again()
    stuck.pk, stuck.about_table, stuck._state.adding = None, "matter", True
    stuck.org, stuck.look_back = lake_of.org("zj10"), {"seed": "x", "passed": False}
    stuck.save()
    real = doors.running
    monkeypatch.setattr(doors, "running", lambda: sorted(real(), key=lambda one: -one.pk))
    for seat in (lake_of.other_leader, lake_of.officer, lake_of.inspector):
        leave(seat, "2027-01-01")
    told = ticking.run(at("2027-01-21"), {name: duties.ALL[name] for name in ("rectification.watch",)})
    assert told == {"rectification.watch": 1}
    ready.refresh_from_db()
    stuck.refresh_from_db()
    assert (ready.state, stuck.state) == ("closed", "observing")


def test_a_fault_of_one_is_told_after_all_others_had_their_turn():
    taken = []

    def step(record):
        if record == "wrong":
            raise KeyError("M-GK-99")
        if record == "refused":
            raise RuleBroken("vacations_too_short")
        if record == "later":
            raise RuleBroken("rectification_hands_missing")
        taken.append(record)

    with pytest.raises(KeyError):
        states.each(["wrong", "refused", "later", "good"], step, later=("rectification_hands_missing",))
    assert taken == ["good"]
    assert states.each(["later", "good"], step, later=("rectification_hands_missing",)) == 1


def test_a_model_that_was_taken_out_leaves_what_it_asked_unknown(lake_of):
    observed(lake_of)
    RedFlag._base_manager.update(code="M-GK-99")
    told = ticking.run(at("2027-01-20"), {name: duties.ALL[name] for name in DUTIES})
    assert told["rectification.watch"] == 1  # the sample is drawn all the same
    assert queries.sheet(lake_of.leader, again(), date(2027, 1, 20)).again == "unknown"
    with pytest.raises(RuleBroken):
        observing.close(record=again(), now=at("2027-01-21"))


def test_what_can_be_asked_no_more_is_ended_by_two(lake_of, client):
    observed(lake_of)
    tick("2027-01-20")
    rectifying.look_back(post=lake_of.leader, record=again(), passed=True, words="都好", now=at("2027-01-20", 10))
    RedFlag._base_manager.update(code="M-GK-99")  # the model was taken out of the catalogue
    for day in ("2027-01-21", "2027-01-22"):
        tick(day)
    assert (again().state, open_codes(lake_of.officer)) == ("observing", ["rectification_to_end"])
    assert (steps(lake_of.officer), steps(lake_of.leader)) == (("ask_end",), ())
    assert queries._whose(again()).pk == lake_of.officer.post_id
    address, now = f"/rectifications/{again().pk}/", at("2027-01-22")
    with mock.patch.object(clock, "now", return_value=now):
        officer = sign_in(client, lake_of.officer)
        assert officer.post(f"{address}ask_end/", {"reason": " "}).status_code == 422
        assert officer.post(f"{address}ask_end/", {"reason": "模型已停用"}).status_code == 302
        assert officer.post(f"{address}end_unasked/").status_code == 422  # not the same hand twice
        assert open_codes(lake_of.officer) == []
        assert open_codes(lake_of.leader) == ["rectification_to_agree_end"]
        leader = sign_in(client, lake_of.leader)
        assert leader.post(f"{address}end_unasked/").status_code == 302
        assert "已终止：无法再查" in leader.get(address).content.decode()
    assert (again().state, open_codes(lake_of.leader)) == ("unasked", [])


def test_what_can_be_asked_is_ended_by_nobody(lake_of):
    observed(lake_of)
    with pytest.raises(RuleBroken, match="rectification_askable"):
        rectifying.ask_end(post=lake_of.officer, record=again(), reason="x", now=at("2026-11-01"))
    assert again().voiding == {}
    tick("2027-01-20")
    rectifying.look_back(post=lake_of.leader, record=again(), passed=True, words="都好", now=at("2027-01-20", 10))
    RedFlag._base_manager.update(code="M-GK-99")
    tick("2027-01-21")
    rectifying.ask_end(post=lake_of.officer, record=again(), reason="模型已停用", now=at("2027-01-21", 10))
    RedFlag._base_manager.update(code="M-GK-03")  # it came back, and finds nothing
    with pytest.raises(RuleBroken) as refusal:
        rectifying.end_unasked(post=lake_of.leader, record=again(), now=at("2027-01-21", 11))
    assert refusal.value.facts["missing"] == ("not_askable",)
    tick("2027-01-22")
    assert again().state == "closed"
