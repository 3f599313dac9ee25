"""SM9: a quarter's meeting from its planning to its file; nothing is skipped, nothing is made up for."""

from datetime import date

import pytest

from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import duties
from lianjing.records.models import AgendaLine, Holding, JournalEntry, Meeting, Outcome, Resolution, WorkItem
from lianjing.rooms.meetings.usecases import agenda, planning, session
from tests.rooms.sitting import DAY, NOW, PREPARED, SIGNED, Table
from tests.world import at

MEETING_DUTIES = [name for name in duties.ALL if name.startswith(("meeting.", "resolution."))]


def tick(now):
    """Do the duties of meetings alone."""
    return {name: duties.ALL[name](now) for name in MEETING_DUTIES}


@pytest.fixture
def table(county):
    return Table(county)


def refused(code):
    return pytest.raises(RuleBroken, match=code)


def test_the_clock_plans_one_meeting_a_quarter(table):
    assert (table.meeting.quarter, table.meeting.state, table.meeting.host) == ("2026Q4", "planned", "bureau")
    assert tick(NOW)["meeting.plan"] == 0
    assert tick(at("2027-01-04"))["meeting.plan"] == 1


def test_the_whole_way(table):
    table.confirmed()
    assert table.meeting.state == "confirmed"
    assert tick(SIGNED)["meeting.file"] == 1
    assert table.fresh().state == "closed"
    assert table.resolution().state == "doing"


def test_a_day_lies_in_the_quarter_is_worked_and_leaves_time_to_read(table):
    county = table.county
    for day, code in (
        (date(2027, 1, 4), "meeting_day_outside"),
        (date(2026, 10, 13), "meeting_day_early"),
        (date(2026, 11, 21), "meeting_day_off"),
    ):
        with refused(code):
            planning.set_day(post=county.officer, meeting=table.meeting, day=day, place="", now=NOW)
    with refused("not_yours"):
        planning.set_day(post=county.principal, meeting=table.meeting, day=DAY, place="", now=NOW)
    table.collecting()
    with refused("step_refused"):
        planning.set_day(post=county.officer, meeting=table.fresh(), day=DAY, place="", now=NOW)


def test_papers_wait_for_both_sides_and_for_days_to_read(table):
    table.collecting()
    with refused("step_refused"):
        planning.prepare(post=table.county.officer, meeting=table.fresh(), now=PREPARED)
    planning.write_view(post=table.county.officer, meeting=table.fresh(), words="好", now=PREPARED)
    with refused("step_refused"):
        planning.prepare(post=table.county.officer, meeting=table.fresh(), now=PREPARED)
    with refused("view_empty"):
        planning.write_view(post=table.county.inspector, meeting=table.fresh(), words=" ", now=PREPARED)
    with refused("view_long"):
        planning.write_view(post=table.county.inspector, meeting=table.fresh(), words="长" * 3001, now=PREPARED)
    planning.write_view(post=table.county.inspector, meeting=table.fresh(), words="好", now=PREPARED)
    with refused("step_refused"):  # two days are not three
        planning.prepare(post=table.county.officer, meeting=table.fresh(), now=at("2026-11-16"))
    assert planning.prepare(post=table.county.officer, meeting=table.fresh(), now=at("2026-11-15")).state == "papers"
    with refused("view_not_now"):
        planning.write_view(post=table.county.officer, meeting=table.fresh(), words="再补", now=PREPARED)


def test_the_day_is_moved_once_a_quarter(table):
    table.collecting()
    with refused("step_refused"):
        planning.move_day(post=table.county.officer, meeting=table.fresh(), reason=" ", now=NOW)
    planning.move_day(post=table.county.officer, meeting=table.fresh(), reason="期中考试", now=NOW)
    assert (table.fresh().state, table.meeting.day) == ("planned", None)
    table.papers()
    with refused("step_refused"):
        planning.move_day(post=table.county.chief, meeting=table.fresh(), reason="又变了", now=PREPARED)


def test_only_the_chair_opens_on_the_day_with_both_sides(table):
    table.papers()
    county = table.county
    here = [county.inspector.post_id, county.chief.post_id]
    tried = {
        "step_refused": [
            (county.inspector, here, at(DAY)),  # not in the chair
            (county.chief, here[:1], at(DAY)),  # one side alone
            (county.chief, here, at("2026-11-17")),  # the day before
        ],
        "not_yours": [(county.officer, here, at(DAY))],
    }
    for code, ways in tried.items():
        for post, present, now in ways:
            with refused(code):
                session.open_session(post=post, meeting=table.fresh(), present=present, excused=[], now=now)


