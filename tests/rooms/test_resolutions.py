"""SM10: one lead body, our own records as proof, verified by the other side, ended unfinished by a meeting only."""

from datetime import date

import pytest

from lianjing.access import meetings as door
from lianjing.access import quarter_meetings
from lianjing.domain.machine import CLOCK, SYSTEM
from lianjing.domain.machine_checks import must_bring, must_pass, must_take
from lianjing.domain.machines.meeting import MEETING
from lianjing.domain.machines.resolution import RESOLUTION
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import (
    AgendaLine,
    Directive,
    DirectiveMove,
    Holding,
    Meeting,
    Resolution,
    ResolutionMove,
    WorkItem,
)
from lianjing.rooms.directives.usecases import deciding, receiving
from lianjing.rooms.meetings.usecases import planning, resolutions, session
from tests.rooms.sitting import DAY, SIGNED, Table
from tests.rooms.test_meetings import tick
from tests.world import at


@pytest.fixture
def table(county):
    county.head = county.holder("县局", "gs-jc", county.section.role, "ZR", "股长")
    return Table(county).confirmed()


def refused(code):
    return pytest.raises(RuleBroken, match=code)


def proof(table, key=901):
    """Return what stands for a record that the lead body completed."""
    return {("matter", key): "票据核对"}


def report(table, monkeypatch, words="已核对"):
    monkeypatch.setattr(door, "records_of", lambda one: proof(table))
    held = table.resolution()
    return resolutions.report_done(
        post=table.county.section, resolution=held, words=words, evidence=[("matter", 901)], now=SIGNED
    )


def test_confirmed_minutes_send_each_task_to_its_lead(table):
    held = table.resolution()
    assert (held.state, held.side, held.lead.code) == ("doing", "bureau", "gs-jc")
    item = WorkItem._base_manager.get(code="resolution_to_do")
    assert (item.post.org.code, item.due_on) == ("gs-jc", held.due_on)


def test_a_report_needs_a_record_of_this_system(table, monkeypatch):
    held = table.resolution()
    for evidence in ((), [("matter", 12345)]):
        with refused("step_refused"):
            resolutions.report_done(
                post=table.county.section, resolution=held, words="已办", evidence=evidence, now=SIGNED
            )
    with refused("not_yours"):
        resolutions.report_done(post=table.county.leader, resolution=held, words="已办", evidence=[], now=SIGNED)
    assert report(table, monkeypatch).state == "reported"
    item = WorkItem._base_manager.get(code="resolution_to_verify")
    assert item.post_id == table.county.inspector.post_id


def test_the_other_side_verifies_and_nobody_of_the_leading_side(table, monkeypatch):
    report(table, monkeypatch)
    county = table.county
    for seat in (county.chief, county.officer):
        with refused("step_refused"):
            resolutions.verify(post=seat, resolution=table.resolution(), now=SIGNED)
    with refused("not_yours"):
        resolutions.verify(post=county.section, resolution=table.resolution(), now=SIGNED)
    assert resolutions.verify(post=county.inspector, resolution=table.resolution(), now=SIGNED).state == "done"


def test_a_return_names_each_point(table, monkeypatch):
    report(table, monkeypatch)
    inspector = table.county.inspector
    with refused("step_refused"):
        resolutions.send_back(post=inspector, resolution=table.resolution(), missing=[" ", ""], now=SIGNED)
    resolutions.send_back(
        post=inspector, resolution=table.resolution(), missing=["缺9月", "", "花坪没有附表"], now=SIGNED
    )
    assert table.resolution().state == "doing"
    assert ResolutionMove._base_manager.get(step="return").points == ["缺9月", "花坪没有附表"]
    assert WorkItem._base_manager.filter(code="resolution_to_do", state="open").count() == 1


