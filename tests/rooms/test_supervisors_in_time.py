"""The supervisors' own timeliness (A8, SM6, SM9, SM10, D5), and who is told of few cases (K12)."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from lianjing.access import clock, journal, public_supervision, work
from lianjing.access.quarter import Figure, cases
from lianjing.domain.authority import GRANTS, Action
from lianjing.domain.quarters import Quarter
from lianjing.records.models import Directive, Meeting, Person, Resolution, WorkItem
from lianjing.rooms.directives import supervising
from lianjing.rooms.directives.usecases import deciding
from lianjing.rooms.meetings.usecases import planning
from tests.rooms.demanding import doing, fresh, replied, tick
from tests.rooms.rosters import sign_in
from tests.rooms.sitting import NOW, Table
from tests.rooms.test_agenda import ordinary
from tests.world import DAY, at


def owed(figure, now):
    """Return (cases, of them counted) of a figure."""
    quarter = Quarter(2026, 4)
    found = [case for case in cases([quarter, quarter.after], None, at(now)) if case.figure is figure]
    return len(found), sum(case.counted for case in found)


@pytest.fixture
def held(county):
    county.head = county.holder("县局", "gs-jc", county.section.role, "ZR", "股长")
    return Table(county).confirmed()


def test_a_meeting_held_and_its_minutes_are_counted_in_time(held):
    assert owed(Figure.MET, "2026-11-20") == (1, 1)
    assert owed(Figure.CONFIRMED, "2026-11-20") == (1, 1)
    Meeting._base_manager.update(confirmed_at=at("2026-12-10"))
    assert owed(Figure.CONFIRMED, "2026-12-11") == (1, 0)


def test_minutes_that_wait_count_once_their_days_are_over(county):
    Table(county).drafted()
    assert owed(Figure.CONFIRMED, "2026-11-20") == (0, 0)
    assert owed(Figure.CONFIRMED, "2026-12-20") == (1, 0)


def test_a_missed_quarter_is_counted_as_not_held(county):
    planning.plan_due(NOW)
    assert owed(Figure.MET, "2026-12-20") == (0, 0)
    Meeting._base_manager.update(state="missed")
    assert owed(Figure.MET, "2027-01-02") == (1, 0)


@pytest.mark.parametrize(
    ("state", "reported", "closed", "resolved", "verified"),
    [
        ("doing", None, None, (1, 0), (0, 0)),
        ("reported", "2026-12-01", None, (1, 1), (1, 0)),
        ("done", "2026-12-01", "2026-12-04", (1, 1), (1, 1)),
        ("done", "2026-12-31", "2027-01-04", (1, 0), (1, 1)),
        ("done", "2026-12-01", "2026-12-31", (1, 1), (1, 0)),
        ("ended", None, "2026-12-05", (1, 0), (0, 0)),
    ],
)
def test_a_resolution_owes_a_report_and_a_look_at_it(held, state, reported, closed, resolved, verified):
    due, verify = date(2026, 12, 16), {"2026-12-01": date(2026, 12, 8), "2026-12-31": date(2027, 1, 8)}.get(reported)
    moments = {"reported_at": at(reported) if reported else None, "closed_at": at(closed) if closed else None}
    Resolution._base_manager.update(state=state, due_on=due, verify_by=verify, **moments)
    assert owed(Figure.RESOLVED, "2027-01-20") == resolved
    assert owed(Figure.VERIFIED, "2027-01-20") == verified


def test_the_figures_open_to_their_rows(held, client, monkeypatch):
    monkeypatch.setattr("lianjing.access.clock.now", lambda: at("2026-11-28"))
    page = sign_in(client, held.county.inspector)
    html = page.get("/meetings/quarter/?quarter=2026Q4").content.decode()
    assert html.index("联席会议如期召开") < html.index("figure-row")
    rows = page.get("/meetings/quarter/rows/?quarter=2026Q4&figure=met").content.decode()
    assert reverse("meetings:meeting", args=[held.meeting.pk]) in rows


def directive(county, due, replied=None, closed=None, **more):
    made = Directive(org=county.org("s001"), path=county.org("s001").path, issuer_id=county.officer.post_id)
    made.title = made.text = "不外传的一句话"
    made.due_on, made.state = date.fromisoformat(due), "accepted" if closed else "replied" if replied else "doing"
    made.drafted_at = made.issued_at = made.waits_since = made.waits_until = at("2026-10-12")
    made.replied_at, made.closed_at = (at(day) if day else None for day in (replied, closed))
    for name, value in more.items():
        setattr(made, name, value)
    made.save()
    return made


def test_the_public_reads_of_both_sides_of_directives_and_of_no_few(held, client, monkeypatch):
    county, on = held.county, date(2026, 12, 31)
    for _number in range(4):
        directive(county, "2026-11-20", "2026-11-18", "2026-11-20")
    directive(county, "2026-11-20", "2026-11-24", "2026-12-24")  # late from both sides
    directive(county, "2026-11-20")  # never answered, like the one that the meeting's task became
    directive(county, "2026-11-20", state="withdrawn")
    (now, *before) = public_supervision.of_quarters(on)
    assert (str(now.quarter), now.held) == ("2026Q4", True)
    told = {name: (share.part, share.whole) for name, share in now.figures.items()}
    assert (told["replied"], told["directed"], told["confirmed"]) == ((4, 7), (4, 5), (1, 1))
    assert [one.held for one in before] == [None, None, None]
    monkeypatch.setattr("lianjing.access.clock.now", lambda: at(on))
    page = client.get("/supervision/").content.decode()
    assert "4 / 7" in page
    assert "1 / 1" not in page  # one is fewer than five
    assert page.count("不足5件") == 2  # minutes signed, the one resolution
    assert "不外传的一句话" not in page


def due(county, seat, code, days, closed=None):
    post = county.posts[seat.post_id]
    item = work.assign(code="vacancy", about=county.org(code), post=post, url="/", now=at(), facts={"post": "-"})
    item.due_on = DAY + timedelta(days=days)
    item.closed_at = at(DAY + timedelta(days=closed)) if closed is not None else None
    item.state = "done" if closed is not None else "open"
    item.save()
    return item


def test_a_month_says_what_fell_due_what_was_late_and_what_was_looked_at(county, client, monkeypatch):
    for code, days, closed in (("s001", 1, 1), ("s002", 1, 3), ("s010", 2, None), ("zj01", 12, None)):
        due(county, county.officer, code, days, closed)
    journal.read(county.officer, Action.CONTACT_READ, [Person._base_manager.get(pk=county.clerk.person_id)], at())
    first, today = DAY.replace(day=1), DAY + timedelta(days=6)
    for seat in (county.officer, county.chief):
        (row,) = [one for one in supervising.kept(seat, first, today) if one.post.pk == county.officer.post_id]
        assert (row.due, row.late, row.looks) == (4, 2, 1)
    for seat in (county.leader, county.section, county.principal):
        assert county.officer.post_id not in [one.post.pk for one in supervising.kept(seat, first, today)]
    monkeypatch.setattr("lianjing.access.clock.now", lambda: at(today))
    address = f"{reverse('directives:supervision')}?month={first:%Y-%m}&issuer={county.officer.post_id}&what=late"
    html = sign_in(client, county.chief).get(address).content.decode()
    assert html.count("应于") == 2
    assert sign_in(client, county.chief).get(address.replace("late", "due")).content.decode().count("应于") == 4
    assert f"{reverse('network:journal_post', args=[county.officer.post_id])}?kind=read" in html
    hidden = sign_in(client, county.leader).get(address).content.decode()
    assert hidden.count("应于") == 0


def test_readers_of_the_quarter_are_reviewers_keepers_of_the_rows_or_told_no_few(county):
    """K12: whoever reads the quarter and neither reviews nor reads the rows is told of fewer than five nowhere."""
    readers = {role for role, action in GRANTS if action is Action.QUARTER_READ}
    authorised = {role for role, action in GRANTS if action in (Action.FLAG_REVIEW, Action.FLAG_READ)}
    assert {role.value for role in readers - authorised} == {"bureau_chief"}


@pytest.mark.parametrize(
    ("who", "many", "told"), [("inspector", 4, True), ("officer", 4, True), ("chief", 4, False), ("chief", 5, True)]
)
def test_few_cases_are_told_to_reviewers_alone(county, client, monkeypatch, who, many, told):
    monkeypatch.setattr("lianjing.access.clock.now", lambda: at("2026-11-28"))
    org = county.org("s001")
    org.size_class = "B"
    org.save()
    for _number in range(many):
        ordinary(county, org="s001", answered_at=at("2026-10-13"), state="answered")
    page = sign_in(client, getattr(county, who))
    for address in ("?quarter=2026Q4", "?quarter=2026Q4&by=school", "?quarter=2026Q4&unit=s001"):
        html = page.get(f"/meetings/quarter/{address}").content.decode()
        assert (f"<b>{many}</b> / {many}" in html) is told, address
        assert ("不足5件" in html) is (who == "chief"), address
    rows = page.get("/meetings/quarter/rows/?quarter=2026Q4&figure=answered&unit=s001").content.decode()
    assert (f"{many} / {many}" in rows) is told
    text = page.get("/meetings/quarter/cases.csv?quarter=2026Q4").content.decode("utf-8-sig")
    named = [row for row in csv.DictReader(io.StringIO(text)) if (row["figure"], row["unit"]) == ("answered", "s001")]
    assert bool(named) is told
    text = page.get("/meetings/quarter/figures.csv?quarter=2026Q4").content.decode("utf-8-sig")
    lines = [
        row for row in csv.DictReader(io.StringIO(text)) if (row["scope"], row["figure"]) == ("school", "answered")
    ]
    assert [row["whole"] for row in lines if row["code"] == "s001"] == [str(many) if told else "<5"]
    assert clock.now() == at("2026-11-28")


def test_a_month_counts_what_was_really_done_and_what_silence_did(county):
    """Every step closes the work of whoever took it as overtaken; so does the clock when a review was let lapse."""
    kept_in_time = replied(county)
    deciding.accept(post=county.officer, directive=fresh(kept_in_time), now=at("2026-10-16"))
    replied(county, org="s001", title="另一件", not_twin="不同事项")
    tick("2026-10-20")
    first, today = DAY.replace(day=1), date(2026, 10, 25)
    for seat in (county.officer, county.chief):
        (row,) = [one for one in supervising.kept(seat, first, today) if one.post.pk == county.officer.post_id]
        assert (row.due, row.late) == (2, 1)


def test_whoever_is_told_that_another_is_late_is_not_late(county):
    doing(county, due_on=DAY + timedelta(days=1))
    tick("2026-10-20")  # the school's principal and the group's leader were called after the day
    assert WorkItem._base_manager.filter(post=county.leader.post_id, code="directive_late").exists()
    rows = supervising.kept(county.officer, DAY.replace(day=1), date(2026, 10, 25))
    assert county.leader.post_id not in [one.post.pk for one in rows if one.late]