def test_outcomes_are_entered_only_while_it_sits(table):
    table.papers()
    line = table.line("flags")
    with refused("not_in_session"):
        table.record(line)
    here = [table.county.inspector.post_id, table.county.chief.post_id]
    session.open_session(post=table.county.chief, meeting=table.fresh(), present=here, excused=[], now=at(DAY))
    with refused("step_refused"):
        session.draft(post=table.county.officer, meeting=table.fresh(), now=at(DAY))
    with refused("outcome_words"):
        table.record(line, "decision")
    with refused("lead_missing"):
        table.record(line, "task", "核对")
    with refused("outcome_kind"):
        table.record(line, "end", "不做了")
    with refused("due_past"):
        table.record(line, "task", "核对", lead=table.county.org("gs-jc"), due_on=DAY)
    with refused("not_yours"):
        table.record(line, seat=table.county.principal)
    table.record(line, "decision", "按月通报")
    table.record(line, "task", "按月核对", lead=table.county.org("gs-jc"))
    assert Outcome._base_manager.count() == 1  # a line has one outcome, here put in place of the other
    table.record(line, "decision", "还是按月通报")
    assert not Resolution._base_manager.exists()
    session.draft(post=table.county.officer, meeting=table.fresh(), now=at(DAY))
    with refused("not_in_session"):
        table.record(line)


def test_minutes_are_signed_by_both_sides_once_each(table):
    table.drafted()
    county = table.county
    with refused("not_yours"):
        session.sign(post=county.officer, meeting=table.fresh(), now=SIGNED)
    session.sign(post=county.chief, meeting=table.fresh(), now=SIGNED)
    assert table.fresh().state == "minutes"
    assert table.resolution().state == "recorded"
    deputy = county.holder("副局长", "jyj", county.chief.role, "FJZ", "副局长")
    with refused("meeting_signed_already"):
        session.sign(post=deputy, meeting=table.fresh(), now=SIGNED)
    assert session.sign(post=county.inspector, meeting=table.fresh(), now=SIGNED).state == "confirmed"
    with refused("step_refused"):
        session.sign(post=county.inspector, meeting=table.fresh(), now=SIGNED)


def test_an_objection_opens_the_record_once_and_what_stood_stays(table):
    table.drafted()
    county = table.county
    session.sign(post=county.chief, meeting=table.fresh(), now=SIGNED)
    with refused("step_refused"):
        session.object_to(post=county.inspector, meeting=table.fresh(), reason=" ", now=SIGNED)
    session.object_to(post=county.inspector, meeting=table.fresh(), reason="期限应为月底", now=SIGNED)
    assert (table.fresh().state, table.meeting.bureau_signed_by_id) == ("session", None)
    table.task(words="月底前核对全县食堂票据")
    kept = [one.words for one in table.outcomes() if one.replaced_by_id]
    assert kept == ["核对全县食堂票据"]
    assert table.resolution().words == "月底前核对全县食堂票据"
    session.draft(post=county.officer, meeting=table.fresh(), now=SIGNED)
    with refused("step_refused"):
        session.object_to(post=county.chief, meeting=table.fresh(), reason="再来", now=SIGNED)


def test_lines_are_struck_and_added_with_a_reason(table):
    table.collecting()
    county = table.county
    with refused("reason_missing"):
        agenda.strike(post=county.officer, line=table.line("grey"), reason=" ", now=NOW)
    struck = agenda.strike(post=county.officer, line=table.line("grey"), reason="上周已通报", now=NOW)
    assert planning.gather_due(at("2026-10-13")) == 1
    assert AgendaLine._base_manager.get(pk=struck.pk).struck_at
    agenda.put_back(post=county.inspector, line=table.line("grey"), now=NOW)
    with refused("matter_unknown"):
        agenda.add(post=county.officer, meeting=table.fresh(), matter="resolved", words="x", reason="y", now=NOW)
    agenda.add(
        post=county.officer, meeting=table.fresh(), matter="reform", words="营养餐改供餐", reason="县定", now=NOW
    )
    table.written()
    planning.prepare(post=county.officer, meeting=table.fresh(), now=PREPARED)
    agenda.strike(post=county.inspector, line=table.line("overdue"), reason="并入上项", now=PREPARED)
    here = [county.inspector.post_id, county.chief.post_id]
    session.open_session(post=county.chief, meeting=table.fresh(), present=here, excused=[], now=at(DAY))
    with refused("agenda_closed"):
        agenda.strike(post=county.officer, line=table.line("flags"), reason="不听", now=at(DAY))
    with refused("line_struck"):
        table.record("overdue")