def next_meeting(table, day=date(2027, 3, 10), now="2027-01-04"):
    tick(at(now))
    following = Meeting._base_manager.get(quarter="2027Q1")
    planning.set_day(post=table.county.officer, meeting=following, day=day, place="", now=at(now))
    return following


def test_an_unfinished_one_comes_back_and_only_the_meeting_ends_it(table):
    held = table.resolution()
    following = next_meeting(table)
    line = AgendaLine._base_manager.get(meeting=following, source_table="resolution")
    assert (line.source_id, line.facts["lead"]) == (held.pk, "基教股")
    from lianjing.rooms.meetings.usecases import agenda

    with refused("line_must_stay"):
        agenda.strike(post=table.county.officer, line=line, reason="不想听", now=at("2027-01-05"))
    sit(table, following)
    table.record(line, "end", "并入新的办法", now=at("2027-03-10"))
    sign(table, following)
    held = table.resolution()
    assert (held.state, held.ended_at_id, held.closed_reason) == ("ended", following.pk, "并入新的办法")
    assert [one.quarter for one in door.meetings_of(held)] == ["2026Q4", "2027Q1"]
    assert tick(at("2027-03-12"))["resolution.call"] == 0


def sit(table, meeting):
    county = table.county
    for seat in (county.inspector, county.officer):
        planning.write_view(post=seat, meeting=fresh(meeting), words="好", now=at("2027-03-01"))
    planning.prepare(post=county.officer, meeting=fresh(meeting), now=at("2027-03-01"))
    here = [county.inspector.post_id, county.chief.post_id]
    session.open_session(post=county.inspector, meeting=fresh(meeting), present=here, excused=[], now=at("2027-03-10"))


def sign(table, meeting):
    session.draft(post=table.county.officer, meeting=fresh(meeting), now=at("2027-03-10"))
    for seat in (table.county.chief, table.county.inspector):
        session.sign(post=seat, meeting=fresh(meeting), now=at("2027-03-11"))


def fresh(meeting):
    return Meeting._base_manager.get(pk=meeting.pk)


def test_what_was_done_before_the_minutes_were_signed_is_not_ended_after_all(table, monkeypatch):
    following = next_meeting(table)
    sit(table, following)
    line = AgendaLine._base_manager.select_related("meeting").get(meeting=following, source_table="resolution")
    table.record(line, "end", "不做了", now=at("2027-03-10"))
    report(table, monkeypatch)
    resolutions.verify(post=table.county.inspector, resolution=table.resolution(), now=SIGNED)
    sign(table, following)
    assert table.resolution().state == "done"


def test_a_late_one_calls_its_lead_and_then_the_head_of_its_side(table):
    held = table.resolution()
    assert tick(at(held.due_on))["resolution.call"] == 0
    tick(at("2026-12-21"))
    assert WorkItem._base_manager.filter(code="resolution_late").count() == 0
    tick(at("2026-12-31"))
    late = WorkItem._base_manager.get(code="resolution_late")
    assert late.post_id == table.county.chief.post_id


def test_the_tables_promise_what_the_product_says():
    assert must_take(MEETING, "confirm", before="closed")
    assert must_bring(MEETING, "views_exchanged", before="session")
    assert must_bring(MEETING, "both_sides_present", before="minutes")
    assert not {step.src for step in MEETING.steps} & {"missed", "closed"}
    confirm = MEETING.step("minutes", "confirm")
    assert confirm.by == ("commission_side",)
    assert confirm.together == ("bureau_side",)
    assert must_pass(RESOLUTION, "reported", before="done")
    assert must_bring(RESOLUTION, "one_lead", before="doing")
    assert must_bring(RESOLUTION, "system_record", before="done")
    ends = [step for step in RESOLUTION.steps if step.dst == "ended"]
    assert all(step.by == ("the_meeting",) and "in_session" in step.needs for step in ends)
    assert not any({CLOCK, SYSTEM} & set(step.by) for step in RESOLUTION.steps if step.dst in RESOLUTION.ends)


def test_exactly_one_lead_body_even_in_the_database(table):
    from django.db import IntegrityError, transaction

    from lianjing.records.models import Outcome

    line = table.line("grey")
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome(
            line=line, kind="task", words="x", recorded_by_id=table.county.officer.person_id, recorded_at=SIGNED
        ).save()
    assert Resolution._meta.get_field("lead").null is False


def test_whoever_comes_to_the_other_side_is_called_to_verify(table, monkeypatch):
    held = Holding._base_manager.filter(post=table.county.inspector.post_id)
    held.update(valid_to=date(2026, 11, 18))
    report(table, monkeypatch)
    asked = WorkItem._base_manager.filter(code="resolution_to_verify", state="open")
    assert not asked.exists()
    held.update(valid_to=None)
    for day in ("2026-11-23", "2026-11-24"):
        tick(at(day))
        assert [item.post_id for item in asked.all()] == [table.county.inspector.post_id]


def sent_to_a_school(county, due_on=None, signed=SIGNED):
    """Return the resolution of a task for a school, and the directive it went out as."""
    table = Table(county).opened()
    table.record("flags", "task", "核对食堂票据", lead=county.org("s001"), due_on=due_on)
    session.draft(post=county.officer, meeting=table.fresh(), now=at(DAY))
    for seat in (county.inspector, county.chief):
        session.sign(post=seat, meeting=table.fresh(), now=signed)
    return table.resolution(), Directive._base_manager.get()


def again():
    return Resolution._base_manager.get(), Directive._base_manager.get()


def test_minutes_signed_after_a_tasks_day_give_its_days_from_the_signing(county):
    held, made = sent_to_a_school(county, date(2026, 11, 20), at("2026-11-23"))
    assert held.due_on == made.due_on == date(2026, 11, 25)  # two days, as the meeting said


def test_a_resolution_and_its_directive_have_one_last_day(county):
    """The vacation of a school counts in neither; a level that gives days gives them to both."""
    held, made = sent_to_a_school(county, date(2027, 2, 1))
    assert held.due_on == made.due_on > date(2027, 2, 1)
    made.due_on = date(2027, 4, 1)
    made.save()
    tick(at("2027-03-15"))
    assert again()[0].due_on == date(2027, 4, 1)
    assert not WorkItem._base_manager.filter(code="resolution_late").exists()


def test_what_the_other_side_found_done_is_no_directive_any_more(county, monkeypatch):
    held, made = sent_to_a_school(county)
    monkeypatch.setattr(door, "records_of", lambda one: {("matter", 901): "票据核对"})
    resolutions.report_done(
        post=county.principal, resolution=held, words="", evidence=[("matter", 901)], now=at("2026-12-02")
    )
    resolutions.verify(post=county.inspector, resolution=again()[0], now=at("2026-12-03"))
    assert [one.state for one in again()] == ["done", "withdrawn"]
    assert not WorkItem._base_manager.filter(state="open", subject_table="directive").exists()
    assert [move.step for move in DirectiveMove._base_manager.filter(directive=made)][-1] == "over"


def test_a_contest_that_was_right_makes_its_resolution_wait_for_the_meeting(county):
    """Nobody is late: no lead body is called, none is counted, and the next agenda has it."""
    held, made = sent_to_a_school(county)
    receiving.contest(post=county.principal, directive=made, ground="not_ours", now=SIGNED)
    issuer = next(seat for seat in (county.officer, county.inspector) if seat.post_id == made.issuer_id)
    deciding.uphold(post=issuer, directive=again()[1], now=at("2026-11-20"))
    tick(at("2026-12-30"))
    assert [one.state for one in again()] == ["doing", "withdrawn"]
    assert not WorkItem._base_manager.filter(code="resolution_late").exists()
    assert [row[0] for row in quarter_meetings.owed(at("2027-03-01"))].count("resolved") == 0
    assert door.open_resolutions() == [held]