def test_what_people_added_and_nobody_reached_comes_to_the_next_meeting(table):
    table.collecting()
    agenda.add(
        post=table.county.officer, meeting=table.fresh(), matter="reform", words="营养餐改供餐", reason="县定", now=NOW
    )
    table.written()
    planning.prepare(post=table.county.officer, meeting=table.fresh(), now=PREPARED)
    here = [table.county.inspector.post_id, table.county.chief.post_id]
    session.open_session(post=table.county.chief, meeting=table.fresh(), present=here, excused=[], now=at(DAY))
    table.record("flags")
    session.draft(post=table.county.officer, meeting=table.fresh(), now=at(DAY))
    for seat in (table.county.inspector, table.county.chief):
        session.sign(post=seat, meeting=table.fresh(), now=SIGNED)
    tick(at("2027-01-04"))
    following = Meeting._base_manager.get(quarter="2027Q1")
    assert following.covers_from == date(2026, 11, 11)  # from the day after the last agenda was closed
    planning.set_day(
        post=table.county.officer, meeting=following, day=date(2027, 3, 10), place="", now=at("2027-01-04")
    )
    assert AgendaLine._base_manager.filter(meeting=following, words="营养餐改供餐", carried_from__isnull=False).exists()


def test_a_year_by_the_clock_alone(table):
    """Four quarters: each is planned by itself; the one nobody held is missed, and nothing leads back from there."""
    table.confirmed()
    for day in ("2026-12-31", "2027-01-01", "2027-03-31"):
        tick(at(day))
    first = Meeting._base_manager.get(quarter="2027Q1")
    assert first.state == "planned"
    assert WorkItem._base_manager.filter(code="meeting_to_fix", subject_id=first.pk, state="open").count() == 2
    tick(at("2027-04-01"))
    tick(at("2027-04-01"))
    first = Meeting._base_manager.get(quarter="2027Q1")
    assert first.state == "missed"
    assert not WorkItem._base_manager.filter(code="meeting_to_fix", subject_id=first.pk, state="open").exists()
    with refused("step_refused"):
        planning.set_day(
            post=table.county.officer, meeting=first, day=date(2027, 3, 10), place="", now=at("2027-04-01")
        )
    tick(at("2027-09-30"))
    tick(at("2027-10-01"))
    states = dict(Meeting._base_manager.values_list("quarter", "state"))
    assert states == {
        "2026Q4": "closed",
        "2027Q1": "missed",
        "2027Q2": "missed",
        "2027Q3": "missed",
        "2027Q4": "planned",
    }
    assert JournalEntry._base_manager.filter(action="clock.miss").count() == 3


def test_a_meeting_with_papers_is_missed_too_when_it_never_sits(table):
    table.papers()
    tick(at("2027-01-01"))
    assert table.fresh().state == "missed"


def test_each_side_is_called_in_time(table):
    tick(at("2026-11-24"))
    codes = WorkItem._base_manager.filter(state="open").values_list("code", "post__org__code")
    assert set(codes) == {("meeting_to_fix", "pz7"), ("meeting_to_fix", "jcs")}
    table.collecting()
    assert not WorkItem._base_manager.filter(code="meeting_to_fix", state="open").exists()
    tick(at("2026-11-11"))
    assert WorkItem._base_manager.filter(code="meeting_to_view", state="open").count() == 2
    table.written()
    planning.prepare(post=table.county.officer, meeting=table.fresh(), now=PREPARED)
    tick(at(DAY))
    assert WorkItem._base_manager.get(code="meeting_to_open", state="open").post_id == table.county.chief.post_id


def test_what_a_missed_meeting_had_on_its_agenda_comes_to_the_next_that_sits(county):
    """Lines by hand and the days of a quarter that nobody heard: two missed meetings lose neither, nor double them."""
    table = Table(county).collecting()
    agenda.add(post=county.officer, meeting=table.fresh(), matter="reform", words="营养餐", reason="要议", now=NOW)
    for day in ("2027-01-15", "2027-02-15"):
        tick(at(day))
    second = Meeting._base_manager.get(quarter="2027Q1")
    planning.set_day(post=county.officer, meeting=second, day=date(2027, 3, 10), place="", now=at("2027-02-15"))
    assert (table.fresh().state, second.covers_from) == ("missed", date(2026, 10, 1))
    for day in ("2027-04-20", "2027-04-21"):
        tick(at(day))
    third = Meeting._base_manager.get(quarter="2027Q2")
    planning.set_day(post=county.officer, meeting=third, day=date(2027, 6, 16), place="", now=at("2027-04-21"))
    third.refresh_from_db()
    assert third.covers_from == date(2026, 10, 1)
    for meeting in (second, third):
        assert AgendaLine._base_manager.filter(meeting=meeting, words="营养餐").count() == 1


def test_whoever_comes_to_a_vacant_chair_is_called_to_sign(county):
    table = Table(county).opened()
    table.task()
    chair = Holding._base_manager.filter(post=county.chief.post_id)
    chair.update(valid_to=date(2026, 11, 17))
    session.draft(post=county.officer, meeting=table.fresh(), now=at(DAY))
    asked = WorkItem._base_manager.filter(code="meeting_to_sign", state="open")
    assert [item.post_id for item in asked] == [county.inspector.post_id]
    chair.update(valid_to=None)
    for day in ("2026-11-25", "2026-11-26"):
        tick(at(day))
        assert sorted(item.post_id for item in asked.all()) == sorted([county.inspector.post_id, county.chief.post_id])
